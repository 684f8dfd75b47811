#include "text/normalize.h"

#include "text/fence.h"
#include "text/fold.h"
#include "text/markup.h"
#include "text/unicode.h"
#include "text/utf8.h"

static const struct span no_memory = {NULL, 0};

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

int32_t normalize_mapped(struct span text, uint32_t switches, const struct text_map *map, struct arena *arena,
                         struct span *normalized, vreward_error *err)
{
    text = utf8_valid(text, arena);
    if (text.data != NULL && (switches & VREWARD_NORMALIZE_STRIP_FENCE))
        text = fenced_text(text);
    if (text.data != NULL && (switches & VREWARD_NORMALIZE_CRLF_TO_LF))
        text = crlf_to_lf(text, arena);
    if (text.data != NULL && (switches & VREWARD_NORMALIZE_NFC))
        text = unicode_compose(text, false, arena);
    if (text.data != NULL && (switches & VREWARD_NORMALIZE_NFKC))
        text = unicode_compose(text, true, arena);
    if (text.data != NULL && (switches & FOLDS))
        text = fold_characters(text, switches, arena);
    if (text.data != NULL && (switches & VREWARD_NORMALIZE_MARKUP))
        text = without_markup(text, arena);
    if (text.data != NULL && map != NULL)
        text = text_map_apply(map, text, arena);
    if (text.data != NULL && (switches & VREWARD_NORMALIZE_REMOVE_SPACE))
        text = replace_space(text, SPAN(""), arena);
    if (text.data != NULL && (switches & VREWARD_NORMALIZE_COLLAPSE_SPACE))
        text = replace_space(text, SPAN(" "), arena);
    if (text.data == NULL)
        return fail_memory(err);
    *normalized = switches & VREWARD_NORMALIZE_TRIM ? utf8_trim(text) : text;
    return VREWARD_OK;
}

int32_t normalize(struct span text, uint32_t switches, struct arena *arena, struct span *normalized, vreward_error *err)
{
    return normalize_mapped(text, switches, NULL, arena, normalized, err);
}
