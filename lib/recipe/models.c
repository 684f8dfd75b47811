/* What to say where no preset has the name asked for. */
#include "recipe/builtin.h"
#include "recipe/layers.h"

enum { PLAIN_SIZE = 64, FEW_EDITS = 2 };

/* Letters in lower case and digits only: "Qwen/Qwen2.5-VL-3B" becomes "qwenqwen25vl3b". Returns the length. */
static int32_t plain(struct span name, char text[PLAIN_SIZE])
{
    int32_t length = 0;
    for (int64_t i = 0; i < name.length && length < PLAIN_SIZE; i++) {
        const char byte = name.data[i];
        if (byte >= 'A' && byte <= 'Z')
            text[length++] = (char)(byte - 'A' + 'a');
        else if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
            text[length++] = byte;
    }
    return length;
}

/* Fewest edits that make `piece` out of some piece of `whole`. */
static int32_t edits_within(const char *piece, int32_t piece_length, const char *whole, int32_t whole_length)
{
    int32_t row[PLAIN_SIZE + 1] = {0};
    for (int32_t i = 1; i <= piece_length; i++) {
        int32_t diagonal = row[0];
        row[0] = i;
        for (int32_t j = 1; j <= whole_length; j++) {
            const int32_t substituted = diagonal + (piece[i - 1] != whole[j - 1]);
            const int32_t shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = substituted < shorter ? substituted : shorter;
        }
    }
    int32_t fewest = row[0];
    for (int32_t j = 1; j <= whole_length; j++)
        fewest = row[j] < fewest ? row[j] : fewest;
    return fewest;
}

static const char *model_name(int32_t index)
{
    return builtin_models[index].name;
}

/* Between a preset's name and the one asked for, of which either may be a piece of the other: "qwen" and a whole name of
 * the hub. Beyond a few edits nothing is alike, and a short name is like everything. */
static int32_t edits_of(const struct builtin_recipe *model, const char *asked, int32_t asked_length)
{
    char preset[PLAIN_SIZE];
    const int32_t length = plain(span_of(model->name), preset);
    const bool longer = asked_length > length;
    const int32_t shorter = longer ? length : asked_length;
    const int32_t edits =
        longer ? edits_within(preset, length, asked, asked_length) : edits_within(asked, asked_length, preset, length);
    return edits <= FEW_EDITS && 3 * edits < shorter ? edits : FEW_EDITS + 1;
}

bool similar_models(struct span name, char *text, int64_t capacity)
{
    char asked[PLAIN_SIZE];
    const int32_t asked_length = plain(name, asked);
    int32_t fewest = FEW_EDITS;
    int64_t length = 0;
    for (const struct builtin_recipe *model = builtin_models; model->name != NULL; model++) {
        const int32_t edits = edits_of(model, asked, asked_length);
        fewest = edits < fewest ? edits : fewest;
    }
    for (const struct builtin_recipe *model = builtin_models; model->name != NULL; model++) {
        if (edits_of(model, asked, asked_length) == fewest && !append_name(model->name, text, &length, capacity))
            break;
    }
    if (length == 0)
        join_names(model_name, text, capacity);
    return length > 0;
}
