#include "recipe/fields.h"

#include "base/ascii.h"
#include "base/json_write.h"
#include "base/names.h"
#include "parse/pattern.h"
#include "recipe/json_shown.h"
#include "reward/shaping.h"

#include <math.h>
#include <stdio.h>

enum { NAMES_SIZE = 160 };

static int32_t wrong_value(struct compiler *compiler, struct place place, const char *shown, const char *wanted)
{
    char excerpt[EXCERPT_SIZE];
    return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset, "`%s` is %s, it must be %s", shown,
                json_excerpt(place.text, place.value, excerpt), wanted);
}

static int32_t set_choice(struct compiler *compiler, const struct member *member, struct place place, const char *shown,
                          int32_t *index)
{
    if (place.value->type != JSON_STRING)
        return wrong_type(compiler, place, shown, "a string");
    *index = name_find(member->name, place.value->string);
    if (*index >= 0)
        return VREWARD_OK;
    char names[NAMES_SIZE], wanted[NAMES_SIZE + 40];
    snprintf(wanted, sizeof wanted, "one of %s%s", names_join(member->name, names, sizeof names),
             member->type == MEMBER_QUALITY ? ", or a number of pixels" : "");
    return wrong_value(compiler, place, shown, wanted);
}

static int32_t set_choices(struct compiler *compiler, const struct member *member, struct place place,
                           const char *shown, uint32_t *bits)
{
    if (place.value->type != JSON_ARRAY)
        return wrong_type(compiler, place, shown, "a list of strings");
    for (const struct json *element = place.value->child; element != NULL; element = element->next) {
        int32_t index = 0;
        const int32_t code = set_choice(compiler, member, place_within(place, element), shown, &index);
        if (code != VREWARD_OK)
            return code;
        *bits |= (uint32_t)member->bit << index;
    }
    return VREWARD_OK;
}

static int32_t read_boolean(struct compiler *compiler, struct place place, const char *shown, int32_t *value)
{
    if (place.value->type != JSON_TRUE && place.value->type != JSON_FALSE)
        return wrong_type(compiler, place, shown, "true or false");
    *value = place.value->type == JSON_TRUE;
    return VREWARD_OK;
}

static int32_t read_number_field(struct compiler *compiler, const struct member *member, struct place place,
                                 const char *shown, bool whole, double *value)
{
    if (place.value->type != JSON_NUMBER)
        return wrong_type(compiler, place, shown, whole ? "a whole number" : "a number");
    *value = place.value->number;
    if (*value >= member->low && *value <= member->high && (!whole || *value == floor(*value)))
        return VREWARD_OK;
    char low[NUMBER_TEXT_SIZE], high[NUMBER_TEXT_SIZE], wanted[2 * NUMBER_TEXT_SIZE + 32];
    number_text(member->low, low);
    number_text(member->high, high);
    snprintf(wanted, sizeof wanted, "%s from %s to %s", whole ? "a whole number" : "a number", low, high);
    return wrong_value(compiler, place, shown, wanted);
}

static int32_t set_integer(struct compiler *compiler, const struct member *member, struct place place,
                           const char *shown, int64_t *value)
{
    double number = 0;
    const int32_t code = read_number_field(compiler, member, place, shown, true, &number);
    if (code == VREWARD_OK)
        *value = (int64_t)number;
    return code;
}

static int32_t set_texts(struct compiler *compiler, struct place place, const char *shown, const struct span **texts,
                         int64_t *count)
{
    const struct json *value = place.value;
    if (value->type != JSON_ARRAY && value->type != JSON_STRING)
        return wrong_type(compiler, place, shown, "a string or a list of strings");
    const bool single = value->type == JSON_STRING;
    struct span *copies = arena_zeros(compiler->arena, single ? 1 : (size_t)value->count, sizeof *copies);
    if (copies == NULL)
        return fail_memory(compiler->err);
    *count = 0;
    for (const struct json *element = single ? value : value->child; element != NULL;
         element = single ? NULL : element->next) {
        if (element->type != JSON_STRING)
            return wrong_type(compiler, place_within(place, element), shown, "a list of strings");
        copies[(*count)++] = element->string;
    }
    *texts = copies;
    return VREWARD_OK;
}

static int32_t set_numbers(struct compiler *compiler, const struct member *member, struct place place,
                           const char *shown, const double **numbers, int64_t *count)
{
    const struct json *value = place.value;
    const bool single = value->type == JSON_NUMBER;
    if (!single && value->type != JSON_ARRAY)
        return wrong_type(compiler, place, shown, "a number or a list of numbers");
    if (!single && value->count == 0)
        return wrong_value(compiler, place, shown, "a number or a list of at least one");
    double *copies = arena_array(compiler->arena, single ? 1 : (size_t)value->count, sizeof *copies);
    if (copies == NULL)
        return fail_memory(compiler->err);
    *count = 0;
    for (const struct json *element = single ? value : value->child; element != NULL;
         element = single ? NULL : element->next) {
        const int32_t code =
            read_number_field(compiler, member, place_within(place, element), shown, false, &copies[(*count)++]);
        if (code != VREWARD_OK)
            return code;
    }
    *numbers = copies;
    return VREWARD_OK;
}

static int32_t set_quality(struct compiler *compiler, const struct member *member, struct place place,
                           const char *shown)
{
    struct config *config = &compiler->recipe->config;
    if (place.value->type != JSON_NUMBER)
        return set_choice(compiler, member, place, shown, &config->quality);
    config->quality = DISTANCE_BY_PIXELS;
    return read_number_field(compiler, member, place, shown, false, &config->quality_pixels);
}

