/* A recipe made ready to score with: every member resolved, expressions compiled. The recipe folder fills it, the
 * rewards read it; it never changes once made. Members are documented where they are defined, lib/recipe/members.c. */
#ifndef REWARD_CONFIG_H
#define REWARD_CONFIG_H

#include "geometry/distance_quality.h"
#include "geometry/overlap.h"
#include "parse/reading.h"
#include "text/text_map.h"

struct reward;

enum { MAX_TERMS = 24 }; /* slots of a trace */

enum check_kind { CHECK_PATTERN, CHECK_TAGS, CHECK_JSON_ARRAY, CHECK_JSON_OBJECT };

/* Where the first tag is opened: in the completion or at the end of the prompt, or always in one of them. */
enum tags_opened { OPENED_EITHER, OPENED_COMPLETION, OPENED_PROMPT };

/* One check of the format. */
struct format_check {
    int32_t kind; /* enum check_kind */
    double weight;
    struct pattern *pattern; /* CHECK_PATTERN */
    struct span expression;  /* its text */
    int32_t mode;            /* enum pattern_mode */
    int32_t opened;          /* CHECK_TAGS: enum tags_opened */
    const struct span *tags; /* CHECK_TAGS: names, and what opens and closes them, <name> and </name> */
    const struct span *opening, *closing;
    int64_t tag_count;
};

enum labels_mode { LABELS_MATCH, LABELS_IGNORE, LABELS_AFTER };
enum target { TARGET_BOX, TARGET_POINT };
enum counted { COUNT_AS_TRUTH, COUNT_BOXES };
/* Who pairs with whom; the first four as vreward.h names them. */
enum pairing {
    PAIR_OPTIMAL,
    PAIR_GREEDY,
    PAIR_PER_TRUTH,
    PAIR_SEQUENTIAL,
    PAIR_CONFIDENCE,
    PAIR_ANY, /* not one to one: each item with the true one it fits best, and each true one likewise */
};
enum divisor { DIVISOR_SOFT, DIVISOR_LARGER, DIVISOR_PREDICTED, DIVISOR_TRUTH, DIVISOR_MEAN };
enum format_default { FORMAT_UNREPAIRED, FORMAT_SIGNED }; /* 1/0, or Perception-R1's +1/-1 */
/* Terms that are not always there: members ask for some; others are there where `weights` names them. */
enum request { REQUEST_AP = 1, REQUEST_AP50 = 2, REQUEST_AP75 = 4, REQUEST_TOKENS = 8, REQUEST_NAMED = 16 };
enum item_order { ITEMS_CANONICAL, ITEMS_WRITTEN };
enum norm { NORM_LONGER, NORM_TRUTH };
enum repetition_of { REPETITION_TEXT, REPETITION_ITEMS };
enum truth_format { TRUTH_JSON, TRUTH_ANSWER, TRUTH_TEXT };
enum shape { SHAPE_POWER, SHAPE_ABOVE, SHAPE_AT_LEAST, SHAPE_RAMP, SHAPE_BELOW, SHAPE_GAUSSIAN };

/* From an overlap in [0, 1] to a quality in [0, 1]; all zero leaves it as it is. Of a distance the smaller is the better:
 * a ramp falls, from 0 at `threshold` up to 1 at `full`. */
struct shaping {
    int32_t shape; /* enum shape */
    int32_t power; /* SHAPE_POWER: a whole number from 1; 0 is 1 */
    double
        threshold; /* SHAPE_ABOVE: 1 above it, else 0; SHAPE_AT_LEAST: from it on; SHAPE_BELOW: below it; SHAPE_GAUSSIAN:
                         sigma in sizes of the true box; SHAPE_RAMP: 0 up to it, */
    double full;   /* and linearly to 1 here */
};

enum pair_of { OF_OVERLAP, OF_CORNERS, OF_DISTANCE, OF_INSIDE };

