/* The dialects, coordinate spaces, orders and repairs: the one list of each. Numbers are part of the ABI: append only.
 */
#ifndef PARSE_DIALECTS_H
#define PARSE_DIALECTS_H

#include "base/span.h"

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

/* Coordinate spaces. A size-dependent one needs the truth's `size` (PIXEL, NORM*) or `input_size` (INPUT). */
enum space {
    SPACE_SAME,    /* the truth's own space, as it stands */
    SPACE_DIALECT, /* recipes only: the one the dialect names, SAME where it names none */
    SPACE_AUTO,    /* recipes only: as DIALECT where the truth has the size that needs, else SAME */
    SPACE_PIXEL,   /* of the original image */
    SPACE_INPUT,   /* of the image the model saw */
    SPACE_NORM1,
    SPACE_NORM100,
    SPACE_NORM999,
    SPACE_NORM1000,
    SPACE_NORM1024,
    SPACE_COUNT
};

enum order { ORDER_DIALECT, ORDER_XYXY, ORDER_YXYX, ORDER_XYWH, ORDER_CXCYWH, ORDER_COUNT };

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

/* Numbers by name, -1 where there is none; names by number are in vreward.h and below. */
int32_t dialect_by_name(struct span name);
int32_t space_by_name(struct span name);
int32_t order_by_name(struct span name);
const char *order_name(int32_t order);

#endif
