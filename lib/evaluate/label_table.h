/* The labels of a data set as numbers. Those that the recipe takes for equal have one. */
#ifndef EVALUATE_LABEL_TABLE_H
#define EVALUATE_LABEL_TABLE_H

#include "base/arena.h"
#include "base/list.h"
#include "reward/config.h"

struct label_table {
    struct arena arena;   /* their bytes */
    struct list labels;   /* of struct known_label */
    struct list spelling; /* of struct spelling, as a hash table of `room` places; count: those in use */
};

struct known_label {
    struct span text; /* as the recipe compares it */
    uint64_t hash;
    int64_t seen_by; /* for whoever goes through a sample: the sample it was last seen in, counted from 1, */
    int64_t place;   /* and its place there */
};

/* The number of a label as it is written. Errors: MEMORY; the table is as it was, or has one label more. */
int32_t label_number(const struct config *config, struct label_table *table, struct span label, struct arena *scratch,
                     int32_t *number, vreward_error *err);

struct known_label *label_at(const struct label_table *table, int32_t number);

void label_table_free(struct label_table *table);

/* A number that mixes all bits of both. */
uint64_t mixed(uint64_t hash, uint64_t word);

#endif
