#!/bin/sh
# usage: scripts/python.sh 3.13: prints an interpreter of this version, of the PATH or of pyenv; nothing where there is none.
for candidate in "python$1" "$(pyenv root 2>/dev/null)/versions/$1".*/bin/python3; do
    "$candidate" -c 'import sys, venv; print(sys.executable)' 2>/dev/null && exit
done
exit 0
