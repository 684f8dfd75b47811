"""Rules that no member of a recipe may break: scores and terms stay in their ranges, the order of items changes nothing, the
resolved recipe scores alike, and the explanation says what the score says."""

from __future__ import annotations

import json
import math
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import vreward
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from drawn import hostile

# A small grid with equal, swapped and missing corners.
numbers = st.one_of(st.integers(-3, 12).map(float), st.sampled_from([0.5, 3.25, 9.75]))
any_box = st.lists(numbers, min_size=4, max_size=4)
good_box = st.builds(
    lambda x, y, w, h: [x, y, x + w, y + h],
    numbers,
    numbers,
    st.sampled_from([0.5, 1.0, 3.0, 6.0]),
    st.sampled_from([0.5, 2.0, 5.0]),
)
label = st.sampled_from(["cat", "Cat ", "dog"])
written = st.lists(
    st.fixed_dictionaries(
        {"bbox_2d": any_box}, optional={"label": label, "confidence": st.sampled_from([0.1, 0.5, 0.5, 0.9])}
    ),
    max_size=5,
)

share = st.sampled_from([0.0, 0.25, 0.5, 1.0])
overlap = st.fixed_dictionaries(
    {},
    optional={"convention": st.sampled_from(["half-open", "inclusive", "vlm-r1"])},
).flatmap(
    lambda given: st.sampled_from(
        [{}, {"power": 2}, {"power": 3}, {"above": 0.5}, {"at_least": 0.5}, {"ramp": [0.25, 0.75]}]
    ).map(lambda shape: {**given, **shape})
)
invalid = st.sampled_from(["reject", "sort", "legacy"])
space = st.fixed_dictionaries(
    {},
    optional={
        "prediction": st.sampled_from(["same", "dialect", "pixel", "input", "norm1", "norm1000"]),
        "order": st.sampled_from(["xyxy", "yxyx", "xywh", "cxcywh"]),
        "resize": st.just({"factor": 2, "min_pixels": 4, "max_pixels": 64}),
    },
)
quality = st.one_of(st.sampled_from(["near", "box", "diagonal"]), st.sampled_from([0.5, 4, 100]))
match = st.sampled_from(["optimal", "greedy", "per-truth", "sequential", "confidence", "any"])
divisor = st.sampled_from(["soft", "larger", "predicted", "truth", "mean"])
common = {
    "factors": st.sampled_from([[], ["format"], ["parsed", "accuracy"]]),
    "clip": st.sampled_from([None, [-0.5, 0.5], [0.1, 2]]),
    "round": st.sampled_from([None, 0, 2, 15]),
    "both_empty": st.sampled_from([None, 0, -3]),
    "signed_format": st.booleans(),
    "format": st.just([{"tags": "answer"}, {"json": "array", "weight": 0.5}]),
    "max_items": st.sampled_from([1, 3, 10000]),
    "invalid": invalid,
    "space": space,
}
MEMBERS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "grounding": {**common, "overlap": overlap, "target": st.sampled_from(["box", "point"]), "point_decay": share, "min_iou": share},
    "detection": {
        **common,
        "overlap": overlap,
        "labels": st.sampled_from(["match", "ignore", "after"]),
        "match": match,
        "divisor": divisor,
        "weights": st.sampled_from([{}, {"class": 1, "errors": -1}, {"right": 0.5, "complete": 1, "count_ratio": -1}]),
        "fold": st.booleans(),
        "quality": quality,
        "min_iou": share,
        "f1_iou": share,
        "ap": st.sampled_from([[], ["ap", "ap75"], ["ap50"]]),
    },
    "counting": {
        **common,
        "quality": quality,
        "match": match,
        "divisor": divisor,
        "target": st.sampled_from(["truth", "box"]),
        "weights": st.sampled_from([{}, {"count_ratio": 0.5}]),
    },
}


@st.composite
def truths(draw: st.DrawFn, name: str) -> dict[str, Any]:
    boxes = draw(st.lists(good_box, min_size=0, max_size=4))
    truth: dict[str, Any] = {"size": [64, 56], "input_size": [32, 28]}
    if name.endswith("grounding"):
        return {**truth, "any_of": boxes} if boxes else {**truth, "boxes": []}
    truth["boxes"] = boxes
    if name.endswith("detection"):
        truth["labels"] = [draw(label) for _ in boxes]
    if name in ("detection", "counting") and draw(st.booleans()):
        truth["ignore"] = [draw(st.booleans()) for _ in boxes]
    return truth


def check_row(scorer: vreward.Scorer, row: dict[str, Any]) -> None:
    assert scorer.range[0] <= row["score"] <= scorer.range[1]
    for term, (low, high) in scorer.ranges.items():
        assert math.isfinite(row[term]), (term, row)
        assert low <= row[term] <= high, (term, row)


@pytest.mark.parametrize("name", MEMBERS)
@given(data=st.data())
def test_any_members(name: str, data: st.DataObject) -> None:
    overrides = data.draw(st.fixed_dictionaries({}, optional=MEMBERS[name]))
    scorer = vreward.Scorer(name, **overrides)
    truth = json.dumps(data.draw(truths(name)))
    items = data.draw(written)
    shuffled = random.Random(data.draw(st.integers(0, 99))).sample(items, len(items))
    completions = [json.dumps(items), json.dumps(shuffled), data.draw(hostile)]
    one, other, broken = scorer.score(completions, truth).to_dicts()
    for row in (one, other, broken):
        check_row(scorer, row)
    if overrides.get("match") != "sequential":
        assert one == other
    again = vreward.Scorer(scorer.recipe).score(completions, truth).to_dicts()
    assert again == [one, other, broken]
    explained = scorer.explain(completions[0], truth)
    assert explained["score"] == one["score"]
    assert explained["terms"] == {term: one[term] for term in scorer.terms}


@given(
    weights=st.dictionaries(
        st.sampled_from(["format", "parsed", "accuracy", "iou", "giou", "center_in"]), st.floats(-3, 3), min_size=1
    ).filter(lambda weights: any(weights.values())),
    legacy=invalid,
    items=written,
    box=good_box,
)
def test_weighted_scores_never_leave_their_range(weights: dict, legacy: str, items: list, box: list) -> None:
    """To the last bit: the range is added up as the score is."""
    scorer = vreward.Scorer("grounding", weights=weights, invalid=legacy)
    check_row(scorer, scorer.score([json.dumps(items)], {"box": box}).to_dicts()[0])
