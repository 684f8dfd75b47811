#!/bin/sh
# The folders of lib/ are the pipeline: each may include itself and those before it (and vreward.h), never one after it.
set -eu
status=0
rank() {
    case $1 in
    base) echo 0 ;;
    parse | text | geometry | match) echo 1 ;;
    reward) echo 2 ;;
    recipe) echo 3 ;;
    explain) echo 4 ;;
    api) echo 5 ;;
    *) echo "lib/$1: not a folder of the pipeline" >&2 && exit 1 ;;
    esac
}
for file in $(find lib -name '*.[ch]'); do
    folder=$(echo "$file" | cut -d/ -f2)
    for included in $(sed -n 's|^#include "\([a-z_0-9]*\)/.*|\1|p' "$file" | sort -u); do
        if [ "$(rank "$folder")" -lt "$(rank "$included")" ]; then
            echo "$file includes $included/, which comes after $folder/"
            status=1
        fi
    done
    for header in cJSON:lib/base/json_write pcre2:lib/parse/pattern; do
        if grep -q "#include <.*${header%%:*}.*\.h>" "$file" && [ "${file#"${header#*:}"}" = "$file" ]; then
            case "$file:${header%%:*}" in
            lib/api/version.c:*) ;;
            *) echo "$file includes the ${header%%:*} header; only ${header#*:}* may" && status=1 ;;
            esac
        fi
    done
done
[ $status = 0 ] && echo "layers: ok"
exit $status
