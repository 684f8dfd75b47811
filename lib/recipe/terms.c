#include "recipe/terms.h"

#include "base/names.h"
#include "base/quote.h"
#include "recipe/fields.h"
#include "recipe/member_lookup.h"
#include "reward/finish.h"

#include <math.h>
#include <stdio.h>

enum { LIST_SIZE = 224, PATH_SIZE = 64 };

static const struct term common_terms[] = {
    [TERM_FORMAT] = {.name = "format",
                     .high = 1,
                     .keeps_rule_4 = 1,
                     .description = "The weighted share of the format checks that pass; without checks, whether the "
                                    "answer was read without repair."},
    [TERM_PARSED] = {.name = "parsed", .high = 1, .keeps_rule_4 = 1, .description = "Whether an answer could be read."},
    [TERM_ACCURACY] = {.name = "accuracy",
                       .high = 1,
                       .keeps_rule_3 = 1,
                       .keeps_rule_4 = 1,
                       .description = "What the recipe is about, as said above."},
};

static void report(struct recipe *recipe, int32_t slot, const struct term *term)
{
    recipe->term[recipe->term_count] = *term;
    recipe->slot[recipe->term_count++] = slot;
}

static bool is_factor(const struct compiler *compiler, const char *name)
{
    int64_t layer = 0;
    const struct json *factors = layers_find(&compiler->layers, "factors", &layer);
    for (const struct json *factor = factors == NULL ? NULL : factors->child; factor != NULL; factor = factor->next) {
        if (factor->type == JSON_STRING && span_equal(factor->string, span_of(name)))
            return true;
    }
    return false;
}

/* Is the term there? */
static bool is_requested(const struct compiler *compiler, const struct term *term)
{
    char path[PATH_SIZE];
    int64_t layer = 0;
    if (term->request != REQUEST_NAMED)
        return term->request == 0 || (compiler->recipe->config.requested & term->request) != 0;
    snprintf(path, sizeof path, "weights.%s", term->name);
    return layers_find(&compiler->layers, path, &layer) != NULL || is_factor(compiler, term->name);
}

void select_terms(struct compiler *compiler)
{
    struct recipe *recipe = compiler->recipe;
    struct config *config = &recipe->config;
    recipe->term_count = 0;
    for (int32_t slot = 0; slot < TERM_FIRST_OWN; slot++)
        report(recipe, slot, &common_terms[slot]);
    if (config->format_default == FORMAT_SIGNED)
        recipe->term[TERM_FORMAT].low = recipe->term[TERM_FORMAT].unparsable = -1;
    struct term *accuracy = &recipe->term[TERM_ACCURACY];
    if (config->reward->accuracy_range != NULL)
        config->reward->accuracy_range(config, &accuracy->low, &accuracy->high);
    accuracy->unparsable = accuracy->low;
    for (int32_t i = 0; i < config->reward->term_count; i++) {
        const struct term *term = &config->reward->terms[i];
        if (!is_requested(compiler, term))
            continue;
        config->requested |= term->request;
        report(recipe, TERM_FIRST_OWN + i, term);
        if (term->of_quality)
            recipe->term[recipe->term_count - 1].high = accuracy->high;
    }
}

/* Index of the term, -1 where there is none. */
static int64_t term_by_name(const struct recipe *recipe, struct span name)
{
    int64_t i = recipe->term_count - 1;
    while (i >= 0 && !span_equal(name, span_of(recipe->term[i].name)))
        i--;
    return i;
}

/* Those that are there, and those that would be if they were named. */
static const char *list_terms(const struct recipe *recipe, char list[LIST_SIZE])
{
    int64_t length = 0;
    list[0] = '\0';
    for (int64_t i = 0; i < recipe->term_count; i++) {
        if (!name_append(recipe->term[i].name, list, &length, LIST_SIZE))
            return list;
    }
    for (int64_t i = 0; i < recipe->config.reward->term_count; i++) {
        const struct term *term = &recipe->config.reward->terms[i];
        if (term->request == REQUEST_NAMED && term_by_name(recipe, span_of(term->name)) < 0 &&
            !name_append(term->name, list, &length, LIST_SIZE))
            return list;
    }
    return list;
}

bool may_be_weighted(const struct recipe *recipe, int64_t term)
{
    return recipe->slot[term] == TERM_ACCURACY ||
           (isfinite(recipe->term[term].low) && isfinite(recipe->term[term].high));
}

/* `null` takes a term back that a base names, and it is not there. */
static bool is_taken_back(const struct recipe *recipe, const struct json *weight)
{
    const struct reward *reward = recipe->config.reward;
    int64_t i = weight->type == JSON_NULL ? reward->term_count - 1 : -1;
    while (i >= 0 &&
           !(reward->terms[i].request == REQUEST_NAMED && span_equal(weight->key, span_of(reward->terms[i].name))))
        i--;
    return i >= 0;
}

/* Refuses names in the recipe's own `weights` that no term has, and terms that cannot be weighted. */
static int32_t check_names(struct compiler *compiler, const struct json *weights)
{
    const struct recipe *recipe = compiler->recipe;
    for (const struct json *weight = weights->child; weight != NULL; weight = weight->next) {
        const int64_t offset = key_offset(&compiler->layers, 0, weight);
        const int64_t term = term_by_name(recipe, weight->key);
        if (term < 0 && is_taken_back(recipe, weight))
            continue;
        if (term < 0) {
            char list[LIST_SIZE], name[QUOTE_SIZE];
            return fail(compiler->err, VREWARD_E_RECIPE, -1, offset,
                        "`weights` names `%s`, which is no term of this recipe; there are %s",
                        quotable(weight->key, name, sizeof name), list_terms(recipe, list));
        }
        if (!may_be_weighted(recipe, term))
            return fail(compiler->err, VREWARD_E_RECIPE, -1, offset,
                        "`weights` names `%s`, a term without bounds: the score would have none",
                        recipe->term[term].name);
    }
    return VREWARD_OK;
}

