"""The types help: mypy and pyright find mistakes in calls, and complain about nothing that is right. The names in
vreward.types are those of the library."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import typing
from pathlib import Path

import pytest
import vreward.types
from names_of_the_library import members, names

HERE = Path(__file__).resolve().parent / "typed"
CHECKERS = {
    "mypy": ["mypy", "--strict", "--no-incremental", "--config-file=", "--hide-error-context"],
    "pyright": ["pyright", "--pythonpath", sys.executable],
}


def lines_found(checker: str, file: str) -> set[int]:
    """The lines of a file that a checker complains about."""
    environment = {**os.environ, "MYPYPATH": str(Path(vreward.__file__).parent.parent), "NO_COLOR": "1"}
    command = [sys.executable, "-m", *CHECKERS[checker], file]
    ran = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    if checker == "pyright" and not re.search(r"\d+ errors?,", ran.stdout):
        pytest.skip(f"pyright could not run: {(ran.stdout + ran.stderr)[-300:]}")
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    return {int(line) for line in re.findall(rf"{file}:(\d+):(?:\d+ -)? error", ran.stdout)}


@pytest.mark.parametrize("checker", CHECKERS)
def test_mistakes_are_found(checker: str) -> None:
    text = (HERE / "wrong.py").read_text().splitlines()
    calls = {number for number, line in enumerate(text, 1) if number > 8 and line}
    assert len(calls) > 25
    found = lines_found(checker, "wrong.py")
    assert {number: text[number - 1] for number in calls - found} == {}
    assert {number: text[number - 1] for number in found - calls} == {}


@pytest.mark.parametrize("checker", CHECKERS)
def test_what_is_right_passes(checker: str) -> None:
    text = (HERE / "right.py").read_text().splitlines()
    assert {number: text[number - 1] for number in lines_found(checker, "right.py")} == {}


@pytest.mark.parametrize("name", names())
def test_names_are_those_of_the_library(name: str) -> None:
    assert list(typing.get_args(getattr(vreward.types, name))) == names()[name]


def test_terms_are_those_of_a_score() -> None:
    assert list(vreward.types.Score.__annotations__) == ["score", "reason", *names()["Term"]]


def test_members_are_those_of_the_page(root: Path) -> None:
    written = Path(vreward.types.__file__).read_text(encoding="utf-8")
    body = written.split("class Members(TypedDict, total=False):")[1].split("\n\n\n")[0]
    assert dict(re.findall(r"^    (\w+): (.*)$", body, re.M)) == members(root)


def test_explanations_and_parses_have_these_members(root: Path) -> None:
    page = (root / "docs" / "explanation.md").read_text(encoding="utf-8").split("## Members")[1].split("\nWhere the truth is bad")[0]
    rows = re.findall(r"^\| (`.*?) \| ", page, re.M)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named | {"bad_truth"} == set(vreward.types.Explanation.__annotations__)
    assert set(vreward.parse("[1, 2, 3, 4]")) == set(vreward.types.Parsed.__annotations__)
