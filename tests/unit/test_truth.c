/* The truth document: rewards.md section 6. */
#include "exact.h"
#include "geometry/spaces.h"

#include "reward/reward.h"

#include <math.h>

/* cmocka's fail_msg needs the name `fail`, which is taken here. */
#define broken(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

static struct arena arena;
static struct truth truth;
static vreward_error err;

static enum asked ask_number(const struct config *config, const struct truth *unused)
{
    (void)config;
    (void)unused;
    return ASK_NUMBER;
}

static enum asked ask_text(const struct config *config, const struct truth *unused)
{
    (void)config;
    (void)unused;
    return ASK_TEXT;
}

static const struct reward as_written = {
    .task = "as written", .truth_example = "{}", .truth_as_written = 1, .asks = ask_number};
static const struct reward strict = {.task = "strict", .truth_example = "{\"count\": 3}", .asks = ask_number};
static const struct reward texts = {.task = "texts", .truth_example = "{\"text\": \"...\"}", .asks = ask_text};

static struct config config_of(const struct reward *reward)
{
    return (struct config){.reward = reward, .space = SPACE_SAME, .min_iou = 0.5};
}

static int32_t read_with(const struct config *config, const char *document)
{
    arena_free(&arena);
    memset(&err, 0, sizeof err);
    return truth_read(config, span_of(document), &arena, &truth, &err);
}

static int32_t read_as(const struct reward *reward, const char *document)
{
    const struct config config = config_of(reward);
    return read_with(&config, document);
}

static void read_ok(const char *document)
{
    if (read_as(&strict, document) != VREWARD_OK)
        broken("%s: %s", document, err.message);
}

/* The message holds `part`, and the error names the byte. */
static void refused_by(const struct reward *reward, const char *document, int64_t offset, const char *part)
{
    assert_int_equal(read_as(reward, document), VREWARD_E_TRUTH);
    assert_int_equal(err.code, VREWARD_E_TRUTH);
    if (strstr(err.message, part) == NULL || err.offset != offset)
        broken("%s: \"%s\" at byte %d lacks \"%s\" or is not at %d", document, err.message, (int)err.offset, part,
               (int)offset);
    if (offset >= 0) {
        char byte[32];
        snprintf(byte, sizeof byte, "byte %d", (int)offset);
        assert_non_null(strstr(err.message, byte));
    }
}

static void refused(const char *document, int64_t offset, const char *part)
{
    refused_by(&strict, document, offset, part);
}

static void test_members(void **state)
{
    (void)state;
    read_ok("{\"boxes\": [[1, 2, 3, 4], [5, 6, 7, 8.5]], \"labels\": [\"cat\", \"caf\\u00e9\"], \"count\": 1,"
            " \"ignore\": [false, true], \"size\": [640, 480], \"input_size\": [644, 476], \"text\": \"a\\u0000b\"}");
    assert_int_equal(truth.count, 2);
    assert_int_equal(truth.counted, 1);
    assert_double(truth.box[7], 8.5);
    assert_true(span_equal(truth.label[1], SPAN("caf\xC3\xA9")));
    assert_int_equal(truth.ignored[1], 1);
    assert_null(truth.area);
    assert_double(truth.number, 1);
    assert_double(truth.sizes.width, 640);
    assert_double(truth.sizes.input_height, 476);
    assert_int_equal(truth.text.length, 3);
    assert_double(truth.width, 640);
    assert_int_equal(truth.has_items, 1);
    assert_int_equal(truth.has_points, 0);

    read_ok("{\"points\": [[1, 2]], \"ignore\": [false]}");
    assert_int_equal(truth.has_points, 1);
    assert_double(truth.point[1], 2);
    assert_null(truth.ignored);
    assert_null(truth.box);

    read_ok("{\"any_of\": [[1, 2, 3, 4]]}");
    assert_int_equal(truth.any_of, 1);
    read_ok("{}");
    assert_int_equal(truth.has_items, 0);
    read_ok("{\"boxes\": []}");
    assert_int_equal(truth.has_items, 1);
    assert_int_equal(truth.count, 0);
}

