/* Every misuse that the rules in the header name: its code, and a message that names the member and what helps. */
#include "ragged.h"

static vreward_error err;

/* Valid UTF-8 of one line; of a refused argument it says what to give after a colon or comma. */
static void check_message(int32_t code)
{
    const size_t length = strlen(err.message);
    assert_int_equal(err.code, code);
    assert_true(length > 0 && length < sizeof err.message);
    for (size_t i = 0; i < length; i++)
        assert_true(err.message[i] >= ' ' && err.message[i] <= '~');
    if (strpbrk(err.message, ":,") == NULL)
        print_error("\"%s\" does not say what helps\n", err.message);
    assert_non_null(strpbrk(err.message, ":,"));
}

/* ---- structs of every size ---------------------------------------------------------------------------------------- */

enum { LARGEST = 4096, ROOM = LARGEST + 64 };

/* A call with a struct at `given` of the size that it says. */
typedef int32_t caller(void *given);

static vreward_scorer *scorer;
static const int64_t offsets[] = {0, 1};
static const double boxes[] = {0, 0, 1, 1};
static double score[1];

static int32_t call_overlap(void *given)
{
    return vreward_overlap(given, boxes, 1, boxes, 1, score, &err);
}

static int32_t call_distance(void *given)
{
    int64_t distance;
    return vreward_edit_distance(given, "a", offsets, 1, "b", offsets, 1, &distance, &err);
}

static int32_t call_match(void *given)
{
    int64_t partner;
    return vreward_match(given, score, 1, 1, &partner, &err);
}

static int32_t call_match_boxes(void *given)
{
    int64_t partner;
    return vreward_match_boxes(given, boxes, 1, boxes, 1, &partner, NULL, &err);
}

static int32_t call_parse(void *given)
{
    return vreward_parse(scorer, "x", 1, NULL, 0, 0, given, &err);
}

static int32_t call_batch(void *given)
{
    const vreward_result result = {.struct_size = sizeof result, .score = score};
    return vreward_score(scorer, given, &result, &err);
}

static int32_t call_item_batch(void *given)
{
    const vreward_result result = {.struct_size = sizeof result, .score = score};
    return vreward_score_items(scorer, given, &result, &err);
}

static int32_t call_result(void *given)
{
    const vreward_batch batch = {.struct_size = sizeof batch};
    return vreward_score(scorer, &batch, given, &err);
}

static int32_t call_truth_arrays(void *given)
{
    const vreward_batch batch = {.struct_size = sizeof batch,
                                 .count = 1,
                                 .completion = "x",
                                 .completion_offsets = offsets,
                                 .truth_count = 1,
                                 .truth_arrays = given};
    const vreward_result result = {.struct_size = sizeof result, .score = score};
    return vreward_score(scorer, &batch, &result, &err);
}

static vreward_evaluation *evaluation;

static int32_t call_evaluation_options(void *given)
{
    int64_t needed;
    char buffer[1024];
    return vreward_evaluation_json(evaluation, given, buffer, sizeof buffer, &needed, &err);
}

/* The first release's sizes with pointers of 64 bits, which never change, and today's: a struct only grows. */
static const struct {
    caller *call;
    size_t first, now;
    int32_t code; /* of a zeroed struct */
} structs[] = {
    {call_overlap, 24, sizeof(vreward_overlap_options), VREWARD_OK},
    {call_distance, 32, sizeof(vreward_edit_distance_options), VREWARD_OK},
    {call_match, 40, sizeof(vreward_match_options), VREWARD_OK},
    {call_match_boxes, 40, sizeof(vreward_match_options), VREWARD_OK},
    {call_parse, 96, sizeof(vreward_parsed), VREWARD_OK},
    {call_batch, 80, sizeof(vreward_batch), VREWARD_OK},
    {call_item_batch, 112, sizeof(vreward_item_batch), VREWARD_OK},
    {call_result, 48, sizeof(vreward_result), VREWARD_OK},
    {call_truth_arrays, 112, sizeof(vreward_truth_arrays), VREWARD_E_TRUTH},
    {call_evaluation_options, 32, sizeof(vreward_evaluation_options), VREWARD_OK},
};

static void every_size(void **state)
{
    (void)state;
    static _Alignas(16) unsigned char room[ROOM];
    scorer = scorer_of("grounding");
    assert_int_equal(vreward_evaluation_create(scorer, &evaluation, &err), VREWARD_OK);
    for (size_t s = 0; s < sizeof structs / sizeof structs[0]; s++) {
        for (uint64_t size = 0; size <= LARGEST + 8; size++) {
            if (sizeof(void *) < 8 && size > 8 && size < structs[s].now)
                continue; /* below what the first release had, or not: not known here */
            const bool known = size >= (sizeof(void *) < 8 ? structs[s].now : structs[s].first) && size <= LARGEST &&
                               size % sizeof(void *) == 0;
            memset(room, 0, sizeof room);
            memcpy(room, &size, sizeof size);
            memset(room + size + 8, 0x5A, size + 8 < sizeof room ? sizeof room - size - 8 : 0); /* beyond it */
            if (size < 8)
                memset(room + 8, 0, sizeof room - 8);
            const int32_t code = structs[s].call(room);
            if (code != (known ? structs[s].code : VREWARD_E_ARGUMENT))
                print_error("struct %d of %d bytes: %s\n", (int)s, (int)size, err.message);
            assert_int_equal(code, known ? structs[s].code : VREWARD_E_ARGUMENT);
            if (code == VREWARD_E_ARGUMENT) {
                check_message(code);
                assert_non_null(strstr(err.message, "struct_size is "));
                assert_non_null(strstr(err.message, "set it to sizeof("));
            }
        }
        const uint64_t longer = structs[s].now + 8;
        memset(room, 0, sizeof room);
        memcpy(room, &longer, sizeof longer);
        room[structs[s].now] = 1; /* a member of a later header */
        assert_int_equal(structs[s].call(room), VREWARD_E_UNSUPPORTED);
        check_message(VREWARD_E_UNSUPPORTED);
    }
    vreward_evaluation_destroy(evaluation);
    vreward_scorer_destroy(scorer);
}

