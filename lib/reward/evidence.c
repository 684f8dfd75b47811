#include "reward/evidence.h"

#include "geometry/distance_quality.h"
#include "geometry/limits.h"
#include "geometry/smart_resize.h"
#include "geometry/spaces.h"
#include "reward/scene.h"
#include "reward/space.h"
#include "reward/targets.h"

#include <math.h>

/* Pairs that overlap less than POOR on average are looked into; another reading must reach it, and be better by CLEARLY. */
static const double POOR = 0.5, CLEARLY = 0.3;
/* What another order and an exchanged size must be better by than a reading that needs neither. */
static const double SIMPLER = 0.02;

/* Items that are tried, spread over the answer, fewer where there are many true ones; after the first few of them most
 * wrong spaces are out. */
enum { MOST_ITEMS = 16, MOST_FITS = 2048, LEAST_ITEMS = 8, FIRST_FEW = 2 };

/* Limits of processors whose models write pixels of the resized image: what Qwen2.5-VL ships, and what most training
 * scripts set. */
static const struct resize {
    int64_t factor, min_pixels, max_pixels;
} resizes[] = {{28, 3136, 12845056}, {28, 3136, 1003520}};

enum { RESIZE_COUNT = sizeof resizes / sizeof resizes[0] };

/* Written items, their numbers as the model wrote them: four of a box, or x and y of a point. */
struct sample {
    double written[MOST_ITEMS][4];
    const double *now[MOST_ITEMS]; /* as compared; NULL: refused */
    bool is_point[MOST_ITEMS];
    int64_t count;
    double largest;
    bool ordered; /* corners may be what the first item holds */
    int32_t space, order;
};

/* One way to read the numbers. */
struct trial {
    int32_t space, order;
    bool exchanged;
    const struct resize *resize;
    struct sizes sizes;
    double x, y; /* from these numbers to the space of the comparison */
};

/* The numbers of a box before its order was applied. */
static void numbers_of(const struct item *item, double written[4])
{
    const double *box = item->box;
    switch (item->order) {
    case ORDER_XYWH:
        written[0] = box[0];
        written[1] = box[1];
        written[2] = box[2] - box[0];
        written[3] = box[3] - box[1];
        return;
    case ORDER_CXCYWH:
        written[0] = (box[0] + box[2]) / 2;
        written[1] = (box[1] + box[3]) / 2;
        written[2] = box[2] - box[0];
        written[3] = box[3] - box[1];
        return;
    default:
        box_from_order(item->order, box, written); /* y first is its own reverse */
    }
}

/* False where the item tells nothing. */
static bool add_item(const struct targets *targets, const struct item *item, const struct item_trace *traced,
                     struct sample *sample)
{
    if (item->set_aside || traced->fate == FATE_IGNORED || !(item->has_box || (targets->points && item->has_point)))
        return false;
    const bool point = targets->points && item->has_point && !(item->has_box && targets->boxes_first);
    double *written = sample->written[sample->count];
    if (point) {
        const int32_t x = item->order == ORDER_YXYX;
        written[0] = item->point[x];
        written[1] = item->point[1 - x];
    } else {
        numbers_of(item, written);
    }
    for (int k = 0; k < (point ? 2 : 4); k++) {
        if (!within_limit(written[k]))
            return false;
        sample->largest = written[k] > sample->largest ? written[k] : sample->largest;
    }
    if (sample->count == 0) {
        sample->order = item->order == ORDER_DIALECT ? ORDER_XYXY : item->order;
        sample->ordered = point || (written[2] > written[0] && written[3] > written[1]);
    }
    sample->is_point[sample->count] = point;
    sample->now[sample->count++] = traced->fate == FATE_REFUSED ? NULL : traced->converted;
    return true;
}

static void take_sample(const struct config *config, const struct truth *truth, const struct trace *trace,
                        struct sample *sample)
{
    const struct targets *targets = truth->own;
    int64_t most = MOST_FITS / targets->count;
    most = most > MOST_ITEMS ? MOST_ITEMS : most < LEAST_ITEMS ? LEAST_ITEMS : most;
    const int64_t step = (trace->reading->count + most - 1) / most;
    sample->count = 0;
    sample->largest = -INFINITY;
    sample->space = predicted_space(config, truth, trace->reading);
    for (int64_t i = 0; i < trace->reading->count; i += step)
        add_item(targets, &trace->reading->items[i], &trace->predicted[i], sample);
}

/* Most completions fit: their pairs say so. */
static bool fits_as_paired(const struct trace *trace)
{
    double sum = 0;
    for (int64_t i = 0; i < trace->reading->count; i++)
        sum += trace->predicted[i].overlap;
    return sum >= POOR * (double)(trace->reading->count - trace->reading->passed_over);
}

