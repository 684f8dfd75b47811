/* What members that are one of several names may be, for the table in members.c. */
#ifndef RECIPE_CHOICES_H
#define RECIPE_CHOICES_H

#include "base/names.h"

/* Index and name of each choice; the index is the value in struct config. */
#define NAMES(function, ...)                                                     \
    static const char *function(int32_t index)                                   \
    {                                                                            \
        static const char *const names[] = {__VA_ARGS__};                        \
        return name_at(names, (int32_t)(sizeof names / sizeof names[0]), index); \
    }

NAMES(which_name, "last", "first", "only")
NAMES(missing_name, "whole", "none")
NAMES(think_name, "marks", "none")
NAMES(invalid_name, "reject", "sort", "legacy")
NAMES(convention_name, "half-open", "inclusive", "vlm-r1")
NAMES(of_pair_name, "overlap", "corners", "distance", "inside")
NAMES(target_name, "box", "point")
NAMES(counted_name, "truth", "box")
NAMES(labels_name, "match", "ignore", "after")
NAMES(quality_name, "near", "diagonal", "box")
NAMES(match_name, "optimal", "greedy", "per-truth", "sequential", "confidence", "any")
NAMES(divisor_name, "soft", "larger", "predicted", "truth", "mean")
NAMES(ap_name, "ap", "ap50", "ap75")
NAMES(items_name, "all", "distinct", "first", "only")
NAMES(several_items_name, "all", "distinct")
NAMES(faulty_name, "count", "drop", "void")
NAMES(unreadable_name, "worst", "empty")
NAMES(item_order_name, "canonical", "written")
NAMES(number_name, "anywhere", "only", "first", "last")
NAMES(truth_name, "json", "answer")
NAMES(truth_text_name, "json", "answer", "text")
NAMES(distance_name, "levenshtein", "indel")
NAMES(of_name, "text", "items")
NAMES(norm_name, "longer", "truth")
NAMES(mode_name, "full", "prefix", "search")
NAMES(opened_name, "either", "completion", "prompt")
NAMES(shape_name, "array", "object")

#undef NAMES

#endif
