#include "drawn/real.h"

#include <cjson/cJSON.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 20000, SHORTEST = 20, LONGEST = 4000, LINE = 1 << 18 };

static const char *kept[MOST];
static int64_t kept_count;

static void keep(const char *text)
{
    const size_t length = strlen(text);
    if (length < SHORTEST || length > LONGEST || kept_count == MOST)
        return;
    char *copy = malloc(length + 1);
    if (copy != NULL)
        kept[kept_count++] = memcpy(copy, text, length + 1);
}

static void keep_strings(const cJSON *value)
{
    if (cJSON_IsString(value))
        keep(value->valuestring);
    for (const cJSON *child = value->child; child != NULL; child = child->next)
        keep_strings(child);
}

int64_t read_real_texts(char *const *paths, int count, const char *const **texts)
{
    static char line[LINE];
    for (int i = 0; i < count; i++) {
        FILE *file = fopen(paths[i], "r");
        while (file != NULL && fgets(line, sizeof line, file) != NULL) {
            cJSON *value = cJSON_Parse(line);
            if (value != NULL)
                keep_strings(value);
            cJSON_Delete(value);
        }
        if (file != NULL)
            fclose(file);
    }
    *texts = kept;
    return kept_count;
}
