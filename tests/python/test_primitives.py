"""Overlap, matching, edit distance and resizing: arguments in, results out, errors."""

from __future__ import annotations

import array
import itertools
import pickle
import subprocess
import sys

import numpy
import pyarrow
import pytest
import vreward

A = [[0, 0, 10, 10], [20, 20, 30, 40]]
B = [[0, 0, 10, 5], [20, 20, 30, 40], [100, 100, 110, 110]]
IOU = [[0.5, 0, 0], [0, 1, 0]]


class Tensor:
    """The part of a CPU tensor that is used."""

    def __init__(self, values: object) -> None:
        self.array = numpy.ascontiguousarray(values, float)
        self.shape = self.array.shape

    def detach(self) -> Tensor:
        return self

    cpu = double = contiguous = detach

    def data_ptr(self) -> int:
        return self.array.ctypes.data


def frozen(values: object) -> numpy.ndarray:
    result = numpy.array(values, float)
    result.flags.writeable = False
    return result


@pytest.mark.parametrize(
    "convert",
    [
        list,
        tuple,
        numpy.array,
        lambda boxes: numpy.array(boxes, numpy.float64),
        lambda boxes: numpy.array(boxes, numpy.float32),
        lambda boxes: numpy.array(boxes, numpy.float16),
        lambda boxes: numpy.array(boxes, ">f8"),
        lambda boxes: numpy.array(boxes, numpy.uint8),
        lambda boxes: numpy.asfortranarray(numpy.array(boxes, float)),
        lambda boxes: numpy.repeat(numpy.array(boxes, float), 2, axis=0)[::2],
        frozen,
        lambda boxes: memoryview(array.array("d", itertools.chain(*boxes))).cast("B").cast("d", (len(boxes), 4)),
        lambda boxes: memoryview(frozen(boxes)),
        lambda boxes: pyarrow.array(boxes),
        Tensor,
        lambda boxes: (box for box in boxes),
        lambda boxes: [array.array("d", box) for box in boxes],
    ],
)
def test_boxes_of_every_kind(convert) -> None:
    assert vreward.iou(convert(A), convert(B)).tolist() == IOU


def test_float64_is_read_where_it_lies() -> None:
    from vreward._binding import arrays

    boxes = numpy.array(A, float)
    assert arrays.boxes(boxes, "a")[0] == boxes.ctypes.data
    boxes.flags.writeable = False
    assert arrays.boxes(boxes, "a")[0] == boxes.ctypes.data


def test_matrix_that_comes_back() -> None:
    matrix = vreward.iou(A, B)
    assert (len(matrix), matrix.shape) == (2, (2, 3))
    assert matrix[1][1] == matrix[1, 1] == matrix[-1, -2] == 1
    assert [list(row) for row in matrix] == IOU
    assert matrix == vreward.iou(A, B)
    assert matrix != vreward.iou(A, A)
    assert repr(matrix) == "Matrix([[0.5, 0.0, 0.0], [0.0, 1.0, 0.0]])"
    assert pickle.loads(pickle.dumps(matrix)) == matrix
    view = numpy.asarray(matrix)
    assert (view.shape, view.dtype) == ((2, 3), numpy.float64)
    matrix[0][2] = 7
    assert view[0, 2] == 7
    assert memoryview(matrix).shape == (2, 3)
    with pytest.raises(IndexError):
        matrix[2]


@pytest.mark.parametrize(("a", "b", "shape"), [([], B, (0, 3)), (A, [], (2, 0)), ([], [], (0, 0))])
def test_nothing_overlaps_nothing(a: list, b: list, shape: tuple[int, int]) -> None:
    matrix = vreward.iou(a, b)
    assert matrix.shape == shape
    if sys.version_info >= (3, 10):  # before, ctypes does not say what numbers an array of none holds
        assert numpy.asarray(matrix).shape == shape
    assert matrix == pickle.loads(pickle.dumps(matrix))
    assert vreward.iou(numpy.empty((0, 4)), numpy.array(b, float).reshape(-1, 4)).shape == (0, len(b))


