/* A value of JSON in a message. */
#ifndef RECIPE_JSON_SHOWN_H
#define RECIPE_JSON_SHOWN_H

#include "parse/json.h"

/* "a string", "a list", ... */
const char *json_type_name(const struct json *value);

/* The value as it is written, cut to what a message has room for, NUL-terminated. */
enum { EXCERPT_SIZE = 48 };
const char *json_excerpt(struct span text, const struct json *value, char excerpt[EXCERPT_SIZE]);

#endif
