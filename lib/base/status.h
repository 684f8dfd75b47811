/* Codes and reasons: the one list of each, and how a function reports failure. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include "vreward.h"

#include <stdbool.h>

/* Reasons there are. Not in vreward.h, where it would be compiled into callers and change with every release. */
enum { REASON_COUNT = VREWARD_REASON_WRONG_ANSWER + 1 };

/* The bit of a reason in a reason set. */
#define REASON_BIT(reason) (UINT64_C(1) << (reason))

/* The one of `reasons` that is told first. `unparsable` is what made a completion unparsable and comes before all of
 * them, or VREWARD_REASON_OK. `elsewhere`: space_suspect is more than a suspicion. */
int32_t primary_reason(int32_t unparsable, uint64_t reasons, bool elsewhere);

/* Fills *err (NULL is fine) and returns code. `item` and `offset` are -1 where they mean nothing. A message longer than
 * the record is cut between code points and ends in "...". */
int32_t fail(vreward_error *err, int32_t code, int64_t item, int64_t offset, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Out of memory, in the same words everywhere. */
int32_t fail_memory(vreward_error *err);

/* Clears *err (NULL is fine) and returns VREWARD_OK: the last line of a public function. */
int32_t succeed(vreward_error *err);

#endif
