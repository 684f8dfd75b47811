"""Edit distances of pages as OCR read them, whole and in pieces around every border, on every instruction set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import vreward
from rapidfuzz.distance import Indel, Levenshtein

PAGES = ("dinglehopper/pairs.jsonl", "ocrevaluation/pairs.jsonl", "mdpbench_gemini3/page_pairs.jsonl")
LENGTHS = (20, 63, 64, 65, 100, 127, 128, 129, 192, 255, 256, 257, 320, 400, 511, 512, 513, 1024, 1025)


def pages(shared_data: Path) -> list[tuple[str, str]]:
    rows = [json.loads(line) for name in PAGES for line in (shared_data / name).read_text("utf-8").splitlines()]
    return [(row["pred"], row["gt"]) for row in rows]


def pieces(read: str, true: str) -> list[tuple[str, str]]:
    """The same stretch of both, of every length; another stretch; and a short one in a long one."""
    found = []
    for number, length in enumerate(LENGTHS):
        at = number * 37
        found.append((read[at : at + length], true[at : at + length]))
        found.append((read[at : at + length], true[at + length : at + 2 * length]))
        found.append((read[at : at + length], true[at : at + 4 * length]))
    return found


def test_distances_of_pages(shared_data: Path) -> None:
    whole = pages(shared_data)
    pairs = whole + [piece for read, true in whole for piece in pieces(read, true)]
    read, true = [a for a, _ in pairs], [b for _, b in pairs]
    expected = [Levenshtein.distance(a, b) for a, b in pairs]
    assert list(vreward.edit_distance(read, true)) == expected
    assert [vreward.edit_distance(a, b) for a, b in pairs] == expected
    assert list(vreward.edit_distance(read, true, distance="indel")) == [Indel.distance(a, b) for a, b in pairs]


@pytest.mark.parametrize("isa", ["portable", "neon", "avx2", "avx512"])
def test_on_every_instruction_set(isa: str, shared_data: Path) -> None:
    """The instruction set is chosen when the library is loaded, so another process asks for another one."""
    if os.environ.get("VREWARD_ISA"):
        pytest.skip("already chosen")
    environment = {**os.environ, "VREWARD_ISA": isa}
    asked = "import vreward; print(vreward.build_info()['isa'])"
    chosen = subprocess.run([sys.executable, "-c", asked], env=environment, check=True, capture_output=True, text=True)
    if chosen.stdout.strip() != isa:
        pytest.skip(f"this machine has no {isa}")
    command = [sys.executable, "-m", "pytest", "-q", "-k", "distances_of_pages", __file__]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
