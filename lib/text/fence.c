#include "text/fence.h"

#include "text/utf8.h"

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

/* The first fence of a text, CommonMark 0.31, 4.5: the lines between (data NULL: the opening line is the last of the
 * text), what stands before the opening line, and what behind the closing one. */
struct fence {
    struct span before, content, after;
};

/* The opening line of a fence: its mark and how many of them. */
static int64_t opens_fence(struct span line, char *mark)
{
    int64_t end = 0;
    const int64_t run = fence_run(line, mark, &end);
    if (run > 0 && *mark == '`' && memchr(line.data + end, '`', (size_t)(line.length - end)) != NULL)
        return 0; /* inline code */
    return run;
}

/* From the line after the opening one. Without a closing line the text broke off, and all that follows is content. */
static void find_content(const char *begin, const char *end, char mark, int64_t run, struct fence *fence)
{
    fence->content = (struct span){begin, end - begin};
    fence->after = (struct span){end, 0};
    for (const char *line = begin; line < end;) {
        const int64_t length = line_length(line, end);
        if (closes_fence((struct span){line, length}, mark, run)) {
            const char *last = line > begin ? line - 1 : line;
            if (last > begin && last[-1] == '\r')
                last--;
            fence->content.length = last - begin;
            if (line + length < end)
                fence->after = (struct span){line + length + 1, end - line - length - 1};
            return;
        }
        line += length + 1;
    }
}

/* False where the text has no fence. */
static bool find_fence(struct span text, struct fence *fence)
{
    const char *end = text.data + text.length;
    for (const char *line = text.data; line < end;) {
        const int64_t length = line_length(line, end);
        char mark = 0;
        const int64_t run = opens_fence((struct span){line, length}, &mark);
        if (run > 0) {
            *fence = (struct fence){.before = {text.data, line - text.data}};
            if (line + length < end)
                find_content(line + length + 1, end, mark, run, fence);
            return true;
        }
        line += length + 1;
    }
    return false;
}

/* Whether no line between others is blank. */
static bool is_one_paragraph(struct span text)
{
    text = utf8_trim(text);
    const char *end = text.data + text.length;
    for (const char *line = text.data; line < end;) {
        const int64_t length = line_length(line, end);
        if (utf8_trim((struct span){line, length}).length == 0)
            return false;
        line += length + 1;
    }
    return true;
}

struct span text_in_fence(struct span text)
{
    struct fence fence;
    const bool around = text.length > 0 && find_fence(text, &fence) && fence.content.data != NULL &&
                        utf8_trim(fence.before).length == 0 && utf8_trim(fence.after).length == 0;
    return around ? fence.content : text;
}

struct span fenced_text(struct span text)
{
    struct fence fence, another;
    if (text.length == 0 || !find_fence(text, &fence) || fence.content.data == NULL)
        return text;
    const bool only = is_one_paragraph(fence.before) && is_one_paragraph(fence.after) &&
                      (fence.after.length == 0 || !find_fence(fence.after, &another));
    return only ? fence.content : text;
}
