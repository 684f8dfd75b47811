#include "text/units.h"

#include "base/names.h"
#include "text/split.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "vreward.h"

enum { FIRST_CLUSTER = 0x110000 }; /* ids of clusters follow the code points */

bool vocabulary_create(struct vocabulary *vocabulary, int64_t most, struct arena *arena)
{
    uint64_t slots = 16;
    while (slots < (uint64_t)most * 2)
        slots *= 2;
    vocabulary->units = arena_array(arena, (size_t)most, sizeof *vocabulary->units);
    vocabulary->slots = arena_zeros(arena, slots, sizeof *vocabulary->slots);
    vocabulary->count = 0;
    vocabulary->mask = slots - 1;
    vocabulary->order = NULL;
    vocabulary->order_count = 0;
    return vocabulary->units != NULL && vocabulary->slots != NULL;
}

/* The last eight bytes, or all where there are fewer, as a number. Copied into one, a short text would be waited for: what
 * is stored in pieces is slow to read as a whole. */
static uint64_t read_last(struct span bytes)
{
    uint64_t eight;
    uint32_t first, last;
    const char *const at = bytes.data;
    if (bytes.length >= 8) {
        memcpy(&eight, at + bytes.length - 8, sizeof eight);
        return eight;
    }
    if (bytes.length >= 4) {
        memcpy(&first, at, sizeof first);
        memcpy(&last, at + bytes.length - 4, sizeof last);
        return first | (uint64_t)last << 32;
    }
    if (bytes.length == 0)
        return 0;
    return (uint64_t)(unsigned char)at[0] | (uint64_t)(unsigned char)at[bytes.length / 2] << 8 |
           (uint64_t)(unsigned char)at[bytes.length - 1] << 16;
}

/* Multiply and fold, eight bytes at a time. */
static uint64_t hash_bytes(struct span bytes)
{
    uint64_t hash = (uint64_t)bytes.length * UINT64_C(0x9E3779B97F4A7C15);
    for (int64_t i = 0; i < bytes.length - 8; i += 8) {
        uint64_t eight;
        memcpy(&eight, bytes.data + i, sizeof eight);
        hash = (hash ^ eight) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
    }
    hash = (hash ^ read_last(bytes)) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ hash >> 32;
}

int64_t vocabulary_id(struct vocabulary *vocabulary, struct span unit, bool add)
{
    if (vocabulary->slots == NULL)
        return VOCABULARY_UNKNOWN;
    uint64_t slot = hash_bytes(unit) & vocabulary->mask;
    while (vocabulary->slots[slot] != 0) {
        const int64_t id = (int64_t)vocabulary->slots[slot] - 1;
        if (span_equal(vocabulary->units[id], unit))
            return id;
        slot = (slot + 1) & vocabulary->mask;
    }
    if (!add)
        return VOCABULARY_UNKNOWN;
    vocabulary->units[vocabulary->count] = unit;
    vocabulary->slots[slot] = (uint32_t)++vocabulary->count;
    return vocabulary->count - 1;
}

/* Whatever is not known has the id after the known ones: ids stay dense, as tables over them want it. */
static uint32_t sequence_id(struct vocabulary *known, struct span unit, bool learn)
{
    const int64_t id = vocabulary_id(known, unit, learn);
    return (uint32_t)(id == VOCABULARY_UNKNOWN ? known->count : id);
}

/* The id of the next word of a text that is most often like the one that was learnt: its words are looked at first
 * where the texts have come to, then one on (a word is missing) and one back (a word was put in). */
static uint32_t id_nearby(struct vocabulary *known, struct span word, int64_t *place)
{
    static const int64_t steps[] = {0, 1, -1};
    for (int i = 0; i < 3; i++) {
        const int64_t near = *place + steps[i];
        if (near < 0 || near >= known->order_count)
            continue;
        const uint32_t id = known->order[near];
        if (span_equal(known->units[id], word)) {
            *place = near + 1;
            return id;
        }
    }
    ++*place;
    return sequence_id(known, word, false);
}

static bool words_to_sequence(struct span text, int32_t unit, struct vocabulary *known, bool learn, struct arena *arena,
                              struct sequence *sequence)
{
    int64_t count, place = 0;
    const struct span *words = split_text(text, unit, arena, &count);
    uint32_t *ids = words == NULL ? NULL : arena_array(arena, (size_t)count, sizeof *ids);
    if (ids == NULL || (learn && !vocabulary_create(known, count, arena)))
        return false;
    for (int64_t i = 0; i < count; i++)
        ids[i] = learn ? sequence_id(known, words[i], true) : id_nearby(known, words[i], &place);
    *sequence = (struct sequence){ids, count, 4};
    if (learn) {
        known->order = ids;
        known->order_count = count;
    }
    return true;
}

/* The number of code points in the cluster that code_points[begin] opens. */
static int64_t cluster_length(const uint32_t *code_points, int64_t count, int64_t begin, int32_t *state)
{
    int64_t end = begin + 1;
    while (end < count && !unicode_breaks_between(code_points[end - 1], code_points[end], state))
        end++;
    return end - begin;
}

static bool clusters_to_sequence(struct span text, struct vocabulary *known, bool learn, struct arena *arena,
                                 struct sequence *sequence)
{
    int64_t count;
    const uint32_t *code_points = utf8_decode(text, arena, &count);
    uint32_t *ids = code_points == NULL ? NULL : arena_array(arena, (size_t)count, sizeof *ids);
    if (ids == NULL || (learn && !vocabulary_create(known, count / 2 + 1, arena)))
        return false;
    int64_t clusters = 0;
    int32_t state = 0;
    for (int64_t begin = 0; begin < count; clusters++) {
        const int64_t length = cluster_length(code_points, count, begin, &state);
        if (length == 1) {
            ids[clusters] = code_points[begin];
        } else {
            const struct span cluster = {(const char *)(code_points + begin), length * (int64_t)sizeof *code_points};
            ids[clusters] = FIRST_CLUSTER + sequence_id(known, cluster, learn);
        }
        begin += length;
    }
    *sequence = (struct sequence){ids, clusters, 4};
    return true;
}

bool text_to_sequence(struct span text, int32_t unit, struct vocabulary *known, bool learn, struct arena *arena,
                      struct sequence *sequence)
{
    if (text.length == 0)
        text = SPAN("");
    if (is_split(unit))
        return words_to_sequence(text, unit, known, learn, arena, sequence);
    const bool bytes = unit == VREWARD_UNIT_BYTE || utf8_is_ascii(text);
    if (bytes && !(unit == VREWARD_UNIT_GRAPHEME && memchr(text.data, '\r', (size_t)text.length) != NULL)) {
        *sequence = (struct sequence){text.data, text.length, 1};
        return true; /* in ASCII only CR LF is a cluster of two */
    }
    if (unit == VREWARD_UNIT_GRAPHEME)
        return clusters_to_sequence(text, known, learn, arena, sequence);
    int64_t count;
    const uint32_t *code_points = utf8_decode(text, arena, &count);
    *sequence = (struct sequence){code_points, count, 4};
    return code_points != NULL;
}

const char *unit_name(int32_t unit)
{
    static const char *const names[] = {"codepoint", "grapheme", "byte", "word", "cjk-or-word", "token"};
    return name_at(names, (int32_t)(sizeof names / sizeof names[0]), unit);
}
