#include "evaluate/label_table.h"

#include "reward/labels.h"

#include <string.h>

/* A label as somebody writes it. */
struct spelling {
    struct span text; /* data NULL: the place is free */
    uint64_t hash;
    int64_t number;
};

enum { FIRST_PLACES = 256 };

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014), over a running sum. */
uint64_t mixed(uint64_t hash, uint64_t word)
{
    uint64_t z = hash + 0x9e3779b97f4a7c15U + word;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static uint64_t hash_of(struct span text)
{
    uint64_t hash = (uint64_t)text.length;
    int64_t at = 0;
    for (; at + 8 <= text.length; at += 8) {
        uint64_t word;
        memcpy(&word, text.data + at, sizeof word);
        hash = mixed(hash, word);
    }
    uint64_t last = 0;
    for (; at < text.length; at++)
        last = last << 8 | (unsigned char)text.data[at];
    return mixed(hash, last);
}

static struct spelling *find_place(const struct label_table *table, struct span text, uint64_t hash)
{
    struct spelling *places = table->spelling.items;
    const uint64_t mask = (uint64_t)table->spelling.room - 1;
    uint64_t at = hash & mask;
    while (places[at].text.data != NULL && (places[at].hash != hash || !span_equal(places[at].text, text)))
        at = (at + 1) & mask;
    return &places[at];
}

/* At most half of the places are in use. */
static bool make_room(struct label_table *table)
{
    if (2 * (table->spelling.count + 1) <= table->spelling.room)
        return true;
    const struct list old = table->spelling;
    struct list grown = {NULL, 0, 0};
    if (!list_reserve(&grown, old.room < FIRST_PLACES ? FIRST_PLACES : 2 * old.room, sizeof(struct spelling)))
        return false;
    memset(grown.items, 0, (size_t)grown.room * sizeof(struct spelling));
    table->spelling = grown;
    const struct spelling *places = old.items;
    for (int64_t i = 0; i < old.room; i++) {
        if (places[i].text.data == NULL)
            continue;
        *find_place(table, places[i].text, places[i].hash) = places[i];
        table->spelling.count++;
    }
    struct list freed = old;
    list_free(&freed);
    return true;
}

static bool add_spelling(struct label_table *table, struct span text, uint64_t hash, int64_t number)
{
    char *copy = make_room(table) ? arena_alloc(&table->arena, (size_t)text.length + 1) : NULL;
    if (copy == NULL)
        return false;
    memcpy(copy, text.data, (size_t)text.length);
    *find_place(table, text, hash) = (struct spelling){{copy, text.length}, hash, number};
    table->spelling.count++;
    return true;
}

/* The number of a label as the recipe compares it; -1: out of memory. */
static int64_t number_of_folded(struct label_table *table, struct span folded)
{
    const uint64_t hash = hash_of(folded);
    if (table->spelling.room > 0) {
        const struct spelling *known = find_place(table, folded, hash);
        if (known->text.data != NULL)
            return known->number;
    }
    const int64_t number = table->labels.count;
    if (!list_reserve(&table->labels, 1, sizeof(struct known_label)) || !add_spelling(table, folded, hash, number))
        return -1;
    struct known_label *labels = table->labels.items;
    labels[table->labels.count++] = (struct known_label){find_place(table, folded, hash)->text, hash, 0, 0};
    return number;
}

int32_t label_number(const struct config *config, struct label_table *table, struct span label, struct arena *scratch,
                     int32_t *number, vreward_error *err)
{
    const uint64_t hash = hash_of(label);
    if (table->spelling.room > 0) {
        const struct spelling *known = find_place(table, label, hash);
        if (known->text.data != NULL) {
            *number = (int32_t)known->number;
            return VREWARD_OK;
        }
    }
    struct span folded;
    const int32_t code = fold_label(config, label, scratch, &folded, err);
    if (code != VREWARD_OK)
        return code;
    const int64_t found = number_of_folded(table, folded);
    if (found < 0 || (!span_equal(folded, label) && !add_spelling(table, label, hash, found)))
        return fail_memory(err);
    *number = (int32_t)found;
    return VREWARD_OK;
}

struct known_label *label_at(const struct label_table *table, int32_t number)
{
    return (struct known_label *)table->labels.items + number;
}

void label_table_free(struct label_table *table)
{
    arena_free(&table->arena);
    list_free(&table->labels);
    list_free(&table->spelling);
}
