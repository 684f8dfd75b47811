#include "recipe/member_pair.h"

#include "base/quote.h"
#include "recipe/fields.h"
#include "recipe/member_lookup.h"
#include "reward/reward.h"
#include "reward/shaping.h"

#include <inttypes.h>
#include <stdio.h>

enum { SHOWN_SIZE = 48, MOST_PARTS = 16 };

static int32_t refuse_part(struct compiler *compiler, int64_t offset, int64_t index, const char *message)
{
    return fail(compiler->err, VREWARD_E_RECIPE, -1, offset, "`pair[%" PRId64 "]` %s", index, message);
}

/* Where each member of a part goes. */
static void *field_of(const struct member *member, struct pair_part *part)
{
    const char *name = member->path + strlen("pair[].");
    if (member->type == MEMBER_SHAPE)
        return &part->shaping;
    if (strcmp(name, "of") == 0)
        return &part->of;
    return strcmp(name, "weight") == 0 ? (void *)&part->weight : (void *)&part->in_own_box;
}

static int32_t set_part_member(struct compiler *compiler, struct place whole, const struct json *value, int64_t index,
                               struct pair_part *part)
{
    char path[SHOWN_SIZE], shown[SHOWN_SIZE], name[QUOTE_SIZE];
    const struct member *member = NULL;
    if (value->key.length < SHOWN_SIZE / 2) {
        snprintf(path, sizeof path, "pair[].%.*s", (int)value->key.length, value->key.data);
        member = member_of(span_of(path), compiler->layers.task);
    }
    if (member == NULL)
        return fail(compiler->err, VREWARD_E_RECIPE, -1, key_offset_within(compiler, whole, value),
                    "unknown member `%s` in `pair[%" PRId64 "]`", quotable(value->key, name, sizeof name), index);
    if (value->type == JSON_NULL)
        return VREWARD_OK;
    snprintf(shown, sizeof shown, "pair[%" PRId64 "].%.*s", index, (int)value->key.length, value->key.data);
    return set_field(compiler, member, place_within(whole, value), shown, field_of(member, part), NULL);
}

/* A shape that the compared quantity does not have, or lacks; NULL: all is well. */
static const char *wrong_shape(const struct pair_part *part)
{
    const struct shaping *shaping = &part->shaping;
    const bool shaped = is_shaped(shaping), ramp = shaped && shaping->shape == SHAPE_RAMP;
    const bool near = shaped && (shaping->shape == SHAPE_BELOW || shaping->shape == SHAPE_GAUSSIAN);
    if (part->of == OF_INSIDE)
        return shaped ? "is `inside` or not: it takes no shape" : NULL;
    if (part->of == OF_OVERLAP && near)
        return "is of overlap, which takes one of above, at_least, power and ramp";
    if (part->of == OF_OVERLAP)
        return !ramp || (shaping->threshold < shaping->full && shaping->full <= 1)
                   ? NULL
                   : "has a ramp of overlaps: two numbers from 0 to 1, the smaller one first";
    if (part->of == OF_CORNERS && !ramp && (!shaped || shaping->shape != SHAPE_BELOW))
        return "is of corners, which wants one of below and ramp";
    if (part->of == OF_DISTANCE && !ramp && !near)
        return "is of distance, which wants one of below, ramp and gaussian";
    return !ramp || shaping->threshold > shaping->full ? NULL
                                                       : "has a ramp of distances: two numbers, the larger one first";
}

/* What a part wants of the two items. */
static uint32_t wants_of(const struct pair_part *part)
{
    uint32_t wants = part->of == OF_OVERLAP || part->of == OF_CORNERS ? WANTS_BOX | WANTS_TRUE_BOX : WANTS_POINT;
    if (part->of == OF_INSIDE || part->shaping.shape == SHAPE_GAUSSIAN)
        wants |= WANTS_TRUE_BOX;
    return part->in_own_box ? wants | WANTS_BOX | WANTS_TRUE_BOX | WANTS_BOTH : wants;
}

