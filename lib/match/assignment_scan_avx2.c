/* The loops of assignment_body.h, four columns at a time: the same operations on the same numbers. */
#include "match/assignment_scan.h"

#include "base/isa.h"

#include <stdbool.h>

#if defined(__x86_64__)

#include <immintrin.h>

/* With fewer blocks than this, most have a column that comes nearer. vreward_match of uniformly random matrices of
 * n x n, microseconds by this number (gcc 12):
 *     n      1       4      16      32      64
 *   128    126     125     104     103     102
 *   300   1239    1229     985     993     983
 *   500   2789    2652    2298    2222    2305
 * and the same within the noise from n = 700 on. */
enum { WORTH_ASKING = 32 };

/* The lanes of the last step that are columns. */
AVX2 static inline __m256i lanes_below(int64_t count)
{
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3));
}

AVX2 static inline int64_t smaller(int64_t a, int64_t b)
{
    return b < a ? b : a;
}

/* ---- doubles ---- */

AVX2 static inline __m256d load_doubles(const double *value, int64_t left)
{
    return left >= LANES ? _mm256_loadu_pd(value) : _mm256_maskload_pd(value, lanes_below(left));
}

/* The columns from `begin` on, of at most one block, whose near is `lowest`: a bit each. */
AVX2 static inline uint32_t columns_at_double(const struct tree_of_doubles *tree, int64_t begin, double lowest)
{
    uint32_t found = 0;
    const __m256d wanted = _mm256_set1_pd(lowest);
    const int64_t end = smaller(begin + BLOCK, tree->cols);
    for (int64_t j = begin; j < end; j += LANES) {
        const __m256d equal = _mm256_cmp_pd(_mm256_loadu_pd(tree->near + j), wanted, _CMP_EQ_OQ);
        found |= (uint32_t)_mm256_movemask_pd(equal) << (j - begin);
    }
    return found;
}

AVX2 int64_t find_doubles_avx2(const struct tree_of_doubles *tree, double wanted, int64_t start)
{
    const __m256d wanteds = _mm256_set1_pd(wanted);
    for (int64_t j = start; j < tree->cols; j += LANES) {
        const __m256d equal = _mm256_cmp_pd(_mm256_loadu_pd(tree->near + j), wanteds, _CMP_EQ_OQ);
        if (_mm256_movemask_pd(equal) != 0)
            return smaller(j + __builtin_ctz((unsigned)_mm256_movemask_pd(equal)), tree->cols);
    }
    return tree->cols;
}

/* The smallest near of all, from those of the blocks; tree->nearest becomes its column. */
AVX2 static double finish_doubles(struct tree_of_doubles *tree)
{
    __m256d lowest_lanes = _mm256_loadu_pd(tree->lowest);
    for (int64_t b = 1; b * BLOCK < tree->cols; b++)
        lowest_lanes = _mm256_min_pd(lowest_lanes, _mm256_loadu_pd(tree->lowest + b * LANES));
    double lane[LANES];
    _mm256_storeu_pd(lane, lowest_lanes);
    const double left = lane[1] < lane[0] ? lane[1] : lane[0], right = lane[3] < lane[2] ? lane[3] : lane[2];
    const double lowest = right < left ? right : left;
    const __m256d wanted = _mm256_set1_pd(lowest);
    int64_t block = -1;
    for (int64_t b = 0; b * BLOCK < tree->cols; b++) {
        const __m256d equal = _mm256_cmp_pd(_mm256_loadu_pd(tree->lowest + b * LANES), wanted, _CMP_EQ_OQ);
        if (_mm256_movemask_pd(equal) != 0)
            block = block == -1 ? b : SEVERAL - 1;
    }
    const uint32_t found = block >= 0 ? columns_at_double(tree, block * BLOCK, lowest) : 0;
    const bool single = found != 0 && (found & (found - 1)) == 0;
    tree->nearest = single ? block * BLOCK + __builtin_ctz(found) : SEVERAL;
    return lowest;
}

