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
    while (opened > 0)
        python_text_close(&texts[--opened]);
    return false;
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
    offsets[0] = 0;
    for (python_size i = 0; i < sequence.count; i++)
        offsets[i + 1] = offsets[i] + texts[i].size;
    python_object *const block = python.new_bytes(NULL, (python_size)offsets[sequence.count]);
    char *const data = block ? python.bytes_data(block) : NULL;
    for (python_size i = 0; i < sequence.count; i++) {
        if (data)
            memcpy(data + offsets[i], texts[i].data, (size_t)texts[i].size);
        python_text_close(&texts[i]);
    }
    base_free(texts);
    return block;
}
