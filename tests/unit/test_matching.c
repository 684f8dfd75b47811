/* Matchings against all that there are, and the paths of the solver against each other, on each instruction set. */
#include "isa.h"

#include "base/sort.h"
#include "exact.h"
#include "match/assignment.h"
#include "match/component.h"
#include "match/crowd.h"
#include "match/dense.h"
#include "match/greedy.h"
#include "match/match_edges.h"
#include "match/second_value.h"
#include "match/sparse.h"
#include "reference/assignment.h"
#include "reference/random.h"

#include <math.h>
#include <stdlib.h>

enum { SMALL = 6 };

static struct arena scratch;

/* Values of few bits, so that sums are exact and equal ones common; some pairs are none. */
static void random_values(uint64_t *state, int64_t count, int64_t levels, int64_t lowest, double none, double *value)
{
    const int64_t share = random_below(state, 4);
    for (int64_t k = 0; k < count; k++) {
        value[k] = (double)(lowest + random_below(state, levels)) / 8.0;
        if (random_below(state, 4) < share)
            value[k] = none;
    }
}

static void dense_is_optimal(void **unused)
{
    (void)unused;
    uint64_t state = 1;
    for (int round = 0; round < 6000; round++) {
        double value[SMALL * SMALL];
        int64_t row_to_col[SMALL];
        const int64_t rows = random_below(&state, SMALL + 1), cols = random_below(&state, SMALL + 1);
        random_values(&state, rows * cols, 1 + random_below(&state, 20), -5, -INFINITY, value);
        assert_int_equal(match_dense(value, rows, cols, VREWARD_MATCH_OPTIMAL, false, 0, &scratch, row_to_col, NULL),
                         0);
        const struct worth best = best_assignment(value, NULL, rows, cols, true);
        const struct worth ours = worth_of(value, NULL, rows, cols, row_to_col);
        if (ours.pairs != best.pairs || ours.sum != best.sum)
            print_error("round %d\n", round);
        assert_int_equal(ours.pairs, best.pairs);
        assert_double(ours.sum, best.sum);
    }
}

static void dense_with_min_is_optimal(void **unused)
{
    (void)unused;
    uint64_t state = 2;
    for (int round = 0; round < 6000; round++) {
        double value[SMALL * SMALL], allowed[SMALL * SMALL];
        int32_t one[SMALL * SMALL];
        int64_t row_to_col[SMALL];
        const int64_t rows = random_below(&state, SMALL + 1), cols = random_below(&state, SMALL + 1);
        random_values(&state, rows * cols, 12, -3, -INFINITY, value);
        const double min = (double)(random_below(&state, 8) - 2) / 8.0;
        for (int64_t k = 0; k < rows * cols; k++) {
            allowed[k] = value[k] >= min ? value[k] : -INFINITY;
            one[k] = 1; /* of equal sums, the one of more pairs */
        }
        assert_int_equal(match_dense(value, rows, cols, VREWARD_MATCH_OPTIMAL, true, min, &scratch, row_to_col, NULL),
                         0);
        const struct worth best = best_assignment(allowed, one, rows, cols, false);
        const struct worth ours = worth_of(allowed, one, rows, cols, row_to_col);
        assert_double(ours.sum, best.sum);
        assert_int_equal(ours.pairs, best.pairs);
    }
}

/* The edges of a matrix: what is above 0. */
static int64_t edges_of(const double *value, const int32_t *tie, int64_t rows, int64_t cols, struct edge *edges)
{
    int64_t count = 0;
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t j = 0; j < cols; j++) {
            const int64_t k = i * cols + j;
            if (value[k] > 0.0)
                edges[count++] = (struct edge){value[k], (int32_t)i, (int32_t)j, tie[k], 0};
        }
    }
    return count;
}

