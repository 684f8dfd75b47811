"""Every reward that pairs items against tests/reference/rewards.py, which tries every assignment."""

from __future__ import annotations

import json
import math
import random
import unicodedata
import sys
from pathlib import Path
from typing import Any

import pytest
import vreward

sys.path.insert(0, str(Path(__file__).parents[1] / "reference"))
import rewards as reference

ROUNDS = 400
SHAPES = [
    ({}, lambda overlap: overlap),
    ({"at_least": 0.25}, lambda overlap: float(overlap >= 0.25)),
    ({"above": 0.5}, lambda overlap: float(overlap > 0.5)),
    ({"ramp": [0.125, 0.375]}, lambda overlap: min(1.0, max(0.0, (overlap - 0.125) / 0.25))),
]
LABELS = ["cat", "dog", "Cat ", None]


class Source:
    """Random boxes; `grid` makes ties, touching and nested boxes common."""

    def __init__(self, seed: int, grid: bool) -> None:
        self.random = random.Random(seed)
        self.grid = grid

    def number(self, low: float, high: float) -> float:
        value = self.random.uniform(low, high)
        return float(round(value)) if self.grid else value

    def box(self) -> list[float]:
        x, y = self.number(0, 30), self.number(0, 30)
        return [x, y, x + self.number(1, 15), y + self.number(1, 15)]

    def near(self, box: list[float]) -> list[float]:
        """A box that overlaps, or has no extent, or is somewhere else."""
        if self.random.random() < 0.3:
            return self.box()
        if self.grid and self.random.random() < 0.5:
            return list(box)
        return [c + self.number(-3, 3) for c in box]

    def boxes(self, most: int) -> list[list[float]]:
        boxes: list[list[float]] = []
        for _ in range(self.random.randint(0, most)):
            again = self.grid and boxes and self.random.random() < 0.3
            boxes.append(list(boxes[-1]) if again else self.box())
        return boxes

    def written(self, boxes: list[list[float]], most: int) -> list[list[float]]:
        chosen = [self.near(self.random.choice(boxes)) if boxes else self.box() for _ in range(most)]
        return chosen[: self.random.randint(0, most)]


def as_json(items: list[tuple[list[float], str | None]]) -> str:
    return json.dumps([{"bbox_2d": box} if label is None else {"bbox_2d": box, "label": label} for box, label in items])


def readable(items: list[tuple[list[float], Any]]) -> list[tuple[list[float] | None, Any]]:
    """As the reward sees them: a box without extent is refused."""
    return [(box if box[2] - box[0] > 1e-9 and box[3] - box[1] > 1e-9 else None, label) for box, label in items]


def compare(recipe: Any, completion: str, truth: dict, expected: dict, only: set[str] | None = None) -> None:
    row = vreward.Scorer(recipe).score([completion], json.dumps(truth)).to_dicts()[0]
    for name, value in expected.items():
        if only is None or name in only:
            assert math.isclose(row[name], value, rel_tol=0, abs_tol=1e-12), (name, row[name], value, completion, truth)


@pytest.mark.parametrize("grid", [False, True])
def test_grounding(grid: bool) -> None:
    for seed in range(ROUNDS):
        source = Source(seed, grid)
        acceptable = source.boxes(3)
        truth = {"any_of": acceptable} if acceptable else {"boxes": []}
        boxes = source.written(acceptable, 4)
        expected = reference.grounding(readable([(box, None) for box in boxes]), truth)
        # Which of two equally good boxes is meant decides only whether the centre lies inside.
        only = {"accuracy", "iou", "giou", "n_items"} if grid else None
        compare("grounding", json.dumps(boxes), truth, expected, only)


@pytest.mark.parametrize("grid", [False, True])
@pytest.mark.parametrize("labels", ["match", "ignore"])
def test_detection(grid: bool, labels: str) -> None:
    for seed in range(ROUNDS):
        source = Source(seed, grid)
        boxes = source.boxes(4)
        truth: dict[str, Any] = {"boxes": boxes, "labels": [source.random.choice(LABELS[:3]) for _ in boxes]}
        if source.random.random() < 0.4:
            truth["ignore"] = [source.random.random() < 0.4 for _ in boxes]
        items = [(box, source.random.choice(LABELS)) for box in source.written(boxes, 4)]
        overlap, shape = source.random.choice(SHAPES)
        min_iou = source.random.choice([0, 0.3])
        expected = reference.detection(readable(items), truth, labels, min_iou, 0.4, shape)
        # Equal sums of IoU may come from other pairs; of equal qualities the overlap decides.
        only = set(expected) - {"mean_iou", "missed", "extra"} if grid and not overlap else None
        recipe = {"base": "detection", "labels": labels, "min_iou": min_iou, "f1_iou": 0.4, "overlap": overlap}
        compare(recipe, as_json(items), truth, expected, only)


@pytest.mark.parametrize("grid", [False, True])
def test_counting(grid: bool) -> None:
    for seed in range(ROUNDS):
        source = Source(seed, grid)
        boxes = source.boxes(4)
        if not boxes:
            continue
        truth: dict[str, Any] = {"boxes": boxes}
        if source.random.random() < 0.5:
            truth["size"] = [80, 70]
        if source.random.random() < 0.4:
            truth["ignore"] = [source.random.random() < 0.4 for _ in boxes]
        written = source.written(boxes, 4)
        places = [reference.center(box) if box else None for box, _ in readable([(box, None) for box in written])]
        compare("counting", json.dumps(written), truth, reference.counting(places, truth))
        sized = {"points": [list(reference.center(box)) for box in boxes], "size": [80, 70]}
        if "ignore" in truth:
            sized["ignore"] = truth["ignore"]
        found = [list(reference.center(box)) for box in written]
        completion = json.dumps([{"point_2d": point} for point in found])
        compare("counting", completion, sized, reference.counting(found, sized))


