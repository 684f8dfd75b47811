#!/bin/sh
# The licences of the libraries that a wheel carries, put into it. Usage: add-licenses.sh FOLDER_OF_UNPACKED_WHEEL
set -eu
mkdir -p "$1/vreward.libs/licenses"
for library in cjson pcre2-8 utf8proc; do
    found=
    for text in /usr/share/doc/lib"$library"*/copyright /usr/share/licenses/*"${library%-8}"*/LICEN[CS]E*; do
        [ -r "$text" ] && found=$text && break
    done
    [ -n "$found" ] || { echo "add-licenses: no licence of $library on this machine" >&2 && exit 1; }
    cp "$found" "$1/vreward.libs/licenses/$library.txt"
done
