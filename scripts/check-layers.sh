#!/bin/sh
# The folders of lib/ are the pipeline: base -> text, geometry -> parse, match -> reward -> recipe -> explain -> evaluate -> api -> python.
#   1. A file includes its own folder and those of earlier ranks only, and calls nothing of any other.
#   2. No file includes one that includes it, and none calls one that calls it, by whatever way round.
#   3. A package's header is included in one place, and in one way.
#   4. The maps (README.md) name files and functions that there are.
# Usage: check-layers.sh FOLDER, where the objects of lib/ are: FOLDER/base/arena.o
set -eu
objects=$1
[ -f "$objects/base/arena.o" ] || { echo "$objects holds no objects of lib/: make lib"; exit 1; }
ranks='base:0 text:1 geometry:1 parse:2 match:2 reward:3 recipe:4 explain:5 evaluate:6 api:7 python:8'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0

fail() {
    echo "$1"
    status=1
}

# Reads pairs of files, "base/arena.c base/arena.h", and prints those that go against the ranks.
against_ranks() {
    awk -v ranks="$ranks" '
        BEGIN { count = split(ranks, list, " "); for (i = 1; i <= count; i++) { split(list[i], one, ":"); rank[one[1]] = one[2] } }
        {
            split($1, from, "/"); split($2, to, "/")
            if (!(from[1] in rank) || !(to[1] in rank)) print "lib/" $0 ": not a folder of the pipeline"
            else if (from[1] != to[1] && rank[from[1]] <= rank[to[1]]) print "lib/" $1 " " verb " lib/" $2
        }' verb="$1" -
}

# Reads such pairs and prints the files of each circle.
circles() {
    tsort 2>&1 >/dev/null | sed -n 's|^tsort: \([a-z_]*/.*\)|lib/\1|p'
}

(cd lib && grep -o '^#include "[a-z_]*/[a-z_0-9]*\.h"' -- */*.[ch]) |
    sed 's|:#include "| |; s|"$||' >"$folder/includes"
found=$(against_ranks includes <"$folder/includes")
[ -z "$found" ] || fail "$found"
found=$(circles <"$folder/includes")
[ -z "$found" ] || fail "a circle of includes: $(echo $found)"

(cd lib && ls -- */*.c) | sed 's|c$|o|' >"$folder/files"
(cd "$objects" && xargs nm -A) <"$folder/files" | sed 's|\.o:| |' | awk '
    { file = $1; name = $NF; kind = $(NF - 1) }
    kind == "U" { uses[++used] = file " " name; next }
    kind ~ /^[A-Z]$/ { home[name] = file }
    END {
        for (i = 1; i <= used; i++) {
            split(uses[i], use, " ")
            if (use[2] in home && home[use[2]] != use[1]) print use[1], home[use[2]]
        }
    }' | sort -u >"$folder/calls"
found=$(against_ranks calls <"$folder/calls")
[ -z "$found" ] || fail "$found"
found=$(circles <"$folder/calls")
[ -z "$found" ] || fail "a circle of calls: $(echo $found)"

# only HEADER FILE...: the package's header, as it is written, and who may include it.
only() {
    header=$1 && shift
    name=$(basename "$header" .h)
    for file in $(grep -lE "#include <([a-zA-Z0-9]*/)?$name\.h>" lib/*/*.[ch]); do
        case " $* " in
        *" $file "*) ;;
        *) fail "$file includes the header of $name; only $* may" ;;
        esac
        grep -q "#include <$header>" "$file" || fail "$file does not include <$header> as the others do"
    done
}
only cjson/cJSON.h lib/base/json_write.h lib/api/build_info.c
only pcre2.h lib/parse/pattern_spare.h
only utf8proc.h lib/text/unicode.c

# The maps name files and functions that there are.
while read -r file function; do
    grep -q "\\b$function(" "lib/$file" || fail "lib/README.md: there is no $function in lib/$file"
done <<LIST
$(sed -n 's|^    \([a-z]*/[a-z_]*\.c\) *\([a-z_]*\) .*|\1 \2|p' lib/README.md)
LIST
for map in lib/README.md lib/*/README.md; do
    for file in $(grep -o '`[a-z_/]*\.[ch]`' "$map" | tr -d '`' | sort -u); do
        [ -f "$(dirname "$map")/$file" ] || [ -f "$file" ] || [ -f "include/$file" ] || fail "$map: there is no $file"
    done
done

[ $status = 0 ] && echo "layers: ok ($(wc -l <"$folder/includes") includes, $(wc -l <"$folder/calls") calls)"
exit $status
