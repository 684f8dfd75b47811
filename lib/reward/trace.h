/* What happened while one completion was scored: the score and the explanation are both read off it. */
#ifndef REWARD_TRACE_H
#define REWARD_TRACE_H

#include "parse/reading.h"
#include "reward/config.h"
#include "reward/format.h"

/* Why an item earned what it earned. */
enum fate {
    FATE_MATCHED,         /* with truth `partner`, quality `quality` */
    FATE_UNMATCHED,       /* no true item left that it could be matched with */
    FATE_WRONG_LABEL,     /* would be matched but for its label, or for having none */
    FATE_BELOW_THRESHOLD, /* overlaps a true item that is left, but not enough */
    FATE_REFUSED,         /* bad value or wrong kind */
    FATE_IGNORED,         /* not counted: a truth that is not asked for, or an item written for one */
    FATE_MISSED,          /* truth: nobody's partner */
    FATE_PASSED_OVER,     /* not counted: the recipe's `items` or `faulty` says so */
    FATE_COUNT
};

struct item_trace {
    double converted[4]; /* in the space of the comparison: a box, or a point in the first two */
    double quality;      /* of the pair, else 0 */
    double overlap;      /* of the pair, else the largest that it has with any counted item of the other side; points:
                            the distance quality */
    int64_t partner;     /* index in the other list, as written; -1: none */
    int32_t fate;        /* enum fate */
    int32_t label_right; /* 1, 0; -1: not compared */
};

/* Another way to read the written numbers, in which they would fit: evidence.h. */
struct fits_as {
    double overlap;         /* the mean; 0: there is none */
    int32_t space;          /* enum space */
    int32_t order;          /* enum order */
    int32_t size_exchanged; /* 1: with the truth's width and height exchanged */
    int32_t truth_order;    /* enum order that the true boxes would have to stand in; DIALECT: as they were read */
    double input_width, input_height; /* of the image that the numbers are pixels of; 0: the truth's own */
    int64_t resize_factor, resize_min_pixels, resize_max_pixels; /* that make it of the truth's size */
};

/* A distance between texts, and how many units both have. */
struct text_difference {
    int64_t distance, written, right;
};

struct trace {
    struct span completion;
    struct reading *reading;
    struct format_result format;
    struct item_trace *predicted; /* [reading->count]; NULL: the reward pairs no items, or nothing could be read */
    struct item_trace *truth;     /* [truth_count] */
    int64_t truth_count;
    int32_t points;       /* 1: `predicted[].converted` holds points */
    int32_t truth_points; /* 1: `truth[].converted` does */
    int32_t space;        /* enum space that both are in */
    int32_t elsewhere;    /* 1: the numbers mean something else, which is behind everything else that is found */
    struct fits_as fits_as;

    double written_count; /* counting: the count that was read; -1: none */

    /* ocr, for figures over many pages: what could not be read is compared as an empty text */
    struct text_difference units, words;

    /* text rewards */
    int64_t distance;                       /* -1: not compared */
    int64_t predicted_length, truth_length; /* in the unit of the distance */
    struct span normalized;                 /* the text that was compared */
    struct span truth_text;                 /* with which of the truth's, normalised; data NULL: it has but one */
    int64_t truth_index;                    /* and its place among them */

    double term[MAX_TERMS]; /* by slot: format, parsed, accuracy, then every own term of the reward in its order */
    double score;
    int32_t reason;     /* primary */
    int32_t both_empty; /* 1: nothing is true, and nothing was written */
    uint64_t reasons;
};

#endif
