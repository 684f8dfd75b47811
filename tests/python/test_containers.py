"""Completions, truths and items from what people hold: numpy, pandas, polars, Arrow, `datasets`, dataclasses and
supervision.Detections give the same scores as plain lists; what is no list is refused with a sentence."""

from __future__ import annotations

import collections
import dataclasses
import json
import types
from typing import Any, Callable, Dict, List, Optional

import datasets
import numpy
import pandas
import polars
import pyarrow
import pytest
import supervision
import vreward
from vreward._binding import texts

CAT = '{"bbox_2d": [0, 0, 10, 10], "label": "cat"}'
DOG = '{"bbox_2d": [20, 20, 30, 25], "label": "dog"}'
COMPLETIONS = [f"[{CAT}, {DOG}]", f"[{CAT}]", "a Café", "[]"]
TRUTHS = [
    {"boxes": [[0.0, 0.0, 10.0, 10.0], [20.0, 20.0, 30.0, 30.0]], "labels": ["cat", "dog"]},
    {"boxes": [[0.0, 0.0, 10.0, 5.0]], "labels": ["cat"]},
    {"boxes": [[1.0, 2.0, 3.0, 4.0]], "labels": ["猫"]},
    {"boxes": [], "labels": []},
]
STRUCT = pyarrow.struct(
    [("boxes", pyarrow.list_(pyarrow.list_(pyarrow.float64()))), ("labels", pyarrow.list_(pyarrow.string()))]
)


@dataclasses.dataclass
class Image:
    """A truth with a member that most do not have."""

    boxes: List[List[float]]
    labels: List[str]
    size: Optional[List[int]] = None


def objects(values: List[Any]) -> Any:
    """A numpy array of one dimension with these objects."""
    array = numpy.empty(len(values), object)
    array[:] = values
    return array


