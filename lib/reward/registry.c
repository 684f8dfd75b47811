#include "reward/reward.h"

const struct reward *const rewards[] = {
    &grounding_reward, &detection_reward, &counting_reward,   &ocr_reward,           &number_reward, &answer_reward,
    &format_reward,    &length_reward,    &repetition_reward, &pr1_grounding_reward, NULL,
};

const struct reward *reward_by_task(struct span task)
{
    for (const struct reward *const *reward = rewards; *reward != NULL; reward++) {
        if (span_equal(task, span_of((*reward)->task)))
            return *reward;
    }
    return NULL;
}
