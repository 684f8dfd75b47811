/* vreward_edit_distance as a caller sees it. */
#include "ragged.h"

static struct ragged left, right;
static vreward_error err;

static int64_t distance_of(const char *a, const char *b, const vreward_edit_distance_options *options)
{
    int64_t distance = -7;
    ragged_of(&left, &a, 1);
    ragged_of(&right, &b, 1);
    const int32_t code =
        vreward_edit_distance(options, left.text, left.offsets, 1, right.text, right.offsets, 1, &distance, &err);
    if (code != VREWARD_OK)
        print_error("%s\n", err.message);
    assert_int_equal(code, VREWARD_OK);
    assert_int_equal(err.code, 0);
    return distance;
}

static void test_defaults(void **state)
{
    (void)state;
    assert_int_equal(distance_of("kitten", "sitting", NULL), 3);
    assert_int_equal(distance_of("", "", NULL), 0);
    assert_int_equal(distance_of(" a", "a", NULL), 1); /* nothing is trimmed unasked */
    assert_int_equal(distance_of("\xE4\xBD\xA0", "\xE5\xA5\xBD", NULL), 1);
    assert_int_equal(distance_of("\xFF", "\xEF\xBF\xBD", NULL), 0); /* invalid bytes read as U+FFFD */
}

static void test_options(void **state)
{
    (void)state;
    vreward_edit_distance_options options = {.struct_size = sizeof options};
    options.distance = VREWARD_DISTANCE_INDEL;
    assert_int_equal(distance_of("kitten", "sitting", &options), 5);
    options.distance = VREWARD_DISTANCE_LCS;
    assert_int_equal(distance_of("kitten", "sitting", &options), 4);
    assert_int_equal(distance_of("\xE4\xBD\xA0xb", "\xE4\xBD\xA0yb", &options), 2);
    options.distance = VREWARD_DISTANCE_LEVENSHTEIN;
    options.unit = VREWARD_UNIT_BYTE;
    assert_int_equal(distance_of("\xE4\xBD\xA0", "\xE5\xA5\xBD", &options), 3);
    options.unit = VREWARD_UNIT_WORD;
    assert_int_equal(distance_of("the cat sat", "the dog  sat", &options), 1);
    options.unit = VREWARD_UNIT_GRAPHEME;
    assert_int_equal(distance_of("Schlym\xCC\x83", "Schlyn\xCC\x83", &options), 1);
    options.unit = VREWARD_UNIT_CODEPOINT;
    options.normalize = VREWARD_NORMALIZE_TRIM | VREWARD_NORMALIZE_LOWER | VREWARD_NORMALIZE_NFC;
    assert_int_equal(distance_of("  E\xCC\x81t\xC3\xA9\n", "\xC3\xA9T\xC3\x89", &options), 0);
    options.normalize = 0;
    options.bounded = 1;
    options.bound = 2;
    assert_int_equal(distance_of("kitten", "sitting", &options), 3);
    assert_int_equal(distance_of("kitten", "xxxxxxxxxxxx", &options), 3);
    assert_int_equal(distance_of("kitten", "mitten", &options), 1);
    options.bound = 0;
    assert_int_equal(distance_of("kitten", "mitten", &options), 1);
    options.bound = INT64_MAX;
    assert_int_equal(distance_of("kitten", "sitting", &options), 3);
}

static void test_many(void **state)
{
    (void)state;
    static const char *const as[] = {"kitten", "", "sitting", "\xE4\xBD\xA0"}, *const bs[] = {"sitting", "abc",
                                                                                              "sitting", ""};
    static const int64_t each[] = {3, 3, 0, 1}, to_first[] = {3, 7, 0, 7};
    int64_t distance[4];
    ragged_of(&left, as, 4);
    ragged_of(&right, bs, 4);
    assert_int_equal(
        vreward_edit_distance(NULL, left.text, left.offsets, 4, right.text, right.offsets, 4, distance, &err), 0);
    assert_memory_equal(distance, each, sizeof each);
    assert_int_equal(
        vreward_edit_distance(NULL, left.text, left.offsets, 4, right.text, right.offsets, 1, distance, &err), 0);
    assert_memory_equal(distance, to_first, sizeof to_first);
    /* Offsets need not begin at 0. */
    assert_int_equal(
        vreward_edit_distance(NULL, left.text, left.offsets + 2, 2, right.text, right.offsets + 2, 2, distance, NULL),
        0);
    assert_memory_equal(distance, each + 2, 2 * sizeof *each);
    /* No texts at all. */
    assert_int_equal(vreward_edit_distance(NULL, NULL, NULL, 0, NULL, NULL, 0, NULL, &err), 0);
    const int64_t nothing[] = {0, 0};
    assert_int_equal(vreward_edit_distance(NULL, NULL, nothing, 1, NULL, nothing, 1, distance, &err), 0);
    assert_int_equal(distance[0], 0);
}

static void refused(const vreward_edit_distance_options *options, int64_t count, const char *a,
                    const int64_t *a_offsets, const char *b, const int64_t *b_offsets, int64_t b_count,
                    int64_t *distance, const char *message, int64_t item)
{
    memset(&err, 0x55, sizeof err);
    const int32_t code = vreward_edit_distance(options, a, a_offsets, count, b, b_offsets, b_count, distance, &err);
    assert_int_equal(code, VREWARD_E_ARGUMENT);
    assert_int_equal(err.code, VREWARD_E_ARGUMENT);
    if (strstr(err.message, message) == NULL)
        print_error("\"%s\" lacks \"%s\"\n", err.message, message);
    assert_non_null(strstr(err.message, message));
    assert_int_equal(err.index, item);
    assert_int_equal(err.offset, -1);
    assert_int_equal(vreward_edit_distance(options, a, a_offsets, count, b, b_offsets, b_count, distance, NULL), code);
}

