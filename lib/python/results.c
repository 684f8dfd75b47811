#include "python/results.h"

#include "python/numbers.h"

bool python_results_new(python_object *const *arguments, int64_t count, struct python_results *results)
{
    const python_size terms = python.tuple_size(arguments[PYTHON_KEYS]) - 2;
    vreward_result *const result = &results->result;
    *result = (vreward_result){.struct_size = sizeof *result};
    python_object **const part = results->part;
    part[0] = python_new_array(arguments[PYTHON_NUMBER], count, &result->score);
    part[1] = python_new_array(arguments[PYTHON_NUMBER], count * terms, &result->term);
    part[2] = python_new_array(arguments[PYTHON_CODE], count, &result->reason);
    part[3] = python_new_array(arguments[PYTHON_BITS], count, &result->reasons);
    return part[0] && part[1] && part[2] && part[3];
}

python_object *python_results_end(struct python_results *results, int32_t status)
{
    return python_tuple_or_none(status == VREWARD_OK, results->part, sizeof results->part / sizeof results->part[0]);
}
