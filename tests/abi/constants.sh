#!/bin/sh
# Every constant of the frozen header has the same number in today's. Usage: constants.sh COMPILER
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{
    printf '#include <stdio.h>\n#include <vreward.h>\nint main(void)\n{\n'
    sed 's|/\*.*\*/||' tests/abi/frozen/vreward.h | grep -oE '\bVREWARD_[A-Z0-9_]+ = ' | sort -u |
        sed 's/\(.*\) = /    printf("\1 %lld\\n", (long long)\1);/'
    printf '    return 0;\n}\n'
} >"$folder/constants.c"
for header in tests/abi/frozen include; do
    "$1" -I"$header" "$folder/constants.c" -o "$folder/constants"
    "$folder/constants" >"$folder/$(basename "$header")"
done
diff "$folder/frozen" "$folder/include" || { echo "constants of the frozen header (<) have other numbers now (>)"; exit 1; }
[ -s "$folder/frozen" ] || { echo "no constants found"; exit 1; }
echo "constants: ok ($(wc -l <"$folder/frozen"))"
