#include "parse/pattern_programs.h"

#include "base/alloc.h"

/* PCRE2's own limits cannot be used: its JIT and its interpreter count differently, and neither counts inside a repeat
 * of one character. Callouts come in the same order from both, as long as nothing is skipped where a match may begin
 * (PCRE2_NO_START_OPTIMIZE); they depend on the expression and the text alone. So the counts that end a search are
 * counts of callouts.
 *
 * A callout before every item (the dense program) makes a search five to twenty times slower. The sparse program has
 * them only where a match may go different ways:
 *   - before whatever is repeated, where it pays in advance for all the text that is left, which is what the repeat may
 *     pass over, however often the match comes back to it;
 *   - at the end of each branch of a group, so that no number of branches multiplies unseen.
 * What stands in between is a row of single characters, as long as the expression at most. A search that cannot pay in
 * advance is done again by the dense program, which pays for what was passed over. */
enum {
    MEMORY = 256 * 1024 * 1024, /* that the interpreter may take for places to come back to */
    FRAME = 128,                /* bytes of one such place, without its groups */
    GROUP = 16
};

/* Where a callout may stand: before an item of the expression. */
struct item {
    int64_t begin, length;
    int32_t callout; /* its number, 0: none */
};

struct items {
    struct span expression;
    struct item *item; /* NULL while they are counted */
    int64_t count;
    int64_t last; /* where the last one begins, -1: there is none */
};

/* What is repeated a number of times, as in (ab){3}, comes as often: the first time counts. */
static int note_item(pcre2_callout_enumerate_block *block, void *context)
{
    struct items *items = context;
    const int64_t begin = (int64_t)block->pattern_position;
    if (begin <= items->last)
        return 0;
    if (items->item != NULL)
        items->item[items->count] = (struct item){begin, (int64_t)block->next_item_length, CALLOUT_STEP};
    items->count++;
    items->last = begin;
    return 0;
}

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static char byte_of(const struct items *items, int64_t i, int64_t at)
{
    const struct item *item = &items->item[i];
    return at < item->length ? items->expression.data[item->begin + at] : '\0';
}

/* One character, however written: there is one way to match it. */
static bool is_single(const struct items *items, int64_t i)
{
    const char first = byte_of(items, i, 0), second = byte_of(items, i, 1);
    const int64_t length = items->item[i].length;
    if (first == '\\')
        return length == 2 && (!is_alphanumeric(second) || memchr("dDwWsSnrt", second, 9) != NULL);
    if ((unsigned char)first >= 0x80)
        return length == ((unsigned char)first >= 0xF0 ? 4 : (unsigned char)first >= 0xE0 ? 3 : 2);
    return length == 1 && memchr("()|", first, 3) == NULL;
}

static bool closes_group(const struct items *items, int64_t i)
{
    return byte_of(items, i, 0) == ')';
}

enum opening {
    OPENS_OTHER,   /* conditions, recursion, verbs */
    OPENS_NOTHING, /* (?s) */
    OPENS_GROUP,
    OPENS_ONCE /* lookarounds and atomic groups: what matched once is not tried again */
};

/* What an item that begins with ( opens. */
static enum opening opening_of(const struct items *items, int64_t i)
{
    const char second = byte_of(items, i, 1), third = byte_of(items, i, 2), fourth = byte_of(items, i, 3);
    int64_t at = 2;
    if (second != '?')
        return second == '*' ? OPENS_OTHER : OPENS_GROUP;
    if (third == '=' || third == '!' || third == '>' || (third == '<' && (fourth == '=' || fourth == '!')))
        return OPENS_ONCE;
    if (third == '<' || third == '\'' || third == '|' || (third == 'P' && fourth == '<'))
        return OPENS_GROUP;
    while (memchr("imsxnJU-^", byte_of(items, i, at), 9) != NULL)
        at++;
    return byte_of(items, i, at) == ':' ? OPENS_GROUP : byte_of(items, i, at) == ')' ? OPENS_NOTHING : OPENS_OTHER;
}

/* A group that a loop may be: it sets no options. */
static bool opens_plain_group(const struct items *items, int64_t i)
{
    const struct item *item = &items->item[i];
    const char *text = items->expression.data + item->begin;
    return (item->length == 1 && text[0] == '(') || (item->length == 3 && memcmp(text, "(?:", 3) == 0);
}

static bool opens_lookahead(const struct items *items, int64_t i)
{
    const char *text = items->expression.data + items->item[i].begin;
    return items->item[i].length == 3 && (memcmp(text, "(?!", 3) == 0 || memcmp(text, "(?=", 3) == 0);
}

/* The index of the item that closes the group opened at `i`, where nothing in it can match in two ways: single
 * characters and what they must not be, as in (?:(?!</think>|```).)* ; -1 for others. */
static int64_t end_of_loop(const struct items *items, int64_t i)
{
    bool ahead = false;
    if (!opens_plain_group(items, i))
        return -1;
    for (i++; i < items->count; i++) {
        if (closes_group(items, i)) {
            if (!ahead)
                return i;
            if (items->item[i].length != 1)
                return -1; /* a lookahead that is repeated */
            ahead = false;
        } else if (opens_lookahead(items, i) && !ahead) {
            ahead = true;
        } else if (!is_single(items, i) && !(ahead && byte_of(items, i, 0) == '|')) {
            return -1;
        }
    }
    return -1;
}

