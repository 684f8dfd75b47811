/* What models wrote: the longer strings of files of JSON lines (../shared, where it is there). */
#ifndef TESTS_DRAWN_REAL_H
#define TESTS_DRAWN_REAL_H

#include <stdint.h>

/* Reads them once; a file that cannot be opened has none. Returns how many there are; *texts lives until the end. */
int64_t read_real_texts(char *const *paths, int count, const char *const **texts);

#endif
