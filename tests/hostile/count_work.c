/* Reads texts from standard input and parses each: `name`, a tab, the length, a line break, the bytes, a line break.
 * For each one line comes out: name, length, reason, items, milliseconds, and the most bytes of heap that were in use.
 * Under callgrind the instructions of vreward_parse are dumped for each text by its name. */
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
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void parse_one(const vreward_scorer *scorer, const char *name, const char *text, int64_t length)
{
    static vreward_item items[16];
    vreward_parsed parsed = {.struct_size = sizeof parsed};
    vreward_error err;
    const int64_t before = in_use;
    most_in_use = in_use;
    const double start = milliseconds();
    CALLGRIND_ZERO_STATS;
    const int32_t code = vreward_parse(scorer, text, length, items, sizeof items[0], 16, &parsed, &err);
    CALLGRIND_DUMP_STATS_AT(name);
    const double end = milliseconds();
    if (code != VREWARD_OK && code != VREWARD_E_CAPACITY) {
        fprintf(stderr, "%s: %s\n", name, err.message);
        exit(1);
    }
    printf("%s\t%lld\t%s\t%lld\t%.3f\t%lld\n", name, (long long)length, vreward_reason_name(parsed.reason),
           (long long)parsed.count, end - start, (long long)(most_in_use - before));
}

int main(int count, char **arguments)
{
    vreward_scorer *scorer;
    vreward_error err;
    const char *recipe = count > 1 ? arguments[1] : "grounding";
    if (vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, &err) != VREWARD_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    char name[200];
    long long length;
    while (scanf("%199[^\t]\t%lld", name, &length) == 2 && getchar() == '\n') {
        char *text = malloc((size_t)length + 1);
        if (text == NULL || fread(text, 1, (size_t)length, stdin) != (size_t)length || getchar() != '\n') {
            fprintf(stderr, "%s: the text is not there\n", name);
            return 1;
        }
        parse_one(scorer, name, text, length);
        free(text);
    }
    vreward_scorer_destroy(scorer);
    return 0;
}
