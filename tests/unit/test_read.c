#include "base/names.h"
#include "exact.h"
#include "geometry/spaces.h"
#include "parse/dialects.h"
#include "parse/empty.h"
#include "parse/read.h"

#include <math.h>
#include <stdlib.h>

static struct arena arena;

static const struct span tags[] = {{"answer", 6}, {"boxed", 5}};
static const struct span empty[] = {{"none", 4}, {"No objects", 10}};

static struct read_options options_for(int32_t dialect)
{
    return (struct read_options){.dialect = dialect,
                                 .answer_tag = tags,
                                 .answer_tag_count = 1,
                                 .empty = empty,
                                 .empty_count = 2,
                                 .max_bytes = 1 << 22,
                                 .max_items = 10000};
}

static struct reading read_with(struct read_options options, enum asked asked, struct span text)
{
    struct reading reading;
    assert_int_equal(read_completion(&options, asked, text, &arena, &reading, NULL), VREWARD_OK);
    return reading;
}

static struct reading read_text(const char *text, enum asked asked)
{
    return read_with(options_for(DIALECT_AUTO), asked, span_of(text));
}

static void check_reason(const char *text, int32_t reason)
{
    const struct reading reading = read_text(text, ASK_BOXES);
    if (reading.reason != reason)
        print_error("%s: %s, not %s\n", text, vreward_reason_name(reading.reason), vreward_reason_name(reason));
    assert_int_equal(reading.reason, reason);
    if (reason != VREWARD_REASON_OK) {
        assert_int_equal(reading.count, 0);
        assert_true((reading.reasons & REASON_BIT(reason)) != 0);
    }
}

/* The numbers of a list are read in one go as far as they are plain: whatever else stands among them is mended there. */
static void test_lists_of_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t repairs;
    } lists[] = {
        {"[[1, 2, 3, 4]]", 0},
        {"[[1,2 ,3\n,4 ]]", 0},
        {"[[1, 2, 3, 4,]]", UINT64_C(1) << REPAIR_TRAILING_COMMA},
        {"[(1, 2, 3, 4)]", UINT64_C(1) << REPAIR_PYTHON_LITERAL},
        {"[[1, 2, \"3\", 4]]", UINT64_C(1) << REPAIR_NUMERIC_STRING},
        {"[[1 2, 3, 4]]", UINT64_C(1) << REPAIR_OTHER},
        {"[[1, 2, 3,, 4]]", UINT64_C(1) << REPAIR_OTHER},
        {"{\"bbox_2d\": [, 1, 2, 3, 4]}", UINT64_C(1) << REPAIR_OTHER},
        {"[[1, 2., 3, 4]]", UINT64_C(1) << REPAIR_OTHER},
        {"[[01, 2, 3, 4]]", UINT64_C(1) << REPAIR_OTHER},
        {"[[1, +2, 3, 4]]", UINT64_C(1) << REPAIR_OTHER},
        {"[[1, 2, ~3, 4]]", UINT64_C(1) << REPAIR_OTHER},
        {"[[1, 2, /* x */ 3, 4]]", UINT64_C(1) << REPAIR_OTHER},
        {"[[1, 2, 3, 4", UINT64_C(1) << REPAIR_TRUNCATED | UINT64_C(1) << REPAIR_OTHER}, /* three are no box */
        {"[[1, 2, 3, 4, ", UINT64_C(1) << REPAIR_TRUNCATED},
        {"[[1, 2, 3, 4 ", UINT64_C(1) << REPAIR_TRUNCATED},
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const struct reading reading = read_with(options_for(DIALECT_JSON), ASK_BOXES, span_of(lists[i].text));
        const bool cut_off = strcmp(lists[i].text, "[[1, 2, 3, 4") == 0; /* 4 may be the beginning of 40 */
        if (reading.repairs != lists[i].repairs || reading.count != !cut_off)
            print_error("%s: %d items, repairs %llx\n", lists[i].text, (int)reading.count,
                        (unsigned long long)reading.repairs);
        assert_true(reading.repairs == lists[i].repairs);
        assert_int_equal(reading.count, !cut_off);
        for (int k = 0; k < 4 && !cut_off; k++)
            assert_double(reading.items[0].box[k], k + 1);
    }
}

