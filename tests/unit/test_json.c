#include "exact.h"
#include "parse/json.h"
#include "parse/string.h"

#include <math.h>

static struct arena arena;

static const struct json *accept_document(const char *text)
{
    const struct json *root = NULL;
    vreward_error err;
    const int32_t code = json_read(span_of(text), &arena, &arena, VREWARD_E_TRUTH, &root, &err);
    if (code != VREWARD_OK)
        print_error("%s: %s\n", text, err.message);
    assert_int_equal(code, VREWARD_OK);
    assert_non_null(root);
    return root;
}

static void refuse(const char *text, int64_t offset, const char *why)
{
    const struct json *root;
    vreward_error err;
    assert_int_equal(json_read(span_of(text), &arena, &arena, VREWARD_E_TRUTH, &root, &err), VREWARD_E_TRUTH);
    assert_null(root);
    assert_int_equal(err.code, VREWARD_E_TRUTH);
    if (err.offset != offset || strstr(err.message, why) == NULL)
        print_error("%s: byte %lld: %s\n", text, (long long)err.offset, err.message);
    assert_int_equal(err.offset, offset);
    assert_non_null(strstr(err.message, why));
}

static void check_string(const struct json *value, const char *text, int64_t length)
{
    assert_int_equal(value->type, JSON_STRING);
    assert_int_equal(value->string.length, length);
    assert_memory_equal(value->string.data, text, (size_t)length);
}

static void test_values(void **state)
{
    (void)state;
    assert_int_equal(accept_document(" null ")->type, JSON_NULL);
    assert_int_equal(accept_document("true")->type, JSON_TRUE);
    assert_int_equal(accept_document("false")->type, JSON_FALSE);
    assert_double(accept_document("-1.5e3")->number, -1500);
    assert_double(accept_document("1e999")->number, HUGE_VAL);
    check_string(accept_document("\"a b\""), "a b", 3);
    check_string(accept_document("\"\""), "", 0);
    const struct json *list = accept_document("[1, [], {}, \"x\"]");
    assert_int_equal(list->count, 4);
    assert_int_equal(list->begin, 0);
    assert_int_equal(list->end, 16);
    assert_int_equal(list->child->next->type, JSON_ARRAY);
    assert_int_equal(list->child->next->count, 0);
    assert_int_equal(list->child->next->next->next->begin, 12);
    assert_null(list->child->next->next->next->next);
}

