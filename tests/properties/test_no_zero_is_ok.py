"""`ok` stands only where a text earned all that its recipe can give: texts are not imprecise, they differ."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vreward

CHECKS = [{"tags": ["think", "answer"]}, {"pattern": ".*a.*", "weight": 2}]
RECIPES: list[dict[str, Any]] = [
    {"base": "ocr"},
    {"base": "ocr", "above": 0.5},
    {"base": "ocr", "at_least": 0.9, "norm": "truth", "distance": "indel"},
    {"base": "ocr", "unit": "token", "tokens": True, "weights": {"token_f1": 1, "exact": 0.5}},
    {"base": "ocr", "format": CHECKS, "weights": {"format": 0.5}},
    {"base": "ocr", "weights": {"format": 1, "accuracy": 0}},
    {"base": "perception-r1-ocr"},
    {"base": "format"},
    {"base": "format", "format": CHECKS},
    {"base": "length", "soft": 2, "hard": 6},
    {"base": "length", "soft": 2, "hard": 6, "unit": "codepoint"},
    {"base": "repetition", "n": 2},
    {"base": "repetition", "of": "items"},
]
pieces = st.lists(
    st.sampled_from(
        ["a", "b ", "<think>", "</think>", "<answer>", "</answer>", "\n", "[1, 2, 3, 4] ", "\u4e2d", "```\n", "."]
    ),
    max_size=12,
)


@pytest.mark.parametrize("recipe", RECIPES, ids=json.dumps)
@given(written=pieces, true=st.sampled_from(["", "a", "a b .", "\u4e2d\u4e2d"]))
def test_less_than_all_has_a_reason(recipe: dict[str, Any], written: list[str], true: str) -> None:
    scorer = vreward.Scorer(recipe)
    truth = [{"text": true}] if "ocr" in recipe["base"] else None
    row = scorer.score(["".join(written)], truth).to_dicts()[0]
    assert row["reason"] != "ok" or row["score"] == scorer.range[1], row
