/* The base layer: arena, error records, structs of other releases, text that leaves. */
#include "../exact.h"

#include "base/arena.h"
#include "base/quote.h"
#include "base/status.h"
#include "base/struct_read.h"
#include "base/text_out.h"

static void arena_memory_is_aligned_and_apart(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned char *pieces[200];
    for (size_t i = 0; i < 200; i++) {
        pieces[i] = arena_alloc(&arena, i * 37);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % 32, 0);
        memset(pieces[i], (int)i, i * 37);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t k = 0; k < i * 37; k++)
            assert_int_equal(pieces[i][k], i);
    arena_free(&arena);
    arena_free(&arena);
}

static void arena_rewinds_to_a_mark(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *kept = arena_alloc(&arena, 100);
    memset(kept, 'k', 100);
    const struct arena_mark mark = arena_mark(&arena);
    void *first_after = NULL;
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 50; i++) {
            char *piece = arena_alloc(&arena, 10000);
            assert_non_null(piece);
            memset(piece, round, 10000);
            if (round == 3 && i == 0)
                first_after = piece;
            if (round == 4 && i == 0)
                assert_ptr_equal(piece, first_after); /* nothing is taken anew once it is large enough */
        }
        arena_rewind(&arena, mark);
    }
    for (int i = 0; i < 100; i++)
        assert_int_equal(kept[i], 'k');
    const struct arena_mark nothing = {0};
    arena_rewind(&arena, nothing);
    assert_non_null(arena_alloc(&arena, 1));
    arena_free(&arena);
}

static void arena_keeps_its_largest_block(void **state)
{
    (void)state;
    enum { FIRST = 1000, SECOND = 1000000, MOST = 8000000 };
    struct arena arena = {0};
    assert_non_null(arena_alloc(&arena, FIRST));
    char *large = arena_alloc(&arena, SECOND);
    assert_non_null(large);
    arena_empty(&arena, MOST);
    assert_int_equal(arena.used, 0);
    assert_ptr_equal(arena_alloc(&arena, SECOND), large);
    assert_non_null(arena_alloc(&arena, MOST + 1));
    arena_empty(&arena, MOST);
    assert_null(arena.block);
    arena_empty(&arena, MOST);
    assert_null(arena.block);
}

static void arena_refuses_sizes_that_overflow(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_null(arena_array(&arena, SIZE_MAX / 2, 4));
    assert_null(arena_alloc(&arena, SIZE_MAX - 8));
    assert_null(arena_grow(&arena, NULL, 0, SIZE_MAX / 8, 16));
    arena_free(&arena);
}

static void arena_grows_in_place_and_moves(void **state)
{
    (void)state;
    struct arena arena = {0};
    int *numbers = arena_array(&arena, 4, sizeof *numbers);
    for (int i = 0; i < 4; i++)
        numbers[i] = i;
    int *same = arena_grow(&arena, numbers, 4, 8, sizeof *numbers);
    assert_ptr_equal(same, numbers);
    assert_non_null(arena_alloc(&arena, 1));
    int *moved = arena_grow(&arena, same, 8, 100000, sizeof *numbers);
    assert_ptr_not_equal(moved, same);
    for (int i = 0; i < 4; i++)
        assert_int_equal(moved[i], i);
    arena_free(&arena);
}

static void errors_are_cut_between_code_points(void **state)
{
    (void)state;
    vreward_error err;
    for (int shift = 0; shift < 4; shift++) {
        char text[300] = {0};
        memset(text, 'a', (size_t)shift);
        for (size_t i = 0; i + 3 < 290; i += 3)
            memcpy(text + (size_t)shift + i, "\xE2\x82\xAC", 3);
        assert_int_equal(fail(&err, VREWARD_E_ARGUMENT, 7, 9, "%s", text), VREWARD_E_ARGUMENT);
        const size_t length = strlen(err.message);
        assert_int_equal((length - (size_t)shift) % 3, 0);
        assert_true(length > 225);
        assert_string_equal(err.message + length - 3, "...");
        assert_int_equal(err.index, 7);
        assert_int_equal(err.offset, 9);
    }
    assert_int_equal(fail(NULL, VREWARD_E_MEMORY, -1, -1, "x"), VREWARD_E_MEMORY);
    assert_int_equal(succeed(&err), VREWARD_OK);
    assert_int_equal(err.code, 0);
    assert_string_equal(err.message, "");
}

static void messages_are_printable(void **state)
{
    (void)state;
    static const char *const given[][2] = {{"plain", "plain"},
                                           {"h\xC3\xA9 \xEF\xBF\xBD", "h\xC3\xA9 \xEF\xBF\xBD"},
                                           {"a\x1B[31m\n", "a?[31m?"},
                                           {"\xFF\xE2\x82 \xEF\x41", "??? ?A"},
                                           {"\xC2\x85\x7F", "???"}};
    vreward_error err;
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        fail(&err, VREWARD_E_RECIPE, -1, -1, "%s", given[i][0]);
        assert_string_equal(err.message, given[i][1]);
    }
}

