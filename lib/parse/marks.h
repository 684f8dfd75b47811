/* How the tags are written that say where the answer is: thinking, answer tags, wrappers. */
#ifndef PARSE_MARKS_H
#define PARSE_MARKS_H

#include "parse/reading.h"

#include <stdbool.h>

enum { MOST_ANSWER_TAGS = 8, MOST_THINK_TAGS = 8 };

/* `<name>` .. `</name>` and what resembles it: head, a slash in the closing one, the name, tail. Kept in pieces, so
 * that a name may have any length. */
struct mark {
    struct span head, open, close, tail;
    bool slash;
    bool thinks;   /* around thinking, else around an answer */
    int32_t which; /* of the answer tags */
};

/* What a byte of a completion may begin. */
enum byte_role { BYTE_MARK = 1, BYTE_QUOTE = 2, BYTE_OPEN = 4, BYTE_CLOSE = 8, BYTE_ESCAPE = 16 };

struct marks {
    struct mark mark[MOST_ANSWER_TAGS + MOST_THINK_TAGS + 3];
    int64_t count;
    char first[MOST_ANSWER_TAGS + MOST_THINK_TAGS + 5]; /* the bytes that a mark may begin with, each once */
    int64_t firsts;
    int32_t boxed;        /* which answer tag is \boxed{}, or -1 */
    bool channels;        /* harmony's channels count */
    uint8_t role[256];    /* enum byte_role, bits */
    uint8_t follows[256]; /* 1: the second byte of some mark */
    uint8_t closes[256];  /* 1: the byte behind `</` of some mark */
};

/* Once per scorer. The marks refer to the names in the options. */
void marks_make(const struct read_options *options, struct marks *marks);

/* False where no byte of the text can begin a mark. */
bool marks_possible(const struct marks *marks, struct span text);

/* The mark that stands at byte `at`, which has BYTE_MARK; NULL where none does. *end is one past it. \boxed{ is not
 * among them. */
const struct mark *mark_at(const struct marks *marks, struct span text, int64_t at, bool *closing, int64_t *end);

/* May a recipe name this tag of thinking? "reasoning" stands for <reasoning>, "[THINK]" for itself. */
bool is_think_tag(struct span name);

/* May a recipe name this tag? Given without < and >. */
bool is_tag_name(struct span name);

#endif
