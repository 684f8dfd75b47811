/* JSON that leaves the library is built with cJSON; what cJSON does not write exactly is here. */
#ifndef BASE_JSON_WRITE_H
#define BASE_JSON_WRITE_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"

#include <cjson/cJSON.h>

enum { NUMBER_TEXT_SIZE = 40 };

/* The shortest text, NUL-terminated, that reads back as the same finite double; whatever the locale. Its length. */
int64_t number_text(double value, char text[NUMBER_TEXT_SIZE]);

/* A number that reads back as the same double (cJSON's own may be off by one bit); null where it is not finite. NULL
 * when out of memory. */
cJSON *json_number(double value);

/* A string of valid UTF-8, which may hold NUL (cJSON's own ends there). NULL when out of memory. */
cJSON *json_string(struct span text);

/* Adds `value` to an object or (key NULL) a list, which owns it from then on. On failure, also where value is NULL (out
 * of memory), it is deleted. `key` must outlive nothing: it is copied. */
bool json_add(cJSON *container, const char *key, cJSON *value);

/* The text of the value, in the arena. Errors: MEMORY. */
int32_t json_print(const cJSON *value, struct arena *arena, struct span *text, vreward_error *err);

#endif