static void test_reasons(void **state)
{
    (void)state;
    check_reason("[1, 2, 3, 4]", VREWARD_REASON_OK);
    check_reason("[]", VREWARD_REASON_OK);
    check_reason("", VREWARD_REASON_EMPTY_ANSWER);
    check_reason(" \n", VREWARD_REASON_EMPTY_ANSWER);
    check_reason("<answer> </answer>", VREWARD_REASON_EMPTY_ANSWER);
    check_reason("<think>[1, 2, 3, 4]</think>", VREWARD_REASON_EMPTY_ANSWER);
    check_reason("<think>[1, 2, 3, 4]", VREWARD_REASON_NO_ANSWER);
    check_reason("a cat", VREWARD_REASON_NO_ITEMS);
    check_reason("{\"note\": \"sorry\"}", VREWARD_REASON_NO_ITEMS);
    check_reason("[1, 2, 3]", VREWARD_REASON_BAD_SYNTAX);
    check_reason("[{\"bbox\": [1, 2", VREWARD_REASON_BAD_SYNTAX);
    check_reason("<box>(1,2),(3,", VREWARD_REASON_BAD_SYNTAX);
    assert_true(read_text("[{\"bbox\": [1, 2", ASK_BOXES).reasons & REASON_BIT(VREWARD_REASON_TRUNCATED));
}

static void test_said_empty(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "[]",
        "[[]]",
        "{}",
        "null",
        "None",
        "none",
        " NONE. ",
        "\"none\"",
        "**No objects.**",
        "no objects",
        "'None'.",
        "{\"objects\": []}",
        "```json\n[]\n```",
        "<answer>[]</answer>",
        "<box></box>",
        "{\"bbox\": null}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct reading reading = read_text(texts[i], ASK_BOXES);
        if (!reading.said_empty || reading.reason != VREWARD_REASON_OK)
            print_error("%s: %s\n", texts[i], vreward_reason_name(reading.reason));
        assert_int_equal(reading.reason, VREWARD_REASON_OK);
        assert_true(reading.said_empty);
    }
    assert_false(read_text("[1, 2, 3, 4] []", ASK_BOXES).said_empty);
    check_reason("[] [1, 2, 3]", VREWARD_REASON_BAD_SYNTAX);
    check_reason("nonexistent", VREWARD_REASON_NO_ITEMS);
    check_reason("{\"arguments\": {}}", VREWARD_REASON_NO_ITEMS);
    check_reason("{\"bbox\": [,]}", VREWARD_REASON_BAD_SYNTAX);
}

static void test_caps(void **state)
{
    (void)state;
    struct read_options options = options_for(DIALECT_AUTO);
    options.max_bytes = 12;
    assert_int_equal(read_with(options, ASK_BOXES, SPAN("[1, 2, 3, 4]")).reason, VREWARD_REASON_OK);
    assert_int_equal(read_with(options, ASK_BOXES, SPAN("[1, 2, 3, 4] ")).reason, VREWARD_REASON_TOO_LARGE);
    assert_int_equal(read_with(options, ASK_NOTHING, SPAN("[1, 2, 3, 4] ")).reason, VREWARD_REASON_TOO_LARGE);
    assert_int_equal(read_with(options, ASK_TEXT, SPAN("[1, 2, 3, 4] ")).reason, VREWARD_REASON_TOO_LARGE);
    options = options_for(DIALECT_AUTO);
    options.max_items = 2;
    assert_int_equal(read_with(options, ASK_BOXES, SPAN("[1, 2, 3, 4] [1, 2, 3, 4]")).count, 2);
    const struct reading many = read_with(options, ASK_BOXES, SPAN("[1, 2, 3, 4] [1, 2, 3, 4] [1, 2, 3, 4]"));
    assert_int_equal(many.reason, VREWARD_REASON_TOO_LARGE);
    assert_int_equal(many.count, 0);
}

