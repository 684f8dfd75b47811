#include "text/split.h"

#include "base/eight.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "vreward.h"

/* Characters that are written without spaces between words: Han, kana, bopomofo, and the punctuation and full-width
 * forms that go with them. Hangul is written with spaces. */
static bool is_cjk(uint32_t code_point)
{
    return (code_point >= 0x2E80 && code_point <= 0x312F) || (code_point >= 0x3190 && code_point <= 0x31FF) ||
           (code_point >= 0x3200 && code_point <= 0x4DBF) || (code_point >= 0x4E00 && code_point <= 0x9FFF) ||
           (code_point >= 0xF900 && code_point <= 0xFAFF) || (code_point >= 0xFE30 && code_point <= 0xFE4F) ||
           (code_point >= 0xFF01 && code_point <= 0xFF9F) || (code_point >= 0x1AFF0 && code_point <= 0x1B16F) ||
           (code_point >= 0x1F200 && code_point <= 0x1F2FF) || (code_point >= 0x20000 && code_point <= 0x3FFFD);
}

/* The end of the ASCII letters and the like from `at` on: most of most words, and no white space among it. */
static const char *skip_ascii_word(const char *at, const char *end)
{
    /* The high bit of a byte becomes 1 where it is no '!' to '~'; sums of bytes below 0x80 do not carry, and what a carry
     * does is above the first such byte. */
    for (; end - at >= 8; at += 8) {
        const uint64_t eight = eight_read(at);
        const uint64_t from_first = eight + EIGHT_OF(0x80 - '!'), after_last = eight + EIGHT_OF(0x80 - '~' - 1);
        const uint64_t others = ~from_first | after_last | eight;
        if ((others & EIGHT_OF(0x80)) != 0)
            return at + eight_first(others);
    }
    while (at < end && (unsigned char)(*at - '!') < 0x7F - '!')
        at++;
    return at;
}

static bool is_ascii_space(uint32_t code_point)
{
    return code_point == ' ' || code_point - '\t' <= '\r' - '\t' || code_point - 0x1C <= 0x1F - 0x1C;
}

/* The next word of `rest`, which is cut off it; length 0: there is none. */
static struct span next_word(struct span *rest, bool by_character)
{
    const char *at = rest->data, *end = rest->data + rest->length, *begin = NULL;
    while (at < end && *at == ' ')
        at++;
    while (at < end) {
        const char *ascii_end = skip_ascii_word(at, end);
        if (ascii_end != at) {
            begin = begin == NULL ? at : begin;
            at = ascii_end;
            if (at == end)
                break;
        }
        uint32_t code_point = (unsigned char)*at;
        const int64_t length = code_point < 0x80 ? 1 : utf8_read(at, end, &code_point);
        if (code_point < 0x80 ? is_ascii_space(code_point) : utf8_is_space(code_point)) {
            if (begin != NULL)
                break;
        } else if (by_character && is_cjk(code_point)) {
            if (begin == NULL) {
                begin = at;
                at += length;
            }
            break;
        } else if (begin == NULL) {
            begin = at;
        }
        at += length;
    }
    *rest = (struct span){at, end - at};
    return begin != NULL ? (struct span){begin, at - begin} : (struct span){at, 0};
}

/* Characters that are a token of their own: those above, Hangul syllables, which hold what a piece of a word holds
 * elsewhere, and the letters of South-East Asia, which are written without spaces, too (class SA of Unicode's line
 * breaking, UAX #14). */
static bool stands_alone(uint32_t code_point)
{
    static const uint32_t ranges[][2] = {
        {0x0E00, 0x0EFF}, /* Thai, Lao */
        {0x1000, 0x109F}, /* Myanmar */
        {0x1780, 0x17FF}, /* Khmer */
        {0x1950, 0x19FF}, /* Tai Le, New Tai Lue */
        {0x1A20, 0x1AAF}, /* Tai Tham */
        {0xA9E0, 0xA9FF}, /* Myanmar */
        {0xAA60, 0xAADF}, /* Myanmar, Tai Viet */
        {0xAC00, 0xD7A3}, /* Hangul syllables */
    };
    if (code_point < ranges[0][0])
        return false;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (code_point >= ranges[i][0] && code_point <= ranges[i][1])
            return true;
    }
    return is_cjk(code_point);
}

enum kind { KIND_SPACE, KIND_LETTER, KIND_MARK, KIND_ALONE };

static bool is_ascii_letter_or_digit(uint32_t code_point)
{
    static const uint64_t bits[2] = {UINT64_C(0x03FF000000000000), UINT64_C(0x07FFFFFE07FFFFFE)}; /* 0-9; A-Z, a-z */
    return code_point < 0x80 && (bits[code_point >> 6] >> (code_point & 63) & 1) != 0;
}

static enum kind kind_of(uint32_t code_point)
{
    if (is_ascii_letter_or_digit(code_point))
        return KIND_LETTER;
    if (code_point < 0x80)
        return is_ascii_space(code_point) ? KIND_SPACE : KIND_ALONE;
    if (utf8_is_space(code_point))
        return KIND_SPACE;
    if (unicode_is_mark(code_point) || code_point == 0x200C || code_point == 0x200D) /* (non-)joiners join, too */
        return KIND_MARK;
    return !stands_alone(code_point) && unicode_is_letter_or_digit(code_point) ? KIND_LETTER : KIND_ALONE;
}

/* Letters or digits of one token. Each that follows in the same run is a token of its own: so a loop that is written
 * without any space is a loop, and no word is that long. */
