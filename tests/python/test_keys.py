"""`keys`: names of one's own for keys of JSON."""

from __future__ import annotations

import pytest

import vreward


@pytest.mark.parametrize(
    "keys, text, item",
    [
        ({"box": "spot"}, '{"spot": [1, 2, 3, 4]}', ((1, 2, 3, 4), None)),
        ({"box": ["spot"]}, '{"spot": [[1, 2, 3, 4]]}', ((1, 2, 3, 4), None)),
        ({"label": "what"}, '{"bbox": [1, 2, 3, 4], "What": "kite"}', ((1, 2, 3, 4), "kite")),
        ({"label": "what"}, '{"bbox": [1, 2, 3, 4], "what": "kite", "label": "bird"}', ((1, 2, 3, 4), "kite")),
        ({"label": "bbox"}, '{"box": [1, 2, 3, 4], "bbox": "kite"}', ((1, 2, 3, 4), "kite")),
        ({"box": "box_2d"}, '{"box_2d": [1, 2, 3, 4]}', ((1, 2, 3, 4), None)),
    ],
)
def test_names_of_ones_own(keys, text, item):
    (found,) = vreward.parse(text, keys=keys)["items"]
    assert (found["box"], found["label"]) == item


def test_a_point_by_its_own_name_beside_another():
    found = vreward.parse('{"from": [1, 2], "drop_at": [3, 4]}', target="point", keys={"point": ["drop at"]})
    assert [item["point"] for item in found["items"]] == [(3, 4)]
    assert found["repairs"] == ()


def test_own_keys_that_repeat():
    text = '{"thing": "desk", "spot": [1, 2, 3, 4], "thing": "lamp", "spot": [5, 6, 7, 8]}'
    items = vreward.parse(text, keys={"label": "thing", "box": "spot"})["items"]
    assert [(item["box"], item["label"]) for item in items] == [((1, 2, 3, 4), "desk"), ((5, 6, 7, 8), "lamp")]


def test_confidence():
    (found,) = vreward.parse('{"bbox": [1, 2, 3, 4], "sure": 0.5}', keys={"confidence": "sure"})["items"]
    assert found["confidence"] == 0.5


def test_a_name_in_two_roles():
    with pytest.raises(vreward.Error, match="`keys.label`: the name `Spot` stands in `keys.box`, too"):
        vreward.Scorer("detection", keys={"box": ["spot"], "label": ["Spot"]})
