#include "parse/item_form.h"

#include "geometry/spaces.h"
#include "parse/keys.h"

/* `box_2d` begins with y where Gemini writes it: x first in every other dialect that is named, and between GLM's
 * marks. */
static bool is_y_first(const struct scan *scan, int32_t role)
{
    return role == ROLE_BOX_2D && scan->order_asked == ORDER_DIALECT && scan->dialect != DIALECT_GLM &&
           (scan->dialect_asked == DIALECT_AUTO || scan->dialect_asked == DIALECT_GEMINI);
}

int32_t item_order(const struct scan *scan, int32_t role)
{
    if (scan->order_asked != ORDER_DIALECT)
        return scan->order_asked;
    return is_y_first(scan, role) ? ORDER_YXYX
           : role == ROLE_BOX_2D  ? ORDER_XYXY
           : role == ROLE_XYWH    ? ORDER_XYWH
           : role == ROLE_CXCYWH  ? ORDER_CXCYWH
                                  : scan->order;
}

uint8_t item_dialect(const struct scan *scan, int32_t role, bool moondream)
{
    if (!scan->auto_detect)
        return (uint8_t)scan->dialect;
    const bool gemini = is_y_first(scan, role) || (role == ROLE_BOX_2D && scan->order_asked == ORDER_YXYX);
    return gemini                  ? DIALECT_GEMINI
           : role == ROLE_POSITION ? DIALECT_VISUAL_RFT
           : moondream             ? DIALECT_MOONDREAM
                                   : DIALECT_JSON;
}
