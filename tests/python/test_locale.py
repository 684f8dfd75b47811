"""Numbers have a decimal point wherever the library writes or reads them, also in a process whose locale has commas."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Numbers in recipes, overrides, truths, completions, explanations, messages, figures and files.
CODE = """
import ctypes, json, locale, sys, threading
import vreward

def everything():
    scorer = vreward.Scorer({"base": "detection", "min_iou": 0.625, "weights": {"accuracy": 0.75, "format": 0.25}},
                            format=[{"pattern": ".*"}])
    text = '[{"bbox_2d": [10.5, 10.25, 100.125, 1e2], "label": "cat"}, {"bbox_2d": [1,5, 2,5], "label": "dog"}]'
    truth = {"boxes": [[10.5, 10.5, 100.5, 100.5]], "labels": ["cat"]}
    said = [scorer.recipe, scorer.score([text] * 5, truth, 2).to_dicts(), scorer.explain(text, truth)]
    said += [vreward.score("number", "about 3.25 or 3,25 m", "3.25"), vreward.score("answer", "0.5", "0.5")]
    for bad in ('{"base": "detection", "min_iou": 1.5}', '{"base": "detection", "min_iou": 0,5}'):
        try:
            vreward.Scorer(bad)
        except vreward.Error as failure:
            said.append(str(failure))
    try:
        scorer.score([text], {"boxes": [[10.5, 10.5, 1.25, 1e400]]})
    except vreward.Error as failure:
        said.append(str(failure))
    return json.dumps(said)
"""
IN_GERMAN = """
before = everything()
for part in ("0.625", "1.5", "0.75"):
    assert part in before, part
# As a library written in C does it, without Python's knowledge: a thread of its own, while this one scores.
c = ctypes.CDLL(None)
c.setlocale.restype = ctypes.c_char_p
assert c.setlocale(6, b"de_DE.UTF-8") == b"de_DE.UTF-8"
buffer = ctypes.create_string_buffer(10)
c.snprintf(buffer, 10, b"%.1f", ctypes.c_double(1.5))
assert buffer.value == b"1,5", buffer.value
assert everything() == before
done = threading.Event()
def change():
    while not done.is_set():
        for name in (b"C", b"de_DE.UTF-8"):
            c.setlocale(6, name)
thread = threading.Thread(target=change)
thread.start()
same = all(everything() == before for _ in range(100))
done.set()
thread.join()
locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
assert locale.str(1.5) == "1,5"
print(same, everything() == before)
"""


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of locales with decimal commas, made here."""
    folder = tmp_path_factory.mktemp("locales")
    if shutil.which("localedef"):
        subprocess.run(
            ["localedef", "--no-archive", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8")],
            capture_output=True,
            check=False,
        )
    if not (folder / "de_DE.UTF-8" / "LC_NUMERIC").exists():
        pytest.skip("localedef makes no de_DE.UTF-8 here (Debian's package `locales` has what it is made of)")
    return folder


def run(arguments: list[str], german: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "LOCPATH": str(german), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_decimal_commas_change_nothing(german: Path) -> None:
    assert run(["-c", CODE + IN_GERMAN], german).strip() == "True True"


@pytest.mark.parametrize("command", [["explain", "--line", "1"], ["evaluate"], ["score"]])
def test_the_command_line(command: list[str], german: Path, tmp_path: Path) -> None:
    rollouts = tmp_path / "rollouts.jsonl"
    rollouts.write_text(
        json.dumps({"completion": "[[10.5, 10.25, 100.125, 90.5]]", "truth": {"box": [10, 10, 100.5, 100]}})
    )
    found = [
        run(["-m", "vreward", *command, str(rollouts), "--recipe", "grounding"], german, LC_ALL=name)
        for name in ("C.UTF-8", "de_DE.UTF-8")
    ]
    assert found[0] == found[1]
    assert "0.88" in found[0]  # 89.625 * 80.25 / (90.5 * 90)
