/* What a recipe's `empty` names: texts, expressions and lists of numbers that say that nothing is there. */
#ifndef PARSE_EMPTY_H
#define PARSE_EMPTY_H

#include "base/arena.h"
#include "parse/reading.h"

/* The text is a list of two or four numbers, "[-1,-1]": as an item it says that nothing is there. */
bool empty_list(struct span text, struct empty_list *list);

/* *named: the answer is one of the recipe's texts, without surrounding space, quotes, a final full stop and case, or an
 * expression matches in it; *limit: one gave up. Errors: MEMORY. */
int32_t empty_by_recipe(const struct read_options *options, struct span answer, struct arena *arena, bool *named,
                        bool *limit, vreward_error *err);

/* The item is one of the recipe's lists, in whatever order its numbers were read. */
bool is_empty_item(const struct read_options *options, const struct item *item);

/* Without surrounding space, quotes and a final full stop. */
struct span bare_text(struct span text);

#endif
