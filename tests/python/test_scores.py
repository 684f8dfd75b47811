"""What comes back: slices, columns and means of Scores, and the same as numpy, pandas, Arrow and `datasets` have them; a
Matrix does as numpy's or refuses; whole tables."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from typing import Any

import datasets
import numpy
import pandas
import polars
import pyarrow
import pytest
import vreward

COMPLETIONS = ["3", "4", "none", "5", "3"]
TRUTHS = [3, 3, 3, {"bad": 1}, 3]


@pytest.fixture(scope="module")
def scores() -> vreward.Scores:
    """The fourth of five has a bad truth."""
    with pytest.raises(vreward.Error) as raised:
        vreward.Scorer("counting").score(COMPLETIONS, TRUTHS)
    found = raised.value.scores
    assert [math.isnan(value) for value in found.score] == [False, False, False, True, False]
    return found


@pytest.mark.parametrize(
    "place", [slice(1, 3), slice(None), slice(None, None, -1), slice(-2, None), slice(4, 1), slice(None, None, 2)]
)
def test_slices(place: slice, scores: vreward.Scores) -> None:
    part = scores[place]
    assert isinstance(part, vreward.Scores)
    assert repr(part.to_dicts()) == repr(scores.to_dicts()[place])  # NaN equals nothing
    assert (part.reason, part.reasons) == (scores.reason[place], scores.reasons[place])
    assert repr(part[::-1].to_dicts()) == repr(scores.to_dicts()[place][::-1])
    assert repr([part[i] for i in range(len(part))]) == repr(part.to_dicts())


def test_a_slice_is_a_copy(scores: vreward.Scores) -> None:
    part = scores[:1]
    part.score[0] = 7
    assert (part[0]["score"], scores[0]["score"]) == (7, 1)


def test_columns_by_name(scores: vreward.Scores) -> None:
    assert scores["score"] is scores.score
    assert scores["exact"] is scores.terms["exact"]
    assert scores["reason"] == scores.reason
    with pytest.raises(KeyError, match="no column 'exakt'; there are score, reason, format, parsed, accuracy"):
        scores["exakt"]


def test_means(scores: vreward.Scores) -> None:
    means = scores.mean()
    assert list(means) == ["score", *scores.terms]
    frame = pandas.DataFrame(scores.to_dicts()).drop(columns="reason")
    assert means == pytest.approx(frame.mean().to_dict())
    assert math.isnan(scores[3:4].mean()["score"])
    assert math.isnan(scores[:0].mean()["exact"])


def test_numpy(scores: vreward.Scores) -> None:
    views = scores.to_numpy()
    assert list(views) == ["score", *scores.terms]
    for name, view in views.items():
        assert view.dtype == numpy.float64
        assert numpy.array_equal(view, scores[name], equal_nan=True)
        assert numpy.shares_memory(view, numpy.asarray(scores[name]))
    assert [view.shape for view in scores[:0].to_numpy().values()] == [(0,)] * len(views)


def test_pandas(scores: vreward.Scores) -> None:
    frame = scores.to_pandas()
    assert repr(frame.to_dict("records")) == repr(scores.to_dicts())
    assert frame["score"].isna().tolist() == [False, False, False, True, False]
    assert list(scores[:0].to_pandas().columns) == list(frame.columns)


def test_arrow(scores: vreward.Scores) -> None:
    table = scores.to_arrow()
    expected = [
        {name: None if value != value else value for name, value in row.items()} for row in scores.to_dicts()
    ]
    assert table.to_pylist() == expected
    assert (table["score"].null_count, table["exact"].null_count) == (1, 1)
    assert table.schema.field("reason").type == pyarrow.string()
    assert scores[:0].to_arrow().column_names == table.column_names
    whole = scores[:3]
    assert whole.to_arrow()["score"].chunk(0).buffers()[1].address == whole.score.buffer_info()[0]


def test_columns_for_datasets() -> None:
    scorer = vreward.Scorer("counting")
    rows = datasets.Dataset.from_dict({"completion": COMPLETIONS, "truth": ["3"] * 5})
    for give in ("columns", "to_numpy", "to_arrow", "to_pandas"):
        found = rows.map(
            lambda batch, give=give: getattr(scorer.score(batch["completion"], batch["truth"]), give)(),
            batched=True,
            batch_size=2,
        )
        assert list(found["score"]) == scorer.score(COMPLETIONS, 3).score.tolist()


@pytest.mark.parametrize("method, package", [("to_pandas", "pandas"), ("to_arrow", "pyarrow"), ("to_numpy", "numpy")])
def test_a_missing_package_is_named(method: str, package: str) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        f"import vreward; vreward.Scorer('counting').score(['3'], 3).{method}()"
    )
    found = subprocess.run([sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=False)
    assert f"ImportError: Scores.{method}() needs {package}: pip install {package}" in found.stderr


# ---- a matrix --------------------------------------------------------------------------------------------------------


def test_a_matrix_does_as_numpys_or_refuses() -> None:
    boxes = [[0, 0, 10, 10], [0, 0, 10, 5], [20, 20, 30, 30]]
    matrix = vreward.iou(boxes, boxes[:2])
    array = numpy.asarray(matrix)
    assert (len(matrix), matrix.shape, matrix.tolist()) == (len(array), array.shape, array.tolist())
    asked = {
        "whole": [(lambda m, place=place: m[place]) for place in (0, -1, 2, (1, 1), (-1, 0), (2, -2), 3, (0, 2))],
        "slices": [lambda m: m[:, 0], lambda m: m[0, :], lambda m: m[1:], lambda m: m[..., 0], lambda m: m[[0, 1]]],
        "comparisons": [lambda m: m > 0.5, lambda m: m <= m, lambda m: m == 0.5, lambda m: m[0] == 1, lambda m: m != 1],
        "sums": [lambda m: m + 1, lambda m: m * 2, lambda m: -m, lambda m: 1 - m, lambda m: m @ m, lambda m: m.T],
        "calls": [lambda m: m.max(), lambda m: m[0].sum(), lambda m: 0.5 in m, lambda m: m[0] + m[1], lambda m: max(m)],
        "writing": [lambda m: m.__setitem__((0, 0), 0.5), lambda m: m.__setitem__(slice(1), 0)],
    }
    for calls in asked.values():
        for call in calls:
            try:
                found = call(matrix)
            except (TypeError, IndexError, AttributeError, ValueError):
                continue  # refused
            assert numpy.array_equal(found, call(array)), (found, call(array))


def test_a_matrix_equals_as_a_whole() -> None:
    boxes = [[0, 0, 10, 10], [0, 0, 10, 5]]
    one, other = vreward.iou(boxes, boxes), vreward.iou(boxes, boxes)
    assert one == other == [[1, 0.5], [0.5, 1]]
    assert one[0] == other[0] == [1, 0.5] == one[0]
    assert one[0] in one
    assert one != vreward.giou(boxes, [[50, 50, 60, 60]] * 2)
    assert one != [[1, 0.5]]
    assert one != [1, 0.5]
    assert one != "text"
    assert vreward.iou([], boxes) != vreward.iou([], boxes[:1])
    assert (numpy.asarray(one) == one).all()


# ---- whole tables ----------------------------------------------------------------------------------------------------

TABLE = pyarrow.table({"completion": COMPLETIONS, "truth": [json.dumps(truth) for truth in TRUTHS], "row": range(5)})
FRAMES = {
    "arrow": TABLE,
    "batch": TABLE.to_batches()[0],
    "slice": pyarrow.concat_tables([TABLE, TABLE])[5:],
    "pandas": TABLE.to_pandas(),
    "polars": polars.from_arrow(TABLE),
    "datasets": datasets.Dataset(TABLE).with_format("arrow")[:],
}


def rows_of(table: Any) -> Any:
    return (table if isinstance(table, pyarrow.Table) else pyarrow.table(table)).to_pylist()


@pytest.mark.parametrize("table", FRAMES.values(), ids=FRAMES)
def test_tables(table: Any, scores: vreward.Scores) -> None:
    found = vreward.score_table(table, "counting")
    assert type(found) is (pyarrow.Table if isinstance(table, pyarrow.RecordBatch) else type(table))
    columns = list(getattr(found, "column_names", None) or found.columns)
    assert columns == ["completion", "truth", "row", "score", "reason", "terms"]
    rows = rows_of(found if not isinstance(found, pandas.DataFrame) else pyarrow.Table.from_pandas(found))
    assert [row["row"] for row in rows] == list(range(5))
    assert [row["reason"] for row in rows] == scores.reason
    assert [row["score"] for row in rows] == scores.to_arrow()["score"].to_pylist()
    assert [row["terms"]["exact"] for row in rows] == scores.to_arrow()["exact"].to_pylist()


def test_tables_with_other_names_and_tasks() -> None:
    table = pyarrow.table(
        {
            "said": [[{"role": "assistant", "content": "3"}], [{"role": "assistant", "content": "[0, 0, 10, 5]"}]],
            "gold": ["3", "[0, 0, 10, 10]"],
            "task": ["count", "box"],
            "score": ["mine", "mine"],
        }
    )
    recipes = {"count": "counting", "box": "grounding"}
    arguments: Any = {"truth": "gold", "completion": "said", "by": "task"}
    with pytest.raises(vreward.Error, match='vreward.score_table: the table has a column "score" already; prefix='):
        vreward.score_table(table, recipes, **arguments)
    found = vreward.score_table(table, recipes, prefix="reward_", **arguments)
    assert found.column_names == [*table.column_names, "reward_score", "reward_reason", "reward_terms"]
    assert (found["score"].to_pylist(), found["reward_score"].to_pylist()) == (["mine", "mine"], [1, 0.5])


def test_structs_as_truths() -> None:
    truths = [{"boxes": [[0, 0, 10, 10]], "labels": ["cat"]}, {"boxes": [], "labels": []}]
    table = pyarrow.table({"completion": ['[{"bbox_2d": [0, 0, 10, 5], "label": "cat"}]', "[]"], "truth": truths})
    for given in (table, table.to_pandas(), polars.from_arrow(table)):
        found = vreward.score_table(given, "detection", threads=2)
        assert numpy.asarray(found["score"]).tolist() == [0.5, 1]


@pytest.mark.parametrize(
    ("table", "arguments", "kind", "sentence"),
    [
        (TABLE, {"truth": "gold"}, vreward.Error, r'no column "gold" \(columns that came: completion, truth, row\)'),
        (TABLE, {"completion": "said"}, vreward.Error, 'no column "said"'),
        (TABLE, {"recipe": "countin"}, vreward.Error, "countin"),
        (TABLE, {"exakt": 1}, vreward.Error, "unknown member `exakt`"),
        (COMPLETIONS, {}, TypeError, "table must be a table of Arrow, pandas or polars, not list"),
        (datasets.Dataset(TABLE), {}, TypeError, r'give dataset.with_format\("arrow"\)\[:\]'),
        (pandas.Series(COMPLETIONS), {}, TypeError, "not Series"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_table(table: Any, arguments: Any, kind: type, sentence: str) -> None:
    with pytest.raises(kind, match=sentence):
        vreward.score_table(table, **{"recipe": "counting", **arguments})
