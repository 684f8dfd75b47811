/* count_work MODE RECIPE [TRUTH]   MODE: parse, score or explain
 * Reads texts from standard input and runs each through vreward_MODE: `name`, a tab, the length, a line break, the bytes,
 * a line break. For each one line comes out: name, length, reason, items (parse) or bytes (explain), milliseconds of
 * this thread, and the most bytes of heap that were in use. Under callgrind the instructions of the function are dumped
 * for each text by its name. */
#include "../explain_one.h"
#include <vreward.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <valgrind/callgrind.h>

/* The heap as the library uses it: every call passes here. */
extern void *__libc_malloc(size_t size);
extern void __libc_free(void *memory);

static int64_t in_use, most_in_use;

void *malloc(size_t size);
void free(void *memory);

void *malloc(size_t size)
{
    void *memory = __libc_malloc(size);
    in_use += memory != NULL ? (int64_t)malloc_usable_size(memory) : 0;
    most_in_use = in_use > most_in_use ? in_use : most_in_use;
    return memory;
}

void free(void *memory)
{
    in_use -= memory != NULL ? (int64_t)malloc_usable_size(memory) : 0;
    __libc_free(memory);
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* What one text gave. */
struct outcome {
    int32_t code, reason;
    int64_t count;
    vreward_error err;
};

struct request {
    const char *mode, *truth;
    const vreward_scorer *scorer;
};

static struct outcome parse_one(const struct request *request, const char *text, int64_t length)
{
    static vreward_item items[16];
    struct outcome outcome = {0};
    vreward_parsed parsed = {.struct_size = sizeof parsed};
    outcome.code = vreward_parse(request->scorer, text, length, items, sizeof items[0], 16, &parsed, &outcome.err);
    outcome.reason = parsed.reason;
    outcome.count = parsed.count;
    return outcome;
}

static struct outcome score_one(const struct request *request, const char *text, int64_t length)
{
    struct outcome outcome = {0};
    const int64_t offsets[] = {0, length}, truth_offsets[] = {0, (int64_t)strlen(request->truth)};
    const vreward_batch batch = {.struct_size = sizeof batch,
                                 .count = 1,
                                 .completion = text,
                                 .completion_offsets = offsets,
                                 .truth = request->truth,
                                 .truth_offsets = truth_offsets,
                                 .truth_count = 1};
    const vreward_result result = {.struct_size = sizeof result, .reason = &outcome.reason};
    outcome.code = vreward_score(request->scorer, &batch, &result, &outcome.err);
    return outcome;
}

static struct outcome explain_completion(const struct request *request, const char *text, int64_t length)
{
    struct outcome outcome = {0};
    outcome.code = explain_one(request->scorer, text, length, request->truth, (int64_t)strlen(request->truth), NULL, 0,
                               &outcome.count, &outcome.err);
    return outcome;
}

static void run_one(const struct request *request, const char *name, const char *text, int64_t length)
{
    const int64_t before = in_use;
    most_in_use = in_use;
    const double start = milliseconds();
    CALLGRIND_ZERO_STATS;
    const struct outcome outcome = request->mode[0] == 'p'   ? parse_one(request, text, length)
                                   : request->mode[0] == 's' ? score_one(request, text, length)
                                                             : explain_completion(request, text, length);
    CALLGRIND_DUMP_STATS_AT(name);
    const double end = milliseconds();
    if (outcome.code != VREWARD_OK && outcome.code != VREWARD_E_CAPACITY) {
        fprintf(stderr, "%s: %s\n", name, outcome.err.message);
        exit(1);
    }
    printf("%s\t%lld\t%s\t%lld\t%.3f\t%lld\n", name, (long long)length, vreward_reason_name(outcome.reason),
           (long long)outcome.count, end - start, (long long)(most_in_use - before));
}

int main(int count, char **arguments)
{
    vreward_scorer *scorer;
    vreward_error err;
    if (count < 3) {
        fprintf(stderr, "usage: count_work parse|score|explain RECIPE [TRUTH]\n");
        return 2;
    }
    const char *recipe = arguments[2];
    if (vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, &err) != VREWARD_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    const struct request request = {arguments[1], count > 3 ? arguments[3] : "", scorer};
    char name[200];
    long long length;
    while (scanf("%199[^\t]\t%lld", name, &length) == 2 && getchar() == '\n') {
        char *text = malloc((size_t)length + 1);
        if (text == NULL || fread(text, 1, (size_t)length, stdin) != (size_t)length || getchar() != '\n') {
            fprintf(stderr, "%s: the text is not there\n", name);
            return 1;
        }
        run_one(&request, name, text, length);
        free(text);
    }
    vreward_scorer_destroy(scorer);
    return 0;
}
