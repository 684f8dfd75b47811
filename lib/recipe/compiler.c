#include "recipe/compiler.h"

#include "recipe/json_shown.h"
#include "recipe/member_lookup.h"

static bool is_of_element(const struct member *member)
{
    return strstr(member->path, "[].") != NULL;
}

bool member_holds(const struct compiler *compiler, const struct member *member)
{
    return !is_of_element(member) && member_has_task(member, compiler->layers.task);
}

int32_t find_value(struct compiler *compiler, const struct member *member, struct place *place)
{
    const struct layers *layers = &compiler->layers;
    int64_t layer = 0;
    *place = (struct place){layers_find(layers, member->path, &layer), layers->text[layer], -1};
    if (place->value != NULL && place->value->type == JSON_OBJECT &&
        is_object_of(span_of(member->path), layers->task)) {
        place->value = NULL; /* a word or an object, whose members have rows of their own: `think` */
        return VREWARD_OK;
    }
    if (place->value != NULL) {
        place->text = layers->text[layer];
        place->offset = value_offset(layers, layer, place->value);
        return VREWARD_OK;
    }
    if (member->preset == NULL)
        return VREWARD_OK;
    place->text = span_of(member->preset);
    return json_read(place->text, compiler->arena, compiler->arena, VREWARD_E_RECIPE, &place->value, compiler->err);
}

int32_t wrong_type(struct compiler *compiler, struct place place, const char *shown, const char *wanted)
{
    return fail(compiler->err, VREWARD_E_RECIPE, -1, place.offset, "`%s` wants %s, not %s", shown, wanted,
                json_type_name(place.value));
}

struct place place_within(struct place whole, const struct json *value)
{
    return (struct place){value, whole.text, whole.offset < 0 ? -1 : value->begin};
}

int64_t key_offset_within(const struct compiler *compiler, struct place whole, const struct json *value)
{
    return whole.offset < 0 ? -1 : key_offset(&compiler->layers, 0, value);
}

int64_t member_offset(const struct compiler *compiler, const char *path)
{
    int64_t layer = 0;
    const struct json *value = layers_find(&compiler->layers, path, &layer);
    return value == NULL ? -1 : value_offset(&compiler->layers, layer, value);
}
