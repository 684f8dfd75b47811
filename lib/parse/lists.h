/* Lists of numbers in brackets. */
#ifndef PARSE_LISTS_H
#define PARSE_LISTS_H

#include "parse/scan.h"

/* Numbers in brackets. */
struct group {
    double value[4]; /* the first four */
    int64_t count;   /* all */
    int64_t begin, end;
    uint32_t repairs; /* enum repair, as bits: what was mended, if the numbers make an item */
    bool closed;
};

/* Reads ( or [, numbers with commas or space between, ) or ]. False where no number follows the bracket. */
bool scan_group(struct scan *scan, int64_t at, struct group *group);

/* One past a word that stands for "nothing" as the whole content of a tag, <box>none</box>; `at` where none stands. */
int64_t scan_nothing(const struct scan *scan, int64_t at);

/* Lists of numbers as tags hold them: [[x1,y1,x2,y2],..], [x1,y1,x2,y2], (x1,y1),(x2,y2), x1 y1 x2 y2; two numbers are
 * a point. Returns where it stopped: at the first byte that belongs to no list, at most `end`. */
int64_t scan_lists(struct scan *scan, int64_t at, int64_t end);

#endif
