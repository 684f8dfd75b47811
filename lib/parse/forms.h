/* The table of dialects: how each writes items, and the function that reads it. */
#ifndef PARSE_FORMS_H
#define PARSE_FORMS_H

#include "parse/scan.h"

struct form {
    int32_t dialect; /* enum dialect */
    int32_t space;   /* enum space: what its numbers mean; SAME: it does not say */
    int32_t order;   /* enum order of its numbers */
    int32_t also[2]; /* dialects whose forms are left when special tokens are stripped; read where this one is named */
    const char *first;  /* the bytes that it may begin with */
    const char *second; /* behind a <, the bytes that may come next */
    bool (*read)(struct scan *scan);
    uint8_t prose_is_repair; /* text around it is no part of the form */
    uint8_t only_named;      /* ambiguous: `auto` leaves it alone */
};

extern const struct form forms[];
extern const int32_t form_count;

const struct form *form_of(int32_t dialect); /* NULL where there is none */

/* JSON, gemini, moondream and visual-rft are one syntax with different keys. */
bool same_family(int32_t a, int32_t b);

/* The forms of the dialects listed, one after the other, to scan->end. */
void scan_forms(struct scan *scan, const struct form *const *list, int32_t count);

/* One per family of dialects, each in its own file: struct scan says what they owe. */
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