AVX2 static void refresh_block_of_doubles(const struct tree_of_doubles *tree, int64_t block)
{
    __m256d lowest = _mm256_loadu_pd(tree->near + block * BLOCK);
    for (int64_t j = LANES; j < BLOCK; j += LANES)
        lowest = _mm256_min_pd(lowest, _mm256_loadu_pd(tree->near + block * BLOCK + j));
    _mm256_storeu_pd(tree->lowest + block * LANES, lowest);
}

AVX2 double start_doubles_avx2(struct tree_of_doubles *tree, const double *value, const double *price, int64_t row)
{
    const __m256i rows = _mm256_set1_epi64x(row);
    for (int64_t block = 0; block * BLOCK < tree->cols; block++) {
        __m256d lowest = _mm256_set1_pd(__builtin_inf());
        for (int64_t j = block * BLOCK; j < (block + 1) * BLOCK && j < tree->cols; j += LANES) {
            const __m256d left = _mm256_sub_pd(_mm256_setzero_pd(), load_doubles(value + j, tree->cols - j));
            const __m256d reached = _mm256_sub_pd(left, _mm256_loadu_pd(price + j));
            _mm256_storeu_pd(tree->near + j, reached);
            _mm256_storeu_si256((__m256i *)(tree->from + j), rows);
            lowest = _mm256_min_pd(lowest, reached);
        }
        _mm256_storeu_pd(tree->lowest + block * LANES, lowest);
    }
    tree->settled = -1;
    return finish_doubles(tree);
}

/* What a look adds to: distance - value - row_price - price, in that order. */
struct look_of_doubles {
    const double *value, *price;
    __m256d distance, row_price;
    __m256i row;
};

AVX2 static inline __m256d reach_double(const struct look_of_doubles *look, __m256d values, int64_t j)
{
    const __m256d left = _mm256_sub_pd(_mm256_sub_pd(look->distance, values), look->row_price);
    return _mm256_sub_pd(left, _mm256_loadu_pd(look->price + j));
}

/* Whether a whole block has a column that comes nearer: the later in the search, the more seldom. */
AVX2 static inline bool block_comes_nearer_double(const struct tree_of_doubles *tree,
                                                  const struct look_of_doubles *look, int64_t begin)
{
    __m256d nearer = _mm256_setzero_pd();
    for (int64_t j = begin; j < begin + BLOCK; j += LANES) {
        const __m256d reached = reach_double(look, _mm256_loadu_pd(look->value + j), j);
        nearer = _mm256_or_pd(nearer, _mm256_cmp_pd(reached, _mm256_loadu_pd(tree->near + j), _CMP_LT_OQ));
    }
    return _mm256_movemask_pd(nearer) != 0;
}

AVX2 static inline void improve_block_of_doubles(const struct tree_of_doubles *tree, const struct look_of_doubles *look,
                                                 int64_t block)
{
    __m256d lowest = _mm256_set1_pd(__builtin_inf());
    for (int64_t j = block * BLOCK; j < (block + 1) * BLOCK && j < tree->cols; j += LANES) {
        const __m256d reached = reach_double(look, load_doubles(look->value + j, tree->cols - j), j);
        const __m256d old = _mm256_loadu_pd(tree->near + j);
        const __m256i closer = _mm256_castpd_si256(_mm256_cmp_pd(reached, old, _CMP_LT_OQ));
        const __m256i before = _mm256_loadu_si256((const __m256i *)(tree->from + j));
        const __m256d now = _mm256_min_pd(reached, old);
        _mm256_storeu_pd(tree->near + j, now);
        _mm256_storeu_si256((__m256i *)(tree->from + j), _mm256_blendv_epi8(before, look->row, closer));
        lowest = _mm256_min_pd(lowest, now);
    }
    _mm256_storeu_pd(tree->lowest + block * LANES, lowest);
}

