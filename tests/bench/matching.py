"""Matching: from boxes to pairs, dense matrices, and matrices of overlaps, against what else there is on PyPI.

Of the dense matrices the ratio is to those that promise scipy's choice among ties, as vreward does: scipy and hotcoco. The
others (lapx, laprust, lapcpp) find one of the best assignments and stand beside them.

Both sides take numpy arrays through their Python functions. "C us" is vreward's C function by itself, called through ctypes
with everything prepared: what the small sizes would cost without Python's share.
"""

from __future__ import annotations

from ctypes import CDLL, PyDLL, byref, c_int64, c_void_p, sizeof
from typing import Any, Callable, Dict, Iterator, List

import numpy
import vreward
from peers import module
from scipy.optimize import linear_sum_assignment
from timing import alternate
from vreward._binding import header

hotcoco, powerboxes = module("hotcoco.primitives"), module("powerboxes")
laprust, lapcpp, lap = module("laprust"), module("lapcpp"), module("lap")

BOXES = [1, 3, 7, 20, 50, 100, 300, 1000]
DENSE = [5, 10, 20, 30, 50, 100, 200, 300, 500, 1000]
OVERLAPS = [20, 50, 100, 300, 1000]
LARGE = [3000, 10000]
SIDE = 600.0  # of the image that boxes lie in


