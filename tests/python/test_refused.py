"""What is no list of texts, no truth or no index is refused by name, and never scored."""

from __future__ import annotations

import ast
import struct

import numpy
import pyarrow
import pytest
import vreward

NAN = float("nan")


class NAType:
    """As pandas calls its missing value."""

    def __repr__(self) -> str:
        return "<NA>"


class Frame:
    """As a table looks: iteration gives the names of its columns."""

    columns = ["completion"]

    def __iter__(self):
        return iter(self.columns)


@pytest.mark.parametrize(
    ("truth", "part"),
    [
        (NAN, "truths[1] is NaN, a missing value"),
        (numpy.float32("nan"), "truths[1] is NaN, a missing value"),
        (None, "truths[1] is None, a missing value"),
        (NAType(), "truths[1] is <NA>, a missing value"),
        ({"text": "Paris"}, "truths[1] must be text"),
        ({"role": "assistant", "content": "Paris"}, "truths[1] must be text"),
        (["Paris"], "truths[1] must be text"),
        (7, "truths[1] must be text"),
    ],
)
@pytest.mark.parametrize("form", ["text", "answer"])
def test_truths_that_are_no_text(truth: object, part: str, form: str) -> None:
    scorer = vreward.Scorer("ocr", truth_format=form)
    with pytest.raises(vreward.Error) as raised:
        scorer.score(["Paris"] * 3, ["Paris", truth, "Paris"])
    assert part in str(raised.value) and raised.value.index == 1
    assert [score == score for score in raised.value.scores.score] == [True, False, True]
    assert raised.value.scores.reason == ["ok", "bad_truth", "ok"]
    assert all(column[1] != column[1] for column in raised.value.scores.terms.values())
    if truth is not None:
        with pytest.raises(vreward.Error, match=part[10:20]):
            scorer.score_one("Paris", truth)
        with pytest.raises(vreward.Error, match=part[10:20]):
            scorer.explain("Paris", truth)


@pytest.mark.parametrize("truth", [NAN, None, NAType(), numpy.float32("nan")])
def test_missing_truths_of_other_tasks(truth: object) -> None:
    with pytest.raises(vreward.Error, match="a missing value: grounding wants") as raised:
        vreward.Scorer("grounding").score(["[1, 2, 3, 4]"] * 2, ["[1, 2, 3, 4]", truth])
    assert raised.value.index == 1 and raised.value.scores.score[0] == 1


def test_truths_by_index_that_are_no_text() -> None:
    with pytest.raises(vreward.Error, match="truths") as raised:
        vreward.Scorer("ocr", truth_format="text").score(["a", "b", "c"], ["a", 7], truth_index=[0, 1, 1])
    assert raised.value.index == 1 and raised.value.scores.reason == ["ok", "bad_truth", "bad_truth"]


@pytest.mark.parametrize("given", [{"a": "text"}, {"a", "b"}, Frame(), "text", pyarrow.table({"completion": ["a"]})])
def test_what_is_no_list_of_texts(given: object) -> None:
    scorer = vreward.Scorer("ocr", truth_format="text")
    with pytest.raises(TypeError, match="must be a list"):
        scorer.score(given, ["a"])
    if not isinstance(given, (str, dict)):
        with pytest.raises(TypeError, match="must be a list"):
            scorer.score(["a"], given)


def test_matrix_takes_whole_numbers() -> None:
    found = vreward.iou([[0, 0, 10, 10]], [[0, 0, 10, 10], [5, 0, 15, 10]])
    assert found[0, 1] == found[-1][-1] == found[numpy.int64(0), numpy.int64(1)] == 1 / 3
    assert repr(found[0]) == f"[1.0, {1 / 3}]"
    for place in [(slice(None), 0), slice(0, 1), (0, slice(None)), (0, 1, 2), (), "a", 0.0]:
        with pytest.raises(TypeError, match="whole numbers"):
            found[place]
    with pytest.raises(IndexError):
        found[1]


def test_what_scores_take() -> None:
    scores = vreward.Scorer("ocr", truth_format="text").score(["a"], ["a"])
    for place in [0.0, [0], numpy.array([True]), (0, 1), None]:
        with pytest.raises(TypeError, match=r"scores\.score"):
            scores[place]


