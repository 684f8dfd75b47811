#include "drawn/completion.h"

const char *const drawn_labels[6] = {"cat", "dog", "c\xC3\xA4t", "A  Cat", "", "\xE7\x8C\xAB"};

/* Before and behind an answer. */
static const char *const around[][2] = {
    {"", ""},
    {"<answer>", "</answer>"},
    {"<think>a (1,2),(3,4) b</think><answer>", "</answer><|im_end|>"},
    {"```json\n", "\n```"},
    {"<think>a</think>\n\\boxed{", "}"},
    {"The objects are: ", " as asked."},
    {"<answer>```json\n[", "]\n```"},
    {"<tool_call>{\"name\": \"a\", \"arguments\": ", "}</tool_call>"},
    {"<answer>", ""},
};

/* One item: x1, y1, x2, y2 and a label, in this order, as the form's letters a to e say. */
static const struct form {
    const char *before, *item, *between, *behind;
} forms[] = {
    {"[", "{\"bbox_2d\": [a, b, c, d], \"label\": \"e\"}", ", ", "]"},
    {"[", "{\"point_2d\": [a, b], \"label\": \"e\"}", ", ", "]"},
    {"[", "[a, b, c, d]", ", ", "]"},
    {"", "e(a,b),(c,d)", " ", ""},
    {"", "<|object_ref_start|>e<|object_ref_end|><|box_start|>(a,b),(c,d)<|box_end|>", "", ""},
    {"", "<ref>e</ref><box>[[a, b, c, d]]</box>", "", ""},
    {"", "<|ref|>e<|/ref|><|det|>[[a, b, c, d]]<|/det|>", "", ""},
    {"", "<loc0001><loc0b2><loc0300><loc0400> e", " ; ", ""},
    {"", "e<loc_1><loc_2><loc_300><loc_400>", "", ""},
    {"", "<point x=\"a\" y=\"b\" alt=\"e\">e</point>", "", ""},
    {"<points alt=\"e\" coords=\"1", " 1 a b", ";", "\">e</points>"},
    {"{\"objects\": [", "{'name': 'e', 'box': {'x1': a, 'y1': b, 'x2': c, 'y2': d}, 'confidence': 0.5}", ",", ",]}"},
    {"", "#a", " ", ""},
    {"", "from a to b s", "; ", ""},
    {"There are ", "a", " and ", " of them, (B) a dog, yes."},
    {"", "e=a,b,c,d", "\n", ""},
    {"<|begin_of_box|>", "[[a,b,c,d]]", ",", "<|end_of_box|>"},
    {"", "e e e e a b e e e e", " ", " caf\xC3\xA9 \xE7\x8C\xAB\xE7\x8C\xAB."},
};

static const char *const hostile[] = {
    "\xFF",
    "\xE7\x8C",
    "NaN",
    "-inf",
    "1e999",
    "]",
    "[[[[",
    "{",
    "\"",
    "\\u00e9",
    "</think>",
    "<answer>",
    "-",
    ",,",
    "0.1",
    "99999999999999999999",
    "<|im_end|>",
    "none",
    "I cannot see it.",
    "\\ud800",
    "<loc",
    "//",
    "~",
    "\r\n",
    "\xE2\x80\x8B",
    "true",
};

static void put_item(const char *pattern, const double *box, const char *label, struct text *text)
{
    for (const char *at = pattern; *at != '\0'; at++) {
        const bool alone =
            (at == pattern || strchr(" [](){}<>,=#\"'_", at[-1]) != NULL) && strchr(" [](){}<>,=#\"'_", at[1]) != NULL;
        if (alone && *at >= 'a' && *at <= 'd')
            put(text, "%.10g", box[*at - 'a']);
        else if (alone && *at == 'e')
            put(text, "%s", label);
        else
            put_bytes(text, at, 1);
    }
}

void write_completion(struct choices *choices, const double *box, const int64_t *label, int64_t count,
                      struct text *text)
{
    const char *const *marks = around[choose(choices, (int64_t)(sizeof around / sizeof around[0]))];
    const struct form *form = &CHOOSE_FROM(choices, forms);
    put(text, "%s%s", marks[0], form->before);
    for (int64_t i = 0; i < count; i++) {
        put(text, "%s", i > 0 ? form->between : "");
        put_item(form->item, box + 4 * i, drawn_labels[label[i]], text);
    }
    put(text, "%s%s", form->behind, marks[1]);
}

void spoil(struct choices *choices, int64_t begin, struct text *text)
{
    char tail[256];
    const int64_t length = text->length - begin;
    if (length == 0)
        return;
    const int64_t at = begin + choose(choices, length);
    int64_t run = 1 + choose(choices, 32);
    run = run < text->length - at ? run : text->length - at;
    switch (choose(choices, 5)) {
    case 0:
        text->data[at] = (char)(text->data[at] ^ (1 << choose(choices, 8)));
        break;
    case 1:
        memmove(text->data + at, text->data + at + run, (size_t)(text->length - at - run));
        text->length -= run;
        break;
    case 2:
        memcpy(tail, text->data + at, (size_t)run);
        put_bytes(text, tail, run);
        break;
    case 3: {
        const char *fragment = CHOOSE_FROM(choices, hostile);
        for (int64_t i = 0; fragment[i] != '\0' && at + i < text->length; i++)
            text->data[at + i] = fragment[i];
        break;
    }
    default:
        text->length = at;
        break;
    }
}
