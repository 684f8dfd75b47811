/* Three rollouts of one prompt scored against its one truth. */
#include <stdio.h>
#include <string.h>
#include <vreward.h>

int main(void)
{
    const char *const rollouts[3] = {
        "[{\"bbox_2d\": [10, 10, 100, 100], \"label\": \"cat\"}, {\"bbox_2d\": [200, 50, 260, 100], \"label\": \"dog\"}]",
        "Here you are: [{\"bbox_2d\": [12, 8, 98, 105], \"label\": \"cat\"}, {\"bbox_2d\": [200, 50, 2",
        "I see a cat and a dog.",
    };
    const char truth[] = "{\"boxes\": [[10, 10, 100, 100], [200, 50, 260, 100]], \"labels\": [\"cat\", \"dog\"]}";

    char text[1024] = "";
    int64_t offsets[4] = {0};
    for (int i = 0; i < 3; i++) {
        strcat(text, rollouts[i]);
        offsets[i + 1] = (int64_t)strlen(text);
    }
    const int64_t truth_offsets[2] = {0, (int64_t)strlen(truth)};

    vreward_scorer *scorer = NULL;
    vreward_error err;
    if (vreward_scorer_create("detection", 9, &scorer, &err) != VREWARD_OK) {
        fprintf(stderr, "%s: %s\n", vreward_error_name(err.code), err.message);
        return 1;
    }
    double score[3];
    int32_t reason[3];
    const vreward_batch batch = {
        .struct_size = sizeof batch,
        .count = 3,
        .completion = text,
        .completion_offsets = offsets,
        .truth = truth,
        .truth_offsets = truth_offsets,
        .truth_count = 1, /* one truth for all three */
    };
    const vreward_result result = {.struct_size = sizeof result, .score = score, .reason = reason};
    const int32_t code = vreward_score(scorer, &batch, &result, &err);
    vreward_scorer_destroy(scorer);
    if (code != VREWARD_OK) {
        fprintf(stderr, "%s: %s\n", vreward_error_name(err.code), err.message);
        return 1;
    }
    for (int i = 0; i < 3; i++)
        printf("rollout %d: %.3f %s\n", i, score[i], vreward_reason_name(reason[i]));
    return 0;
}
