#!/bin/sh
# cJSON, PCRE2, utf8proc and cmocka for another machine, as static libraries beside their headers. PCRE2's way without
# configure is its own (NON-AUTOTOOLS-BUILD). Usage: libraries.sh SOURCES FOLDER COMPILER [FLAG...]
set -eu

sources=$(cd "$1" && pwd)
mkdir -p "$2"
cd "$2"
shift 2

archive() { # NAME, of all objects that lie here
    rm -f "$1"
    ar rcs "$1" ./*.o
    rm -f ./*.o
}

mkdir -p cjson
cp "$sources"/cJSON-*/cJSON.h cjson
cp "$sources"/utf8proc-*/utf8proc.h "$sources"/cmocka-*/include/cmocka.h .
"$@" -c "$sources"/cJSON-*/cJSON.c
archive libcjson.a
"$@" -c "$sources"/utf8proc-*/utf8proc.c
archive libutf8proc.a
"$@" -I. -I"$(echo "$sources"/cmocka-*/include)" -DHAVE_INTTYPES_H -DHAVE_MALLOC_H -DHAVE_SIGNAL_H -DHAVE_STRINGS_H -DHAVE_STRUCT_TIMESPEC -DHAVE_GCC_THREAD_LOCAL_STORAGE \
    -c "$sources"/cmocka-*/src/cmocka.c
archive libcmocka.a

pcre2=$(echo "$sources"/pcre2-*/src)
cp "$pcre2/pcre2.h.generic" pcre2.h
cp "$pcre2/config.h.generic" config.h
cp "$pcre2/pcre2_chartables.c.dist" pcre2_chartables.c
for part in auto_possess compile config context error extuni find_bracket jit_compile match match_data newline ord2utf \
    pattern_info script_run string_utils study substring tables ucd valid_utf xclass; do
    set -- "$@" "$pcre2/pcre2_$part.c"
done
"$@" -DHAVE_CONFIG_H -DPCRE2_CODE_UNIT_WIDTH=8 -DSUPPORT_PCRE2_8 -DSUPPORT_UNICODE -DSUPPORT_JIT -DHAVE_MEMMOVE \
    -DHAVE_STDINT_H -DHAVE_INTTYPES_H -DHAVE_STRING_H -DHAVE_STDLIB_H -I. -I"$pcre2" -c pcre2_chartables.c
archive libpcre2-8.a
