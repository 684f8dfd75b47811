#include "base/isa.h"

#if defined(__x86_64__)

#define VECTOR_BYTES 32
#define WORD_TARGET AVX2
#include "text/lanes_step.h"

AVX2 void lanes_avx2(struct lanes *lanes)
{
    if (lanes->indel)
        run_all(lanes, true);
    else
        run_all(lanes, false);
}

#endif