static void test_bare_forms(void **state)
{
    (void)state;
    read_ok("[1, 2, 3, 4]");
    assert_int_equal(truth.count, 1);
    assert_double(truth.box[3], 4);
    read_ok("[[1, 2, 3, 4], [5, 6, 7, 8]]");
    assert_int_equal(truth.count, 2);
    read_ok(" [] ");
    assert_int_equal(truth.has_items, 1);
    assert_int_equal(truth.count, 0);
    read_ok("12");
    assert_int_equal(truth.has_number, 1);
    assert_double(truth.number, 12);
    refused("\"12\"", -1, "the truth is a string: strict wants {\"count\": 3}");
    refused_by(&texts, "12", -1, "the truth is a number: texts wants {\"text\": \"...\"}");
    refused_by(&texts, "[\"12\"]", -1, "the truth is a list: texts wants");
    assert_int_equal(read_as(&texts, "\"12\""), VREWARD_OK);
    assert_int_equal(truth.has_number, 0);
    assert_true(span_equal(truth.text, SPAN("12")));
    refused("[1, 2]", 0, "'box' has 2 elements, not 4");
    refused("[[1, 2]]", 1, "'boxes' at index 0 has 2 elements, not 4");
    refused("[{\"bbox_2d\": [1, 2, 3, 4]}]", 1, "at index 0 is an object: what a model would write");
    refused("null", -1, "the truth is null, a missing value: strict wants");
    refused("true", -1, "the truth is true: strict wants");
}

static void test_null_and_own_members(void **state)
{
    (void)state;
    read_ok("{\"box\": null, \"boxes\": [[1, 2, 3, 4]], \"labels\": null, \"_id\": {\"box\": 3}, \"_\": 1}");
    assert_int_equal(truth.count, 1);
    assert_null(truth.label);
    read_ok("{\"count\": null}");
    assert_int_equal(truth.has_number, 0);
    /* As in Python, the last of equal names counts. */
    read_ok("{\"count\": 1, \"count\": 2}");
    assert_double(truth.number, 2);
}

static void test_unknown_members(void **state)
{
    (void)state;
    assert_int_equal(read_as(&strict, "{\"boxes\": [], \"lables\": []}"), VREWARD_E_TRUTH);
    assert_non_null(strstr(err.message, "'lables' is unknown (byte 24): is 'labels' meant?"));
    assert_true(err.offset >= 14);
    static const char *const meant[][2] = {
        {"{\"bbox\": [1, 2, 3, 4]}", "is 'box' meant"},       {"{\"bbox\": [[1, 2, 3, 4]]}", "is 'boxes' meant"},
        {"{\"label\": \"cat\"}", "is 'labels' meant"},        {"{\"Count\": 3}", "is 'count' meant"},
        {"{\"inputsize\": [3, 4]}", "is 'input_size' meant"}, {"{\"role\": \"user\"}", "this is a chat message"},
        {"{\"anything\": 3}", "there are answer, box,"}};
    for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
        assert_int_equal(read_as(&strict, meant[i][0]), VREWARD_E_TRUTH);
        assert_non_null(strstr(err.message, meant[i][1]));
    }
    /* Even where its value is null: a misspelt name is misspelt. */
    assert_int_equal(read_as(&strict, "{\"Boxes\": null}"), VREWARD_E_TRUTH);
    /* A name cannot break the message: cut between code points, control characters escaped. */
    assert_int_equal(read_as(&strict, "{\"\\n\\u0000xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xF0\x9F\x90\xB6yyy\": 1}"),
                     VREWARD_E_TRUTH);
    assert_non_null(strstr(err.message, "'\\x0a\\x00xxx"));
    assert_non_null(strstr(err.message, "x...' is unknown"));
}

static void test_numbers(void **state)
{
    (void)state;
    refused("{\"box\": [1, 2, 3, 4, 5]}", 8, "'box' has 5 elements, not 4");
    refused("{\"box\": \"1,2,3,4\"}", 8, "'box' is not a list of 4 numbers");
    refused("{\"box\": [1, 2, 3, \"4\"]}", 18, "no number");
    refused("{\"box\": [1, 2, 3, NaN]}", 18, "in member 'box'");
    refused("{\"text\": \"a\\\": {\", \"boxes\": [[1, 2, 3, -Infinity]]}", 39, "in member 'boxes'");
    refused("{\"box\": [1, 2, 3, 1e999]}", 18, "not finite");
    refused("{\"box\": [1, 2, 3, 1000000001]}", 18, "beyond 1e9");
    refused("{\"boxes\": [[1, 2, 3, 4], [1, 2, 1, 4]]}", 25, "'boxes' at index 1 is a box without extent");
    refused("{\"box\": [3, 2, 1, 4]}", 8, "without extent");
    refused("{\"box\": [1, 2, 1.0000000001, 4]}", 8, "without extent");
    refused("{\"points\": [[1, null]]}", 16, "'points' at index 0 holds something that is no number");
    refused("{\"points\": [[1, 2, 3, 4]]}", 12, "has 4 elements, not 2");
    refused("{\"points\": {}}", 11, "'points' is not a list");
    read_ok("{\"box\": [-1000000000, -1e9, 1e9, 1e9]}");
    assert_int_equal(read_as(&as_written, "{\"box\": [3, 2, 1e300, 2]}"), VREWARD_OK);
    assert_double(truth.box[2], 1e300);
    refused_by(&as_written, "{\"box\": [3, 2, 1e999, 2]}", 15, "not finite");
}

