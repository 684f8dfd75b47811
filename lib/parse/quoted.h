/* Where a quoted string ends that a model wrote: a quote may be missing, or stand inside unescaped. */
#ifndef PARSE_QUOTED_H
#define PARSE_QUOTED_H

#include "parse/scan.h"

struct quoted {
    int64_t begin, end; /* what stands between the quotes */
    int64_t next;       /* where reading goes on */
    bool closed;        /* false: the text ended first */
    bool strict;        /* exactly as JSON writes it */
    bool plain;         /* ASCII without a backslash: there is nothing to decode */
};

/* The string whose opening quote stands at `at`: ' or ", either after a backslash, or a curly one. */
struct quoted quoted_read(const struct scan *scan, int64_t at);

/* A curly double quote, opening or closing, stands at `at`. */
bool quoted_is_curly(const struct scan *scan, int64_t at);

/* The string decoded; data NULL when out of memory. */
struct span quoted_text(const struct scan *scan, const struct quoted *quoted);

#endif
