#include "parse/forms.h"

#include "geometry/spaces.h"
#include "parse/dialect_readers.h"
#include "parse/unkeyed.h"

/* In the order in which `auto` tries them, and prefers them where an answer has several: the more particular first. A
 * new dialect is one line here, one file and one file of vectors (README.md). */
static const struct form forms[] = {
    {DIALECT_QWEN_VL, SPACE_NORM1000, ORDER_XYXY, {DIALECT_BRACKETS}, "<", "rb|", read_qwen_vl, 0, 0},
    {DIALECT_INTERNVL, SPACE_NORM1000, ORDER_XYXY, {DIALECT_BRACKETS}, "<", "rb|", read_internvl, 0, 0},
    {DIALECT_REX_OMNI, SPACE_NORM999, ORDER_XYXY, {0}, "<", "rb|", read_rex_omni, 0, 0},
    {DIALECT_DEEPSEEK_VL2, SPACE_NORM999, ORDER_XYXY, {DIALECT_BRACKETS}, "<", "|", read_deepseek, 0, 0},
    {DIALECT_PALIGEMMA, SPACE_NORM1024, ORDER_YXYX, {0}, "<", "l", read_paligemma, 0, 0},
    {DIALECT_FLORENCE, SPACE_NORM1000, ORDER_XYXY, {0}, "<", "l", read_florence, 0, 0},
    {DIALECT_MOLMO, SPACE_NORM100, ORDER_XYXY, {0}, "<C", "p", read_molmo, 0, 0},
    {DIALECT_MOLMO2, SPACE_NORM1000, ORDER_XYXY, {0}, "<", "p", read_molmo, 0, 1}, /* auto: read as molmo's tag */
    {DIALECT_SEED, SPACE_NORM1000, ORDER_XYXY, {0}, "<", "bp", read_seed, 0, 0},
    {DIALECT_GLM, SPACE_NORM999, ORDER_XYXY, {DIALECT_JSON, DIALECT_BRACKETS}, "<", "|", read_glm, 0, 0},
    {DIALECT_TOOL_CALL, SPACE_SAME, ORDER_XYXY, {DIALECT_JSON}, "<", "t", read_tool_call, 0, 0},
    {DIALECT_KOSMOS, SPACE_NORM1, ORDER_XYXY, {0}, "<", "po", read_kosmos, 0, 0},
    {DIALECT_COGVLM, SPACE_NORM999, ORDER_XYXY, {0}, "[", NULL, read_cogvlm, 0, 0},
    {DIALECT_SHIKRA, SPACE_NORM1, ORDER_XYXY, {0}, "[(", NULL, read_shikra, 0, 0},
    {DIALECT_JSON, SPACE_SAME, ORDER_XYXY, {0}, "[{", NULL, read_json, 1, 0},
    {DIALECT_GEMINI, SPACE_NORM1000, ORDER_YXYX, {0}, "[{", NULL, read_json, 1, 1},
    {DIALECT_MOONDREAM, SPACE_NORM1, ORDER_XYXY, {0}, "[{", NULL, read_json, 1, 1},
    {DIALECT_VISUAL_RFT, SPACE_NORM1000, ORDER_XYXY, {0}, "[{", NULL, read_json, 1, 1},
    {DIALECT_BRACKETS, SPACE_SAME, ORDER_XYXY, {0}, "[(=:", NULL, read_brackets, 0, 0},
};

enum { FORMS = sizeof forms / sizeof forms[0] };

_Static_assert(FORMS <= 32, "forms as bits");

const struct form *form_of(int32_t dialect)
{
    for (int32_t i = 0; i < FORMS; i++)
        if (forms[i].dialect == dialect)
            return &forms[i];
    return NULL;
}

static int32_t select_forms(int32_t dialect, const struct form *list[FORMS])
{
    int32_t count = 0;
    const struct form *named = form_of(dialect);
    for (int32_t i = 0; i < FORMS; i++) {
        const struct form *form = &forms[i];
        const bool wanted = dialect == DIALECT_AUTO
                                ? !form->only_named
                                : form == named || form->dialect == named->also[0] || form->dialect == named->also[1];
        if (wanted)
            list[count++] = form;
    }
    return count;
}

/* Which of these dialects counts: the first of the table that is among them. Neither the order in which they were
 * written nor how often decides. */
