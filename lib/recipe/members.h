/* The members of a recipe: the one table that checking, resolving and docs/recipes.md are made from. */
#ifndef RECIPE_MEMBERS_H
#define RECIPE_MEMBERS_H

#include "base/names.h"
#include "reward/config.h"

#include <stdbool.h>
#include <stddef.h>

/* What a member holds in JSON, and what it becomes in struct config at `offset`. */
enum member_type {
    MEMBER_WORD,    /* string, of use here only: base, task, description */
    MEMBER_TEXTS,   /* string or list of strings -> struct span array, its count at count_offset */
    MEMBER_EMPTY,   /* like MEMBER_TEXTS, expressions among them: what says that nothing is there */
    MEMBER_CHOICE,  /* one of the names -> int32_t, its index */
    MEMBER_CHOICES, /* list of names -> bits of uint32_t, the first is bit_shift */
    MEMBER_BOOLEAN, /* true or false -> int32_t */
    MEMBER_SWITCH,  /* true or false -> one bit of uint32_t */
    MEMBER_INTEGER, /* whole number -> int64_t */
    MEMBER_NUMBER,  /* number -> double */
    MEMBER_NUMBERS, /* number or list of numbers -> array of double, its count at count_offset */
    MEMBER_QUALITY, /* one of the names, or a number of pixels: quality and quality_pixels */
    MEMBER_SHAPE,   /* number or list of two: shaping */
    MEMBER_PATTERN, /* string: an expression */
    MEMBER_FORMAT,  /* list of checks, whose members are rows of their own */
    MEMBER_PAIR,    /* list of parts, the same */
    MEMBER_MAP,     /* object from texts to texts -> struct text_map */
    MEMBER_WEIGHTS, /* object from terms to numbers */
    MEMBER_FACTORS, /* list of terms -> bits of uint32_t by slot */
    MEMBER_RANGE,   /* two numbers, the smaller one first -> double[2] */
};

struct member {
    const char *path;  /* names joined by dots: "answer.tag"; "format[]." begins the members of an element */
    const char *tasks; /* separated by spaces; NULL: every task */
    int32_t type;      /* enum member_type */
    int32_t bit;       /* MEMBER_SWITCH: the bit; MEMBER_CHOICES: the bit of the first name; MEMBER_SHAPE: enum shape */
    bool required;     /* has no default, and scoring cannot do without */
    double low, high;  /* bounds of numbers, included */
    name_list name;    /* the names to choose from */
    const char *preset;  /* the default, as JSON; NULL: there is none */
    size_t offset;       /* in struct config */
    size_t count_offset; /* MEMBER_TEXTS, MEMBER_NUMBERS */
    const char *doc;     /* one sentence or two, Markdown */
};

/* Ends with path NULL. A path may have several rows, each for other tasks. */
extern const struct member members[];

#endif
