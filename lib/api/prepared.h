/* What prepared truths are. They never change once created, so any number of threads may read them. */
#ifndef API_PREPARED_H
#define API_PREPARED_H

#include "base/arena.h"
#include "base/span.h"
#include "reward/truth.h"

struct vreward_truths {
    struct arena arena;        /* owns all below; nothing is taken from it after creation */
    struct span recipe;        /* the resolved one that they were read by */
    const struct truth *truth; /* [count] */
    int64_t count;
};

#endif
