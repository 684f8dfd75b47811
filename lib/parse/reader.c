#include "parse/reader.h"

#include "base/ascii.h"
#include "base/decimal.h"
#include "parse/containers.h"
#include "parse/quoted.h"
#include "parse/reader_tokens.h"
#include "parse/reader_words.h"
#include "parse/scalars.h"

static void take_key(struct reader *r, struct span key, int64_t next)
{
    if (innermost(r)->expect == EXPECT_COMMA)
        repair(r->scan, REPAIR_OTHER); /* the comma is missing */
    container_key(r, key, r->scan->at);
    innermost(r)->expect = EXPECT_COLON;
    r->scan->at = next;
}

/* Whether what a string says can matter: it need not be decoded otherwise. */
static bool is_wanted(struct reader *r)
{
    const int32_t role = innermost(r)->role;
    return role != ROLE_NONE || key_expected(r);
}

static void read_quoted(struct reader *r)
{
    struct scan *scan = r->scan;
    leave_box_token(r);
    const struct quoted quoted = quoted_read(scan, scan->at);
    if (!quoted.strict)
        repair(scan, scan->text[scan->at] == '\'' ? REPAIR_PYTHON_LITERAL : REPAIR_OTHER);
    if (!quoted.closed) {
        scan->at = scan->end;
        return;
    }
    const struct span raw = {scan->text + quoted.begin, quoted.end - quoted.begin};
    const struct span text = is_wanted(r) ? quoted_text(scan, &quoted) : raw;
    if (text.data == NULL)
        scan->out_of_memory = true;
    if (key_expected(r)) {
        take_key(r, text, quoted.next);
        return;
    }
    begin_value(r);
    scan->at = quoted.next;
    container_text(r, raw, text);
    end_value(r);
}

/* A word where a key belongs. Without a colon behind it it is none. */
static void read_unquoted_key(struct reader *r)
{
    struct scan *scan = r->scan;
    const struct quoted key = {.begin = scan->at, .end = reader_word_end(scan, scan->at)};
    const int64_t colon = skip_space(scan, key.end);
    repair(scan, REPAIR_UNQUOTED_KEY);
    if (colon < scan->end && scan->text[colon] == ':')
        take_key(r, quoted_text(scan, &key), key.end);
    else
        scan->at = key.end;
}

static void read_word(struct reader *r)
{
    key_expected(r) ? read_unquoted_key(r) : reader_word(r);
}

static void reader_number(struct reader *r)
{
    struct scan *scan = r->scan;
    const int64_t begin = scan->at;
    const struct number number = number_read(scan->text + begin, scan->text + scan->end);
    const int64_t end = number.end - scan->text;
    if (end == begin || key_expected(r)) {
        if (reader_is_word((unsigned char)scan->text[begin])) {
            read_word(r);
        } else {
            repair(scan, REPAIR_OTHER);
            scan->at++;
        }
        return;
    }
    if (number.style != 0)
        repair(scan, REPAIR_OTHER);
    begin_value(r);
    scan->at = end;
    if (end == scan->broken_at) {
        scan->truncated = true;
        return;
    }
    container_number(r, number.value, begin, end);
    end_value(r);
}

/* What follows in a list of numbers, as boxes mostly are, as far as it is written as JSON has it and nothing else could be
 * meant: the same as number by number and comma by comma, without asking each time what stands there. */
static void read_plain_numbers(struct reader *r)
{
    struct scan *scan = r->scan;
    const char *const end = scan->text + scan->end;
    while (true) {
        scan->at = skip_space(scan, scan->at);
        const struct number number = number_read(scan->text + scan->at, end);
        const int64_t after = number.end - scan->text;
        if (after == scan->at || after == scan->end || number.style != 0)
            return;
        container_number(r, number.value, scan->at, after);
        end_value(r);
        scan->at = skip_space(scan, after);
        if (scan->at == scan->end || scan->text[scan->at] != ',')
            return;
        scan->at++;
        innermost(r)->expect = EXPECT_NEXT;
    }
}

static void read_open(struct reader *r)
{
    struct scan *scan = r->scan;
    const char c = scan->text[scan->at];
    if (c == '(' && !innermost(r)->is_token)
        repair(scan, REPAIR_PYTHON_LITERAL);
    if (r->deep > 0 || r->depth == READER_DEPTH) {
        r->deep++;
        repair(scan, REPAIR_OTHER);
        scan->begun = true;
        scan->at++;
        return;
    }
    begin_value(r);
    container_open(r, c == '{', scan->at);
    scan->at++;
    if (c != '{')
        read_plain_numbers(r);
}

/* Closes the innermost container, and the ones inside it that were left open. */
static void read_close(struct reader *r)
{
    struct scan *scan = r->scan;
    const bool object = scan->text[scan->at] == '}';
    scan->at++;
    if (r->deep > 0) {
        r->deep--;
        return;
    }
    if ((object ? r->objects : r->arrays) == 0) {
        repair(scan, REPAIR_OTHER);
        return;
    }
    if ((scan->text[scan->at - 1] == ')') != (scan->text[innermost(r)->begin] == '('))
        repair(scan, REPAIR_OTHER);
    for (bool found = false; !found;) {
        struct container *c = innermost(r);
        found = (c->is_object != 0) == object;
        if (!found || c->expect == EXPECT_COLON || c->expect == EXPECT_VALUE)
            repair(scan, REPAIR_OTHER);
        else if (c->expect == EXPECT_NEXT)
            repair(scan, REPAIR_TRAILING_COMMA);
        container_close(r, scan->at, true);
        if (r->depth > 0)
            end_value(r);
    }
}

