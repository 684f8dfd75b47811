/* The dialects and repairs: the one list of each, named in vreward.h. Numbers are part of the ABI: append only. */
#ifndef PARSE_DIALECTS_H
#define PARSE_DIALECTS_H

#include <stdbool.h>
#include <stdint.h>

enum dialect {
    DIALECT_AUTO,
    DIALECT_JSON,
    DIALECT_QWEN_VL,
    DIALECT_BRACKETS,
    DIALECT_INTERNVL,
    DIALECT_DEEPSEEK_VL2,
    DIALECT_PALIGEMMA,
    DIALECT_FLORENCE,
    DIALECT_GEMINI,
    DIALECT_MOLMO,
    DIALECT_MOONDREAM,
    DIALECT_COGVLM,
    DIALECT_SHIKRA,
    DIALECT_SEED,
    DIALECT_GLM,
    DIALECT_REX_OMNI,
    DIALECT_VISUAL_RFT,
    DIALECT_TOOL_CALL,
    DIALECT_KOSMOS,
    DIALECT_NUMBER,
    DIALECT_TEXT,
    DIALECT_PATTERN,
    DIALECT_MOLMO2,
    DIALECT_SPAN,
    DIALECT_COUNT
};

/* What the reader had to mend, as bit numbers. Anything else skipped or assumed is REPAIR_OTHER. */
enum repair {
    REPAIR_TRUNCATED, /* the list breaks off */
    REPAIR_TRAILING_COMMA,
    REPAIR_PYTHON_LITERAL, /* single quotes, True, False, None */
    REPAIR_UNQUOTED_KEY,
    REPAIR_NAN,            /* NaN or Infinity */
    REPAIR_NUMERIC_STRING, /* a number, or a whole box, in a string */
    REPAIR_EXTRA_LEVEL,    /* of list */
    REPAIR_PROSE,          /* text around the items that is no part of the form */
    REPAIR_OTHER,
    REPAIR_UNKNOWN_KEY, /* of lists of numbers: one was read all the same, or which of several is meant cannot be known */
    REPAIR_COUNT
};

/* JSON, gemini, moondream and visual-rft are one syntax with different keys. */
bool same_family(int32_t a, int32_t b);

#endif
