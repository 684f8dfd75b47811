#include "parse/json.h"

#include "base/ascii.h"
#include "base/decimal.h"
#include "parse/string.h"

#include <stdbool.h>

enum { MAX_DEPTH = 64, VALUES_AT_ONCE = 32 };

/* A container that is still open. */
struct open {
    struct json *value;
    struct json *last; /* its newest child */
};

struct parser {
    const char *text, *at, *end;
    struct arena *arena, *strings;
    vreward_error *err;
    int32_t refusal; /* the code of a text that is no JSON */
    int32_t depth;
    struct open open[MAX_DEPTH];
    struct json *room; /* for values to come, so many: */
    int32_t room_count;
    struct json *places; /* [MAX_DEPTH + 1] one value a level, when nothing is kept; NULL: the arena keeps all */
};

static int32_t expected(struct parser *p, const char *at, const char *what)
{
    return fail(p->err, p->refusal, -1, at - p->text, "not JSON at byte %lld: %s", (long long)(at - p->text), what);
}

static void json_skip_space(struct parser *p)
{
    while (p->at < p->end && ascii_is_space(*p->at))
        p->at++;
}

/* Moves over the escape at p->at. */
static int32_t json_escape(struct parser *p)
{
    const char *escape = p->at++;
    if (p->at == p->end || !ascii_is_one_of(*p->at, "\"\\/bfnrtu"))
        return expected(p, escape, "an unknown escape");
    if (*p->at++ != 'u')
        return VREWARD_OK;
    for (int32_t i = 0; i < 4; i++)
        if (p->end - p->at <= i || ascii_hex(p->at[i]) < 0)
            return expected(p, escape, "four hexadecimal digits must follow \\u");
    p->at += 4;
    return VREWARD_OK;
}

/* The quoted string at p->at, decoded. */
static int32_t read_string(struct parser *p, struct span *string)
{
    const char *begin = ++p->at;
    p->at = string_plain_end(p->at, p->end);
    const bool plain = p->at < p->end && *p->at == '"';
    while (p->at < p->end && *p->at != '"') {
        if ((unsigned char)*p->at < 0x20)
            return expected(p, p->at, "a control character in a string");
        const int32_t code = *p->at == '\\' ? json_escape(p) : VREWARD_OK;
        if (code != VREWARD_OK)
            return code;
        while (p->at < p->end && ((unsigned char)*p->at >= 0x80 || *p->at == '\''))
            p->at++;
        p->at = string_plain_end(p->at, p->end);
    }
    if (p->at == p->end)
        return expected(p, begin - 1, "a string without its closing quote");
    const struct span quoted = {begin, p->at - begin};
    *string = plain || p->places != NULL ? quoted : string_decode(quoted, p->strings);
    p->at++;
    return string->data == NULL ? fail_memory(p->err) : VREWARD_OK;
}

static bool json_word(struct parser *p, const char *word)
{
    const size_t length = strlen(word);
    if ((size_t)(p->end - p->at) < length || memcmp(p->at, word, length) != 0)
        return false;
    p->at += length;
    return true;
}

static void append(struct open *open, struct json *child)
{
    if (open->last == NULL)
        open->value->child = child;
    else
        open->last->next = child;
    open->last = child;
    open->value->count++;
}

/* Room for a child of the innermost container. json_value() sets its type, begin and end. */
static struct json *new_value(struct parser *p)
{
    struct json *value;
    if (p->places != NULL) {
        value = &p->places[p->depth];
    } else {
        if (p->room_count == 0) {
            p->room = arena_array(p->arena, VALUES_AT_ONCE, sizeof *p->room);
            p->room_count = VALUES_AT_ONCE;
        }
        if (p->room == NULL)
            return NULL;
        value = p->room++;
        p->room_count--;
    }
    value->number = 0;
    value->string = (struct span){NULL, 0};
    value->key = (struct span){NULL, 0};
    value->child = value->next = NULL;
    value->count = 0;
    return value;
}

/* The numbers that an array begins with, which are most values of a truth, without asking each time what stands there. */
static int32_t read_numbers(struct parser *p)
{
    struct open *array = &p->open[p->depth - 1];
    const char *at = p->at;
    while (true) {
        while (at < p->end && ascii_is_space(*at))
            at++;
        const struct number number = number_read(at, p->end);
        if (number.end == at || number.style != 0)
            return VREWARD_OK;
        struct json *child = new_value(p);
        if (child == NULL)
            return fail_memory(p->err);
        child->type = JSON_NUMBER;
        child->number = number.value;
        child->begin = at - p->text;
        child->end = number.end - p->text;
        append(array, child);
        p->at = number.end;
        json_skip_space(p);
        if (p->at == p->end || *p->at != ',')
            return VREWARD_OK;
        at = p->at + 1;
    }
}

