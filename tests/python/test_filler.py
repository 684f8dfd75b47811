"""What an unrelated text of the right length earns in `ocr`: the numbers that docs/recipes.md gives for `norm`."""

from __future__ import annotations

import random
import re
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

import vreward

ROOT = Path(__file__).resolve().parent.parent.parent
LENGTH, PAIRS = 1000, 60


def prose(path: Path) -> str:
    """The sentences of a page, without code, tables and names."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    lines = [line for line in text.splitlines() if not line.startswith("|")]
    return " ".join(re.sub(r"`[^`]*`|\[|\]\([^)]*\)", "", " ".join(lines)).split())


def pairs() -> list[tuple[str, str]]:
    """Pieces of different pages of this project, as long as each other."""
    pages = [page for page in map(prose, sorted(ROOT.glob("docs/**/*.md"))) if len(page) > 2 * LENGTH]
    source = random.Random(1)
    found = []
    for _ in range(PAIRS):
        one, other = source.sample(pages, 2)
        at, to = source.randrange(len(one) - LENGTH), source.randrange(len(other) - LENGTH)
        found.append((one[at : at + LENGTH], other[to : to + LENGTH]))
    return found


@pytest.mark.parametrize(
    "members, low, high",
    [
        ({}, 0.15, 0.27),
        ({"norm": "truth"}, 0.15, 0.27),
        ({"distance": "indel"}, 0.36, 0.48),
        ({"distance": "indel", "norm": "truth"}, 0.0, 0.01),
        ({"unit": "word"}, 0.0, 0.1),
        ({"above": 0.5}, 0.0, 0.0),
    ],
)
def test_filler_earns_what_the_page_says(members: dict[str, Any], low: float, high: float) -> None:
    scorer = vreward.Scorer("ocr", **members)
    found = mean(scorer.score([written], [{"text": true}]).score[0] for written, true in pairs())
    print(members, round(found, 3))
    assert low <= found <= high


def test_filling_up_pays_less_than_stopping_only_where_the_truth_is_the_norm() -> None:
    """A quarter transcribed, then somebody else's text."""
    cheap = vreward.Scorer("ocr", distance="indel", norm="truth")
    dear = vreward.Scorer("ocr", distance="indel")
    quarter = LENGTH // 4
    gains = {
        scorer: mean(
            scorer.score([true[:quarter] + written[quarter:]], [{"text": true}]).score[0]
            - scorer.score([true[:quarter]], [{"text": true}]).score[0]
            for written, true in pairs()
        )
        for scorer in (cheap, dear)
    }
    assert gains[cheap] < 0 < gains[dear]
