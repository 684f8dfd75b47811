#!/bin/sh
# cJSON, PCRE2, utf8proc and cmocka for a wheel or for another machine, from the sources of the Debian or Ubuntu on which
# this runs: apt checks them against the signed index. Nothing of the machine is changed, and no root is needed. Usage:
#   libraries.sh fetch FOLDER mended|released NAME...   FOLDER/NAME is a source, with the fixes of the distribution or as its
#       authors released it; FOLDER/NAME.version its version, FOLDER/NAME.sha256 its archives'
#   libraries.sh compile SOURCES FOLDER COMPILER [FLAG...]   what was fetched, as static libraries, and FOLDER/include
set -eu
export LC_ALL=C

apt_settings() { # what this machine installs from, as sources; only the distribution's own: others need not have any
    mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial" "$folder/apt/parts" "$folder/archives"
    sed -n '/debian\|ubuntu/s/^deb /deb-src /p' /etc/apt/sources.list >"$folder/apt/parts/list.list" 2>/dev/null || true
    for list in $(grep -ls '^URIs:.*\(debian\|ubuntu\)' /etc/apt/sources.list.d/*.sources); do
        sed 's/^Types:.*/Types: deb-src/' "$list" >"$folder/apt/parts/${list##*/}"
    done
    echo "-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts=$folder/apt/parts -o Dir::State::Lists=$folder/apt/lists
        -o Dir::Cache=$folder/apt/cache -o APT::Sandbox::User="
}

download() { # NAME: its newest version; where that is indexed but not to be had, the one before, and that is said
    newest=
    # shellcheck disable=SC2086 # a list of words
    for version in $(apt-cache $settings showsrc --only-source "$1" | awk '/^Version:/ {print $2}' | sort -Vru); do
        newest=${newest:-$version}
        apt-get $settings source --download-only "$1=$version" 2>"$folder/apt/errors" || continue
        [ "$version" = "$newest" ] || echo "libraries: $1 $version, since $newest is indexed but not to be had" >&2
        echo "$version" >"$folder/$1.version"
        return
    done
    cat "$folder/apt/errors" >&2
    return 1
}

unpack() { # NAME, mended or released
    rm -rf "${folder:?}/$1"
    description=$1_${version#*:}.dsc
    awk '/^Checksums-Sha256:/ {on = 1; next} /^[^ ]/ {on = 0} on {print $1 "  " $3}' "$description" >"$folder/$1.sha256"
    sha256sum --check --quiet "$folder/$1.sha256"
    if [ "$2" = mended ]; then
        dpkg-source --no-check --no-copy -x "$description" "$folder/$1" >"$folder/apt/unpacked"
    else
        mkdir "$folder/$1"
        tar -xf "$(awk '/\.orig\.tar\.[a-z0-9]*$/ {print $2}' "$folder/$1.sha256")" --strip-components=1 -C "$folder/$1"
    fi
}

archive() { # NAME FLAGS FILE...: the library of these files, side by side
    name=$1 flags=$2
    shift 2
    mkdir "$folder/$name"
    for file in "$@"; do
        echo "$compiler -std=gnu11 -w -fPIC -fvisibility=hidden -I$folder/include $flags -c $file -o $folder/$name/$(basename "$file" .c).o"
    done | xargs -P "$(nproc)" -I{} sh -c '{}'
    ar rcsD "$folder/lib$name.a" "$folder/$name"/*.o
}

compile_cjson() {
    mkdir "$folder/include/cjson"
    cp "$sources/cjson/cJSON.h" "$folder/include/cjson"
    archive cjson "" "$sources/cjson/cJSON.c"
}

compile_utf8proc() {
    cp "$sources/utf8proc/utf8proc.h" "$folder/include"
    archive utf8proc -DUTF8PROC_STATIC "$sources/utf8proc/utf8proc.c"
}

compile_pcre2() { # without configure, in its own way for that (NON-AUTOTOOLS-BUILD)
    from=$sources/pcre2/src
    cp "$from/pcre2.h.generic" "$folder/include/pcre2.h"
    cp "$from/config.h.generic" "$folder/include/config.h"
    cp "$from/pcre2_chartables.c.dist" "$folder/pcre2_chartables.c"
    # The others are programs, or included by these.
    parts=$(find "$from" -name 'pcre2_*.c' ! -name '*_dftables.c' ! -name '*_fuzzsupport.c' ! -name '*_jit_match.c' \
        ! -name '*_jit_misc.c' ! -name '*_jit_test.c' ! -name '*_printint.c' ! -name '*_ucptables.c')
    # shellcheck disable=SC2086 # a list of words
    archive pcre2-8 "-DPCRE2_STATIC -DPCRE2_CODE_UNIT_WIDTH=8 -DHAVE_CONFIG_H -DSUPPORT_UNICODE -DSUPPORT_JIT -I$from" \
        "$folder/pcre2_chartables.c" $parts
}

compile_cmocka() {
    cp "$sources"/cmocka/include/*.h "$folder/include"
    archive cmocka "-DHAVE_INTTYPES_H -DHAVE_MALLOC_H -DHAVE_SIGNAL_H -DHAVE_STRINGS_H -DHAVE_STRUCT_TIMESPEC \
-DHAVE_GCC_THREAD_LOCAL_STORAGE" "$sources/cmocka/src/cmocka.c"
}

case $1 in
fetch)
    mkdir -p "$2"
    folder=$(cd "$2" && pwd) which=$3
    shift 3
    settings=$(apt_settings)
    cd "$folder/archives"
    # shellcheck disable=SC2086
    apt-get $settings update
    for name in "$@"; do
        download "$name"
        unpack "$name" "$which"
    done
    ;;
compile)
    sources=$(cd "$2" && pwd)
    rm -rf "$3"
    mkdir -p "$3/include"
    folder=$(cd "$3" && pwd)
    shift 3
    compiler=$*
    for name in "$sources"/*.version; do
        "compile_$(basename "$name" .version)"
    done
    ;;
esac