static void edges_are_optimal(void **unused)
{
    (void)unused;
    uint64_t state = 3;
    for (int round = 0; round < 8000; round++) {
        double value[SMALL * SMALL];
        int32_t tie[SMALL * SMALL];
        int64_t row_to_edge[SMALL], row_to_col[SMALL];
        struct edge edges[SMALL * SMALL];
        const int64_t rows = random_below(&state, SMALL + 1), cols = random_below(&state, SMALL + 1);
        random_values(&state, rows * cols, 1 + random_below(&state, 8), 1, -INFINITY, value);
        for (int64_t k = 0; k < rows * cols; k++)
            tie[k] = (int32_t)random_below(&state, round % 3 + 1);
        const int64_t count = edges_of(value, tie, rows, cols, edges);
        assert_int_equal(match_edges(edges, count, rows, cols, &scratch, row_to_edge, NULL), VREWARD_OK);
        for (int64_t i = 0; i < rows; i++) {
            assert_true(row_to_edge[i] < count && (row_to_edge[i] < 0 || edges[row_to_edge[i]].row == i));
            row_to_col[i] = row_to_edge[i] < 0 ? -1 : edges[row_to_edge[i]].col;
        }
        const struct worth best = best_assignment(value, tie, rows, cols, false);
        const struct worth ours = worth_of(value, tie, rows, cols, row_to_col);
        assert_double(ours.sum, best.sum);
        assert_int_equal(ours.tie, best.tie);
    }
}

/* Equal sums of values, then of second values, then ties: all three against all assignments. */
static void second_values_decide(void **unused)
{
    (void)unused;
    enum { EIGHTHS = 64 };
    uint64_t state = 13;
    for (int round = 0; round < 8000; round++) {
        double value[SMALL * SMALL], second[SMALL * SMALL];
        int32_t tie[SMALL * SMALL], both[SMALL * SMALL];
        int64_t row_to_edge[SMALL], row_to_col[SMALL];
        struct edge edges[SMALL * SMALL];
        const int64_t rows = random_below(&state, SMALL + 1), cols = random_below(&state, SMALL + 1);
        random_values(&state, rows * cols, 1 + random_below(&state, 4), 1, -INFINITY, value);
        for (int64_t k = 0; k < rows * cols; k++) {
            const int32_t eighths = (int32_t)random_below(&state, 9);
            tie[k] = (int32_t)random_below(&state, round % 3 + 1);
            both[k] = EIGHTHS * eighths + tie[k];
        }
        const int64_t count = edges_of(value, tie, rows, cols, edges);
        for (int64_t e = 0; e < count; e++)
            second[e] = both[edges[e].row * cols + edges[e].col] / EIGHTHS / 8.0;
        assert_int_equal(match_edges_by_second(edges, second, count, rows, cols, &scratch, row_to_edge, NULL), 0);
        for (int64_t i = 0; i < rows; i++) {
            assert_true(row_to_edge[i] < count && (row_to_edge[i] < 0 || edges[row_to_edge[i]].row == i));
            row_to_col[i] = row_to_edge[i] < 0 ? -1 : edges[row_to_edge[i]].col;
        }
        const struct worth best = best_assignment(value, both, rows, cols, false);
        const struct worth ours = worth_of(value, both, rows, cols, row_to_col);
        assert_double(ours.sum, best.sum);
        assert_int_equal(ours.tie, best.tie);
    }
}

struct total {
    int64_t pairs;
    double sum;
    int64_t tie;
};

static struct total total_of(const struct edge *edges, const int64_t *row_to_edge, int64_t rows)
{
    struct total total = {0, 0.0, 0};
    for (int64_t i = 0; i < rows; i++) {
        if (row_to_edge[i] < 0)
            continue;
        total.pairs++;
        total.sum += edges[row_to_edge[i]].value;
        total.tie += edges[row_to_edge[i]].tie;
    }
    return total;
}

