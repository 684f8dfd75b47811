/* The loops of assignment_body.h on vectors: the same operations on the same numbers. Written once for doubles and
 * whole numbers and each instruction set. The file that includes it defines NUMBER, SETTLED (near of a settled column),
 * KIND, SET and TARGET (what stands before each function), the types PART(vector) and PART(mask), ACROSS (numbers in a
 * vector, at most LANES), and as functions: load, load_left (zeros where there are fewer left), store, all (the number in
 * each lane), less_by (a - b), lower, less, bad (which values are none), either (of two masks), any, equal (a bit for each
 * lane) and put_row (where the mask is); and of the numbers of rows, which are whole whatever the KIND, as ROWS(rows),
 * ROWS(all_rows) and ROWS(store_rows), all and store. */

#define NAME_OF(part, kind, set) part##_##kind##_##set
#define NAMED(part, kind, set) NAME_OF(part, kind, set)
#define PART(part) NAMED(part, KIND, SET)
#define ROWS_OF(part, set) part##_##set
#define ROWS_NAMED(part, set) ROWS_OF(part, set)
#define ROWS(part) ROWS_NAMED(part, SET)
#define VECTOR PART(vector)
#define TREE_OF(kind) tree_of_##kind
#define TREE_NAMED(kind) TREE_OF(kind)
#define TREE struct TREE_NAMED(KIND)

/* The columns from `begin` on, of at most one block, whose near is `lowest`: a bit each. */
TARGET static inline uint32_t PART(columns_at)(const TREE *tree, int64_t begin, NUMBER lowest)
{
    uint32_t found = 0;
    const VECTOR wanted = PART(all)(lowest);
    for (int64_t j = begin; j < begin + BLOCK && j < tree->cols; j += ACROSS)
        found |= PART(equal)(PART(load)(tree->near + j), wanted) << (j - begin);
    return found;
}

TARGET int64_t PART(find)(const TREE *tree, NUMBER wanted, int64_t start)
{
    const VECTOR wanteds = PART(all)(wanted);
    for (int64_t j = start; j < tree->cols; j += ACROSS) {
        const uint32_t equal = PART(equal)(PART(load)(tree->near + j), wanteds);
        if (equal != 0) {
            const int64_t found = j + __builtin_ctz(equal);
            return found < tree->cols ? found : tree->cols;
        }
    }
    return tree->cols;
}

/* The smallest of all, from those of the blocks; *block becomes the one that has it, or SEVERAL. */
TARGET static inline NUMBER PART(lowest_of_blocks)(const TREE *tree, int64_t *block)
{
    VECTOR lowest_lanes = PART(load)(tree->lowest);
    for (int64_t b = 1; b * BLOCK < tree->cols; b++)
        lowest_lanes = PART(lower)(lowest_lanes, PART(load)(tree->lowest + b * LANES));
    NUMBER lane[LANES];
    PART(store)(lane, lowest_lanes);
    NUMBER lowest = lane[0];
    for (int k = 1; k < ACROSS; k++)
        lowest = lane[k] < lowest ? lane[k] : lowest;
    const VECTOR wanted = PART(all)(lowest);
    int64_t found = 0;
    for (int64_t b = 0; b * BLOCK < tree->cols; b++) {
        if (PART(equal)(PART(load)(tree->lowest + b * LANES), wanted) != 0) {
            *block = b;
            found++;
        }
    }
    if (found != 1)
        *block = SEVERAL;
    return lowest;
}

static inline int64_t PART(single)(int64_t block, uint32_t found)
{
    return found != 0 && (found & (found - 1)) == 0 ? block * BLOCK + __builtin_ctz(found) : SEVERAL;
}

TARGET static NUMBER PART(finish)(TREE *tree)
{
    int64_t block;
    const NUMBER lowest = PART(lowest_of_blocks)(tree, &block);
    tree->nearest = block == SEVERAL ? SEVERAL : PART(single)(block, PART(columns_at)(tree, block * BLOCK, lowest));
    return lowest;
}

/* The values from column j on; `whole` says that there is a whole block of them. */
TARGET static inline VECTOR PART(values)(const TREE *tree, const NUMBER *value, int64_t j, bool whole)
{
    return whole ? PART(load)(value + j) : PART(load_left)(value + j, tree->cols - j);
}

TARGET static inline VECTOR PART(first_reach)(VECTOR values, const NUMBER *price, int64_t j)
{
    return PART(less_by)(PART(less_by)(PART(all)(0), values), PART(load)(price + j));
}

TARGET static inline void PART(peek_block)(const TREE *tree, const NUMBER *value, const NUMBER *price, int64_t block,
                                           bool whole, PART(mask) * bad)
{
    const int64_t begin = block * BLOCK, end = whole ? begin + BLOCK : tree->cols;
    VECTOR lowest = PART(all)(SETTLED);
    for (int64_t j = begin; j < end; j += ACROSS) {
        const VECTOR values = PART(values)(tree, value, j, whole);
        *bad = PART(either)(*bad, PART(bad)(values));
        lowest = PART(lower)(lowest, PART(first_reach)(values, price, j));
    }
    PART(store)(tree->lowest + block * LANES, lowest);
}