static void test_answer_options(void **state)
{
    (void)state;
    struct read_options options = options_for(DIALECT_AUTO);
    options.answer_missing = MISSING_NONE;
    assert_int_equal(read_with(options, ASK_BOXES, SPAN("[1, 2, 3, 4]")).reason, VREWARD_REASON_NO_ANSWER);
    options.answer_which = ANSWER_ONLY;
    assert_int_equal(read_with(options, ASK_BOXES, SPAN("<answer>[1,2,3,4]</answer><answer>[]</answer>")).reason,
                     VREWARD_REASON_AMBIGUOUS);
    options = options_for(DIALECT_AUTO);
    options.answer_tag_count = 2;
    const struct span boxed = SPAN("so \\boxed{[1, 2, 3, 4]} it is");
    const struct reading reading = read_with(options, ASK_BOXES, boxed);
    assert_int_equal(reading.count, 1);
    assert_int_equal(reading.answer_begin, 10);
    assert_int_equal(reading.answer_end, 22);
    options.answer_tag_count = 0;
    assert_int_equal(read_with(options, ASK_BOXES, SPAN("<answer>[1, 2, 3, 4]")).reasons, 0);
}

static void test_unclosed_answer_is_truncated(void **state)
{
    (void)state;
    const struct reading reading = read_text("<answer>[1, 2, 3, 4]", ASK_BOXES);
    assert_int_equal(reading.reason, VREWARD_REASON_OK);
    assert_int_equal(reading.reasons, REASON_BIT(VREWARD_REASON_TRUNCATED));
    assert_int_equal(reading.repairs, UINT64_C(1) << REPAIR_TRUNCATED);
}

static void check_box(const struct item *item, double x1, double y1, double x2, double y2)
{
    assert_double(item->box[0], x1);
    assert_double(item->box[1], y1);
    assert_double(item->box[2], x2);
    assert_double(item->box[3], y2);
}

static void test_orders(void **state)
{
    (void)state;
    static const struct {
        int32_t order;
        double box[4];
    } orders[] = {{ORDER_DIALECT, {10, 20, 30, 40}},
                  {ORDER_XYXY, {10, 20, 30, 40}},
                  {ORDER_YXYX, {20, 10, 40, 30}},
                  {ORDER_XYWH, {10, 20, 40, 60}},
                  {ORDER_CXCYWH, {-5, 0, 25, 40}}};
    static const char *const texts[] = {"[10, 20, 30, 40]", "{\"bbox\": [10, 20, 30, 40]}", "(10,20),(30,40)",
                                        "<box>(10,20),(30,40)</box>", "cat<loc_10><loc_20><loc_30><loc_40>"};
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        struct read_options options = options_for(DIALECT_AUTO);
        options.order = orders[i].order;
        const double *b = orders[i].box;
        for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
            const struct reading reading = read_with(options, ASK_BOXES, span_of(texts[t]));
            assert_int_equal(reading.count, 1);
            check_box(&reading.items[0], b[0], b[1], b[2], b[3]);
        }
        /* box_2d is y first where the recipe does not say otherwise; names of single numbers say which they are. */
        const double *box_2d = orders[i].order == ORDER_DIALECT ? orders[2].box : b;
        check_box(&read_with(options, ASK_BOXES, SPAN("{\"box_2d\": [10, 20, 30, 40]}")).items[0], box_2d[0], box_2d[1],
                  box_2d[2], box_2d[3]);
        check_box(&read_with(options, ASK_BOXES, SPAN("{\"x1\": 1, \"y1\": 2, \"x2\": 3, \"y2\": 4}")).items[0], 1, 2,
                  3, 4);
    }
}

