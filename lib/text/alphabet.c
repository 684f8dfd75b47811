#include "text/alphabet.h"

enum { PAGE_BITS = 8, PAGE = 1 << PAGE_BITS };

/* Numbers by unit, in pages that exist where a unit of the rows falls; page 0 has none. A number is stored plus 1. */
struct pages {
    uint32_t *page_of;
    uint32_t *numbers;
    uint32_t limit; /* of units */
    uint32_t count;
    uint32_t capacity;
};

static uint32_t largest(const uint32_t *units, int64_t count)
{
    uint32_t most = 0;
    for (int64_t i = 0; i < count; i++)
        most = units[i] > most ? units[i] : most;
    return most;
}

static bool add_page(struct pages *pages, uint32_t at, struct arena *arena)
{
    if (pages->count == pages->capacity) {
        pages->numbers = arena_grow(arena, pages->numbers, (size_t)pages->capacity * PAGE,
                                    (size_t)pages->capacity * 2 * PAGE, sizeof *pages->numbers);
        pages->capacity *= 2;
        if (pages->numbers == NULL)
            return false;
    }
    memset(pages->numbers + (size_t)pages->count * PAGE, 0, PAGE * sizeof *pages->numbers);
    pages->page_of[at] = pages->count++;
    return true;
}

static bool number_units(struct alphabet *alphabet, const struct sequence *rows, const struct sequence *columns,
                         uint32_t *row_ids, uint32_t *column_ids, struct arena *arena)
{
    const uint32_t *units = rows->data;
    struct pages pages = {.limit = largest(units, rows->count), .capacity = 16};
    pages.page_of = arena_zeros(arena, (size_t)(pages.limit >> PAGE_BITS) + 1, sizeof *pages.page_of);
    pages.numbers = arena_array(arena, (size_t)pages.capacity * PAGE, sizeof *pages.numbers);
    if (pages.page_of == NULL || pages.numbers == NULL || !add_page(&pages, 0, arena))
        return false;
    pages.page_of[0] = 0;
    uint32_t size = 0;
    for (int64_t i = 0; i < rows->count; i++) {
        const uint32_t at = units[i] >> PAGE_BITS;
        if (pages.page_of[at] == 0 && !add_page(&pages, at, arena))
            return false;
        uint32_t *number = &pages.numbers[(size_t)pages.page_of[at] * PAGE + (units[i] & (PAGE - 1))];
        /* Whether a unit is new, or known, is anybody's guess: hence no branches. */
        const uint32_t is_new = *number == 0;
        size += is_new;
        *number |= size & (0 - is_new);
        row_ids[i] = *number - 1;
    }
    units = columns->data;
    for (int64_t i = 0; i < columns->count; i++) {
        uint32_t number = 0;
        if (units[i] <= pages.limit)
            number = pages.numbers[(size_t)pages.page_of[units[i] >> PAGE_BITS] * PAGE + (units[i] & (PAGE - 1))];
        const uint32_t id = number - 1;
        column_ids[i] = id < size ? id : size;
    }
    alphabet->size = size;
    return true;
}

bool alphabet_create(struct alphabet *alphabet, const struct sequence *rows, const struct sequence *columns,
                     struct arena *arena)
{
    uint32_t *row_ids = arena_array(arena, (size_t)rows->count, sizeof *row_ids);
    uint32_t *column_ids = arena_array(arena, (size_t)columns->count, sizeof *column_ids);
    if (row_ids == NULL || column_ids == NULL)
        return false;
    alphabet->row_ids = row_ids;
    alphabet->column_ids = column_ids;
    return number_units(alphabet, rows, columns, row_ids, column_ids, arena);
}
