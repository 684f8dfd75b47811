#!/bin/sh
# What the header declares, what the map lists and what both libraries export are the same names, but for what is there for
# the Python package of the same release (vreward_python_...); and the shared library reaches none of its own by way of the
# dynamic linker, which may find another copy of it.
# Usage: exports.sh libvreward.so.X libvreward.a
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
same() { # NAME, of a list of names
    grep -v '^vreward_python_' "$folder/$1" | diff "$folder/header" - || { echo "include/vreward.h (<) and $2 (>) differ"; exit 1; }
}
grep -oE '\bvreward_[a-z0-9_]+\(' include/vreward.h | tr -d '(' | sort -u >"$folder/header"
grep -oE '\bvreward_[a-z0-9_]+;' lib/exports.map | tr -d ';' | sort -u >"$folder/map"
nm -D --defined-only "$1" | awk '$2 != "A" {sub(/@.*/, "", $3); print ($2 == "T" ? "" : "data ") $3}' | sort -u >"$folder/shared"
nm -g --defined-only "$2" | awk 'NF == 3 {print ($2 == "T" ? "" : "data ") $3}' | sort -u >"$folder/static"
same map lib/exports.map
same shared "$1"
same static "$2"
if readelf -rW "$1" | grep vreward_; then
    echo "$1 asks the dynamic linker for its own functions: link with -Wl,-Bsymbolic" && exit 1
fi
echo "exports: ok ($(wc -l <"$folder/header") functions)"
