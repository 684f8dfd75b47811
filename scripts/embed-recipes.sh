#!/bin/sh
# The JSON files of folders as C data on standard output, sorted by name. Needs sh, sed, sort and awk only.
# Usage: embed-recipes.sh TABLE=FOLDER ..., where FOLDER holds NAME.json and TABLE is the C name of the list
set -eu
LC_ALL=C
export LC_ALL
printf '/* Written by scripts/embed-recipes.sh; not to be edited. */\n#include "recipe/builtin.h"\n'
embed() { # TABLE FOLDER
    table=
    for name in $(cd "$2" && ls | sed -n 's/\.json$//p' | sort); do
        variable=$(printf %s "$1_$name" | tr -c 'a-z0-9' _)
        printf '\nstatic const char %s[] =' "$variable"
        # \, " and (because of trigraphs) ? need a backslash in C.
        awk '{
            gsub(/[\\"?]/, "\\\\&")
            printf "\n    \"%s\\n\"", $0
        }' "$2/$name.json"
        printf ';\n'
        table="$table    {\"$name\", {$variable, sizeof $variable - 1}},
"
    done
    printf '\nconst struct builtin_recipe %s[] = {\n%s    {NULL, {NULL, 0}},\n};\n' "$1" "$table"
}
for pair in "$@"; do
    embed "${pair%%=*}" "${pair#*=}"
done