/* Larger graphs of every density: without components, by components (sparse and dense), and as a matrix. */
static void paths_agree(void **unused)
{
    (void)unused;
    uint64_t state = 4;
    enum { LARGE = 70 };
    static double value[LARGE * LARGE];
    static int32_t tie[LARGE * LARGE];
    static struct edge edges[LARGE * LARGE];
    static int32_t col[LARGE * LARGE];
    static int64_t weight[LARGE * LARGE];
    for (int round = 0; round < 400; round++) {
        use_isa(every_isa[round % EVERY_ISA]);
        const int64_t rows = 1 + random_below(&state, LARGE), cols = 1 + random_below(&state, LARGE);
        const int64_t density = 1 + random_below(&state, 100), levels = round % 4 == 0 ? 4 : 1 << 20;
        for (int64_t k = 0; k < rows * cols; k++) {
            value[k] = random_below(&state, 100) < density ? (double)(1 + random_below(&state, levels)) / 0x1p20 : 0.0;
            tie[k] = (int32_t)random_below(&state, round % 3 + 1);
        }
        const int64_t count = edges_of(value, tie, rows, cols, edges);
        int64_t by_piece[LARGE], at_once[LARGE], row_to_col[LARGE], first[LARGE + 1] = {0};
        assert_int_equal(match_edges(edges, count, rows, cols, &scratch, by_piece, NULL), VREWARD_OK);
        for (int64_t e = 0; e < count; e++) {
            first[edges[e].row + 1] = e + 1;
            col[e] = edges[e].col;
            weight[e] = ((int64_t)(edges[e].value * 0x1p20) << 10) + edges[e].tie;
        }
        for (int64_t i = 0; i < rows; i++)
            first[i + 1] = first[i + 1] > first[i] ? first[i + 1] : first[i];
        const struct sparse_graph graph = {rows, cols, first, col, weight};
        assert_true(match_sparse(&graph, NULL, &scratch, at_once, NULL));
        assert_int_equal(match_dense(value, rows, cols, VREWARD_MATCH_OPTIMAL, false, 0, &scratch, row_to_col, NULL),
                         0);
        const struct total one = total_of(edges, by_piece, rows), other = total_of(edges, at_once, rows);
        assert_double(one.sum, other.sum);
        assert_int_equal(one.tie, other.tie);
        assert_double(worth_of(value, tie, rows, cols, row_to_col).sum, one.sum);
    }
    use_isa(NULL);
}

/* Many more on one side than on the other, nearly all of which can pair, with few and with many different values. */
static void many_more_columns_than_rows(void **unused)
{
    (void)unused;
    uint64_t state = 9;
    enum { SHORT = 40, LONG = 400 };
    static double value[SHORT * LONG];
    static struct edge edges[SHORT * LONG];
    for (int round = 0; round < 300; round++) {
        use_isa(every_isa[round % EVERY_ISA]);
        const bool turned = round / EVERY_ISA % 2 != 0;
        const int64_t shorter = 2 + random_below(&state, SHORT - 2), longer = 200 + random_below(&state, 200);
        const int64_t rows = turned ? longer : shorter, cols = turned ? shorter : longer;
        const int64_t levels = round % 3 == 0 ? 3 : 1 << 20, density = 80 + random_below(&state, 21);
        int64_t row_to_edge[LONG], row_to_col[LONG], count = 0;
        for (int64_t k = 0; k < rows * cols; k++) {
            value[k] = random_below(&state, 100) < density ? (double)(1 + random_below(&state, levels)) / 0x1p20 : 0.0;
            if (round % 5 == 0) /* nearly a product of row and column, which makes searches long */
                value[k] *= (double)(1 + k / cols) * (double)(1 + k % cols) / 0x1p17;
            if (value[k] > 0.0)
                edges[count++] = (struct edge){value[k], (int32_t)(k / cols), (int32_t)(k % cols), 0, 0};
        }
        assert_int_equal(match_edges(edges, count, rows, cols, &scratch, row_to_edge, NULL), VREWARD_OK);
        assert_int_equal(match_dense(value, rows, cols, VREWARD_MATCH_OPTIMAL, false, 0, &scratch, row_to_col, NULL),
                         0);
        bool taken[LONG] = {false};
        for (int64_t i = 0; i < rows; i++) {
            if (row_to_edge[i] < 0)
                continue;
            assert_int_equal(edges[row_to_edge[i]].row, i);
            assert_false(taken[edges[row_to_edge[i]].col]);
            taken[edges[row_to_edge[i]].col] = true;
        }
        const double best = worth_of(value, NULL, rows, cols, row_to_col).sum;
        assert_near(total_of(edges, row_to_edge, rows).sum, best, 1e-12 * best);
    }
    use_isa(NULL);
}