static void read_punctuation(struct reader *r)
{
    struct container *c = innermost(r);
    const bool comma = r->scan->text[r->scan->at] == ',';
    if (comma) {
        if (c->expect != EXPECT_COMMA)
            repair(r->scan, REPAIR_OTHER);
        c->expect = EXPECT_NEXT;
    } else {
        if (c->expect != EXPECT_COLON)
            repair(r->scan, REPAIR_OTHER);
        else
            c->expect = EXPECT_VALUE;
    }
    r->scan->at++;
}

/* Comments, stray backslashes and whatever else belongs to no value. */
static void skip_junk(struct reader *r)
{
    struct scan *scan = r->scan;
    repair(scan, REPAIR_OTHER);
    if (scan_is(scan, scan->at, "//")) {
        const char *line = memchr(scan->text + scan->at, '\n', (size_t)(scan->end - scan->at));
        scan->at = line != NULL ? line - scan->text : scan->end;
    } else if (scan_is(scan, scan->at, "/*")) {
        const int64_t close = scan_find(scan, scan->at + 2, "*/");
        scan->at = close >= 0 ? close + 2 : scan->end;
    } else {
        scan->at += scan->text[scan->at] == '\\' && scan->at + 1 < scan->end ? 2 : 1;
    }
}

/* A quote that no string can begin or end with: one around an object whose own quotes are escaped, or what is left of
 * a pair whose other half was taken for something else. */
static bool is_stray_quote(struct reader *r)
{
    const struct scan *scan = r->scan;
    int64_t at = skip_space(scan, scan->at + (scan->text[scan->at] == '\\') + 1);
    if (innermost(r)->expect == EXPECT_COMMA)
        return at == scan->end || memchr(",]}", scan->text[at], 3) != NULL;
    const int32_t role = innermost(r)->role;
    const bool wanted = role == ROLE_BARE || (role >= ROLE_BOX && role <= ROLE_DETECTIONS) || role == ROLE_ARGUMENTS;
    if (!wanted || key_expected(r))
        return false;
    if (at < scan->end && scan->text[at] == '[')
        at = skip_space(scan, at + 1);
    if (at == scan->end || scan->text[at] != '{')
        return false;
    at = skip_space(scan, at + 1);
    return scan_is(scan, at, "\\\"") || scan_is(scan, at, "\\'");
}

/* A quote, or one behind a backslash. */
static bool is_straight_quote(const struct scan *scan)
{
    const int64_t at = scan->at + (scan->text[scan->at] == '\\');
    return at < scan->end && ascii_is_quote(scan->text[at]);
}

static bool read_bracket(struct reader *r, char c)
{
    if (c == '{' || c == '[' || c == '(')
        read_open(r);
    else if (c == '}' || c == ']' || c == ')')
        read_close(r);
    else
        return false;
    return true;
}

/* What stands there most often is asked first. */
static void read_next(struct reader *r)
{
    struct scan *scan = r->scan;
    const char c = scan->text[scan->at];
    if (r->deep > 0)
        scan->at += !read_bracket(r, c);
    else if (c == ',' || c == ':')
        read_punctuation(r);
    else if (begins_number(c))
        reader_number(r);
    else if (is_straight_quote(scan))
        is_stray_quote(r) ? skip_junk(r) : read_quoted(r);
    else if (read_bracket(r, c))
        return;
    else if (quoted_is_curly(scan, scan->at))
        read_quoted(r);
    else if (reader_is_word((unsigned char)c))
        read_word(r);
    else if (c != '<' || !read_box_token(r))
        skip_junk(r);
}

/* The text, or the fence around it, ended inside: what is complete counts. */
static void close_rest(struct reader *r)
{
    repair(r->scan, REPAIR_TRUNCATED);
    r->scan->truncated = r->scan->truncated || r->scan->at == r->scan->end;
    r->scan->begun = true;
    while (r->depth > 0)
        container_close(r, r->scan->at, false);
}

/* One reader serves all values of an answer. */
static struct reader *reset_reader(struct scan *scan)
{
    struct reader *r = scan->reader;
    if (r == NULL)
        r = scan->reader = arena_alloc(scan->arena, sizeof *r);
    if (r == NULL)
        return NULL;
    r->scan = scan;
    r->labels = NULL;
    r->label_count = r->label_capacity = r->deep = r->arrays = r->objects = r->tokens = 0;
    r->depth = 0;
    return r;
}

void reader_value(struct scan *scan)
{
    struct reader *r = reset_reader(scan);
    if (r == NULL) {
        scan->out_of_memory = true;
        scan->at = scan->end;
        return;
    }
    container_open(r, scan->text[scan->at] == '{', scan->at);
    scan->at++;
    while (r->depth > 0) {
        scan->at = skip_space(scan, scan->at);
        if (scan->at >= scan->end || scan->too_many || scan->out_of_memory ||
            (scan->text[scan->at] == '`' && scan_is(scan, scan->at, "```"))) {
            close_rest(r);
            return;
        }
        read_next(r);
    }
}
