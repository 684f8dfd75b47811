/* Any bytes as a completion, read as each dialect and as auto: what comes out is finite or refused, lies inside the
 * text, and reads the same again when it is written down in plain JSON. The first byte picks the dialect, the second
 * what is asked and how the answer is found. */
#include <vreward.h>

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

enum { MOST_ITEMS = 64, MOST_LABELS = 8192, WAYS = 6 };

static const char *const dialects[] = {
    "auto",       "json",      "qwen-vl",   "brackets", "internvl", "deepseek-vl2", "paligemma", "florence",
    "gemini",     "molmo",     "moondream", "cogvlm",   "shikra",   "seed",         "glm",       "rex-omni",
    "visual-rft", "tool-call", "kosmos",    "molmo2",   "number",   "pattern",
};

/* For dialect `pattern`. */
static const char expression[] = "(?<label>[a-z]*)=(?<x1>[^,]*),(?<y1>[^,]*),(?<x2>[^,]*),(?<y2>[^,]*)|(?<x>\\\\d+)/"
                                 "(?<y>\\\\d+)|#(?<count>\\\\w+)|(a|aa)+!";

#define COUNTING "\"base\": \"counting\""

static const char *const ways[WAYS] = {
    "\"base\": \"grounding\"",
    "\"base\": \"grounding\", \"target\": \"point\"",
    COUNTING,
    "\"base\": \"grounding\", \"answer\": {\"missing\": \"none\", \"which\": \"only\"}, \"invalid\": \"sort\"",
    "\"base\": \"grounding\", \"answer\": {\"tag\": [\"answer\", \"boxed\", \"begin_of_box\", \"tool_call\"], "
    "\"which\": "
    "\"first\"}, \"max_items\": 20",
    "\"base\": \"grounding\", \"space\": {\"order\": \"xywh\"}, \"max_bytes\": 200",
};

enum { DIALECTS = sizeof dialects / sizeof dialects[0] };

struct parse {
    vreward_parsed parsed;
    vreward_item items[MOST_ITEMS];
    char labels[MOST_LABELS];
};

static vreward_scorer *scorer_of(size_t dialect, size_t way)
{
    static vreward_scorer *scorers[DIALECTS][WAYS];
    char recipe[600];
    if (scorers[dialect][way] == NULL) {
        const int number = dialect == DIALECTS - 2; /* which only counting takes */
        int length = snprintf(recipe, sizeof recipe, "{%s, \"dialect\": \"%s\"", number ? COUNTING : ways[way],
                              dialects[dialect]);
        if (dialect == DIALECTS - 1)
            length += snprintf(recipe + length, sizeof recipe - (size_t)length, ", \"pattern\": \"%s\"", expression);
        recipe[length++] = '}';
        REQUIRE(vreward_scorer_create(recipe, length, &scorers[dialect][way], NULL) == VREWARD_OK);
    }
    return scorers[dialect][way];
}

/* False where there are more items or labels than fit. */
static int parse(const vreward_scorer *scorer, const char *text, int64_t length, struct parse *out)
{
    memset(&out->parsed, 0, sizeof out->parsed);
    out->parsed.struct_size = sizeof out->parsed;
    out->parsed.label_text = out->labels;
    out->parsed.label_capacity = MOST_LABELS;
    const int32_t code =
        vreward_parse(scorer, text, length, out->items, sizeof out->items[0], MOST_ITEMS, &out->parsed, NULL);
    REQUIRE(code == VREWARD_OK || code == VREWARD_E_CAPACITY);
    return code == VREWARD_OK;
}

static void check(const struct parse *p, int64_t length, int64_t items)
{
    const vreward_parsed *parsed = &p->parsed;
    REQUIRE(vreward_reason_name(parsed->reason) != NULL && vreward_dialect_name(parsed->dialect) != NULL);
    REQUIRE(vreward_space_name(parsed->space) != NULL);
    for (int32_t reason = 0; reason < 64; reason++)
        REQUIRE((parsed->reasons >> reason & 1) == 0 || vreward_reason_name(reason) != NULL);
    REQUIRE(parsed->reasons >> parsed->reason & 1);
    REQUIRE(0 <= parsed->answer_begin && parsed->answer_begin <= parsed->answer_end && parsed->answer_end <= length);
    for (int64_t i = 0; i < items; i++) {
        const vreward_item *item = &p->items[i];
        REQUIRE(parsed->answer_begin <= item->begin && item->begin < item->end && item->end <= parsed->answer_end);
        REQUIRE(item->kind == VREWARD_ITEM_BOX || item->kind == VREWARD_ITEM_POINT);
        REQUIRE(item->reason == VREWARD_REASON_OK || item->reason == VREWARD_REASON_BAD_VALUE ||
                item->reason == VREWARD_REASON_EXTRA_ITEMS);
        for (int k = 0; k < (item->kind == VREWARD_ITEM_BOX ? 4 : 2); k++)
            REQUIRE(item->reason != VREWARD_REASON_OK || fabs(item->value[k]) <= 1e9);
        REQUIRE(item->label_begin == -1 ? item->label_end == -1 : item->label_begin <= item->label_end);
    }
    REQUIRE(isnan(parsed->number) || parsed->reason == VREWARD_REASON_OK ||
            parsed->reason == VREWARD_REASON_BAD_VALUE || parsed->reason == VREWARD_REASON_TRUNCATED);
}

