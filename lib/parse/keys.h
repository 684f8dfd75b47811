/* What a key of an object says about its value. */
#ifndef PARSE_KEYS_H
#define PARSE_KEYS_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

enum role {
    ROLE_NONE, /* another key */
    ROLE_BARE, /* no object around it */
    ROLE_BOX,
    ROLE_BOXES,    /* a list of boxes */
    ROLE_BOX_2D,   /* Gemini's: y1, x1, y2, x2 */
    ROLE_POSITION, /* Visual-RFT's box */
    ROLE_XYWH,     /* boxes whose key says their order */
    ROLE_CXCYWH,
    ROLE_POINT,
    ROLE_POINTS,
    ROLE_CENTER,     /* a point, and with width and height beside it a box */
    ROLE_OBJECTS,    /* a list of items, Moondream's among them */
    ROLE_DETECTIONS, /* a list of items */
    ROLE_ARGUMENTS,  /* of a tool call, perhaps as text */
    ROLE_TOP_LEFT,   /* a corner: a point that is half of a box */
    ROLE_BOTTOM_RIGHT,
    ROLE_X1, /* from here on: one number each */
    ROLE_Y1,
    ROLE_X2,
    ROLE_Y2,
    ROLE_X,
    ROLE_Y,
    ROLE_WIDTH,
    ROLE_HEIGHT,
    ROLE_CENTER_X,
    ROLE_CENTER_Y,
    ROLE_X0, /* with these, x1 and y1 are the far corner */
    ROLE_Y0,
    ROLE_X_MIN, /* x1 .. y2 as Moondream spells them */
    ROLE_Y_MIN,
    ROLE_X_MAX,
    ROLE_Y_MAX,
    ROLE_CONFIDENCE,
    ROLE_LABELS,    /* a list, one for each box */
    ROLE_OWN_LABEL, /* from here on: the label, the more telling key first, and a recipe's own before all */
    ROLE_LABEL,
};

/* Numbers of known keys; those of a recipe come behind the built-in ones. */
enum { KEY_UNKNOWN = -1, MOST_OWN_KEYS = 64, MOST_KEYS = 384 };

static inline bool is_label_role(int32_t role)
{
    return role >= ROLE_OWN_LABEL;
}

/* Names of keys that a recipe adds, as key_fold gives them. */
struct own_key {
    struct span name;
    int32_t role;
    int32_t reserved;
};

struct own_keys {
    const struct own_key *list;
    int64_t count;
};

struct key {
    int32_t role;   /* enum role */
    int32_t number; /* below MOST_KEYS: the same for every spelling of a key; KEY_UNKNOWN */
};

enum { KEY_CAPACITY = 40 };

/* A key in small letters, without underscores, hyphens and spaces. Returns its length, or 0 where nothing is left or it
 * is longer than any key that is known. */
int32_t key_fold(struct span key, char folded[KEY_CAPACITY]);

/* What the key says; the recipe's own names before the built-in ones. */
struct key key_find(const struct own_keys *own, struct span key);

/* The key's value is a size, a colour, a time or the like: its numbers are no place. */
bool key_is_measure(struct span key);

/* The role of a label for a text under a key that otherwise holds a place, or ROLE_NONE. */
int32_t key_text_role(struct span key);

#endif