AVX2 double scan_doubles_avx2(struct tree_of_doubles *tree, const double *value, const double *price, int64_t row,
                              double distance, double row_price)
{
    const struct tree_of_doubles here = *tree; /* a copy that no store can touch, so that it stays in registers */
    const struct look_of_doubles look = {value, price, _mm256_set1_pd(distance), _mm256_set1_pd(row_price),
                                         _mm256_set1_epi64x(row)};
    refresh_block_of_doubles(&here, here.settled / BLOCK);
    const int64_t whole = here.cols / BLOCK;
    for (int64_t block = 0; block < whole; block++) {
        if (whole < WORTH_ASKING || block_comes_nearer_double(&here, &look, block * BLOCK))
            improve_block_of_doubles(&here, &look, block);
    }
    if (whole * BLOCK < here.cols)
        improve_block_of_doubles(&here, &look, whole);
    return finish_doubles(tree);
}

/* ---- whole numbers ---- */

AVX2 static inline __m256i load_whole(const int64_t *from)
{
    return _mm256_loadu_si256((const __m256i *)from);
}

AVX2 static inline void store_whole(int64_t *to, __m256i number)
{
    _mm256_storeu_si256((__m256i *)to, number);
}

AVX2 static inline __m256i load_weights(const int64_t *value, int64_t left)
{
    return left >= LANES ? load_whole(value) : _mm256_maskload_epi64((const long long *)value, lanes_below(left));
}

AVX2 static inline __m256i lower_weights(__m256i a, __m256i b)
{
    return _mm256_blendv_epi8(a, b, _mm256_cmpgt_epi64(a, b));
}

AVX2 static inline uint32_t columns_at_weight(const struct tree_of_weights *tree, int64_t begin, int64_t lowest)
{
    uint32_t found = 0;
    const __m256i wanted = _mm256_set1_epi64x(lowest);
    const int64_t end = smaller(begin + BLOCK, tree->cols);
    for (int64_t j = begin; j < end; j += LANES) {
        const __m256i equal = _mm256_cmpeq_epi64(load_whole(tree->near + j), wanted);
        found |= (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(equal)) << (j - begin);
    }
    return found;
}

AVX2 int64_t find_weights_avx2(const struct tree_of_weights *tree, int64_t wanted, int64_t start)
{
    const __m256i wanteds = _mm256_set1_epi64x(wanted);
    for (int64_t j = start; j < tree->cols; j += LANES) {
        const __m256i equal = _mm256_cmpeq_epi64(load_whole(tree->near + j), wanteds);
        const int lanes = _mm256_movemask_pd(_mm256_castsi256_pd(equal));
        if (lanes != 0)
            return smaller(j + __builtin_ctz((unsigned)lanes), tree->cols);
    }
    return tree->cols;
}

AVX2 static int64_t finish_weights(struct tree_of_weights *tree)
{
    __m256i lowest_lanes = load_whole(tree->lowest);
    for (int64_t b = 1; b * BLOCK < tree->cols; b++)
        lowest_lanes = lower_weights(lowest_lanes, load_whole(tree->lowest + b * LANES));
    int64_t lane[LANES];
    store_whole(lane, lowest_lanes);
    const int64_t lowest = smaller(smaller(lane[0], lane[1]), smaller(lane[2], lane[3]));
    const __m256i wanted = _mm256_set1_epi64x(lowest);
    int64_t block = -1;
    for (int64_t b = 0; b * BLOCK < tree->cols; b++) {
        const __m256i equal = _mm256_cmpeq_epi64(load_whole(tree->lowest + b * LANES), wanted);
        if (_mm256_movemask_pd(_mm256_castsi256_pd(equal)) != 0)
            block = block == -1 ? b : SEVERAL - 1;
    }
    const uint32_t found = block >= 0 ? columns_at_weight(tree, block * BLOCK, lowest) : 0;
    const bool single = found != 0 && (found & (found - 1)) == 0;
    tree->nearest = single ? block * BLOCK + __builtin_ctz(found) : SEVERAL;
    return lowest;
}

