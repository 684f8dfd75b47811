#!/bin/sh
# The built-in recipes as C data on standard output, sorted by name. Needs sh and awk only.
# Usage: embed-recipes.sh FOLDER, which holds NAME.json
set -eu
LC_ALL=C
export LC_ALL
printf '/* Written by scripts/embed-recipes.sh; not to be edited. */\n#include "recipe/builtin.h"\n'
table=
for file in "$1"/*.json; do
    name=${file##*/}
    name=${name%.json}
    variable=$(printf %s "$name" | tr -c 'a-z0-9' _)
    printf '\nstatic const char %s[] =' "$variable"
    # \, " and (because of trigraphs) ? need a backslash in C.
    awk '{
        gsub(/[\\"?]/, "\\\\&")
        printf "\n    \"%s\\n\"", $0
    }' "$file"
    printf ';\n'
    table="$table    {\"$name\", {$variable, sizeof $variable - 1}},
"
done
printf '\nconst struct builtin_recipe builtin_recipes[] = {\n%s    {NULL, {NULL, 0}},\n};\n' "$table"
