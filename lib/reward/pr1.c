/* The grounding reward that the Perception-R1 repository released (linkangheng/PR1, src/open_r1/rewards.py,
 * pr1_grounding_reward), its faults included: the first four numbers in brackets anywhere in the text count, thinking
 * or not; spaces before a comma hide a box; without the box token the numbers are taken for shares of 1 and multiplied
 * by 1000; corners are never sorted. */
#include "parse/number.h"
#include "reward/reward.h"
#include "reward/truth_members.h"
#include "text/unicode.h"
#include "text/utf8.h"

#include <math.h>

enum { IOU = TERM_FIRST_OWN };

static const struct term terms[] = {
    {.name = "iou",
     .low = 0,
     .high = 1,
     .unparsable = 0,
     .keeps_rule_4 = 1,
     .description = "IoU of the first box in the text; accuracy is its square."},
};

static const struct span END_OF_TEXT = {"<|endoftext|>", 13};
static const struct span BOX_START = {"<|box_start|>", 13};

static int32_t prepare_truth(const struct config *config, struct truth *truth, struct arena *arena, vreward_error *err)
{
    (void)config;
    (void)arena;
    if (!truth->has_items || truth->has_points || truth->count != 1)
        return bad_truth(err, -1, "box", "is missing: pr1-grounding needs exactly one box");
    return VREWARD_OK;
}

static enum asked asks(const struct config *config, const struct truth *truth)
{
    (void)config;
    (void)truth;
    return ASK_NOTHING;
}

static const char *find(struct span text, struct span wanted)
{
    for (const char *at = text.data; text.data + text.length - at >= wanted.length; at++) {
        at = memchr(at, wanted.data[0], (size_t)(text.data + text.length - at - wanted.length + 1));
        if (at == NULL || memcmp(at, wanted.data, (size_t)wanted.length) == 0)
            return at;
    }
    return NULL;
}

/* The text without any END_OF_TEXT, as Python's str.replace makes it. */
static struct span without_end_of_text(struct span text, struct arena *arena)
{
    const char *found = text.length > 0 ? find(text, END_OF_TEXT) : NULL;
    if (found == NULL)
        return text.length > 0 ? text : SPAN("");
    char *copy = arena_array(arena, (size_t)text.length, 1);
    if (copy == NULL)
        return (struct span){NULL, 0};
    int64_t length = 0;
    const char *at = text.data, *end = text.data + text.length;
    while (at < end) {
        const char *next = found != NULL ? found : end;
        memcpy(copy + length, at, (size_t)(next - at));
        length += next - at;
        at = next + (found != NULL ? END_OF_TEXT.length : 0);
        found = at < end ? find((struct span){at, end - at}, END_OF_TEXT) : NULL;
    }
    return (struct span){copy, length};
}

/* Where a byte of the text without END_OF_TEXT was in the whole one. */
static int64_t offset_before_removal(struct span text, int64_t offset)
{
    const char *at = text.data, *end = text.data + text.length;
    while (at < end) {
        const char *found = find((struct span){at, end - at}, END_OF_TEXT);
        if (found == NULL || found - at > offset)
            break;
        offset -= found - at;
        at = found + END_OF_TEXT.length;
    }
    return at - text.data + offset;
}

/* The code point at `at`, 0 at the end. */
static uint32_t peek(const char *at, const char *end, int64_t *size)
{
    uint32_t code_point = 0;
    *size = at < end ? utf8_read(at, end, &code_point) : 0;
    return code_point;
}

static const char *skip_spaces(const char *at, const char *end)
{
    int64_t size;
    while (at < end && utf8_is_space(peek(at, end, &size)))
        at += size;
    return at;
}

/* \d+ : decimal digits of any script, as ASCII into `to`. */
static const char *read_digits(const char *at, const char *end, char **to)
{
    for (;;) {
        int64_t size;
        const int digit = unicode_decimal(peek(at, end, &size));
        if (size == 0 || digit < 0)
            return at;
        *(*to)++ = (char)('0' + digit);
        at += size;
    }
}

/* (-?\d+(?:\.\d+)?) : NULL where there is none. `buffer` has room for the whole text. */
static const char *read_number(const char *at, const char *end, char *buffer, double *number)
{
    char *to = buffer;
    if (at < end && *at == '-')
        *to++ = *at++;
    const char *const sign_end = to;
    at = read_digits(at, end, &to);
    if (to == sign_end)
        return NULL;
    if (at < end && *at == '.') {
        char *const point = to;
        *to++ = '.';
        const char *const fraction = read_digits(at + 1, end, &to);
        if (to == point + 1)
            to = point;
        else
            at = fraction;
    }
    *number = number_read(buffer, to).value;
    return at;
}

/* One of the three published expressions, as what stands around its four numbers N: ' ' is \s*. No part of a match can
 * be given back, so that the search needs no backtracking. */
static const char *const expressions[] = {"[ N, N, N, N ]", "( N, N, N, N )", "( N, N), ( N, N)"};

static const char *match_at(const char *expression, const char *at, const char *end, char *buffer, double box[4])
{
    int found = 0;
    for (const char *part = expression; *part != '\0'; part++) {
        if (*part == ' ') {
            at = skip_spaces(at, end);
        } else if (*part == 'N') {
            at = read_number(at, end, buffer, &box[found++]);
            if (at == NULL)
                return NULL;
        } else {
            if (at == end || *at != *part)
                return NULL;
            at++;
        }
    }
    return at;
}

