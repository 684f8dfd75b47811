#include "python/distances.h"

#include "api/text.h"
#include "python/numbers.h"
#include "python/sequence.h"
#include "python/texts.h"
#include "text/edit_distance.h"

/* Cells above these are computed without the interpreter's lock: about 50 us of one pair, half a millisecond of many. */
enum { LONG_PAIR = 1000000, LONG_LIST = 10000000 };

enum { ROOM = 512 };

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

static python_object *distance_of_pair(const struct question *question, python_object *a, python_object *b)
{
    uint32_t room[2][ROOM];
    struct arena arena = {0};
    struct sequence left, right;
    int64_t found = -1;
    if (python_code_points(a, room[0], ROOM, &arena, &left) && python_code_points(b, room[1], ROOM, &arena, &right)) {
        void *const state = python_leave_where(left.count > 0 && right.count > LONG_PAIR / left.count);
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
    python_object *one; /* NULL: a list */
    struct sequence units;
};

struct pairs {
    struct side side[2];
    python_size count;
    struct distance_batch batch;
    int64_t *distance; /* [count] */
    struct arena arena;
};

struct pair {
    struct sequence units[2];
};

static bool open_side(python_object *object, struct side *side, struct arena *arena)
{
    side->one = python_has_type(object, python.unicode_type) ? object : NULL;
    return side->one ? python_code_points(object, NULL, 0, arena, &side->units) : python_open_sequence(object, &side->list);
}

static python_object *text_of(const struct side *side, python_size i)
{
    return side->one ? side->one : side->list.item(side->list.object, i);
}

/* Makes no object, so that only this thread runs, and the lists stay as they are. */
static bool read_pair(struct pairs *pairs, python_size i, struct pair *pair)
{
    for (int s = 0; s < 2; s++) {
        const struct side *const side = &pairs->side[s];
        pair->units[s] = side->units;
        if (side->one)
            continue;
        python_object *const text = text_of(side, i);
        if (!text || !python_has_type(text, python.unicode_type) ||
            !python_code_points(text, NULL, 0, &pairs->arena, &pair->units[s])) {
            python.clear_error();
            return false;
        }
    }
    return true;
}

static bool add_pair(struct pairs *pairs, python_size i, const struct pair *pair)
{
    return distance_batch_add(&pairs->batch, &pair->units[0], &pair->units[1], 0, pairs->distance + i, &pairs->arena);
}

/* The first pairs, while all together are short: their number, or -1. */
static python_size compute_short(struct pairs *pairs)
{
    int64_t cells = 0;
    for (python_size i = 0; i < pairs->count; i++) {
        const struct arena_mark mark = arena_mark(&pairs->arena);
        struct pair pair;
        bool done = read_pair(pairs, i, &pair);
        cells += done ? pair.units[0].count * pair.units[1].count : 0;
        if (cells <= LONG_LIST)
            done = done && add_pair(pairs, i, &pair);
        arena_rewind(&pairs->arena, mark);
        if (!done)
            return -1;
        if (cells > LONG_LIST)
            return i;
    }
    return pairs->count;
}

/* Those from `first` on without the interpreter's lock. Their texts are kept meanwhile, whatever becomes of the lists. */
static bool compute_long(struct pairs *pairs, python_size first)
{
    const size_t left = (size_t)(pairs->count - first);
    struct pair *const all = arena_array(&pairs->arena, left, sizeof *all);
    python_object **const kept = arena_array(&pairs->arena, left, 2 * sizeof *kept);
    bool done = all && kept;
    for (size_t i = 0; done && i < left; i++)
        done = read_pair(pairs, first + (python_size)i, &all[i]);
    if (!done)
        return false;
    for (size_t i = 0; i < 2 * left; i++) {
        kept[i] = text_of(&pairs->side[i % 2], first + (python_size)(i / 2));
        python.keep(kept[i]);
    }
    void *const state = python.leave();
    for (size_t i = 0; done && i < left; i++)
        done = add_pair(pairs, first + (python_size)i, &all[i]);
    python.come_back(state);
    for (size_t i = 0; i < 2 * left; i++)
        python.drop(kept[i]);
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

python_object *python_distance(python_object *self, python_object *const *arguments, python_size count)
{
    (void)self;
    struct question question;
    if (count != 4 || !read_options(arguments[0], &question))
        return python_none();
    python_object *const a = arguments[1], *const b = arguments[2];
    if (python_has_type(a, python.unicode_type) && python_has_type(b, python.unicode_type))
        return distance_of_pair(&question, a, b);
    return distances_of_lists(&question, a, b, arguments[3]);
}
