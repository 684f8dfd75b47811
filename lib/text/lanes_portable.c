#define VECTOR_BYTES 16
#define WORD_TARGET
#include "text/lanes_step.h"

void lanes_portable(struct lanes *lanes)
{
    if (lanes->indel)
        run_all(lanes, true);
    else
        run_all(lanes, false);
}
