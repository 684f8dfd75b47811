#!/bin/sh
# The header stands alone in every C and C++ that a program may be written in, its structs hold no padding, it keeps
# within its length and 80 columns, and the program in its first comment prints what it says.
# Usage: header.sh FOLDER_OF_LIBVREWARD COMPILER...
set -eu
library=$1
shift
for compiler in "$@"; do
    for language in c:c99 c:c11 c++:c++11 c++:c++14 c++:c++17 c++:c++20; do
        echo '#include "vreward.h"' |
            $compiler -x "${language%%:*}" -std="${language#*:}" -Wall -Wextra -Wpedantic -Wpadded -Werror -Iinclude -fsyntax-only -
    done
done
lines=$(wc -l <include/vreward.h)
[ "$lines" -le 600 ] || { echo "include/vreward.h has $lines lines, more than 600" && exit 1; }
awk 'length > 80 {print FILENAME ":" FNR ": beyond 80 columns"; wrong = 1} END {exit wrong}' include/vreward.h
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed -n '/#include <stdio.h>/,/^ \*     }$/s/^ \*     //p' include/vreward.h >"$folder/first.c"
expected=$(sed -n 's|.*; // ||p' "$folder/first.c")
$1 -std=c99 -Wall -Wextra -Wpedantic -Werror -Iinclude "$folder/first.c" -o "$folder/first" -L"$library" -lvreward ${LDFLAGS:-}
printed=$(LD_LIBRARY_PATH=$library "$folder/first")
[ -n "$expected" ] && [ "$printed" = "$expected" ] || { echo "the header's program prints '$printed', not '$expected'"; exit 1; }
echo "header: ok ($lines lines, $*)"
