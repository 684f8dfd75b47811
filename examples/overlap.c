/* Which of the boxes a model wrote goes with which true one, and how well they overlap. */
#include <stdio.h>
#include <vreward.h>

int main(void)
{
    const double written[3][4] = {{12, 8, 98, 105}, {200, 40, 260, 90}, {0, 0, 20, 20}};
    const double truth[2][4] = {{200, 50, 260, 100}, {10, 10, 100, 100}};
    double iou[3][2];
    int64_t partner[3];
    vreward_error err;

    if (vreward_overlap(NULL, written[0], 3, truth[0], 2, iou[0], &err) != VREWARD_OK ||
        vreward_match_boxes(NULL, written[0], 3, truth[0], 2, partner, NULL, &err) != VREWARD_OK) {
        fprintf(stderr, "%s: %s\n", vreward_error_name(err.code), err.message);
        return 1;
    }
    for (int i = 0; i < 3; i++) {
        printf("box %d: IoU %.3f %.3f, ", i, iou[i][0], iou[i][1]);
        if (partner[i] < 0)
            printf("goes with none\n");
        else
            printf("goes with %d\n", (int)partner[i]);
    }
    return 0;
}
