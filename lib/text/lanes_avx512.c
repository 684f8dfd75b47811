#include "base/isa.h"

#if defined(__x86_64__)

#define VECTOR_BYTES 64
#define WORD_TARGET AVX512
#include "text/lanes_step.h"

AVX512 void lanes_avx512(struct lanes *lanes)
{
    if (lanes->indel)
        run_all(lanes, true);
    else
        run_all(lanes, false);
}

#endif
