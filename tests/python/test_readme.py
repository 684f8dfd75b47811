"""The code in README.md and docs/*.md runs and prints what the text says.

Python blocks of one page run one after the other as one program; where a block says what it prints (`# ...` behind a
print or in the lines below it), it prints that. C blocks with a main are compiled with warnings as errors, run, and
print what `/* ... */` behind each printf says; others are compiled. "trainer" behind the language: not run here.
"""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
import vreward

ROOT = Path(__file__).resolve().parent.parent.parent
# assistants.md gathers blocks of the trainers' pages, where they are run.
PAGES = [ROOT / "README.md", *sorted(page for page in (ROOT / "docs").glob("*.md") if page.name != "assistants.md")]
OPT_OUT = {"trainer"}


class Block(NamedTuple):
    line: int
    language: str
    words: list[str]
    code: str


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in re.finditer(r"^```(\w+)([^\n]*)\n(.*?)^```", text, re.S | re.M):
        line = text.count("\n", 0, match.start()) + 2
        found.append(Block(line, match[1], match[2].split(), match[3]))
    return found


def said_output(code: str) -> list[str]:
    """What the comments of a Python block say it prints."""
    said = []
    after_print = False
    for line in code.splitlines():
        if line.lstrip().startswith("print("):
            after_print = True
            _, comment, text = line.partition("  # ")
            if comment:
                said.append(text)
        elif after_print and line.lstrip().startswith("# "):
            said.append(line.strip()[2:])
        elif not line.startswith(" ") and line != ")":
            after_print = False
    return said


def pages_with(language: str) -> list[Path]:
    return [page for page in PAGES if page.is_file() and any(block.language == language for block in blocks_of(page))]


@pytest.mark.parametrize("page", pages_with("python"), ids=lambda page: page.name)
def test_python(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks_of(page):
        if block.language != "python" or OPT_OUT & set(block.words):
            continue
        place = f"{page.name}:{block.line}"
        # Empty lines in front, so that a traceback has the line of the page.
        program = compile("\n" * (block.line - 1) + block.code, str(page), "exec")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(program, names)
        said = said_output(block.code)
        if said:
            assert (place, printed.getvalue().splitlines()) == (place, said)


@pytest.mark.parametrize("page", pages_with("c"), ids=lambda page: page.name)
def test_c(page: Path, tmp_path: Path, compiler: str) -> None:
    library = Path(vreward.build_info()["path"])
    for block in blocks_of(page):
        if block.language != "c" or OPT_OUT & set(block.words):
            continue
        place = f"{page.name}:{block.line}"
        source = tmp_path / f"line_{block.line}.c"
        program = tmp_path / f"line_{block.line}"
        command = [
            compiler,
            "-std=c11",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-Wno-missing-field-initializers",
            f"-I{ROOT / 'include'}",
            str(source),
        ]
        if "int main(" in block.code:
            source.write_text(block.code)
            command += [str(library), f"-Wl,-rpath,{library.parent}", "-o", str(program)]
        else:
            source.write_text("#include <stdio.h>\n#include <vreward.h>\n" + block.code)
            command += ["-fsyntax-only"]
        built = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (place, built.stderr) == (place, "")
        if program.exists():
            ran = subprocess.run([str(program)], capture_output=True, text=True, check=False)
            assert (place, ran.returncode, ran.stderr) == (place, 0, "")
            said = re.findall(r"printf\(.*?\);\s*/\* (.*?) \*/", block.code)
            if said:
                assert (place, ran.stdout.split("\n")[: len(said)]) == (place, said)


def test_what_the_comments_say() -> None:
    code = 'print(1)  # 1\nprint(\n    2,\n    3,\n)\n# 2 3\n# more\nx = 4\n# not this\nprint("a")\nx = 5\n# nor this\n'
    assert said_output(code) == ["1", "2 3", "more"]
