"""The blocks of code in a page, and what they print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest


def blocks(path: Path, kind: str) -> list[str]:
    return re.findall(
        rf"^```{kind}(?: trainer)?\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def run(code: str, namespace: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """Runs a block and compares what it prints with the comments below its prints."""
    exec(compile(code, "page", "exec", dont_inherit=True), namespace)
    printed = capsys.readouterr().out.splitlines()
    assert printed == [line[2:] for line in code.splitlines() if line.startswith("# ")]
