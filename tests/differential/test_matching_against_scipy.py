"""Optimal assignment against scipy."""

from __future__ import annotations

import random

import numpy
import pytest
import vreward
from scipy.optimize import linear_sum_assignment

SHAPES = [(1, 1), (1, 7), (7, 1), (3, 3), (5, 8), (8, 5), (20, 20), (13, 40), (40, 13), (100, 90)]


def total(values: numpy.ndarray, partner: list[int]) -> float:
    return sum(values[row, column] for row, column in enumerate(partner) if column >= 0)


def check_one_to_one(partner: list[int], columns: int) -> None:
    used = [column for column in partner if column >= 0]
    assert len(used) == len(set(used))
    assert all(column < columns for column in used)


def drawn(kind: str, shape: tuple[int, int], chance: numpy.random.Generator) -> numpy.ndarray:
    if kind == "few values":
        return chance.integers(0, 4, shape) / 4.0
    values = chance.random(shape)
    if kind == "sparse":
        return values * (chance.random(shape) < 0.1)
    return -100 * values if kind == "negative" else values


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["random", "few values", "sparse", "negative"])
def test_largest_sum(shape: tuple[int, int], kind: str) -> None:
    for seed in range(20):
        chance = numpy.random.default_rng(seed)
        values = drawn(kind, shape, chance)
        partner = list(vreward.match(values))
        check_one_to_one(partner, shape[1])
        assert sum(column >= 0 for column in partner) == min(shape)
        rows, columns = linear_sum_assignment(values, maximize=True)
        assert total(values, partner) == pytest.approx(values[rows, columns].sum(), abs=1e-9), seed


@pytest.mark.parametrize("shape", SHAPES)
def test_forbidden_pairs(shape: tuple[int, int]) -> None:
    """As many pairs as possible, and of these the largest sum: scipy, with a fine for forbidden ones."""
    for seed in range(20):
        chance = numpy.random.default_rng(seed)
        values = chance.random(shape)
        values[chance.random(shape) < 0.7] = -numpy.inf
        partner = list(vreward.match(values))
        check_one_to_one(partner, shape[1])
        fined = numpy.where(numpy.isfinite(values), values, -1e6)
        rows, columns = linear_sum_assignment(fined, maximize=True)
        allowed = numpy.isfinite(values[rows, columns])
        assert sum(column >= 0 for column in partner) == allowed.sum(), seed
        assert total(values, partner) == pytest.approx(values[rows, columns][allowed].sum(), abs=1e-9), seed


@pytest.mark.parametrize("minimum", [0.0, 0.3, 0.9])
def test_minimum(minimum: float) -> None:
    """Pairs below `min` are none and items may stay alone: scipy with 0 for every pair that is none."""
    for seed in range(40):
        chance = numpy.random.default_rng(seed)
        shape = SHAPES[seed % len(SHAPES)]
        values = chance.random(shape)
        partner = list(vreward.match(values, min=minimum))
        check_one_to_one(partner, shape[1])
        assert all(values[row, column] >= minimum for row, column in enumerate(partner) if column >= 0)
        gains = numpy.where(values >= minimum, values, 0)
        rows, columns = linear_sum_assignment(gains, maximize=True)
        assert total(values, partner) == pytest.approx(gains[rows, columns].sum(), abs=1e-9), seed


def clustered(count: int, chance: random.Random, spread: float) -> list[list[float]]:
    found = []
    for _ in range(count):
        x, y = chance.uniform(0, spread), chance.uniform(0, spread)
        found.append([x, y, x + chance.uniform(5, 60), y + chance.uniform(5, 60)])
    return found


@pytest.mark.parametrize("spread", [50, 300, 3000])
@pytest.mark.parametrize(("n", "m"), [(0, 3), (3, 0), (1, 1), (6, 9), (40, 40), (150, 120)])
@pytest.mark.parametrize("minimum", [0.0, 0.25])
def test_from_boxes_to_pairs(spread: float, n: int, m: int, minimum: float) -> None:
    for seed in range(5):
        chance = random.Random(seed)
        a, b = clustered(n, chance, spread), clustered(m, chance, spread)
        partner, overlaps = vreward.match_boxes(a, b, min=minimum)
        check_one_to_one(list(partner), m)
        values = numpy.asarray(vreward.iou(a, b))
        for i, j in enumerate(partner):
            if j < 0:
                assert overlaps[i] == 0
            else:
                assert overlaps[i] == values[i, j]
                assert overlaps[i] > 0
                assert overlaps[i] >= minimum
        gains = numpy.where(values >= minimum, values, 0)
        rows, columns = linear_sum_assignment(gains, maximize=True)
        assert sum(overlaps) == pytest.approx(gains[rows, columns].sum(), abs=1e-9), seed
