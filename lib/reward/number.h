/* How far a written number is from the true one. */
#ifndef REWARD_NUMBER_H
#define REWARD_NUMBER_H

#include "base/arena.h"
#include "parse/quantity.h"
#include "parse/reading.h"
#include "reward/trace.h"
#include "reward/truth.h"

/* |p - g| / |g|, g being true; 0 only where they are equal, infinite beside a true 0. Where only one of the two has a percent
 * sign or a word like "million", it counts as written or as scaled, whichever is nearer. `eps` is added to both sides of the
 * fraction. */
double relative_error(const struct quantity *written, const struct quantity *truth, double eps);

/* The number that the truth states, in a JSON number or in a text as people write it. Errors: TRUTH, which names `member`. */
int32_t number_of_truth(const struct json *value, const char *member, struct quantity *number, vreward_error *err);
int32_t number_of_text(struct span text, int64_t offset, const char *member, struct quantity *number,
                       vreward_error *err);

/* What the answer states (statement.h), after full-width letters and digits became plain ones and what nothing is drawn for
 * went; or the reason `empty_answer`. Errors: MEMORY. */
int32_t read_statement(struct reading *reading, struct arena *arena, struct span *stated, vreward_error *err);

/* The number of the answer `stated`, as the recipe's member `number` picks it, into the reading; or its reason. `text` is all
 * of it. */
void read_stated_number(const struct read_options *options, struct span text, struct span stated,
                        struct reading *reading);

/* Says `wrong_answer` where a term that weighs is below 1. */
void note_wrong_answer(const struct config *config, struct trace *trace);

/* The number of a reading. */
static inline struct quantity quantity_of(const struct reading *reading)
{
    return (struct quantity){.value = reading->number, .scaled = reading->scaled, .has_scale = reading->has_scale};
}

#endif