static void test_refused_items_still_count(void **state)
{
    (void)state;
    struct read_options options = options_for(DIALECT_AUTO);
    const struct span text = SPAN("[5, 5, 1, 1] [1, 1, 1, 5] [0, 0, 1e9, 1] [0, 0, 1.1e9, 1] [NaN, 0, 1, 1]");
    struct reading reading = read_with(options, ASK_BOXES, text);
    const uint8_t reject[] = {1, 1, 0, 1, 1}, sort[] = {0, 1, 0, 1, 1}, legacy[] = {0, 0, 0, 1, 1};
    assert_int_equal(reading.count, 5);
    assert_int_equal(reading.reason, VREWARD_REASON_OK);
    assert_true(reading.reasons & REASON_BIT(VREWARD_REASON_BAD_VALUE));
    for (int i = 0; i < 5; i++)
        assert_int_equal(reading.items[i].bad_value, reject[i]);
    options.invalid = VREWARD_INVALID_SORT;
    reading = read_with(options, ASK_BOXES, text);
    for (int i = 0; i < 5; i++)
        assert_int_equal(reading.items[i].bad_value, sort[i]);
    options.invalid = VREWARD_INVALID_LEGACY;
    reading = read_with(options, ASK_BOXES, text);
    for (int i = 0; i < 5; i++)
        assert_int_equal(reading.items[i].bad_value, legacy[i]);
}

static void test_what_is_asked(void **state)
{
    (void)state;
    assert_int_equal(read_text("(1,2),(3,4)", ASK_BOXES).count, 1);
    assert_int_equal(read_text("(1,2),(3,4)", ASK_POINTS).count, 2);
    assert_int_equal(read_text("(1,2),(3,4)", ASK_NUMBER).count, 1);
    assert_true(read_text("[1, 2]", ASK_BOXES).items[0].bad_value);
    assert_false(read_text("[1, 2]", ASK_POINTS).items[0].bad_value);
    assert_false(read_text("[1, 2, 3, 4]", ASK_POINTS).items[0].bad_value);
    const struct reading both = read_text("{\"bbox\": [5, 5, 1, 1], \"point\": [2, 3]}", ASK_POINTS);
    assert_int_equal(both.count, 1);
    assert_false(both.items[0].bad_value);
    assert_true(read_text("{\"bbox\": [5, 5, 1, 1], \"point\": [2, 3]}", ASK_BOXES).items[0].bad_value);
    assert_int_equal(read_text("anything", ASK_NOTHING).reason, VREWARD_REASON_OK);
    assert_int_equal(read_text("", ASK_NOTHING).reason, VREWARD_REASON_OK);
}

static void test_empty_texts(void **state)
{
    (void)state;
    struct reading reading = read_text("<answer>\"None.\"</answer>", ASK_TEXT);
    assert_true(reading.said_empty && reading.text.length == 0);
    reading = read_text("<answer>none of it</answer>", ASK_TEXT);
    assert_true(!reading.said_empty && reading.text.length == 10);
}

static void test_empty_patterns(void **state)
{
    (void)state;
    struct read_options options = options_for(DIALECT_AUTO);
    struct pattern *pattern = NULL;
    assert_int_equal(pattern_compile(SPAN("(?i)\\bNO_(BOX|POINT)\\b|(a|aa)+!"), PATTERN_SEARCH, &pattern, NULL),
                     VREWARD_OK);
    options.empty_pattern = &pattern;
    options.empty_pattern_count = 1;
    assert_true(read_with(options, ASK_BOXES, SPAN("It is gone: no_box")).said_empty);
    assert_true(read_with(options, ASK_TEXT, SPAN("no_point")).said_empty);
    assert_int_equal(read_with(options, ASK_BOXES, SPAN("all_no_boxes")).reason, VREWARD_REASON_NO_ITEMS);
    char many[4000];
    memset(many, 'a', sizeof many);
    assert_int_equal(read_with(options, ASK_BOXES, (struct span){many, sizeof many}).reason, VREWARD_REASON_LIMIT);
    assert_int_equal(read_with(options, ASK_TEXT, (struct span){many, sizeof many}).reason, VREWARD_REASON_LIMIT);
    pattern_destroy(pattern);
}

static void check_list(const char *list, enum asked asked, int32_t order, const char *text, int64_t items)
{
    struct read_options options = options_for(DIALECT_AUTO);
    struct empty_list numbers;
    assert_true(empty_list(span_of(list), &numbers));
    options.order = order;
    options.empty_list = &numbers;
    options.empty_list_count = 1;
    const struct reading reading = read_with(options, asked, span_of(text));
    assert_int_equal(reading.reason, VREWARD_REASON_OK);
    assert_int_equal(reading.count, items);
    assert_int_equal(reading.said_empty, items == 0);
}