def boxes(n: int, seed: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """True boxes, and found ones near them in another order."""
    chance = numpy.random.default_rng(seed)
    corner = chance.random((n, 2)) * SIDE
    true = numpy.hstack([corner, corner + 10 + chance.random((n, 2)) * 100])
    found = true + chance.standard_normal((n, 4)) * 4
    return numpy.ascontiguousarray(found[chance.permutation(n)]), true


def numpy_iou(a: numpy.ndarray, b: numpy.ndarray) -> numpy.ndarray:
    """The overlaps of all pairs, as rewards written with numpy compute them."""
    low = numpy.maximum(a[:, None, :2], b[None, :, :2])
    high = numpy.minimum(a[:, None, 2:], b[None, :, 2:])
    both = numpy.clip(high - low, 0, None).prod(axis=2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(axis=1), (b[:, 2:] - b[:, :2]).prod(axis=1)
    return both / (area_a[:, None] + area_b[None, :] - both)


def address(array: numpy.ndarray) -> c_void_p:
    return c_void_p(array.ctypes.data)


def library(n: int) -> Any:
    """As the package has it: calls that are short keep the interpreter's lock."""
    return (PyDLL if n <= 100 else CDLL)(vreward.build_info()["path"])


def caller(function: Any, *arguments: Any) -> Callable[[], object]:
    """A call with default options."""
    chosen, record = header.MatchOptions(sizeof(header.MatchOptions)), header.ErrorRecord()
    values = [address(one) if isinstance(one, numpy.ndarray) else c_int64(one) for one in arguments]
    values = [byref(chosen), *values, byref(record)]
    assert function(*values) == 0, record.message
    owners = arguments, chosen, record
    return lambda: (function(*values), owners)


def match_boxes(a: numpy.ndarray, b: numpy.ndarray) -> tuple[Callable[[], object], numpy.ndarray]:
    """A call, and the array its overlaps go to."""
    partner, overlap = numpy.empty(len(a), numpy.int64), numpy.empty(len(a))
    function = library(len(a)).vreward_match_boxes
    return caller(function, a, len(a), b, len(b), partner, overlap), overlap


def match(values: numpy.ndarray) -> tuple[Callable[[], object], numpy.ndarray]:
    """A call, and the array its columns go to."""
    partner = numpy.empty(len(values), numpy.int64)
    return caller(library(len(values)).vreward_match, values, *values.shape, partner), partner


def row(work: str, n: int, contenders: Dict[str, Callable[[], object]], seconds: float, **more: Any) -> Dict[str, Any]:
    took = alternate(contenders, seconds)
    ours = took.pop("vreward")
    in_c = took.pop("C", None)
    if in_c is not None:
        more["C us"] = f"{in_c * 1e6:.4g}"
    return {"work": work, "n": n, "ours_us": ours * 1e6, "peers": {name: s * 1e6 for name, s in took.items()}, **more}


def others(costs: numpy.ndarray) -> Dict[str, Callable[[], object]]:
    """Solvers that choose among ties in their own ways."""
    found: Dict[str, Callable[[], object]] = {}
    for name, solver in (("laprust", laprust), ("lapcpp", lapcpp)):
        if solver:
            found[name] = lambda s=solver.lapjv: s(costs, return_cost=False)
    for name in ("lapjv", "lapjvr", "lapjvh"):
        if hasattr(lap, name):
            found[f"lapx {name}"] = lambda s=getattr(lap, name): s(costs, return_cost=False)
    return found


def powerboxes_pairs(a: numpy.ndarray, b: numpy.ndarray) -> object:
    return laprust.lapjv(powerboxes.iou_distance(a, b), return_cost=False)


def boxes_target(n: int) -> float:
    return 1.0 if n <= 20 else 2.0 if n <= 100 else 10.0


def from_boxes(seconds: float, sizes: List[int]) -> Iterator[Dict[str, Any]]:
    for n in sizes:
        a, b = boxes(n, n)
        call, overlap = match_boxes(a, b)
        rows, columns = linear_sum_assignment(numpy_iou(a, b), maximize=True)
        assert abs(overlap.sum() - numpy_iou(a, b)[rows, columns].sum()) <= 1e-12 * n, n
        contenders = {
            "vreward": lambda a=a, b=b: vreward.match_boxes(a, b),
            "C": call,
            "numpy + scipy": lambda a=a, b=b: linear_sum_assignment(numpy_iou(a, b), maximize=True),
        }
        if powerboxes and laprust:
            contenders["powerboxes + laprust"] = lambda a=a, b=b: powerboxes_pairs(a, b)
        yield row("boxes to pairs", n, contenders, seconds, target=boxes_target(n))


def dense(seconds: float, sizes: List[int]) -> Iterator[Dict[str, Any]]:
    for n in sizes:
        values = numpy.random.default_rng(n).random((n, n))
        call, partner = match(values)
        assert (partner == linear_sum_assignment(values, maximize=True)[1]).all(), n
        contenders = {
            "vreward": lambda v=values: vreward.match(v),
            "C": call,
            "scipy": lambda v=values: linear_sum_assignment(v, maximize=True),
            **others(-values),
        }
        if hotcoco:
            contenders["hotcoco"] = lambda v=values: hotcoco.lsap(v, maximize=True)
        rivals = ["scipy", "hotcoco"]
        yield row("dense random matrix", n, contenders, seconds, target=1.0 if n >= 20 else 0.5, rivals=rivals)


def overlaps(seconds: float, sizes: List[int]) -> Iterator[Dict[str, Any]]:
    """The matrix given, mostly zeros."""
    for n in sizes:
        values = numpy_iou(*boxes(n, n))
        contenders = {"vreward": lambda v=values: vreward.match(v), **others(1 - values)}
        if len(contenders) > 1:
            yield row("matrix of overlaps", n, contenders, seconds, target=1.0)


def large(seconds: float) -> Iterator[Dict[str, Any]]:
    """Beyond what a whole matrix allows: no peer."""
    for n in LARGE:
        chance = numpy.random.default_rng(n)
        corner = chance.random((n, 2)) * SIDE * (n / 1000) ** 0.5
        true = numpy.hstack([corner, corner + 10 + chance.random((n, 2)) * 100])
        found = numpy.ascontiguousarray((true + chance.standard_normal((n, 4)) * 4)[::-1])
        yield row("boxes to pairs, large", n, {"vreward": match_boxes(found, true)[0]}, seconds)


def rows(quick: bool) -> Iterator[Dict[str, Any]]:
    seconds = 0.2 if quick else 2.0
    yield from from_boxes(seconds, [3, 20, 100] if quick else BOXES)
    yield from dense(seconds, [10, 100] if quick else DENSE)
    yield from overlaps(seconds, [20] if quick else OVERLAPS)
    if not quick:
        yield from large(seconds)
