#include "parse/answer_part.h"

#include "base/ascii.h"
#include "parse/mentions.h"
#include "parse/pattern.h"
#include "parse/surroundings.h"
#include "parse/thinking.h"
#include "text/utf8.h"

/* What the tags say, read in order. */
struct search {
    struct span text;
    struct cut *cuts;
    int64_t cut_count;
    int64_t open[MOST_ANSWER_TAGS];   /* where the content of each open answer tag begins, -1: not open */
    bool has_inner[MOST_ANSWER_TAGS]; /* another answer stood inside it */
    struct cut first, last;           /* answers found */
    int64_t found;
    bool first_only; /* what follows the first one does not matter */
    bool differ;     /* two of them differ */
    bool thinking;   /* to the end of the text */
    bool breaks_off; /* the last answer runs to the end of the text */
};

static struct span trimmed(struct span text, struct cut part)
{
    return ascii_trim((struct span){text.data + part.begin, part.end - part.begin});
}

static void cut(struct search *s, int64_t begin, int64_t end)
{
    s->cuts[s->cut_count++] = (struct cut){begin, end};
}

static void found(struct search *s, int64_t begin, int64_t end)
{
    const struct cut answer = {begin, end};
    if (s->found > 0 && !span_equal(trimmed(s->text, answer), trimmed(s->text, s->last)))
        s->differ = true;
    if (s->found++ == 0)
        s->first = answer;
    s->last = answer;
}

static void open_answer(struct search *s, const struct tag *tag)
{
    const int64_t begin = s->open[tag->which];
    if (begin >= 0) { /* the one before was never closed; one that holds nothing is no answer */
        if (trimmed(s->text, (struct cut){begin, tag->begin}).length > 0)
            found(s, begin, tag->begin);
        cut(s, tag->begin, tag->end);
    }
    for (int32_t i = 0; i < MOST_ANSWER_TAGS; i++)
        s->has_inner[i] = i != tag->which && s->open[i] >= 0;
    s->open[tag->which] = tag->end;
}

static void close_answer(struct search *s, const struct tag *tag)
{
    if (s->open[tag->which] < 0) {
        cut(s, tag->begin, tag->end);
        return;
    }
    if (!s->has_inner[tag->which])
        found(s, s->open[tag->which], tag->begin);
    s->open[tag->which] = -1;
}

/* Thinking that the prompt began, or another channel: everything so far is no answer. */
static void forget(struct search *s, int64_t end)
{
    s->cut_count = 0;
    cut(s, 0, end);
    s->found = 0;
    s->differ = false;
    for (int32_t i = 0; i < MOST_ANSWER_TAGS; i++)
        s->open[i] = -1;
}

/* Thinking from tag `i` on. Returns the tag to go on with. Where no mark closes it, an answer ends it: a tag that opens
 * one, or that closes the one which it stands in. */
static int64_t think(struct search *s, struct thinking *thinking, int64_t i)
{
    const int64_t begin = thinking->tags[i].begin, last = thinking_end(thinking, i);
    if (last >= 0) {
        cut(s, begin, thinking->tags[last].end);
        return last + 1;
    }
    for (i++; i < thinking->count; i++) {
        const struct tag *tag = &thinking->tags[i];
        if (tag->kind == TAG_ANSWER || (tag->kind == TAG_ANSWER_END && s->open[tag->which] >= 0))
            break;
    }
    s->thinking = i == thinking->count;
    cut(s, begin, s->thinking ? s->text.length : thinking->tags[i].begin);
    return i;
}

/* The tags in order; returns nothing, *s holds what they say. */
static void follow_all(struct search *s, struct thinking *thinking)
{
    const struct tag *tags = thinking->tags;
    const int64_t prompted = thinking_end(thinking, -1);
    int64_t i = 0;
    for (int64_t j = 0; j < thinking->count; j++) {
        if (j == prompted || tags[j].kind == TAG_FINAL) {
            forget(s, tags[j].end);
            i = j + 1;
        }
    }
    while (i < thinking->count) {
        const struct tag *tag = &tags[i];
        if (tag->kind == TAG_THINK) {
            i = think(s, thinking, i);
            continue;
        }
        if (tag->kind == TAG_THINK_END && !tag->loose && tag->within < 0)
            cut(s, tag->begin, tag->end);
        if (tag->kind == TAG_ANSWER)
            open_answer(s, tag);
        if (tag->kind == TAG_ANSWER_END)
            close_answer(s, tag);
        i++;
    }
    for (int32_t j = 0; j < MOST_ANSWER_TAGS; j++) {
        if (s->open[j] < 0 || s->has_inner[j])
            continue;
        found(s, s->open[j], s->text.length);
        s->breaks_off = true;
    }
}

/* Keeps the cuts inside the answer, and moves its ends behind and before those at the ends. */
static void settle(const struct search *s, struct answer *answer)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < s->cut_count; i++) {
        const struct cut c = s->cuts[i];
        if (c.end <= answer->begin || c.begin >= answer->end)
            continue;
        if (c.begin <= answer->begin)
            answer->begin = c.end < answer->end ? c.end : answer->end;
        else
            s->cuts[kept++] = c;
    }
    while (kept > 0 && s->cuts[kept - 1].end >= answer->end)
        answer->end = s->cuts[--kept].begin;
    answer->cuts = s->cuts;
    answer->cut_count = kept;
}

