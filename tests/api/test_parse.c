#include <vreward.h>

#include "exact.h"

#include <math.h>
#include <stdlib.h>

static vreward_scorer *scorer_for(const char *recipe)
{
    vreward_scorer *scorer = NULL;
    vreward_error err;
    if (vreward_scorer_create(recipe, (int64_t)strlen(recipe), &scorer, &err) != VREWARD_OK)
        print_error("%s\n", err.message);
    assert_non_null(scorer);
    return scorer;
}

static const char text[] =
    "[{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"a cat\", \"score\": 0.5}, {\"bbox_2d\": [9, 9, 5, 5]}, "
    "{\"bbox_2d\": [5, 6, 7, 8], \"label\": \"caf\\u00e9\"}]";

static void test_items(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_for("detection");
    vreward_item items[4];
    char labels[20];
    vreward_parsed parsed = {.struct_size = sizeof parsed, .label_text = labels, .label_capacity = sizeof labels};
    vreward_error err;
    assert_int_equal(vreward_parse(scorer, text, sizeof text - 1, items, sizeof items[0], 4, &parsed, &err),
                     VREWARD_OK);
    assert_int_equal(err.code, 0);
    assert_int_equal(parsed.count, 3);
    assert_int_equal(parsed.reason, VREWARD_REASON_BAD_VALUE);
    assert_int_equal(parsed.reasons, 1 << VREWARD_REASON_BAD_VALUE);
    assert_int_equal(parsed.repairs, 0);
    assert_string_equal(vreward_dialect_name(parsed.dialect), "json");
    assert_string_equal(vreward_space_name(parsed.space), "same");
    assert_double(parsed.number, (double)NAN);
    assert_int_equal(parsed.answer_begin, 0);
    assert_int_equal(parsed.answer_end, sizeof text - 1);
    assert_int_equal(items[0].kind, VREWARD_ITEM_BOX);
    assert_double(items[0].value[3], 4);
    assert_double(items[0].confidence, 0.5);
    assert_int_equal(items[0].begin, 1);
    assert_int_equal(text[items[0].end - 1], '}');
    assert_int_equal(items[1].reason, VREWARD_REASON_BAD_VALUE);
    assert_int_equal(items[1].label_begin, -1);
    assert_int_equal(items[1].label_end, -1);
    assert_int_equal(parsed.label_length, 10);
    assert_memory_equal(labels, "a catcaf\xC3\xA9", 10);
    assert_int_equal(items[2].label_begin, 5);
    assert_int_equal(items[2].label_end, 10);
    vreward_scorer_destroy(scorer);
}

static void test_capacity(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_for("detection");
    vreward_item items[3];
    char labels[10];
    vreward_parsed parsed = {.struct_size = sizeof parsed};
    vreward_error err;
    assert_int_equal(vreward_parse(scorer, text, sizeof text - 1, NULL, 0, 0, &parsed, &err), VREWARD_E_CAPACITY);
    assert_int_equal(parsed.count, 3);
    assert_int_equal(parsed.label_length, 10);
    assert_int_equal(vreward_parse(scorer, text, sizeof text - 1, items, sizeof items[0], 2, &parsed, &err),
                     VREWARD_E_CAPACITY);
    assert_non_null(strstr(err.message, "capacity is 2: there are 3 items, as parsed.count says"));
    assert_double(items[1].value[0], 9);
    parsed.label_text = labels;
    parsed.label_capacity = 9;
    assert_int_equal(vreward_parse(scorer, text, sizeof text - 1, items, sizeof items[0], 3, &parsed, &err),
                     VREWARD_E_CAPACITY);
    assert_non_null(strstr(err.message, "label_capacity is 9: the labels have 10 bytes, as label_length says"));
    assert_int_equal(parsed.count, 3);
    parsed.label_capacity = 10;
    assert_int_equal(vreward_parse(scorer, text, sizeof text - 1, items, sizeof items[0], 3, &parsed, NULL),
                     VREWARD_OK);
    vreward_scorer_destroy(scorer);
}