def nested(values: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """As pandas reads a column of structs from Parquet: arrays within arrays, all of objects."""
    return [
        {"boxes": objects([numpy.array(box) for box in one["boxes"]]), "labels": objects(one["labels"])}
        for one in values
    ]


def detections(one: Dict[str, Any]) -> supervision.Detections:
    count = len(one["boxes"])
    return supervision.Detections(
        xyxy=numpy.array(one["boxes"], numpy.float32).reshape(count, 4),
        confidence=numpy.full(count, 0.5, numpy.float32),
        class_id=numpy.arange(count),
        data={"class_name": numpy.array(one["labels"])},
    )


# Each makes a column of a list, and the first tells what the others should give.
COLUMNS: Dict[str, Callable[[List[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "iterator": iter,
    "deque": collections.deque,
    "dict values": lambda values: dict(enumerate(values)).values(),
    "numpy objects": objects,
    "pandas": lambda values: pandas.Series(values, index=range(10, 10 + len(values))),
    "pandas slice": lambda values: pandas.Series([values[0], *values, values[0]])[1:-1],
    "polars": polars.Series,
    "polars slice": lambda values: polars.Series([values[0], *values])[1:],
    "arrow": pyarrow.array,
    "arrow slice": lambda values: pyarrow.array([values[0], *values, values[0]])[1:-1],
    "arrow chunks": lambda values: pyarrow.chunked_array([values[:1], values[1:1], values[1:]]),
    "table column": lambda values: pyarrow.table({"a": values})["a"],
    "datasets": lambda values: datasets.Dataset.from_dict({"a": values})["a"],
    "datasets rows": lambda values: datasets.Dataset.from_dict({"a": values})[:]["a"],
}
TEXTS = {
    **COLUMNS,
    "numpy str": numpy.array,
    "pandas string": lambda values: pandas.Series(values, dtype="string"),
    "pandas arrow": lambda values: pandas.Series(values, dtype="string[pyarrow]"),
    "pandas category": lambda values: pandas.Series(values, dtype="category"),
    "polars category": lambda values: polars.Series(values, dtype=polars.Categorical),
    "large_string": lambda values: pyarrow.array(values, pyarrow.large_string()),
    "large_string slice": lambda values: pyarrow.array(["", *values], pyarrow.large_string())[1:],
    "string_view": lambda values: pyarrow.array(values, pyarrow.string_view()),
    "dictionary": lambda values: pyarrow.array(values).dictionary_encode(),
    "chunks of large_string": lambda values: pyarrow.chunked_array([values[:2], values[2:]], pyarrow.large_string()),
}
STRUCTS = {
    **COLUMNS,
    "arrow struct": lambda values: pyarrow.array(values, STRUCT),
    "struct scalars": lambda values: list(pyarrow.array(values, STRUCT)),
    "dataclasses": lambda values: [Image(**one) for one in values],
    "mappings": lambda values: [types.MappingProxyType(one) for one in values],
    "objects in objects": lambda values: objects(nested(values)),
    "pandas of objects": lambda values: pandas.Series(nested(values)),
    "polars in dicts": lambda values: [{name: polars.Series(one) for name, one in each.items()} for each in values],
    "arrow in dicts": lambda values: [
        {"boxes": pyarrow.array(one["boxes"], STRUCT[0].type.value_type), "labels": pyarrow.array(one["labels"], STRUCT[1].type.value_type)}
        for one in values
    ],
    "pandas in dicts": lambda values: [{name: pandas.Series(one) for name, one in each.items()} for each in values],
    "detections": lambda values: [detections(one) for one in values],
    "detections in objects": lambda values: objects([detections(one) for one in values]),
}


@pytest.fixture(scope="module")
def detection() -> vreward.Scorer:
    return vreward.Scorer("detection")


@pytest.fixture(scope="module")
def expected(detection: vreward.Scorer) -> List[Dict[str, Any]]:
    rows = detection.score(COMPLETIONS, TRUTHS).to_dicts()
    assert [row["score"] for row in rows] == [0.75, 0.5, 0, 1]
    return rows


@pytest.mark.parametrize("column", TEXTS.values(), ids=TEXTS)
def test_completions(column: Callable[[List[Any]], Any], detection: vreward.Scorer, expected: List[Any]) -> None:
    assert detection.score(column(COMPLETIONS), TRUTHS).to_dicts() == expected


@pytest.mark.parametrize("column", TEXTS.values(), ids=TEXTS)
def test_truths_that_are_texts(column: Callable[[List[Any]], Any]) -> None:
    ocr = vreward.Scorer("ocr", truth_format="text")
    scores = ocr.score(["Paris", "Lyon", "Café"], column(["Paris", "Paris", "Cafe"]))
    assert scores.score.tolist() == [1, 0, 0.75]


@pytest.mark.parametrize("column", STRUCTS.values(), ids=STRUCTS)
def test_truths(column: Callable[[List[Any]], Any], detection: vreward.Scorer, expected: List[Any]) -> None:
    assert detection.score(COMPLETIONS, column(TRUTHS)).to_dicts() == expected
    for completion, truth, row in zip(COMPLETIONS, column(TRUTHS), expected):
        assert detection.score_one(completion, truth) == row
        assert detection.explain(completion, truth)["score"] == row["score"]


@pytest.mark.parametrize("column", STRUCTS.values(), ids=STRUCTS)
def test_items(column: Callable[[List[Any]], Any], detection: vreward.Scorer) -> None:
    items = [
        {"boxes": [[0.0, 0.0, 10.0, 10.0], [20.0, 20.0, 30.0, 25.0]], "labels": ["cat", "dog"]},
        {"boxes": [[0.0, 0.0, 10.0, 10.0]], "labels": ["cat"]},
        {"boxes": [], "labels": []},
    ]
    if column is STRUCTS["dataclasses"]:  # of a truth, which items do not have
        given: Any = [dataclasses.make_dataclass("Items", one)(*one.values()) for one in items]
    else:
        given = column(items)
    found = detection.score_items(given, [TRUTHS[0], TRUTHS[1], TRUTHS[3]])
    assert found.score.tolist() == [0.75, 0.5, 1]


@pytest.mark.parametrize(
    "column",
    [
        *COLUMNS.values(),
        numpy.array,
        lambda values: numpy.array(values, numpy.float16),
        lambda values: polars.Series(values, dtype=polars.Array(polars.Float32, 4)),
        lambda values: pyarrow.array(values, pyarrow.list_(pyarrow.float32(), 4)),
        lambda values: [collections.namedtuple("Box", "x1 y1 x2 y2")(*one) for one in values],
    ],
)
def test_boxes_and_numbers(column: Callable[[List[Any]], Any]) -> None:
    boxes = [[0, 0, 10, 5], [0, 0, 10, 10]]
    assert vreward.Scorer("grounding").score(["[0, 0, 10, 10]"] * 2, column(boxes)).score.tolist() == [0.5, 1]
    assert vreward.iou(column(boxes), [[0, 0, 10, 10]]).tolist() == [[0.5], [1]]
    assert vreward.match_boxes(column(boxes), column(boxes))[0].tolist() == [0, 1]


@pytest.mark.parametrize("column", [*COLUMNS.values(), numpy.array])
def test_truth_index_and_counts(column: Callable[[List[Any]], Any]) -> None:
    counting = vreward.Scorer("counting")
    assert counting.score(["3", "4", "3"], column([3, 4, 4])).score.tolist() == [1, 1, pytest.approx(0.375)]
    assert counting.score(["3", "4", "3"], [4, 3], truth_index=column([1, 0, 1])).score.tolist() == [1, 1, 1]


@pytest.mark.parametrize("truth", [3, numpy.int64(3), numpy.float32(3), numpy.array(3), pyarrow.scalar(3)], ids=repr)
def test_one_number_for_all(truth: Any) -> None:
    counting = vreward.Scorer("counting")
    assert counting.score_one("3", truth)["score"] == 1
    if not isinstance(truth, pyarrow.Scalar):
        assert counting.score(["3", "3"], truth).score.tolist() == [1, 1]


@pytest.mark.parametrize("column", STRUCTS.values(), ids=STRUCTS)
def test_check_takes_what_score_takes(column: Callable[[List[Any]], Any], detection: vreward.Scorer) -> None:
    truths = [*TRUTHS, {"boxes": [[5.0, 5.0, 6.0, 6.0]], "labels": ["cat"]}, {"boxes": [[9.0, 9.0, 1.0, 1.0]], "labels": ["cat"]}]
    bad, tiny = detection.check(column(truths))
    assert (bad.kind, bad.places, tiny.kind, tiny.places) == ("bad_truth", [5], "tiny", [4])


def test_check_of_one_truth_and_of_none(detection: vreward.Scorer) -> None:
    tiny = {"boxes": [[5.0, 5.0, 6.0, 6.0]], "labels": ["cat"]}
    for truth in (tiny, Image(**tiny), types.MappingProxyType(tiny), json.dumps(tiny)):
        assert [(one.kind, one.places) for one in detection.check(truth)] == [("tiny", [0])]
    assert detection.check([]) == []
    with pytest.raises(TypeError, match="truths must be a list or one truth|truths must be a list, not DataFrame"):
        detection.check(TABLES[0])


def test_one_truth_for_all(detection: vreward.Scorer, expected: List[Any]) -> None:
    one = TRUTHS[0]
    for truth in (one, Image(**one), detections(one), types.MappingProxyType(one), pyarrow.array([one])[0]):
        assert detection.score(COMPLETIONS[:1] * 2, truth).to_dicts() == [expected[0]] * 2


def test_members_that_arrow_filled_up(detection: vreward.Scorer) -> None:
    """A column of structs has every member of every row, None where a row had none."""
    items = pyarrow.array([{"boxes": [[0, 0, 10, 10]], "labels": ["cat"]}, {"points": [[1, 1]]}])[:1]
    assert detection.score_items(items, [TRUTHS[1]]).score.tolist() == [0.5]
    written = {"boxes": [[0, 0, 10, 10]], "labels": ["cat"], "confidences": pyarrow.array([None], pyarrow.float64())}
    assert detection.score_items([written], [TRUTHS[1]]).score.tolist() == [0.5]


def test_detections_without_names(detection: vreward.Scorer) -> None:
    """A number of a class is no label."""
    found = supervision.Detections(xyxy=numpy.array([[0.0, 0, 10, 10]]), class_id=numpy.array([0]))
    with pytest.raises(vreward.Error, match="label"):
        detection.score(["[]"], [found])
    assert vreward.Scorer("detection", labels="ignore").score(["[[0, 0, 10, 10]]"], [found]).score.tolist() == [1]
    assert detection.score(["[]"], [supervision.Detections.empty()]).score.tolist() == [1]
    assert detection.score_items([supervision.Detections.empty()], [TRUTHS[3]]).score.tolist() == [1]


@pytest.mark.parametrize("column", [name for name in TEXTS if "arrow" in name or "large" in name or "chunks" in name])
def test_documents_that_repeat_in_arrow(column: str) -> None:
    """Each is read once; scores, errors and their places are those of a list."""
    counting = vreward.Scorer("counting")
    completions = [str(i % 5) for i in range(600)]
    truths = [str(i // 8 % 4) for i in range(600)]
    assert counting.score(completions, TEXTS[column](truths)).to_dicts() == counting.score(completions, truths).to_dicts()
    truths[511] = truths[5] = "many"
    with pytest.raises(vreward.Error) as listed:
        counting.score(completions, truths)
    with pytest.raises(vreward.Error) as shared:
        counting.score(completions, TEXTS[column](truths))
    assert (shared.value.index, str(shared.value)) == (listed.value.index, str(listed.value)) == (5, str(shared.value))
    assert repr(shared.value.scores.to_dicts()) == repr(listed.value.scores.to_dicts())


def test_texts_beyond_32_bits(monkeypatch: pytest.MonkeyPatch, detection: vreward.Scorer, expected: List[Any]) -> None:
    """Chunks whose text is more than 32 bits of offsets reach get 64, as one array could not hold them otherwise."""
    monkeypatch.setattr(texts, "_NARROW_BYTES", 10)
    assert detection.score(COLUMNS["arrow chunks"](COMPLETIONS), TRUTHS).to_dicts() == expected


# ---- what is refused -------------------------------------------------------------------------------------------------

TABLES = [
    pandas.DataFrame({"a": COMPLETIONS}),
    polars.DataFrame({"a": COMPLETIONS}),
    pyarrow.table({"a": COMPLETIONS}),
    pyarrow.record_batch({"a": pyarrow.array(COMPLETIONS)}),
    datasets.Dataset.from_dict({"a": COMPLETIONS}),
]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: type(table).__name__)
def test_tables_are_refused(table: Any, detection: vreward.Scorer) -> None:
    name = type(table).__name__
    sentence = f"must be a list, not {name}; of a table, give one column"
    with pytest.raises(TypeError, match=f"^completions {sentence}$"):
        detection.score(table, TRUTHS)
    with pytest.raises(TypeError, match=f"^truths {sentence}$"):
        detection.score(COMPLETIONS, table)
    with pytest.raises(TypeError, match=f"^items {sentence}$"):
        detection.score_items(table, TRUTHS)
    with pytest.raises(TypeError, match=f"a {sentence}"):
        vreward.edit_distance(table, ["a"])
    with pytest.raises(TypeError, match=f"^a must be rows of numbers, not {name}; of a table, give the values"):
        vreward.iou(table, [[0, 0, 1, 1]])
    with pytest.raises(TypeError, match=f"^truth must be JSON text or what json can dump: {name} is not JSON$"):
        detection.score_one("[]", table)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"a": "b"}, "completions must be a list, not dict; of a dict, give a list of its values"),
        ({"a"}, "completions must be a list, not set; of a set, give a list of its values"),
        ("text", "completions must be a list of str or bytes, not one str"),
        (42, "completions must be a list of str or bytes, not int"),
        (numpy.array("text"), "completions must be a list of str or bytes, not ndarray"),
        (detections(TRUTHS[0]), "completions must be a list of str or bytes, not one Detections"),
        (TRUTHS, r"completions\[0\] must be str or bytes, not dict"),
        (pyarrow.array(TRUTHS), r"completions\[0\] must be str or bytes, not dict"),
        (numpy.arange(4.0), r"completions\[0\] must be str or bytes, not float"),
        (pandas.Series(["a", None], dtype=object), r"completions\[1\] must be str or bytes, not NoneType"),
        (pandas.Series(["a", None], dtype="string"), r"completions\[1\] must be str or bytes, not NAType"),
        (pyarrow.array(["a", None]), r"completions\[1\] must be str or bytes, not null"),
        (polars.Series(["a", None]), r"completions\[1\] must be str or bytes, not NoneType"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else type(value).__name__,
)
def test_what_is_no_list_of_texts(given: Any, sentence: str, detection: vreward.Scorer) -> None:
    with pytest.raises(TypeError, match=f"^{sentence}$"):
        detection.score(given, TRUTHS)


@pytest.mark.parametrize("one", [TRUTHS[0], detections(TRUTHS[0]), Image(**TRUTHS[0])])
def test_items_of_one_sample_alone(one: Any, detection: vreward.Scorer) -> None:
    sentence = f"items must be a list of samples, not one {type(one).__name__}; of one sample, give a list with it"
    with pytest.raises(TypeError, match=sentence):
        detection.score_items(one, TRUTHS)


@pytest.mark.parametrize(
    ("given", "kind", "sentence"),
    [
        ([0, 0, 10, 10], TypeError, r"a\[0\] must be a row of numbers, not 0; one row alone is \[\[...\]\]"),
        (objects([1, 2]), TypeError, r"a\[0\] must be a row of numbers, not 1; one row alone is \[\[...\]\]"),
        (numpy.array([["a", "b"]]), TypeError, "a must hold numbers, not elements of format"),
        (numpy.array([["2020-01-01"]], "datetime64[D]"), TypeError, r"a\[0\] must be a row of numbers"),
        (7, TypeError, "a must be rows of numbers, not int"),
        ({"a": 1}, TypeError, "a must be a list, not dict"),
        ("text", TypeError, "a must be rows of numbers, not one str"),
        (objects([[1, 2, 3, 4], [1, 2]]), vreward.Error, r"a\[1\] has 2 numbers, a\[0\] has 4"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_matrix(given: Any, kind: type, sentence: str) -> None:
    with pytest.raises(kind, match=sentence):
        vreward.iou(given, [[0, 0, 1, 1]])


def test_numbers_are_grammatical(detection: vreward.Scorer) -> None:
    for call, sentence in (
        (lambda: detection.score(["a"], ["{}", "{}"]), "^1 completion but 2 truths; truth_index="),
        (lambda: detection.score(["a", "b"], ["{}"]), "^2 completions but 1 truth; truth_index="),
        (lambda: detection.score(["a"], ["{}"], truth_index=[]), "^1 completion but 0 numbers in truth_index$"),
        (lambda: detection.score(["a"], ["{}"], truth_index=[1]), "is 1, but there is 1 truth$"),
        (lambda: detection.score(["a"], ["{}"] * 2, truth_index=[2]), "is 2, but there are 2 truths$"),
        (lambda: detection.score_items([{"boxes": [], "labels": ["a"]}] * 2, TRUTHS[:2]), "has 1 entry for 0 items$"),
    ):
        with pytest.raises(vreward.Error, match=sentence):
            call()
