/* What each dialect reads from a text: the files in tests/vectors/reading, which Python runs, too. */
#include "base/names.h"
#include "exact.h"
#include "geometry/spaces.h"
#include "parse/dialects.h"
#include "parse/json.h"
#include "parse/read.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>

static struct arena arena;

/* The whole file; data NULL where it cannot be read. */
static struct span read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return (struct span){NULL, 0};
    char *bytes = NULL;
    size_t length = 0, got;
    char block[4096];
    while ((got = fread(block, 1, sizeof block, file)) > 0) {
        bytes = arena_grow(&arena, bytes, length, length + got, 1);
        memcpy(bytes + length, block, got);
        length += got;
    }
    fclose(file);
    return (struct span){bytes, (int64_t)length};
}

static const struct json *member(const struct json *object, const char *name)
{
    for (const struct json *m = object->child; m != NULL; m = m->next)
        if (span_equal(m->key, span_of(name)))
            return m;
    return NULL;
}

static struct span text_member(const struct json *object, const char *name, const char *otherwise)
{
    const struct json *m = member(object, name);
    return m != NULL ? m->string : span_of(otherwise);
}

/* JSON has no NaN and no infinity: the files write them as text. */
static double number_of(const struct json *value)
{
    if (value->type == JSON_NUMBER)
        return value->number;
    if (span_equal(value->string, SPAN("NaN")))
        return (double)NAN;
    return span_equal(value->string, SPAN("Infinity")) ? HUGE_VAL : -HUGE_VAL;
}

static bool same_numbers(const struct json *list, const double *numbers)
{
    int64_t i = 0;
    for (const struct json *n = list->child; n != NULL; n = n->next, i++)
        if (!(number_of(n) == numbers[i] || (isnan(number_of(n)) && isnan(numbers[i]))))
            return false;
    return true;
}

static bool same_item(const struct json *expected, const struct item *item, struct span text)
{
    const struct json *box = member(expected, "box"), *point = member(expected, "point");
    const struct json *label = member(expected, "label"), *confidence = member(expected, "confidence");
    const struct span from = text_member(expected, "from", "");
    if (box != NULL ? !item->has_box || !same_numbers(box, item->box)
                    : !item->has_point || !same_numbers(point, item->point))
        return false;
    if (label != NULL ? item->label.data == NULL || !span_equal(label->string, item->label) : item->label.data != NULL)
        return false;
    if (confidence != NULL ? item->confidence != confidence->number : !isnan(item->confidence))
        return false;
    const char *reason = item->bad_value ? "bad_value" : item->set_aside ? "extra_items" : "ok";
    return span_equal(text_member(expected, "reason", "ok"), span_of(reason)) &&
           span_equal(from, (struct span){text.data + item->begin, item->end - item->begin});
}

static uint64_t repairs_of(const struct json *list)
{
    uint64_t bits = 0;
    for (const struct json *name = list->child; name != NULL; name = name->next)
        for (int32_t bit = 0; bit < REPAIR_COUNT; bit++)
            if (span_equal(name->string, span_of(vreward_repair_name(bit))))
                bits |= UINT64_C(1) << bit;
    return bits;
}

/* The primary reason as vreward_parse tells it. */
static int32_t reason_of(const struct reading *reading)
{
    if (reading->reason != VREWARD_REASON_OK)
        return reading->reason;
    if (reading->reasons & REASON_BIT(VREWARD_REASON_TRUNCATED))
        return VREWARD_REASON_TRUNCATED;
    return reading->reasons & REASON_BIT(VREWARD_REASON_BAD_VALUE) ? VREWARD_REASON_BAD_VALUE : VREWARD_REASON_OK;
}

static bool same_reading(const struct json *expected, const struct reading *reading, struct span text)
{
    const struct json *items = member(expected, "items"), *number = member(expected, "number");
    if (items->count != reading->count ||
        !span_equal(text_member(expected, "dialect", ""), span_of(vreward_dialect_name(reading->dialect))) ||
        !span_equal(text_member(expected, "space", ""), span_of(vreward_space_name(reading->space))) ||
        !span_equal(text_member(expected, "reason", ""), span_of(vreward_reason_name(reason_of(reading)))) ||
        repairs_of(member(expected, "repairs")) != reading->repairs)
        return false;
    if (number != NULL ? !reading->has_number || reading->number != number->number : reading->has_number)
        return false;
    int64_t i = 0;
    for (const struct json *item = items->child; item != NULL; item = item->next)
        if (!same_item(item, &reading->items[i++], text))
            return false;
    return true;
}

static void check_case(const char *file, const struct json *one)
{
    static const struct span tags[] = {{"answer", 6}};
    static const struct span empty[] = {{"none", 4},      {"no object", 9}, {"no objects", 10}, {"nothing", 7},
                                        {"not found", 9}, {"0", 1},         {"zero", 4}};
    const int32_t dialect = name_find(vreward_dialect_name, text_member(one, "dialect", "auto"));
    const bool points = span_equal(text_member(one, "target", "box"), SPAN("point"));
    const bool number = dialect == DIALECT_NUMBER;
    const struct read_options options = {.dialect = dialect,
                                         .answer_tag = tags,
                                         .answer_tag_count = 1,
                                         .empty = empty,
                                         .empty_count = number ? 7 : 5,
                                         .order = name_find(order_name, text_member(one, "order", "dialect")),
                                         .max_bytes = 1 << 22,
                                         .max_items = 10000};
    const struct span text = text_member(one, "text", "");
    const struct span name = text_member(one, "name", "");
    struct reading reading;
    assert_int_equal(read_completion(&options,
                                     number   ? ASK_NUMBER
                                     : points ? ASK_POINTS
                                              : ASK_BOXES,
                                     text, &arena, &reading, NULL),
                     VREWARD_OK);
    const bool same = same_reading(member(one, "expect"), &reading, text);
    if (!same)
        print_error("%s: %.*s\n", file, (int)name.length, name.data);
    assert_true(same);
}

static int64_t run_file(const char *folder, const char *file)
{
    char path[512];
    vreward_error err;
    const struct json *cases;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    const struct span document = read_file(path);
    assert_non_null(document.data);
    if (json_read(document, &arena, &arena, VREWARD_E_ARGUMENT, &cases, &err) != VREWARD_OK)
        print_error("%s: %s\n", path, err.message);
    assert_non_null(cases);
    for (const struct json *one = cases->child; one != NULL; one = one->next)
        check_case(file, one);
    return cases->count;
}

static void test_vectors(void **state)
{
    (void)state;
    static const char folder[] = "tests/vectors/reading";
    int64_t files = 0, cases = 0;
    DIR *directory = opendir(folder);
    assert_non_null(directory); /* the tests run in the root of the repository */
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (strstr(entry->d_name, ".json") == NULL)
            continue;
        files++;
        cases += run_file(folder, entry->d_name);
    }
    closedir(directory);
    arena_free(&arena);
    print_message("%lld cases of %lld dialects\n", (long long)cases, (long long)files);
    assert_true(files >= 19 && cases > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
