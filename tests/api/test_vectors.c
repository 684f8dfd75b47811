/* The frozen cases of tests/vectors: score, every term, the primary reason and all reasons, to the last bit. Run from
 * the top of the repository. tests/python/test_vectors.py runs the same. */
#include "exact.h"

#include <vreward.h>

#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>

enum { MOST_TERMS = 64 };

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long size = ftell(file);
    rewind(file);
    char *text = malloc((size_t)size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    text[size] = '\0';
    fclose(file);
    return text;
}

static bool same(double left, double right)
{
    return memcmp(&left, &right, sizeof left) == 0;
}

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static uint64_t expected_reasons(const cJSON *row)
{
    uint64_t bits = 0;
    const cJSON *name;
    cJSON_ArrayForEach(name, cJSON_GetObjectItemCaseSensitive(row, "reasons"))
    {
        int32_t reason = 0;
        while (vreward_reason_name(reason) != NULL && strcmp(vreward_reason_name(reason), name->valuestring) != 0)
            reason++;
        assert_non_null(vreward_reason_name(reason));
        bits |= UINT64_C(1) << reason;
    }
    return bits;
}

/* How many values differ from what the case says. */
static int differences(const cJSON *row, const vreward_scorer *scorer, const vreward_result *result)
{
    int wrong = 0;
    const cJSON *terms = cJSON_GetObjectItemCaseSensitive(row, "terms");
    const double score = cJSON_GetObjectItemCaseSensitive(row, "score")->valuedouble;
    if (!same(*result->score, score))
        print_error("  score %.17g, expected %.17g (%d)\n", *result->score, score, ++wrong);
    if (cJSON_GetArraySize(terms) != vreward_scorer_term_count(scorer))
        print_error("  %d terms expected (%d)\n", cJSON_GetArraySize(terms), ++wrong);
    for (int64_t i = 0; i < vreward_scorer_term_count(scorer); i++) {
        const char *name = vreward_scorer_term_name(scorer, i);
        const cJSON *term = cJSON_GetObjectItemCaseSensitive(terms, name);
        if (term == NULL || !same(result->term[i], term->valuedouble))
            print_error("  %s %.17g, expected %.17g (%d)\n", name, result->term[i],
                        term == NULL ? 0 : term->valuedouble, ++wrong);
    }
    if (strcmp(vreward_reason_name(*result->reason), text_of(row, "reason")) != 0)
        print_error("  reason %s, expected %s (%d)\n", vreward_reason_name(*result->reason), text_of(row, "reason"),
                    ++wrong);
    const uint64_t reasons = expected_reasons(row);
    for (int32_t i = 0; vreward_reason_name(i) != NULL; i++) {
        if (((*result->reasons ^ reasons) >> i) & 1)
            print_error("  %s is %s the reasons (%d)\n", vreward_reason_name(i),
                        (reasons >> i) & 1 ? "missing from" : "wrongly among", ++wrong);
    }
    return wrong;
}

static int run_case(const char *file, const cJSON *row)
{
    const cJSON *recipe = cJSON_GetObjectItemCaseSensitive(row, "recipe");
    char *recipe_text = cJSON_PrintUnformatted(recipe);
    const char *completion = text_of(row, "completion"), *truth = text_of(row, "truth");
    vreward_scorer *scorer = NULL;
    vreward_error err;
    if (vreward_scorer_create(recipe_text, (int64_t)strlen(recipe_text), &scorer, &err) != VREWARD_OK)
        print_error("%s: %s\n", recipe_text, err.message);
    assert_non_null(scorer);
    cJSON_free(recipe_text);
    const int64_t completion_offsets[2] = {0, (int64_t)strlen(completion)};
    const int64_t truth_offsets[2] = {0, truth == NULL ? 0 : (int64_t)strlen(truth)};
    const vreward_batch batch = {.struct_size = sizeof batch,
                                 .count = 1,
                                 .completion = completion,
                                 .completion_offsets = completion_offsets,
                                 .truth = truth,
                                 .truth_offsets = truth == NULL ? NULL : truth_offsets,
                                 .truth_count = truth != NULL};
    double score, term[MOST_TERMS];
    int32_t reason;
    uint64_t reasons;
    const vreward_result result = {
        .struct_size = sizeof result, .score = &score, .term = term, .reason = &reason, .reasons = &reasons};
    assert_true(vreward_scorer_term_count(scorer) <= MOST_TERMS);
    const int32_t status = vreward_score(scorer, &batch, &result, &err);
    if (status != VREWARD_OK)
        print_error("%s: %s\n", completion, err.message);
    assert_int_equal(status, VREWARD_OK);
    const int wrong = differences(row, scorer, &result);
    if (wrong > 0)
        print_error("%s: %s: %s\n", file, text_of(row, "note"), completion);
    vreward_scorer_destroy(scorer);
    return wrong;
}

static void frozen_cases(void **state)
{
    (void)state;
    int files = 0, cases = 0, wrong = 0;
    DIR *folder = opendir("tests/vectors");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[512];
        if (strstr(entry->d_name, ".json") == NULL)
            continue;
        snprintf(path, sizeof path, "tests/vectors/%.200s", entry->d_name);
        char *text = read_file(path);
        cJSON *rows = cJSON_Parse(text);
        assert_non_null(rows);
        const cJSON *row;
        cJSON_ArrayForEach(row, rows)
        {
            wrong += run_case(entry->d_name, row);
            cases++;
        }
        cJSON_Delete(rows);
        free(text);
        files++;
    }
    closedir(folder);
    print_message("%d cases in %d files\n", cases, files);
    assert_true(files >= 12 && cases >= 150);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(frozen_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