def test_overlap_options() -> None:
    assert vreward.giou([A[0]], [B[2]])[0, 0] < 0
    assert vreward.overlap([A[0]], [B[0]], kind="ioa-prediction")[0, 0] == 0.5
    assert vreward.overlap([A[0]], [B[0]], kind="ioa-truth")[0, 0] == 1
    assert vreward.overlap([A[0]], [B[0]], convention="inclusive")[0, 0] == 66 / 121
    assert vreward.overlap([[10, 10, 0, 0]], [A[0]])[0, 0] == 0
    assert vreward.overlap([[10, 10, 0, 0]], [A[0]], invalid="sort")[0, 0] == 1


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: vreward.iou([[1, 2, 3]], A), vreward.Error, "a must hold four numbers for each box, not 3"),
        (lambda: vreward.iou(A, [[1, 2, 3, 4], [1, 2, 3]]), vreward.Error, r"b\[1\] has 3 numbers, b\[0\] has 4"),
        (lambda: vreward.iou([1, 2, 3, 4], A), TypeError, r"a\[0\] must be a row of numbers, not 1"),
        (lambda: vreward.iou(["abcd"], A), TypeError, r"a\[0\] must be a row of numbers, not 'abcd'"),
        (lambda: vreward.iou([[1, 2, 3, None]], A), TypeError, r"a\[0\] must be a row of numbers"),
        (lambda: vreward.iou(7, A), TypeError, "a must be rows of numbers, not int"),
        (lambda: vreward.iou(numpy.ones(4), A), vreward.Error, "a must have two dimensions, not 1"),
        (lambda: vreward.iou(numpy.ones((1, 1, 4)), A), vreward.Error, "a must have two dimensions, not 3"),
        (lambda: vreward.iou(numpy.ones((1, 4), complex), A), TypeError, "a must hold numbers, not elements of format"),
        (lambda: vreward.overlap(A, A, kind="diou"), vreward.Error, "kind must be one of iou, giou.*not 'diou'"),
        (lambda: vreward.overlap(A, A, convention="voc"), vreward.Error, "convention must be one of"),
        (lambda: vreward.overlap(A, A, invalid=None), vreward.Error, "invalid must be one of"),
        (lambda: vreward.match([[1, 2]], how="best"), vreward.Error, "how must be one of"),
        (lambda: vreward.match([[float("nan")]]), vreward.Error, "."),
        (lambda: vreward.edit_distance("a", "b", unit="char"), vreward.Error, "unit must be one of"),
        (lambda: vreward.edit_distance("a", "b", distance="hamming"), vreward.Error, "distance must be one of"),
        (lambda: vreward.edit_distance("a", "b", normalize="nfd"), vreward.Error, "normalize must be one of"),
        (lambda: vreward.edit_distance(["a", "b"], ["c"]), vreward.Error, "a holds 2 texts, b holds 1"),
        (lambda: vreward.edit_distance(["a", 5], "c"), TypeError, r"a\[1\] must be str or bytes, not int"),
        (lambda: vreward.edit_distance(5, "c"), TypeError, "a must be a list of str or bytes, not int"),
        (lambda: vreward.smart_resize(0, 10), vreward.Error, "0"),
        (lambda: vreward.smart_resize(2**64 + 1000, 800), vreward.Error, "height is beyond 64 bits"),
        (lambda: vreward.smart_resize(1000, 800.5), TypeError, "width must be a whole number, not float"),
        (lambda: vreward.smart_resize(1000, 800, factor="28"), TypeError, "factor must be a whole number, not str"),
        (lambda: vreward.edit_distance("a", "b", bound=2**70), vreward.Error, "bound is beyond 64 bits"),
        (lambda: vreward.edit_distance("a", "b", bound=0.5), TypeError, "bound must be a whole number, not float"),
        (lambda: vreward.edit_distance("a", "b", bound=-1), vreward.Error, "bound"),
        (lambda: vreward.match([[1]], min="a"), TypeError, ""),
    ],
)
def test_errors(call, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        call()


def test_error_pickles() -> None:
    error = vreward.Error("text", -2, 3, 4)
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.code, copy.index, copy.offset) == ("text", -2, 3, 4)


