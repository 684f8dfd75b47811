#include "python/texts.h"

#include "python/sequence.h"

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

/* The offsets of texts that are all ASCII; false where one is not, or is no str. */
static bool measure_ascii(const struct python_sequence *texts, int64_t *offsets)
{
    offsets[0] = 0;
    for (python_size i = 0; i < texts->count; i++) {
        python_object *const text = texts->item(texts->object, i);
        python_size size;
        if (!python_has_type(text, python.unicode_type) || !is_ascii(text) || !python.utf8(text, &size))
            return false;
        offsets[i + 1] = offsets[i] + size;
    }
    return true;
}

/* The offsets of any texts, each encoded in a list; NULL where that cannot be. */
static python_object *encode_all(const struct python_sequence *texts, int64_t *offsets)
{
    python_object *const encoded = python.new_list(texts->count);
    offsets[0] = 0;
    for (python_size i = 0; encoded && i < texts->count; i++) {
        python_object *const text = texts->item(texts->object, i);
        python_object *const bytes = python_has_type(text, python.unicode_type) ? python.encode(text) : NULL;
        if (!bytes) {
            python.clear_error();
            python.drop(encoded);
            return NULL;
        }
        python.set_item(encoded, i, bytes);
        offsets[i + 1] = offsets[i] + python.bytes_size(bytes);
    }
    return encoded;
}

python_object *python_gather(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct python_sequence texts;
    /* Another thread may have changed the list since the caller asked for its length. */
    if (count != 3 || !python_open_sequence(arguments[0], &texts) || texts.count != python.whole(arguments[2]))
        return python_none();
    int64_t *const offsets = python_address(arguments[1]);
    python_object *encoded = NULL;
    if (!measure_ascii(&texts, offsets)) {
        encoded = encode_all(&texts, offsets);
        if (!encoded)
            return python_none();
    }
    python_object *const block = python.new_bytes(NULL, (python_size)offsets[texts.count]);
    char *const data = block ? python.bytes_data(block) : NULL;
    for (python_size i = 0; data && i < texts.count; i++) {
        const char *const text =
            encoded ? python.bytes_data(python.list_item(encoded, i)) : python.utf8(texts.item(texts.object, i), NULL);
        memcpy(data + offsets[i], text, (size_t)(offsets[i + 1] - offsets[i]));
    }
    if (encoded)
        python.drop(encoded);
    return block;
}
