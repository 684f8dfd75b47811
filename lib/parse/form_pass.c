#include "parse/form_pass.h"

#include "base/ascii.h"
#include "geometry/spaces.h"

/* ```json, ``` and the like: no text, wherever they stand. A second one closes, and names no language. */
static bool skip_fence(struct scan *scan, bool *open)
{
    if (!scan_is(scan, scan->at, "```"))
        return false;
    scan->at += 3;
    const int64_t language = scan->at;
    while (scan->at < scan->end && scan->text[scan->at] == '`')
        scan->at++;
    while (scan->at < scan->end && ascii_is_letter(scan->text[scan->at]))
        scan->at++;
    if (*open && scan->at != language)
        repair(scan, REPAIR_OTHER);
    *open = !*open;
    scan->previous = scan->at;
    return true;
}

/* Which forms may begin with each byte, a bit for each of the list. */
struct starts {
    uint32_t forms[256];
    bool space[256];
    uint32_t tags[256]; /* and behind a < */
};

static void find_starts(const struct form *const *list, int32_t count, struct starts *starts)
{
    memset(starts, 0, sizeof *starts);
    for (int32_t i = 0; i < count; i++) {
        for (const char *c = list[i]->first; *c != '\0'; c++)
            starts->forms[(unsigned char)*c] |= UINT32_C(1) << i;
        for (const char *c = list[i]->second; c != NULL && *c != '\0'; c++)
            starts->tags[(unsigned char)*c] |= UINT32_C(1) << i;
    }
    for (const char *c = " \t\r\n"; *c != '\0'; c++)
        starts->space[(unsigned char)*c] = true;
}

/* Lets every form that may begin here try. */
static bool read_any(struct scan *scan, const struct form *const *list, const struct starts *starts)
{
    const int64_t at = scan->at;
    const unsigned char c = (unsigned char)scan->text[at];
    uint32_t candidates = starts->forms[c];
    if (c == '<')
        candidates &= at + 1 < scan->end ? starts->tags[(unsigned char)scan->text[at + 1]] : 0;
    for (int32_t i = 0; candidates != 0; i++, candidates >>= 1) {
        if ((candidates & 1) == 0)
            continue;
        if (scan->auto_detect) {
            scan->dialect = list[i]->dialect;
            scan->order = scan->order_asked != ORDER_DIALECT ? scan->order_asked : list[i]->order;
        }
        if (list[i]->read(scan)) {
            scan->previous = scan->at;
            return true;
        }
        scan->at = at;
    }
    return false;
}

void scan_forms(struct scan *scan, const struct form *const *list, int32_t count)
{
    struct starts starts;
    bool fence = false;
    find_starts(list, count, &starts);
    while (scan->at < scan->end && !scan->too_many && !scan->out_of_memory) {
        const unsigned char c = (unsigned char)scan->text[scan->at];
        if (starts.forms[c] != 0 && read_any(scan, list, &starts))
            continue;
        if (c == '`' && skip_fence(scan, &fence))
            continue;
        scan->prose |= !starts.space[c];
        scan->at++;
    }
    if (fence)
        repair(scan, REPAIR_OTHER);
}