static int32_t first_of(uint32_t dialects)
{
    for (int32_t i = 0; i < FORMS; i++)
        if ((dialects >> forms[i].dialect & 1) != 0)
            return forms[i].dialect;
    return DIALECT_AUTO;
}

/* [[123,234,345,456]] without a leading zero is a list like any other, but not beside [[012,034,056,078]]. */
static bool is_written_as_cogvlm(const struct scan *scan, const struct item *item)
{
    const char *text = scan->text + item->begin;
    if (item->dialect != DIALECT_BRACKETS || item->end - item->begin != 17)
        return false;
    for (int i = 1; i < 16; i++)
        if (i % 4 == 0 ? text[i] != ',' : (unsigned char)(text[i] - '0') > 9)
            return false;
    return true;
}

/* One answer has one dialect: that of an item of the kind that is asked, if there is one. The items of every other form
 * were written, too: they are counted and pair with nothing. */
static void choose_dialect(struct scan *scan, int32_t *chosen)
{
    uint32_t asked = 0, any = 0;
    for (int64_t i = 0; i < scan->count; i++) {
        const uint32_t bit = UINT32_C(1) << scan->items[i].dialect;
        any |= bit;
        asked |= scan->points || scan->items[i].has_box ? bit : 0;
    }
    *chosen = first_of(asked != 0 ? asked : any);
    bool same = true;
    for (int64_t i = 0; i < scan->count; i++) {
        struct item *item = &scan->items[i];
        if (*chosen == DIALECT_COGVLM && is_written_as_cogvlm(scan, item))
            item->dialect = DIALECT_COGVLM;
        item->set_aside = same_family(item->dialect, *chosen) ? ASIDE_NOT : ASIDE_OTHER_FORM;
        same = same && (item->set_aside || item->dialect == *chosen);
        if (item->set_aside && item->dialect == DIALECT_BRACKETS)
            scan->prose = true;
        else if (item->set_aside)
            repair(scan, REPAIR_OTHER);
    }
    if (!same)
        *chosen = DIALECT_JSON;
}

_Static_assert(DIALECT_COUNT <= 32, "dialects as bits");

/* Where boxes are asked and one is written, a point in brackets is prose, whatever form the box has: "near (20,
 * 30)". */
static void drop_prose_points(struct scan *scan)
{
    bool box = false;
    for (int64_t i = 0; i < scan->count; i++)
        box = box || (scan->items[i].has_box && !scan->items[i].dropped);
    for (int64_t i = 0; i < scan->count && box; i++)
        if (!scan->items[i].has_box && scan->items[i].dialect == DIALECT_BRACKETS) {
            scan->items[i].dropped = 1;
            scan->prose = true;
        }
}

static void compact(struct scan *scan)
{
    int64_t kept = 0;
    while (kept < scan->count && !scan->items[kept].dropped)
        kept++; /* mostly all of them */
    for (int64_t i = kept; i < scan->count; i++)
        if (!scan->items[i].dropped)
            scan->items[kept++] = scan->items[i];
    scan->count = kept;
}

void scan_items(struct scan *scan, int32_t dialect, int32_t *chosen)
{
    const struct form *list[FORMS];
    *chosen = dialect;
    if (dialect != DIALECT_AUTO && form_of(dialect) == NULL)
        return;
    const int32_t count = select_forms(dialect, list);
    scan->auto_detect = dialect == DIALECT_AUTO;
    scan->dialect = scan->dialect_asked = dialect;
    scan->form_of = form_of;
    if (!scan->auto_detect && scan->order_asked == ORDER_DIALECT)
        scan->order = form_of(dialect)->order;
    scan_forms(scan, list, count);
    unkeyed_settle(scan);
    if (scan->boxes)
        drop_prose_points(scan);
    compact(scan);
    if (scan->count > 0)
        choose_dialect(scan, chosen);
    if (*chosen == DIALECT_VISUAL_RFT)
        scan->repairs &= ~(UINT64_C(1) << REPAIR_PYTHON_LITERAL); /* it is how the dialect is written */
    const struct form *form = form_of(*chosen);
    if (scan->prose && form != NULL && form->prose_is_repair)
        repair(scan, REPAIR_PROSE);
}
