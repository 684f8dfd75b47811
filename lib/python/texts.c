#include "python/texts.h"

#include "base/alloc.h"
#include "python/characters.h"

#include <string.h>

bool python_text_open(python_object *object, struct python_text *text)
{
    *text = (struct python_text){0};
    if (!python_has_type(object, python.unicode_type))
        return false;
    struct python_characters here;
    python_characters_of(object, &here);
    python_size size = here.count;
    if (here.ascii) {
        text->data = here.data;
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
enum { EIGHT = 8 };
typedef uint16_t eight __attribute__((vector_size(2 * EIGHT)));

static inline eight surrogates_of(const uint16_t *units)
{
    eight here;
    memcpy(&here, units, sizeof here);
    return (eight)((here & 0xF800) == 0xD800);
}

static bool has_surrogate(const uint16_t *units, python_size count)
{
    eight seen = {0};
    for (python_size i = 0; count >= EIGHT && i < count; i += EIGHT)
        seen |= surrogates_of(units + (i < count - EIGHT ? i : count - EIGHT)); /* the last may begin in those before */
    uint64_t found[2];
    memcpy(found, &seen, sizeof found);
    bool any = (found[0] | found[1]) != 0;
    for (python_size i = 0; count < EIGHT && i < count; i++)
        any |= is_surrogate(units[i]);
    return any;
}

bool python_code_points(python_object *text, uint32_t *room, python_size size, struct arena *arena,
                        struct sequence *code_points)
{
    struct python_characters here;
    python_characters_of(text, &here);
    if (here.width == 1 || (here.width == 2 && !has_surrogate(here.data, here.count))) {
        *code_points = (struct sequence){here.data, here.count, here.width};
        return true;
    }
    uint32_t *const units = here.count <= size ? room : arena_array(arena, (size_t)here.count, sizeof *units);
    if (!units || !python.code_points(text, units, here.count, 0))
        return false;
    for (python_size i = 0; i < here.count; i++)
        units[i] = is_surrogate(units[i]) ? 0xFFFD : units[i];
    *code_points = (struct sequence){units, here.count, 4};
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