static void test_bad_arguments(void **state)
{
    (void)state;
    const int64_t fine[] = {0, 1, 2, 3}, falling[] = {0, 2, 1, 3}, negative[] = {-1, 0, 1, 2};
    const int64_t far[] = {0, 0, INT64_C(1) << 60, INT64_C(1) << 62};
    int64_t d[3];
    refused(NULL, -1, "abc", fine, "abc", fine, -1, d, "a_count is -1, below 0", -1);
    refused(NULL, 3, "abc", fine, "abc", fine, 2, d, "b_count is 2: give a_count (3) texts, or 1 for all", -1);
    refused(NULL, 3, "abc", fine, "abc", fine, 0, d, "b_count is 0: give a_count (3) texts, or 1 for all", -1);
    refused(NULL, 3, "abc", fine, "abc", fine, 3, NULL, "distance is NULL", -1);
    refused(NULL, 3, "abc", NULL, "abc", fine, 3, d, "a_offsets is NULL", -1);
    refused(NULL, 3, "abc", fine, "abc", NULL, 3, d, "b_offsets is NULL", -1);
    refused(NULL, 3, NULL, fine, "abc", fine, 3, d, "a is NULL", -1);
    refused(NULL, 3, "abc", fine, NULL, fine, 3, d, "b is NULL", -1);
    refused(NULL, 3, "abc", falling, "abc", fine, 3, d, "a_offsets[2] is 1, less than the one before it", 1);
    refused(NULL, 3, "abc", fine, "abc", falling, 3, d, "b_offsets[2] is 1, less than the one before it", 1);
    refused(NULL, 3, "abc", negative, "abc", fine, 3, d, "a_offsets[0] is -1, below 0", 0);
    refused(NULL, 3, "abc", far, "abc", fine, 3, d, "a_offsets[3] is 4611686018427387904, above 2^48", -1);
    refused(NULL, INT64_MAX, "abc", fine, "abc", fine, 1, d, "a_count is 9223372036854775807, above 2^48", -1);
}

static void refused_options(vreward_edit_distance_options options, const char *message)
{
    const int64_t offsets[] = {0, 1};
    int64_t distance;
    refused(&options, 1, "a", offsets, "b", offsets, 1, &distance, message, -1);
}

static void test_bad_options(void **state)
{
    (void)state;
    const uint64_t size = sizeof(vreward_edit_distance_options);
    refused_options((vreward_edit_distance_options){size, .distance = 3},
                    ".distance is 3: give one of VREWARD_DISTANCE_..., 0 to 2");
    refused_options((vreward_edit_distance_options){size, .distance = -1},
                    ".distance is -1: give one of VREWARD_DISTANCE_..., 0 to 2");
    refused_options((vreward_edit_distance_options){size, .unit = 6},
                    ".unit is 6: give one of VREWARD_UNIT_..., 0 to 5");
    refused_options((vreward_edit_distance_options){size, .unit = -1},
                    ".unit is -1: give one of VREWARD_UNIT_..., 0 to 5");
    refused_options((vreward_edit_distance_options){size, .normalize = 4096},
                    "normalize is 4096, which has a bit that means nothing");
    refused_options((vreward_edit_distance_options){size, .bounded = 2}, ".bounded is 2: give 0 or 1");
    refused_options((vreward_edit_distance_options){size, .bounded = 1, .bound = -1}, "bound is -1, below 0");
    refused_options((vreward_edit_distance_options){size, .bounded = 1, .distance = VREWARD_DISTANCE_LCS},
                    "bounded does not go with VREWARD_DISTANCE_LCS");
    refused_options((vreward_edit_distance_options){0},
                    "vreward_edit_distance_options.struct_size is 0, set it to sizeof(vreward_edit_distance_options)");
}

/* A caller compiled with a newer header, whose struct ends later, and sizes that no header gives. */
static void test_other_releases(void **state)
{
    (void)state;
    struct {
        vreward_edit_distance_options known;
        int64_t unknown;
    } newer = {{.struct_size = sizeof newer, .distance = VREWARD_DISTANCE_INDEL}, 0};
    assert_int_equal(distance_of("kitten", "sitting", &newer.known), 5);
    newer.unknown = 1;
    const int64_t offsets[] = {0, 1};
    int64_t distance;
    assert_int_equal(vreward_edit_distance(&newer.known, "a", offsets, 1, "b", offsets, 1, &distance, &err),
                     VREWARD_E_UNSUPPORTED);
    assert_int_equal(err.code, VREWARD_E_UNSUPPORTED);
    refused_options((vreward_edit_distance_options){.struct_size = 28},
                    "vreward_edit_distance_options.struct_size is 28, set it to sizeof(vreward_edit_distance_options)");
    refused_options((vreward_edit_distance_options){.struct_size = 24},
                    "vreward_edit_distance_options.struct_size is 24, set it to sizeof(vreward_edit_distance_options)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),      cmocka_unit_test(test_options),     cmocka_unit_test(test_many),
        cmocka_unit_test(test_bad_arguments), cmocka_unit_test(test_bad_options), cmocka_unit_test(test_other_releases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
