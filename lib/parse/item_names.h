/* The names of items in the prose around them. */
#ifndef PARSE_ITEM_NAMES_H
#define PARSE_ITEM_NAMES_H

#include "parse/scan.h"

/* Labels the items from `first` on, of a form that stands at begin .. scan->at: with the text in front of it, else
 * behind it, else as the item before where nothing stands between. Which of the two sides an answer uses is decided by
 * the first name that is found. A name behind is consumed. */
void scan_name(struct scan *scan, int64_t first, int64_t begin);

/* A reference tag at scan->at, `open` begins it, whose text labels the boxes behind it, or those right in front of it
 * that have no other. False where it does not stand there. */
bool scan_reference(struct scan *scan, const char *open, enum closing close);

/* Labels the items from `first` on, of the form that stands at begin .. scan->at: with the last reference where it is
 * the last one and only a few words, or other boxes, stand between; without a reference, with the text around it. */
void scan_refer(struct scan *scan, int64_t first, int64_t begin);

#endif
