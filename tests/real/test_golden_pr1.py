"""The values that Perception-R1's released functions returned, row by row."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import vreward


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def test_pr1_grounding(shared_golden: Path) -> None:
    """To the last bit; Python squares with pow, whose last bit may differ from a product's."""
    golden = rows(shared_golden, "pr1-grounding.jsonl")
    scorer = vreward.Scorer("pr1-grounding")
    scores = scorer.score([row["completion"] for row in golden], [json.dumps(row["truth"]) for row in golden])
    raised = rounded = 0
    for row, score, reason in zip(golden, scores.score, scores.reason):
        if "raises" in row:
            raised += 1
            assert (score, row["raises"]) == (0, "ZeroDivisionError")
            assert reason in ("bad_value", "no_items")
            continue
        rounded += score != row["value"]
        assert abs(score - row["value"]) <= math.ulp(row["value"]), (row["id"], score, row["value"])
    print(f"{len(golden)} rows, {raised} raise there and score 0 here, {rounded} differ in the last bit")
    assert (len(golden), raised) == (367, 12)


def test_pr1_grounding_format(shared_golden: Path) -> None:
    golden = rows(shared_golden, "pr1-grounding-format.jsonl")
    scores = vreward.Scorer("pr1-grounding").score([row["completion"] for row in golden], {"box": [0, 0, 1, 1]})
    wrong = [row["id"] for row, value in zip(golden, scores.terms["format"]) if value != row["value"]]
    assert (len(golden), wrong) == (308, [])