static void test_strings(void **state)
{
    (void)state;
    check_string(accept_document("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), "\"\\/\b\f\n\r\t", 8);
    check_string(accept_document("\"\\u0041\\u00e9\\u20ac\\ud83d\\ude00\""), "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80",
                 10);
    check_string(accept_document("\"a\\u0000b\""), "a\0b", 3);
    check_string(accept_document("\"\\ud83d\""), "\xEF\xBF\xBD", 3);
    check_string(accept_document("\"\\ude00x\""), "\xEF\xBF\xBDx", 4);
    check_string(accept_document("\"\\ud83d\\u0041\""),
                 "\xEF\xBF\xBD"
                 "A",
                 4);
    check_string(accept_document("\"\xFF\""), "\xEF\xBF\xBD", 3);
    check_string(accept_document("\"\x7F\""), "\x7F", 1);
    check_string(accept_document("\"it's \xE4\xBD\xA0, \\\"\xE5\xA5\xBD\\\" it's\""),
                 "it's \xE4\xBD\xA0, \"\xE5\xA5\xBD\" it's", 20);
}

/* Every byte at every place of a text that is otherwise plain. */
static void test_plain_bytes(void **state)
{
    (void)state;
    for (int32_t byte = 0; byte < 256; byte++) {
        const bool plain = byte >= ' ' && byte < 0x80 && byte != '"' && byte != '\'' && byte != '\\';
        for (int32_t place = 0; place < 20; place++) {
            char text[20];
            memset(text, 'a', sizeof text);
            text[place] = (char)byte;
            const char *const end = text + sizeof text;
            assert_ptr_equal(string_plain_end(text, end), plain ? end : text + place);
            assert_ptr_equal(string_plain_end(text, text + place), text + place);
        }
    }
}

static void test_members(void **state)
{
    (void)state;
    const struct json *object = accept_document("{\"a\": 1, \"b\": 2, \"a\": 3, \"\\u0062\": 4, \"c\": 5}");
    assert_int_equal(object->count, 3);
    const struct json *member = object->child;
    assert_true(span_equal(member->key, SPAN("a")));
    assert_double(member->number, 3);
    member = member->next;
    assert_true(span_equal(member->key, SPAN("b")));
    assert_double(member->number, 4);
    member = member->next;
    assert_true(span_equal(member->key, SPAN("c")));
    assert_null(member->next);
    assert_int_equal(accept_document("{\"a\": 1, \"a\": 2}")->count, 1);
    assert_int_equal(accept_document("{\"\": 1}")->child->key.length, 0);
}

static void test_many_members(void **state)
{
    (void)state;
    char text[40000];
    char *at = text;
    *at++ = '{';
    for (int i = 0; i < 3000; i++)
        at += sprintf(at, "%s\"k%d\":%d", i == 0 ? "" : ",", i % 1500, i);
    strcpy(at, "}");
    const struct json *object = accept_document(text);
    assert_int_equal(object->count, 1500);
    int expected = 1500;
    for (const struct json *member = object->child; member != NULL; member = member->next)
        assert_double(member->number, expected++);
    assert_int_equal(expected, 3000);
}

static void test_refusals(void **state)
{
    (void)state;
    refuse("", 0, "value is missing");
    refuse("   ", 3, "value is missing");
    refuse("[1, 2", 5, "comma or ]");
    refuse("[1, 2,]", 6, "value is missing");
    refuse("[1 2]", 3, "comma or ]");
    refuse("{\"a\": 1,}", 8, "key in double quotes");
    refuse("{a: 1}", 1, "key in double quotes");
    refuse("{'a': 1}", 1, "key in double quotes");
    refuse("{\"a\" 1}", 5, "colon");
    refuse("{\"a\":}", 5, "value is missing");
    refuse("{\"a\": 1 \"b\": 2}", 8, "comma or }");
    refuse("\"abc", 0, "closing quote");
    refuse("\"a\nb\"", 2, "control character");
    refuse("\"\\x41\"", 1, "unknown escape");
    refuse("\"\\", 1, "unknown escape");
    refuse("\"\\u12\"", 1, "hexadecimal");
    refuse("NaN", 0, "value is missing");
    refuse("[Infinity]", 1, "value is missing");
    refuse("-Infinity", 0, "value is missing");
    refuse("012", 0, "number");
    refuse("+1", 0, "number");
    refuse(".5", 0, "number");
    refuse("5.", 0, "number");
    refuse("True", 0, "value is missing");
    refuse("1 2", 2, "after the value");
    refuse("[] // x", 3, "after the value");
    refuse("\xEF\xBB\xBF[]", 0, "value is missing");
    refuse("[\v1]", 1, "value is missing");
    refuse("]", 0, "value is missing");
    refuse("[}", 1, "value is missing");
}

/* Numbers in an array are read in one go; whatever stands between them is found where it is. */
static void test_numbers(void **state)
{
    (void)state;
    const struct json *list = accept_document("[1,2 , -3.5e0\n,40]");
    const struct json *number = list->child;
    assert_int_equal(list->count, 4);
    const double values[] = {1, 2, -3.5, 40};
    const int64_t begins[] = {1, 3, 7, 15}, ends[] = {2, 4, 13, 17};
    for (int i = 0; i < 4; i++, number = number->next) {
        assert_int_equal(number->type, JSON_NUMBER);
        assert_double(number->number, values[i]);
        assert_int_equal(number->begin, begins[i]);
        assert_int_equal(number->end, ends[i]);
    }
    assert_null(number);
    const struct json *mixed = accept_document("[1, \"a\", 2, [3], 4]");
    assert_int_equal(mixed->count, 5);
    assert_double(mixed->child->next->next->number, 2);
    refuse("[1,,2]", 3, "value is missing");
    refuse("[1, 2}", 5, "comma or ]");
    refuse("[1, 2,", 6, "value is missing");
    refuse("[1, 2.]", 4, "number");
    refuse("[1, 02]", 4, "number");
    refuse("[1, +2]", 4, "number");
    refuse("[1, 2, x]", 7, "value is missing");
    refuse("[1, 2\"a\"]", 5, "comma or ]");
}

static void test_depth(void **state)
{
    (void)state;
    char text[200];
    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    text[128] = '\0';
    accept_document(text);
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    text[130] = '\0';
    refuse(text, 64, "deeper than 64");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),  cmocka_unit_test(test_strings),      cmocka_unit_test(test_plain_bytes),
        cmocka_unit_test(test_members), cmocka_unit_test(test_many_members), cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_depth),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
