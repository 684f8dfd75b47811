#define VECTOR_BYTES 16
#define WORD_TARGET
#define LANES_KERNEL lanes_portable
#include "text/lanes_step.h"
