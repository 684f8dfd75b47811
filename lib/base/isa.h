/* Which instruction set the fast paths use. Every path gives the same results. */
#ifndef BASE_ISA_H
#define BASE_ISA_H

/* Stands before each function that uses these instructions, so that no file needs flags of its own. */
#define AVX2 __attribute__((target("avx2")))
/* With the shifts of VBMI2, which came with Ice Lake and Zen 4: older processors slow down for vectors so wide. */
#define AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vbmi2")))

/* Each of x86 has what those before it have. */
enum isa { ISA_PORTABLE, ISA_NEON, ISA_AVX2, ISA_AVX512 };

/* The best set that was compiled in and that this processor has; the environment variable VREWARD_ISA (portable, neon,
 * avx2, avx512) picks another one, where it can be had. */
int isa_in_use(void);

/* "portable", "neon", "avx2" or "avx512"; static storage. */
const char *isa_name(void);

/* Looks at the processor and at VREWARD_ISA. The loader calls it, and nothing else but tests: reading the environment
 * while another thread sets a variable is undefined. */
void choose_isa(void);

#endif
