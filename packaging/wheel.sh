#!/bin/sh
# One wheel, by setup.py, of the library that was built for it. Usage: wheel.sh PYTHON SOURCE PREBUILT PLATFORM FOLDER EPOCH
set -eu
python=$1 source=$2 prebuilt=$(cd "$3" && pwd) platform=$4 folder=$(cd "$5" && pwd) epoch=$6
carried=$prebuilt/../carried
version=$(sed -n 's/^Version: //p' "$source"/bindings/python/*.egg-info/PKG-INFO)
rm -rf "$prebuilt/wheel"
mkdir -p "$prebuilt/wheel/licenses" "$prebuilt/wheel/sboms"
cp "$prebuilt/library/libvreward.so.$version" "$prebuilt/wheel/libvreward.so"
echo "$platform" >"$prebuilt/wheel/platform"
cp "$carried/cjson/LICENSE" "$prebuilt/wheel/licenses/cjson.txt"
cp "$carried/pcre2/LICENCE" "$prebuilt/wheel/licenses/pcre2.txt" 2>/dev/null || cp "$carried"/pcre2/LICENCE.md "$prebuilt/wheel/licenses/pcre2.txt"
cp "$carried/utf8proc/LICENSE.md" "$prebuilt/wheel/licenses/utf8proc.txt"
"$python" packaging/sbom.py "$version" "$carried" >"$prebuilt/wheel/sboms/vreward.cdx.json"
umask 022
cd "$source"
SOURCE_DATE_EPOCH=$epoch VREWARD_PREBUILT=$prebuilt/wheel "$python" -c \
    "from setuptools import build_meta; build_meta.build_wheel('$folder')" >/dev/null