/* Without any list of pairs: the sum is the same. */
static void crowds(void **unused)
{
    (void)unused;
    uint64_t state = 8;
    enum { MANY = 50 };
    for (int round = 0; round < 600; round++) {
        double a[4 * MANY], b[4 * MANY], value[MANY];
        int64_t a_to_b[MANY], row_to_edge[MANY], count;
        const int64_t rows = random_below(&state, MANY), cols = random_below(&state, MANY);
        const int64_t side = 4 + random_below(&state, 40);
        for (int64_t k = 0; k < 4 * MANY; k++) {
            a[k] = (double)random_below(&state, side) + (k % 4 > 1 ? (double)side / 2 : 0.0);
            b[k] = (double)random_below(&state, side) + (k % 4 > 1 ? (double)side / 2 : 0.0);
        }
        const struct overlap_rule rule = {round % 4, round / 4 % 3, round / 12 % 3};
        const double min = round % 5 == 0 ? 0.25 : 0.0;
        struct edge *edges;
        const struct arena_mark mark = arena_mark(&scratch);
        overlapping_pairs(rule, a, NULL, rows, b, NULL, cols, min, MOST_PAIRS, &scratch, &edges, &count, NULL);
        assert_int_equal(match_edges(edges, count, rows, cols, &scratch, row_to_edge, NULL), VREWARD_OK);
        const double expected = total_of(edges, row_to_edge, rows).sum;
        arena_rewind(&scratch, mark);
        assert_int_equal(match_crowd(rule, a, rows, b, cols, min, &scratch, a_to_b, value, NULL), VREWARD_OK);
        double sum = 0.0;
        for (int64_t i = 0; i < rows; i++) {
            for (int64_t k = 0; k < i; k++)
                assert_true(a_to_b[i] < 0 || a_to_b[i] != a_to_b[k]);
            assert_double(value[i], a_to_b[i] < 0 ? 0.0 : overlap(rule, a + 4 * i, b + 4 * a_to_b[i]));
            assert_true(a_to_b[i] < 0 || (value[i] > 0.0 && value[i] >= min));
            sum += value[i];
        }
        assert_near(sum, expected, 1e-12 * (1.0 + expected));
    }
}

static void instruction_sets_agree(void **unused)
{
    (void)unused;
    uint64_t state = 5;
    enum { LARGE = 133 };
    static double value[LARGE * LARGE];
    for (int round = 0; round < 150; round++) {
        const int64_t rows = 1 + random_below(&state, LARGE), cols = 1 + random_below(&state, LARGE);
        for (int64_t k = 0; k < rows * cols; k++) {
            value[k] = round % 3 == 0 ? (double)random_below(&state, 3) : random_share(&state) - 0.5;
            if (round % 5 == 0 && random_below(&state, 50) == 0)
                value[k] = -INFINITY;
        }
        int64_t row_to_col[EVERY_ISA][LARGE];
        for (int set = 0; set < EVERY_ISA; set++) {
            use_isa(every_isa[set]);
            assert_int_equal(
                match_dense(value, rows, cols, VREWARD_MATCH_OPTIMAL, false, 0, &scratch, row_to_col[set], NULL), 0);
        }
        for (int set = 1; set < EVERY_ISA; set++)
            assert_memory_equal(row_to_col[0], row_to_col[set], (size_t)rows * sizeof row_to_col[0][0]);
    }
    use_isa(NULL);
}

