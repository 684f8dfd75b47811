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
NO_GOLDEN = {"think-answer"}  # a name for an expression that several projects share

# Rows that differ, by recipe: the row's id -> the class of difference that docs/published.md names.
DIFFERENT: dict[str, dict[int, str]] = {}


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


@pytest.mark.parametrize("name", NAMES)
def test_every_row(name: str, shared_golden: Path) -> None:
    rows = rows_of(shared_golden, name)
    assert rows or name in NO_GOLDEN
    truths = None if not rows or rows[0]["truth"] is None else [json.dumps(row["truth"]) for row in rows]
    scores = vreward.Scorer(name).score([row["completion"] for row in rows], truths)
    equal = [float32(score) == float32(wanted(row)) for score, row in zip(scores.score, rows)]
    real = [one for one, row in zip(equal, rows) if is_real(row)]
    print(f"{name}: {sum(equal)} of {len(rows)} rows equal, {sum(real)} of {len(real)} real ones")
    assert all(real)
    assert sum(equal) >= 0.95 * len(rows)
    assert {row["id"] for row, one in zip(rows, equal) if not one} == set(DIFFERENT.get(name, ()))