/* A list of numbers that the recipe names stands for nothing wherever it is the item. */
static void test_empty_lists(void **state)
{
    (void)state;
    struct empty_list numbers;
    check_list("[-1,-1]", ASK_POINTS, ORDER_DIALECT, "{\"point_2d\": [-1, -1]}", 0);
    check_list("[-1, -1]", ASK_POINTS, ORDER_DIALECT, "It is at (-1,-1).", 0);
    check_list("[-1, -1]", ASK_POINTS, ORDER_DIALECT, "(-1, -1) (3, 4)", 1);
    check_list("[-1, -1]", ASK_POINTS, ORDER_DIALECT, "(-1, 1)", 1);
    check_list("[0,0,0,0]", ASK_BOXES, ORDER_DIALECT, "{\"bbox_2d\": [0, 0, 0, 0]}", 0);
    check_list("0 0 1 2", ASK_BOXES, ORDER_DIALECT, "[{\"box_2d\": [0, 0, 1, 2], \"label\": \"cat\"}]", 0);
    check_list("(0,0),(1,2)", ASK_BOXES, ORDER_XYWH, "[0, 0, 1, 2]", 0);
    assert_false(empty_list(SPAN("none"), &numbers));
    assert_false(empty_list(SPAN("[1, 2, 3]"), &numbers));
    assert_false(empty_list(SPAN("[1, 2, 3, 4, 5]"), &numbers));
    assert_false(empty_list(SPAN(""), &numbers));
}

/* One item of each form that auto tells apart, and where it stands in the order of preference. */
static const char *const one_of_each[] = {
    "<box>(10,20),(30,40)</box>",
    "<box>[[10, 20, 30, 40]]</box>",
    "<|box_start|><10><20><30><40><|box_end|>",
    "<|det|>[[10, 20, 30, 40]]<|/det|>",
    "<loc0010><loc0020><loc0030><loc0040>;",
    "<loc_10><loc_20><loc_30><loc_40>",
    "<bbox>10 20 30 40</bbox>",
    "<|begin_of_box|>[10, 20, 30, 40]<|end_of_box|>",
    "<tool_call>[10, 20, 30, 40]</tool_call>",
    "<object><patch_index_0044><patch_index_0863></object>",
    "[[012,034,056,078]]",
    "[0.1,0.2,0.3,0.4;0.1,0.2,0.3,0.5]",
    "{\"bbox_2d\": [10, 20, 30, 40]}",
    "[10, 20, 30, 40]",
};

enum { FORMS_OF_ONE = sizeof one_of_each / sizeof one_of_each[0] };

/* The earlier of the list counts, in whatever order they are written and however often; the others are items. */
static void check_two_forms(int32_t earlier, int32_t later)
{
    char text[2][512];
    const char *a = one_of_each[earlier], *b = one_of_each[later];
    snprintf(text[0], sizeof text[0], "%s\n%s\n%s\n%s", b, a, b, b);
    snprintf(text[1], sizeof text[1], "%s\n%s\n%s\n%s", a, b, b, b);
    const struct reading alone = read_text(a, ASK_BOXES), other = read_text(b, ASK_BOXES);
    for (int32_t i = 0; i < 2; i++) {
        const struct reading reading = read_text(text[i], ASK_BOXES);
        int64_t aside = 0;
        for (int64_t k = 0; k < reading.count; k++) {
            aside += reading.items[k].set_aside;
            assert_false(reading.items[k].set_aside && reading.items[k].bad_value);
        }
        if (reading.dialect != alone.dialect)
            print_error("%s: %s\n", text[i], vreward_dialect_name(reading.dialect));
        assert_int_equal(reading.dialect, alone.dialect);
        assert_int_equal(reading.count, alone.count + 3 * other.count);
        assert_int_equal(aside, 3 * other.count);
    }
}

static void test_two_forms(void **state)
{
    (void)state;
    for (int32_t i = 0; i < FORMS_OF_ONE; i++)
        for (int32_t j = i + 1; j < FORMS_OF_ONE; j++)
            check_two_forms(i, j);
}

