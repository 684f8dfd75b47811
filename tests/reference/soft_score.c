#include "soft_score.h"

#include <math.h>

/* The best sum for written items i .. n-1 with the true items that `taken` leaves. */
static double best_sum(const double quality[SOFT_SCORE_MOST][SOFT_SCORE_MOST], int i, int n, int m, unsigned taken)
{
    if (i == n)
        return 0;
    double best = best_sum(quality, i + 1, n, m, taken);
    for (int j = 0; j < m; j++) {
        if (!(taken >> j & 1))
            best = fmax(best, quality[i][j] + best_sum(quality, i + 1, n, m, taken | 1u << j));
    }
    return best;
}

double soft_score(const double quality[SOFT_SCORE_MOST][SOFT_SCORE_MOST], int n, int m)
{
    if (n == 0 && m == 0)
        return 1;
    if (n == 0 || m == 0)
        return 0;
    return best_sum(quality, 0, n, m, 0) / fmax(n, (n + m) / 2.0);
}

double reference_iou(const double a[4], const double b[4])
{
    const double width = fmin(a[2], b[2]) - fmax(a[0], b[0]), height = fmin(a[3], b[3]) - fmax(a[1], b[1]);
    const double both = width > 0 && height > 0 ? width * height : 0;
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both);
}
