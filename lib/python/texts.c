#include "python/texts.h"

#include "base/alloc.h"

#include <string.h>

/* A str keeps the UTF-8 that is asked of it as long as it lives; of ASCII that is its own memory. */
static bool is_ascii(python_object *text)
{
    python_object *const answer = python.is_ascii(text, NULL, 0);
    python.drop(answer);
    return answer == python.true_;
}

bool python_text_open(python_object *object, struct python_text *text)
{
    *text = (struct python_text){0};
    if (!python_has_type(object, python.unicode_type))
        return false;
    python_size size = 0;
    if (is_ascii(object)) {
        text->data = python.utf8(object, &size);
    } else {
        text->owner = python.encode(object);
        if (!text->owner) {
            python.clear_error();
            return false;
        }
        text->data = python.bytes_data(text->owner);
        size = python.bytes_size(text->owner);
    }
    text->size = size;
    return text->data != NULL;
}

void python_text_close(struct python_text *text)
{
    if (text->owner)
        python.drop(text->owner);
}

static bool is_surrogate(uint32_t unit)
{
    return (unit & ~UINT32_C(0x7FF)) == 0xD800;
}

/* The compiler has these for every processor. */
typedef uint32_t four __attribute__((vector_size(16)));

static inline four surrogates_of(const uint32_t *units)
{
    four here;
    memcpy(&here, units, sizeof here);
    return (four)((here & ~UINT32_C(0x7FF)) == 0xD800);
}

/* Code points are copied to room for a multiple of as many, the last of which are 0 where there are fewer: no loop over a
 * rest, whose length nobody can predict. */
enum { EIGHT = 8 };

static bool has_surrogate(const uint32_t *units, python_size count)
{
    four seen = {0};
    for (python_size i = 0; i < count; i += EIGHT)
        seen |= surrogates_of(units + i) | surrogates_of(units + i + EIGHT / 2);
    return (seen[0] | seen[1] | seen[2] | seen[3]) != 0;
}

bool python_code_points(python_object *text, bool wide, uint32_t *room, python_size size, struct arena *arena,
                        struct sequence *code_points)
{
    python_size count;
    if (!wide && is_ascii(text)) {
        const char *const data = python.utf8(text, &count);
        *code_points = (struct sequence){data, count, 1};
        return data != NULL;
    }
    count = python.length(text);
    const python_size rounded = count / EIGHT * EIGHT + EIGHT;
    uint32_t *const copy = rounded <= size ? room : arena_array(arena, (size_t)rounded, sizeof *copy);
    if (!copy)
        return false;
    memset(copy + rounded - EIGHT, 0, EIGHT * sizeof *copy);
    if (!python.code_points(text, copy, count, 0))
        return false;
    if (has_surrogate(copy, count)) {
        for (python_size i = 0; i < count; i++)
            copy[i] = is_surrogate(copy[i]) ? 0xFFFD : copy[i];
    }
    *code_points = (struct sequence){copy, count, 4};
    return true;
}

void python_text_keep(struct python_text *text, python_object *object)
{
    if (text->owner)
        return;
    python.keep(object);
    text->owner = object;
}

bool python_texts_open(const struct python_sequence *sequence, struct python_text *texts)
{
    python_size opened = 0;
    while (opened < sequence->count && python_text_open(sequence->item(sequence->object, opened), &texts[opened]))
        opened++;
    if (opened == sequence->count)
        return true;
    python_texts_close(texts, opened);
    return false;
}

void python_texts_close(struct python_text *texts, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        python_text_close(&texts[i]);
}

void python_texts_place(const struct python_text *texts, int64_t count, int64_t *offsets)
{
    offsets[0] = 0;
    for (int64_t i = 0; i < count; i++)
        offsets[i + 1] = offsets[i] + texts[i].size;
}

void python_texts_copy(const struct python_text *texts, int64_t count, const int64_t *offsets, char *data)
{
    for (int64_t i = 0; i < count; i++)
        memcpy(data + offsets[i], texts[i].data, (size_t)texts[i].size);
}

python_object *python_gather(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct python_sequence sequence;
    /* Another thread may have changed the list since the caller asked for its length. */
    if (count != 3 || !python_open_sequence(arguments[0], &sequence) || sequence.count != python.whole(arguments[2]))
        return python_none();
    int64_t *const offsets = python_address(arguments[1]);
    struct python_text *const texts = base_alloc((size_t)sequence.count * sizeof *texts);
    if (!texts || !python_texts_open(&sequence, texts)) {
        base_free(texts);
        return python_none();
    }
    python_texts_place(texts, sequence.count, offsets);
    python_object *const block = python.new_bytes(NULL, (python_size)offsets[sequence.count]);
    if (block)
        python_texts_copy(texts, sequence.count, offsets, python.bytes_data(block));
    python_texts_close(texts, sequence.count);
    base_free(texts);
    return block;
}
