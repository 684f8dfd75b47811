"""Of several assignments that are as good, the one that scipy gives: published rewards depend on it."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy
import pytest
import vreward
from scipy.optimize import linear_sum_assignment

KINDS = ("levels", "constant", "duplicate rows", "sums", "tenths", "sparse", "forbidden")


def drawn(kind: str, chance: numpy.random.Generator) -> numpy.ndarray:
    rows, columns = chance.integers(1, 45, 2)
    values = chance.random((rows, columns))
    if kind == "levels":
        return chance.integers(0, 3, (rows, columns)).astype(float)
    if kind == "constant":
        return numpy.full((rows, columns), 0.1)
    if kind == "duplicate rows":
        return values[chance.integers(0, rows, rows)]
    if kind == "sums":  # every full assignment is as good, but for rounding
        return chance.random((rows, 1)) + chance.random((1, columns))
    if kind == "tenths":
        return numpy.round(values, 1)
    if kind == "sparse":
        return values * (chance.random((rows, columns)) < 0.15)
    return numpy.where(chance.random((rows, columns)) < 0.2, -numpy.inf, numpy.round(values, 1))


@pytest.mark.parametrize("kind", KINDS)
def test_same_columns(kind: str) -> None:
    compared = 0
    for seed in range(300):
        values = drawn(kind, numpy.random.default_rng(seed))
        try:
            rows, columns = linear_sum_assignment(values, maximize=True)
        except ValueError:
            continue  # infeasible: scipy refuses what vreward pairs as far as possible
        expected = numpy.full(len(values), -1)
        expected[rows] = columns
        assert list(vreward.match(values)) == expected.tolist(), (kind, seed)
        compared += 1
    assert compared > 100


def test_on_every_instruction_set() -> None:
    """The choice of the instruction set is read when the library is called, so another process asks for another one."""
    if os.environ.get("VREWARD_ISA"):
        pytest.skip("already chosen")
    command = [sys.executable, "-m", "pytest", "-q", "-k", "same_columns", __file__]
    environment = {**os.environ, "VREWARD_ISA": "portable"}
    assert subprocess.run(command, env=environment, check=False, capture_output=True).returncode == 0