def damaged(kind: pyarrow.DataType, code: str, offsets: list, repeated: int = 1) -> pyarrow.Array:
    """An array as pyarrow loads it from a file whose offsets somebody changed."""
    sink = pyarrow.BufferOutputStream()
    batch = pyarrow.record_batch({"text": pyarrow.array(["aa", "bbb"] * repeated, kind)})
    with pyarrow.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    written = sink.getvalue().to_pybytes()
    true = struct.pack(f"<3{code}", 0, 2, 5)
    assert written.count(true) == 1
    changed = written.replace(true, struct.pack(f"<3{code}", *offsets))
    return pyarrow.ipc.open_stream(changed).read_next_batch().column(0)


@pytest.mark.parametrize(("kind", "code"), [(pyarrow.string(), "i"), (pyarrow.large_string(), "q")])
@pytest.mark.parametrize("offsets", [[0, 2, 6], [0, 2, 2**30], [-1, 2, 5], [0, 900, 5], [0, -2, 5], [2**30, 2**30, 2**30]])
def test_damaged_arrow_arrays(kind: pyarrow.DataType, code: str, offsets: list) -> None:
    scorer = vreward.Scorer("ocr", truth_format="text")
    column = damaged(kind, code, offsets)
    with pytest.raises(vreward.Error, match="offset"):
        scorer.score(column, ["a", "b"])
    with pytest.raises(vreward.Error, match="offset"):
        scorer.score(["a", "b"], column)


@pytest.mark.parametrize(("kind", "code"), [(pyarrow.string(), "i"), (pyarrow.large_string(), "q")])
@pytest.mark.parametrize("offsets", [[0, 2, 2**30], [-1, 2, 5], [0, -2, 5], [0, 2**31 - 1, 5]])
def test_damaged_arrow_arrays_of_truths_that_repeat(kind: pyarrow.DataType, code: str, offsets: list) -> None:
    """Which are looked at before they go to C."""
    column = damaged(kind, code, offsets, 200)
    with pytest.raises(vreward.Error, match="offset"):
        vreward.Scorer("ocr", truth_format="text").score(["a"] * 400, column)


@pytest.mark.parametrize("kind", [pyarrow.string(), pyarrow.large_string()])
def test_slices_of_arrow_arrays(kind: pyarrow.DataType) -> None:
    column = pyarrow.array(["a", "bb", "ccc", ""], kind)
    scorer = vreward.Scorer("ocr", truth_format="text")
    for first in range(5):
        for last in range(first, 5):
            piece = column[first:last]
            assert list(scorer.score(piece, piece.to_pylist()).score) == [1.0] * (last - first)


def test_the_recipe_comes_first() -> None:
    with pytest.raises(vreward.Error, match="the recipe comes first"):
        vreward.score("[1, 2, 3, 4]", "grounding", "[1, 2, 3, 4]")


def test_the_member_is_called_truth_format() -> None:
    with pytest.raises(vreward.Error, match="is `truth_format` meant"):
        vreward.Scorer("ocr", truth="text")
    from vreward.trl import reward

    with pytest.raises(vreward.Error, match="truth_format="):
        reward("ocr", truth="text")(completions=["a"], solution=["a"])


def test_text_of_none() -> None:
    with pytest.raises(TypeError, match="text must be str or bytes, not NoneType"):
        vreward.parse(None)
    with pytest.raises(vreward.Error, match='distance="lcs"'):
        vreward.edit_distance("a", "b", distance="lcs", bound=1)


@pytest.mark.parametrize("path", ['a"""\nimport os\n"""b.py', r"C:\N{x}\u12.py", "a\\", 'say "hi"', "tab\t\x07.py"])
def test_paths_in_adapter_files(path: str) -> None:
    from vreward.adapter_file import file_text

    tree = ast.parse(file_text("verl", "compute_score", "grounding", {}, path))
    assert path in ast.get_docstring(tree, clean=False)
    assert [type(part).__name__ for part in tree.body] == ["Expr", "ImportFrom", "Assign"]