static double fit_as_read(const struct scene *scene, const struct sample *sample)
{
    double sum = 0;
    for (int64_t i = 0; i < sample->count; i++)
        sum += sample->now[i] == NULL ? 0 : fit_of(scene, sample->now[i]);
    return sum / (double)sample->count;
}

static void place_in(const struct scene *scene, const struct sample *sample, int64_t i, const struct trial *trial,
                     double place[4])
{
    const double *written = sample->written[i];
    if (sample->is_point[i]) {
        const int x = trial->order == ORDER_YXYX;
        place[0] = written[x] * trial->x;
        place[1] = written[1 - x] * trial->y;
        return;
    }
    box_from_order(trial->order, written, place);
    for (int k = 0; k < 4; k++)
        place[k] *= k % 2 == 0 ? trial->x : trial->y;
    if (scene->measure != BY_OVERLAP) {
        double center[2];
        box_center(place, center);
        memcpy(place, center, sizeof center);
    }
}

/* The mean fit, or -1 as soon as it can no longer reach `wanted`. */
static double fit_in(const struct scene *scene, const struct sample *sample, const struct trial *trial, double wanted)
{
    const double all = (double)sample->count;
    double sum = 0;
    for (int64_t i = 0; i < sample->count; i++) {
        double place[4];
        place_in(scene, sample, i, trial, place);
        sum += fit_of(scene, place);
        if (sum + (all - (double)i - 1) < wanted * all || (i + 1 == FIRST_FEW && sum < FIRST_FEW * POOR / 2))
            return -1;
    }
    return sum / all;
}

/* The way from the trial's numbers to the comparison; false where the truth does not allow it, or the numbers cannot
 * stand in that space. */
static bool prepare_trial(const struct truth *truth, const struct sample *sample, struct trial *trial)
{
    struct scale to_truth, to_compared;
    double width = INFINITY, height = INFINITY;
    const bool pixels = trial->space == SPACE_PIXEL || trial->space == SPACE_INPUT;
    if (!scale_between(trial->space, truth->space, &trial->sizes, &to_truth) ||
        !scale_between(truth->space, truth->compared, &truth->sizes, &to_compared))
        return false;
    space_extent(trial->space, &trial->sizes, &width, &height);
    if (sample->largest > (width > height ? width : height) * SPACE_BORDER)
        return false;
    if (sample->largest <= 1 && (pixels || trial->space != SPACE_NORM1) && trial->space != sample->space)
        return false;
    trial->x = to_truth.x_multiply / to_truth.x_divide * (to_compared.x_multiply / to_compared.x_divide);
    trial->y = to_truth.y_multiply / to_truth.y_divide * (to_compared.y_multiply / to_compared.y_divide);
    return true;
}

struct search {
    const struct truth *truth;
    const struct scene *scene;
    const struct sample *sample;
    double wanted; /* what a reading must reach */
    double value;  /* of the best: its fit less what its assumptions cost */
    struct fits_as *best;
};

static void keep_best(const struct search *search, const struct trial *trial, double fit)
{
    *search->best = (struct fits_as){
        .overlap = fit, .space = trial->space, .order = trial->order, .size_exchanged = trial->exchanged};
    if (trial->resize == NULL)
        return;
    search->best->input_width = trial->sizes.input_width;
    search->best->input_height = trial->sizes.input_height;
    search->best->resize_factor = trial->resize->factor;
    search->best->resize_min_pixels = trial->resize->min_pixels;
    search->best->resize_max_pixels = trial->resize->max_pixels;
}

/* One order of the numbers in a space that was prepared. */
static void try_order(struct search *search, struct trial *trial, int32_t order)
{
    const struct sample *sample = search->sample;
    const bool corners = order == ORDER_XYXY || order == ORDER_YXYX, same_order = order == sample->order;
    const bool as_read = same_order && trial->space == sample->space && !trial->exchanged && trial->resize == NULL;
    if (as_read || (corners && !sample->ordered))
        return;
    const double cost = (same_order ? 0 : SIMPLER) + (trial->exchanged ? SIMPLER : 0);
    const double least = search->value + cost > search->wanted ? search->value + cost : search->wanted;
    trial->order = order;
    const double fit = fit_in(search->scene, sample, trial, least);
    if (fit < search->wanted || fit - cost <= search->value)
        return;
    search->value = fit - cost;
    keep_best(search, trial, fit);
}

/* In the order that the numbers were read in, or in every one. */
static void try_trial(struct search *search, struct trial *trial, bool every_order)
{
    const struct sample *sample = search->sample;
    if (!prepare_trial(search->truth, sample, trial))
        return;
    const int32_t last = sample->is_point[0] ? ORDER_YXYX : ORDER_CXCYWH;
    for (int32_t order = ORDER_XYXY; order <= last; order++) {
        if (every_order || order == sample->order)
            try_order(search, trial, order);
    }
}

