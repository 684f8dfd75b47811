"""What people reported in public, each case as it stands: ../shared/cases, by kind. A line of wrong.jsonl was wrong once,
one of right.jsonl never was."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any, Dict, List, Optional

import pytest

import vreward

CLOSE = 1e-3  # published fractions have three digits


def comparison(key: str, expected: float) -> tuple:
    """The name of the value that a key speaks of, and whether a value is right."""
    if key.endswith("_below"):
        return key[: -len("_below")], lambda value: value < expected
    if key.endswith("_at_least"):
        return key[: -len("_at_least")], lambda value: value >= expected
    return key, lambda value: math.isclose(value, expected, rel_tol=0, abs_tol=CLOSE)


def truth_of(case: Dict[str, Any]) -> Any:
    """The truth as a caller holds it: a list stands for its document, unless only text will do."""
    truth = case.get("truth")
    if truth == "<<float nan>>":
        return math.nan
    recipe = case["recipe"]
    as_text = isinstance(recipe, dict) and recipe.get("truth_format") == "text"
    return json.dumps(truth) if isinstance(truth, list) and not as_text else truth


def fault(case: Dict[str, Any]) -> Optional[str]:
    """What is not as the case expects; None where nothing is."""
    expected = dict(case["expected"])
    refused = expected.pop("error", False)
    truth = truth_of(case)
    try:
        scorer = vreward.Scorer(case["recipe"])
        scores = scorer.score([case["completion"]], None if truth is None else [truth])
    except (vreward.Error, TypeError) as error:
        return None if refused else f"error: {error}"
    if refused:
        return f"scored {scores.score[0]:.4f}, where an error is due"
    row = scores[0]
    for key, value in expected.items():
        if key in ("reason", "reason_not"):
            # Where nothing is lost any more (the prompt may open the first tag, a word is one token), `ok` is right.
            best = key == "reason_not" and value == "ok" and row["score"] == scorer.range[1]
            right = best or (row["reason"] == value) == (key == "reason")
            name = "reason"
        else:
            name, is_right = comparison(key, value)
            right = is_right(row[name])
        if not right:
            return f"{name} is {row[name]}, expected {key} {value}"
    return None


@pytest.mark.parametrize("name", ["right", "wrong"])
def test_cases(name: str, shared_cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kinds: Dict[str, List[Optional[str]]] = defaultdict(list)
    for line in (shared_cases / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        found = fault(case)
        kinds[case["kind"]].append(None if found is None else f"{case['id']}: {found}")
    with capsys.disabled():
        print()
        for kind, found in sorted(kinds.items()):
            print(f"  {kind:32}{found.count(None):4} of {len(found)}")
    assert [one for found in kinds.values() for one in found if one is not None] == []
