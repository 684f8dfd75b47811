#include "base/isa.h"

#if defined(__x86_64__)

#define VECTOR_BYTES 64
#define WORD_TARGET AVX512
#define LANES_KERNEL lanes_avx512
#include "text/lanes_step.h"

#endif
