/* The functions that read one form each, a family of dialects a file. What they owe is in README.md. */
#ifndef PARSE_DIALECT_READERS_H
#define PARSE_DIALECT_READERS_H

#include "parse/scan.h"

bool read_qwen_vl(struct scan *scan); /* dialect_qwen.c */
bool read_internvl(struct scan *scan);
bool read_rex_omni(struct scan *scan);
bool read_deepseek(struct scan *scan);  /* dialect_deepseek.c */
bool read_paligemma(struct scan *scan); /* dialect_loc.c */
bool read_florence(struct scan *scan);
bool read_molmo(struct scan *scan); /* dialect_molmo.c */
bool read_seed(struct scan *scan);  /* dialect_seed.c */
bool read_glm(struct scan *scan);   /* dialect_wrapped.c */
bool read_tool_call(struct scan *scan);
bool read_kosmos(struct scan *scan); /* dialect_kosmos.c */
bool read_cogvlm(struct scan *scan); /* dialect_lists.c */
bool read_shikra(struct scan *scan);
bool read_json(struct scan *scan);      /* dialect_json.c */
bool read_brackets(struct scan *scan);  /* dialect_brackets.c */
bool read_arguments(struct scan *scan); /* dialect_arguments.c; brackets tries it */

#endif
