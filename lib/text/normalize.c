#include "text/normalize.h"

#include "text/unicode.h"
#include "text/utf8.h"

static const struct span no_memory = {NULL, 0};

/* The number of fence characters that a line begins with, at most three spaces before them; 0: it is no fence. */
static int64_t fence_run(struct span line, char *mark, int64_t *end)
{
    int64_t i = 0;
    while (i < line.length && i < 3 && line.data[i] == ' ')
        i++;
    if (i == line.length || (line.data[i] != '`' && line.data[i] != '~'))
        return 0;
    *mark = line.data[i];
    const int64_t begin = i;
    while (i < line.length && line.data[i] == *mark)
        i++;
    *end = i;
    return i - begin >= 3 ? i - begin : 0;
}

/* A line of nothing but at least `run` of `mark`. */
static bool closes_fence(struct span line, char mark, int64_t run)
{
    char own_mark;
    int64_t end;
    const int64_t own_run = fence_run(line, &own_mark, &end);
    if (own_run < run || own_mark != mark)
        return false;
    return utf8_trim((struct span){line.data + end, line.length - end}).length == 0;
}

static int64_t line_length(const char *text, const char *end)
{
    const char *newline = memchr(text, '\n', (size_t)(end - text));
    return (newline != NULL ? newline : end) - text;
}

/* CommonMark 0.31, 4.5: what stands between an opening line and the last line, white space around them left out.
 * Without a closing line the text broke off, and all that follows the opening line stays. Closed earlier, it is not a
 * fence around the text. */
static struct span strip_fence(struct span text)
{
    const struct span inner = utf8_trim(text);
    const char *end = inner.data + inner.length;
    const int64_t first = inner.length == 0 ? 0 : line_length(inner.data, end);
    char mark = 0;
    int64_t run_end = 0;
    const int64_t run = fence_run((struct span){inner.data, first}, &mark, &run_end);
    if (run == 0 || (mark == '`' && memchr(inner.data + run_end, '`', (size_t)(first - run_end)) != NULL))
        return text;
    if (first == inner.length)
        return text; /* one line only: nothing stands between */
    const char *begin = inner.data + first + 1;
    for (const char *line = begin; line < end;) {
        const int64_t length = line_length(line, end);
        if (closes_fence((struct span){line, length}, mark, run)) {
            if (line + length != end)
                return text;
            const char *last = line > begin ? line - 1 : line;
            if (last > begin && last[-1] == '\r')
                last--;
            return (struct span){begin, last - begin};
        }
        line += length + 1;
    }
    return (struct span){begin, text.data + text.length - begin};
}

static struct span crlf_to_lf(struct span text, struct arena *arena)
{
    if (text.length == 0 || memchr(text.data, '\r', (size_t)text.length) == NULL)
        return text;
    char *out = arena_array(arena, (size_t)text.length, 1);
    if (out == NULL)
        return no_memory;
    int64_t written = 0;
    for (int64_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\r' && i + 1 < text.length && text.data[i + 1] == '\n')
            continue;
        out[written++] = text.data[i];
    }
    return (struct span){out, written};
}

static struct span lower(struct span text, struct arena *arena)
{
    /* Two bytes may become three (U+023A), never more. */
    char *out = arena_array(arena, (size_t)text.length * 2, 1);
    if (out == NULL)
        return no_memory;
    const char *end = text.length == 0 ? text.data : text.data + text.length;
    int64_t written = 0;
    for (const char *at = text.data; at < end;) {
        uint32_t code_point;
        at += utf8_read(at, end, &code_point);
        if (code_point < 0x80)
            out[written++] = (char)(code_point >= 'A' && code_point <= 'Z' ? code_point + 32 : code_point);
        else
            written += utf8_write(unicode_lower(code_point), out + written);
    }
    return (struct span){out, written};
}

/* Every run of white space becomes `replacement` (one byte, or none). */
static struct span replace_space(struct span text, struct span replacement, struct arena *arena)
{
    char *out = arena_array(arena, (size_t)text.length, 1);
    if (out == NULL)
        return no_memory;
    const char *end = text.length == 0 ? text.data : text.data + text.length;
    int64_t written = 0;
    bool in_space = false;
    for (const char *at = text.data; at < end;) {
        uint32_t code_point;
        const int64_t length = utf8_read(at, end, &code_point);
        const bool is_space = utf8_is_space(code_point);
        if (!is_space) {
            for (int64_t i = 0; i < length; i++)
                out[written++] = at[i];
        } else if (!in_space && replacement.length == 1) {
            out[written++] = replacement.data[0];
        }
        in_space = is_space;
        at += length;
    }
    return (struct span){out, written};
}

int32_t normalize(struct span text, uint32_t switches, struct arena *arena, struct span *normalized, vreward_error *err)
{
    text = utf8_valid(text, arena);
    if (text.data != NULL && (switches & VREWARD_STRIP_FENCE))
        text = strip_fence(text);
    if (text.data != NULL && (switches & VREWARD_CRLF_TO_LF))
        text = crlf_to_lf(text, arena);
    if (text.data != NULL && (switches & VREWARD_NFC))
        text = unicode_compose(text, false, arena);
    if (text.data != NULL && (switches & VREWARD_NFKC))
        text = unicode_compose(text, true, arena);
    if (text.data != NULL && (switches & VREWARD_LOWER))
        text = lower(text, arena);
    if (text.data != NULL && (switches & VREWARD_REMOVE_SPACE))
        text = replace_space(text, SPAN(""), arena);
    if (text.data != NULL && (switches & VREWARD_COLLAPSE_SPACE))
        text = replace_space(text, SPAN(" "), arena);
    if (text.data == NULL)
        return fail_memory(err);
    *normalized = switches & VREWARD_TRIM ? utf8_trim(text) : text;
    return VREWARD_OK;
}
