/* COCO's and VOC's figures over all samples, each counted as often as its weight says. */
#ifndef EVALUATE_CURVES_H
#define EVALUATE_CURVES_H

#include "evaluate/ranking.h"

enum { COCO_FIGURES = 12, VOC_FIGURES = 2 };

/* Memory for one ranking, used again and again. */
struct curves {
    const struct ranking *ranking;
    double *precision;    /* [threshold][recall][label] of one range of areas: of labels that are asked for there */
    double *recall;       /* [threshold][label] */
    int64_t *hits, *seen; /* [the most detections of a label] at each hit: hits so far, and detections that count */
    int64_t *asked;       /* [label][area] */
    int64_t *need;        /* [recall] hits that reach it */
};

/* Errors: MEMORY. */
int32_t curves_new(const struct ranking *ranking, struct arena *arena, struct curves *curves, vreward_error *err);

/* COCO's twelve (COCOeval.accumulate and summarize), and VOC's two: the area under the curve and the mean of 11 recalls
 * (0:0.1:1), of the best precision at a recall or beyond it. weight: [samples] by place; NULL: each once. -1 where nothing
 * is asked for. */
void all_figures(const struct curves *curves, const int32_t *weight, double coco[COCO_FIGURES],
                 double voc[VOC_FIGURES]);

/* AP, AP50 and AP75 of one label alone, each sample once. */
void label_figures(const struct curves *curves, int64_t label, double figure[3]);

#endif
