#!/bin/sh
# usage: scripts/python.sh 3.13: prints an interpreter of this version, of the PATH or of pyenv; nothing where there is none.
# 3.13t is the one without a lock.
version=${1%t}
for candidate in "python$1" "$(pyenv root 2>/dev/null)/versions/$version".*[0-9]"${1#"$version"}"/bin/python3; do
    "$candidate" -c 'import sys, venv; print(sys.executable)' 2>/dev/null && exit
done
exit 0
