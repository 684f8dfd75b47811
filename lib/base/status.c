#include "base/status.h"

#include "base/code_point.h"
#include "base/names.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const reason_names[REASON_COUNT] = {
    "ok",          "no_answer",      "empty_answer",  "truncated",
    "bad_syntax",  "no_items",       "bad_value",     "ambiguous",
    "too_large",   "limit",          "space_suspect", "bad_truth",
    "no_overlap",  "label_mismatch", "missed_items",  "extra_items",
    "wrong_count", "text_differs",   "format_failed", "below_threshold",
    "no_label",    "too_long",       "repeats",       "wrong_answer",
};

static const char *const error_names[] = {
    "VREWARD_OK",         "VREWARD_E_ARGUMENT", "VREWARD_E_RECIPE",      "VREWARD_E_TRUTH",
    "VREWARD_E_CAPACITY", "VREWARD_E_MEMORY",   "VREWARD_E_UNSUPPORTED", "VREWARD_E_LIMIT",
};

/* The primary reason is the first of these that was found, so that a cause comes before its effects. What makes a
 * completion unparsable comes before all of them, and coordinates of another space are what is behind a completion that
 * touches nothing. Where the numbers would fit in another space (`elsewhere`) that is behind everything but an
 * expression that ran out of its limits; numbers that only look odd in theirs come late. docs/why-is-my-reward-zero.md
 * says what each means. */
static const int32_t precedence[] = {
    VREWARD_REASON_LIMIT,           VREWARD_REASON_TRUNCATED,    VREWARD_REASON_BAD_VALUE,
    VREWARD_REASON_NO_OVERLAP,      VREWARD_REASON_NO_LABEL,     VREWARD_REASON_LABEL_MISMATCH,
    VREWARD_REASON_BELOW_THRESHOLD, VREWARD_REASON_MISSED_ITEMS, VREWARD_REASON_EXTRA_ITEMS,
    VREWARD_REASON_WRONG_COUNT,     VREWARD_REASON_WRONG_ANSWER, VREWARD_REASON_TEXT_DIFFERS,
    VREWARD_REASON_TOO_LONG,        VREWARD_REASON_REPEATS,      VREWARD_REASON_FORMAT_FAILED,
    VREWARD_REASON_SPACE_SUSPECT,   VREWARD_REASON_NO_ITEMS,     VREWARD_REASON_EMPTY_ANSWER,
    VREWARD_REASON_NO_ANSWER,       VREWARD_REASON_BAD_SYNTAX,   VREWARD_REASON_AMBIGUOUS,
    VREWARD_REASON_TOO_LARGE,
};

int32_t primary_reason(int32_t unparsable, uint64_t reasons, bool elsewhere)
{
    if (unparsable != VREWARD_REASON_OK)
        return unparsable;
    const bool suspect = (reasons & REASON_BIT(VREWARD_REASON_SPACE_SUSPECT)) != 0;
    const bool limit = (reasons & REASON_BIT(VREWARD_REASON_LIMIT)) != 0;
    if (suspect && ((elsewhere && !limit) || (reasons & REASON_BIT(VREWARD_REASON_NO_OVERLAP))))
        return VREWARD_REASON_SPACE_SUSPECT;
    for (size_t i = 0; i < sizeof precedence / sizeof precedence[0]; i++) {
        if (reasons & REASON_BIT(precedence[i]))
            return precedence[i];
    }
    return VREWARD_REASON_OK;
}

const char *vreward_reason_name(int32_t reason)
{
    return reason >= 0 && reason < REASON_COUNT ? reason_names[reason] : NULL;
}

const char *vreward_error_name(int32_t code)
{
    const int32_t count = (int32_t)(sizeof error_names / sizeof error_names[0]);
    return code <= 0 && code > -count ? error_names[-code] : NULL;
}

/* A message that was cut says so, and ends between two code points before that. */
static void end_in_ellipsis(char *message, size_t size)
{
    static const char ellipsis[] = "...";
    size_t end = size - sizeof ellipsis;
    while (end > 0 && utf8_continues(message[end]))
        end--;
    memcpy(message + end, ellipsis, sizeof ellipsis);
}

/* Whatever bytes of a caller's are in it, a message is UTF-8 without control characters. */
static void make_printable(char *text)
{
    const char *const end = text + strlen(text);
    while (text < end) {
        uint32_t code_point;
        const int64_t taken = utf8_read(text, end, &code_point);
        if (utf8_is_control(code_point) || utf8_is_replaced(text, taken, code_point))
            memset(text, '?', (size_t)taken);
        text += taken;
    }
}

int32_t fail(vreward_error *err, int32_t code, int64_t item, int64_t offset, const char *format, ...)
{
    if (err == NULL)
        return code;
    memset(err, 0, sizeof *err);
    err->code = code;
    err->index = item;
    err->offset = offset;
    va_list arguments;
    va_start(arguments, format);
    const int written = vsnprintf(err->message, sizeof err->message, format, arguments);
    va_end(arguments);
    if (written >= (int)sizeof err->message)
        end_in_ellipsis(err->message, sizeof err->message);
    make_printable(err->message);
    return code;
}

int32_t fail_memory(vreward_error *err)
{
    return fail(err, VREWARD_E_MEMORY, -1, -1, "out of memory");
}

int32_t succeed(vreward_error *err)
{
    if (err != NULL)
        memset(err, 0, sizeof *err);
    return VREWARD_OK;
}
