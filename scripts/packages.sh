#!/bin/sh
# The system packages that the named groups (build, check, ...) need. `install` installs those that are missing where apt
# is; `require` prints the line that does and fails. Elsewhere both name what is missing. Neither says anything nor costs
# anything where all are there. Usage: packages.sh install|require GROUP...
set -eu

packages_of() {
    case $1 in
    build) echo gcc libc6-dev make pkg-config binutils libcjson-dev libpcre2-dev libutf8proc-dev python3 ;;
    report) echo python3-jinja2 ;;
    browser) echo chromium ;;
    check) echo g++ libcmocka-dev locales python3-venv python3-pip ;;
    sanitize) echo clang libclang-rt-14-dev valgrind ;;
    abi) echo abigail-tools ;;
    dist) echo git dpkg-dev gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user musl-tools cmake ;;
    machines)
        echo gcc-aarch64-linux-gnu libc6-dev-arm64-cross gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-user
        echo gcc-12-multilib libc6-dev-i386 musl-tools # gcc-multilib itself stands no compiler for another processor beside it
        ;;
    *) echo "packages: no group '$1'" >&2 && exit 2 ;;
    esac
}

mode=$1
shift
wanted=
for group in "$@"; do
    wanted="$wanted $(packages_of "$group")"
done

if ! command -v dpkg-query >/dev/null 2>&1; then
    for module in libcjson libpcre2-8 libutf8proc; do
        pkg-config --exists "$module" 2>/dev/null || missing="${missing-} $module"
    done
    [ -z "${missing-}" ] && exit 0
    echo "vreward needs a C11 compiler, make, pkg-config, Python 3.9 or newer, and the development files of:" >&2
    echo "   ${missing}" >&2
    echo "Here they are not installed by themselves (no apt). On Debian they are called:$wanted" >&2
    exit 1
fi

missing=
for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo="sudo "
if [ "$mode" = require ] || { [ -n "$sudo" ] && ! command -v sudo >/dev/null 2>&1; }; then
    echo "packages are missing; this installs them:" >&2
    echo "    ${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi
echo "installing:$missing"
${sudo}apt-get update -qq
# shellcheck disable=SC2086 # a list of words
${sudo}env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null
