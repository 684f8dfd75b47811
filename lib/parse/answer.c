#include "parse/answer.h"

#include "parse/tags.h"

/* What the tags say, read in order. */
struct search {
    struct span text;
    struct cut *cuts;
    int64_t cut_count;
    int64_t open[MOST_ANSWER_TAGS];   /* where the content of each open answer tag begins, -1: not open */
    bool has_inner[MOST_ANSWER_TAGS]; /* another answer stood inside it */
    struct cut first, last;           /* answers found */
    int64_t found;
    bool differ;            /* two of them differ */
    bool thinking, thought; /* inside a section; a section was opened before */
    int64_t think_begin;
    bool breaks_off; /* the last answer runs to the end of the text */
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static struct span trimmed(struct span text, struct cut part)
{
    while (part.begin < part.end && is_space(text.data[part.begin]))
        part.begin++;
    while (part.end > part.begin && is_space(text.data[part.end - 1]))
        part.end--;
    return (struct span){text.data + part.begin, part.end - part.begin};
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

/* Thinking that the prompt began: everything so far was thinking. */
static void forget(struct search *s, int64_t end)
{
    s->cut_count = 0;
    cut(s, 0, end);
    s->found = 0;
    s->differ = false;
    for (int32_t i = 0; i < MOST_ANSWER_TAGS; i++)
        s->open[i] = -1;
}

static void follow(struct search *s, const struct tag *tag, bool think_ends_later)
{
    const bool answer = tag->kind == TAG_ANSWER || tag->kind == TAG_ANSWER_END;
    if (s->thinking) {
        if (tag->kind == TAG_THINK_END) {
            cut(s, s->think_begin, tag->end);
            s->thinking = false;
            return;
        }
        if (!answer || think_ends_later || (tag->kind == TAG_ANSWER_END && s->open[tag->which] < 0))
            return;
        cut(s, s->think_begin, tag->begin); /* it was never closed: the answer ends it */
        s->thinking = false;
    }
    switch (tag->kind) {
    case TAG_THINK:
        s->thinking = s->thought = true;
        s->think_begin = tag->begin;
        break;
    case TAG_THINK_END:
        if (s->thought)
            cut(s, tag->begin, tag->end);
        else
            forget(s, tag->end);
        break;
    case TAG_ANSWER:
        open_answer(s, tag);
        break;
    default:
        close_answer(s, tag);
        break;
    }
}

static void follow_all(struct search *s, const struct tag *tags, int64_t count)
{
    int64_t last_think_end = -1;
    for (int64_t i = 0; i < count; i++)
        if (tags[i].kind == TAG_THINK_END)
            last_think_end = i;
    for (int64_t i = 0; i < count; i++)
        follow(s, &tags[i], i < last_think_end);
    if (s->thinking)
        cut(s, s->think_begin, s->text.length);
    for (int32_t i = 0; i < MOST_ANSWER_TAGS; i++) {
        if (s->open[i] < 0 || s->has_inner[i])
            continue;
        found(s, s->open[i], s->text.length);
        s->breaks_off = true;
    }
}

/* Tokens that end a completion and are no part of what it says. */
static bool drop_trailing_token(struct span text, int64_t begin, int64_t *end)
{
    static const char *const tokens[] = {"<|im_end|>",    "<|endoftext|>", "<|end|>", "<|eot_id|>",
                                         "<end_of_turn>", "<eos>",         "</s>",    "<｜end▁of▁sentence｜>"};
    int64_t at = *end;
    while (at > begin && is_space(text.data[at - 1]))
        at--;
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
        const int64_t length = (int64_t)strlen(tokens[i]);
        if (at - begin >= length && memcmp(text.data + at - length, tokens[i], (size_t)length) == 0) {
            *end = at - length;
            return true;
        }
    }
    return false;
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

static void drop_surroundings(struct span text, struct answer *answer)
{
    static const char role[] = "assistant\n";
    int64_t at = answer->begin;
    while (at < answer->end && is_space(text.data[at]))
        at++;
    if (answer->end - at >= (int64_t)sizeof role - 1 && memcmp(text.data + at, role, sizeof role - 1) == 0 &&
        trimmed(text, (struct cut){0, at}).length == 0)
        answer->begin = at + (int64_t)sizeof role - 1;
    while (drop_trailing_token(text, answer->begin, &answer->end))
        continue;
}

struct span without_surroundings(struct span completion)
{
    struct answer whole = {.end = completion.length};
    drop_surroundings(completion, &whole);
    return (struct span){completion.data + whole.begin, whole.end - whole.begin};
}

int32_t answer_find(const struct read_options *options, struct span completion, struct arena *arena,
                    struct answer *answer, vreward_error *err)
{
    struct search s = {.text = completion};
    struct tag *tags = NULL;
    const int64_t count = completion.length > 0 ? tags_find(options, completion, arena, &tags) : 0;
    s.cuts = count >= 0 ? arena_array(arena, (size_t)count * 2 + 2, sizeof *s.cuts) : NULL;
    *answer = (struct answer){0};
    if (s.cuts == NULL)
        return fail_memory(err);
    for (int32_t i = 0; i < MOST_ANSWER_TAGS; i++)
        s.open[i] = -1;
    follow_all(&s, tags, count);
    if (s.found == 0) {
        answer->end = completion.length;
        if (options->answer_missing == MISSING_NONE || s.thinking)
            answer->reason = VREWARD_REASON_NO_ANSWER;
    } else {
        const struct cut chosen = options->answer_which == ANSWER_FIRST ? s.first : s.last;
        answer->begin = chosen.begin;
        answer->end = chosen.end;
        if (options->answer_which == ANSWER_ONLY && s.differ)
            answer->reason = VREWARD_REASON_AMBIGUOUS;
        answer->breaks_off = s.breaks_off && chosen.end == completion.length;
    }
    settle(&s, answer);
    drop_surroundings(completion, answer);
    return VREWARD_OK;
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
