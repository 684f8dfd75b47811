"""What a wheel carries, as CycloneDX. Usage: sbom.py VERSION SOURCES, those of packaging/libraries.sh."""

from __future__ import annotations

import json
import sys
from pathlib import Path

LICENSES = {"cjson": "MIT", "pcre2": "BSD-3-Clause WITH PCRE2-exception", "utf8proc": "MIT AND Unicode-DFS-2016"}


def component(sources: Path, name: str) -> dict[str, object]:
    """Upstream's version is Debian's without its revision; its patches are in the archives beside it."""
    version = (sources / f"{name}.version").read_text().strip()
    archives = [line.split() for line in (sources / f"{name}.sha256").read_text().splitlines()]
    return {
        "type": "library",
        "bom-ref": name,
        "name": name,
        "version": version,
        "purl": f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?arch=source",
        "licenses": [{"expression": LICENSES[name]}],
        "properties": [{"name": f"vreward:sha256:{file}", "value": digest} for digest, file in archives],
    }


def main() -> None:
    version, sources = sys.argv[1], Path(sys.argv[2])
    package = {"type": "library", "bom-ref": "vreward", "name": "vreward", "version": version}
    print(
        json.dumps(
            {
                "bomFormat": "CycloneDX",
                "specVersion": "1.6",
                "version": 1,
                "metadata": {"component": {**package, "purl": f"pkg:pypi/vreward@{version}"}},
                "components": [component(sources, name) for name in LICENSES],
                "dependencies": [{"ref": "vreward", "dependsOn": list(LICENSES)}],
            },
            indent=2,
        )
    )


main()