/* NaN and +infinity are seen wherever they are and whatever the rest, and nothing is written then. */
static void bad_values(void **unused)
{
    (void)unused;
    uint64_t state = 14;
    enum { LARGE = 75 };
    static double value[LARGE * LARGE];
    for (int round = 0; round < 1500; round++) {
        use_isa(every_isa[round % EVERY_ISA]);
        const int64_t rows = 1 + random_below(&state, LARGE), cols = 1 + random_below(&state, LARGE);
        random_values(&state, rows * cols, 3, -1, round % 7 < 3 ? -INFINITY : 0.0, value);
        assert_int_equal(first_bad_value(value, rows * cols), rows * cols);
        const int64_t place = random_below(&state, rows * cols);
        value[place] = round / EVERY_ISA % 2 ? NAN : INFINITY;
        assert_int_equal(first_bad_value(value, rows * cols), place);
        int64_t row_to_col[LARGE];
        for (int64_t i = 0; i < rows; i++)
            row_to_col[i] = -7;
        const int32_t how = round % 5 == 0 ? VREWARD_MATCH_GREEDY : VREWARD_MATCH_OPTIMAL;
        assert_int_equal(match_dense(value, rows, cols, how, round % 3 == 0, 0.5, &scratch, row_to_col, NULL),
                         VREWARD_E_ARGUMENT);
        for (int64_t i = 0; i < rows; i++)
            assert_int_equal(row_to_col[i], -7);
    }
    use_isa(NULL);
}

/* What scipy.optimize.linear_sum_assignment(maximize=True) gives where several assignments are as good. */
static void ties_as_scipy(void **unused)
{
    (void)unused;
    static const struct {
        int64_t rows, cols;
        double value[9];
        int64_t row_to_col[3];
    } cases[] = {
        {3, 3, {1, 1, 1, 1, 1, 1, 1, 1, 1}, {0, 1, 2}}, {2, 3, {0, 0, 0, 0, 0, 0}, {0, 1}},
        {3, 2, {0, 0, 0, 0, 0, 0}, {0, 1, -1}},         {3, 2, {1, 2, 1, 2, 1, 2}, {0, 1, -1}},
        {3, 3, {0, 1, 1, 1, 0, 1, 1, 1, 0}, {2, 0, 1}}, {3, 3, {2, 1, 2, 1, 2, 2, 2, 2, 1}, {0, 2, 1}},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        int64_t row_to_col[3];
        assert_int_equal(match_dense(cases[k].value, cases[k].rows, cases[k].cols, VREWARD_MATCH_OPTIMAL, false, 0,
                                     &scratch, row_to_col, NULL),
                         VREWARD_OK);
        for (int64_t i = 0; i < cases[k].rows; i++)
            assert_int_equal(row_to_col[i], cases[k].row_to_col[i]);
    }
}

static void tiny_and_huge_values(void **unused)
{
    (void)unused;
    int64_t row_to_edge[2], row_to_col[2];
    const struct edge edges[] = {{1.0, 0, 0, 0, 0}, {1e-300, 1, 1, 0, 0}}; /* a faint pair is a pair */
    assert_int_equal(match_edges(edges, 2, 2, 2, &scratch, row_to_edge, NULL), VREWARD_OK);
    assert_int_equal(row_to_edge[1], 1);
    const struct edge huge[] = {{1e308, 0, 0, 0, 0}, {1.7e308, 0, 1, 0, 0}, {1e308, 1, 1, 0, 0}};
    assert_int_equal(match_edges(huge, 3, 2, 2, &scratch, row_to_edge, NULL), VREWARD_OK);
    assert_int_equal(row_to_edge[0], 0);
    assert_int_equal(row_to_edge[1], 2);
    const double apart[4] = {-1.7e308, -INFINITY, 1.7e308, -INFINITY};
    assert_int_equal(match_dense(apart, 2, 2, VREWARD_MATCH_OPTIMAL, false, 0, &scratch, row_to_col, NULL), VREWARD_OK);
    assert_int_equal(row_to_col[0], -1);
    assert_int_equal(row_to_col[1], 0);
}

