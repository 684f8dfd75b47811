"""What the property tests draw: truths, written items, texts that nobody should write."""

from __future__ import annotations

import json
import math
from typing import Any

from hypothesis import strategies as st

LABELS = ["cat", "dog", "a lamp"]

# A small grid, so that boxes often touch, nest and coincide.
places = st.integers(0, 24).map(float)
extents = st.integers(1, 12).map(float)


@st.composite
def boxes(draw: st.DrawFn) -> list[float]:
    x, y = draw(places), draw(places)
    box = [x, y, x + draw(extents), y + draw(extents)]
    if draw(st.booleans()):  # and sometimes a little off the grid
        shift = draw(st.floats(-0.5, 0.5, allow_nan=False))
        box = [c + shift for c in box]
    return box


points = st.tuples(places, places).map(list)
labels = st.sampled_from(LABELS)
items = st.tuples(boxes(), labels)


def written(pairs: list[tuple[list[float], str]]) -> str:
    """Boxes with labels as Qwen2.5-VL writes them."""
    return json.dumps([{"bbox_2d": box, "label": label} for box, label in pairs])


def written_points(found: list[list[float]]) -> str:
    return json.dumps([{"point_2d": point} for point in found])


@st.composite
def detection_truths(draw: st.DrawFn, smallest: int = 0) -> dict[str, Any]:
    pairs = draw(st.lists(items, min_size=smallest, max_size=6))
    return {"boxes": [box for box, _ in pairs], "labels": [label for _, label in pairs], "size": [40, 40]}


@st.composite
def ignoring_truths(draw: st.DrawFn) -> dict[str, Any]:
    """Some of the true items are not asked for."""
    truth = draw(detection_truths())
    return {**truth, "ignore": [draw(st.booleans()) for _ in truth["boxes"]]}


@st.composite
def point_truths(draw: st.DrawFn, smallest: int = 0) -> dict[str, Any]:
    return {"points": draw(st.lists(points, min_size=smallest, max_size=6)), "size": [40, 40]}


# One truth of every shape that each task takes.
TRUTHS = {
    "grounding": st.one_of(
        st.builds(lambda box: {"box": box, "size": [40, 40]}, boxes()),
        st.builds(lambda found: {"any_of": found}, st.lists(boxes(), min_size=1, max_size=4)),
        st.just({"boxes": []}),
        st.sampled_from([{"span": [3, 7]}, {"spans": []}]),
    ),
    "detection": detection_truths(),
    "counting": st.one_of(point_truths(), st.builds(lambda count: {"count": count}, st.integers(0, 9))),
    "number": st.floats(-1e6, 1e6).map(lambda number: {"number": number}),
    "answer": st.sampled_from(
        [
            {"choice": "B"},
            {"choice": ["A", "C"], "choices": ["a cat", "a dog", "none"]},
            {"yes": True},
            {"number": 7},
            {"text": ["a cat", "two dogs"]},
        ]
    ),
    "ocr": st.builds(lambda text: {"text": text}, st.text(max_size=40)),
    "format": st.none(),
    "length": st.none(),
    "repetition": st.none(),
}
OVERRIDES: dict[str, dict[str, Any]] = {"length": {"soft": 10, "hard": 30}}

FRAGMENTS = [
    "<answer>", "</answer>", "<think>", "</think>", "[", "]", "{", "}", "(", ")", "[[", "]]", ",", ":", '"',
    "'", "```json\n", "```", '"bbox_2d"', '"label": "cat"', "label", '"point_2d": [1, 2]', "[1, 2, 3, 4]",
    "(1, 2), (3, 4)", "1, 2, 3, 4", "0", "-1", "7", "1e999", "NaN", "-Infinity", "1" * 400, "0.1e-400", "seven",
    "none", "null", "True", "\\", "\\u00", "\\ud83d", "\n", "\t", "\0", "\ufeff", "é", "猫", "\ud800", "<box>",
    "<|box_start|>(1,2),(3,4)<|box_end|>", "<ref>cat</ref>", "<|im_end|>", "\\boxed{", "assistant\n", "#", "//",
    '{"bbox_2d": [1, 2, 3, 4]}', "B", "(A)", "yes", "no", "Answer: ", "12.5 kg", "3/4", "45%", "10^3", "1:02 to ", "a cat",
]  # fmt: skip

hostile = st.one_of(
    st.text(max_size=60),
    st.binary(max_size=60),
    st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join),
    st.tuples(st.sampled_from(FRAGMENTS), st.integers(1, 2000)).map(lambda pair: pair[0] * pair[1]),
    st.tuples(st.lists(items, max_size=6).map(written), st.integers(0, 400)).map(lambda pair: pair[0][: pair[1]]),
    st.tuples(
        st.lists(items, max_size=4).map(written), st.lists(st.sampled_from(FRAGMENTS), max_size=4).map("".join)
    ).map("".join),
)


def near(truth: dict[str, Any]) -> list[float]:
    """The reach D of each true point in an image of known size: half the distance to the nearest other one, at most a
    tenth and at least a hundredth of the image's diagonal."""
    found = truth["points"]
    diagonal = math.hypot(*truth["size"])
    reaches = []
    for i, point in enumerate(found):
        gaps = [math.dist(point, other) for j, other in enumerate(found) if j != i and math.dist(point, other) > 1e-9]
        reaches.append(max(min([gap / 2 for gap in gaps] + [diagonal / 10]), diagonal / 100))
    return reaches


def distance_quality(written_at: list[list[float]], truth: dict[str, Any]) -> list[list[float]]:
    """Quality of each written point with each true one: 1 up to half of the reach, then falling to 0."""
    reach = near(truth)
    return [
        [min(1.0, 2 * (1 - min(1.0, math.dist(point, other) / reach[j]))) for j, other in enumerate(truth["points"])]
        for point in written_at
    ]
