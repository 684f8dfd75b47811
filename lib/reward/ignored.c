#include "reward/ignored.h"

#include "geometry/distance_quality.h"

/* In an ignored box lies what has this share of its area in it, */
static const double INSIDE_IGNORED = 0.5;
/* and less than this quality with every counted one. */
static const double NEAR_COUNTED = 0.1;
/* The ignored item itself is meant by what overlaps it by this, and no counted one as much. */
static const double FITS_IGNORED = 0.5;

/* What the candidates have with the ignored items. */
struct ignored_fit {
    uint8_t *inside; /* [candidates] */
    double *best;    /* [candidates] how well it fits one of them; 0: not well enough to be meant */
};

static int32_t fit_boxes(const struct config *config, const struct targets *targets,
                         const struct candidates *candidates, struct arena *arena, struct ignored_fit *fit,
                         vreward_error *err)
{
    const struct overlap_rule share = {.kind = VREWARD_OVERLAP_IOA_PREDICTION};
    struct edge *edge;
    int64_t count;
    int32_t code =
        overlapping_pairs(share, candidates->place, NULL, candidates->count, targets->ignored, NULL,
                          targets->ignored_count, INSIDE_IGNORED, MOST_PAIRS_OF_A_SAMPLE, arena, &edge, &count, err);
    for (int64_t i = 0; code == VREWARD_OK && i < count; i++)
        fit->inside[edge[i].row] = 1;
    if (code == VREWARD_OK)
        code =
            overlapping_pairs(config->overlap, candidates->place, NULL, candidates->count, targets->ignored, NULL,
                              targets->ignored_count, FITS_IGNORED, MOST_PAIRS_OF_A_SAMPLE, arena, &edge, &count, err);
    for (int64_t i = 0; code == VREWARD_OK && i < count; i++)
        fit->best[edge[i].row] = larger_of(fit->best[edge[i].row], edge[i].value);
    return code;
}

/* Of two places that are both near enough to have full quality one may still be the nearer. */
static double nearness(const struct candidates *candidates, const struct edge *edge, const double *place,
                       const double *reach)
{
    return distance_quality(candidates->place + 2 * edge->row, place + 2 * edge->col, reach[edge->col], 0.0);
}

static int32_t fit_points(const struct targets *targets, const struct candidates *candidates, struct arena *arena,
                          struct ignored_fit *fit, vreward_error *err)
{
    struct edge *edge;
    int64_t count;
    const int32_t code =
        point_pairs(candidates->place, NULL, candidates->count, targets->ignored, NULL, targets->ignored_reach,
                    targets->full, targets->ignored_count, 0, MOST_PAIRS_OF_A_SAMPLE, arena, &edge, &count, err);
    for (int64_t i = 0; code == VREWARD_OK && i < count; i++) {
        fit->inside[edge[i].row] = 1;
        if (edge[i].value >= FITS_IGNORED)
            fit->best[edge[i].row] = larger_of(
                fit->best[edge[i].row], nearness(candidates, &edge[i], targets->ignored, targets->ignored_reach));
    }
    return code;
}

/* mark[i] = 1 where candidate i is let off; `edge` is what the candidates have with the counted items. */
static void mark_ignored(struct ignored_fit *fit, const struct targets *targets, const struct candidates *candidates,
                         const struct edge *edge, int64_t edge_count, uint8_t *mark)
{
    for (int64_t i = 0; i < edge_count; i++) {
        const int32_t row = edge[i].row;
        const double value =
            targets->points ? nearness(candidates, &edge[i], targets->place, targets->reach) : edge[i].value;
        if (edge[i].value >= NEAR_COUNTED)
            fit->inside[row] = 0;
        if (value >= fit->best[row])
            fit->best[row] = 0;
    }
    for (int64_t i = 0; i < candidates->count; i++)
        mark[i] = fit->inside[i] || fit->best[i] > 0;
}

/* Takes the marked candidates and their edges away. `to` has room for one number a candidate. */
static void remove_marked(const uint8_t *mark, struct trace *trace, bool points, struct candidates *candidates,
                          struct edge *edge, int64_t *edge_count, int32_t *to)
{
    const size_t width = points ? 2 : 4;
    int32_t kept = 0;
    for (int64_t i = 0; i < candidates->count; i++) {
        to[i] = mark[i] ? -1 : kept;
        if (mark[i]) {
            trace->predicted[candidates->index[i]].fate = FATE_IGNORED;
            candidates->written--;
            continue;
        }
        memmove(candidates->place + width * (size_t)kept, candidates->place + width * (size_t)i,
                width * sizeof(double));
        candidates->index[kept] = candidates->index[i];
        if (candidates->label != NULL)
            candidates->label[kept] = candidates->label[i];
        kept++;
    }
    candidates->count = kept;
    int64_t left = 0;
    for (int64_t i = 0; i < *edge_count; i++) {
        if (to[edge[i].row] < 0)
            continue;
        edge[left] = edge[i];
        edge[left++].row = to[edge[i].row];
    }
    *edge_count = left;
}

int32_t drop_ignored(const struct config *config, const struct targets *targets, struct trace *trace,
                     struct arena *arena, struct candidates *candidates, struct edge *edge, int64_t *edge_count,
                     vreward_error *err)
{
    if (targets->ignored_count == 0 || candidates->count == 0)
        return VREWARD_OK;
    const size_t count = (size_t)candidates->count;
    struct ignored_fit fit = {arena_zeros(arena, count, 1), arena_zeros(arena, count, sizeof *fit.best)};
    uint8_t *mark = arena_array(arena, count, 1);
    int32_t *to = arena_array(arena, count, sizeof *to);
    if (fit.inside == NULL || fit.best == NULL || mark == NULL || to == NULL)
        return fail_memory(err);
    const int32_t code = targets->points ? fit_points(targets, candidates, arena, &fit, err)
                                         : fit_boxes(config, targets, candidates, arena, &fit, err);
    if (code != VREWARD_OK)
        return code;
    mark_ignored(&fit, targets, candidates, edge, *edge_count, mark);
    remove_marked(mark, trace, targets->points, candidates, edge, edge_count, to);
    return VREWARD_OK;
}
