#include "text/affix.h"

#include "base/code_point.h"

enum { WORD = 8, BLOCK = 4 * WORD };

static inline uint64_t difference_at(const unsigned char *a, const unsigned char *b)
{
    uint64_t x, y;
    memcpy(&x, a, WORD);
    memcpy(&y, b, WORD);
    return x ^ y;
}

static inline bool blocks_differ(const unsigned char *a, const unsigned char *b)
{
    return (difference_at(a, b) | difference_at(a + WORD, b + WORD) | difference_at(a + 2 * WORD, b + 2 * WORD) |
            difference_at(a + 3 * WORD, b + 3 * WORD)) != 0;
}

/* How many of the eight bytes are 0 before the first that is not, and behind the last, as they lie in memory. */
static inline int64_t equal_before(uint64_t difference)
{
    return (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_ctzll(difference) : __builtin_clzll(difference)) / 8;
}

static inline int64_t equal_behind(uint64_t difference)
{
    return (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_clzll(difference) : __builtin_ctzll(difference)) / 8;
}

int64_t common_prefix(const unsigned char *a, const unsigned char *b, int64_t limit)
{
    int64_t i = 0;
    while (limit - i >= BLOCK && !blocks_differ(a + i, b + i))
        i += BLOCK;
    for (; limit - i >= WORD; i += WORD) {
        const uint64_t difference = difference_at(a + i, b + i);
        if (difference != 0)
            return i + equal_before(difference);
    }
    while (i < limit && a[i] == b[i])
        i++;
    return i;
}

int64_t common_suffix(const unsigned char *a_end, const unsigned char *b_end, int64_t limit)
{
    int64_t i = 0;
    while (limit - i >= BLOCK && !blocks_differ(a_end - i - BLOCK, b_end - i - BLOCK))
        i += BLOCK;
    for (; limit - i >= WORD; i += WORD) {
        const uint64_t difference = difference_at(a_end - i - WORD, b_end - i - WORD);
        if (difference != 0)
            return i + equal_behind(difference);
    }
    while (i < limit && a_end[-i - 1] == b_end[-i - 1])
        i++;
    return i;
}

/* Whether the byte may stand within a sequence. Where it may not, or the text ends, what came before is complete, valid
 * or not, and reads the same without what follows. */
static bool continues(struct span text, int64_t at)
{
    return at < text.length && utf8_continues(text.data[at]);
}

void strip_code_points(struct span *a, struct span *b, struct span *prefix, struct span *suffix)
{
    int64_t shorter = a->length < b->length ? a->length : b->length;
    int64_t begin = common_prefix((const unsigned char *)a->data, (const unsigned char *)b->data, shorter);
    while (begin > 0 && (continues(*a, begin) || continues(*b, begin)))
        begin--;
    shorter -= begin;
    int64_t end =
        common_suffix((const unsigned char *)a->data + a->length, (const unsigned char *)b->data + b->length, shorter);
    while (end > 0 && continues(*a, a->length - end))
        end--;
    *prefix = (struct span){a->data, begin};
    *suffix = (struct span){a->data + a->length - end, end};
    *a = (struct span){a->data + begin, a->length - begin - end};
    *b = (struct span){b->data + begin, b->length - begin - end};
}
