#include "match/assignment_scan.h"

#include <math.h>

double scan_doubles(const double *value, const double *price, double distance, double row_price, int64_t row,
                    int64_t cols, double *near, int64_t *from)
{
    double lowest = INFINITY;
    for (int64_t j = 0; j < cols; j++) {
        const double reached = distance - value[j] - row_price - price[j];
        if (reached < near[j]) {
            near[j] = reached;
            from[j] = row;
        }
        if (near[j] < lowest)
            lowest = near[j];
    }
    return lowest;
}

int64_t scan_weights(const int64_t *value, const int64_t *price, int64_t distance, int64_t row_price, int64_t row,
                     int64_t cols, int64_t *near, int64_t *from)
{
    int64_t lowest = SETTLED_NEAR;
    for (int64_t j = 0; j < cols; j++) {
        const int64_t reached = distance - value[j] - row_price - price[j];
        if (reached < near[j]) {
            near[j] = reached;
            from[j] = row;
        }
        if (near[j] < lowest)
            lowest = near[j];
    }
    return lowest;
}

int64_t find_double(const double *near, double wanted, int64_t start, int64_t cols)
{
    int64_t j = start;
    while (j < cols && near[j] != wanted)
        j++;
    return j;
}

int64_t find_weight(const int64_t *near, int64_t wanted, int64_t start, int64_t cols)
{
    int64_t j = start;
    while (j < cols && near[j] != wanted)
        j++;
    return j;
}