static void test_invalid_policies(void **state)
{
    (void)state;
    struct config config = config_of(&strict);
    config.read.invalid = VREWARD_INVALID_SORT;
    assert_int_equal(read_with(&config, "{\"box\": [3, 2, 1, 4]}"), VREWARD_OK);
    assert_int_equal(read_with(&config, "{\"box\": [3, 2, 3, 4]}"), VREWARD_E_TRUTH);
    config.read.invalid = VREWARD_INVALID_LEGACY;
    assert_int_equal(read_with(&config, "{\"box\": [3, 2, 3, 4]}"), VREWARD_OK);
}

static void test_lists_of_unequal_length(void **state)
{
    (void)state;
    refused("{\"boxes\": [[1, 2, 3, 4]], \"labels\": [\"a\", \"b\"]}", 36, "'labels' has 2 elements for 1 items");
    refused("{\"boxes\": [[1, 2, 3, 4]], \"ignore\": []}", 36, "'ignore' has 0 elements for 1 items");
    refused("{\"labels\": []}", 11, "belongs to boxes or points");
    refused("{\"boxes\": [[1, 2, 3, 4]], \"labels\": [5]}", 37, "at index 0 is not a string");
    refused("{\"boxes\": [[1, 2, 3, 4]], \"labels\": \"cat\"}", 36, "'labels' is not a list");
    refused("{\"boxes\": [[1, 2, 3, 4]], \"ignore\": [1]}", 37, "not true or false");
    refused("{\"boxes\": [[1, 2, 3, 4]], \"area\": [1, 2]}", 34, "'area' has 2 elements for 1 items");
    refused("{\"boxes\": [[1, 2, 3, 4]], \"area\": [-1]}", 35, "'area' at index 0 is not a number from 0 to 1e18");
    refused("{\"boxes\": [[1, 2, 3, 4]], \"area\": [\"3\"]}", 35, "not a number from 0 to 1e18");
    refused("{\"points\": [[1, 2]], \"area\": [3]}", 29, "belongs to boxes");
}

static void test_counts_and_sizes(void **state)
{
    (void)state;
    refused("{\"count\": -1}", 10, "whole number");
    refused("{\"count\": 1.5}", 10, "whole number");
    refused("{\"count\": \"3\"}", 10, "whole number");
    refused("{\"count\": 1e10}", 10, "whole number");
    refused("{\"count\": NaN}", 10, "in member 'count'");
    refused("{\"count\": 3, \"boxes\": [[1, 2, 3, 4]]}", 10, "is 3, but 1 items count");
    refused("{\"count\": 1, \"boxes\": [[1, 2, 3, 4]], \"ignore\": [true]}", 10, "is 1, but 0 items count");
    refused("{\"size\": [640, 0]}", 9, "above 0");
    refused("{\"size\": [640]}", 9, "has 1 elements");
    refused("{\"input_size\": 640}", 15, "is not a list of 2 numbers");
    refused("{\"text\": 12}", 9, "'text' is neither a string nor a list of strings");
    refused("{\"text\": []}", 9, "'text' is an empty list");
    refused("{\"text\": [\"a\", 5]}", 15, "at index 1 is not a string");
    refused("{\"space\": \"same\"}", 10, "'space' is none of");
    refused("{\"space\": 1}", 10, "'space' is none of");
    refused("{\"order\": \"dialect\"}", 10, "'order' is none of");
    read_ok("{\"count\": 2.0}");
    assert_double(truth.number, 2);
}

static void test_members_that_exclude_each_other(void **state)
{
    (void)state;
    refused("{\"box\": [1, 2, 3, 4], \"boxes\": []}", 31, "'boxes' excludes 'box'");
    refused("{\"points\": [], \"any_of\": [[1, 2, 3, 4]]}", 11, "'points' excludes 'any_of'");
    refused("{\"any_of\": []}", 11, "'any_of' is empty");
}

