#include "parse/thinking.h"

#include "base/ascii.h"

/* A closing mark inside the section of an answer, from its tag to the next tag of an answer, which closes it. */
static void note_sections(struct tag *tags, int64_t count)
{
    int64_t opened = -1;
    for (int64_t i = 0; i < count; i++) {
        if (tags[i].kind == TAG_ANSWER)
            opened = i;
        if (tags[i].kind != TAG_ANSWER_END)
            continue;
        for (int64_t j = opened + 1; opened >= 0 && tags[opened].which == tags[i].which && j < i; j++)
            tags[j].within = opened;
        opened = -1;
    }
}

struct thinking thinking_of(struct span text, struct tag *tags, int64_t count)
{
    struct thinking thinking = {.text = text, .tags = tags, .count = count, .last_answer = -1, .no_closing = count};
    note_sections(tags, count);
    for (int64_t i = 0; i < count; i++) {
        if (tags[i].kind == TAG_ANSWER)
            thinking.last_answer = i;
    }
    return thinking;
}

int64_t thinking_end(struct thinking *thinking, int64_t opening)
{
    const struct tag *tags = thinking->tags;
    int64_t best = -1, first = -1, doubtful = -1;
    bool answered = false, answered_since = false; /* an answer was opened, also behind the first mark that may close */
    if (opening >= thinking->no_closing)
        return -1;
    int64_t i = opening + 1;
    for (; i < thinking->count; i++) {
        if (tags[i].kind == TAG_THINK && (first >= 0 || doubtful >= 0 || opening < 0))
            break;
        if (tags[i].kind == TAG_ANSWER) {
            answered = answered || first < 0;
            answered_since = first >= 0;
        }
        if (tags[i].kind != TAG_THINK_END)
            continue;
        if (tags[i].loose || tags[i].within > opening) {
            doubtful = i;
            continue;
        }
        first = first < 0 ? i : first;
        if (thinking->last_answer > i || (!answered_since && !ascii_is_blank(span_behind(thinking->text, tags[i].end))))
            best = i;
    }
    if (first < 0 && doubtful < 0 && i == thinking->count)
        thinking->no_closing = opening;
    if (best >= 0)
        return best;
    if (opening < 0)
        return answered ? -1 : first; /* behind an answer it is a stray tag */
    return first >= 0 ? first : doubtful;
}