static void names_are_quoted(void **state)
{
    (void)state;
    static const struct {
        struct span name;
        const char *quoted;
    } given[] = {{SPAN("lables"), "lables"},
                 {{NULL, 0}, ""},
                 {SPAN("ocr\0x"), "ocr\\x00x"},
                 {SPAN("\x1B"), "\\x1b"},
                 {SPAN("\xFF\xC2\x85"), "\\xff\\xc2\\x85"},
                 {SPAN("\xEF\xBF\xBD"), "\xEF\xBF\xBD"},
                 {SPAN("123456789012345"), "123456789012345"},
                 {SPAN("1234567890123456"), "123456789012..."},
                 {SPAN("12345678901\xE2\x82\xAC 6"), "12345678901..."},
                 {SPAN("123456789012\xFF"), "123456789012..."},
                 {SPAN("12345678901\xFF"), "12345678901\\xff"}};
    char text[16];
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++)
        assert_string_equal(quotable(given[i].name, text, sizeof text), given[i].quoted);
}

static void every_code_and_reason_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(vreward_error_name(0), "VREWARD_OK");
    assert_string_equal(vreward_error_name(VREWARD_E_UNSUPPORTED), "VREWARD_E_UNSUPPORTED");
    assert_string_equal(vreward_error_name(VREWARD_E_LIMIT), "VREWARD_E_LIMIT");
    assert_null(vreward_error_name(VREWARD_E_LIMIT - 1));
    assert_null(vreward_error_name(1));
    for (int32_t reason = 0; reason < REASON_COUNT; reason++)
        assert_non_null(vreward_reason_name(reason));
    assert_string_equal(vreward_reason_name(VREWARD_REASON_TEXT_DIFFERS), "text_differs");
    assert_null(vreward_reason_name(REASON_COUNT));
    assert_null(vreward_reason_name(-1));
}

struct sample {
    uint64_t struct_size;
    int64_t first;
    int64_t second;
};

static void structs_of_other_releases_are_read(void **state)
{
    (void)state;
    struct sample ours;
    vreward_error err;
    struct {
        struct sample known;
        int64_t newer;
    } given = {{sizeof given, 1, 2}, 0};

    assert_int_equal(struct_read(&ours, sizeof ours, 16, NULL, "sample", &err), VREWARD_OK);
    assert_int_equal(ours.first, 0);
    assert_int_equal(struct_read(&ours, sizeof ours, 16, &given, "sample", &err), VREWARD_OK);
    assert_int_equal(ours.second, 2);
    given.newer = 3;
    assert_int_equal(struct_read(&ours, sizeof ours, 16, &given, "sample", &err), VREWARD_E_UNSUPPORTED);
    assert_non_null(strstr(err.message, "sample"));
    given.known.struct_size = 16;
    assert_int_equal(struct_read(&ours, sizeof ours, 16, &given, "sample", &err), VREWARD_OK);
    assert_int_equal(ours.first, 1);
    assert_int_equal(ours.second, 0);
    const uint64_t wrong[] = {0, 7, 8, 15, 17, 18, 22, 4097, 4104, UINT64_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        given.known.struct_size = wrong[i];
        assert_int_equal(struct_read(&ours, sizeof ours, 16, &given, "sample", &err), VREWARD_E_ARGUMENT);
    }
}

static void text_leaves_whole_or_not_at_all(void **state)
{
    (void)state;
    vreward_error err;
    char buffer[4] = {'.', '.', '.', '.'};
    int64_t needed = -1;
    assert_int_equal(text_out("abc", 3, buffer, 2, &needed, &err), VREWARD_E_CAPACITY);
    assert_int_equal(needed, 3);
    assert_memory_equal(buffer, "....", 4);
    assert_int_equal(text_out("abc", 3, buffer, 3, &needed, &err), VREWARD_OK);
    assert_memory_equal(buffer, "abc.", 4);
    assert_int_equal(text_out("abc", 3, NULL, 0, &needed, &err), VREWARD_E_CAPACITY);
    assert_int_equal(text_out("abc", 3, NULL, 3, &needed, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(text_out("abc", 3, buffer, -1, &needed, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(text_out("abc", 3, buffer, 3, NULL, &err), VREWARD_E_ARGUMENT);
    assert_int_equal(text_out("", 0, NULL, 0, &needed, NULL), VREWARD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_memory_is_aligned_and_apart),
        cmocka_unit_test(arena_rewinds_to_a_mark),
        cmocka_unit_test(arena_keeps_its_largest_block),
        cmocka_unit_test(arena_refuses_sizes_that_overflow),
        cmocka_unit_test(arena_grows_in_place_and_moves),
        cmocka_unit_test(errors_are_cut_between_code_points),
        cmocka_unit_test(every_code_and_reason_has_a_name),
        cmocka_unit_test(messages_are_printable),
        cmocka_unit_test(names_are_quoted),
        cmocka_unit_test(structs_of_other_releases_are_read),
        cmocka_unit_test(text_leaves_whole_or_not_at_all),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
