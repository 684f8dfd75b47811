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

bool same_family(int32_t a, int32_t b)
{
    const uint32_t family =
        1u << DIALECT_JSON | 1u << DIALECT_GEMINI | 1u << DIALECT_MOONDREAM | 1u << DIALECT_VISUAL_RFT;
    return a == b || ((family >> a & 1) != 0 && (family >> b & 1) != 0);
}
