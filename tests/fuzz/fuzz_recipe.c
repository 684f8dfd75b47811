/* Any bytes as a recipe: refused with a byte of it and a message, or a scorer whose resolved recipe makes the same one.
 */
#include <vreward.h>

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

static char *resolved(const vreward_scorer *scorer, int64_t *length)
{
    vreward_scorer_recipe_json(scorer, NULL, 0, length, NULL);
    char *text = malloc((size_t)*length);
    REQUIRE(text != NULL);
    REQUIRE(vreward_scorer_recipe_json(scorer, text, *length, length, NULL) == VREWARD_OK);
    return text;
}

static void check_terms(const vreward_scorer *scorer)
{
    double low, high;
    REQUIRE(vreward_scorer_term_count(scorer) >= 3);
    for (int64_t i = 0; i < vreward_scorer_term_count(scorer); i++) {
        REQUIRE(vreward_scorer_term_range(scorer, i, &low, &high, NULL) == VREWARD_OK);
        REQUIRE(low <= high);
    }
    REQUIRE(vreward_scorer_range(scorer, &low, &high, NULL) == VREWARD_OK);
    REQUIRE(low <= high);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vreward_scorer *scorer = NULL, *again = NULL;
    vreward_error err;
    const int32_t status = vreward_scorer_create((const char *)data, (int64_t)size, &scorer, &err);
    REQUIRE(err.code == status);
    if (status != VREWARD_OK) {
        REQUIRE(status == VREWARD_E_RECIPE && scorer == NULL);
        REQUIRE(err.offset >= -1 && err.offset <= (int64_t)size);
        REQUIRE(err.message[0] != '\0' && memchr(err.message, '\0', sizeof err.message) != NULL);
        return 0;
    }
    check_terms(scorer);
    int64_t length, length_again;
    char *text = resolved(scorer, &length);
    REQUIRE(vreward_scorer_create(text, length, &again, NULL) == VREWARD_OK);
    char *text_again = resolved(again, &length_again);
    REQUIRE(length == length_again && memcmp(text, text_again, (size_t)length) == 0);
    free(text);
    free(text_again);
    vreward_scorer_destroy(scorer);
    vreward_scorer_destroy(again);
    return 0;
}