/* Two numbers, the smaller one first; of a part's ramp the part says which. */
static int32_t set_range(struct compiler *compiler, const struct member *member, struct place place, const char *shown,
                         double bound[2])
{
    if (place.value->type != JSON_ARRAY || place.value->count != 2)
        return wrong_type(compiler, place, shown, "a list of two numbers");
    const struct json *element = place.value->child;
    for (int32_t i = 0; i < 2; i++, element = element->next) {
        const int32_t code = read_number_field(compiler, member, place_within(place, element), shown, false, &bound[i]);
        if (code != VREWARD_OK)
            return code;
    }
    if (bound[0] == bound[1] || (bound[0] > bound[1] && strncmp(shown, "pair[", 5) != 0))
        return wrong_value(compiler, place, shown, "two numbers, the smaller one first");
    return VREWARD_OK;
}

static int32_t set_ramp(struct compiler *compiler, const struct member *member, struct place place, const char *shown,
                        struct shaping *shaping)
{
    double bound[2] = {0, 0};
    const int32_t code = set_range(compiler, member, place, shown, bound);
    shaping->threshold = bound[0];
    shaping->full = bound[1];
    return code;
}

static int32_t set_shape(struct compiler *compiler, const struct member *member, struct place place, const char *shown,
                         struct shaping *shaping)
{
    if (is_shaped(shaping))
        return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset, "`%.*s` takes one shape, not two (`%s`)",
                    (int)(strrchr(shown, '.') - shown), shown, shown);
    shaping->shape = member->bit;
    if (member->bit == SHAPE_RAMP)
        return set_ramp(compiler, member, place, shown, shaping);
    double number = 0;
    const bool whole = member->bit == SHAPE_POWER;
    const int32_t code = read_number_field(compiler, member, place, shown, whole, &number);
    if (code != VREWARD_OK)
        return code;
    if (whole)
        shaping->power = (int32_t)number;
    else
        shaping->threshold = number;
    return VREWARD_OK;
}

/* The byte of a JSON string's text, quotes and escapes included, where byte `wanted` of what it says begins. */
static int64_t byte_of_string(struct place place, int64_t wanted)
{
    const char *text = place.text.data;
    int64_t at = place.value->begin + 1;
    for (int64_t said = 0; said < wanted && at < place.value->end - 1;) {
        if (text[at] != '\\') {
            said++;
            at++;
        } else if (text[at + 1] != 'u') {
            said++;
            at += 2;
        } else {
            uint32_t unit = 0;
            for (int32_t i = 2; i < 6; i++)
                unit = unit * 16 + (uint32_t)ascii_hex(text[at + i]);
            said += unit < 0x80                       ? 1
                    : unit < 0x800                    ? 2
                    : unit >= 0xD800 && unit < 0xE000 ? 2
                                                      : 3; /* half of a pair: 2 */
            at += 6;
        }
    }
    return at;
}

int32_t compile_pattern(struct compiler *compiler, struct place place, const char *shown, int32_t mode,
                        struct pattern **pattern)
{
    if (place.value->type != JSON_STRING)
        return wrong_type(compiler, place, shown, "a string");
    vreward_error details;
    const int32_t code = pattern_compile(place.value->string, (enum pattern_mode)mode, pattern, &details);
    if (code == VREWARD_OK)
        return code;
    if (code != VREWARD_E_RECIPE)
        return fail(compiler->err, code, -1, -1, "%s", details.message);
    const char *reason = strstr(details.message, ": ");
    return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset < 0 ? -1 : byte_of_string(place, details.offset),
                "`%s`: %s", shown, reason == NULL ? details.message : reason + 2);
}

int32_t set_field(struct compiler *compiler, const struct member *member, struct place place, const char *shown,
                  void *field, int64_t *count)
{
    int32_t switched = 0;
    int32_t code = VREWARD_OK;
    switch ((enum member_type)member->type) {
    case MEMBER_WORD:
        return place.value->type == JSON_STRING ? VREWARD_OK : wrong_type(compiler, place, shown, "a string");
    case MEMBER_TEXTS:
        return set_texts(compiler, place, shown, field, count);
    case MEMBER_CHOICE:
        return set_choice(compiler, member, place, shown, field);
    case MEMBER_CHOICES:
        return set_choices(compiler, member, place, shown, field);
    case MEMBER_BOOLEAN:
        return read_boolean(compiler, place, shown, field);
    case MEMBER_SWITCH:
        code = read_boolean(compiler, place, shown, &switched);
        if (switched)
            *(uint32_t *)field |= (uint32_t)member->bit;
        return code;
    case MEMBER_INTEGER:
        return set_integer(compiler, member, place, shown, field);
    case MEMBER_NUMBER:
        return read_number_field(compiler, member, place, shown, false, field);
    case MEMBER_NUMBERS:
        return set_numbers(compiler, member, place, shown, field, count);
    case MEMBER_QUALITY:
        return set_quality(compiler, member, place, shown);
    case MEMBER_SHAPE:
        return set_shape(compiler, member, place, shown, field);
    case MEMBER_PATTERN:
        return compile_pattern(compiler, place, shown, PATTERN_SEARCH, field);
    case MEMBER_RANGE:
        return set_range(compiler, member, place, shown, field);
    case MEMBER_FACTORS: /* the terms are not known yet: terms.c */
        return place.value->type == JSON_ARRAY ? VREWARD_OK : wrong_type(compiler, place, shown, "a list of terms");
    case MEMBER_WEIGHTS:
        return place.value->type == JSON_OBJECT ? VREWARD_OK : wrong_type(compiler, place, shown, "an object");
    case MEMBER_EMPTY:
    case MEMBER_FORMAT:
    case MEMBER_PAIR:
    case MEMBER_MAP:
        break;
    }
    return VREWARD_OK;
}
