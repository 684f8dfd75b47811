/* Memory kept ready for PCRE2's JIT, which crashes where memory fails while it compiles (10.42 does; its authors began
 * to test that in 2025): what the heap cannot give comes from there, and the compilation is then given up. */
#ifndef PARSE_PATTERN_SPARE_H
#define PARSE_PATTERN_SPARE_H

#include <stdbool.h>
#include <stddef.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* All zero: nothing is kept ready. */
struct spare {
    char *memory;
    size_t size, used;
};

/* Of a pcre2_general_context, whose data is a struct spare that lives until all is given back. */
void *spare_take(size_t size, void *spare);
void spare_give_back(void *memory, void *spare);

/* Compiles for the JIT; what keeps the JIT from it only costs time. False: out of memory; `code` must be freed, and then
 * the spare memory. */
bool spare_jit_compile(pcre2_code *code, struct spare *spare);
void spare_free(struct spare *spare);

#endif
