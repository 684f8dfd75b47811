#include "base/isa.h"
#include "base/text_out.h"
#include "parse/pattern.h"
#include "text/unicode.h"

#include <cjson/cJSON.h>
#include <stdio.h>

/* cJSON's version is the one compiled against: cJSON_Version() writes to static memory on each call. */
int32_t vreward_build_info(char *buffer, int64_t capacity, int64_t *needed, vreward_error *err)
{
    char pcre2[32], text[512];
    pattern_library_version(pcre2);
    const int length = snprintf(text, sizeof text,
                                "{\"vreward\":\"%s\",\"cjson\":\"%d.%d.%d\",\"pcre2\":\"%s\",\"utf8proc\":\"%s\","
                                "\"unicode\":\"%s\",\"isa\":\"%s\"}",
                                vreward_version_string(), CJSON_VERSION_MAJOR, CJSON_VERSION_MINOR, CJSON_VERSION_PATCH,
                                pcre2, unicode_library_version(), unicode_version(), isa_name());
    return text_out(text, length, buffer, capacity, needed, err);
}