static int32_t set_part(struct compiler *compiler, struct place whole, int64_t index, struct pair_part *part)
{
    *part = (struct pair_part){.weight = 1};
    if (whole.value->type != JSON_OBJECT)
        return refuse_part(compiler, whole.offset, index, "is not an object");
    for (const struct json *child = whole.value->child; child != NULL; child = child->next) {
        const int32_t code = set_part_member(compiler, whole, child, index, part);
        if (code != VREWARD_OK)
            return code;
    }
    const char *wrong = wrong_shape(part);
    if (wrong != NULL)
        return refuse_part(compiler, whole.offset, index, wrong);
    if (part->in_own_box && !(part->of == OF_DISTANCE || part->of == OF_INSIDE))
        return refuse_part(compiler, whole.offset, index,
                           "has `in_own_box`, which asks for a part of distance or inside");
    compiler->recipe->config.pair_wants |= wants_of(part);
    return VREWARD_OK;
}

int32_t set_parts(struct compiler *compiler, struct place place)
{
    struct config *config = &compiler->recipe->config;
    if (place.value->type != JSON_ARRAY)
        return wrong_type(compiler, place, "pair", "a list of parts");
    if (place.value->count == 0 || place.value->count > MOST_PARTS)
        return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset, "`pair` has %" PRId64 " parts, it wants 1 to %d",
                    place.value->count, MOST_PARTS);
    struct pair_part *parts = arena_zeros(compiler->arena, (size_t)place.value->count, sizeof *parts);
    if (parts == NULL)
        return fail_memory(compiler->err);
    config->pair = parts;
    for (const struct json *part = place.value->child; part != NULL; part = part->next) {
        const int64_t index = config->pair_count++;
        const int32_t code = set_part(compiler, place_within(place, part), index, &parts[index]);
        if (code != VREWARD_OK)
            return code;
    }
    return VREWARD_OK;
}

static const char *const short_forms[] = {"overlap.power", "overlap.above", "overlap.at_least", "overlap.ramp",
                                          "quality",       "target",        "point_decay"};
enum { SHORT_FORMS = sizeof short_forms / sizeof short_forms[0] };

bool is_replaced_by_pair(const struct compiler *compiler, const struct member *member)
{
    bool is_short = false;
    for (int i = 0; i < SHORT_FORMS; i++)
        is_short = is_short || strcmp(member->path, short_forms[i]) == 0;
    return is_short && compiler->recipe->config.pair_count > 0;
}

int32_t check_pair(struct compiler *compiler)
{
    struct config *config = &compiler->recipe->config;
    int64_t of_pair = 0, of_short = 0;
    if (config->pair_count == 0)
        return VREWARD_OK;
    layers_find(&compiler->layers, "pair", &of_pair);
    for (int i = 0; i < SHORT_FORMS; i++) {
        const struct json *value = layers_find(&compiler->layers, short_forms[i], &of_short);
        if (value != NULL && of_short <= of_pair)
            return fail(compiler->err, VREWARD_E_RECIPE, -1, value_offset(&compiler->layers, of_short, value),
                        "`%s` has no meaning beside `pair`: say it as a part", short_forms[i]);
    }
    if ((config->requested & (REQUEST_AP | REQUEST_AP50 | REQUEST_AP75)) && !(config->pair_wants & WANTS_BOX))
        return fail(compiler->err, VREWARD_E_RECIPE, -1, -1,
                    "`ap` is of boxes, and no part of `pair` compares boxes: add one of overlap, or leave `ap` out");
    config->shaping = (struct shaping){SHAPE_POWER, 0, 0, 0};
    config->read.both = (config->pair_wants & WANTS_BOTH) != 0;
    config->quality = DISTANCE_BY_NEAR;
    config->target =
        config->reward == &grounding_reward && !(config->pair_wants & WANTS_BOX) ? TARGET_POINT : TARGET_BOX;
    config->counted = COUNT_AS_TRUTH;
    config->point_decay = 0;
    return VREWARD_OK;
}