/* A form of the kind that is asked comes before one that is not. */
static void test_two_forms_of_two_kinds(void **state)
{
    (void)state;
    static const char text[] = "<point x=\"12\" y=\"34\" alt=\"cat\">cat</point> {\"bbox_2d\": [10, 20, 30, 40]}";
    assert_int_equal(read_text(text, ASK_BOXES).dialect, DIALECT_JSON);
    assert_int_equal(read_text(text, ASK_BOXES).count, 2);
    assert_int_equal(read_text(text, ASK_POINTS).dialect, DIALECT_MOLMO);
    assert_int_equal(read_text(text, ASK_POINTS).count, 2);
}

/* A point in brackets is prose where a box is asked and written, whatever the form of the box. */
static void test_points_in_prose(void **state)
{
    (void)state;
    static const char *const boxes[] = {"[10, 20, 30, 40]", "{\"bbox_2d\": [10, 20, 30, 40]}",
                                        "<box>(1,2),(3,4)</box>"};
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "The van is near (20, 30). %s It is 40 wide.", boxes[i]);
        assert_int_equal(read_text(text, ASK_BOXES).count, 1);
        assert_int_equal(read_text(text, ASK_POINTS).count, 2);
        assert_int_equal(read_text(text, ASK_CENTERS).count, 2);
    }
    assert_int_equal(read_text("near (20, 30)", ASK_BOXES).count, 1);
    assert_int_equal(read_text("{\"point_2d\": [20, 30]} [10, 20, 30, 40]", ASK_BOXES).count, 2);
}

static void check_number(const char *text, int32_t reason, int has_number, double number, int64_t items)
{
    const struct reading reading = read_text(text, ASK_NUMBER);
    if (reading.reason != reason || reading.has_number != has_number || reading.count != items)
        print_error("%s: %s, %d, %g, %lld items\n", text, vreward_reason_name(reading.reason), reading.has_number,
                    reading.number, (long long)reading.count);
    assert_int_equal(reading.reason, reason);
    assert_int_equal(reading.has_number, has_number);
    assert_int_equal(reading.count, items);
    if (has_number)
        assert_double(reading.number, number);
}

static void test_numbers(void **state)
{
    (void)state;
    check_number("There are 12 birds.", VREWARD_REASON_OK, 1, 12, 0);
    check_number("[12]", VREWARD_REASON_OK, 1, 12, 0);
    check_number("5 or 6", VREWARD_REASON_AMBIGUOUS, 0, 0, 0);
    check_number("[1, 2, 3, 4], [1, 2, 3, 9]", VREWARD_REASON_OK, 0, 0, 2);
    check_number("2 birds: [1, 2, 3, 4], [1, 2, 3, 9]", VREWARD_REASON_OK, 1, 2, 2);
    check_number("2 of 3: [1, 2, 3, 4], [1, 2, 3, 9]", VREWARD_REASON_OK, 0, 0, 2);
    check_number("[{\"bbox\": [1, 2, 3, 4], \"label\": \"bus 7\"}]", VREWARD_REASON_OK, 0, 0, 1);
    check_number("[]", VREWARD_REASON_OK, 0, 0, 0);
    check_number("many", VREWARD_REASON_NO_ITEMS, 0, 0, 0);
    check_number("<think>3</think>4", VREWARD_REASON_OK, 1, 4, 0);
    struct read_options options = options_for(DIALECT_NUMBER);
    options.number = NUMBER_ONLY;
    assert_true(read_with(options, ASK_NUMBER, SPAN("<answer>\n 12\n</answer>")).has_number);
    assert_int_equal(read_with(options, ASK_NUMBER, SPAN("C. 8")).reason, VREWARD_REASON_NO_ITEMS);
    options = options_for(DIALECT_AUTO);
    const struct span parts = SPAN("There are three cups, 2 red ones and another 1.");
    assert_int_equal(read_with(options, ASK_NUMBER, parts).reason, VREWARD_REASON_AMBIGUOUS);
    options.number = NUMBER_FIRST;
    assert_double(read_with(options, ASK_NUMBER, parts).number, 3);
    assert_double(read_with(options, ASK_NUMBER, SPAN("1. a cup\n2. a cup\nTotal: 2")).number, 2);
    options.number = NUMBER_LAST;
    assert_double(read_with(options, ASK_NUMBER, parts).number, 1);
    assert_int_equal(read_with(options, ASK_NUMBER, SPAN("many")).reason, VREWARD_REASON_NO_ITEMS);
}