/* The words of vreward.h, step by step. */
static void obvious_greedy(int32_t how, const double *value, int64_t rows, int64_t cols, int64_t *row_to_col)
{
    bool taken[SMALL] = {false};
    for (int64_t i = 0; i < rows; i++)
        row_to_col[i] = -1;
    for (int64_t step = 0; step < (how == VREWARD_MATCH_PER_COLUMN ? cols : rows); step++) {
        double best = -INFINITY;
        int64_t row = -1, col = -1;
        for (int64_t i = 0; i < rows; i++) {
            for (int64_t j = 0; j < cols; j++) {
                const bool turn = how == VREWARD_MATCH_GREEDY || (how == VREWARD_MATCH_PER_COLUMN && j == step) ||
                                  (how == VREWARD_MATCH_SEQUENTIAL && i == step && j == step);
                if (turn && row_to_col[i] < 0 && !taken[j] && value[i * cols + j] > best) {
                    best = value[i * cols + j];
                    row = i;
                    col = j;
                }
            }
        }
        if (row >= 0) {
            row_to_col[row] = col;
            taken[col] = true;
        }
    }
}

static void greedy_variants(void **unused)
{
    (void)unused;
    uint64_t state = 6;
    for (int round = 0; round < 6000; round++) {
        double value[SMALL * SMALL];
        int64_t ours[SMALL], expected[SMALL];
        const int64_t rows = random_below(&state, SMALL + 1), cols = random_below(&state, SMALL + 1);
        random_values(&state, rows * cols, 10, -4, -INFINITY, value);
        const int32_t how = VREWARD_MATCH_GREEDY + round % 3;
        const bool use_min = round % 2 != 0;
        assert_int_equal(match_dense(value, rows, cols, how, use_min, 0.25, &scratch, ours, NULL), VREWARD_OK);
        for (int64_t k = 0; k < rows * cols; k++) {
            if (use_min && value[k] < 0.25)
                value[k] = -INFINITY;
        }
        obvious_greedy(how, value, rows, cols, expected);
        assert_memory_equal(ours, expected, (size_t)rows * sizeof ours[0]);
    }
}

static void order_is_stable(void **unused)
{
    (void)unused;
    uint64_t state = 7;
    for (int64_t count = 0; count < 200; count++) {
        double key[200];
        int64_t index[200];
        for (int64_t k = 0; k < count; k++)
            key[k] = (double)random_below(&state, 20) - 10.0;
        for (int descending = 0; descending < 2; descending++) {
            assert_true(order_by(key, count, descending != 0, &scratch, index));
            for (int64_t k = 1; k < count; k++) {
                const double before = key[index[k - 1]], after = key[index[k]];
                assert_true(descending ? before >= after : before <= after);
                assert_true(before != after || index[k - 1] < index[k]);
            }
        }
    }
}

static int free_scratch(void **unused)
{
    (void)unused;
    arena_free(&scratch);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dense_is_optimal),
        cmocka_unit_test(dense_with_min_is_optimal),
        cmocka_unit_test(edges_are_optimal),
        cmocka_unit_test(second_values_decide),
        cmocka_unit_test(paths_agree),
        cmocka_unit_test(many_more_columns_than_rows),
        cmocka_unit_test(crowds),
        cmocka_unit_test(instruction_sets_agree),
        cmocka_unit_test(bad_values),
        cmocka_unit_test(ties_as_scipy),
        cmocka_unit_test(tiny_and_huge_values),
        cmocka_unit_test(greedy_variants),
        cmocka_unit_test(order_is_stable),
    };
    return cmocka_run_group_tests(tests, NULL, free_scratch);
}
