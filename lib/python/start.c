/* What the Python package calls to get the functions of this folder. Not part of vreward.h: the package and the library
 * it carries are of one release. */
#include "python/batch.h"
#include "python/calls.h"
#include "python/characters.h"
#include "python/distances.h"
#include "python/item_batch.h"
#include "python/items.h"
#include "python/texts.h"
#include "vreward.h"

VREWARD_API const char *vreward_python_needs(int64_t index);
VREWARD_API python_object *vreward_python_start(const void *const *addresses, int64_t count);

/* clang-format off */
static const struct python_method methods[] = {
    {"know_characters", python_know_characters, PYTHON_FASTCALL, NULL},
    {"gather", python_gather, PYTHON_FASTCALL, NULL},
    {"gather_items", python_gather_items, PYTHON_FASTCALL, NULL},
    {"distance", python_distance, PYTHON_FASTCALL, NULL},
    {"edit_distance", python_edit_distance, PYTHON_FASTCALL, NULL},
    {"match", python_match, PYTHON_FASTCALL, NULL},
    {"match_boxes", python_match_boxes, PYTHON_FASTCALL, NULL},
    {"score_items", python_score_items, PYTHON_FASTCALL, NULL},
    {"score_one", python_score_one, PYTHON_FASTCALL, NULL},
    {"score", python_score, PYTHON_FASTCALL, NULL},
};
/* clang-format on */

enum { METHODS = sizeof methods / sizeof methods[0] };

/* The name of what vreward_python_start wants the address of at this place; NULL beyond the end. */
const char *vreward_python_needs(int64_t index)
{
    return python_needs(index);
}

/* A tuple of the functions of this folder's headers, in the order above; NULL where the addresses are others than were asked
 * for, or str has no method isascii. Called with the interpreter's lock held. */
python_object *vreward_python_start(const void *const *addresses, int64_t count)
{
    if (!python_know(addresses, count))
        return NULL;
    python_object *const functions = python.new_tuple(METHODS);
    for (python_size i = 0; functions && i < METHODS; i++)
        python.set_member(functions, i, python.new_function(&methods[i], NULL, NULL));
    return functions;
}
