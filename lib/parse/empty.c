#include "parse/empty.h"

#include "base/ascii.h"
#include "base/decimal.h"
#include "geometry/spaces.h"
#include "text/utf8.h"

static bool may_wrap(char c)
{
    return ascii_is_quote(c) || c == '`' || c == '*';
}

/* Without surrounding space, quotes and a final full stop. */
struct span bare_text(struct span text)
{
    for (;;) {
        const int64_t before = text.length;
        text = ascii_trim(text);
        while (text.length > 0 && may_wrap(text.data[0])) {
            text.data++;
            text.length--;
        }
        while (text.length > 0 && may_wrap(text.data[text.length - 1]))
            text.length--;
        if (text.length > 1 && text.data[text.length - 1] == '.')
            text.length--;
        if (text.length == before)
            return text;
    }
}

bool empty_list(struct span text, struct empty_list *list)
{
    const char *at = text.data, *end = text.data + text.length;
    list->count = 0;
    while (at < end) {
        if (ascii_is_one_of(*at, " \t\r\n[](),;")) {
            at++;
            continue;
        }
        const struct number number = number_read(at, end);
        if (number.end == at || list->count == 4)
            return false;
        list->value[list->count++] = number.value;
        at = number.end;
    }
    return list->count == 4 || list->count == 2;
}

static bool same_numbers(const double *a, const double *b, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

bool is_empty_item(const struct read_options *options, const struct item *item)
{
    const int32_t orders[] = {ORDER_XYXY, ORDER_YXYX, options->order == ORDER_DIALECT ? ORDER_XYXY : options->order};
    for (int64_t i = 0; i < options->empty_list_count; i++) {
        const struct empty_list *list = &options->empty_list[i];
        const double swapped[2] = {list->value[1], list->value[0]};
        if (list->count == 2 && item->has_point &&
            (same_numbers(item->point, list->value, 2) || same_numbers(item->point, swapped, 2)))
            return true;
        for (int32_t k = 0; list->count == 4 && item->has_box && k < 3; k++) {
            double box[4];
            box_from_order(orders[k], list->value, box);
            if (same_numbers(item->box, box, 4))
                return true;
        }
    }
    return false;
}

int32_t empty_by_recipe(const struct read_options *options, struct span answer, struct arena *arena, bool *named,
                        bool *limit, vreward_error *err)
{
    const struct span said = bare_text(answer);
    *named = *limit = false;
    for (int64_t i = 0; i < options->empty_count && !*named; i++)
        *named = span_equal_fold(said, options->empty[i]);
    if (*named || options->empty_pattern_count == 0)
        return VREWARD_OK;
    const struct span text = utf8_valid(answer, arena);
    if (text.data == NULL)
        return fail_memory(err);
    for (int64_t i = 0; i < options->empty_pattern_count && !*named; i++) {
        int32_t result = PATTERN_NO_MATCH;
        const int32_t code = pattern_matches(options->empty_pattern[i], text, &result, err);
        if (code != VREWARD_OK)
            return code;
        *named = result == PATTERN_MATCH;
        *limit = *limit || result == PATTERN_LIMIT;
    }
    return VREWARD_OK;
}