enum { LONGEST_TOKEN = 16 };

static enum kind kind_at(const char *at, const char *end, int64_t *length)
{
    uint32_t code_point = (unsigned char)*at;
    *length = code_point < 0x80 ? 1 : utf8_read(at, end, &code_point);
    return kind_of(code_point);
}

/* A text that is being cut. */
struct cutter {
    const char *at, *end;
    bool in_long_run; /* the token before this place was as long as can be */
};

/* The next token; length 0: there is none. */
static struct span next_token(struct cutter *cutter)
{
    const char *at = cutter->at, *const end = cutter->end;
    enum kind kind = KIND_SPACE;
    int64_t length = 0;
    while (at < end && (kind = kind_at(at, end, &length)) == KIND_SPACE)
        at += length;
    const char *const begin = at;
    const bool in_long_run = cutter->in_long_run && at == cutter->at;
    const int32_t most = kind != KIND_LETTER ? 0 : in_long_run ? 1 : LONGEST_TOKEN;
    int32_t letters = kind == KIND_LETTER;
    at += at < end ? length : 0;
    for (; letters < most && at < end && is_ascii_letter_or_digit((unsigned char)*at); at++)
        letters++;
    for (; at < end; at += length) {
        const enum kind next = kind_at(at, end, &length);
        if (next != KIND_MARK && (next != KIND_LETTER || letters == most))
            break;
        letters += next == KIND_LETTER;
    }
    cutter->in_long_run = letters > 0 && letters == most;
    cutter->at = at;
    return (struct span){begin, at - begin};
}

static struct span next_piece(struct cutter *cutter, int32_t unit)
{
    if (unit == VREWARD_UNIT_TOKEN)
        return next_token(cutter);
    struct span rest = {cutter->at, cutter->end - cutter->at};
    const struct span word = next_word(&rest, unit == VREWARD_UNIT_CJK_OR_WORD);
    cutter->at = rest.data;
    return word;
}

enum { BLOCK = 64 };

/* Bit i: byte i of the block is white space. The bytes are ASCII, so sums have their high bit where one is at least so
 * much, and do not carry. */
static uint64_t space_bits(const char block[BLOCK])
{
    uint64_t bits = 0;
    for (int32_t i = 0; i < BLOCK; i += 8) {
        const uint64_t eight = eight_read(block + i);
        const uint64_t tab_to_return = (eight + EIGHT_OF(0x80 - '\t')) & ~(eight + EIGHT_OF(0x80 - '\r' - 1));
        const uint64_t separators = (eight + EIGHT_OF(0x80 - 0x1C)) & ~(eight + EIGHT_OF(0x80 - ' ' - 1));
        bits |= eight_high_bits(tab_to_return | separators) << i;
    }
    return bits;
}

/* The words of ASCII, of which `words` has room for one more than half the bytes. Where they end nothing can foresee, so
 * their borders are found without looking at each byte. */
static int64_t split_ascii(struct span text, struct span *words)
{
    const char *begin = NULL;
    int64_t count = 0;
    uint64_t inside = 0; /* 1: the byte before this block belongs to a word */
    for (int64_t i = 0; i <= text.length; i += BLOCK) {
        char last[BLOCK];
        const char *block = text.data + i;
        if (text.length - i < BLOCK) { /* white space behind the text ends its last word */
            memset(last, ' ', sizeof last);
            memcpy(last, block, (size_t)(text.length - i));
            block = last;
        }
        const uint64_t word = ~space_bits(block);
        for (uint64_t borders = word ^ (word << 1 | inside); borders != 0; borders &= borders - 1) {
            const char *const at = text.data + i + __builtin_ctzll(borders);
            if (begin != NULL)
                words[count++] = (struct span){begin, at - begin};
            begin = begin == NULL ? at : NULL;
        }
        inside = word >> (BLOCK - 1);
    }
    return count;
}

bool is_split(int32_t unit)
{
    return unit == VREWARD_UNIT_WORD || unit == VREWARD_UNIT_CJK_OR_WORD || unit == VREWARD_UNIT_TOKEN;
}

struct span *split_text(struct span text, int32_t unit, struct arena *arena, int64_t *count)
{
    *count = 0;
    text = utf8_valid(text, arena);
    if (text.data == NULL)
        return NULL;
    const bool simple = unit != VREWARD_UNIT_TOKEN && utf8_is_ascii(text);
    struct cutter cutter = {text.data, text.data + text.length, false};
    int64_t capacity = simple ? text.length / 2 + 1 : text.length / 4 + 16;
    struct span *pieces = arena_array(arena, (size_t)capacity, sizeof *pieces);
    if (simple && pieces != NULL)
        *count = split_ascii(text, pieces);
    if (simple)
        return pieces;
    while (pieces != NULL) {
        const struct span piece = next_piece(&cutter, unit);
        if (piece.length == 0)
            break;
        if (*count == capacity) {
            pieces = arena_grow(arena, pieces, (size_t)capacity, (size_t)capacity * 2, sizeof *pieces);
            capacity *= 2;
            if (pieces == NULL)
                break;
        }
        pieces[(*count)++] = piece;
    }
    return pieces;
}

int64_t count_pieces(struct span text, int32_t unit)
{
    if (text.length == 0)
        return 0;
    struct cutter cutter = {text.data, text.data + text.length, false};
    int64_t count = 0;
    while (next_piece(&cutter, unit).length > 0)
        count++;
    return count;
}