/* Which items need a callout, and which. */
static void number_items(struct items *items)
{
    for (int64_t i = 0; i < items->count; i++) {
        struct item *item = &items->item[i];
        const int64_t last = end_of_loop(items, i);
        if (last >= 0) {
            item->callout = CALLOUT_LOOP;
            for (int64_t j = i + 1; j <= last; j++)
                items->item[j].callout = 0;
            i = last;
        } else if (is_single(items, i) || (byte_of(items, i, 0) == '(' && opening_of(items, i) != OPENS_OTHER)) {
            item->callout = 0;
        } else if (item->length > 0 && memchr("()|", byte_of(items, i, 0), 3) == NULL) {
            item->callout = CALLOUT_REPEAT;
        }
    }
}

enum { CALLOUT_LENGTH = 5 }; /* "(?C1)" */

/* The expression with its callouts. Returns its length. */
static int64_t write_sparse(const struct items *items, char *out)
{
    int64_t from = 0, written = 0;
    for (int64_t i = 0; i <= items->count; i++) {
        const int64_t to = i < items->count ? items->item[i].begin : items->expression.length;
        memcpy(out + written, items->expression.data + from, (size_t)(to - from));
        written += to - from;
        from = to;
        if (i == items->count || items->item[i].callout == 0)
            continue;
        memcpy(out + written, "(?C0)", CALLOUT_LENGTH);
        out[written + 3] = (char)('0' + items->item[i].callout);
        written += CALLOUT_LENGTH;
    }
    return written;
}

/* Whether callouts come from the JIT as they do from the interpreter: not in lookarounds and atomic groups that are
 * repeated, which they try a different number of times; nor is it relied on for what is no plain group. */
static bool is_alike(const struct items *items)
{
    enum { DEEPEST = 64 };
    bool once[DEEPEST];
    int32_t depth = 0;
    for (int64_t i = 0; i < items->count; i++) {
        const enum opening opening = byte_of(items, i, 0) == '(' ? opening_of(items, i) : OPENS_NOTHING;
        if (opening == OPENS_OTHER || (opening != OPENS_NOTHING && depth == DEEPEST))
            return false;
        if (opening != OPENS_NOTHING)
            once[depth++] = opening == OPENS_ONCE;
        if (closes_group(items, i) && (depth == 0 || (once[--depth] && items->item[i].length > 1)))
            return false;
    }
    return true;
}

static bool has_quoted_piece(struct span expression)
{
    for (int64_t i = 0; i + 1 < expression.length; i++) {
        if (expression.data[i] == '\\' && expression.data[i + 1] == 'Q')
            return true; /* \Q..\E, in which a callout would be text */
    }
    return false;
}

static pcre2_code *compile(struct span expression, uint32_t options, pcre2_compile_context *context, int *error,
                           PCRE2_SIZE *offset)
{
    return pcre2_compile((PCRE2_SPTR)expression.data, (PCRE2_SIZE)expression.length, options | PCRE2_NO_START_OPTIMIZE,
                         error, offset, context);
}

/* The sparse program from the items of the dense one; NULL where a callout would be text, or is not allowed. False: out
 * of memory. */
static bool compile_sparse(struct items *items, uint32_t options, pcre2_compile_context *context,
                           struct programs *programs)
{
    int error = 0;
    PCRE2_SIZE offset;
    if (has_quoted_piece(items->expression))
        return true;
    char *text = base_alloc((size_t)(items->expression.length + items->count * CALLOUT_LENGTH) + 1);
    if (text == NULL)
        return false;
    number_items(items);
    const struct span expression = {text, write_sparse(items, text)};
    programs->sparse = compile(expression, options, context, &error, &offset);
    base_free(text);
    return programs->sparse != NULL || error != PCRE2_ERROR_HEAP_FAILED;
}

/* False: out of memory. */
static bool take_apart(struct span expression, uint32_t options, pcre2_compile_context *context,
                       struct programs *programs)
{
    struct items items = {.expression = expression, .last = -1};
    pcre2_callout_enumerate(programs->dense, note_item, &items);
    items.item = base_alloc((size_t)items.count * sizeof *items.item);
    if (items.item == NULL)
        return false;
    items.count = 0;
    items.last = -1;
    pcre2_callout_enumerate(programs->dense, note_item, &items);
    const bool alike = is_alike(&items);
    bool enough = compile_sparse(&items, options, context, programs);
    if (alike && enough) /* where the JIT is missing or fails the results are the same, and come later */
        enough = spare_jit_compile(programs->dense, &programs->spare) &&
                 (programs->sparse == NULL || spare_jit_compile(programs->sparse, &programs->spare));
    base_free(items.item);
    return enough;
}

int programs_compile(struct span expression, uint32_t options, pcre2_compile_context *context,
                     struct programs *programs, PCRE2_SIZE *offset)
{
    int error = 0;
    uint32_t groups = 0;
    *programs = (struct programs){0};
    *offset = 0;
    programs->dense = compile(expression, options | PCRE2_AUTO_CALLOUT, context, &error, offset);
    if (programs->dense == NULL)
        return error;
    pcre2_pattern_info(programs->dense, PCRE2_INFO_CAPTURECOUNT, &groups);
    programs->most_steps = MEMORY / (FRAME + GROUP * (int64_t)groups);
    return take_apart(expression, options, context, programs) ? 0 : PCRE2_ERROR_NOMEMORY;
}

void programs_free(struct programs *programs)
{
    pcre2_code_free(programs->sparse);
    pcre2_code_free(programs->dense);
    spare_free(&programs->spare);
}
