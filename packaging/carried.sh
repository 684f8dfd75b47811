#!/bin/sh
# The sources of the libraries that a wheel carries, with the fixes of the Debian release on which this runs: apt checks
# them against the signed index. Where the newest is indexed but not to be had, the one before is taken, and said.
# Usage: carried.sh FOLDER; then FOLDER/NAME is a source, FOLDER/NAME.version its version, FOLDER/NAME.sha256 its archives'.
set -eu
mkdir -p "$1/apt/lists/partial" "$1/apt/cache/archives/partial" "$1/apt/parts" "$1/archives"
folder=$(cd "$1" && pwd)
apt=$folder/apt

# What this machine installs from, as sources; nothing of the machine itself is changed.
[ ! -s /etc/apt/sources.list ] || sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"$apt/parts/list.list"
for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/ubuntu.sources; do
    [ ! -e "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" >"$apt/parts/${file##*/}"
done
settings="-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts=$apt/parts -o Dir::State::Lists=$apt/lists
    -o Dir::Cache=$apt/cache -o APT::Sandbox::User="
# shellcheck disable=SC2086 # a list of words
apt-get $settings update

cd "$folder/archives"
for name in cjson pcre2 utf8proc; do
    newest=
    # shellcheck disable=SC2086
    for version in $(apt-cache $settings showsrc --only-source "$name" | awk '/^Version:/ {print $2}' | sort -Vru); do
        newest=${newest:-$version}
        if apt-get $settings source --download-only "$name=$version" 2>"$apt/errors"; then
            [ "$version" = "$newest" ] || echo "carried: $name $version, since $newest is indexed but not to be had" >&2
            rm -rf "${folder:?}/$name"
            dpkg-source --no-check --no-copy -x "$name"_"${version#*:}".dsc "$folder/$name" >"$apt/unpacked"
            awk '/^Checksums-Sha256:/ {on = 1; next} /^[^ ]/ {on = 0} on {print $1 "  " $3}' \
                "$name"_"${version#*:}".dsc >"$folder/$name.sha256"
            sha256sum --check --quiet "$folder/$name.sha256"
            echo "$version" >"$folder/$name.version"
            break
        fi
    done
    [ -s "$folder/$name.version" ] || { cat "$apt/errors" >&2 && exit 1; }
done
