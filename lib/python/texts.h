/* Texts of Python, read where they lie. */
#ifndef VREWARD_PYTHON_TEXTS_H
#define VREWARD_PYTHON_TEXTS_H

#include "python/sequence.h"
#include "text/units.h"

/* UTF-8 of one str. */
struct python_text {
    const char *data;
    int64_t size;
    python_object *owner; /* what the bytes belong to, NULL where they are the str's own */
};

/* False, with no error set, where it is no str or holds a lone surrogate. */
bool python_text_open(python_object *object, struct python_text *text);
void python_text_close(struct python_text *text);

/* The same for all texts of a list or tuple, of which none is open then. */
bool python_texts_open(const struct python_sequence *sequence, struct python_text *texts);
void python_texts_close(struct python_text *texts, int64_t count);

/* Where each begins if they lie one behind the other, and where the last ends, to `offsets`; and their bytes, to there. */
void python_texts_place(const struct python_text *texts, int64_t count, int64_t *offsets);
void python_texts_copy(const struct python_text *texts, int64_t count, const int64_t *offsets, char *data);

/* Holds the str, whose lifetime is else the caller's. */
void python_text_keep(struct python_text *text, python_object *object);

/* The code points of a str, whatever it is: those of one or two bytes each where they lie, others, and all where some are lone
 * surrogates, copied to `room`, if it has the size, or to the arena; a lone surrogate is U+FFFD. It makes no object of Python. False where memory has run out, perhaps with an
 * error set. */
bool python_code_points(python_object *text, uint32_t *room, python_size size, struct arena *arena,
                        struct sequence *code_points);

/* gather(texts, offsets, length): the UTF-8 of a list or tuple of `length` str as bytes, and at the address `offsets`, which
 * has room for one more, where each begins. None where some are no str or hold a lone surrogate, or there are not as many. */
python_object *python_gather(python_object *self, python_object *const *arguments, python_size count);

#endif
