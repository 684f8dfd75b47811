/* Markdown and the few HTML tags that transcriptions of pages hold. */
#ifndef TEXT_MARKUP_H
#define TEXT_MARKUP_H

#include "base/arena.h"
#include "base/span.h"

/* `text` (valid UTF-8) without the marks of headings, emphasis (*, _, ~~, each before and behind what it marks) and
 * inline code, and without the tags b, strong, i, em, u, s, del, sub, sup; <br> becomes a line end, and a backslash
 * before *, _, ~, ` or # goes. Everything else stays: lists, quotes, tables, links, fences, other tags. The very same
 * bytes where there is nothing of it. data NULL when out of memory. */
struct span without_markup(struct span text, struct arena *arena);

#endif
