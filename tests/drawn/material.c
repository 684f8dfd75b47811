#include "drawn/material.h"
#include "drawn/completion.h"
#include "drawn/truths.h"

#include "api/scorer.h"

#include <math.h>

/* ---- what was written ------------------------------------------------------------------------------------------- */

/* Items near the true ones, some missing and some more. */
static int64_t draw_items(struct choices *choices, const struct truths *truths, int64_t t, double *box, int64_t *label)
{
    int64_t count = 0;
    for (int64_t i = truths->first[t]; i < truths->first[t + 1]; i++) {
        if (one_in(choices, 8))
            continue;
        for (int k = 0; k < 4; k++)
            box[4 * count + k] = truths->box[4 * i + k] + (double)(choose(choices, 9) - 4);
        label[count++] = one_in(choices, 8) ? choose(choices, 6) : truths->label[i];
    }
    if (count < ITEMS_MOST && one_in(choices, 4)) {
        draw_box(choices, box + 4 * count);
        label[count++] = choose(choices, 6);
    }
    return count;
}

static void draw_completion(struct choices *choices, const struct truths *truths, int64_t t, const char *real,
                            const double *box, const int64_t *label, int64_t count, struct text *text)
{
    const int64_t begin = text->length;
    if (real != NULL)
        put_bytes(text, real, (int64_t)strlen(real));
    else if (truths->kind == TRUE_TEXT && !one_in(choices, 4))
        put(text, "%s", truths->text[t]);
    else
        write_completion(choices, box, label, count, text);
    for (int64_t i = choose(choices, 6) - 2; i > 0; i--)
        spoil(choices, begin, text);
}

static void draw_samples(struct choices *choices, const struct truths *truths, const char *const *real,
                         int64_t real_count, struct room *room, struct material *material)
{
    static _Thread_local char written[MATERIAL_BYTES], labels[ALL_MOST * 8];
    struct text text = {.data = written, .capacity = sizeof written}, label_text = {labels, 0, sizeof labels, false};
    vreward_batch *batch = material->batch;
    vreward_item_batch *items = material->item_batch;
    double box[4 * ALL_MOST];
    int64_t label[ALL_MOST], offsets[SAMPLES_MOST + 1] = {0}, first[SAMPLES_MOST + 1] = {0}, ends[ALL_MOST + 1];
    for (int64_t i = 0; i < batch->count; i++) {
        const int64_t t = truths->count == 1 ? 0 : i;
        const int64_t count = draw_items(choices, truths, t, box + 4 * first[i], label + first[i]);
        const char *text_of_model = real_count > 0 && one_in(choices, 2) ? real[choose(choices, real_count)] : NULL;
        draw_completion(choices, truths, t, text_of_model, box + 4 * first[i], label + first[i], count, &text);
        offsets[i + 1] = text.length;
        first[i + 1] = first[i] + count;
    }
    const int64_t all = first[batch->count];
    batch->completion = copy_text(room, &text, offsets, batch->count, &batch->completion_offsets);
    items->item_offsets = COPY(room, first, batch->count + 1);
    double *place = TAKE(room, double, all *(truths->kind == TRUE_POINTS ? 2 : 4));
    for (int64_t k = 0; k < 4 * all; k++) {
        if (truths->kind != TRUE_POINTS)
            place[k] = box[k];
        else if (k % 4 < 2)
            place[k / 4 * 2 + k % 4] = box[k];
    }
    *(truths->kind == TRUE_POINTS ? &items->point : &items->box) = place;
    put_labels(label, all, &label_text, ends);
    items->label = copy_text(room, &label_text, ends, all, &items->label_offsets);
    double *confidence = TAKE(room, double, all);
    for (int64_t i = 0; i < all; i++)
        confidence[i] = one_in(choices, 4) ? NAN : (double)choose(choices, 5) / 4;
    items->confidence = one_in(choices, 2) ? confidence : NULL;
}

/* ---- the rest --------------------------------------------------------------------------------------------------- */

