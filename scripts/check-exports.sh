#!/bin/sh
# What the header declares, what the map lists and what the shared library exports are the same names.
# Usage: check-exports.sh libvreward.so.X
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
grep -oE '\bvreward_[a-z0-9_]+\(' include/vreward.h | tr -d '(' | sort -u >"$folder/header"
grep -oE '\bvreward_[a-z0-9_]+;' lib/exports.map | tr -d ';' | sort -u >"$folder/map"
nm -D --defined-only "$1" | awk '$2 == "T" {sub(/@.*/, "", $3); print $3}' | sort -u >"$folder/library"
diff "$folder/header" "$folder/map" || { echo "header (<) and lib/exports.map (>) differ"; exit 1; }
diff "$folder/header" "$folder/library" || { echo "header (<) and $1 (>) differ"; exit 1; }
if nm -D --defined-only "$1" | grep -v ' [TA] '; then
    echo "$1 exports data" && exit 1
fi
echo "exports: ok ($(wc -l <"$folder/header") functions)"
