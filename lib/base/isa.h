/* Which instruction set the fast paths use. Every path gives the same results. */
#ifndef BASE_ISA_H
#define BASE_ISA_H

enum isa { ISA_PORTABLE, ISA_AVX2, ISA_NEON };

/* The best set that was compiled in and that this processor has; the environment variable VREWARD_ISA (portable, avx2,
 * neon) picks another one, where it can be had. Looked up at each call, which costs some 50 ns and keeps no state: ask
 * once per comparison or matching that is large enough to care. */
int isa_in_use(void);

/* "portable", "avx2" or "neon"; static storage. */
const char *isa_name(void);

#endif
