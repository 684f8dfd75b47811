/* What a key of an object says about its value. */
#ifndef PARSE_KEYS_H
#define PARSE_KEYS_H

#include "base/span.h"

#include <stdint.h>

enum role {
    ROLE_NONE, /* another key */
    ROLE_BARE, /* no object around it */
    ROLE_BOX,
    ROLE_BOXES,    /* a list of boxes */
    ROLE_BOX_2D,   /* Gemini's: y1, x1, y2, x2 */
    ROLE_POSITION, /* Visual-RFT's box */
    ROLE_POINT,
    ROLE_POINTS,
    ROLE_OBJECTS,    /* a list of items, Moondream's among them */
    ROLE_DETECTIONS, /* a list of items */
    ROLE_ARGUMENTS,  /* of a tool call, perhaps as text */
    ROLE_X1,
    ROLE_Y1,
    ROLE_X2,
    ROLE_Y2,
    ROLE_X_MIN,
    ROLE_Y_MIN,
    ROLE_X_MAX,
    ROLE_Y_MAX,
    ROLE_X,
    ROLE_Y,
    ROLE_EXTENT, /* width, height: x and y beside them are no point */
    ROLE_CONFIDENCE,
    ROLE_LABELS, /* a list, one for each box */
    ROLE_LABEL,  /* from here on: the label, the more telling key first */
};

int32_t role_of(struct span key);

#endif
