/* Numbers are read and written with a point in a process whose locale has decimal commas. */
#define _GNU_SOURCE /* mkdtemp, setenv */
#include "../explain_one.h"
#include "ragged.h"

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

enum { ROOM = 16 * 1024 };

/* Makes the locale beside the machine's own, and goes over to it. False where that cannot be done here. */
static bool decimal_commas(void)
{
    char folder[] = "/tmp/vreward-locale-XXXXXX", command[200], written[16];
    if (mkdtemp(folder) == NULL)
        return false;
    snprintf(command, sizeof command, "localedef --no-archive -i de_DE -f UTF-8 %s/de_DE.UTF-8 >%s/said 2>&1", folder,
             folder);
    const bool made = system(command) == 0;
    setenv("LOCPATH", folder, 1);
    const bool is_set = made && setlocale(LC_ALL, "de_DE.UTF-8") != NULL;
    snprintf(command, sizeof command, "rm -r %s", folder);
    if (system(command) != 0)
        print_error("%s stays\n", folder);
    snprintf(written, sizeof written, "%.1f", 1.5);
    return is_set && strcmp(written, "1,5") == 0;
}

/* A recipe, scores, an explanation and two errors with numbers in them, as text. */
static void everything(char *text)
{
    static const char recipe[] =
        "{\"base\": \"grounding\", \"min_iou\": 0.625, \"weights\": {\"accuracy\": 0.75, \"format\": 0.25},"
        " \"format\": [{\"pattern\": \".*\"}]}";
    static const char completion[] = "[[10.5, 10.25, 100.125, 9e1]]", truth[] = "{\"box\": [10.5, 10.5, 100.5, 1e2]}",
                      bad_truth[] = "{\"box\": [10.5, 10.5, 1.25, 100]}",
                      bad_recipe[] = "{\"base\": \"grounding\", \"min_iou\": 1.5}";
    static char part[ROOM / 4];
    vreward_error err, refused;
    int64_t needed;
    vreward_scorer *scorer = scorer_of(recipe), *none = NULL;
    assert_int_equal(vreward_scorer_recipe_json(scorer, part, sizeof part, &needed, &err), VREWARD_OK);
    const int first = snprintf(text, ROOM, "%.*s\n", (int)needed, part);
    assert_int_equal(explain_one(scorer, completion, sizeof completion - 1, truth, sizeof truth - 1, part, sizeof part,
                                 &needed, &err),
                     VREWARD_OK);
    assert_int_equal(vreward_scorer_create(bad_recipe, sizeof bad_recipe - 1, &none, &refused), VREWARD_E_RECIPE);
    assert_int_not_equal(
        explain_one(scorer, completion, sizeof completion - 1, bad_truth, sizeof bad_truth - 1, NULL, 0, NULL, &err),
        VREWARD_OK);
    snprintf(text + first, (size_t)(ROOM - first), "%.*s\n%s\n%s\n", (int)needed, part, refused.message, err.message);
    vreward_scorer_destroy(scorer);
}

static void commas_change_nothing(void **state)
{
    (void)state;
    static char before[ROOM], after[ROOM];
    everything(before);
    assert_non_null(strstr(before, "0.625"));
    assert_non_null(strstr(before, "100.125"));
    if (!decimal_commas()) {
        print_message("skipped: localedef makes no de_DE.UTF-8 for this program\n");
        return;
    }
    everything(after);
    assert_string_equal(after, before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(commas_change_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
