"""Overlaps against shapely, and against the definition in exact fractions."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import shapely
import vreward

Box = list[float]


def boxes(count: int, seed: int, whole: bool) -> list[Box]:
    """Boxes with extent that often touch, nest and coincide."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        x, y = chance.randrange(12), chance.randrange(12)
        w, h = chance.randrange(1, 8), chance.randrange(1, 8)
        box = [x, y, x + w, y + h] if whole else [x / 3, y / 7, x / 3 + w / 3, y / 7 + h / 7]
        found.append(list(map(float, box)))
    return found


def exact(a: Box, b: Box, kind: str) -> Fraction:
    """The definition, without rounding."""
    ax1, ay1, ax2, ay2 = map(Fraction, a)
    bx1, by1, bx2, by2 = map(Fraction, b)
    width, height = min(ax2, bx2) - max(ax1, bx1), min(ay2, by2) - max(ay1, by1)
    shared = max(width, Fraction(0)) * max(height, Fraction(0))
    area_a, area_b = (ax2 - ax1) * (ay2 - ay1), (bx2 - bx1) * (by2 - by1)
    union = area_a + area_b - shared
    hull = (max(ax2, bx2) - min(ax1, bx1)) * (max(ay2, by2) - min(ay1, by1))
    return {
        "iou": shared / union,
        "giou": shared / union - (hull - union) / hull,
        "ioa-prediction": shared / area_a,
        "ioa-truth": shared / area_b,
    }[kind]


@pytest.mark.parametrize("kind", ["iou", "giou", "ioa-prediction", "ioa-truth"])
@pytest.mark.parametrize("whole", [True, False])
def test_definition(kind: str, whole: bool) -> None:
    a, b = boxes(60, 1, whole), boxes(50, 2, whole)
    found = vreward.overlap(a, b, kind=kind)
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            expected = exact(left, right, kind)
            assert abs(Fraction(found[i, j]) - expected) <= Fraction(1, 2**49), (left, right)
            if whole and kind != "giou":  # one division of whole numbers, rounded once
                assert found[i, j] == float(expected)


def test_shapely() -> None:
    a, b = boxes(80, 3, False), boxes(80, 4, False)
    found = vreward.iou(a, b)
    left = shapely.box(*zip(*a))
    for j, right in enumerate(shapely.box(*zip(*b))):
        shared = shapely.area(shapely.intersection(left, right))
        union = shapely.area(shapely.union(left, right))
        assert [row[j] for row in found] == pytest.approx(list(shared / union), abs=1e-12)


def test_inclusive_counts_pixels() -> None:
    a, b = boxes(30, 5, True), boxes(30, 6, True)
    found = vreward.overlap(a, b, convention="inclusive")

    def pixels(box: Box) -> set[tuple[int, int]]:
        x1, y1, x2, y2 = map(int, box)
        return {(x, y) for x in range(x1, x2 + 1) for y in range(y1, y2 + 1)}

    for i, left in enumerate(map(pixels, a)):
        for j, right in enumerate(map(pixels, b)):
            assert found[i, j] == len(left & right) / len(left | right)


@pytest.mark.parametrize("convention", ["half-open", "inclusive"])
def test_identical_boxes_overlap_wholly(convention: str) -> None:
    chance = random.Random(7)
    for _ in range(300):
        x, y = chance.uniform(-1e6, 1e6), chance.uniform(0, 1e-3)
        box = [x, y, x + chance.uniform(1e-3, 1e5), y + chance.uniform(1e-6, 10)]
        assert vreward.overlap([box], [box], convention=convention)[0, 0] == 1
