#include "parse/box_tokens.h"

#include "parse/keys.h"
#include "parse/scan.h"

static const struct box_token around_lists[] = {
    {"<|box_start|>", "<|box_end|>", ROLE_BOX},
    {"<box>", "</box>", ROLE_BOX},
    {"<bbox>", "</bbox>", ROLE_BOX},
    {"<|det|>", "<|/det|>", ROLE_BOX},
    {"<|point_start|>", "<|point_end|>", ROLE_POINT},
    {"<point>", "</point>", ROLE_POINT},
};

static const struct reference_token references[] = {
    {"<|object_ref_start|>", "<|object_ref_end|>", CLOSE_OBJECT_REF},
    {"<ref>", "</ref>", CLOSE_REF},
    {"<|ref|>", "<|/ref|>", CLOSE_DEEPSEEK_REF},
};

enum { TOKENS = sizeof around_lists / sizeof around_lists[0], REFERENCES = sizeof references / sizeof references[0] };

const struct box_token *box_token_at(struct span text, bool *closes)
{
    for (int32_t i = 0; i < TOKENS; i++) {
        *closes = span_has(text, span_of(around_lists[i].close), 0);
        if (*closes || span_has(text, span_of(around_lists[i].open), 0))
            return &around_lists[i];
    }
    return NULL;
}

int64_t box_token_length(const char *at, const char *end)
{
    bool closes;
    const struct box_token *token = box_token_at((struct span){at, end - at}, &closes);
    return token == NULL ? 0 : (int64_t)strlen(closes ? token->close : token->open);
}

const struct reference_token *reference_token_at(struct span text)
{
    for (int32_t i = 0; i < REFERENCES; i++)
        if (span_has(text, span_of(references[i].open), 0))
            return &references[i];
    return NULL;
}

struct span without_reference(struct span text)
{
    while (text.length > 0 && text.data[0] == '<') {
        const struct reference_token *token = reference_token_at(text);
        const int64_t open = token == NULL ? 0 : (int64_t)strlen(token->open);
        const struct span behind = {text.data + open, text.length - open};
        if (token == NULL || !span_has(behind, span_of(token->close), behind.length - (int64_t)strlen(token->close)))
            break;
        text = (struct span){behind.data, behind.length - (int64_t)strlen(token->close)};
    }
    return text;
}
