/* What a batch is found to score, as Scorer.score and score_items give it to Python. */
#ifndef VREWARD_PYTHON_RESULTS_H
#define VREWARD_PYTHON_RESULTS_H

#include "python/interpreter.h"
#include "vreward.h"

/* The last arguments of score and of score_items: the names of score, reason and every term, and arrays of one element that
 * the results are made of. */
enum python_result_argument { PYTHON_KEYS, PYTHON_NUMBER, PYTHON_CODE, PYTHON_BITS, PYTHON_RESULT_ARGUMENTS };

struct python_results {
    vreward_result result; /* points into `part` */
    python_object *part[4];
};

/* Room for `count` samples; false where memory is short. Either way python_results_end takes what is there. */
bool python_results_new(python_object *const *arguments, int64_t count, struct python_results *results);

/* The tuple of score, terms, main reason and set of reasons; None where the status is an error. */
python_object *python_results_end(struct python_results *results, int32_t status);

#endif