/* What the parts want: boxes of items, their points, both in one item, and a box of the truth. */
enum pair_wants { WANTS_BOX = 1, WANTS_POINT = 2, WANTS_BOTH = 4, WANTS_TRUE_BOX = 8 };

/* One part of a pair's quality. */
struct pair_part {
    struct shaping shaping;
    double weight;
    int32_t of;         /* enum pair_of */
    int32_t in_own_box; /* 1: 0 unless the written point lies in the box that was written with it */
};

/* The roles that names of one's own may have, and those names as the recipe writes them. */
enum own_role { OWN_BOX, OWN_POINT, OWN_LABEL, OWN_CONFIDENCE, OWN_ROLES };

struct names {
    const struct span *list;
    int64_t count;
};

struct config {
    const struct reward *reward;
    struct span name; /* of the built-in recipe it is or derives from; empty: the caller's own */
    struct read_options read;

    /* format checks; none: `format_default` */
    const struct format_check *checks;
    int64_t check_count;
    int32_t format_default;

    /* items */
    struct names own_keys[OWN_ROLES]; /* read.own_keys is made of them */
    struct overlap_rule overlap;
    struct shaping shaping;
    const struct pair_part
        *pair; /* whose sum is a pair's quality; NULL: the overlap, shaped, or the distance quality is */
    int64_t pair_count;
    uint32_t pair_wants;   /* enum pair_wants, bits */
    int32_t labels;        /* enum labels_mode */
    int32_t label_fold;    /* 1: trimmed, white space collapsed, lower-cased before comparison */
    int32_t target;        /* enum target, grounding; else TARGET_BOX */
    int32_t counted;       /* enum counted, counting */
    int32_t quality;       /* enum distance_kind: how distance becomes quality */
    double quality_pixels; /* DISTANCE_BY_PIXELS */
    double min_iou;        /* a pair of less overlap (points: distance quality) is none */
    double f1_iou;         /* detection: what precision, recall, f1 and label_accuracy ask of a pair */
    double tolerance;      /* answer: share of the true number */
    const double *within;  /* number: the same, one or several */
    int64_t within_count;  /* how many */
    double eps;            /* number: added to both sides of the fraction of the term `relative` */
    double point_decay;    /* grounding, target point: truth diagonals */
    int32_t match;         /* enum pairing */
    int32_t divisor;       /* enum divisor */
    int32_t order;         /* enum item_order: of items that are equally sure, or equally good */
    uint32_t requested;    /* enum request, bits: the terms that a recipe asks for */

    /* spaces */
    struct span model;     /* whose preset the recipe names; empty: none */
    int32_t space;         /* enum space of predictions */
    int32_t truth_format;  /* enum truth_format */
    int64_t resize_factor; /* compute input_size from size with smart_resize; 0: no */
    int64_t resize_min_pixels, resize_max_pixels;

    /* text */
    uint32_t normalize;               /* VREWARD_NORMALIZE_TRIM ... */
    const struct text_map *map;       /* applied with it; NULL: none */
    int32_t distance;                 /* VREWARD_DISTANCE_LEVENSHTEIN, VREWARD_DISTANCE_INDEL */
    int32_t unit;                     /* VREWARD_UNIT_CODEPOINT ... */
    int32_t norm;                     /* enum norm */
    double text_above, text_at_least; /* thresholds of the similarity; 0: none */
    int64_t length_soft, length_hard;
    int32_t repetition_of;
    int32_t reserved;
    int64_t repetition_n;

    /* the score: weight of each term by its slot (recipe.h), and what becomes of the sum */
    double weight[MAX_TERMS];
    uint32_t factors;  /* bits of slots: it is multiplied by these terms */
    int32_t finishes;  /* 1: one of these members is given */
    double clip[2];    /* infinite: no bound */
    double both_empty; /* the score where nothing is true and nothing was written; NaN: none of its own */
    int64_t round;     /* digits; -1: none */
};

#endif
