/* limits distance|detection|boxes|ap
 * One of the four main paths of the library, called through vreward.h on inputs that are made here, as those of
 * edit_distance.py, scoring.py, matching.py and average_precision.py are. Prints what a call had to do, one name and
 * one mean number a line. Only the calls are for callgrind to collect (--collect-atstart=no). */
#include <vreward.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

static uint64_t random_state = 20261127;

static int below(int limit)
{
    uint64_t z = random_state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (int)((z ^ z >> 31) % (uint64_t)limit);
}

static void require(int32_t code, const vreward_error *err)
{
    if (code != VREWARD_OK) {
        fprintf(stderr, "limits: %s\n", err->message);
        exit(1);
    }
}

/* Around each call. The first of all, which finds memory and symbols, is not collected. */
static void collect(int call)
{
    if (call > 0)
        CALLGRIND_TOGGLE_COLLECT;
}

/* ---- two texts of 4,000 characters, 1 % of them replaced, dropped or preceded by another ---------------------------- */

enum { CHARACTERS = 4000, PAIRS = 20 };

static char letter(void)
{
    return "abcdefghijklmnopqrstuvwxyz0123456789 .,;:-()"[below(44)];
}

static int64_t corrupt(const char *text, char *copy)
{
    int64_t count = 0;
    for (int i = 0; i < CHARACTERS; i++) {
        const bool hit = below(100) == 0;
        const int kind = below(3);
        if (hit && kind != 0)
            copy[count++] = letter();
        if (!hit || kind == 1)
            copy[count++] = text[i];
    }
    return count;
}

static void run_distance(void)
{
    static char text[CHARACTERS], copy[2 * CHARACTERS];
    int64_t characters = 0, edits = 0;
    for (int call = 0; call <= PAIRS; call++) {
        for (int i = 0; i < CHARACTERS; i++)
            text[i] = letter();
        const int64_t text_offsets[] = {0, CHARACTERS}, copy_offsets[] = {0, corrupt(text, copy)};
        int64_t distance = 0;
        vreward_error err;
        collect(call);
        const int32_t code = vreward_edit_distance(NULL, copy, copy_offsets, 1, text, text_offsets, 1, &distance, &err);
        collect(call);
        require(code, &err);
        characters += call > 0 ? CHARACTERS + copy_offsets[1] : 0;
        edits += call > 0 ? distance : 0;
    }
    printf("calls %d\ncharacters %g\nedits %g\n", PAIRS, (double)characters / PAIRS, (double)edits / PAIRS);
}

/* ---- text to score: boxes as Qwen2.5-VL writes them, a few pixels from the true ones -------------------------------- */

enum { SAMPLES = 20 };

static const char *const labels[] = {"cat", "dog", "person", "car", "tree"};

/* An answer of so many boxes of so many labels in turn, and its truth. */
static void write_sample(int boxes, int kinds, bool confidence, FILE *completion, FILE *truth)
{
    fprintf(completion, "```json\n[");
    fprintf(truth, "{\"boxes\": [");
    for (int i = 0; i < boxes; i++) {
        const int x = below(500), y = below(500), right = x + 20 + below(100), bottom = y + 20 + below(100);
        fprintf(completion, "%s{\"bbox_2d\": [%d, %d, %d, %d], \"label\": \"%s\"", i > 0 ? ", " : "", x + below(7),
                y + below(7), right + below(7), bottom + below(7), labels[i % kinds]);
        if (confidence)
            fprintf(completion, ", \"confidence\": 0.%06d", below(1000000));
        fprintf(completion, "}");
        fprintf(truth, "%s[%d, %d, %d, %d]", i > 0 ? ", " : "", x, y, right, bottom);
    }
    fprintf(completion, "]\n```");
    fprintf(truth, "], \"labels\": [");
    for (int i = 0; i < boxes; i++)
        fprintf(truth, "%s\"%s\"", i > 0 ? ", " : "", labels[i % kinds]);
    fprintf(truth, "], \"size\": [640, 640]}");
}

