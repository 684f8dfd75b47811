"""Every Python example runs and prints what is written in examples/expected."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
# Those that train need torch; tests/trainers runs them.
NAMES = sorted(file.stem for file in EXAMPLES.glob("*.py") if "import torch" not in file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_example(name: str) -> None:
    ran = subprocess.run(
        [sys.executable, str(EXAMPLES / f"{name}.py")], capture_output=True, encoding="utf-8", check=False
    )
    assert ran.stderr == ""
    assert ran.returncode == 0
    assert ran.stdout.splitlines() == (EXAMPLES / "expected" / f"{name}.txt").read_text("utf-8").splitlines()