TARGET NUMBER PART(peek)(TREE *tree, const NUMBER *value, const NUMBER *price)
{
    const TREE here = *tree; /* a copy that no store can touch, so that it stays in registers */
    const int64_t whole = here.cols / BLOCK;
    PART(mask) bad = PART(bad)(PART(all)(0));
    for (int64_t block = 0; block < whole; block++)
        PART(peek_block)(&here, value, price, block, true, &bad);
    if (whole * BLOCK < here.cols)
        PART(peek_block)(&here, value, price, whole, false, &bad);
    tree->bad = PART(any)(bad);
    int64_t block;
    const NUMBER lowest = PART(lowest_of_blocks)(&here, &block);
    tree->nearest = SEVERAL;
    if (block == SEVERAL)
        return lowest;
    uint32_t found = 0;
    for (int64_t j = block * BLOCK; j < (block + 1) * BLOCK && j < here.cols; j += ACROSS) {
        const VECTOR reached = PART(first_reach)(PART(values)(&here, value, j, false), price, j);
        found |= PART(equal)(reached, PART(all)(lowest)) << (j - block * BLOCK);
    }
    tree->nearest = PART(single)(block, found);
    return lowest;
}

TARGET static void PART(refresh_block)(const TREE *tree, int64_t block)
{
    VECTOR lowest = PART(load)(tree->near + block * BLOCK);
    for (int64_t j = ACROSS; j < BLOCK; j += ACROSS)
        lowest = PART(lower)(lowest, PART(load)(tree->near + block * BLOCK + j));
    PART(store)(tree->lowest + block * LANES, lowest);
}

TARGET NUMBER PART(start)(TREE *tree, const NUMBER *value, const NUMBER *price, int64_t row)
{
    const TREE here = *tree;
    const ROWS(rows) rows = ROWS(all_rows)(row);
    for (int64_t block = 0; block * BLOCK < here.cols; block++) {
        VECTOR lowest = PART(all)(SETTLED);
        for (int64_t j = block * BLOCK; j < (block + 1) * BLOCK && j < here.cols; j += ACROSS) {
            const VECTOR reached = PART(first_reach)(PART(values)(&here, value, j, false), price, j);
            PART(store)(here.near + j, reached);
            ROWS(store_rows)(here.from + j, rows);
            lowest = PART(lower)(lowest, reached);
        }
        PART(store)(here.lowest + block * LANES, lowest);
    }
    tree->settled = -1;
    return PART(finish)(tree);
}

/* What a look adds to: distance - value - row_price - price, in that order. */
struct PART(look) {
    const NUMBER *value, *price;
    VECTOR distance, row_price;
    ROWS(rows) row;
};

TARGET static inline VECTOR PART(reach)(const struct PART(look) * look, VECTOR values, int64_t j)
{
    const VECTOR left = PART(less_by)(PART(less_by)(look->distance, values), look->row_price);
    return PART(less_by)(left, PART(load)(look->price + j));
}

/* Whether a whole block has a column that comes nearer: the later in the search, the more seldom. */
TARGET static inline bool PART(block_comes_nearer)(const TREE *tree, const struct PART(look) * look, int64_t begin)
{
    PART(mask)
    nearer = PART(less)(PART(reach)(look, PART(load)(look->value + begin), begin), PART(load)(tree->near + begin));
    for (int64_t j = begin + ACROSS; j < begin + BLOCK; j += ACROSS) {
        const VECTOR reached = PART(reach)(look, PART(load)(look->value + j), j);
        nearer = PART(either)(nearer, PART(less)(reached, PART(load)(tree->near + j)));
    }
    return PART(any)(nearer);
}

TARGET static inline void PART(improve_block)(const TREE *tree, const struct PART(look) * look, int64_t block,
                                              bool whole)
{
    const int64_t begin = block * BLOCK, end = whole ? begin + BLOCK : tree->cols;
    VECTOR lowest = PART(all)(SETTLED);
    for (int64_t j = begin; j < end; j += ACROSS) {
        const VECTOR reached = PART(reach)(look, PART(values)(tree, look->value, j, whole), j);
        const VECTOR old = PART(load)(tree->near + j), now = PART(lower)(reached, old);
        PART(put_row)(tree->from + j, look->row, PART(less)(reached, old));
        PART(store)(tree->near + j, now);
        lowest = PART(lower)(lowest, now);
    }
    PART(store)(tree->lowest + block * LANES, lowest);
}

TARGET NUMBER PART(scan)(TREE *tree, const NUMBER *value, const NUMBER *price, int64_t row, NUMBER distance,
                         NUMBER row_price)
{
    const TREE here = *tree;
    const struct PART(look) look = {value, price, PART(all)(distance), PART(all)(row_price), ROWS(all_rows)(row)};
    PART(refresh_block)(&here, here.settled / BLOCK);
    const int64_t whole = here.cols / BLOCK;
    for (int64_t block = 0; block < whole; block++) {
        if (whole < WORTH_ASKING || PART(block_comes_nearer)(&here, &look, block * BLOCK))
            PART(improve_block)(&here, &look, block, true);
    }
    if (whole * BLOCK < here.cols)
        PART(improve_block)(&here, &look, whole, false);
    return PART(finish)(tree);
}

#undef NUMBER
#undef SETTLED
#undef KIND
#undef PART
#undef ROWS
#undef ROWS_NAMED
#undef ROWS_OF
#undef VECTOR
#undef TREE
#undef TREE_OF
#undef TREE_NAMED
#undef NAMED
#undef NAME_OF
