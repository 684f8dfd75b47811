#!/bin/sh
# The sources of cJSON, PCRE2, utf8proc and cmocka, from where this machine's apt gets its packages; nothing of the system is
# changed, and no root is needed. Usage: sources.sh FOLDER
set -eu

command -v apt-get >/dev/null 2>&1 || { echo "sources.sh: no apt-get here; the sources come from Debian" >&2 && exit 1; }
mkdir -p "$1/apt/lists/partial" "$1/apt/archives/partial" "$1/apt/sources.list.d"
cd "$1"

# Only the distribution's own: others need not have sources.
for list in /etc/apt/sources.list.d/*.sources; do
    grep -qs '^URIs:.*\(debian\|ubuntu\)' "$list" && sed 's/^Types:.*/Types: deb-src/' "$list" >"apt/sources.list.d/${list##*/}"
done
grep -hs '^deb .*\(debian\|ubuntu\)' /etc/apt/sources.list | sed 's/^deb /deb-src /' >apt/sources.list || true

apt_get() {
    apt-get -qq -o Dir::State::lists="$PWD/apt/lists" -o Dir::Cache="$PWD/apt" -o Dir::Etc::sourcelist="$PWD/apt/sources.list" \
        -o Dir::Etc::sourceparts="$PWD/apt/sources.list.d" -o APT::Sandbox::User=root "$@"
}
apt_get update
apt_get source --download-only --tar-only cjson pcre2 utf8proc cmocka
for archive in *.orig.tar.*z; do
    tar -xf "$archive"
done