static void check_text(const char *text, const char *expected)
{
    struct read_options options = options_for(DIALECT_AUTO);
    options.empty_count = 0;
    const struct reading reading = read_with(options, ASK_TEXT, span_of(text));
    assert_int_equal(reading.reason, VREWARD_REASON_OK);
    assert_int_equal(reading.dialect, DIALECT_TEXT);
    assert_true(span_equal(reading.text, span_of(expected)));
}

static void test_text(void **state)
{
    (void)state;
    check_text("", "");
    check_text("plain [1, 2, 3, 4]", "plain [1, 2, 3, 4]");
    check_text("<think>t</think>a b", "a b");
    check_text("<answer> a\n</answer>", " a\n");
    check_text("```\na\n```", "```\na\n```");
    check_text("a\xFF"
               "b",
               "a\xEF\xBF\xBD"
               "b");
    check_text("a<think>t</think>b</answer>c<|im_end|>", "abc");
    check_text("none", "none");
    assert_int_equal(read_text("<think>t", ASK_TEXT).reason, VREWARD_REASON_NO_ANSWER);
    assert_int_equal(read_with(options_for(DIALECT_AUTO), ASK_TEXT, (struct span){NULL, 0}).text.length, 0);
    assert_int_equal(read_with(options_for(DIALECT_AUTO), ASK_BOXES, (struct span){NULL, 0}).reason,
                     VREWARD_REASON_EMPTY_ANSWER);
}

static void test_any_byte(void **state)
{
    (void)state;
    const struct span text = SPAN("\xFF\0[1,\0 2]\xE7 {\"bbox\": [1, 2, 3, 4], \"label\": \"c\0\xFFt\"}\0");
    const struct reading reading = read_with(options_for(DIALECT_AUTO), ASK_BOXES, text);
    assert_int_equal(reading.count, 1);
    assert_true(span_equal(reading.items[0].label, SPAN("c\0\xEF\xBF\xBDt")));
}

static void test_patterns(void **state)
{
    (void)state;
    struct pattern *pattern;
    struct read_options options = options_for(DIALECT_PATTERN);
    assert_int_equal(pattern_compile(SPAN("(?<label>\\w+)=(?<x1>[^,]+),(?<y1>[^,]+),(?<x2>[^,]+),(?<y2>[^ ;]+)"
                                          "( p(?<confidence>[\\d.]+))?|(?<x>\\d+)/(?<y>\\d+)|n(?<count>\\d+)"),
                                     PATTERN_SEARCH, &pattern, NULL),
                     VREWARD_OK);
    options.pattern = pattern;
    struct reading reading =
        read_with(options, ASK_BOXES, SPAN("<answer>cat=1,2,3,4 p0.5; dog=5,6,7,8; x=1,2,3,q; 7/8; n5</answer>"));
    assert_int_equal(reading.reason, VREWARD_REASON_OK);
    assert_int_equal(reading.dialect, DIALECT_PATTERN);
    assert_int_equal(reading.count, 3);
    check_box(&reading.items[0], 1, 2, 3, 4);
    assert_true(span_equal(reading.items[0].label, SPAN("cat")));
    assert_double(reading.items[0].confidence, 0.5);
    assert_int_equal(reading.items[0].begin, 8);
    assert_int_equal(reading.items[0].end, 24);
    assert_true(span_equal(reading.items[1].label, SPAN("dog")));
    assert_double(reading.items[1].confidence, (double)NAN);
    assert_true(reading.items[2].has_point && reading.items[2].bad_value);
    reading = read_with(options, ASK_NUMBER, SPAN("n5 n5"));
    assert_true(reading.has_number);
    assert_double(reading.number, 5);
    assert_int_equal(read_with(options, ASK_NUMBER, SPAN("n5 n6")).reason, VREWARD_REASON_AMBIGUOUS);
    assert_int_equal(read_with(options, ASK_NUMBER, SPAN("n5 n6 n6")).reason, VREWARD_REASON_AMBIGUOUS);
    assert_int_equal(read_with(options, ASK_BOXES, SPAN("nothing here")).reason, VREWARD_REASON_NO_ITEMS);
    assert_int_equal(read_with(options, ASK_BOXES, SPAN("none")).said_empty, 1);
    pattern_destroy(pattern);
}