static void draw_options(struct choices *choices, struct room *room, struct material *material)
{
    material->overlap = TAKE(room, vreward_overlap_options, 1);
    *material->overlap = (vreward_overlap_options){.struct_size = sizeof(vreward_overlap_options),
                                                   .kind = (int32_t)choose(choices, 4),
                                                   .convention = (int32_t)choose(choices, 3),
                                                   .invalid = (int32_t)choose(choices, 3)};
    material->match = TAKE(room, vreward_match_options, 1);
    *material->match = (vreward_match_options){.struct_size = sizeof(vreward_match_options),
                                               .how = (int32_t)choose(choices, 4),
                                               .use_min = one_in(choices, 2),
                                               .min = (double)choose(choices, 5) / 4,
                                               .kind = (int32_t)choose(choices, 4),
                                               .convention = (int32_t)choose(choices, 3),
                                               .invalid = (int32_t)choose(choices, 3)};
    material->edit_distance = TAKE(room, vreward_edit_distance_options, 1);
    *material->edit_distance = (vreward_edit_distance_options){.struct_size = sizeof(vreward_edit_distance_options),
                                                               .distance = (int32_t)choose(choices, 3),
                                                               .unit = (int32_t)choose(choices, 6),
                                                               .normalize = (uint32_t)choose(choices, 4096),
                                                               .bound = choose(choices, 20)};
    material->edit_distance->bounded = material->edit_distance->distance != VREWARD_DISTANCE_LCS && one_in(choices, 3);
    material->evaluation = TAKE(room, vreward_evaluation_options, 1);
    *material->evaluation = (vreward_evaluation_options){.struct_size = sizeof(vreward_evaluation_options),
                                                         .bootstrap = choose(choices, 3),
                                                         .seed = choose(choices, 100),
                                                         .resamples = one_in(choices, 2)};
}

static void draw_boxes_and_values(struct choices *choices, struct room *room, struct material *material)
{
    material->rows = choose(choices, 12);
    material->cols = choose(choices, 12);
    for (int side = 0; side < 2; side++) {
        const int64_t count = side == 0 ? material->rows : material->cols;
        material->boxes[side] = TAKE(room, double, 4 * count);
        for (int64_t i = 0; i < count; i++) {
            draw_box(choices, material->boxes[side] + 4 * i);
            if (one_in(choices, 10))
                material->boxes[side][4 * i + choose(choices, 4)] = one_in(choices, 2) ? NAN : -1e6;
        }
    }
    material->value = TAKE(room, double, material->rows * material->cols);
    for (int64_t k = 0; k < material->rows * material->cols; k++)
        material->value[k] = one_in(choices, 6) ? -INFINITY : (double)choose(choices, 40) / 8 - 1;
}

void draw_material(struct choices *choices, const char *recipe, const vreward_scorer *scorer, const char *const *real,
                   int64_t real_count, struct room *room, struct material *material)
{
    static _Thread_local char written[MATERIAL_BYTES];
    struct text documents = {.data = written, .capacity = sizeof written};
    struct truths truths;
    int64_t offsets[SAMPLES_MOST + 1] = {0};
    const struct config *config = &scorer->recipe.config;
    room_empty(room);
    *material = (struct material){.recipe = recipe, .scorer = scorer};
    material->batch = TAKE(room, vreward_batch, 1);
    material->array_batch = TAKE(room, vreward_batch, 1);
    material->item_batch = TAKE(room, vreward_item_batch, 1);
    material->truth_arrays = TAKE(room, vreward_truth_arrays, 1);
    *material->batch =
        (vreward_batch){.struct_size = sizeof(vreward_batch), .count = choose(choices, SAMPLES_MOST + 1)};
    truths.count = one_in(choices, 2) || material->batch->count == 0 ? 1 : material->batch->count;
    draw_truths(choices, config->reward, &truths);
    for (int64_t t = 0; t < truths.count; t++) {
        put_document(choices, config, &truths, t, &documents);
        offsets[t + 1] = documents.length;
    }
    material->truths_alike = truths.kind != TRUE_OTHER && config->truth_format == TRUTH_JSON;
    material->of_time = truths.kind == TRUE_SPANS;
    material->batch->truth = copy_text(room, &documents, offsets, truths.count, &material->batch->truth_offsets);
    material->batch->truth_count = truths.count;
    material->batch->threads = 1;
    *material->item_batch = (vreward_item_batch){.struct_size = sizeof(vreward_item_batch),
                                                 .count = material->batch->count,
                                                 .truth = material->batch->truth,
                                                 .truth_offsets = material->batch->truth_offsets,
                                                 .truth_count = truths.count,
                                                 .threads = 1};
    draw_samples(choices, &truths, real, real_count, room, material);
    truths_to_arrays(&truths, room, material->truth_arrays);
    *material->array_batch = *material->batch;
    material->array_batch->truth = NULL;
    material->array_batch->truth_offsets = NULL;
    material->array_batch->truth_arrays = material->truth_arrays;
    material->keys = TAKE(room, int64_t, material->batch->count);
    for (int64_t i = 0; i < material->batch->count; i++)
        material->keys[i] = choose(choices, 3);
    draw_options(choices, room, material);
    draw_boxes_and_values(choices, room, material);
}
