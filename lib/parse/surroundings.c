#include "parse/surroundings.h"
#include "base/ascii.h"

static int64_t skip_space(struct span text, int64_t at)
{
    while (at < text.length && ascii_is_space(text.data[at]))
        at++;
    return at;
}

int64_t behind_role(struct span completion)
{
    static const char *const markers[] = {"<|im_start|>assistant", "<|start_header_id|>assistant<|end_header_id|>",
                                          "<start_of_turn>model",  "<|start|>assistant",
                                          "<|assistant|>",         "<｜Assistant｜>"};
    static const struct span role = {"assistant", 9};
    const int64_t at = skip_space(completion, 0);
    for (size_t i = 0; i < sizeof markers / sizeof markers[0]; i++) {
        const struct span marker = span_of(markers[i]);
        if (span_has(completion, marker, at))
            return skip_space(completion, at + marker.length);
    }
    const int64_t end = at + role.length;
    if (!span_has(completion, role, at) || !span_has(completion, SPAN("\n"), end))
        return 0;
    const int64_t next = skip_space(completion, end);
    return span_has(completion, SPAN("<"), next) || span_has(completion, SPAN("◁"), next) ? next : 0;
}

/* How often the literal stands in the text. */
static int64_t occurrences(struct span text, struct span literal)
{
    int64_t count = 0;
    for (int64_t at = 0; at < text.length; at++) {
        const char *next = memchr(text.data + at, literal.data[0], (size_t)(text.length - at));
        if (next == NULL)
            break;
        at = next - text.data;
        count += span_has(text, literal, at);
    }
    return count;
}

/* The length of the token that ends the text, 0: none. */
static int64_t ending_token(struct span text)
{
    static const char *const tokens[] = {"<|im_end|>", "<|endoftext|>",        "<|end|>",       "<|eot_id|>",
                                         "<|eom_id|>", "<|end_of_text|>",      "<|return|>",    "<|call|>",
                                         "<|user|>",   "<|observation|>",      "<end_of_turn>", "<eos>",
                                         "</s>",       "<｜end▁of▁sentence｜>"};
    /* `|>`, `n>`, `s>` and the last byte of a full-width bar: a closing tag of an answer ends otherwise. */
    if (text.length < 2 || text.data[text.length - 1] != '>' ||
        memchr("|ns\x9C", text.data[text.length - 2], 4) == NULL)
        return 0;
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
        const struct span token = span_of(tokens[i]);
        if (text.length >= token.length && span_has(text, token, text.length - token.length))
            return token.length;
    }
    return 0;
}

int64_t before_ending_tokens(struct span completion)
{
    struct span text = completion;
    int64_t unopened = -1; /* </s> that no <s> opened, -1: not counted yet */
    for (;;) {
        struct span rest = text;
        while (rest.length > 0 && ascii_is_space(rest.data[rest.length - 1]))
            rest.length--;
        const int64_t length = ending_token(rest);
        if (length == 0)
            return text.length;
        rest.length -= length;
        if (span_has(completion, SPAN("</s>"), rest.length)) {
            if (unopened < 0)
                unopened = occurrences(text, SPAN("</s>")) - occurrences(text, SPAN("<s>"));
            if (unopened-- <= 0)
                return text.length;
        }
        text = rest;
    }
}

struct span without_surroundings(struct span completion)
{
    const int64_t begin = behind_role(completion), end = before_ending_tokens(completion);
    return (struct span){completion.data + begin, end > begin ? end - begin : 0};
}
