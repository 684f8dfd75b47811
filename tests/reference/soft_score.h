/* The accuracy of tasks with items, by trying every one-to-one matching: rewards.md section 3. */
#ifndef TESTS_REFERENCE_SOFT_SCORE_H
#define TESTS_REFERENCE_SOFT_SCORE_H

enum { SOFT_SCORE_MOST = 8 }; /* items on either side */

/* quality[i][j] of written item i with true item j; n, m <= SOFT_SCORE_MOST. The largest sum over one-to-one pairs,
 * over max(n, (n+m)/2); 1 where both are empty, 0 where one is. */
double soft_score(const double quality[SOFT_SCORE_MOST][SOFT_SCORE_MOST], int n, int m);

/* Intersection over union of x1, y1, x2, y2, as the definition reads. */
double reference_iou(const double a[4], const double b[4]);

#endif
