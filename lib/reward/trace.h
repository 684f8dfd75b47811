/* What happened while one completion was scored: the score and the explanation are both read off it. */
#ifndef REWARD_TRACE_H
#define REWARD_TRACE_H

#include "parse/read.h"

enum { TRACE_TERMS = 24 };

/* Why an item earned what it earned. */
enum fate {
    FATE_PAIRED,         /* with truth `partner`, quality `quality` */
    FATE_ALONE,          /* no true item left or near */
    FATE_LABEL,          /* overlaps only items of another label */
    FATE_REFUSED,        /* bad value or wrong kind */
    FATE_ON_IGNORED,     /* lies on an ignored true item: not counted */
    FATE_MISSED,         /* truth: nobody's partner */
    FATE_IGNORED,        /* truth: not counted */
};

struct item_trace {
    double converted[4]; /* in the space of the comparison */
    double quality;
    double iou;
    int64_t partner;     /* index in the other list, as written; -1: none */
    int32_t fate;        /* enum fate */
    int32_t label_right; /* 1, 0; -1: not compared */
};

struct trace {
    const struct reading *reading;
    struct item_trace *predicted; /* [reading->count]; NULL: the reward pairs no items */
    struct item_trace *truth;     /* [truth_count] */
    int64_t truth_count;
    double term[TRACE_TERMS];     /* by slot: format, parsed, accuracy, then every own term of the reward in its order */
    double score;
    int32_t reason;               /* primary */
    int32_t reserved;
    uint64_t reasons;
};

#endif
