/* Memory for a call of Python's, kept for the next one: given back each time and asked for anew, some hundred KiB come from the
 * kernel page by page, which took a third of the time of one image's average precision. */
#ifndef VREWARD_PYTHON_MEMORY_H
#define VREWARD_PYTHON_MEMORY_H

#include "base/arena.h"

/* What the last call left, or nothing yet, as where another thread has it. */
struct arena python_memory_take(void);

/* Everything in it is given up. */
void python_memory_keep(struct arena *arena);

#endif