/* A label in JSON, its quotes, backslashes and control characters escaped. */
static char *put_label(char *at, const char *label, int64_t length)
{
    at += sprintf(at, ", \"label\": \"");
    for (int64_t i = 0; i < length; i++) {
        if ((unsigned char)label[i] < 0x20 || label[i] == '"' || label[i] == '\\')
            at += sprintf(at, "\\u%04x", (unsigned)(unsigned char)label[i]);
        else
            *at++ = label[i];
    }
    return at + sprintf(at, "\"");
}

/* Written down as a JSON list, finite items read back the same, without a repair. */
static void check_round_trip(const struct parse *p, int points)
{
    static char text[MOST_ITEMS * 200 + MOST_LABELS * 6];
    static struct parse again;
    char *at = text;
    int64_t kept = 0;
    at += sprintf(at, "[");
    for (int64_t i = 0; i < p->parsed.count; i++) {
        const vreward_item *item = &p->items[i];
        const double *v = item->value;
        if (item->kind != (points ? VREWARD_ITEM_POINT : VREWARD_ITEM_BOX) || item->reason != VREWARD_REASON_OK)
            continue;
        at += sprintf(at, kept++ == 0 ? "{" : ", {");
        if (item->kind == VREWARD_ITEM_BOX)
            at += sprintf(at, "\"bbox_2d\": [%.17g, %.17g, %.17g, %.17g]", v[0], v[1], v[2], v[3]);
        else
            at += sprintf(at, "\"point_2d\": [%.17g, %.17g]", v[0], v[1]);
        if (item->label_begin >= 0)
            at = put_label(at, p->labels + item->label_begin, item->label_end - item->label_begin);
        at += sprintf(at, "}");
    }
    at += sprintf(at, "]");
    const vreward_scorer *scorer = scorer_of(1, points ? 1 : 3);
    char wrapped[16] = "<answer>";
    memmove(text + 8, text, (size_t)(at - text));
    memcpy(text, wrapped, 8);
    at = text + 8 + (at - text);
    at += sprintf(at, "</answer>");
    REQUIRE(parse(scorer, text, at - text, &again));
    REQUIRE(again.parsed.count == kept && again.parsed.repairs == 0 && again.parsed.reason == VREWARD_REASON_OK);
    int64_t j = 0;
    for (int64_t i = 0; i < p->parsed.count; i++) {
        const vreward_item *item = &p->items[i];
        if (item->kind != (points ? VREWARD_ITEM_POINT : VREWARD_ITEM_BOX) || item->reason != VREWARD_REASON_OK)
            continue;
        const vreward_item *other = &again.items[j++];
        REQUIRE(memcmp(item->value, other->value, sizeof item->value) == 0);
        REQUIRE((item->label_begin < 0) == (other->label_begin < 0));
        REQUIRE(item->label_begin < 0 ||
                (item->label_end - item->label_begin == other->label_end - other->label_begin &&
                 memcmp(p->labels + item->label_begin, again.labels + other->label_begin,
                        (size_t)(item->label_end - item->label_begin)) == 0));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parse first, second;
    if (size < 2 || size > 1 << 16)
        return 0;
    const size_t dialect = (data[0] + 256u - '<') % DIALECTS, way = (data[1] + 256u - '<') % WAYS;
    const vreward_scorer *scorer = scorer_of(dialect, way);
    const char *text = (const char *)data + 2;
    const int64_t length = (int64_t)size - 2;
    const int whole = parse(scorer, text, length, &first);
    check(&first, length, first.parsed.count < MOST_ITEMS ? first.parsed.count : MOST_ITEMS);
    if (!whole)
        return 0;
    REQUIRE(parse(scorer, text, length, &second));
    REQUIRE(memcmp(first.items, second.items, (size_t)first.parsed.count * sizeof first.items[0]) == 0);
    if (way == 0 || way == 1 || way == 3)
        check_round_trip(&first, way == 1);
    return 0;
}
