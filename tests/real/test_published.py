"""Published recipes beside the values that the published functions returned: equal as float32, which trainers keep."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
import vreward

# Shown for each of these: rows equal, in total and among those that come from real rollouts.
NAMES = sorted(vreward.published_recipes()) + ["pr1-grounding"]
NO_GOLDEN = {  # onethinker: test_onethinker.py
    "think-answer",  # a name for an expression that several projects share
    *(f"perception-r1-{task}" for task in ("grounding", "counting", "detection", "ocr")),  # a paper without code
    "onethinker-ocr",
    "onethinker-spatial",
    "onethinker-temporal",
}

# Rows that differ, by recipe: the row's id -> the class of difference that docs/published.md names.
NAN = "NaN and Infinity"
SCRIPTS = "digits of other scripts"
LARGE = "integers beyond 1e9"
DIFFERENT: dict[str, dict[int, str]] = {
    "vlm-r1-iou-glm": {105: LARGE, 106: LARGE},
    "vlm-r1-iou-internvl": {104: LARGE, 105: LARGE},
    "vlm-r1-iou-qwen": {103: LARGE, 104: LARGE},
    "video-r1-regression": {120: NAN, 121: NAN, 128: NAN, 129: NAN, 148: SCRIPTS, 149: SCRIPTS},
}


def float32(number: float) -> bytes:
    return struct.pack("<f", number + 0.0)


def rows_of(golden: Path, name: str) -> list[dict[str, Any]]:
    path = golden / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def wanted(row: dict[str, Any]) -> float:
    """What the function returned; 0 where it raised, or returned no finite number."""
    value = row.get("value", 0.0)
    return 0.0 if isinstance(value, str) else float(value)


def is_real(row: dict[str, Any]) -> bool:
    return not row["source"].startswith(("synthetic", "peers"))


def truth_of(row: dict[str, Any]) -> str | None:
    truth = row["truth"]
    if truth is not None and "value" in truth:
        truth = {"number": truth["value"]}
    if "input_size" in row.get("context", {}):
        truth = {**truth, **row["context"]}
    return None if truth is None else json.dumps(truth)


def members_of(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """What the parameters of the published function are in a recipe; a weight of 0 is refused, so it is nearly 0."""
    if name != "open-r1-repetition":
        return {}
    context = row["context"]
    return {"n": context["ngram_size"], "weights": {"repeated": context["max_penalty"] or 1e-300}}


def score_all(name: str, rows: list[dict[str, Any]]) -> list[float]:
    """Rows of equal parameters together."""
    scores = [0.0] * len(rows)
    groups: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        groups.setdefault(json.dumps(members_of(name, row)), []).append(i)
    for members, chosen in groups.items():
        truths = [truth_of(rows[i]) for i in chosen]
        scorer = vreward.Scorer({"base": name, **json.loads(members)})
        made = scorer.score([rows[i]["completion"] for i in chosen], None if truths[0] is None else truths)
        for i, score in zip(chosen, made.score):
            scores[i] = score
    return scores


@pytest.mark.parametrize("name", NAMES)
def test_every_row(name: str, shared_golden: Path) -> None:
    rows = rows_of(shared_golden, name)
    assert rows or name in NO_GOLDEN
    equal = [float32(score) == float32(wanted(row)) for score, row in zip(score_all(name, rows), rows)]
    real = [one for one, row in zip(equal, rows) if is_real(row)]
    print(f"{name}: {sum(equal)} of {len(rows)} rows equal, {sum(real)} of {len(real)} real ones")
    assert all(real)
    assert sum(equal) >= 0.95 * len(rows)
    assert {row["id"] for row, one in zip(rows, equal) if not one} == set(DIFFERENT.get(name, ()))