/* ---- counts, offsets and pointers --------------------------------------------------------------------------------- */

#define MISUSE(code, part, call)                                       \
    do {                                                               \
        memset(&err, 0xAB, sizeof err);                                \
        assert_int_equal((call), (code));                              \
        check_message(code);                                           \
        if (strstr(err.message, (part)) == NULL)                       \
            print_error("\"%s\" lacks \"%s\"\n", err.message, (part)); \
        assert_non_null(strstr(err.message, (part)));                  \
    } while (0)

static void primitives(void **state)
{
    (void)state;
    const int32_t argument = VREWARD_E_ARGUMENT;
    const int64_t falling[] = {1, 0}, far[] = {0, (INT64_C(1) << 48) + 1};
    int64_t found[1], needed;
    double value[1] = {0};
    char buffer[8];
    MISUSE(argument, "a_count is -1", vreward_overlap(NULL, boxes, -1, boxes, 1, value, &err));
    MISUSE(argument, "b is NULL", vreward_overlap(NULL, boxes, 1, NULL, 1, value, &err));
    MISUSE(argument, "overlap is NULL", vreward_overlap(NULL, boxes, 1, boxes, 1, NULL, &err));
    MISUSE(argument, "resized_width is NULL", vreward_smart_resize(9, 9, 28, 0, 0, found, NULL, &err));
    MISUSE(argument, "factor is 0", vreward_smart_resize(9, 9, 0, 0, 0, found, found, &err));
    MISUSE(argument, "a_offsets[1] is 0", vreward_edit_distance(NULL, "a", falling, 1, "b", offsets, 1, found, &err));
    MISUSE(argument, "b_offsets[1] is 281474976710657",
           vreward_edit_distance(NULL, "a", offsets, 1, "b", far, 1, found, &err));
    MISUSE(argument, "b_count is 2", vreward_edit_distance(NULL, "a", offsets, 1, "b", offsets, 2, found, &err));
    MISUSE(argument, "rows is -1", vreward_match(NULL, value, -1, 1, found, &err));
    MISUSE(argument, "value is NULL", vreward_match(NULL, NULL, 1, 1, found, &err));
    value[0] = NAN;
    MISUSE(argument, "is NaN", vreward_match(NULL, value, 1, 1, found, &err));
    MISUSE(argument, "a_to_b is NULL", vreward_match_boxes(NULL, boxes, 1, boxes, 1, NULL, NULL, &err));
    MISUSE(argument, "b_count", vreward_match_boxes(NULL, boxes, 1, boxes, INT64_MAX, found, NULL, &err));
    MISUSE(argument, "needed is NULL", vreward_build_info(buffer, 8, NULL, &err));
    MISUSE(argument, "buffer is NULL and capacity 8", vreward_build_info(NULL, 8, &needed, &err));
    MISUSE(argument, "capacity is -8", vreward_build_info(buffer, -8, &needed, &err));
    MISUSE(VREWARD_E_CAPACITY, "capacity is 0", vreward_build_info(NULL, 0, &needed, &err));
    assert_true(needed > 8);
    MISUSE(argument, "name is NULL", vreward_recipe_json(NULL, 0, buffer, 8, &needed, &err));
    MISUSE(argument, "the length of name is -1", vreward_model_json("x", -1, buffer, 8, &needed, &err));
}

static void scorers(void **state)
{
    (void)state;
    const int32_t argument = VREWARD_E_ARGUMENT;
    double low, high;
    int64_t needed;
    vreward_scorer *created = (vreward_scorer *)(void *)&low;
    MISUSE(argument, "scorer is NULL", vreward_scorer_create("ocr", 3, NULL, &err));
    MISUSE(argument, "recipe is NULL", vreward_scorer_create(NULL, 3, &created, &err));
    assert_null(created);
    MISUSE(argument, "the length of recipe is -1", vreward_scorer_create("ocr", -1, &created, &err));
    MISUSE(VREWARD_E_RECIPE, "ocr", vreward_scorer_create("ocrr", 4, &created, &err));
    created = scorer_of("ocr");
    MISUSE(argument, "scorer is NULL", vreward_scorer_range(NULL, &low, &high, &err));
    MISUSE(argument, "high is NULL", vreward_scorer_range(created, &low, NULL, &err));
    MISUSE(argument, "term is -1", vreward_scorer_term_range(created, -1, &low, &high, &err));
    MISUSE(argument, "scorer is NULL", vreward_scorer_recipe_json(NULL, NULL, 0, &needed, &err));
    MISUSE(VREWARD_E_CAPACITY, "capacity is 0", vreward_scorer_recipe_json(created, NULL, 0, &needed, &err));
    assert_int_equal(vreward_scorer_term_count(NULL), 0);
    assert_null(vreward_scorer_term_name(NULL, 0));
    assert_null(vreward_scorer_term_name(created, -1));
    assert_null(vreward_error_name(1));
    assert_null(vreward_error_name(-99));
    assert_null(vreward_reason_name(-1));
    assert_null(vreward_recipe_name(-1));
    assert_null(vreward_model_name(INT64_MAX));
    assert_null(vreward_dialect_name(INT32_MAX));
    assert_null(vreward_space_name(-1));
    assert_null(vreward_repair_name(64));
    vreward_scorer_destroy(created);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size),
        cmocka_unit_test(primitives),
        cmocka_unit_test(scorers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
