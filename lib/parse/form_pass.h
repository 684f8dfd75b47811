/* One pass over the answer, in which every form that may begin at a byte tries. */
#ifndef PARSE_FORM_PASS_H
#define PARSE_FORM_PASS_H

#include "parse/scan.h"

/* How a dialect writes items, and the function that reads it. */
struct form {
    int32_t dialect; /* enum dialect */
    int32_t space;   /* enum space: what its numbers mean; SAME: it does not say */
    int32_t order;   /* enum order of its numbers */
    int32_t also[2]; /* dialects whose forms are left when special tokens are stripped; read where this one is named */
    const char *first;  /* the bytes that it may begin with */
    const char *second; /* behind a <, the bytes that may come next */
    bool (*read)(struct scan *scan);
    uint8_t prose_is_repair; /* text around it is no part of the form */
    uint8_t only_named;      /* ambiguous: `auto` leaves it alone */
};

/* The forms listed, one after the other, to scan->end. */
void scan_forms(struct scan *scan, const struct form *const *list, int32_t count);

#endif
