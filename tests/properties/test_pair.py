"""The rules hold for a pair that is made of parts, too."""

from __future__ import annotations

import json
from typing import Any

import pytest
import vreward
from drawn import LABELS, boxes, hostile, labels, points
from hypothesis import given
from hypothesis import strategies as st

PARTS: dict[str, list[dict[str, Any]]] = {
    "three thresholds": [
        {"above": 0.5},
        {"of": "corners", "below": 3},
        {"of": "distance", "below": 4, "in_own_box": True},
    ],
    "ramps": [{"of": "corners", "ramp": [9, 1], "weight": 0.5}, {"of": "distance", "ramp": [9, 1], "weight": 0.5}],
    "points alone": [{"of": "distance", "gaussian": 0.5, "weight": 0.75}, {"of": "inside", "weight": 0.25}],
}
SCORERS = {name: vreward.Scorer("detection", pair=parts) for name, parts in PARTS.items()}
ITEM = st.tuples(boxes(), points, labels)
ELSEWHERE = {"bbox_2d": [900, 900, 920, 910], "point_2d": [910, 905], "label": LABELS[0]}


def as_items(found: list[Any]) -> list[dict[str, Any]]:
    return [{"bbox_2d": box, "point_2d": point, "label": label} for box, point, label in found]


def as_truth(found: list[Any]) -> str:
    columns = zip(*found) if found else ([], [], [])
    return json.dumps(dict(zip(("boxes", "points", "labels"), map(list, columns))))


@pytest.mark.parametrize("name", PARTS)
@given(true=st.lists(ITEM, max_size=4), found=st.lists(ITEM, max_size=5), seed=st.randoms())
def test_order_and_useless_items(name: str, true: list[Any], found: list[Any], seed: Any) -> None:
    written = as_items(found)
    shuffled = seed.sample(written, len(written))
    texts = [json.dumps(items) for items in (written, shuffled, [*written, ELSEWHERE])]
    scorer = SCORERS[name]
    row, other, longer = scorer.score(texts, as_truth(true)).to_dicts()
    assert row == other
    assert longer["score"] <= row["score"]
    for term, (low, high) in scorer.ranges.items():
        assert low <= row[term] <= high
    assert scorer.range[0] <= row["score"] <= scorer.range[1]


@pytest.mark.parametrize("name", PARTS)
@given(true=st.lists(ITEM, max_size=3), texts=st.lists(hostile, min_size=1, max_size=4))
def test_every_score_is_in_range_and_no_zero_is_ok(name: str, true: list[Any], texts: list[Any]) -> None:
    scorer = SCORERS[name]
    for row in scorer.score(texts, as_truth(true)).to_dicts():
        assert scorer.range[0] <= row["score"] <= scorer.range[1]
        assert row["score"] != 0 or row["reason"] != "ok"


@pytest.mark.parametrize("name", PARTS)
@given(found=st.lists(ITEM, min_size=1, max_size=4))
def test_the_truth_itself_earns_most(name: str, found: list[Any]) -> None:
    centred = [(box, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], label) for box, _, label in found]
    score = SCORERS[name].score([json.dumps(as_items(centred))], as_truth(centred)).score[0]
    assert score == pytest.approx(sum(part.get("weight", 1) for part in PARTS[name]), abs=1e-12)
