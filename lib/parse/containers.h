/* What the reader met: containers that open and close, and what stands in them. */
#ifndef PARSE_CONTAINERS_H
#define PARSE_CONTAINERS_H

#include "parse/container.h"

void container_open(struct reader *r, bool is_object, int64_t at);
void container_close(struct reader *r, int64_t end, bool closed);
void container_key(struct reader *r, struct span key, int64_t at);
void container_number(struct reader *r, double value, int64_t begin, int64_t end);

#endif
