#include "match/assignment_scan.h"

#include <math.h>

double start_doubles(struct tree_of_doubles *tree, const double *value, const double *price, int64_t row)
{
    double lowest = INFINITY;
    tree->nearest = SEVERAL;
    for (int64_t j = 0; j < tree->cols; j++) {
        const double reached = 0.0 - value[j] - price[j];
        tree->near[j] = reached;
        tree->from[j] = row;
        if (reached <= lowest) {
            tree->nearest = reached < lowest ? j : SEVERAL;
            lowest = reached;
        }
    }
    return lowest;
}

double scan_doubles(struct tree_of_doubles *tree, const double *value, const double *price, int64_t row,
                    double distance, double row_price)
{
    double lowest = INFINITY;
    tree->nearest = SEVERAL;
    for (int64_t j = 0; j < tree->cols; j++) {
        const double reached = distance - value[j] - row_price - price[j];
        if (reached < tree->near[j]) {
            tree->near[j] = reached;
            tree->from[j] = row;
        }
        if (tree->near[j] <= lowest) {
            tree->nearest = tree->near[j] < lowest ? j : SEVERAL;
            lowest = tree->near[j];
        }
    }
    return lowest;
}

int64_t start_weights(struct tree_of_weights *tree, const int64_t *value, const int64_t *price, int64_t row)
{
    int64_t lowest = SETTLED_NEAR;
    tree->nearest = SEVERAL;
    for (int64_t j = 0; j < tree->cols; j++) {
        const int64_t reached = -value[j] - price[j];
        tree->near[j] = reached;
        tree->from[j] = row;
        if (reached <= lowest) {
            tree->nearest = reached < lowest ? j : SEVERAL;
            lowest = reached;
        }
    }
    return lowest;
}

int64_t scan_weights(struct tree_of_weights *tree, const int64_t *value, const int64_t *price, int64_t row,
                     int64_t distance, int64_t row_price)
{
    int64_t lowest = SETTLED_NEAR;
    tree->nearest = SEVERAL;
    for (int64_t j = 0; j < tree->cols; j++) {
        const int64_t reached = distance - value[j] - row_price - price[j];
        if (reached < tree->near[j]) {
            tree->near[j] = reached;
            tree->from[j] = row;
        }
        if (tree->near[j] <= lowest) {
            tree->nearest = tree->near[j] < lowest ? j : SEVERAL;
            lowest = tree->near[j];
        }
    }
    return lowest;
}

int64_t find_double(const struct tree_of_doubles *tree, double wanted, int64_t start)
{
    int64_t j = start;
    while (j < tree->cols && tree->near[j] != wanted)
        j++;
    return j;
}

int64_t find_weight(const struct tree_of_weights *tree, int64_t wanted, int64_t start)
{
    int64_t j = start;
    while (j < tree->cols && tree->near[j] != wanted)
        j++;
    return j;
}