/* The one of those found that the recipe wants. */
static void choose_section(const struct search *s, const struct read_options *options, struct answer *answer)
{
    const struct cut chosen = options->answer_which == ANSWER_FIRST ? s->first : s->last;
    answer->begin = chosen.begin;
    answer->end = chosen.end;
    if (options->answer_which == ANSWER_ONLY && s->differ)
        answer->reason = VREWARD_REASON_AMBIGUOUS;
}

/* By the tags of the completion, up to byte `end`. Errors: MEMORY. */
static int32_t find_by_tags(const struct read_options *options, struct span text, struct arena *arena,
                            struct answer *answer, vreward_error *err)
{
    struct search s = {.text = text};
    struct marks own;
    struct tag *tags = NULL;
    if (options->marks == NULL)
        marks_make(options, &own);
    int64_t count = text.length > 0 ? tags_find(options->marks != NULL ? options->marks : &own, text, arena, &tags) : 0;
    if (count > 0)
        count = mentions_drop(text, tags, count);
    s.cuts = count >= 0 ? arena_array(arena, (size_t)count + 2, sizeof *s.cuts) : NULL;
    if (s.cuts == NULL)
        return fail_memory(err);
    for (int32_t i = 0; i < MOST_ANSWER_TAGS; i++)
        s.open[i] = -1;
    struct thinking thinking = thinking_of(text, tags, count);
    follow_all(&s, &thinking);
    if (s.found == 0) {
        answer->begin = behind_role(text);
        answer->end = text.length;
        if (options->answer_missing == MISSING_NONE || s.thinking)
            answer->reason = VREWARD_REASON_NO_ANSWER;
    } else {
        choose_section(&s, options, answer);
        answer->breaks_off = s.breaks_off && answer->end == text.length;
    }
    settle(&s, answer);
    return VREWARD_OK;
}

enum { ENOUGH = 1 }; /* ends a search that failed in nothing */

static int32_t visit_match(void *context, const struct pattern_found *match)
{
    struct search *s = context;
    const struct span group = match->group[GROUP_ANSWER];
    if (group.data != NULL && match->begin < match->end) /* `.*` matches nothing at the end, too */
        found(s, group.data - s->text.data, group.data - s->text.data + group.length);
    return s->first_only && s->found > 0 ? ENOUGH : VREWARD_OK;
}

/* By the recipe's expression, in the completion as written. Where it does not match, the whole text is what the tags of
 * thinking leave. Errors: MEMORY. */
static int32_t find_by_pattern(const struct read_options *options, struct span completion, struct span text,
                               struct arena *arena, struct answer *answer, vreward_error *err)
{
    struct search s = {.text = utf8_substituted(completion, arena),
                       .first_only = options->answer_which == ANSWER_FIRST};
    int32_t result = PATTERN_NO_MATCH;
    if (s.text.data == NULL)
        return fail_memory(err);
    const int32_t code = pattern_find_all(options->answer_pattern, s.text, visit_match, &s, &result, err);
    if (code != VREWARD_OK && code != ENOUGH)
        return code;
    if (s.found == 0 && result != PATTERN_LIMIT)
        return find_by_tags(options, text, arena, answer, err);
    choose_section(&s, options, answer);
    if (answer->end > text.length)
        answer->end = text.length > answer->begin ? text.length : answer->begin;
    if (result == PATTERN_LIMIT)
        answer->reason = VREWARD_REASON_LIMIT;
    return VREWARD_OK;
}

int32_t answer_find(const struct read_options *options, struct span completion, struct arena *arena,
                    struct answer *answer, vreward_error *err)
{
    const struct span text = {completion.data, before_ending_tokens(completion)};
    *answer = (struct answer){0};
    return options->answer_pattern != NULL ? find_by_pattern(options, completion, text, arena, answer, err)
                                           : find_by_tags(options, text, arena, answer, err);
}

struct span answer_masked(const struct answer *answer, struct span completion, struct arena *arena)
{
    if (answer->cut_count == 0)
        return completion;
    char *copy = arena_alloc(arena, (size_t)answer->end + 1);
    if (copy == NULL)
        return (struct span){NULL, 0};
    memcpy(copy, completion.data, (size_t)answer->end);
    for (int64_t i = 0; i < answer->cut_count; i++)
        memset(copy + answer->cuts[i].begin, '\n', (size_t)(answer->cuts[i].end - answer->cuts[i].begin));
    return (struct span){copy, answer->end};
}

struct span answer_text(const struct answer *answer, struct span completion, struct arena *arena)
{
    if (answer->cut_count == 0)
        return (struct span){completion.data + answer->begin, answer->end - answer->begin};
    char *copy = arena_alloc(arena, (size_t)(answer->end - answer->begin) + 1);
    if (copy == NULL)
        return (struct span){NULL, 0};
    int64_t from = answer->begin, length = 0;
    for (int64_t i = 0; i <= answer->cut_count; i++) {
        const int64_t to = i < answer->cut_count ? answer->cuts[i].begin : answer->end;
        memcpy(copy + length, completion.data + from, (size_t)(to - from));
        length += to - from;
        from = i < answer->cut_count ? answer->cuts[i].end : to;
    }
    return (struct span){copy, length};
}
