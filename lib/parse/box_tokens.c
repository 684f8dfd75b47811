/* Special tokens of box dialects inside JSON, as models write that were trained on both:
 *   {"bbox_2d": <|box_start|>(10,20),(30,40)<|box_end|>, "label": "<|object_ref_start|>a cat<|object_ref_end|>"} */
#include "parse/containers.h"
#include "parse/quoted.h"

struct token {
    const char *open, *close;
    int32_t role;
};

static const struct token around_lists[] = {
    {"<|box_start|>", "<|box_end|>", ROLE_BOX},
    {"<box>", "</box>", ROLE_BOX},
    {"<bbox>", "</bbox>", ROLE_BOX},
    {"<|det|>", "<|/det|>", ROLE_BOX},
    {"<|point_start|>", "<|point_end|>", ROLE_POINT},
    {"<point>", "</point>", ROLE_POINT},
};

static const struct {
    const char *open, *close;
    enum closing closing;
} references[] = {
    {"<|object_ref_start|>", "<|object_ref_end|>", CLOSE_OBJECT_REF},
    {"<ref>", "</ref>", CLOSE_REF},
    {"<|ref|>", "<|/ref|>", CLOSE_DEEPSEEK_REF},
};

enum { TOKENS = sizeof around_lists / sizeof around_lists[0], REFERENCES = sizeof references / sizeof references[0] };

static bool begins_with(struct span text, const char *literal)
{
    const size_t length = strlen(literal);
    return text.length >= (int64_t)length && memcmp(text.data, literal, length) == 0;
}

static bool ends_with(struct span text, const char *literal)
{
    const int64_t length = (int64_t)strlen(literal);
    return text.length >= length && memcmp(text.data + text.length - length, literal, (size_t)length) == 0;
}

/* The token that begins the text; *closes: it is the closing one. */
static const struct token *token_at(struct span text, bool *closes)
{
    for (int32_t i = 0; i < TOKENS; i++) {
        *closes = begins_with(text, around_lists[i].close);
        if (*closes || begins_with(text, around_lists[i].open))
            return &around_lists[i];
    }
    return NULL;
}

int64_t box_token_length(const char *at, const char *end)
{
    bool closes;
    const struct token *token = token_at((struct span){at, end - at}, &closes);
    return token == NULL ? 0 : (int64_t)strlen(closes ? token->close : token->open);
}

static bool strip_reference(struct span *text)
{
    for (int32_t i = 0; i < REFERENCES; i++) {
        const int64_t open = (int64_t)strlen(references[i].open), close = (int64_t)strlen(references[i].close);
        if (text->length < open + close || !begins_with(*text, references[i].open) ||
            !ends_with(*text, references[i].close))
            continue;
        *text = (struct span){text->data + open, text->length - open - close};
        return true;
    }
    return false;
}

struct span without_reference(struct span text)
{
    while (text.length > 0 && text.data[0] == '<' && strip_reference(&text))
        continue;
    return text;
}

/* What stands between two tokens is a list, whose key need not be known. */
static void open_list(struct reader *r, const struct token *token)
{
    struct container *parent = innermost(r);
    if (!holds_coordinates(parent->role))
        parent->role = token->role;
    container_open(r, false, r->scan->at);
    innermost(r)->is_token = 1;
    r->tokens++;
}

static void close_list(struct reader *r, int64_t end)
{
    for (bool found = false; !found && r->tokens > 0;) {
        found = innermost(r)->is_token;
        container_close(r, end, true);
        innermost(r)->expect = EXPECT_COMMA; /* a token is never the outermost container */
    }
}

void leave_box_token(struct reader *r)
{
    while (innermost(r)->is_token) {
        container_close(r, r->scan->at, true);
        innermost(r)->expect = EXPECT_COMMA;
    }
}

/* A label without quotes, between the tokens of a reference. */
static bool read_reference(struct reader *r)
{
    struct scan *scan = r->scan;
    const struct span text = {scan->text + scan->at, scan->end - scan->at};
    for (int32_t i = 0; i < REFERENCES; i++) {
        if (!begins_with(text, references[i].open))
            continue;
        const int64_t begin = scan->at + (int64_t)strlen(references[i].open);
        const int64_t end = scan_closing(scan, begin, references[i].closing);
        if (end < 0)
            return false;
        const struct quoted quoted = {.begin = begin, .end = end};
        const struct span label = quoted_text(scan, &quoted);
        scan->out_of_memory |= label.data == NULL;
        scan->at = end + (int64_t)strlen(references[i].close);
        container_text(r, (struct span){scan->text + begin, end - begin}, label);
        innermost(r)->expect = EXPECT_COMMA;
        return true;
    }
    return false;
}

bool read_box_token(struct reader *r)
{
    struct scan *scan = r->scan;
    const struct container *c = innermost(r);
    const bool value = c->is_object ? c->expect == EXPECT_VALUE : true;
    bool closes;
    const struct token *token = token_at((struct span){scan->text + scan->at, scan->end - scan->at}, &closes);
    if (token == NULL)
        return value && read_reference(r);
    if (closes ? r->tokens == 0 : !value || r->depth == READER_DEPTH)
        return false;
    const int64_t end = scan->at + (int64_t)strlen(closes ? token->close : token->open);
    if (closes)
        close_list(r, end);
    else
        open_list(r, token);
    repair(scan, REPAIR_OTHER);
    scan->at = end;
    return true;
}
