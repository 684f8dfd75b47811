#!/bin/sh
# What tests call on drawn material is every function of vreward.h. Usage: complete.sh drawn.a
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
grep -oE '\bvreward_[a-z0-9_]+\(' include/vreward.h | tr -d '(' | sort -u >"$folder/header"
nm -u "$1" | awk '$2 ~ /^vreward_/ {print $2}' | sort -u >"$folder/called"
diff "$folder/header" "$folder/called" || { echo "tests/drawn/calls.c calls (>) others than vreward.h has (<)"; exit 1; }
echo "every function is called on drawn material: ok"