/* Boxes behind one reference have one label, whose bytes they share; an equal label written again has bytes of its own. */
static void test_shared_labels(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_for("detection");
    static const char shared[] = "<ref>a cat</ref><box>(1,2),(3,4)</box><box>(5,6),(7,8)</box>"
                                 "<ref>a cat</ref><box>(2,3),(4,5)</box>";
    vreward_item items[3];
    char labels[10];
    vreward_parsed parsed = {.struct_size = sizeof parsed, .label_text = labels, .label_capacity = sizeof labels};
    assert_int_equal(vreward_parse(scorer, shared, sizeof shared - 1, items, sizeof items[0], 3, &parsed, NULL),
                     VREWARD_OK);
    assert_int_equal(parsed.count, 3);
    assert_int_equal(parsed.label_length, 10);
    assert_memory_equal(labels, "a cata cat", 10);
    static const int64_t begins[] = {0, 0, 5};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(items[i].label_begin, begins[i]);
        assert_int_equal(items[i].label_end, begins[i] + 5);
    }
    vreward_scorer_destroy(scorer);
}

static void test_what_the_recipe_asks(void **state)
{
    (void)state;
    static const struct {
        const char *recipe, *text;
        int64_t count;
        int32_t kind, reason;
        double number;
    } cases[] = {
        {"grounding", "(1,2),(3,4)", 1, VREWARD_ITEM_BOX, VREWARD_REASON_OK, NAN},
        {"{\"base\": \"grounding\", \"target\": \"point\"}", "(1,2),(3,4)", 2, VREWARD_ITEM_POINT, VREWARD_REASON_OK,
         NAN},
        {"grounding", "[1, 2]", 1, VREWARD_ITEM_POINT, VREWARD_REASON_BAD_VALUE, NAN},
        {"{\"base\": \"grounding\", \"target\": \"point\"}", "{\"bbox\": [1, 2, 3, 4], \"point\": [1, 2]}", 1,
         VREWARD_ITEM_POINT, VREWARD_REASON_OK, NAN},
        {"counting", "There are 12.", 0, 0, VREWARD_REASON_OK, 12},
        {"counting", "5 or 6", 0, 0, VREWARD_REASON_AMBIGUOUS, NAN},
        {"ocr", "[1, 2, 3, 4]", 0, 0, VREWARD_REASON_OK, NAN},
        {"grounding", "<answer>[1, 2, 3, 4]", 1, VREWARD_ITEM_BOX, VREWARD_REASON_TRUNCATED, NAN},
        {"grounding", "", 0, 0, VREWARD_REASON_EMPTY_ANSWER, NAN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        vreward_scorer *scorer = scorer_for(cases[i].recipe);
        vreward_item items[4];
        vreward_parsed parsed = {.struct_size = sizeof parsed};
        assert_int_equal(vreward_parse(scorer, cases[i].text, (int64_t)strlen(cases[i].text), items, sizeof items[0], 4,
                                       &parsed, NULL),
                         VREWARD_OK);
        assert_int_equal(parsed.count, cases[i].count);
        assert_int_equal(parsed.reason, cases[i].reason);
        assert_double(parsed.number, cases[i].number);
        if (cases[i].count > 0)
            assert_int_equal(items[0].kind, cases[i].kind);
        if (cases[i].reason == VREWARD_REASON_OK)
            assert_int_equal(parsed.reasons, 1 << VREWARD_REASON_OK);
        vreward_scorer_destroy(scorer);
    }
}

static void refuse(int32_t code, int32_t expected, const vreward_error *err, const char *why)
{
    assert_int_equal(code, expected);
    assert_int_equal(err->code, expected);
    if (strstr(err->message, why) == NULL)
        print_error("%s\n", err->message);
    assert_non_null(strstr(err->message, why));
}

static void test_arguments(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_for("grounding");
    vreward_item items[2];
    vreward_parsed parsed = {.struct_size = sizeof parsed};
    vreward_error err;
    const int64_t size = sizeof items[0];
    refuse(vreward_parse(NULL, "", 0, items, size, 2, &parsed, &err), VREWARD_E_ARGUMENT, &err, "scorer is NULL");
    refuse(vreward_parse(scorer, "", 0, items, size, 2, NULL, &err), VREWARD_E_ARGUMENT, &err, "parsed is NULL");
    refuse(vreward_parse(scorer, NULL, 1, items, size, 2, &parsed, &err), VREWARD_E_ARGUMENT, &err, "text is NULL");
    refuse(vreward_parse(scorer, "", -1, items, size, 2, &parsed, &err), VREWARD_E_ARGUMENT, &err, "length");
    refuse(vreward_parse(scorer, "", 0, items, size, -1, &parsed, &err), VREWARD_E_ARGUMENT, &err, "capacity");
    refuse(vreward_parse(scorer, "", 0, NULL, size, 2, &parsed, &err), VREWARD_E_ARGUMENT, &err, "items is NULL");
    refuse(vreward_parse(scorer, "", 0, items, size - 8, 2, &parsed, &err), VREWARD_E_ARGUMENT, &err, "item_size");
    parsed.struct_size = 4;
    refuse(vreward_parse(scorer, "", 0, items, size, 2, &parsed, &err), VREWARD_E_ARGUMENT, &err, "struct_size");
    parsed = (vreward_parsed){.struct_size = sizeof parsed, .label_capacity = -1};
    refuse(vreward_parse(scorer, "", 0, items, size, 2, &parsed, &err), VREWARD_E_ARGUMENT, &err, "label_capacity");
    parsed = (vreward_parsed){.struct_size = sizeof parsed, .reserved = 1};
    refuse(vreward_parse(scorer, "", 0, items, size, 2, &parsed, &err), VREWARD_E_UNSUPPORTED, &err, "reserved");
    parsed.reserved = 0;
    assert_int_equal(vreward_parse(scorer, NULL, 0, NULL, 0, 0, &parsed, &err), VREWARD_OK);
    assert_int_equal(parsed.reason, VREWARD_REASON_EMPTY_ANSWER);
    vreward_scorer_destroy(scorer);
}

/* Callers of other headers, whose items are longer than ours. */
static void test_longer_items(void **state)
{
    (void)state;
    static const char two[] = "[{\"bbox_2d\": [1, 2, 3, 4]}, {\"bbox_2d\": [5, 6, 7, 8]}]";
    struct longer {
        vreward_item ours;
        double unknown[2];
    } items[3];
    vreward_scorer *scorer = scorer_for("detection");
    vreward_parsed parsed = {.struct_size = sizeof parsed};
    vreward_error err;
    memset(items, 0x5A, sizeof items);
    assert_int_equal(vreward_parse(scorer, two, sizeof two - 1, &items[0].ours, sizeof items[0], 2, &parsed, &err),
                     VREWARD_OK);
    for (int i = 0; i < 2; i++) {
        assert_double(items[i].ours.value[0], 1 + 4 * i);
        assert_int_equal(items[i].ours.kind, VREWARD_ITEM_BOX);
        assert_double(items[i].unknown[0], 0);
        assert_double(items[i].unknown[1], 0);
    }
    const struct longer untouched = items[2];
    assert_memory_equal(&items[2], &untouched, sizeof untouched);
    assert_int_equal(((unsigned char *)&items[2])[0], 0x5A);
    for (int64_t size = 0; size <= 4104; size++) {
        static char room[2 * 4104];
        const int fits = size >= 80 && size <= 4096 && size % 8 == 0;
        const int32_t code =
            vreward_parse(scorer, two, sizeof two - 1, (vreward_item *)(void *)room, size, 2, &parsed, &err);
        assert_int_equal(code, fits ? VREWARD_OK : VREWARD_E_ARGUMENT);
        if (!fits)
            assert_non_null(strstr(err.message, "set it to sizeof(vreward_item)"));
    }
    vreward_scorer_destroy(scorer);
}

/* Sizes that no release has would cut a pointer in half. */
static void test_cut_struct(void **state)
{
    (void)state;
    vreward_scorer *scorer = scorer_for("grounding");
    vreward_item items[1];
    vreward_error err;
    const uint64_t cut[] = {offsetof(vreward_parsed, label_text), 12, offsetof(vreward_parsed, number),
                            offsetof(vreward_parsed, reserved)};
    for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++) {
        vreward_parsed parsed = {.struct_size = cut[i]};
        refuse(vreward_parse(scorer, "[1, 2, 3, 4]", 12, items, sizeof items[0], 1, &parsed, &err), VREWARD_E_ARGUMENT,
               &err, "struct_size");
    }
    vreward_scorer_destroy(scorer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items),         cmocka_unit_test(test_capacity),
        cmocka_unit_test(test_shared_labels), cmocka_unit_test(test_what_the_recipe_asks),
        cmocka_unit_test(test_arguments),     cmocka_unit_test(test_longer_items),
        cmocka_unit_test(test_cut_struct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
