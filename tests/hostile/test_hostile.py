"""Hostile text at full size: scored, finite, for the right reason, in bounded memory. The work is counted by linear.py."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest

import vreward

sys.path.insert(0, str(Path(__file__).resolve().parent))
from families import FAMILIES, REASONS  # noqa: E402
from recipes import RECIPES  # noqa: E402

@pytest.mark.parametrize("name", FAMILIES)
def test_reason(name):
    text = FAMILIES[name](1 << 15)
    found = vreward.parse(text)
    assert found["reason"] == REASONS[name]
    for item in found["items"]:
        begin, end = item["span"]
        assert 0 <= begin < end <= len(text)


@pytest.mark.parametrize("name", RECIPES)
def test_scores_are_finite(name):
    recipe, truth = RECIPES[name]
    scorer = vreward.Scorer(recipe)
    texts = [make(size) for make in FAMILIES.values() for size in (1 << 10, 1 << 15)]
    scores = scorer.score(texts, truth)
    low, high = scorer.range
    assert len(scores.score) == len(texts)
    for score in scores.score:
        assert math.isfinite(score) and low <= score <= high


def test_the_caps_hold():
    text = FAMILIES["boxes of ones"](1 << 18)
    assert vreward.parse(text)["reason"] == "too_large"
    assert vreward.parse(text, max_items=100_000)["reason"] == "bad_value"
    assert vreward.parse(text, max_items=100_000, max_bytes=1000)["reason"] == "too_large"
    assert vreward.parse(b" " * (1 << 22))["reason"] == "empty_answer"
    assert vreward.parse(b" " * ((1 << 22) + 1))["reason"] == "too_large"


def test_every_prefix_of_an_answer():
    """Items only ever appear; what is complete stays what it was."""
    answer = '<think>a</think><answer>```json\n[{"bbox_2d": [10, 20, 30, 40], "label": "a \\"cat\\""}, {"box": [1, 2, 3, 4]}]\n```</answer>'
    seen = 0
    for length in range(len(answer) + 1):
        found = vreward.parse(answer[:length])
        boxes = [item["box"] for item in found["items"]]
        assert boxes == [(10, 20, 30, 40), (1, 2, 3, 4)][: len(boxes)] and len(boxes) >= seen
        seen = len(boxes)
    assert seen == 2 and found["reason"] == "ok" and found["items"][0]["label"] == 'a "cat"'
