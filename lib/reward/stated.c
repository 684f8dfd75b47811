#include "reward/stated.h"

#include "parse/choice.h"
#include "parse/json.h"
#include "parse/statement.h"
#include "reward/config.h"
#include "reward/number.h"
#include "reward/truth_members.h"
#include "text/distance.h"
#include "text/normalize.h"
#include "text/utf8.h"

#include <inttypes.h>

/* ---- folding ---------------------------------------------------------------------------------------------------------- */

static struct span without_signs(struct span text)
{
    static const char signs[] = " .,;:!?\"'`*_()[]{}";
    while (text.length > 0 && memchr(signs, text.data[0], sizeof signs - 1) != NULL) {
        text.data++;
        text.length--;
    }
    while (text.length > 0 && memchr(signs, text.data[text.length - 1], sizeof signs - 1) != NULL)
        text.length--;
    return text;
}

static struct span without_article(struct span text)
{
    static const char *const articles[] = {"the ", "an ", "a "};
    for (size_t i = 0; i < sizeof articles / sizeof articles[0]; i++) {
        const int64_t length = (int64_t)strlen(articles[i]);
        if (text.length > length && memcmp(text.data, articles[i], (size_t)length) == 0)
            return (struct span){text.data + length, text.length - length};
    }
    return text;
}

int32_t fold_answer(struct span text, struct arena *arena, struct span *folded, vreward_error *err)
{
    const uint32_t switches =
        VREWARD_NORMALIZE_NFKC | VREWARD_NORMALIZE_LOWER | VREWARD_NORMALIZE_COLLAPSE_SPACE | VREWARD_NORMALIZE_TRIM;
    const int32_t code = normalize(text, switches, arena, folded, err);
    if (code != VREWARD_OK)
        return code;
    const struct span bare = without_article(without_signs(*folded));
    *folded = bare.length > 0 ? bare : *folded; /* an answer may be a sign */
    return VREWARD_OK;
}

int32_t name_letters(uint32_t letters, struct arena *arena, struct span *text, vreward_error *err)
{
    char *at = arena_alloc(arena, 3 * MOST_CHOICES);
    if (at == NULL)
        return fail_memory(err);
    *text = (struct span){at, 0};
    for (int32_t i = 0; i < MOST_CHOICES; i++) {
        if ((letters >> i & 1) == 0)
            continue;
        if (text->length > 0) {
            memcpy(at + text->length, ", ", 2);
            text->length += 2;
        }
        at[text->length++] = (char)('A' + i);
    }
    return VREWARD_OK;
}

/* ---- choices ---------------------------------------------------------------------------------------------------------- */

/* `choices`: their texts in the order of the letters, or an object from letters to texts. */
static int32_t read_choices(const struct json *choices, struct stated_answer *own, struct arena *arena,
                            vreward_error *err)
{
    own->most = MOST_CHOICES;
    if (choices == NULL)
        return VREWARD_OK;
    if ((choices->type != JSON_ARRAY && choices->type != JSON_OBJECT) || choices->count == 0)
        return bad_truth(err, choices->begin, "choices", "is not a list of texts");
    if (choices->count > MOST_CHOICES)
        return bad_truth(err, choices->begin, "choices", "has more than 26 elements");
    struct span *option = arena_array(arena, (size_t)choices->count, sizeof *option);
    if (option == NULL)
        return fail_memory(err);
    own->option = option;
    own->most = (int32_t)choices->count;
    for (const struct json *element = choices->child; element != NULL; element = element->next) {
        const int64_t i = own->option_count;
        if (element->type != JSON_STRING)
            return bad_truth(err, element->begin, "choices", "at index %" PRId64 " is not a text", i);
        if (choices->type == JSON_OBJECT && choice_letters(element->key, MOST_CHOICES) != UINT32_C(1) << i)
            return bad_truth(err, element->begin, "choices", "has keys that are not A, B, C and so on");
        const int32_t code = fold_answer(element->string, arena, &option[i], err);
        if (code != VREWARD_OK)
            return code;
        own->option_count++;
    }
    return VREWARD_OK;
}

/* The letters that a text of the truth names, or the option that it is. */
static int32_t letters_of_truth(const struct json *value, const struct stated_answer *own, struct arena *arena,
                                uint32_t *letters, vreward_error *err)
{
    struct span folded;
    if (value->type != JSON_STRING)
        return bad_truth(err, value->begin, "choice", "is not a letter, nor a list of them");
    *letters = choice_letters(value->string, MOST_CHOICES);
    const int32_t code = fold_answer(value->string, arena, &folded, err);
    if (code != VREWARD_OK)
        return code;
    for (int64_t i = 0; i < own->option_count; i++) {
        if (span_equal(folded, own->option[i]))
            *letters = UINT32_C(1) << i;
    }
    if (*letters == 0)
        return bad_truth(err, value->begin, "choice", "names no letter%s",
                         own->option_count > 0 ? ", and is none of 'choices'" : "");
    if (*letters >> own->most != 0)
        return bad_truth(err, value->begin, "choice", "names a letter beyond the %" PRId32 " of 'choices'", own->most);
    return VREWARD_OK;
}

