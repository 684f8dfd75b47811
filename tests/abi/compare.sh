#!/bin/sh
# The library against the baseline, and the tools against themselves: of the two libraries whose structs have a member
# more, the one that has it at the ends must pass, and for each struct the one that has it elsewhere must not.
# Usage: compare.sh LIBRARY GROWN_AT_THE_END GROWN_ELSEWHERE
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
interface_holds() { # LIBRARY
    abidiff --fail-no-debug-info --exported-interfaces-only --no-added-syms --suppressions tests/abi/allowed.abignore \
        tests/abi/baseline.abi "$1" >"$folder/interface"
}
members_hold() { # LIBRARY
    tests/abi/describe.sh "$1" >"$folder/now.abi"
    python3 tests/abi/members.py tests/abi/baseline.abi "$folder/now.abi" >"$folder/members"
}
holds() { # LIBRARY
    interface_holds "$1" && members_hold "$1" && return
    cat "$folder"/interface "$folder"/members 2>/dev/null
    return 1
}
fail() {
    echo "$1" && exit 1
}
holds "$1" || fail "$1 breaks what was promised (docs/abi.md); before the first release: make abi-baseline"
holds "$2" || fail "members at the ends of structs do not pass"
interface_holds "$3" && fail "abidiff lets members in the midst of structs pass"
members_hold "$3" && fail "members.py lets members in the midst of structs pass"
for struct in $(sed -n 's/.*name_regexp = ^vreward_(\(.*\))\$/\1/p' tests/abi/allowed.abignore | tr '|' ' '); do
    for report in interface members; do
        grep -Eq "struct vreward_$struct('| has)" "$folder/$report" || fail "a member in the midst of vreward_$struct passes"
    done
done
echo "baseline: ok"