/* The first match of the first expression that has one; false where none has. */
static bool find_box(struct span text, char *buffer, double box[4], struct span *match)
{
    const char *const end = text.data + text.length;
    for (int i = 0; i < 3; i++) {
        const char *at = text.data;
        while (at < end && (at = memchr(at, expressions[i][0], (size_t)(end - at))) != NULL) {
            const char *const stop = match_at(expressions[i], at, end, buffer, box);
            if (stop != NULL) {
                *match = (struct span){at, stop - at};
                return true;
            }
            at++;
        }
    }
    return false;
}

static double larger(double a, double b)
{
    return b > a ? b : a;
}

static double smaller(double a, double b)
{
    return b < a ? b : a;
}

/* False where the published code raises (a union of 0, numbers that overflow). */
static bool published_iou(const double a[4], const double b[4], double *iou)
{
    const double width = larger(0, smaller(a[2], b[2]) - larger(a[0], b[0]));
    const double height = larger(0, smaller(a[3], b[3]) - larger(a[1], b[1]));
    const double both = width * height;
    const double all = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both;
    *iou = all != 0 ? both / all : 0.0;
    return all != 0 && *iou - *iou == 0.0;
}

static int32_t trace_box(const struct truth *truth, const double box[4], struct span place, struct trace *trace,
                         struct arena *arena, vreward_error *err)
{
    struct item *item = arena_zeros(arena, 1, sizeof *item);
    trace->predicted = arena_zeros(arena, 1, sizeof *trace->predicted);
    trace->truth = arena_zeros(arena, 1, sizeof *trace->truth);
    if (item == NULL || trace->predicted == NULL || trace->truth == NULL)
        return fail_memory(err);
    memcpy(item->box, box, sizeof item->box);
    item->has_box = 1;
    item->confidence = NAN;
    item->begin = place.data - trace->completion.data;
    item->end = item->begin + place.length;
    trace->reading->items = item;
    trace->reading->count = 1;
    trace->truth_count = 1;
    trace->space = truth->compared;
    memcpy(trace->predicted->converted, box, 4 * sizeof *box);
    memcpy(trace->truth->converted, truth->box, 4 * sizeof *box);
    trace->predicted->partner = trace->truth->partner = -1;
    trace->predicted->label_right = trace->truth->label_right = -1;
    trace->predicted->fate = FATE_UNMATCHED;
    trace->truth->fate = FATE_MISSED;
    return VREWARD_OK;
}

static void score_box(const struct truth *truth, const double box[4], bool raises, struct trace *trace)
{
    double iou = 0;
    if (raises || !published_iou(box, truth->box, &iou)) {
        trace->predicted->fate = FATE_REFUSED;
        trace->reasons |= REASON_BIT(VREWARD_REASON_BAD_VALUE);
        return;
    }
    trace->term[IOU] = iou + 0.0;
    trace->term[TERM_ACCURACY] = iou * iou;
    if (!(iou > 0)) {
        trace->reasons |= REASON_BIT(VREWARD_REASON_NO_OVERLAP);
        return;
    }
    trace->predicted->fate = trace->truth->fate = FATE_MATCHED;
    trace->predicted->partner = trace->truth->partner = 0;
    trace->predicted->overlap = trace->truth->overlap = iou;
    trace->predicted->quality = trace->truth->quality = trace->term[TERM_ACCURACY];
}

static int32_t score(const struct config *config, const struct truth *truth, struct trace *trace, struct arena *arena,
                     vreward_error *err)
{
    const struct span text = without_end_of_text(trace->completion, arena);
    char *buffer = arena_array(arena, (size_t)trace->completion.length + 2, 1);
    if (text.data == NULL || buffer == NULL)
        return fail_memory(err);
    double box[4];
    struct span match;
    if (!find_box(text, buffer, box, &match)) {
        trace_unparsable(config, VREWARD_REASON_NO_ITEMS, trace);
        return VREWARD_OK;
    }
    /* Without the token the published code makes whole numbers, which infinity cannot become. */
    const bool shares = find(text, BOX_START) == NULL;
    bool raises = false;
    for (int i = 0; i < 4 && shares; i++) {
        box[i] = trunc(box[i] * 1000);
        raises = raises || box[i] - box[i] != 0.0;
    }
    const int64_t begin = offset_before_removal(trace->completion, match.data - text.data);
    const int64_t last = offset_before_removal(trace->completion, match.data - text.data + match.length - 1);
    const struct span place = {trace->completion.data + begin, last + 1 - begin};
    const int32_t code = trace_box(truth, box, place, trace, arena, err);
    if (code == VREWARD_OK)
        score_box(truth, box, raises, trace);
    return code;
}

_Static_assert(TERM_FIRST_OWN + sizeof terms / sizeof terms[0] <= MAX_TERMS, "a trace has room for all terms");

const struct reward pr1_grounding_reward = {
    .task = "pr1-grounding",
    .truth_example = "{\"box\": [x1, y1, x2, y2]}",
    .terms = terms,
    .term_count = sizeof terms / sizeof terms[0],
    .needs_truth = 1,
    .truth_as_written = 1,
    .prepare_truth = prepare_truth,
    .asks = asks,
    .score = score,
};