static int32_t stated_read_choice(const struct stated_truth *stated, const struct json *choice,
                                  struct stated_answer *own, struct arena *arena, vreward_error *err)
{
    own->kind = STATED_CHOICE;
    int32_t code = read_choices(stated->choices, own, arena, err);
    if (code != VREWARD_OK)
        return code;
    if (choice->type != JSON_ARRAY)
        code = letters_of_truth(choice, own, arena, &own->letters, err);
    else if (choice->count == 0)
        code = bad_truth(err, choice->begin, "choice", "is an empty list");
    for (const struct json *element = choice->type == JSON_ARRAY ? choice->child : NULL;
         element != NULL && code == VREWARD_OK; element = element->next) {
        uint32_t letters = 0;
        code = letters_of_truth(element, own, arena, &letters, err);
        own->letters |= letters;
    }
    own->several = choice->type == JSON_ARRAY || (own->letters & (own->letters - 1)) != 0;
    return code;
}

/* ---- texts ------------------------------------------------------------------------------------------------------------ */

/* A truth written as `\boxed{5}` or `The answer is Paris.`: what it states, as of a completion, which could never be equal
 * to it otherwise. */
static int32_t take_statement(struct span *text, struct arena *arena, vreward_error *err)
{
    const struct span stated = statement_find(*text, arena);
    if (stated.data == NULL)
        return fail_memory(err);
    *text = stated.length > 0 ? stated : *text;
    return VREWARD_OK;
}

static int32_t set_texts(const struct span *texts, int64_t count, struct stated_answer *own, struct arena *arena,
                         vreward_error *err)
{
    struct span *folded = arena_array(arena, (size_t)count, sizeof *folded);
    const struct prepared_text **prepared = arena_array(arena, (size_t)count, sizeof *prepared);
    if (folded == NULL || prepared == NULL)
        return fail_memory(err);
    *own = (struct stated_answer){.kind = STATED_TEXT, .text = folded, .prepared = prepared, .text_count = count};
    for (int64_t i = 0; i < count; i++) {
        struct span text = texts[i];
        int32_t code = take_statement(&text, arena, err);
        if (code == VREWARD_OK)
            code = fold_answer(text, arena, &folded[i], err);
        if (code == VREWARD_OK && folded[i].length == 0)
            code = bad_truth(err, -1, "text", "is empty");
        if (code == VREWARD_OK)
            code =
                prepare_text(folded[i], VREWARD_DISTANCE_LEVENSHTEIN, VREWARD_UNIT_CODEPOINT, arena, &prepared[i], err);
        if (code != VREWARD_OK)
            return code;
    }
    return VREWARD_OK;
}

/* A text, or a list of right ones. */
static int32_t stated_read_texts(const struct json *value, struct stated_answer *own, struct arena *arena,
                                 vreward_error *err)
{
    if (value->type == JSON_STRING)
        return set_texts(&value->string, 1, own, arena, err);
    if (value->type != JSON_ARRAY || value->count == 0)
        return bad_truth(err, value->begin, "text", "is not a string, nor a list of them");
    struct span *texts = arena_array(arena, (size_t)value->count, sizeof *texts);
    if (texts == NULL)
        return fail_memory(err);
    int64_t count = 0;
    for (const struct json *element = value->child; element != NULL; element = element->next) {
        if (element->type != JSON_STRING)
            return bad_truth(err, element->begin, "text", "at index %" PRId64 " is not a string", count);
        texts[count++] = element->string;
    }
    return set_texts(texts, count, own, arena, err);
}

/* ---- what a bare text is ---------------------------------------------------------------------------------------------- */

/* `B`, and `(B) a dog`, `B. a dog` for the first eight letters: further on they are initials. -1: it is none. */
static int32_t letter_in_front(struct span text)
{
    enum { MOST_MARKED = 8 };
    const struct span bare = without_signs(text);
    const int32_t letter = bare.length > 0 ? bare.data[0] - 'A' : -1;
    if (letter < 0 || letter >= MOST_CHOICES || bare.length == 1)
        return bare.length == 1 && letter < MOST_CHOICES ? letter : -1;
    const bool marked = memchr(").:]", bare.data[1], 4) != NULL && (bare.length == 2 || bare.data[2] == ' ');
    return marked && letter < MOST_MARKED ? letter : -1;
}

