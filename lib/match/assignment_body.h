/* The search of assignment.h, written once for doubles and once for whole numbers. The file that includes it defines
 * NUMBER, SETTLED and CLOSED (near and price of a settled column; SETTLED is also the near of one that no row reaches),
 * SEARCH (the name of the struct and the prefix of the functions), KIND (what assignment_scan.h calls them) and IS_BAD
 * (of a value). */

#define NAME_OF(left, right) left##_##right
#define NAMED(left, right) NAME_OF(left, right)
#define PART(part) NAMED(SEARCH, part)

struct SEARCH {
    struct NAMED(tree_of, KIND) tree;
    size_t room;               /* of the arrays below that go by column */
    NUMBER *row_price, *price; /* the dual variables */
    NUMBER *open_price;        /* price, but CLOSED where the column is settled */
    NUMBER *settled_at;        /* length of the path to a settled column */
    int64_t *row_of;           /* the row that has the column, or -1 */
    int64_t *settled;          /* columns in the order in which they settled */
    int64_t *listed, *place;   /* order among equals, and where each column stands in it */
    NUMBER (*peek)(struct NAMED(tree_of, KIND) * tree, const NUMBER *value, const NUMBER *price);
    NUMBER (*start)(struct NAMED(tree_of, KIND) * tree, const NUMBER *value, const NUMBER *price, int64_t row);
    NUMBER(*scan)
    (struct NAMED(tree_of, KIND) * tree, const NUMBER *value, const NUMBER *price, int64_t row, NUMBER distance,
     NUMBER row_price);
    int64_t (*find)(const struct NAMED(tree_of, KIND) * tree, NUMBER wanted, int64_t start);
};

/* The first look, as assignment_scan.h describes it, for few columns and for machines without vectors. */
static NUMBER PART(start_portable)(struct NAMED(tree_of, KIND) * tree, const NUMBER *value, const NUMBER *price,
                                   int64_t row)
{
    NUMBER lowest = SETTLED;
    tree->nearest = SEVERAL;
    tree->bad = false;
    for (int64_t j = 0; j < tree->cols; j++) {
        const NUMBER reached = 0 - value[j] - price[j];
        tree->bad |= IS_BAD(value[j]);
        tree->near[j] = reached;
        tree->from[j] = row;
        if (reached <= lowest) {
            tree->nearest = reached < lowest ? j : SEVERAL;
            lowest = reached;
        }
    }
    return lowest;
}

