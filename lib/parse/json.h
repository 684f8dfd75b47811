/* Strict JSON (RFC 8259, as Python's json.loads accepts it) for truths and recipes; completions are read by
 * reader.h, which mends. Values live in an arena; strings are decoded, and keep NUL bytes. */
#ifndef PARSE_JSON_H
#define PARSE_JSON_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"

enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    int32_t type; /* enum json_type */
    int32_t reserved;
    int64_t begin, end; /* bytes of the document */
    double number;      /* JSON_NUMBER, correctly rounded; infinite where the text is beyond doubles */
    struct span string; /* JSON_STRING, decoded UTF-8 (a lone surrogate is U+FFFD) */
    struct span key;    /* where the parent is an object, decoded */
    struct json *child; /* first element or member; of duplicate keys only the last is kept */
    struct json *next;  /* sibling */
    int64_t count;      /* of elements or members */
};

/* Reads the whole document: values into `arena`, the bytes of decoded strings into `strings`, which may be the same and
 * may live longer. Errors: `refusal` with err.offset the byte and what was expected there; MEMORY. */
int32_t json_read(struct span document, struct arena *arena, struct arena *strings, int32_t refusal,
                  const struct json **root, vreward_error *err);

/* What the whole document is (enum json_type), or -1 where it is not JSON. Keeps nothing and takes no memory. */
int32_t json_type_of(struct span document);

#endif