/* `B` and its like are a choice, `yes` and its like are that, a number alone is a number, all else is a text. */
static int32_t read_bare_text(struct span text, struct stated_answer *own, struct arena *arena, vreward_error *err)
{
    static const char *const yes[] = {"yes", "true", "\u662F"};
    static const char *const no[] = {"no", "false", "\u5426"};
    struct span folded;
    int32_t code = take_statement(&text, arena, err);
    if (code == VREWARD_OK)
        code = fold_answer(text, arena, &folded, err);
    if (code != VREWARD_OK)
        return code;
    const int32_t letter = letter_in_front(utf8_trim(text));
    if (letter >= 0) {
        *own = (struct stated_answer){.kind = STATED_CHOICE, .most = MOST_CHOICES, .letters = UINT32_C(1) << letter};
        return VREWARD_OK;
    }
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (span_equal(folded, span_of(yes[i])) || span_equal(folded, span_of(no[i]))) {
            *own = (struct stated_answer){.kind = STATED_YES, .yes = span_equal(folded, span_of(yes[i]))};
            return VREWARD_OK;
        }
    }
    if (quantity_only(text, &own->number)) {
        own->kind = STATED_NUMBER;
        return number_of_text(text, -1, "number", &own->number, err);
    }
    return set_texts(&text, 1, own, arena, err);
}

static int32_t read_bare(const struct json *bare, struct stated_answer *own, struct arena *arena, vreward_error *err)
{
    switch (bare->type) {
    case JSON_STRING:
        return read_bare_text(bare->string, own, arena, err);
    case JSON_NUMBER:
        own->kind = STATED_NUMBER;
        return number_of_truth(bare, "number", &own->number, err);
    case JSON_TRUE:
    case JSON_FALSE:
        own->kind = STATED_YES;
        own->yes = bare->type == JSON_TRUE;
        return VREWARD_OK;
    default:
        return stated_read_texts(bare, own, arena, err);
    }
}

/* ---- the document ----------------------------------------------------------------------------------------------------- */

static int32_t read_yes(const struct json *value, struct stated_answer *own, vreward_error *err)
{
    own->kind = STATED_YES;
    own->yes = value->type == JSON_TRUE;
    return value->type == JSON_TRUE || value->type == JSON_FALSE
               ? VREWARD_OK
               : bad_truth(err, value->begin, "yes", "is not true or false");
}

static int32_t stated_read_named(const struct stated_truth *stated, struct stated_answer *own, struct arena *arena,
                                 vreward_error *err)
{
    const int kinds =
        (stated->choice != NULL) + (stated->yes != NULL) + (stated->number != NULL) + (stated->text != NULL);
    if (kinds != 1)
        return bad_truth(err, -1, "choice",
                         kinds == 0 ? "is missing: an answer needs choice, yes, number or text"
                                    : "excludes yes, number and text: an answer is one of them");
    if (stated->choices != NULL && stated->choice == NULL)
        return bad_truth(err, stated->choices->begin, "choices", "belongs to 'choice', and there is none");
    if (stated->choice != NULL)
        return stated_read_choice(stated, stated->choice, own, arena, err);
    if (stated->yes != NULL)
        return read_yes(stated->yes, own, err);
    if (stated->text != NULL)
        return stated_read_texts(stated->text, own, arena, err);
    own->kind = STATED_NUMBER;
    return number_of_truth(stated->number, "number", &own->number, err);
}

int32_t prepare_stated_answer(const struct config *config, struct truth *truth, struct arena *arena, vreward_error *err)
{
    (void)config;
    struct stated_answer *own = arena_zeros(arena, 1, sizeof *own);
    if (own == NULL)
        return fail_memory(err);
    truth->own = own;
    int32_t code;
    if (truth->stated.bare != NULL)
        code = read_bare(truth->stated.bare, own, arena, err);
    else if (truth->text.data != NULL)
        code = read_bare_text(truth->text, own, arena, err);
    else
        code = stated_read_named(&truth->stated, own, arena, err);
    if (code != VREWARD_OK)
        return code;
    if (own->kind == STATED_CHOICE)
        return name_letters(own->letters, arena, &truth->normalized, err);
    truth->has_number = own->kind == STATED_NUMBER;
    truth->number = own->number.value;
    if (own->kind != STATED_NUMBER)
        truth->normalized = own->kind == STATED_TEXT ? own->text[0] : own->yes ? SPAN("yes") : SPAN("no");
    return VREWARD_OK;
}