static NUMBER PART(scan_portable)(struct NAMED(tree_of, KIND) * tree, const NUMBER *value, const NUMBER *price,
                                  int64_t row, NUMBER distance, NUMBER row_price)
{
    NUMBER lowest = SETTLED;
    tree->nearest = SEVERAL;
    for (int64_t j = 0; j < tree->cols; j++) {
        const NUMBER reached = distance - value[j] - row_price - price[j];
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

static int64_t PART(find_portable)(const struct NAMED(tree_of, KIND) * tree, NUMBER wanted, int64_t start)
{
    int64_t j = start;
    while (j < tree->cols && tree->near[j] != wanted)
        j++;
    return j;
}

static bool PART(new)(struct SEARCH *search, int64_t rows, int64_t cols, struct arena *scratch)
{
    const size_t n = ((size_t)cols + BLOCK - 1) / BLOCK * BLOCK + LANES;
    NUMBER *numbers = arena_array(scratch, n, 5 * sizeof *numbers);
    int64_t *places = arena_array(scratch, n, 5 * sizeof *places);
    search->row_price = arena_zeros(scratch, (size_t)rows, sizeof *search->row_price);
    if (numbers == NULL || places == NULL || search->row_price == NULL)
        return false;
    search->room = n;
    search->tree.near = numbers;
    search->tree.from = places;
    search->tree.lowest = numbers + 3 * n;
    search->tree.cols = cols;
    search->price = numbers + n;
    search->open_price = numbers + 2 * n;
    search->settled_at = numbers + 4 * n;
    search->row_of = places + n;
    search->settled = places + 2 * n;
    search->listed = places + 3 * n;
    search->place = places + 4 * n;
    for (int64_t j = 0; j < (int64_t)n; j++) {
        search->price[j] = j < cols ? 0 : CLOSED;
        search->tree.near[j] = SETTLED;
        search->row_of[j] = -1;
        search->listed[j] = search->place[j] = cols - 1 - j;
    }
    search->peek = NULL;
    search->start = PART(start_portable);
    search->scan = PART(scan_portable);
    search->find = PART(find_portable);
#if defined(__x86_64__)
    if (isa_in_use() == ISA_AVX2)
        USE_SCANS(search, KIND, avx2);
    else if (isa_in_use() == ISA_AVX512)
        USE_SCANS(search, KIND, avx512);
#elif defined(__aarch64__)
    if (isa_in_use() == ISA_NEON)
        USE_SCANS(search, KIND, neon);
#endif
    return true;
}

/* Takes a column off the list of those that have not settled, in scipy's order: backwards at first, the last of the
 * list filling each gap. It decides among equals. */
static void PART(settle)(struct SEARCH *search, int64_t col, NUMBER distance, int64_t settled)
{
    const int64_t last = search->listed[search->tree.cols - 1 - settled], gap = search->place[col];
    search->listed[gap] = last;
    search->place[last] = gap;
    search->settled[settled] = col;
    search->settled_at[col] = distance;
    search->tree.near[col] = SETTLED;
    search->tree.settled = col;
    search->open_price[col] = CLOSED;
}

/* The list as it was before anything settled. */
static void PART(unsettle)(struct SEARCH *search, int64_t settled)
{
    const int64_t top = search->tree.cols - 1;
    for (int64_t k = 0; k < settled; k++) {
        const int64_t col = search->settled[k], gap = search->place[col];
        search->place[search->listed[gap]] = top - search->listed[gap];
        search->listed[gap] = top - gap;
        search->place[col] = top - col;
    }
}

/* Of the columns at distance `lowest`, the one that the rule of assignment.h takes. */
static int64_t PART(pick)(const struct SEARCH *search, NUMBER lowest)
{
    const int64_t cols = search->tree.cols;
    int64_t best = search->find(&search->tree, lowest, 0);
    for (int64_t j = best + 1; j < cols; j++) {
        if (search->tree.near[j] != lowest) /* where nearly all are equal, as zeros are, the next one is */
            j = search->find(&search->tree, lowest, j + 1);
        if (j == cols)
            break;
        const bool best_free = search->row_of[best] < 0, free = search->row_of[j] < 0;
        const bool later = search->place[j] > search->place[best];
        if (free ? (!best_free || later) : (!best_free && !later))
            best = j;
    }
    return best;
}

/* Raises the prices by what `distance`, the length of the path to the free column, leaves of the others. */
static void PART(raise)(struct SEARCH *search, int64_t start, NUMBER distance, int64_t settled)
{
    search->row_price[start] += distance;
    for (int64_t k = 0; k < settled; k++) {
        const int64_t col = search->settled[k];
        const NUMBER rise = distance - search->settled_at[col];
        search->row_price[search->row_of[col]] += rise;
        search->price[col] -= rise;
    }
}

/* Grows the tree of shortest paths from `start` to the nearest free column, which it returns (-1: none can be reached,
 * or a value of the row is bad). */
static int64_t PART(grow)(struct SEARCH *search, const NUMBER *value, int64_t start)
{
    const NUMBER *own = value + start * search->tree.cols;
    if (search->peek != NULL) {
        const NUMBER nearest = search->peek(&search->tree, own, search->price);
        const int64_t col = search->tree.nearest;
        if (search->tree.bad)
            return -1;
        if (col != SEVERAL && search->row_of[col] < 0 && nearest < SETTLED) {
            search->row_price[start] += nearest;
            search->tree.from[col] = start;
            return col;
        }
    }
    NUMBER lowest = search->start(&search->tree, own, search->price, start);
    for (int64_t settled = 0; lowest < SETTLED && !search->tree.bad; settled++) {
        const int64_t nearest = search->tree.nearest;
        const int64_t col = nearest == SEVERAL ? PART(pick)(search, lowest) : nearest;
        const int64_t row = search->row_of[col];
        if (row < 0) {
            PART(raise)(search, start, lowest, settled);
            PART(unsettle)(search, settled);
            return col;
        }
        if (settled == 0)
            memcpy(search->open_price, search->price, search->room * sizeof(NUMBER));
        PART(settle)(search, col, lowest, settled);
        lowest = search->scan(&search->tree, value + row * search->tree.cols, search->open_price, row, lowest,
                              search->row_price[row]);
    }
    return -1;
}

static enum assigned PART(run)(const NUMBER *value, int64_t rows, int64_t cols, struct arena *scratch,
                               int64_t *row_to_col)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct SEARCH search = {0};
    enum assigned result = ASSIGNED_ALL;
    if (!PART(new)(&search, rows, cols, scratch)) {
        arena_rewind(scratch, mark);
        return ASSIGNED_NO_MEMORY;
    }
    for (int64_t i = 0; i < rows; i++)
        row_to_col[i] = -1;
    for (int64_t start = 0; start < rows && result == ASSIGNED_ALL; start++) {
        int64_t col = PART(grow)(&search, value, start);
        if (col < 0)
            result = search.tree.bad ? ASSIGNED_BAD_VALUE : ASSIGNED_NOT_ALL;
        while (col >= 0) {
            const int64_t row = search.tree.from[col], next = row_to_col[row];
            search.row_of[col] = row;
            row_to_col[row] = col;
            col = row == start ? -1 : next;
        }
    }
    arena_rewind(scratch, mark);
    return result;
}

#undef NUMBER
#undef SETTLED
#undef CLOSED
#undef SEARCH
#undef KIND
#undef IS_BAD
#undef PART
#undef NAMED
#undef NAME_OF
