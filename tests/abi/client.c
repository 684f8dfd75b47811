/*
 * A program of one release on the library of another. It is compiled with the frozen header and run on a library whose
 * structs have a member more, and compiled with such a header (HAS_GROWN) and run on this library. Every struct has
 * exactly the bytes that its header says, so that AddressSanitizer sees each byte too far.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vreward.h>

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                        \
        }                                                                   \
    } while (0)

/* A member of a newer header: 0 means nothing, anything else is unknown to this library. */
#ifdef HAS_GROWN
#define CHECK_GROWN(options, call)                   \
    do {                                             \
        (options)->grown = 1;                        \
        CHECK((call) == VREWARD_E_UNSUPPORTED);      \
        CHECK(strstr(err.message, "does not know")); \
        (options)->grown = 0;                        \
    } while (0)
#else
#define CHECK_GROWN(options, call) (void)(options)
#endif

static vreward_error err;

static void *sized(size_t size)
{
    const uint64_t written = size;
    void *made = calloc(1, size);
    CHECK(made != NULL);
    memcpy(made, &written, sizeof written);
    return made;
}

#define NEW(type) ((type *)sized(sizeof(type)))

static const double boxes[] = {0, 0, 10, 10, 20, 20, 30, 30}, others[] = {20, 20, 30, 30, 0, 0, 10, 5};

static void primitives(void)
{
    vreward_overlap_options *overlap_options = NEW(vreward_overlap_options);
    double overlap[4];
    overlap_options->kind = VREWARD_OVERLAP_IOU;
    CHECK(vreward_overlap(overlap_options, boxes, 2, others, 2, overlap, &err) == VREWARD_OK);
    CHECK(overlap[0] == 0 && overlap[1] == 0.5 && overlap[2] == 1 && overlap[3] == 0);
    CHECK_GROWN(overlap_options, vreward_overlap(overlap_options, boxes, 2, others, 2, overlap, &err));
    free(overlap_options);

    vreward_match_options *match_options = NEW(vreward_match_options);
    int64_t partner[2];
    match_options->how = VREWARD_MATCH_SEQUENTIAL;
    CHECK(vreward_match(match_options, overlap, 2, 2, partner, &err) == VREWARD_OK && partner[0] == 0 &&
          partner[1] == 1);
    match_options->how = VREWARD_MATCH_OPTIMAL;
    CHECK(vreward_match_boxes(match_options, boxes, 2, others, 2, partner, NULL, &err) == VREWARD_OK);
    CHECK(partner[0] == 1 && partner[1] == 0);
    CHECK_GROWN(match_options, vreward_match(match_options, overlap, 2, 2, partner, &err));
    CHECK_GROWN(match_options, vreward_match_boxes(match_options, boxes, 2, others, 2, partner, NULL, &err));
    free(match_options);

    vreward_edit_distance_options *text_options = NEW(vreward_edit_distance_options);
    const int64_t a_offsets[] = {0, 6}, b_offsets[] = {0, 7};
    int64_t distance = -1;
    text_options->distance = VREWARD_DISTANCE_LEVENSHTEIN;
    text_options->bounded = 1;
    text_options->bound = 9;
    CHECK(vreward_edit_distance(text_options, "kitten", a_offsets, 1, "sitting", b_offsets, 1, &distance, &err) ==
          VREWARD_OK);
    CHECK(distance == 3);
    CHECK_GROWN(text_options,
                vreward_edit_distance(text_options, "kitten", a_offsets, 1, "sitting", b_offsets, 1, &distance, &err));
    free(text_options);
}

static const char text[] =
    "[{\"bbox_2d\": [0, 0, 10, 10], \"label\": \"cat\"}, {\"bbox_2d\": [20, 20, 30, 30], \"label\": \"dog\"}]";
static const int64_t text_offsets[] = {0, sizeof text - 1};

static void parsing(const vreward_scorer *scorer)
{
    vreward_parsed *parsed = NEW(vreward_parsed);
    vreward_item *items = malloc(2 * sizeof *items);
    char labels[6];
    CHECK(items != NULL);
    memset(items, 0xFF, 2 * sizeof *items);
    parsed->label_text = labels;
    parsed->label_capacity = sizeof labels;
    CHECK(vreward_parse(scorer, text, sizeof text - 1, items, sizeof *items, 2, parsed, &err) == VREWARD_OK);
    CHECK(parsed->count == 2 && parsed->label_length == 6 && memcmp(labels, "catdog", 6) == 0);
    CHECK(parsed->reason == VREWARD_REASON_OK && parsed->reasons == 1 && parsed->reserved == 0);
    for (int i = 0; i < 2; i++) {
        CHECK(memcmp(items[i].value, boxes + 4 * i, sizeof items[i].value) == 0);
        CHECK(items[i].label_begin == 3 * i && items[i].label_end == 3 * i + 3);
        CHECK(items[i].kind == VREWARD_ITEM_BOX && items[i].reason == VREWARD_REASON_OK);
#ifdef HAS_GROWN
        CHECK(items[i].grown == 0);
#endif
    }
    CHECK_GROWN(parsed, vreward_parse(scorer, text, sizeof text - 1, items, sizeof *items, 2, parsed, &err));
    free(items);
    free(parsed);
}

