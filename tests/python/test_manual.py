"""The manual page and the completions of shells, which scripts/manual.py makes from the command's parser."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List

import pytest
from vreward.command_line import parser

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shell")
    subprocess.run([sys.executable, str(ROOT / "scripts" / "manual.py"), str(folder)], check=True, cwd=ROOT)
    return folder


def completed(folder: Path, *words: str) -> List[str]:
    """What bash offers for the last of the words."""
    script = f"""
        source {folder}/bash-completion/completions/vreward
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        $(complete -p vreward | sed 's/.*-F \\([^ ]*\\).*/\\1/') vreward "${{@: -1}}"
        printf '%s\n' "${{COMPREPLY[@]}}"
    """
    bash = subprocess.run(["bash", "-c", script, "bash", *words], capture_output=True, text=True, check=True)
    return bash.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_offers_commands_options_recipes_and_choices(folder: Path) -> None:
    assert completed(folder, "vreward", "ex") == ["explain"]
    assert completed(folder, "vreward", "score", "--rec") == ["--recipe"]
    assert completed(folder, "vreward", "score", "--recipe", "det") == ["detection"]
    assert completed(folder, "vreward", "audit", "--recipe", "perception-r1-c") == ["perception-r1-counting"]
    assert completed(folder, "vreward", "score", "--on-error", "s") == ["stop", "skip"]
    assert completed(folder, "vreward", "convert", "co") == ["coco"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_offers_files_where_an_option_takes_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rollouts.jsonl").touch()
    monkeypatch.chdir(tmp_path)
    assert completed(folder, "vreward", "score", "-o", "rol") == ["rollouts.jsonl"]
    assert completed(folder, "vreward", "explain", "rol") == ["rollouts.jsonl"]


def options(root: argparse.ArgumentParser) -> List[str]:
    names = []
    for action in root._actions:
        names += action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            names += [*action.choices, *(name for one in action.choices.values() for name in options(one))]
    return names


@pytest.mark.parametrize(
    "file", ["man/man1/vreward.1", "zsh/site-functions/_vreward", "fish/vendor_completions.d/vreward.fish"]
)
def test_every_command_and_option_is_named(folder: Path, file: str) -> None:
    text = (folder / file).read_text(encoding="utf-8").replace("\\-", "-")
    missing = [name for name in options(parser()) if name not in ("-h", "--help") and name.lstrip("-") not in text]
    assert not missing


def test_the_manual_is_as_old_as_the_parser_and_names_no_machine(folder: Path) -> None:
    head = (folder / "man/man1/vreward.1").read_text(encoding="utf-8").splitlines()[0]
    assert head == '.TH VREWARD "1" "" "vreward" "vreward"'


@pytest.mark.parametrize(
    ("shell", "file"), [("zsh", "zsh/site-functions/_vreward"), ("fish", "fish/vendor_completions.d/vreward.fish")]
)
def test_other_shells_read_theirs(folder: Path, shell: str, file: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell}")
    subprocess.run([shell, "-n", str(folder / file)], check=True)