static void run_scores(const char *recipe, int boxes, int kinds, bool confidence)
{
    vreward_scorer *scorer;
    vreward_error err;
    int64_t bytes = 0;
    require(vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, &err), &err);
    for (int call = 0; call <= SAMPLES; call++) {
        char *completion, *truth;
        size_t completion_size, truth_size;
        FILE *completion_out = open_memstream(&completion, &completion_size);
        FILE *truth_out = open_memstream(&truth, &truth_size);
        if (completion_out == NULL || truth_out == NULL)
            exit(1);
        write_sample(boxes, kinds, confidence, completion_out, truth_out);
        fclose(completion_out);
        fclose(truth_out);
        const int64_t offsets[] = {0, (int64_t)completion_size}, truth_offsets[] = {0, (int64_t)truth_size};
        const vreward_batch batch = {.struct_size = sizeof batch,
                                     .count = 1,
                                     .completion = completion,
                                     .completion_offsets = offsets,
                                     .truth = truth,
                                     .truth_offsets = truth_offsets,
                                     .truth_count = 1};
        double score = 0;
        const vreward_result result = {.struct_size = sizeof result, .score = &score};
        collect(call);
        const int32_t code = vreward_score(scorer, &batch, &result, &err);
        collect(call);
        require(code, &err);
        if (!(score > 0.5)) {
            fprintf(stderr, "limits: the answer was not read\n");
            exit(1);
        }
        bytes += call > 0 ? offsets[1] + truth_offsets[1] : 0;
        free(completion);
        free(truth);
    }
    vreward_scorer_destroy(scorer);
    printf("calls %d\nbytes %g\nboxes %d\nlabels %d\nconfidences %d\n", SAMPLES, (double)bytes / SAMPLES, boxes, kinds,
           confidence ? boxes : 0);
}

/* ---- boxes to pairs -------------------------------------------------------------------------------------------------- */

enum { BOXES = 1000, SETS = 5 };

struct box {
    double x1, y1, x2, y2;
};

static bool overlap(const struct box *a, const struct box *b)
{
    return a->x1 < b->x2 && b->x1 < a->x2 && a->y1 < b->y2 && b->y1 < a->y2;
}

static int64_t overlapping(const struct box *a, const struct box *b)
{
    int64_t count = 0;
    for (int i = 0; i < BOXES; i++) {
        for (int j = 0; j < BOXES; j++)
            count += overlap(&a[i], &b[j]);
    }
    return count;
}

/* From -1 to 1. */
static double unit(void)
{
    return (below(2000001) - 1000000) / 1e6;
}

static void run_boxes(void)
{
    static struct box found[BOXES], truth[BOXES];
    static int64_t partner[BOXES];
    static double overlaps[BOXES];
    int64_t pairs = 0;
    for (int call = 0; call <= SETS; call++) {
        for (int i = 0; i < BOXES; i++) {
            struct box *box = &truth[i], *near = &found[BOXES - 1 - i];
            box->x1 = 300 + 300 * unit();
            box->y1 = 300 + 300 * unit();
            box->x2 = box->x1 + 60 + 50 * unit();
            box->y2 = box->y1 + 60 + 50 * unit();
            *near =
                (struct box){box->x1 + 4 * unit(), box->y1 + 4 * unit(), box->x2 + 4 * unit(), box->y2 + 4 * unit()};
        }
        vreward_error err;
        collect(call);
        const int32_t code =
            vreward_match_boxes(NULL, &found[0].x1, BOXES, &truth[0].x1, BOXES, partner, overlaps, &err);
        collect(call);
        require(code, &err);
        pairs += call > 0 ? overlapping(found, truth) : 0;
    }
    printf("calls %d\nboxes %d\npairs %g\n", SETS, BOXES, (double)pairs / SETS);
}

int main(int count, char **arguments)
{
    const char *path = count == 2 ? arguments[1] : "";
    if (strcmp(path, "distance") == 0)
        run_distance();
    else if (strcmp(path, "detection") == 0)
        run_scores("detection", 9, 3, false);
    else if (strcmp(path, "boxes") == 0)
        run_boxes();
    else if (strcmp(path, "ap") == 0)
        run_scores("{\"base\": \"detection\", \"ap\": [\"ap\", \"ap50\", \"ap75\"]}", 60, 5, true);
    else
        return fprintf(stderr, "usage: limits distance|detection|boxes|ap\n"), 2;
    return 0;
}