@pytest.mark.parametrize("grid", [False, True])
def test_perception_r1(grid: bool) -> None:
    for seed in range(ROUNDS):
        source = Source(seed, grid)
        boxes = source.boxes(4)
        truth = {"boxes": boxes, "labels": [source.random.choice(LABELS[:3]) for _ in boxes], "size": [80, 70]}
        items = [(box, source.random.choice(LABELS)) for box in source.written(boxes, 4)]
        seen = readable(items)
        expected = reference.perception_r1_detection(seen, truth)
        compare("perception-r1-detection", as_json(items), truth, expected, {"accuracy", "class", "n_items"} if grid else None)
        places = [reference.center(box) if box else None for box, _ in seen]
        compare("perception-r1-counting", as_json(items), truth, reference.perception_r1_counting(places, truth))


def test_text() -> None:
    source = random.Random(7)
    for _ in range(ROUNDS):
        alphabet = source.choice(["ab ", "a\u00e9\u4e2d\U0001f600 \n", "xyz"])
        text, truth = ("".join(source.choices(alphabet, k=source.randint(0, 30))).strip() for _ in range(2))
        for distance, edit in (("levenshtein", reference.levenshtein), ("indel", reference.indel)):
            compare({"base": "ocr", "distance": distance}, text, {"text": truth}, reference.ocr(text, truth, edit))
            compare({"base": "ocr", "distance": distance, "norm": "truth"}, text, {"text": truth},
                    reference.ocr(text, truth, edit, "truth"))
            several = [truth, "ab a", truth[::-1], ""]
            compare({"base": "ocr", "distance": distance, "above": 0.4}, text, {"text": several},
                    reference.ocr(text, several, edit, above=0.4))
            compare({"base": "ocr", "distance": distance, "unit": "token"}, text, {"text": truth},
                    reference.ocr(text, truth, edit, unit=reference.tokens))
        n = source.randint(1, 4)
        row = vreward.Scorer("repetition", n=n, unit="word").score([text]).to_dicts()[0]
        assert row["accuracy"] == reference.repetition(text.split(), n)["accuracy"]


def test_tokens() -> None:
    source = random.Random(8)
    kinds = ["ab9 ", "a\u00e9\u0301\u4e2d\U0001f600 \n,", "\u0e41\u0e31 x", "\u0915\u094d\u093f\u200c\u200d\ud55c\u30ab\u3099", "<td>=1 "]
    old = unicodedata.ucd_3_2_0  # characters that every version of Unicode knows
    everything = "".join(character for character in map(chr, range(1, 0x30000)) if old.category(character) not in ("Cn", "Cs"))
    for alphabet in [*kinds, everything, "ab"]:
        for _ in range(ROUNDS):
            text = "".join(source.choices(alphabet, k=source.randint(0, 60)))
            tokens, n = reference.tokens(text), source.randint(1, 4)
            assert vreward.score("repetition", text, n=n)["accuracy"] == reference.repetition(tokens, n)["accuracy"]
            found = vreward.score("length", text, soft=0, hard=100)["accuracy"]
            assert found == reference.length(len(tokens), 0, 100)["accuracy"], ascii(text)


PARTS: list[list[dict[str, Any]]] = [
    [{"above": 0.5}, {"of": "corners", "below": 3}, {"of": "distance", "below": 4, "in_own_box": True}],
    [{"weight": 0.25}, {"of": "corners", "ramp": [8, 1]}, {"of": "distance", "ramp": [12, 2], "weight": 0.5}],
    [{"of": "distance", "gaussian": 0.5}],
    [{"of": "inside", "weight": 0.5}, {"of": "distance", "below": 6, "weight": 0.25}],
    [{"at_least": 0.25, "weight": 0.5}, {"power": 3, "weight": 0.5}],
]


@pytest.mark.parametrize("grid", [False, True])
@pytest.mark.parametrize("parts", PARTS)
def test_parts_of_a_pair(grid: bool, parts: list[dict[str, Any]]) -> None:
    boxed = any(part.get("of", "overlap") in ("overlap", "corners") for part in parts)
    both = any("in_own_box" in part for part in parts)
    for seed in range(ROUNDS // 4):
        source = Source(seed, grid)
        boxes = source.boxes(4)
        points = [reference.center(source.near(box)) for box in boxes] if source.random.random() < 0.5 else None
        written: list[tuple[Any, Any]] = []
        for box in source.written(boxes, 4):
            place = reference.center(source.near(box))
            written.append(source.random.choice([(box, place), (box, None), (None, place)]))

        def seen(item: tuple[Any, Any]) -> Any:
            box, point = item
            if (boxed and box is None) or (both and (box is None or point is None)):
                return None
            return None if (boxed or point is None) and readable([(box, None)])[0][0] is None else item

        truth = {"boxes": boxes} if points is None else {"boxes": boxes, "points": points}
        true = [(box, None if points is None else points[k]) for k, box in enumerate(boxes)]
        answer = [{**({"bbox_2d": box} if box else {}), **({"point_2d": point} if point else {})} for box, point in written]
        expected = {"accuracy": reference.paired([seen(item) for item in written], true, parts)}
        compare({"base": "detection", "labels": "ignore", "pair": parts}, json.dumps(answer), truth, expected)
        if len(boxes) == 1 and len(written) == 1:
            compare({"base": "grounding", "pair": parts}, json.dumps(answer), truth, expected)
        compare({"base": "counting", "pair": parts}, json.dumps(answer), truth, {"location": expected["accuracy"]})