AVX2 static void refresh_block_of_weights(const struct tree_of_weights *tree, int64_t block)
{
    __m256i lowest = load_whole(tree->near + block * BLOCK);
    for (int64_t j = LANES; j < BLOCK; j += LANES)
        lowest = lower_weights(lowest, load_whole(tree->near + block * BLOCK + j));
    store_whole(tree->lowest + block * LANES, lowest);
}

AVX2 int64_t start_weights_avx2(struct tree_of_weights *tree, const int64_t *value, const int64_t *price, int64_t row)
{
    const __m256i rows = _mm256_set1_epi64x(row), zero = _mm256_setzero_si256();
    for (int64_t block = 0; block * BLOCK < tree->cols; block++) {
        __m256i lowest = _mm256_set1_epi64x(SETTLED_NEAR);
        for (int64_t j = block * BLOCK; j < (block + 1) * BLOCK && j < tree->cols; j += LANES) {
            const __m256i values = load_weights(value + j, tree->cols - j);
            const __m256i reached = _mm256_sub_epi64(zero, _mm256_add_epi64(values, load_whole(price + j)));
            store_whole(tree->near + j, reached);
            store_whole(tree->from + j, rows);
            lowest = lower_weights(lowest, reached);
        }
        store_whole(tree->lowest + block * LANES, lowest);
    }
    tree->settled = -1;
    return finish_weights(tree);
}

struct look_of_weights {
    const int64_t *value, *price;
    __m256i start, row; /* distance - row_price */
};

AVX2 static inline __m256i reach_weight(const struct look_of_weights *look, __m256i values, int64_t j)
{
    return _mm256_sub_epi64(_mm256_sub_epi64(look->start, values), load_whole(look->price + j));
}

AVX2 static inline bool block_comes_nearer_weight(const struct tree_of_weights *tree,
                                                  const struct look_of_weights *look, int64_t begin)
{
    __m256i nearer = _mm256_setzero_si256();
    for (int64_t j = begin; j < begin + BLOCK; j += LANES) {
        const __m256i reached = reach_weight(look, load_whole(look->value + j), j);
        nearer = _mm256_or_si256(nearer, _mm256_cmpgt_epi64(load_whole(tree->near + j), reached));
    }
    return _mm256_movemask_epi8(nearer) != 0;
}

AVX2 static inline void improve_block_of_weights(const struct tree_of_weights *tree, const struct look_of_weights *look,
                                                 int64_t block)
{
    __m256i lowest = _mm256_set1_epi64x(SETTLED_NEAR);
    for (int64_t j = block * BLOCK; j < (block + 1) * BLOCK && j < tree->cols; j += LANES) {
        const __m256i reached = reach_weight(look, load_weights(look->value + j, tree->cols - j), j);
        const __m256i old = load_whole(tree->near + j), closer = _mm256_cmpgt_epi64(old, reached);
        const __m256i now = _mm256_blendv_epi8(old, reached, closer);
        store_whole(tree->near + j, now);
        store_whole(tree->from + j, _mm256_blendv_epi8(load_whole(tree->from + j), look->row, closer));
        lowest = lower_weights(lowest, now);
    }
    store_whole(tree->lowest + block * LANES, lowest);
}

AVX2 int64_t scan_weights_avx2(struct tree_of_weights *tree, const int64_t *value, const int64_t *price, int64_t row,
                               int64_t distance, int64_t row_price)
{
    const struct tree_of_weights here = *tree;
    const struct look_of_weights look = {value, price, _mm256_set1_epi64x(distance - row_price),
                                         _mm256_set1_epi64x(row)};
    refresh_block_of_weights(&here, here.settled / BLOCK);
    const int64_t whole = here.cols / BLOCK;
    for (int64_t block = 0; block < whole; block++) {
        if (whole < WORTH_ASKING || block_comes_nearer_weight(&here, &look, block * BLOCK))
            improve_block_of_weights(&here, &look, block);
    }
    if (whole * BLOCK < here.cols)
        improve_block_of_weights(&here, &look, whole);
    return finish_weights(tree);
}

#endif