/* One value, of an array also the numbers that it begins with, without other children. */
static int32_t json_value(struct parser *p, struct json *value)
{
    value->begin = p->at - p->text;
    if (p->at == p->end)
        return expected(p, p->at, "a value is missing");
    if (*p->at == '{' || *p->at == '[') {
        if (p->depth == MAX_DEPTH)
            return expected(p, p->at, "nested deeper than 64");
        value->type = *p->at == '{' ? JSON_OBJECT : JSON_ARRAY;
        p->open[p->depth++] = (struct open){value, NULL};
        p->at++;
        return value->type == JSON_ARRAY ? read_numbers(p) : VREWARD_OK;
    }
    if (*p->at == '"') {
        value->type = JSON_STRING;
        const int32_t code = read_string(p, &value->string);
        value->end = p->at - p->text;
        return code;
    }
    const struct number number = number_read(p->at, p->end);
    if (number.end > p->at && number.style == 0) {
        value->type = JSON_NUMBER;
        value->number = number.value;
        p->at = number.end;
    } else if (json_word(p, "true")) {
        value->type = JSON_TRUE;
    } else if (json_word(p, "false")) {
        value->type = JSON_FALSE;
    } else if (json_word(p, "null")) {
        value->type = JSON_NULL;
    } else {
        return expected(p, p->at, number.end > p->at ? "a number that JSON does not know" : "a value is missing");
    }
    value->end = p->at - p->text;
    return VREWARD_OK;
}

static uint64_t hash(struct span key)
{
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */
    for (int64_t i = 0; i < key.length; i++)
        h = (h ^ (unsigned char)key.data[i]) * UINT64_C(1099511628211);
    return h ^ h >> 32;
}

/* Keeps the last of duplicate keys, at the place of the first, as Python's dict does. */
static int32_t drop_duplicates(struct parser *p, struct json *object)
{
    if (object->count < 2)
        return VREWARD_OK;
    size_t slots = 4;
    while (slots < 2 * (size_t)object->count)
        slots *= 2;
    struct json **table = arena_zeros(p->arena, slots, sizeof(struct json *));
    if (table == NULL)
        return fail_memory(p->err);
    struct json *kept = NULL;
    struct json *next;
    for (struct json *member = object->child; member != NULL; member = next) {
        size_t slot = (size_t)hash(member->key) & (slots - 1);
        next = member->next;
        while (table[slot] != NULL && !span_equal(table[slot]->key, member->key))
            slot = (slot + 1) & (slots - 1);
        if (table[slot] == NULL) {
            table[slot] = kept = member;
            continue;
        }
        kept->next = next;
        object->count--;
        struct json *after = table[slot]->next;
        *table[slot] = *member;
        table[slot]->next = after;
    }
    return VREWARD_OK;
}

/* The key and colon before a member of the innermost object. */
static int32_t read_key(struct parser *p, struct span *key)
{
    if (p->at == p->end || *p->at != '"')
        return expected(p, p->at, "a key in double quotes is missing");
    const int32_t code = read_string(p, key);
    if (code != VREWARD_OK)
        return code;
    json_skip_space(p);
    if (p->at == p->end || *p->at != ':')
        return expected(p, p->at, "a colon is missing after the key");
    p->at++;
    json_skip_space(p);
    return VREWARD_OK;
}

/* Closes what ends at p->at. True in *closed where something did. */
static int32_t close_container(struct parser *p, bool *closed)
{
    struct json *value = p->open[p->depth - 1].value;
    *closed = p->at < p->end && *p->at == (value->type == JSON_OBJECT ? '}' : ']');
    if (!*closed)
        return VREWARD_OK;
    p->at++;
    p->depth--;
    value->end = p->at - p->text;
    return value->type == JSON_OBJECT && p->places == NULL ? drop_duplicates(p, value) : VREWARD_OK;
}

/* The comma between children, unless the container is new; then the next child. */
static int32_t read_child(struct parser *p)
{
    struct open *open = &p->open[p->depth - 1];
    if (open->last != NULL) {
        if (p->at == p->end || *p->at != ',')
            return expected(p, p->at,
                            open->value->type == JSON_OBJECT ? "a comma or } is missing" : "a comma or ] is missing");
        p->at++;
        json_skip_space(p);
    }
    struct json *child = new_value(p);
    if (child == NULL)
        return fail_memory(p->err);
    if (open->value->type == JSON_OBJECT) {
        const int32_t code = read_key(p, &child->key);
        if (code != VREWARD_OK)
            return code;
    }
    append(open, child);
    return json_value(p, child);
}

/* Everything from the first byte to the last. */
static int32_t json_document(struct parser *p, struct json *value)
{
    json_skip_space(p);
    int32_t code = json_value(p, value);
    while (code == VREWARD_OK && p->depth > 0) {
        bool closed = false;
        json_skip_space(p);
        code = close_container(p, &closed);
        if (code == VREWARD_OK && !closed)
            code = read_child(p);
    }
    if (code != VREWARD_OK)
        return code;
    json_skip_space(p);
    return p->at < p->end ? expected(p, p->at, "text after the value") : VREWARD_OK;
}

int32_t json_read(struct span document, struct arena *arena, struct arena *strings, int32_t refusal,
                  const struct json **root, vreward_error *err)
{
    struct parser p = {.text = document.data,
                       .at = document.data,
                       .end = document.data + document.length,
                       .arena = arena,
                       .strings = strings,
                       .err = err,
                       .refusal = refusal};
    *root = NULL;
    struct json *value = new_value(&p);
    if (value == NULL)
        return fail_memory(err);
    const int32_t code = json_document(&p, value);
    if (code == VREWARD_OK)
        *root = value;
    return code;
}

int32_t json_type_of(struct span document)
{
    struct json places[MAX_DEPTH + 1];
    struct parser p = {.text = document.data,
                       .at = document.data,
                       .end = document.data + document.length,
                       .refusal = VREWARD_E_ARGUMENT,
                       .places = places};
    return json_document(&p, new_value(&p)) == VREWARD_OK ? places[0].type : -1;
}