/* Of the labels cat and dog: the first box is missed by half. */
static const double true_boxes[] = {0, 0, 10, 5, 20, 20, 30, 30};
static const int64_t item_offsets[] = {0, 2}, label_offsets[] = {0, 3, 6};

static vreward_truth_arrays *truths(void)
{
    vreward_truth_arrays *made = NEW(vreward_truth_arrays);
    made->item_offsets = item_offsets;
    made->box = true_boxes;
    made->label = "catdog";
    made->label_offsets = label_offsets;
    return made;
}

static void scoring(const vreward_scorer *scorer)
{
    vreward_truth_arrays *truth = truths();
    vreward_batch *batch = NEW(vreward_batch);
    vreward_result *result = NEW(vreward_result);
    double score = -1;
    int32_t reason = -1;
    int64_t needed = 0;
    batch->count = batch->truth_count = 1;
    batch->completion = text;
    batch->completion_offsets = text_offsets;
    batch->truth_arrays = truth;
    result->score = &score;
    result->reason = &reason;
    CHECK(vreward_score(scorer, batch, result, &err) == VREWARD_OK && score == 0.75 && reason == VREWARD_REASON_OK);
    CHECK(vreward_explain(scorer, batch, 0, NULL, 0, &needed, &err) == VREWARD_E_CAPACITY && needed > 0);
    CHECK_GROWN(truth, vreward_score(scorer, batch, result, &err));
    CHECK_GROWN(batch, vreward_score(scorer, batch, result, &err));
    CHECK_GROWN(batch, vreward_explain(scorer, batch, 0, NULL, 0, &needed, &err));
    CHECK_GROWN(result, vreward_score(scorer, batch, result, &err));

    vreward_truths *prepared = NULL;
    CHECK(vreward_truths_create(scorer, NULL, NULL, 1, truth, &prepared, &err) == VREWARD_OK);
    batch->truth_arrays = NULL;
    batch->prepared = prepared;
    score = -1;
    CHECK(vreward_score(scorer, batch, result, &err) == VREWARD_OK && score == 0.75);
    vreward_truths_destroy(prepared);
    CHECK_GROWN(truth, vreward_truths_create(scorer, NULL, NULL, 1, truth, &prepared, &err));
    free(batch);
    free(result);
    free(truth);
}

static void scoring_items(const vreward_scorer *scorer)
{
    vreward_truth_arrays *truth = truths();
    vreward_item_batch *batch = NEW(vreward_item_batch);
    vreward_result *result = NEW(vreward_result);
    double score = -1;
    int64_t needed = 0;
    batch->count = batch->truth_count = 1;
    batch->item_offsets = item_offsets;
    batch->box = boxes;
    batch->label = "catdog";
    batch->label_offsets = label_offsets;
    batch->truth_arrays = truth;
    result->score = &score;
    CHECK(vreward_score_items(scorer, batch, result, &err) == VREWARD_OK && score == 0.75);
    CHECK(vreward_explain_items(scorer, batch, 0, NULL, 0, &needed, &err) == VREWARD_E_CAPACITY && needed > 0);
    CHECK_GROWN(truth, vreward_score_items(scorer, batch, result, &err));
    CHECK_GROWN(batch, vreward_score_items(scorer, batch, result, &err));
    CHECK_GROWN(batch, vreward_explain_items(scorer, batch, 0, NULL, 0, &needed, &err));
    CHECK_GROWN(result, vreward_score_items(scorer, batch, result, &err));
    free(batch);
    free(result);
    free(truth);
}

static void evaluating(const vreward_scorer *scorer)
{
    vreward_truth_arrays *truth = truths();
    vreward_batch *batch = NEW(vreward_batch);
    vreward_evaluation_options *options = NEW(vreward_evaluation_options);
    vreward_evaluation *evaluation = NULL;
    const int64_t keys[] = {7};
    int64_t needed = 0;
    batch->count = batch->truth_count = 1;
    batch->completion = text;
    batch->completion_offsets = text_offsets;
    batch->truth_arrays = truth;
    options->bootstrap = 2;
    CHECK(vreward_evaluation_create(scorer, &evaluation, &err) == VREWARD_OK);
    CHECK(vreward_evaluation_add(evaluation, batch, keys, &err) == VREWARD_OK);
    CHECK(vreward_evaluation_json(evaluation, options, NULL, 0, &needed, &err) == VREWARD_E_CAPACITY && needed > 0);
    CHECK_GROWN(truth, vreward_evaluation_add(evaluation, batch, keys, &err));
    CHECK_GROWN(batch, vreward_evaluation_add(evaluation, batch, keys, &err));
    CHECK_GROWN(options, vreward_evaluation_json(evaluation, options, NULL, 0, &needed, &err));
    vreward_evaluation_destroy(evaluation);
    free(options);
    free(batch);
    free(truth);
}

int main(void)
{
    vreward_scorer *scorer = NULL;
    CHECK(vreward_scorer_create("detection", 9, &scorer, &err) == VREWARD_OK);
    primitives();
    parsing(scorer);
    scoring(scorer);
    scoring_items(scorer);
    evaluating(scorer);
    vreward_scorer_destroy(scorer);
    return 0;
}
