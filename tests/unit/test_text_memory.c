/* Everything in lib/text with the n-th block of memory refused, for n = 1, 2, ... until it succeeds: an error each
 * time, and nothing lost. The allocator is this file's. */
#include "base/alloc.h"
#include "exact.h"
#include "text/distance.h"
#include "text/normalize.h"
#include "text/tokens.h"
#include "text/utf8.h"

#include <stdlib.h>

static int64_t live, until_refused;

void *base_alloc(size_t size)
{
    if (--until_refused == 0)
        return NULL;
    live++;
    return malloc(size == 0 ? 1 : size);
}

void base_free(void *memory)
{
    live -= memory != NULL;
    free(memory);
}

static struct span left, right; /* two long texts, a third of which differs */
static vreward_error err;

/* `step`: bytes of a character. */
static void make_texts(const char *characters, int64_t step, int64_t count)
{
    static char bytes[2][60000];
    uint32_t random = 5;
    const int64_t different = (int64_t)strlen(characters) / step;
    for (int64_t i = 0; i < count; i++) {
        for (int side = 0; side < 2; side++) {
            random = random * 1664525 + 1013904223;
            if (side == 0 || random >> 30 == 0)
                memcpy(bytes[side] + i * step, characters + (random >> 8) % different * step, (size_t)step);
            else
                memcpy(bytes[side] + i * step, bytes[0] + i * step, (size_t)step);
        }
    }
    left = (struct span){bytes[0], count * step};
    right = (struct span){bytes[1], count * step};
}

static const char ascii[] = "abcdefghijklmnopqrstuvwxyz     ";
static const char wide[] = "\xE4\xBD\xA0\xE5\xA5\xBD\xE4\xB8\x96\xE7\x95\x8C\xE3\x80\x80\xCC\x81 ";

typedef int32_t (*call)(struct arena *arena, int32_t option);

static int32_t between(struct arena *arena, int32_t unit)
{
    struct distance_batch batch = {.distance = VREWARD_DISTANCE_LEVENSHTEIN, .bound = -1};
    int64_t distance;
    return distance_between(&batch, left, right, unit, arena, &distance, &err);
}

static int32_t prepared(struct arena *arena, int32_t unit)
{
    const struct prepared_text *text;
    int64_t distance, length;
    const int32_t code = prepare_text(left, VREWARD_DISTANCE_LCS, unit, arena, &text, &err);
    return code != VREWARD_OK ? code : compare_text(text, right, arena, &distance, &length, &err);
}

static int32_t normalized(struct arena *arena, int32_t switches)
{
    struct span found;
    return normalize(left, (uint32_t)switches, arena, &found, &err);
}

static int32_t common(struct arena *arena, int32_t unit)
{
    int64_t counts[3];
    return tokens_in_common(left, right, unit, arena, &counts[0], &counts[1], &counts[2], &err);
}

static int32_t ngrams(struct arena *arena, int32_t n)
{
    int64_t total, distinct;
    return count_ngrams(left, n == 1 ? VREWARD_UNIT_CODEPOINT : VREWARD_UNIT_TOKEN, n, arena, &total, &distinct, &err);
}

static int32_t counted(struct arena *arena, int32_t unit)
{
    int64_t count;
    return count_units(left, unit, arena, &count, &err);
}

static void until_it_succeeds(call function, int32_t option)
{
    for (int64_t refused = 1;; refused++) {
        struct arena arena = {0};
        until_refused = refused;
        const int32_t code = function(&arena, option);
        const bool all_granted = until_refused > 0;
        arena_free(&arena);
        assert_int_equal(live, 0);
        if (all_granted) {
            assert_int_equal(code, VREWARD_OK);
            return;
        }
        assert_int_equal(code, VREWARD_E_MEMORY);
        assert_int_equal(err.code, VREWARD_E_MEMORY);
        assert_string_equal(err.message, "out of memory");
    }
}

static void every_call(void)
{
    for (int32_t unit = VREWARD_UNIT_CODEPOINT; unit <= VREWARD_UNIT_TOKEN; unit++) {
        until_it_succeeds(between, unit);
        until_it_succeeds(prepared, unit);
        until_it_succeeds(counted, unit);
    }
    until_it_succeeds(common, VREWARD_UNIT_WORD);
    until_it_succeeds(ngrams, 1);
    until_it_succeeds(ngrams, 6);
    for (int32_t switches = 1; switches <= VREWARD_NORMALIZE_INVISIBLE; switches *= 2)
        until_it_succeeds(normalized, switches);
    until_it_succeeds(normalized, VREWARD_NORMALIZE_INVISIBLE * 2 - 1);
}

static void test_ascii(void **state)
{
    (void)state;
    make_texts(ascii, 1, 20000);
    every_call();
}

static void test_wide(void **state)
{
    (void)state;
    make_texts(wide, 3, 9000);
    every_call();
}

static void test_invalid(void **state)
{
    (void)state;
    make_texts("a\x80\xE4 \xBD", 1, 20000);
    every_call();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_invalid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
