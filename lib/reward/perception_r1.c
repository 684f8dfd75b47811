/* Perception-R1, arXiv 2504.07954: counting and detection (rewards.md section 4). Its grounding and OCR rewards differ
 * from the native ones in the format and the divisor only: grounding.c, ocr.c. */
#include "reward/items.h"
#include "reward/reward.h"
#include "reward/truth_members.h"

#include <math.h>

enum { COUNTING_N_ITEMS = TERM_FIRST_OWN, COUNTING_EXACT };
enum { LOCATION = TERM_FIRST_OWN, CLASS, RECALL, MISSING, N_ITEMS };

static const struct term counting_terms[] = {
    {.name = "n_items",
     .low = 0,
     .high = INFINITY,
     .unparsable = 0,
     .keeps_rule_4 = 1,
     .description = "Number of written items, refused ones among them."},
    {.name = "exact",
     .low = 0,
     .high = 1,
     .unparsable = 0,
     .keeps_rule_4 = 1,
     .description = "1 where as many items were written as there are, else 0."},
};

static const struct term detection_terms[] = {
    {.name = "location",
     .low = 0,
     .high = 1,
     .unparsable = 0,
     .keeps_rule_3 = 1,
     .keeps_rule_4 = 1,
     .description = "Sum of matched IoU over max(N, M)."},
    {.name = "class",
     .low = 0,
     .high = 1,
     .unparsable = 0,
     .keeps_rule_4 = 1,
     .description = "Pairs with the right label over max(N, M)."},
    {.name = "recall",
     .low = 0,
     .high = 1,
     .unparsable = 0,
     .keeps_rule_4 = 1,
     .description = "F1 of the object counts: 2 pairs over N + M."},
    {.name = "missing",
     .low = -1,
     .high = 0,
     .unparsable = -1,
     .keeps_rule_4 = 1,
     .description = "Minus the share of the true objects without a pair."},
    {.name = "n_items",
     .low = 0,
     .high = INFINITY,
     .unparsable = 0,
     .keeps_rule_4 = 1,
     .description = "Number of written items, refused ones among them."},
};

static int32_t prepare_counting(const struct config *config, struct truth *truth, struct arena *arena,
                                vreward_error *err)
{
    if (!truth->has_items || truth->any_of)
        return bad_truth(err, -1, "boxes", "is missing: perception-r1-counting needs box, boxes or points");
    const int32_t code = prepare_targets(config, true, false, truth, arena, err);
    if (code == VREWARD_OK)
        ((struct targets *)truth->own)->boxes_first = 1;
    return code;
}

static int32_t prepare_detection(const struct config *config, struct truth *truth, struct arena *arena,
                                 vreward_error *err)
{
    if (!truth->has_items || truth->any_of || truth->has_points)
        return bad_truth(err, -1, "boxes", "is missing: perception-r1-detection needs box or boxes");
    return prepare_targets(config, false, true, truth, arena, err);
}

/* The prompts ask for boxes, whatever the truth holds; counting takes their centres. */
static enum asked asks_centers(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_CENTERS;
}

static enum asked asks_boxes(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_BOXES;
}

/* The paper's ablation without matching: the i-th item written with the i-th true one, as far as they are a pair. */
static int32_t match_in_sequence(const struct pairs *pairs, const struct candidates *candidates,
                                 const struct targets *targets, struct arena *arena, struct matching *matching,
                                 vreward_error *err)
{
    matching->count = 0;
    matching->of_candidate = arena_array(arena, (size_t)candidates->count, sizeof *matching->of_candidate);
    matching->of_target = arena_array(arena, (size_t)targets->count, sizeof *matching->of_target);
    if (matching->of_candidate == NULL || matching->of_target == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < candidates->count; i++)
        matching->of_candidate[i] = -1;
    for (int64_t j = 0; j < targets->count; j++)
        matching->of_target[j] = -1;
    for (int64_t i = 0; i < pairs->count; i++) {
        const struct edge *edge = &pairs->edge[i];
        if (candidates->index[edge->row] != targets->index[edge->col] || !(pairs->quality[i] > 0))
            continue;
        matching->of_candidate[edge->row] = matching->of_target[edge->col] = i;
        matching->count++;
    }
    return VREWARD_OK;
}

struct matched {
    struct candidates candidates;
    struct pairs pairs;
    struct matching matching;
};

