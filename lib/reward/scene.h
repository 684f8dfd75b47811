/* True items as something to try places on: how well would a box or point fit, labels ignored? */
#ifndef REWARD_SCENE_H
#define REWARD_SCENE_H

#include "reward/config.h"
#include "reward/truth.h"

enum measure { BY_OVERLAP, BY_DISTANCE, BY_INSIDE };

/* The true items, in the space of the comparison. */
struct scene {
    enum measure measure;
    const double *place; /* boxes, or points where the measure is the distance */
    const double *reach;
    int64_t count;
    double least[2], most[2]; /* BY_OVERLAP: of the extents in x and y, */
    double hull[4];           /* and the box around all */
};

/* The counted items of a truth whose own is struct targets, at least one. */
void measure_scene(const struct config *config, const struct truth *truth, struct scene *scene);

/* The same of other boxes in the place of the true ones. */
void measure_boxes(const double *box, int64_t count, struct scene *scene);

/* How well a place (a box, or a point in the first two numbers where the measure is not the overlap) fits the true item it
 * fits best: from 0 to 1. */
double fit_of(const struct scene *scene, const double place[4]);

#endif
