/* The truth of a short answer: what kind it is, and what is right. */
#ifndef REWARD_STATED_H
#define REWARD_STATED_H

#include "base/arena.h"
#include "parse/quantity.h"
#include "reward/truth.h"

struct config;

enum stated_kind { STATED_CHOICE, STATED_YES, STATED_NUMBER, STATED_TEXT };

struct stated_answer {
    int32_t kind; /* enum stated_kind */
    /* STATED_CHOICE */
    int32_t most;              /* letters that there are to choose from */
    uint32_t letters;          /* the right ones, A being bit 0 */
    bool several;              /* more than one may be chosen */
    const struct span *option; /* [option_count] their texts, folded; 0: not given */
    int64_t option_count;
    bool yes; /* STATED_YES */
    struct quantity number;
    /* STATED_TEXT */
    const struct span *text;                     /* [text_count] right forms, folded */
    const struct prepared_text *const *prepared; /* [text_count] */
    int64_t text_count;
};

/* struct reward, prepare_truth: leaves a struct stated_answer in truth->own. Errors: TRUTH, MEMORY. */
int32_t prepare_stated_answer(const struct config *config, struct truth *truth, struct arena *arena,
                              vreward_error *err);

/* A short text as it is compared: compatibility forms (NFKC), lower case, single spaces, without signs of punctuation around it
 * and an article in front. Errors: MEMORY. */
int32_t fold_answer(struct span text, struct arena *arena, struct span *folded, vreward_error *err);

/* "A, C". Errors: MEMORY. */
int32_t name_letters(uint32_t letters, struct arena *arena, struct span *text, vreward_error *err);

#endif
