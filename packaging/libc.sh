#!/bin/sh
# Empty libraries with the names and versions that packaging/libc-symbols lists, to link with: so a wheel asks for no newer C
# library than that one, whatever this machine has. Usage: libc.sh PLATFORM FOLDER COMPILER
set -eu
platform=$1 folder=$2 compiler=$3
rm -rf "$folder"
mkdir -p "$folder"

case $platform in
manylinux*x86_64) grep -v aarch64 packaging/libc-symbols ;;
manylinux*aarch64) sed 's/GLIBC_[0-9.]*/GLIBC_2.17/' packaging/libc-symbols ;;
musllinux*) grep -v aarch64 packaging/libc-symbols | sed 's/^[a-z].*GLIBC_[0-9.]*/libc.musl-x86_64.so.1 -/' ;;
esac | awk '!/^#/ && NF {for (i = 3; i <= NF; i++) print $1, $2, $i}' >"$folder/symbols"

for soname in $(awk '{print $1}' "$folder/symbols" | sort -u); do
    awk -v soname="$soname" '$1 == soname {print "void " $3 "(void) {}"}' "$folder/symbols" >"$folder/$soname.c"
    awk -v soname="$soname" '$1 == soname && $2 != "-" {names[$2] = names[$2] $3 ";"}
        END {for (version in names) print version " {" names[version] "};"}' "$folder/symbols" >"$folder/$soname.map"
    script=
    [ ! -s "$folder/$soname.map" ] || script=-Wl,--version-script=$folder/$soname.map
    # shellcheck disable=SC2086 # a list of words
    $compiler -w -fno-builtin -shared -nostdlib -Wl,-soname,"$soname" $script "$folder/$soname.c" -o "$folder/${soname%%.*}.so"
done
for name in libm libpthread; do # in musl all is one library
    [ -e "$folder/$name.so" ] || echo 'INPUT(libc.so)' >"$folder/$name.so"
done