static int32_t match_all(const struct config *config, const struct truth *truth, struct trace *trace,
                         struct arena *arena, struct matched *matched, vreward_error *err)
{
    const struct targets *targets = truth->own;
    int32_t code = gather_candidates(config, truth, trace, arena, &matched->candidates, err);
    if (code == VREWARD_OK)
        code = find_pairs(config, targets, trace, arena, &matched->candidates, &matched->pairs, err);
    if (code != VREWARD_OK)
        return code;
    if (config->match == VREWARD_MATCH_SEQUENTIAL)
        code = match_in_sequence(&matched->pairs, &matched->candidates, targets, arena, &matched->matching, err);
    else
        code = match_pairs(&matched->pairs, &matched->candidates, targets, false, arena, &matched->matching, err);
    if (code != VREWARD_OK)
        return code;
    trace_matching(&matched->pairs, &matched->matching, &matched->candidates, targets, trace);
    return VREWARD_OK;
}

static int32_t score_counting(const struct config *config, const struct truth *truth, struct trace *trace,
                              struct arena *arena, vreward_error *err)
{
    const struct targets *targets = truth->own;
    struct matched matched;
    const int32_t code = match_all(config, truth, trace, arena, &matched, err);
    if (code != VREWARD_OK)
        return code;
    const int64_t n = matched.candidates.written, m = targets->count;
    trace->term[TERM_ACCURACY] =
        divided(config->divisor, sum_of_matching(&matched.pairs, &matched.matching, targets), n, m);
    trace->term[COUNTING_N_ITEMS] = (double)trace->reading->count;
    trace->term[COUNTING_EXACT] = n == m;
    if (n != m)
        trace->reasons |= REASON_BIT(VREWARD_REASON_WRONG_COUNT);
    return VREWARD_OK;
}

static int64_t right_labels(const struct matched *matched)
{
    int64_t right = 0;
    for (int64_t i = 0; i < matched->pairs.count; i++) {
        const struct edge *edge = &matched->pairs.edge[i];
        right += matched->matching.of_candidate[edge->row] == i && edge->tie;
    }
    return right;
}

static int32_t score_detection(const struct config *config, const struct truth *truth, struct trace *trace,
                               struct arena *arena, vreward_error *err)
{
    const struct targets *targets = truth->own;
    struct matched matched;
    const int32_t code = match_all(config, truth, trace, arena, &matched, err);
    if (code != VREWARD_OK)
        return code;
    const int64_t n = matched.candidates.written, m = targets->count, paired = matched.matching.count;
    trace->term[LOCATION] = divided(config->divisor, sum_of_matching(&matched.pairs, &matched.matching, targets), n, m);
    trace->term[CLASS] = divided(config->divisor, (double)right_labels(&matched), n, m);
    trace->term[RECALL] = n + m == 0 ? 1.0 : 2.0 * (double)paired / (double)(n + m);
    trace->term[MISSING] = m == 0 ? 0.0 : 0.0 - (double)(m - paired) / (double)m;
    trace->term[N_ITEMS] = (double)trace->reading->count;
    double accuracy = 0;
    for (int part = 0; part < 4; part++) {
        if (config->parts & (1u << part))
            accuracy += trace->term[LOCATION + part];
    }
    trace->term[TERM_ACCURACY] = accuracy;
    return VREWARD_OK;
}

static void detection_range(const struct config *config, double *low, double *high)
{
    *low = config->parts & PART_MISSING ? -1 : 0;
    *high = 0;
    for (uint32_t part = PART_LOCATION; part < PART_MISSING; part <<= 1)
        *high += config->parts & part ? 1 : 0;
}

_Static_assert(TERM_FIRST_OWN + sizeof counting_terms / sizeof counting_terms[0] <= MAX_TERMS, "room for all terms");
_Static_assert(TERM_FIRST_OWN + sizeof detection_terms / sizeof detection_terms[0] <= MAX_TERMS, "room for all terms");

const struct reward perception_r1_counting_reward = {
    .task = "perception-r1-counting",
    .truth_example = "{\"points\": [[x, y]], \"size\": [width, height]}",
    .terms = counting_terms,
    .term_count = sizeof counting_terms / sizeof counting_terms[0],
    .needs_truth = 1,
    .pairs_items = 1,
    .breaks_rule_3 = 1, /* a far point earns something */
    .prepare_truth = prepare_counting,
    .asks = asks_centers,
    .score = score_counting,
};

const struct reward perception_r1_detection_reward = {
    .task = "perception-r1-detection",
    .truth_example = "{\"boxes\": [[x1, y1, x2, y2]], \"labels\": [\"cat\"]}",
    .terms = detection_terms,
    .term_count = sizeof detection_terms / sizeof detection_terms[0],
    .needs_truth = 1,
    .pairs_items = 1,
    .compares_labels = 1,
    .breaks_rule_3 = 1, /* any overlap makes a pair, and pairs are counted */
    .prepare_truth = prepare_detection,
    .asks = asks_boxes,
    .score = score_detection,
    .accuracy_range = detection_range,
};
