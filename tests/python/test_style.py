"""The package is typed through and through, and clean in the eyes of the linter, for Python 3.9."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*command: str) -> str:
    ran = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def test_types() -> None:
    assert run("mypy") == ""


def test_linter() -> None:
    assert run("ruff", "check", "--output-format", "concise", "bindings/python", "examples", "setup.py") == ""


def test_format() -> None:
    assert run("ruff", "format", "--check", "bindings/python", "examples", "setup.py") == ""