static void test_a_label_alone_is_a_heading(void **state)
{
    (void)state;
    struct pattern *pattern;
    struct read_options options = options_for(DIALECT_PATTERN);
    assert_int_equal(pattern_compile(SPAN("(?|(?<label>\\w+):|(?:(?<label>\\w+)=)?(?<x>\\d+)/(?<y>\\d+))"),
                                     PATTERN_SEARCH, &pattern, NULL),
                     VREWARD_OK);
    options.pattern = pattern;
    const struct reading reading = read_with(options, ASK_POINTS, SPAN("1/1 cat: 2/2 dog=3/3 4/4 owl: 5/5"));
    static const char *const label[] = {"", "cat", "dog", "cat", "owl"};
    assert_int_equal(reading.count, 5);
    assert_null(reading.items[0].label.data);
    for (int64_t i = 1; i < 5; i++)
        assert_true(span_equal(reading.items[i].label, span_of(label[i])));
    assert_int_equal(reading.repairs, 0); /* nothing was passed over */
    assert_int_equal(read_with(options, ASK_POINTS, SPAN("cat:")).reason, VREWARD_REASON_NO_ITEMS);
    pattern_destroy(pattern);
}

static void test_a_pattern_gives_up(void **state)
{
    (void)state;
    enum { LONG = 1 << 20 };
    struct pattern *pattern;
    struct read_options options = options_for(DIALECT_PATTERN);
    assert_int_equal(pattern_compile(SPAN("(a|aa)+(?<x1>\\d)"), PATTERN_SEARCH, &pattern, NULL), VREWARD_OK);
    options.pattern = pattern;
    char *text = malloc(LONG);
    assert_non_null(text);
    memset(text, 'a', LONG);
    const struct reading reading = read_with(options, ASK_BOXES, (struct span){text, LONG});
    assert_int_equal(reading.reason, VREWARD_REASON_LIMIT);
    free(text);
    pattern_destroy(pattern);
}

static void test_names(void **state)
{
    (void)state;
    for (int32_t i = 0; i < DIALECT_COUNT; i++)
        assert_int_equal(name_find(vreward_dialect_name, span_of(vreward_dialect_name(i))), i);
    for (int32_t i = 0; i < SPACE_COUNT; i++)
        assert_int_equal(name_find(vreward_space_name, span_of(vreward_space_name(i))), i);
    for (int32_t i = 0; i < ORDER_COUNT; i++)
        assert_int_equal(name_find(order_name, span_of(order_name(i))), i);
    for (int32_t i = 0; i < REPAIR_COUNT; i++)
        assert_non_null(vreward_repair_name(i));
    assert_null(vreward_dialect_name(DIALECT_COUNT));
    assert_null(vreward_dialect_name(-1));
    assert_null(vreward_space_name(SPACE_COUNT));
    assert_null(vreward_repair_name(REPAIR_COUNT));
    assert_null(order_name(ORDER_COUNT));
    assert_int_equal(name_find(vreward_dialect_name, SPAN("jso")), -1);
    assert_int_equal(name_find(vreward_space_name, SPAN("norm10")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_of_numbers),
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_said_empty),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_answer_options),
        cmocka_unit_test(test_unclosed_answer_is_truncated),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_refused_items_still_count),
        cmocka_unit_test(test_what_is_asked),
        cmocka_unit_test(test_empty_texts),
        cmocka_unit_test(test_empty_patterns),
        cmocka_unit_test(test_empty_lists),
        cmocka_unit_test(test_two_forms),
        cmocka_unit_test(test_two_forms_of_two_kinds),
        cmocka_unit_test(test_points_in_prose),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_any_byte),
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_a_label_alone_is_a_heading),
        cmocka_unit_test(test_a_pattern_gives_up),
        cmocka_unit_test(test_names),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