/* The weight of each term, from the nearest recipe that gives one; else 1 for accuracy, 0 for the others. */
static int32_t find_weights(struct compiler *compiler, const struct member *member)
{
    struct recipe *recipe = compiler->recipe;
    recipe->config.weight[TERM_ACCURACY] = 1;
    for (int64_t i = 0; i < recipe->term_count; i++) {
        char path[PATH_SIZE];
        int64_t layer = 0;
        snprintf(path, sizeof path, "%s.%s", member->path, recipe->term[i].name);
        const struct json *value = layers_find(&compiler->layers, path, &layer);
        if (value == NULL)
            continue;
        const struct place place = {value, compiler->layers.text[layer], value_offset(&compiler->layers, layer, value)};
        const struct member number = {.type = MEMBER_NUMBER, .low = member->low, .high = member->high};
        const int32_t code = set_field(compiler, &number, place, path, &recipe->config.weight[recipe->slot[i]], NULL);
        if (code != VREWARD_OK)
            return code;
    }
    return VREWARD_OK;
}

/* Added up in the order in which the score is, so that rounding cannot take a score out of its range. */
static void find_range(struct recipe *recipe)
{
    recipe->low = recipe->high = 0;
    for (int64_t i = 0; i < recipe->term_count; i++) {
        const struct term *term = &recipe->term[i];
        const double weight = recipe->config.weight[recipe->slot[i]];
        if (weight == 0)
            continue;
        recipe->low += weight * (weight > 0 ? term->low : term->high);
        recipe->high += weight * (weight > 0 ? term->high : term->low);
    }
}

int32_t set_weights(struct compiler *compiler, const struct member *member)
{
    struct recipe *recipe = compiler->recipe;
    int64_t layer = 0;
    const struct json *weights = layers_find(&compiler->layers, member->path, &layer);
    int32_t code = weights == NULL || layer != 0 ? VREWARD_OK : check_names(compiler, weights);
    if (code == VREWARD_OK)
        code = find_weights(compiler, member);
    if (code != VREWARD_OK)
        return code;
    bool nothing = true;
    for (int32_t slot = 0; slot < MAX_TERMS; slot++)
        nothing = nothing && recipe->config.weight[slot] == 0;
    if (nothing)
        return fail(compiler->err, VREWARD_E_RECIPE, -1,
                    weights == NULL ? -1 : value_offset(&compiler->layers, layer, weights),
                    "`weights` leaves every term at 0: each score would be 0");
    find_range(recipe);
    return VREWARD_OK;
}

/* What a range becomes times a term: the extremes are at the ends of both. */
static void multiply_range(struct recipe *recipe, const struct term *term)
{
    const double products[] = {recipe->low * term->low, recipe->low * term->high, recipe->high * term->low,
                               recipe->high * term->high};
    recipe->low = recipe->high = products[0];
    for (int i = 1; i < 4; i++) {
        recipe->low = fmin(recipe->low, products[i]);
        recipe->high = fmax(recipe->high, products[i]);
    }
}

static int32_t set_factor(struct compiler *compiler, struct place place)
{
    struct recipe *recipe = compiler->recipe;
    if (place.value->type != JSON_STRING)
        return wrong_type(compiler, place, "factors", "a list of terms");
    const int64_t term = term_by_name(recipe, place.value->string);
    if (term < 0) {
        char list[LIST_SIZE], name[QUOTE_SIZE];
        return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset,
                    "`factors` names `%s`, which is no term of this recipe; there are %s",
                    quotable(place.value->string, name, sizeof name), list_terms(recipe, list));
    }
    if (!may_be_weighted(recipe, term))
        return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset,
                    "`factors` names `%s`, a term without bounds: the score would have none", recipe->term[term].name);
    if (recipe->config.factors & 1u << recipe->slot[term])
        return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset, "`factors` names `%s` twice",
                    recipe->term[term].name);
    recipe->config.factors |= 1u << recipe->slot[term];
    return VREWARD_OK;
}

int32_t set_factors(struct compiler *compiler)
{
    struct recipe *recipe = compiler->recipe;
    struct config *config = &recipe->config;
    struct place place;
    int32_t code = find_value(compiler, member_of(SPAN("factors"), compiler->layers.task), &place);
    for (const struct json *factor = code == VREWARD_OK ? place.value->child : NULL; factor != NULL;
         factor = factor->next) {
        code = set_factor(compiler, place_within(place, factor));
        if (code != VREWARD_OK)
            return code;
    }
    for (int64_t i = 0; i < recipe->term_count; i++) {
        if (config->factors & 1u << recipe->slot[i])
            multiply_range(recipe, &recipe->term[i]);
    }
    recipe->low = clip_and_round(config, recipe->low);
    recipe->high = clip_and_round(config, recipe->high);
    if (!isnan(config->both_empty)) {
        recipe->low = fmin(recipe->low, config->both_empty);
        recipe->high = fmax(recipe->high, config->both_empty);
    }
    config->finishes =
        config->factors != 0 || isfinite(config->clip[0]) || config->round >= 0 || !isnan(config->both_empty);
    return code;
}
