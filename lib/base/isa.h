/* Which instruction set the fast paths use. Every path gives the same results. */
#ifndef BASE_ISA_H
#define BASE_ISA_H

/* Stands before each function that uses these instructions, so that no file needs flags of its own. */
#define AVX2 __attribute__((target("avx2")))

enum isa { ISA_PORTABLE, ISA_AVX2, ISA_NEON };

/* The best set that was compiled in and that this processor has; the environment variable VREWARD_ISA (portable, avx2,
 * neon) picks another one, where it can be had. */
int isa_in_use(void);

/* "portable", "avx2" or "neon"; static storage. */
const char *isa_name(void);

/* Looks at the processor and at VREWARD_ISA. The loader calls it, and nothing else but tests: reading the environment
 * while another thread sets a variable is undefined. */
void choose_isa(void);

#endif
