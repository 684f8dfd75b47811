/* What tests draw at random: each choice takes a byte of a fuzzer's input while there is one, so that a fuzzer drives
 * what is drawn, and a generator goes on behind them. A seed alone is an input without bytes. */
#ifndef TESTS_DRAWN_CHOICES_H
#define TESTS_DRAWN_CHOICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct choices {
    const uint8_t *data;
    size_t size, at;
    uint64_t state; /* splitmix64 */
};

static inline uint64_t next_random(struct choices *choices)
{
    uint64_t mixed = choices->state += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

/* One of 0 .. below - 1. */
static inline int64_t choose(struct choices *choices, int64_t below)
{
    if (choices->at >= choices->size)
        return (int64_t)(next_random(choices) % (uint64_t)below);
    uint64_t chosen = choices->data[choices->at++];
    for (int64_t reach = 256; reach < below && choices->at < choices->size; reach *= 256)
        chosen = chosen * 256 + choices->data[choices->at++];
    return (int64_t)(chosen % (uint64_t)below);
}

static inline bool one_in(struct choices *choices, int64_t count)
{
    return choose(choices, count) == 0;
}

#define CHOOSE_FROM(choices, list) ((list)[choose((choices), (int64_t)(sizeof(list) / sizeof(list)[0]))])

#endif
