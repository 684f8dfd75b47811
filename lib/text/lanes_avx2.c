#include "base/isa.h"

#if defined(__x86_64__)

#define VECTOR_BYTES 32
#define WORD_TARGET AVX2
#define LANES_KERNEL lanes_avx2
#include "text/lanes_step.h"

#endif
