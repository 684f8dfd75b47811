/* Why a completion scored what it scored: the explanation, printed as it comes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vreward.h>

int main(void)
{
    const char completion[] = "<answer>{\"bbox_2d\": [10, 20, 110, 120]}</answer>";
    const char truth[] = "{\"box\": [10, 20, 110, 220]}";
    vreward_scorer *scorer = NULL;
    vreward_error err;
    int64_t needed = 0;
    char *text = NULL;

    const int64_t offsets[] = {0, (int64_t)strlen(completion)}, truth_offsets[] = {0, (int64_t)strlen(truth)};
    const vreward_batch batch = {
        .struct_size = sizeof batch,
        .count = 1,
        .completion = completion,
        .completion_offsets = offsets,
        .truth = truth,
        .truth_offsets = truth_offsets,
        .truth_count = 1,
    };
    int32_t code = vreward_scorer_create("grounding", 9, &scorer, &err);
    if (code == VREWARD_OK) /* ask how long it is, then for the text */
        code = vreward_explain(scorer, &batch, 0, NULL, 0, &needed, &err);
    if (code == VREWARD_E_CAPACITY && (text = malloc((size_t)needed)) != NULL)
        code = vreward_explain(scorer, &batch, 0, text, needed, &needed, &err);
    if (code == VREWARD_OK)
        printf("%.*s\n", (int)needed, text);
    else
        fprintf(stderr, "%s: %s\n", vreward_error_name(err.code), err.message);
    free(text);
    vreward_scorer_destroy(scorer);
    return code == VREWARD_OK ? 0 : 1;
}