static void test_not_json(void **state)
{
    (void)state;
    refused("cat", 0, "is not JSON (byte 0: a value is missing): strict wants {\"count\": 3}; truth_format \"answer\"");
    assert_null(strstr(err.message, "text"));
    refused_by(&texts, "cat", 0,
               "texts wants {\"text\": \"...\"}; truth_format \"answer\" reads what a model would write");
    assert_non_null(strstr(err.message, "\"text\" reads a plain text"));
    refused("{\"box\": [1, 2, NaN, 4]}", 15, "(byte 15, in member 'box': a value is missing): strict");
    refused("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 64, "nested deeper than 64): strict");
    refused("", -1, "the truth is empty, a missing value: strict wants");
    refused("NaN", -1, "the truth is NaN, a missing value: strict wants");
    refused("None", -1, "the truth is None, a missing value");
    assert_int_equal(read_as(&strict, "{\"box\": [1,2,3,4],}"), VREWARD_E_TRUTH);
    assert_int_equal(read_as(&strict, "[1,2,3,4] x"), VREWARD_E_TRUTH);
}

/* The whole is the text, whatever it is, but for what is plainly something else. */
static void test_texts(void **state)
{
    (void)state;
    struct config config = config_of(&texts);
    config.truth_format = TRUTH_TEXT;
    assert_int_equal(read_with(&config, "12 }"), VREWARD_OK);
    assert_true(span_equal(truth.text, SPAN("12 }")));
    static const char *const plain[] = {"", "NaN", "{", "{\"text\": 3", "{\"total\": \"3 \\u20ac\"}", "[\"a\"]"};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        assert_int_equal(read_with(&config, plain[i]), VREWARD_OK);
        assert_true(span_equal(truth.text, span_of(plain[i])));
        assert_non_null(truth.text.data);
    }
    assert_int_equal(read_with(&config, "{\"text\": \"Paris\"}"), VREWARD_E_TRUTH);
    assert_non_null(strstr(err.message, "a document with the member 'text'"));
    assert_int_equal(read_with(&config, "{\"content\": \"Paris\", \"role\": \"user\"}"), VREWARD_E_TRUTH);
    assert_non_null(strstr(err.message, "a chat message"));
}

static void test_orders(void **state)
{
    (void)state;
    read_ok("{\"box\": [10, 20, 30, 40], \"order\": \"xywh\"}");
    assert_double(truth.box[2], 40);
    assert_double(truth.box[3], 60);
    read_ok("{\"box\": [10, 20, 30, 45], \"order\": \"yxyx\"}");
    assert_double(truth.box[0], 20);
    assert_double(truth.box[3], 30);
    read_ok("{\"box\": [10, 20, 4, 8], \"order\": \"cxcywh\"}");
    assert_double(truth.box[0], 8);
    assert_double(truth.box[3], 24);
    read_ok("{\"points\": [[10, 20]], \"order\": \"yxyx\"}");
    assert_double(truth.point[0], 20);
    /* A width of 0 is a box without extent. */
    refused("{\"box\": [10, 20, 0, 40], \"order\": \"xywh\"}", 8, "without extent");
}

/* Compared in pixels of the original where its size is known, else in the truth's own space. */
static void test_spaces(void **state)
{
    (void)state;
    read_ok("{\"box\": [0, 250, 500, 1000], \"space\": \"norm1000\", \"size\": [640, 480]}");
    assert_int_equal(truth.compared, SPACE_PIXEL);
    assert_double(truth.box[1], 120);
    assert_double(truth.box[2], 320);
    assert_double(truth.width, 640);
    read_ok("{\"box\": [0, 250, 500, 1000], \"space\": \"norm1000\", \"size\": [640, 480], \"area\": [10000]}");
    assert_double(truth.area[0], 3072); /* a hundredth of the image */
    read_ok("{\"box\": [0, 250, 500, 1000], \"space\": \"norm1000\"}");
    assert_int_equal(truth.compared, SPACE_NORM1000);
    assert_double(truth.box[1], 250);
    assert_double(truth.width, 1000);
    read_ok("{\"box\": [0, 250, 500, 1000]}");
    assert_int_equal(truth.compared, SPACE_PIXEL);
    assert_double(truth.width, 0);

    struct config config = config_of(&strict);
    config.space = SPACE_NORM1000;
    assert_int_equal(read_with(&config, "[1, 2, 3, 4]"), VREWARD_E_TRUTH);
    assert_non_null(strstr(err.message, "'size' is missing"));
    assert_int_equal(read_with(&config, "{\"box\": [1, 2, 3, 4], \"size\": [9, 9]}"), VREWARD_OK);
    assert_int_equal(read_with(&config, "{\"box\": [1, 2, 3, 4], \"space\": \"norm999\"}"), VREWARD_OK);
    config.space = SPACE_DIALECT; /* whatever the completion turns out to be written in */
    assert_int_equal(read_with(&config, "[1, 2, 3, 4]"), VREWARD_E_TRUTH);
    config.space = SPACE_INPUT;
    assert_int_equal(read_with(&config, "{\"box\": [1, 2, 3, 4], \"size\": [9, 9]}"), VREWARD_E_TRUTH);
    assert_non_null(strstr(err.message, "'input_size' is missing"));
    config.resize_factor = 28;
    config.resize_min_pixels = 3136;
    config.resize_max_pixels = 1003520;
    assert_int_equal(read_with(&config, "{\"box\": [1, 2, 3, 4], \"size\": [640, 480]}"), VREWARD_OK);
    assert_double(truth.sizes.input_width, 644);
    assert_double(truth.sizes.input_height, 476);
    assert_int_equal(read_with(&config, "{\"box\": [1, 2, 3, 4], \"size\": [640.5, 480]}"), VREWARD_E_TRUTH);
    assert_int_equal(read_with(&config, "{\"box\": [1, 2, 3, 4], \"size\": [1, 480]}"), VREWARD_E_TRUTH);
    assert_non_null(strstr(err.message, "cannot be resized"));
}

