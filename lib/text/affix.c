#include "text/affix.h"

#include "base/code_point.h"

/* STEP bytes are compared at a time: a number that is 0 where all are equal, and else tells the first and the last that is
 * not. Few steps and no loop over a rest: where texts differ is nothing that a processor can guess. */
#if defined(__SSE2__)

#include <emmintrin.h>

enum { STEP = 16 };

static inline uint64_t difference_at(const unsigned char *a, const unsigned char *b)
{
    const __m128i x = _mm_loadu_si128((const __m128i *)(const void *)a);
    const __m128i y = _mm_loadu_si128((const __m128i *)(const void *)b);
    return (uint64_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, y)) ^ 0xFFFF;
}

static inline int64_t equal_before(uint64_t difference)
{
    return __builtin_ctzll(difference);
}

static inline int64_t equal_behind(uint64_t difference)
{
    return __builtin_clzll(difference) - 48;
}

#else

enum { STEP = 8 };

static inline uint64_t difference_at(const unsigned char *a, const unsigned char *b)
{
    uint64_t x, y;
    memcpy(&x, a, STEP);
    memcpy(&y, b, STEP);
    return x ^ y;
}

static inline int64_t equal_before(uint64_t difference)
{
    return (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_ctzll(difference) : __builtin_clzll(difference)) / 8;
}

static inline int64_t equal_behind(uint64_t difference)
{
    return (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_clzll(difference) : __builtin_ctzll(difference)) / 8;
}

#endif

int64_t common_prefix(const unsigned char *a, const unsigned char *b, int64_t limit)
{
    int64_t i = 0;
    for (; limit >= STEP && i < limit; i += STEP) {
        i = i < limit - STEP ? i : limit - STEP; /* the last step may begin in the one before */
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
    for (; limit >= STEP && i < limit; i += STEP) {
        i = i < limit - STEP ? i : limit - STEP;
        const uint64_t difference = difference_at(a_end - i - STEP, b_end - i - STEP);
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
