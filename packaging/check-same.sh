#!/bin/sh
# `make dist` in two clones of what is committed, in folders of other names: the same bytes. Usage: check-same.sh FOLDER
set -eu
rm -rf "$1"
mkdir -p "$1"
for name in one another-one; do
    git clone --quiet . "$1/$name"
    make --no-print-directory -s -C "$1/$name" -j"$(nproc)" dist >"$1/$name.log" 2>&1 || { tail -20 "$1/$name.log" && exit 1; }
done
diff "$1/one/dist/SHA256SUMS" "$1/another-one/dist/SHA256SUMS"
echo "dist: ok (the same bytes twice)"
