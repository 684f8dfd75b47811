#include "python/distances.h"

#include "api/text.h"
#include "python/numbers.h"
#include "python/sequence.h"
#include "python/texts.h"
#include "text/edit_distance.h"

/* Cells above these are computed without the interpreter's lock: about 50 us of one pair, and of many a few milliseconds,
 * which is less than a thread's turn. */
enum { LONG_PAIR = 1000000, LONG_LIST = 50000000 };

enum { ROOM = 512 };

enum { IS_EQUAL = 2 }; /* Py_EQ */

struct question {
    int32_t distance;
    int64_t bound; /* below 0: none */
};

/* Options that leave the texts as they are, in code points. */
static bool read_options(python_object *address, struct question *question)
{
    *question = (struct question){VREWARD_DISTANCE_LEVENSHTEIN, -1};
    if (address == python.none)
        return true;
    vreward_edit_distance_options options;
    if (edit_distance_options(&options, python_address(address), NULL) != VREWARD_OK)
        return false;
    *question = (struct question){options.distance, options.bounded ? options.bound : -1};
    return options.unit == VREWARD_UNIT_CODEPOINT && options.normalize == 0;
}

/* Most pairs of which hardly one has an error; this tells sooner than reading them. */
static bool are_equal(python_object *a, python_object *b)
{
    python_object *const answer = python.compare(a, b, IS_EQUAL);
    if (answer)
        python.drop(answer);
    else
        python.clear_error();
    return answer == python.true_;
}

static int64_t distance_of_equal(python_object *text, int32_t distance)
{
    return distance == VREWARD_DISTANCE_LCS ? python.length(text) : 0;
}

/* A double holds any product of two lengths. */
static double cells_of(const struct sequence *a, const struct sequence *b)
{
    return (double)a->count * (double)b->count;
}

static python_object *distance_of_pair(const struct question *question, python_object *a, python_object *b)
{
    uint32_t room[2][ROOM];
    struct arena arena = {0};
    struct sequence left, right;
    int64_t found = -1;
    if (python_code_points(a, room[0], ROOM, &arena, &left) && python_code_points(b, room[1], ROOM, &arena, &right)) {
        void *const state = python_leave_where(cells_of(&left, &right) > LONG_PAIR);
        found = edit_distance(&left, &right, question->distance, question->bound, &arena);
        python_come_back(state);
    } else {
        python.clear_error();
    }
    arena_free(&arena);
    return found < 0 ? python_none() : python.new_whole(found);
}

/* The texts on one side of many pairs: of a list, or one for all. */
struct side {
    struct python_sequence list;
    python_object *one;    /* NULL: a list */
    struct sequence units; /* of the one, or of the text at hand */
};

struct pairs {
    struct side side[2];
    python_size count;
    struct distance_batch batch;
    int64_t *distance; /* [count] */
    struct arena arena;
};

static bool open_side(python_object *object, struct side *side, struct arena *arena)
{
    side->one = python_has_type(object, python.unicode_type) ? object : NULL;
    return side->one ? python_code_points(object, NULL, 0, arena, &side->units)
                     : python_open_sequence(object, &side->list);
}

/* Text i, or NULL where it is no str. */
static python_object *text_of(const struct side *side, python_size i)
{
    if (side->one)
        return side->one;
    python_object *const text = side->list.item(side->list.object, i);
    if (text && python_has_type(text, python.unicode_type))
        return text;
    python.clear_error();
    return NULL;
}

/* Makes no object, so that only this thread runs, and the list stays as it is. */
static bool read_text(struct side *side, python_object *text, uint32_t *room, python_size size, struct arena *arena)
{
    return side->one || python_code_points(text, room, size, arena, &side->units);
}

static bool add_pair(struct pairs *pairs, python_size i, const struct sequence *a, const struct sequence *b)
{
    return distance_batch_add(&pairs->batch, a, b, 0, pairs->distance + i, &pairs->arena);
}

/* The first pairs, while all together are short: their number, or -1. */
static python_size compute_short(struct pairs *pairs)
{
    struct side *const a = &pairs->side[0], *const b = &pairs->side[1];
    const struct arena_mark mark = arena_mark(&pairs->arena);
    uint32_t room[2][ROOM];
    double cells = 0;
    for (python_size i = 0, unequal = 0; i < pairs->count; i++) {
        python_object *const left = text_of(a, i), *const right = text_of(b, i);
        if (!left || !right)
            return -1;
        /* Where they hardly ever are, asking costs a tenth of the comparison: then of each eighth pair. */
        if ((unequal < 4 || i % 8 == 0) && are_equal(left, right)) {
            pairs->distance[i] = distance_of_equal(left, pairs->batch.distance);
            unequal = 0;
            continue;
        }
        unequal++;
        if (!read_text(a, left, room[0], ROOM, &pairs->arena) || !read_text(b, right, room[1], ROOM, &pairs->arena))
            return -1;
        cells += cells_of(&a->units, &b->units);
        if (cells > LONG_LIST)
            return i;
        if (!add_pair(pairs, i, &a->units, &b->units))
            return -1;
        arena_rewind(&pairs->arena, mark);
    }
    return pairs->count;
}

