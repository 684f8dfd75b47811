/* Figures that are means of a recipe's terms. */
#include "evaluate/evaluation.h"

#include <string.h>

static int32_t measure_terms(struct evaluation *evaluation, const struct measured *sample, struct kept_sample *kept,
                             double *column, vreward_error *err)
{
    (void)kept;
    (void)err;
    const struct recipe *recipe = evaluation->recipe;
    for (int64_t t = TERM_ACCURACY; t < recipe->term_count; t++)
        column[COLUMN_FIRST_OWN + t - TERM_ACCURACY] = sample->trace->term[recipe->slot[t]];
    return VREWARD_OK;
}

const struct measures term_measures = {.task = "", .measure = measure_terms};

double term_named(const struct config *config, const struct trace *trace, const char *name)
{
    int64_t slot = 0;
    while (strcmp(config->reward->terms[slot].name, name) != 0)
        slot++;
    return trace->term[TERM_FIRST_OWN + slot];
}
