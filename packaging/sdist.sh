#!/bin/sh
# The source distribution, whose bytes depend on nothing but the source. Usage: sdist.sh PYTHON SOURCE FOLDER EPOCH
set -eu
python=$1 source=$2 folder=$(cd "$3" && pwd) epoch=$4
umask 022
(cd "$source" && "$python" -c "from setuptools import build_meta; build_meta.build_sdist('$folder/as-made')" >/dev/null)
archive=$(echo "$folder"/as-made/*.tar.gz)
tar -xzf "$archive" -C "$folder/as-made"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" --format=ustar -C "$folder/as-made" \
    -cf - "$(basename "$archive" .tar.gz)" | gzip -9n >"$folder/$(basename "$archive")"
rm -r "$folder/as-made"
