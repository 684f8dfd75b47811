/* All that the entry points of vreward.h take, drawn at random: completions as models write them and spoiled ones,
 * truths as documents and as arrays that say the same, items, boxes, values, texts. */
#ifndef TESTS_DRAWN_MATERIAL_H
#define TESTS_DRAWN_MATERIAL_H

#include "drawn/choices.h"
#include "drawn/room.h"

#include <vreward.h>

enum { MATERIAL_BUFFERS = 40, MATERIAL_BYTES = 1 << 16 };

struct material {
    const char *recipe; /* ended by NUL */
    const vreward_scorer *scorer;
    vreward_batch *batch;               /* truths as documents; a document each, or one for all */
    vreward_batch *array_batch;         /* the same, truths as arrays */
    vreward_item_batch *item_batch;     /* the items that the completions were written from */
    vreward_truth_arrays *truth_arrays; /* of array_batch */
    int64_t *keys;                      /* [count] */
    bool truths_alike;                  /* the documents say what the arrays say */
    bool of_time;                       /* truths are spans, beside which items are boxes of height 1 */
    vreward_overlap_options *overlap;
    vreward_match_options *match;
    vreward_edit_distance_options *edit_distance;
    vreward_evaluation_options *evaluation;
    double *boxes[2]; /* as many as values has rows, and columns */
    double *value;
    int64_t rows, cols;
};

/* Into buffers of the room, which it empties first. Completions are mutations of `real`, `real_count` texts, in one of
 * two cases where there are any. recipe and scorer are kept. */
void draw_material(struct choices *choices, const char *recipe, const vreward_scorer *scorer, const char *const *real,
                   int64_t real_count, struct room *room, struct material *material);

#endif