/* What the tasks themselves ask. */
static void test_what_tasks_need(void **state)
{
    (void)state;
    refused_by(&grounding_reward, "{\"boxes\": [[1, 2, 3, 4], [5, 6, 7, 8]]}", -1, "any_of");
    assert_non_null(strstr(err.message, "detection"));
    refused_by(&grounding_reward, "3", -1, "'box' is missing");
    refused_by(&grounding_reward, "{\"points\": [[1, 2]]}", -1, "'box' is missing");
    refused_by(&grounding_reward, "{\"box\": [1, 2, 3, 4], \"ignore\": [true]}", -1, "'ignore'");
    assert_int_equal(read_as(&grounding_reward, "[]"), VREWARD_OK);
    assert_int_equal(read_as(&grounding_reward, "{\"any_of\": [[1, 2, 3, 4], [5, 6, 7, 8]]}"), VREWARD_OK);
    refused_by(&detection_reward, "{\"boxes\": [[1, 2, 3, 4]]}", -1, "'labels' is missing");
    refused_by(&detection_reward, "\"cat\"", -1, "a string: detection wants {\"boxes\": ");
    refused_by(&detection_reward, "{\"any_of\": [[1, 2, 3, 4]], \"labels\": [\"a\"]}", -1, "'boxes' is missing");
    refused_by(&detection_reward, "{\"points\": [[1, 2]], \"labels\": [\"a\"]}", -1, "'size' is missing");
    assert_int_equal(read_as(&detection_reward, "[]"), VREWARD_OK);
    struct config config = config_of(&detection_reward);
    config.labels = LABELS_IGNORE;
    assert_int_equal(read_with(&config, "[1, 2, 3, 4]"), VREWARD_OK);
    refused_by(&counting_reward, "{}", -1, "'count' is missing");
    refused_by(&counting_reward, "{\"points\": [[1, 2]]}", -1, "'size' is missing");
    assert_int_equal(read_as(&counting_reward, "{\"points\": [[1, 2], [8, 8]]}"), VREWARD_OK);
    assert_int_equal(read_as(&counting_reward, "{\"points\": [[1, 2]], \"size\": [9, 9]}"), VREWARD_OK);
    assert_int_equal(read_as(&counting_reward, "7"), VREWARD_OK);
    refused_by(&ocr_reward, "{}", -1, "'text' is missing");
    assert_int_equal(read_as(&ocr_reward, "\"\""), VREWARD_OK);
    assert_int_equal(read_as(&pr1_grounding_reward, "[5, 5, 5, 5]"), VREWARD_OK);
    refused_by(&pr1_grounding_reward, "[]", -1, "exactly one box");
}

static int end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_bare_forms),
        cmocka_unit_test(test_null_and_own_members),
        cmocka_unit_test(test_unknown_members),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_invalid_policies),
        cmocka_unit_test(test_lists_of_unequal_length),
        cmocka_unit_test(test_counts_and_sizes),
        cmocka_unit_test(test_members_that_exclude_each_other),
        cmocka_unit_test(test_not_json),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_spaces),
        cmocka_unit_test(test_what_tasks_need),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
