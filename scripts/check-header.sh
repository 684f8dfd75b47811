#!/bin/sh
# The header stands alone in C99, C11 and C++, its structs hold no padding, and it keeps within its length.
set -eu
for language in c:c99 c:c11 c++:c++11; do
    echo '#include "vreward.h"' |
        ${CC:-cc} -x "${language%%:*}" -std="${language#*:}" -Wall -Wextra -Wpedantic -Wpadded -Werror -Iinclude -fsyntax-only -
done
lines=$(wc -l <include/vreward.h)
[ "$lines" -le 500 ] || { echo "include/vreward.h has $lines lines, more than 500" && exit 1; }
echo "header: ok ($lines lines)"
