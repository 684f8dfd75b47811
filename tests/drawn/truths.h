/* Truths, as documents and as arrays that say the same. */
#ifndef TESTS_DRAWN_TRUTHS_H
#define TESTS_DRAWN_TRUTHS_H

#include "drawn/choices.h"
#include "drawn/room.h"
#include "drawn/text.h"

#include "reward/reward.h"

enum { SAMPLES_MOST = 6, ITEMS_MOST = 6, ALL_MOST = SAMPLES_MOST * ITEMS_MOST, TEXT_MOST = 600 };

/* What truths hold, all of one batch alike. */
enum truth_kind { TRUE_BOXES, TRUE_POINTS, TRUE_SPANS, TRUE_NUMBER, TRUE_TEXT, TRUE_OTHER };

/* Truths in the making. */
struct truths {
    enum truth_kind kind;
    int64_t count, first[SAMPLES_MOST + 1];
    double box[4 * ALL_MOST];
    int64_t label[ALL_MOST];
    uint8_t ignore[ALL_MOST];
    bool has_labels, has_ignore, has_size, any_of;
    double size[2 * SAMPLES_MOST];
    double number[SAMPLES_MOST];
    char text[SAMPLES_MOST][TEXT_MOST];
};

void draw_box(struct choices *choices, double *box);
void draw_truths(struct choices *choices, const struct reward *reward, struct truths *truths);

/* The document of truth t, as the recipe's truth_format has it; sometimes a bad one. */
void put_document(struct choices *choices, const struct config *config, const struct truths *truths, int64_t t,
                  struct text *text);
void truths_to_arrays(const struct truths *truths, struct room *room, vreward_truth_arrays *arrays);

/* Ragged text of labels, one for each item. */
void put_labels(const int64_t *label, int64_t count, struct text *text, int64_t *offsets);

/* Copies as buffers of a room, which end where they end. */
#define TAKE(room, type, count) ((type *)room_take((room), (size_t)(count) * sizeof(type)))
#define COPY(room, array, count) copy_into((room), (array), (size_t)(count) * sizeof(array)[0])
static inline void *copy_into(struct room *room, const void *bytes, size_t size)
{
    return memcpy(room_take(room, size), bytes, size);
}

/* Ragged text: its bytes and offsets as buffers that end where they end. */
static inline const char *copy_text(struct room *room, const struct text *text, const int64_t *offsets, int64_t count,
                                    const int64_t **copied)
{
    *copied = COPY(room, offsets, count + 1);
    return COPY(room, text->data, text->length);
}

#endif