def test_error_has_the_name_that_callers_use() -> None:
    code = "import vreward; vreward.Scorer('detection', no_such_member=1)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr
    assert printed.splitlines()[-1].startswith("vreward.Error: ")
    assert b"_binding" not in pickle.dumps(vreward.Error("text"))


def test_match() -> None:
    values = [[0.9, 0.8], [0.8, 0.1], [0.0, 0.3]]
    assert vreward.match(values) == array.array("q", [1, 0, -1])
    assert list(vreward.match(values, how="greedy")) == [0, -1, 1]
    assert list(vreward.match(values, how="sequential")) == [0, 1, -1]
    assert list(vreward.match(values, min=0.81)) == [0, -1, -1]
    assert numpy.asarray(vreward.match(numpy.array(values))).tolist() == [1, 0, -1]
    assert list(vreward.match([])) == []
    assert list(vreward.match([[], []])) == [-1, -1]


def test_match_boxes() -> None:
    partner, overlaps = vreward.match_boxes(A, B)
    assert (partner.tolist(), overlaps.tolist()) == ([0, 1], [0.5, 1.0])
    partner, overlaps = vreward.match_boxes(numpy.array(B, float), A, min=0.6)
    assert (partner.tolist(), overlaps.tolist()) == ([-1, 1, -1], [0.0, 1.0, 0.0])
    assert vreward.match_boxes([], A) == (array.array("q"), array.array("d"))


def test_edit_distance() -> None:
    assert vreward.edit_distance("kitten", "sitting") == 3
    assert vreward.edit_distance(b"kitten", "sitting") == 3
    assert vreward.edit_distance(["kitten", "a"], ["sitting", "b"]) == array.array("q", [3, 1])
    assert list(vreward.edit_distance(["kitten", "sitten"], "sitting")) == [3, 2]
    assert list(vreward.edit_distance("sitting", ["kitten", "sitten"])) == [3, 2]
    assert list(vreward.edit_distance(pyarrow.array(["kitten"]), ["sitting"])) == [3]
    assert list(vreward.edit_distance([], [])) == []
    assert list(vreward.edit_distance([], "a")) == []
    assert vreward.edit_distance("abc", "abd", distance="indel") == 2
    assert vreward.edit_distance("abc", "abd", distance="lcs") == 2
    assert vreward.edit_distance("é", "e", unit="byte") == 2
    assert vreward.edit_distance("one two", "one three", unit="word") == 1
    assert vreward.edit_distance("aaaa", "bbbb", bound=1) == 2
    assert vreward.edit_distance("aaaa", "bbbb", bound=0) == 1
    assert vreward.edit_distance("a\ud800", "a\ufffd") == 0


@pytest.mark.parametrize(
    "name, written, true",
    [
        ("width", "\uff21\uff11", "A1"),
        ("quotes", "\u201ca\u201d \u2014 \u2019", "\"a\" - '"),
        ("markup", "# **a**", "a"),
        ("invisible", "a\u200b\u00ad", "a"),
        ("strip_fence", "Here:\n```\na\n```", "a"),
    ],
)
def test_edit_distance_with_each_new_normalisation(name: str, written: str, true: str) -> None:
    assert vreward.edit_distance(written, true) > 0
    assert vreward.edit_distance(written, true, normalize=name) == 0


@pytest.mark.parametrize("normalize", ["lower", ["lower"], ("trim", "lower"), {"lower": True, "nfc": False}])
def test_edit_distance_normalized(normalize: object) -> None:
    assert vreward.edit_distance("ABC", "abc", normalize=normalize) == 0


def test_smart_resize() -> None:
    assert vreward.smart_resize(1000, 800) == (1008, 812)
    assert vreward.smart_resize(1000, 800, factor=32, max_pixels=32 * 32 * 100)[0] % 32 == 0
