#include "parse/dialects.h"

#include "vreward.h"

#include <stddef.h>

static const char *const dialect_names[DIALECT_COUNT] = {
    "auto",       "json",      "qwen-vl",   "brackets", "internvl", "deepseek-vl2", "paligemma", "florence",
    "gemini",     "molmo",     "moondream", "cogvlm",   "shikra",   "seed",         "glm",       "rex-omni",
    "visual-rft", "tool-call", "kosmos",    "number",   "text",     "pattern",      "molmo2",    "span",
};

static const char *const space_names[SPACE_COUNT] = {
    "same", "dialect", "auto", "pixel", "input", "norm1", "norm100", "norm999", "norm1000", "norm1024",
};

static const char *const order_names[ORDER_COUNT] = {"dialect", "xyxy", "yxyx", "xywh", "cxcywh"};

static const char *const repair_names[REPAIR_COUNT] = {
    "truncated",      "trailing_comma", "python_literal", "unquoted_key", "nan",
    "numeric_string", "extra_level",    "prose",          "other",        "unknown_key",
};

static const char *name_at(const char *const *names, int32_t count, int32_t number)
{
    return number >= 0 && number < count ? names[number] : NULL;
}

static int32_t number_of(const char *const *names, int32_t count, struct span name)
{
    for (int32_t i = 0; i < count; i++)
        if (span_equal(span_of(names[i]), name))
            return i;
    return -1;
}

const char *vreward_dialect_name(int32_t dialect)
{
    return name_at(dialect_names, DIALECT_COUNT, dialect);
}

const char *vreward_space_name(int32_t space)
{
    return name_at(space_names, SPACE_COUNT, space);
}

const char *vreward_repair_name(int32_t bit)
{
    return name_at(repair_names, REPAIR_COUNT, bit);
}

const char *order_name(int32_t order)
{
    return name_at(order_names, ORDER_COUNT, order);
}

int32_t dialect_by_name(struct span name)
{
    return number_of(dialect_names, DIALECT_COUNT, name);
}

int32_t space_by_name(struct span name)
{
    return number_of(space_names, SPACE_COUNT, name);
}

int32_t order_by_name(struct span name)
{
    return number_of(order_names, ORDER_COUNT, name);
}
