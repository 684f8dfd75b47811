/* Special tokens of box dialects inside JSON, as models write that were trained on both:
 *   {"bbox_2d": <|box_start|>(10,20),(30,40)<|box_end|>, "label": "<|object_ref_start|>a cat<|object_ref_end|>"} */
#include "parse/reader_tokens.h"

#include "parse/box_tokens.h"
#include "parse/containers.h"
#include "parse/quoted.h"
#include "parse/scalars.h"

/* What stands between two tokens is a list, whose key need not be known. */
static void open_list(struct reader *r, const struct box_token *token)
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
    const struct reference_token *token = reference_token_at(text);
    if (token == NULL)
        return false;
    const int64_t begin = scan->at + (int64_t)strlen(token->open);
    const int64_t end = scan_closing(scan, begin, (enum closing)token->closing);
    if (end < 0)
        return false;
    const struct quoted quoted = {.begin = begin, .end = end};
    const struct span label = quoted_text(scan, &quoted);
    scan->out_of_memory |= label.data == NULL;
    scan->at = end + (int64_t)strlen(token->close);
    container_text(r, (struct span){scan->text + begin, end - begin}, label);
    innermost(r)->expect = EXPECT_COMMA;
    return true;
}

bool read_box_token(struct reader *r)
{
    struct scan *scan = r->scan;
    const struct container *c = innermost(r);
    const bool value = c->is_object ? c->expect == EXPECT_VALUE : true;
    bool closes;
    const struct box_token *token = box_token_at((struct span){scan->text + scan->at, scan->end - scan->at}, &closes);
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
