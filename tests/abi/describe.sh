#!/bin/sh
# What programs rely on in a library, as abidw writes it. Usage: describe.sh LIBRARY [OPTION_OF_ABIDW...]
set -eu
library=$1
shift
exec abidw --exported-interfaces-only --no-corpus-path --no-comp-dir-path --no-show-locs --no-elf-needed \
    --type-id-style hash "$@" "$library"
