/* Which instruction set the kernels of this folder use. */
#ifndef TEXT_ISA_H
#define TEXT_ISA_H

enum isa { ISA_PORTABLE, ISA_AVX2, ISA_NEON };

/* The best that this machine has and this build knows; the environment variable VREWARD_ISA (portable, avx2, neon) asks
 * for another, and is passed over where it cannot be had. No choice changes a result. */
enum isa isa_in_use(void);

/* "portable", "avx2" or "neon"; static storage. */
const char *isa_name(void);

#endif
