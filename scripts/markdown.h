/* What the pages written from the library share. */
#ifndef SCRIPTS_MARKDOWN_H
#define SCRIPTS_MARKDOWN_H

#include <stdbool.h>
#include <stdio.h>

/* Text for Markdown: outside of backticks, < and | would mean something; | also inside, in a table. */
static void print_text(const char *text, bool in_table)
{
    bool code = false;
    for (; *text != '\0'; text++) {
        if (*text == '`')
            code = !code;
        if (!code && (*text == '<' || *text == '>' || *text == '*'))
            putchar('\\');
        if (*text == '|' && (!code || in_table))
            putchar('\\');
        putchar(*text);
    }
}

#endif
