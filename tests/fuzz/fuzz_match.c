/* Matchings of what the bytes spell: small ones against all there are, larger ones path against path, boxes against the
 * matrix of their overlaps. Byte 0 says which, bytes 1 and 2 how many rows and columns. */
#include "geometry/overlap.h"
#include "match/dense.h"
#include "match/match_edges.h"
#include "reference/assignment.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

enum { SMALL = 5, LARGE = 48 };

struct bytes {
    const uint8_t *data;
    size_t size, at;
};

/* The bytes over and over, so that few of them fill a matrix. */
static uint8_t next_byte(struct bytes *bytes)
{
    return bytes->data[bytes->at++ % bytes->size];
}

static void check_small(struct bytes *bytes, int64_t rows, int64_t cols)
{
    double value[SMALL * SMALL];
    int64_t row_to_col[SMALL];
    struct arena scratch = {0};
    for (int64_t k = 0; k < rows * cols; k++) {
        const uint8_t byte = next_byte(bytes);
        value[k] = byte < 64 ? -INFINITY : ((double)byte - 160.0) / 16.0;
    }
    REQUIRE(match_dense(value, rows, cols, VREWARD_MATCH_OPTIMAL, false, 0, &scratch, row_to_col, NULL) == VREWARD_OK);
    const struct worth best = best_assignment(value, NULL, rows, cols, true);
    const struct worth ours = worth_of(value, NULL, rows, cols, row_to_col);
    REQUIRE(ours.pairs == best.pairs && ours.sum == best.sum);
    arena_free(&scratch);
}

/* The same pairs as edges and as a matrix: sums of sixteenths are exact. */
static void check_paths(struct bytes *bytes, int64_t rows, int64_t cols)
{
    static double value[LARGE * LARGE];
    static struct edge edges[LARGE * LARGE];
    int64_t row_to_edge[LARGE], row_to_col[LARGE], count = 0;
    const uint8_t sparsity = next_byte(bytes);
    struct arena scratch = {0};
    for (int64_t k = 0; k < rows * cols; k++) {
        const uint8_t byte = (uint8_t)(next_byte(bytes) + 37 * (k / (int64_t)bytes->size));
        value[k] = byte <= sparsity ? 0.0 : byte / 16.0;
        if (value[k] > 0.0)
            edges[count++] = (struct edge){value[k], (int32_t)(k / cols), (int32_t)(k % cols), byte % 2, 0};
    }
    REQUIRE(match_edges(edges, count, rows, cols, &scratch, row_to_edge, NULL) == VREWARD_OK);
    REQUIRE(match_dense(value, rows, cols, VREWARD_MATCH_OPTIMAL, false, 0, &scratch, row_to_col, NULL) == VREWARD_OK);
    for (int64_t i = 0; i < rows; i++) {
        REQUIRE(row_to_edge[i] < 0 || edges[row_to_edge[i]].row == i);
        row_to_edge[i] = row_to_edge[i] < 0 ? -1 : edges[row_to_edge[i]].col;
    }
    const struct worth sparse = worth_of(value, NULL, rows, cols, row_to_edge);
    const struct worth dense = worth_of(value, NULL, rows, cols, row_to_col);
    REQUIRE(sparse.pairs >= 0 && sparse.sum == dense.sum);
    arena_free(&scratch);
}

/* Coordinates of few bits, or any double at all. */
static double next_coordinate(struct bytes *bytes, bool any)
{
    if (!any)
        return next_byte(bytes) / 4.0;
    double number;
    uint8_t raw[sizeof number];
    for (size_t i = 0; i < sizeof raw; i++)
        raw[i] = next_byte(bytes);
    memcpy(&number, raw, sizeof number);
    return number;
}

static void check_boxes(struct bytes *bytes, int64_t rows, int64_t cols)
{
    static double a[4 * LARGE], b[4 * LARGE], value[LARGE * LARGE];
    int64_t partner[LARGE], row_to_col[LARGE];
    double overlaps[LARGE];
    struct arena scratch = {0};
    const uint8_t code = next_byte(bytes);
    vreward_match_options options = {.struct_size = sizeof options, .kind = code % 4, .convention = code / 4 % 3};
    options.invalid = code / 16 % 3;
    for (int64_t k = 0; k < 4 * rows; k++)
        a[k] = next_coordinate(bytes, code >= 128);
    for (int64_t k = 0; k < 4 * cols; k++)
        b[k] = next_coordinate(bytes, code >= 128);
    REQUIRE(vreward_match_boxes(&options, a, rows, b, cols, partner, overlaps, NULL) == VREWARD_OK);
    const struct overlap_rule rule = {options.kind, options.convention, options.invalid};
    overlap_matrix(rule, a, rows, b, cols, value);
    double total = 0.0;
    for (int64_t i = 0; i < rows; i++) {
        REQUIRE(partner[i] < 0 ? overlaps[i] == 0.0 : overlaps[i] == value[i * cols + partner[i]] && overlaps[i] > 0.0);
        total += overlaps[i];
    }
    for (int64_t k = 0; k < rows * cols; k++) {
        REQUIRE(isfinite(value[k]));
        if (options.invalid != VREWARD_INVALID_LEGACY)
            REQUIRE(value[k] <= 1.0 && value[k] >= (options.kind == VREWARD_OVERLAP_GIOU ? -1.0 : 0.0));
    }
    for (int64_t k = 0; k < rows * cols; k++)
        value[k] = value[k] > 0.0 ? value[k] : 0.0;
    REQUIRE(worth_of(value, NULL, rows, cols, partner).pairs >= 0);
    REQUIRE(match_dense(value, rows, cols, VREWARD_MATCH_OPTIMAL, false, 0, &scratch, row_to_col, NULL) == VREWARD_OK);
    const double best = worth_of(value, NULL, rows, cols, row_to_col).sum;
    /* As written, boxes inside out can have overlaps whose sum is beyond a double. */
    REQUIRE(!isfinite(best) || fabs(total - best) <= 1e-12 * (1.0 + fabs(best)));
    arena_free(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 5)
        return 0;
    struct bytes bytes = {data + 3, size - 3, 0};
    const int64_t most = data[0] % 3 == 0 ? SMALL : LARGE;
    const int64_t rows = data[1] % (most + 1), cols = data[2] % (most + 1);
    switch (data[0] % 3) {
    case 0:
        check_small(&bytes, rows, cols);
        break;
    case 1:
        check_paths(&bytes, rows, cols);
        break;
    default:
        check_boxes(&bytes, rows, cols);
        break;
    }
    return 0;
}
