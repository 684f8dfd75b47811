#!/bin/sh
# What a wheel carries of cJSON, PCRE2 and utf8proc, as one archive. Usage: carried-library.sh SOURCES FOLDER COMPILER FLAGS
# SOURCES are those of packaging/carried.sh. Then FOLDER/libcarried.a and FOLDER/include are there.
set -eu
sources=$1 folder=$2 compiler=$3 flags=$4
rm -rf "$folder"
mkdir -p "$folder/include/cjson"
pcre2=$sources/pcre2/src
cp "$pcre2/pcre2.h.generic" "$folder/include/pcre2.h"
cp "$pcre2/config.h.generic" "$folder/include/config.h"
cp "$pcre2/pcre2_chartables.c.dist" "$folder/pcre2_chartables.c"
cp "$sources/cjson/cJSON.h" "$folder/include/cjson"
cp "$sources/utf8proc/utf8proc.h" "$folder/include"

# The others of PCRE2 are programs, or included by these.
parts=$(find "$pcre2" -name 'pcre2_*.c' ! -name '*_dftables.c' ! -name '*_fuzzsupport.c' ! -name '*_jit_match.c' \
    ! -name '*_jit_misc.c' ! -name '*_jit_test.c' ! -name '*_printint.c' ! -name '*_ucptables.c' | LC_ALL=C sort)
for file in "$sources/cjson/cJSON.c" "$sources/utf8proc/utf8proc.c" "$folder/pcre2_chartables.c" $parts; do
    echo "$compiler -std=gnu11 $flags -w -fPIC -fvisibility=hidden -DUTF8PROC_STATIC -DPCRE2_STATIC -DPCRE2_CODE_UNIT_WIDTH=8" \
        "-DHAVE_CONFIG_H -DSUPPORT_UNICODE -DSUPPORT_JIT -I$folder/include -I$pcre2 -c $file -o $folder/$(basename "$file" .c).o"
done | xargs -P "$(nproc)" -I{} sh -c '{}'
LC_ALL=C ar rcsD "$folder/libcarried.a" "$folder"/*.o
