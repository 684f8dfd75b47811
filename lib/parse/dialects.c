#include "parse/dialects.h"

#include "base/names.h"
#include "vreward.h"

static const char *const dialect_names[DIALECT_COUNT] = {
    "auto",       "json",      "qwen-vl",   "brackets", "internvl", "deepseek-vl2", "paligemma", "florence",
    "gemini",     "molmo",     "moondream", "cogvlm",   "shikra",   "seed",         "glm",       "rex-omni",
    "visual-rft", "tool-call", "kosmos",    "number",   "text",     "pattern",      "molmo2",    "span",
};

static const char *const repair_names[REPAIR_COUNT] = {
    "truncated",      "trailing_comma", "python_literal", "unquoted_key", "nan",
    "numeric_string", "extra_level",    "prose",          "other",        "unknown_key",
};

const char *vreward_dialect_name(int32_t dialect)
{
    return name_at(dialect_names, DIALECT_COUNT, dialect);
}

const char *vreward_repair_name(int32_t bit)
{
    return name_at(repair_names, REPAIR_COUNT, bit);
}