/* Those from `first` on without the interpreter's lock. Their texts are kept meanwhile, whatever becomes of the lists. */
static bool compute_long(struct pairs *pairs, python_size first)
{
    struct pair {
        python_object *text[2];
        struct sequence units[2];
    };
    const python_size left = pairs->count - first;
    struct pair *const all = arena_array(&pairs->arena, (size_t)left, sizeof *all);
    bool done = all != NULL;
    for (python_size i = 0; done && i < 2 * left; i++) {
        struct side *const side = &pairs->side[i % 2];
        python_object *const text = text_of(side, first + i / 2);
        done = text && read_text(side, text, NULL, 0, &pairs->arena);
        all[i / 2].text[i % 2] = text;
        all[i / 2].units[i % 2] = side->units;
    }
    if (!done)
        return false;
    for (python_size i = 0; i < 2 * left; i++)
        python.keep(all[i / 2].text[i % 2]);
    void *const state = python.leave();
    for (python_size i = 0; done && i < left; i++) {
        const struct arena_mark mark = arena_mark(&pairs->arena);
        done = add_pair(pairs, first + i, &all[i].units[0], &all[i].units[1]);
        arena_rewind(&pairs->arena, mark);
    }
    python.come_back(state);
    for (python_size i = 0; i < 2 * left; i++)
        python.drop(all[i / 2].text[i % 2]);
    return done;
}

static bool compute(struct pairs *pairs)
{
    const python_size computed = compute_short(pairs);
    const bool done = computed == pairs->count || (computed >= 0 && compute_long(pairs, computed));
    distance_batch_end(&pairs->batch);
    return done;
}

static python_object *distances_of_lists(const struct question *question, python_object *a, python_object *b,
                                         python_object *whole)
{
    struct pairs pairs = {.batch = {.distance = question->distance, .bound = question->bound}};
    const struct side *const left = &pairs.side[0], *const right = &pairs.side[1];
    const bool opened = open_side(a, &pairs.side[0], &pairs.arena) && open_side(b, &pairs.side[1], &pairs.arena);
    pairs.count = left->one ? right->list.count : left->list.count;
    pairs.batch.many = pairs.count > 1;
    const bool fit = opened && (left->one || right->one || left->list.count == right->list.count);
    python_object *const found = fit ? python_new_array(whole, pairs.count, &pairs.distance) : NULL;
    const bool done = found && compute(&pairs);
    arena_free(&pairs.arena);
    if (done)
        return found;
    if (found)
        python.drop(found);
    return python_none();
}

static python_object *distance_of(const struct question *question, python_object *a, python_object *b,
                                  python_object *whole)
{
    if (python_has_type(a, python.unicode_type) && python_has_type(b, python.unicode_type))
        return distance_of_pair(question, a, b);
    return distances_of_lists(question, a, b, whole);
}

python_object *python_distance(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct question question;
    if (count != 4 || !read_options(arguments[0], &question))
        return python_none();
    return distance_of(&question, arguments[1], arguments[2], arguments[3]);
}

static python_object *call_with(python_object *function, python_object *const *arguments, python_size count)
{
    python_object *const tuple = python.new_tuple(count);
    if (!tuple)
        return NULL;
    for (python_size i = 0; i < count; i++) {
        python.keep(arguments[i]);
        python.set_member(tuple, i, arguments[i]);
    }
    python_object *const returned = python.call(function, tuple);
    python.drop(tuple);
    return returned;
}

/* The members of the tuple that python_edit_distance was given. */
enum { PLAIN_DISTANCE, PLAIN_UNIT, WHOLE, OTHER, PLAIN_MEMBERS };

/* `self` is that tuple. */
static python_object *plain_or_other(python_object *self, python_object *const *arguments, python_size count)
{
    if (count == 6 && arguments[2] == python.tuple_item(self, PLAIN_DISTANCE) &&
        arguments[3] == python.tuple_item(self, PLAIN_UNIT) && arguments[4] == python.none &&
        arguments[5] == python.none) {
        const struct question plain = {VREWARD_DISTANCE_LEVENSHTEIN, -1};
        python_object *const found = distance_of(&plain, arguments[0], arguments[1], python.tuple_item(self, WHOLE));
        if (found != python.none)
            return found;
        python.drop(found);
    }
    return call_with(python.tuple_item(self, OTHER), arguments, count);
}

python_object *python_edit_distance(python_object *self, python_object *const *arguments, python_size count)
{
    static const struct python_method method = {"edit_distance", plain_or_other, PYTHON_FASTCALL, NULL};
    (void)self;
    if (count != 1 || !python_has_type(arguments[0], python.tuple_type) ||
        python.tuple_size(arguments[0]) != PLAIN_MEMBERS)
        return python_none();
    return python.new_function(&method, arguments[0], NULL);
}
