"""No zero is `ok`: a score that lost anything but precision has a reason."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import vreward
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from drawn import OVERRIDES, TRUTHS, hostile, items, written

CHECKS = [
    {"tags": ["think", "answer"]},
    {"json": "array"},
    {"pattern": "(?s).*cat.*"},
]

# What a recipe may change so that something costs: thresholds, shapes, checks and weights.
VARIANTS: dict[str, list[dict[str, Any]]] = {
    "grounding": [{}, {"overlap": {"at_least": 0.5}}, {"overlap": {"ramp": [0.5, 0.9]}}, {"target": "point"}],
    "detection": [{}, {"min_iou": 0.6}, {"overlap": {"above": 0.5}}, {"labels": "ignore"}, {"fold": True}],
    "counting": [{}, {"number": "only"}],
    "ocr": [{}, {"above": 0.5}, {"norm": "truth"}, {"unit": "word"}],
    "format": [{}, {"format": CHECKS}],
    "length": [{}],
    "repetition": [{}, {"unit": "word", "n": 2}, {"of": "items"}],
}
CASES = [(name, variant) for name, variants in VARIANTS.items() for variant in variants]

some_text = st.one_of(hostile, st.lists(items, max_size=6).map(written))


def drawn_scorer(name: str, variant: dict[str, Any], data: st.DataObject) -> vreward.Scorer:
    """With and without format checks and a weight on the format."""
    more: dict[str, Any] = {**OVERRIDES.get(name, {}), **variant}
    if data.draw(st.booleans()):
        more["weights"] = {"format": data.draw(st.sampled_from([0.1, 1])), "accuracy": data.draw(st.sampled_from([0, 1]))}
    if "format" not in more and name != "format" and data.draw(st.booleans()):
        more["format"] = data.draw(st.lists(st.sampled_from(CHECKS), max_size=2, unique_by=json.dumps))
    return vreward.Scorer(name, **more)


@pytest.mark.parametrize(("name", "variant"), CASES, ids=lambda value: json.dumps(value) if value else "default")
@given(data=st.data())
def test_the_lowest_score_is_never_ok(name: str, variant: dict[str, Any], data: st.DataObject) -> None:
    scorer = drawn_scorer(name, variant, data)
    truth = data.draw(TRUTHS[name])
    completion = data.draw(some_text)
    row = scorer.score([completion], None if truth is None else json.dumps(truth)).to_dicts()[0]
    if row["score"] <= scorer.range[0]:
        assert row["reason"] != "ok"


@pytest.mark.parametrize(("name", "variant"), CASES, ids=lambda value: json.dumps(value) if value else "default")
@given(data=st.data())
def test_ok_means_that_only_precision_was_lost(name: str, variant: dict[str, Any], data: st.DataObject) -> None:
    scorer = drawn_scorer(name, variant, data)
    truth = data.draw(TRUTHS[name])
    explained = scorer.explain(data.draw(some_text), None if truth is None else json.dumps(truth))
    assert ("ok" in explained["reasons"]) == (explained["reason"] == "ok") == (explained["reasons"] == ["ok"])
    if explained["reason"] != "ok":
        return
    terms = explained["terms"]
    assert terms["parsed"] == 1
    if scorer.recipe["weights"]["format"] != 0:
        assert terms["format"] == 1
    for best in ("exact",) if name in ("counting", "ocr") else ():
        assert terms[best] == 1
    if name in ("format", "length", "repetition"):
        assert terms["accuracy"] == 1
    fates = [item["fate"] for item in explained.get("items", ()) if "fate" in item]
    if name in ("grounding", "detection"):
        assert set(fates) <= {"matched", "ignored"}
