/* The search of assignment.h, written once for doubles and once for whole numbers. The file that includes it defines
 * NUMBER, SETTLED (the near of a settled column, also of one that nothing has reached), CLOSED (its price), SCAN, FIND
 * and SEARCH (the name of the struct and the prefix of the functions), and ROW(source, i). */

#define NAME_OF(search, part) search##_##part
#define NAMED(search, part) NAME_OF(search, part)
#define PART(part) NAMED(SEARCH, part)

struct SEARCH {
    int64_t rows, cols;
    NUMBER *row_price, *price; /* the dual variables */
    NUMBER *open_price;        /* price, but CLOSED where the column is settled */
    NUMBER *near;              /* length of the shortest path so far, SETTLED once settled */
    NUMBER *settled_at;        /* that length, once settled */
    int64_t *from;             /* the row before the column on that path */
    int64_t *row_of;           /* the row that has the column, or -1 */
    int64_t *settled;          /* columns in the order in which they settled */
    int32_t *listed, *place;   /* the columns that are not settled, in scipy's order, and where each stands */
    NUMBER(*scan)
    (const NUMBER *value, const NUMBER *price, NUMBER distance, NUMBER row_price, int64_t row, int64_t cols,
     NUMBER *near, int64_t *from);
    int64_t (*find)(const NUMBER *near, NUMBER wanted, int64_t start, int64_t cols);
};

static bool PART(new)(struct SEARCH *search, int64_t rows, int64_t cols, struct arena *scratch)
{
    const size_t n = (size_t)cols;
    NUMBER *numbers = arena_array(scratch, n, 4 * sizeof *numbers);
    int64_t *places = arena_array(scratch, n, 3 * sizeof *places);
    int32_t *list = arena_array(scratch, n, 2 * sizeof *list);
    search->row_price = arena_zeros(scratch, (size_t)rows, sizeof *search->row_price);
    search->price = arena_zeros(scratch, n, sizeof *search->price);
    if (numbers == NULL || places == NULL || list == NULL || search->row_price == NULL || search->price == NULL)
        return false;
    search->rows = rows;
    search->cols = cols;
    search->open_price = numbers;
    search->near = numbers + n;
    search->settled_at = numbers + 2 * n;
    search->from = places;
    search->row_of = places + n;
    search->settled = places + 2 * n;
    search->listed = list;
    search->place = list + n;
    for (int64_t j = 0; j < cols; j++)
        search->row_of[j] = -1;
    const bool wide = cols >= WORTH_VECTORS && isa_in_use() == ISA_AVX2;
    search->scan = wide ? PART(scan_avx2) : PART(scan);
    search->find = wide ? PART(find_avx2) : PART(find);
    return true;
}

static void PART(begin)(struct SEARCH *search)
{
    const int64_t cols = search->cols;
    for (int64_t j = 0; j < cols; j++) {
        search->near[j] = SETTLED;
        search->open_price[j] = search->price[j];
        search->listed[j] = (int32_t)(cols - 1 - j);
        search->place[j] = (int32_t)(cols - 1 - j);
    }
}

/* Of the columns at distance `lowest`, the one that the rule of assignment.h takes. */
static int64_t PART(pick)(const struct SEARCH *search, NUMBER lowest)
{
    const int64_t cols = search->cols;
    int64_t best = search->find(search->near, lowest, 0, cols);
    for (int64_t j = search->find(search->near, lowest, best + 1, cols); j < cols;
         j = search->find(search->near, lowest, j + 1, cols)) {
        const bool best_free = search->row_of[best] < 0, free = search->row_of[j] < 0;
        const bool later = search->place[j] > search->place[best];
        if (free ? (!best_free || later) : (!best_free && !later))
            best = j;
    }
    return best;
}

static void PART(settle)(struct SEARCH *search, int64_t col, NUMBER distance, int64_t count)
{
    search->settled[count] = col;
    search->settled_at[col] = distance;
    search->near[col] = SETTLED;
    search->open_price[col] = CLOSED;
    const int32_t last = search->listed[search->cols - 1 - count], gap = search->place[col];
    search->listed[gap] = last;
    search->place[last] = gap;
}

/* Grows the tree of shortest paths from `start` to the nearest free column, which it returns (-1: none can be reached),
 * and raises the prices. */
static int64_t PART(grow)(struct SEARCH *search, SOURCE source, int64_t start)
{
    NUMBER distance = 0;
    int64_t row = start, sink = -1, count = 0;
    PART(begin)(search);
    while (sink < 0) {
        const NUMBER lowest = search->scan(ROW(source, row, search->cols), search->open_price, distance,
                                           search->row_price[row], row, search->cols, search->near, search->from);
        if (!(lowest < SETTLED))
            return -1;
        const int64_t col = PART(pick)(search, lowest);
        distance = lowest;
        PART(settle)(search, col, distance, count++);
        if (search->row_of[col] < 0)
            sink = col;
        else
            row = search->row_of[col];
    }
    search->row_price[start] += distance;
    for (int64_t k = 0; k < count; k++) {
        const int64_t col = search->settled[k];
        const NUMBER rise = distance - search->settled_at[col];
        if (col != sink)
            search->row_price[search->row_of[col]] += rise;
        search->price[col] -= rise;
    }
    return sink;
}

static enum assigned PART(run)(SOURCE source, int64_t rows, int64_t cols, struct arena *scratch, int64_t *row_to_col)
{
    const struct arena_mark mark = arena_mark(scratch);
    struct SEARCH search;
    enum assigned result = ASSIGNED_ALL;
    if (!PART(new)(&search, rows, cols, scratch))
        result = ASSIGNED_NO_MEMORY;
    for (int64_t i = 0; i < rows; i++)
        row_to_col[i] = -1;
    for (int64_t start = 0; start < rows && result == ASSIGNED_ALL; start++) {
        int64_t col = PART(grow)(&search, source, start);
        if (col < 0)
            result = ASSIGNED_NOT_ALL;
        while (col >= 0) {
            const int64_t row = search.from[col], next = row_to_col[row];
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
#undef SOURCE
#undef ROW
#undef PART
#undef NAMED
#undef NAME_OF
