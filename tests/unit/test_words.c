/* Where words end: every ASCII character at every place of the eight bytes that are looked at together. */
#include "../exact.h"

#include "text/tokens.h"
#include "vreward.h"

#include <string.h>

static void every_character_at_every_place(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (int character = 0; character < 0x80; character++) {
        const bool space =
            character == ' ' || (character >= '\t' && character <= '\r') || (character >= 0x1C && character <= 0x1F);
        for (int place = 0; place < 24; place++) {
            char text[24];
            int64_t count;
            memset(text, 'a', sizeof text);
            text[place] = (char)character;
            assert_int_equal(count_units((struct span){text, sizeof text}, VREWARD_UNIT_WORD, &arena, &count, NULL),
                             VREWARD_OK);
            assert_int_equal(count, space && place > 0 && place < 23 ? 2 : 1);
        }
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_character_at_every_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
