#include "recipe/models.h"

#include "base/ascii.h"
#include "base/names.h"
#include "recipe/builtin.h"

enum { PLAIN_SIZE = 64, FEW_EDITS = 2 };

/* Letters in lower case and digits only: "Qwen/Qwen2.5-VL-3B" becomes "qwenqwen25vl3b". */
static struct span plain(struct span name, char text[PLAIN_SIZE])
{
    int32_t length = 0;
    for (int64_t i = 0; i < name.length && length < PLAIN_SIZE; i++) {
        if (ascii_is_letter(name.data[i]))
            text[length++] = (char)(name.data[i] | 0x20);
        else if (ascii_is_digit(name.data[i]))
            text[length++] = name.data[i];
    }
    return (struct span){text, length};
}

/* Fewest edits that make `piece` out of some piece of `whole`. */
static int32_t edits_within(struct span piece, struct span whole)
{
    int32_t row[PLAIN_SIZE + 1] = {0};
    name_edits(piece, whole, row);
    int32_t fewest = row[0];
    for (int64_t j = 1; j <= whole.length; j++)
        fewest = row[j] < fewest ? row[j] : fewest;
    return fewest;
}

static const char *model_name(int32_t index)
{
    return builtin_models[index].name;
}

/* Between a preset's name and the one asked for, of which either may be a piece of the other: "qwen" and a whole name
 * of the hub. Beyond a few edits nothing is alike, and a short name is like everything. */
static int32_t edits_of(const struct builtin_recipe *model, struct span asked)
{
    char text[PLAIN_SIZE];
    const struct span preset = plain(span_of(model->name), text);
    const struct span shorter = asked.length > preset.length ? preset : asked;
    const int32_t edits = edits_within(shorter, asked.length > preset.length ? asked : preset);
    return edits <= FEW_EDITS && 3 * edits < shorter.length ? edits : FEW_EDITS + 1;
}

bool similar_models(struct span name, char *text, int64_t capacity)
{
    char asked_text[PLAIN_SIZE];
    const struct span asked = plain(name, asked_text);
    int32_t fewest = FEW_EDITS;
    int64_t length = 0;
    for (const struct builtin_recipe *model = builtin_models; model->name != NULL; model++) {
        const int32_t edits = edits_of(model, asked);
        fewest = edits < fewest ? edits : fewest;
    }
    for (const struct builtin_recipe *model = builtin_models; model->name != NULL; model++) {
        if (edits_of(model, asked) == fewest && !name_append(model->name, text, &length, capacity))
            break;
    }
    if (length == 0)
        names_join(model_name, text, capacity);
    return length > 0;
}