static void try_space(struct search *search, int32_t space, bool every_order)
{
    try_trial(search, &(struct trial){.space = space, .sizes = search->truth->sizes}, every_order);
}

/* Two mistakes at once are rare, so that every order is tried only in the space that the numbers were read in, in pixels,
 * and in the share of the image that they look like. 999 is 1000 within their rounding. */
static void try_spaces(struct search *search)
{
    const int32_t read_in = search->sample->space;
    const int32_t share = search->sample->largest <= SPACE_BORDER ? SPACE_NORM1 : SPACE_NORM1000;
    try_space(search, read_in, true);
    for (int32_t space = SPACE_PIXEL; space < SPACE_COUNT; space++) {
        if (space != read_in && space != SPACE_NORM999)
            try_space(search, space, space == SPACE_PIXEL || space == share);
    }
}

/* Pixels of the image as a processor would have resized it, unless that is how they were read. */
static void try_resizes(struct search *search)
{
    const struct sizes *sizes = &search->truth->sizes;
    if (!(sizes->width >= 1) || floor(sizes->width) != sizes->width || floor(sizes->height) != sizes->height)
        return;
    for (int i = 0; i < RESIZE_COUNT; i++) {
        int64_t width, height;
        struct trial trial = {.space = SPACE_INPUT, .resize = &resizes[i], .sizes = *sizes};
        if (smart_resize((int64_t)sizes->height, (int64_t)sizes->width, resizes[i].factor, resizes[i].min_pixels,
                         resizes[i].max_pixels, &height, &width, NULL) != VREWARD_OK)
            return;
        trial.sizes.input_width = (double)width;
        trial.sizes.input_height = (double)height;
        const bool known =
            trial.sizes.input_width == sizes->input_width && trial.sizes.input_height == sizes->input_height;
        if (!known)
            try_trial(search, &trial, false);
    }
}

/* Shares of an image whose width and height the truth exchanges. */
static void try_exchanged(struct search *search)
{
    const struct sizes *sizes = &search->truth->sizes;
    const int32_t read_in = search->sample->space;
    const int32_t share = search->sample->largest <= SPACE_BORDER ? SPACE_NORM1 : SPACE_NORM1000;
    struct trial trial = {.space = read_in >= SPACE_NORM1 ? read_in : share, .exchanged = true, .sizes = *sizes};
    if (!(sizes->width > 0) || sizes->width == sizes->height || search->truth->space != SPACE_PIXEL)
        return;
    trial.sizes.width = sizes->height;
    trial.sizes.height = sizes->width;
    try_trial(search, &trial, false);
}

/* True boxes that could as well be x, y, width, height, COCO's order, which few documents say. */
static void try_truth_order(struct search *search)
{
    enum { MOST_BOXES = 64 };
    double box[4 * MOST_BOXES];
    struct scene other;
    const struct truth *truth = search->truth;
    const struct scene *scene = search->scene;
    if (truth->order_said || truth->space != SPACE_PIXEL || scene->measure != BY_OVERLAP || scene->count > MOST_BOXES)
        return;
    for (int64_t j = 0; j < scene->count; j++) {
        double *re_read = box + 4 * j;
        box_from_order(ORDER_XYWH, scene->place + 4 * j, re_read);
        if (truth->sizes.width > 0 &&
            (re_read[2] > truth->sizes.width * SPACE_BORDER || re_read[3] > truth->sizes.height * SPACE_BORDER))
            return;
    }
    measure_boxes(box, scene->count, &other);
    const double fit = fit_as_read(&other, search->sample);
    if (fit < search->wanted || fit - SIMPLER <= search->value)
        return;
    *search->best = (struct fits_as){
        .overlap = fit, .space = search->sample->space, .order = search->sample->order, .truth_order = ORDER_XYWH};
}

void seek_evidence(const struct config *config, const struct truth *truth, struct trace *trace)
{
    struct scene scene;
    struct sample sample;
    const struct targets *targets = truth->own;
    if (truth->has_spans || trace->reading->count == 0 || targets->count == 0 || fits_as_paired(trace))
        return;
    take_sample(config, truth, trace, &sample);
    if (sample.count == 0)
        return;
    measure_scene(config, truth, &scene);
    const double now = fit_as_read(&scene, &sample);
    if (now + CLEARLY > 1)
        return;
    struct search search = {truth, &scene, &sample, now + CLEARLY > POOR ? now + CLEARLY : POOR, 0, &trace->fits_as};
    try_spaces(&search);
    try_resizes(&search);
    try_exchanged(&search);
    try_truth_order(&search);
    trace->elsewhere = trace->fits_as.overlap > 0 || (now < POOR && is_named_in_vain(config, truth, trace->reading));
    if (trace->elsewhere)
        trace->reasons |= REASON_BIT(VREWARD_REASON_SPACE_SUSPECT);
}
