"""Prepared truths score as those that they were made of, by way of the bridge and without it."""

from __future__ import annotations

import copy
import gc
import json
import os
import pickle
import sys
import threading
from typing import Any, Callable

import numpy as np
import pytest
import vreward
from vreward._binding import bridge
from vreward._binding.loading import library

ROWS: list[Any] = [
    {"boxes": [[0, 0, 10, 10]], "labels": ["caf\xe9"]},
    {"boxes": [[20, 0, 30, 10], [0, 0, 5, 5]], "labels": ["dog", "caf\xe9"]},
    {"boxes": [], "labels": []},
]
TEXTS = [
    '[{"bbox_2d": [0, 0, 10, 10], "label": "caf\xe9"}]',
    '[{"bbox_2d": [0, 0, 5, 5], "label": "caf\xe9"}]',
    "[]",
    '[{"bbox_2d": [20, 0, 30, 8], "label": "dog"}]',
]
ITEMS = [
    {"boxes": [[0, 0, 10, 10]], "labels": ["caf\xe9"]},
    {"boxes": [[0, 0, 5, 5]], "labels": ["caf\xe9"]},
    {"boxes": [], "labels": []},
    {"boxes": [[20, 0, 30, 8]], "labels": ["dog"]},
]
INDEX = [0, 1, 2, 1]
KINDS: dict[str, Callable[[list[Any]], Any]] = {
    "dicts": list,
    "texts": lambda rows: [json.dumps(row) for row in rows],
    "bytes": lambda rows: [json.dumps(row).encode() for row in rows],
    "a tuple": tuple,
    "members beyond boxes": lambda rows: [{**row, "ignore": [False] * len(row["boxes"])} for row in rows],
    "arrays": lambda rows: [{**row, "boxes": np.array(row["boxes"], float).reshape(-1, 4)} for row in rows],
}
scorer = vreward.Scorer("detection")


@pytest.fixture(params=["read in place", "by ctypes"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "by ctypes":
        monkeypatch.setattr(library(), "bridge", bridge.ABSENT)


def same(left: vreward.Scores, right: vreward.Scores) -> bool:
    return left.to_dicts() == right.to_dicts() and left.reason_bits == right.reason_bits


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("threads", [1, 4])
def test_they_score_as_what_they_were_made_of(kind: str, threads: int) -> None:
    rows = KINDS[kind](ROWS)
    truths = scorer.prepare(rows)
    assert type(truths) is vreward.Truths
    assert len(truths) == 3
    del rows
    gc.collect()
    given = KINDS[kind](ROWS)
    for index in (INDEX, tuple(INDEX), np.array(INDEX), [True, 0, 2, 1]):
        expected = scorer.score(TEXTS, given, threads, truth_index=index)
        assert same(scorer.score(TEXTS, truths, threads, truth_index=index), expected)
        expected = scorer.score_items(ITEMS, given, threads, truth_index=index)
        assert same(scorer.score_items(ITEMS, truths, threads, truth_index=index), expected)
    assert scorer.score(TEXTS, truths, threads, truth_index=INDEX).score.tolist() == [1, 2 / 3, 1, 1.6 / 3]
    assert scorer.score(TEXTS[:3], truths, threads, truth_index=[1, 0, 0]).score.tolist() == [0.5 / 3, 0.25, 0]
    assert same(scorer.score(TEXTS[:3], truths, threads), scorer.score(TEXTS[:3], given, threads))
    assert same(scorer.score_items(ITEMS[:3], truths, threads), scorer.score_items(ITEMS[:3], given, threads))


def test_the_bridge_takes_them() -> None:
    handle, truths = scorer._open(), scorer.prepare(ROWS)
    there = library().bridge is not bridge.ABSENT
    assert (handle.columns(TEXTS, truths, INDEX) is not None) == there
    assert (handle.item_columns(ITEMS, truths, INDEX) is not None) == there
    assert (handle.item_columns(ITEMS, ROWS, INDEX) is not None) == there
    for index in ([0, 1, 2], [0, 1, 2, 3], [0, 1, 2, -1], [0, 1, 2, True], [0, 1, 2, 2**70], "0120", None):
        assert handle.columns(TEXTS, truths, index) is None
        assert handle.item_columns(ITEMS, truths, index) is None


def test_their_memory_is_given_back_once() -> None:
    truths = scorer.prepare(ROWS)
    address, destroy, destroyed = truths._address, truths._destroy, []
    truths._destroy = destroyed.append
    del truths
    gc.collect()
    assert destroyed == [address]
    destroy(address)


def test_an_index_for_truths_that_are_not_prepared() -> None:
    texts = [json.dumps(row) for row in ROWS]
    expected = [vreward.Scorer("detection").score_one(text, texts[row]) for text, row in zip(TEXTS, INDEX)]
    assert scorer.score(TEXTS, texts, truth_index=INDEX).to_dicts() == expected
    assert scorer.score(TEXTS, texts * 100, truth_index=[row + 3 for row in INDEX]).to_dicts() == expected
    assert scorer.score_items(ITEMS, ROWS, truth_index=INDEX).score.tolist() == [row["score"] for row in expected]


@pytest.mark.parametrize(
    ("recipe", "rows", "texts"),
    [
        ("counting", [3, 4], ["4", "3"]),
        ("ocr", [{"text": "plain"}, '{"text": "x"}'], ["pla in", "x"]),
        ({"base": "ocr", "truth_format": "text"}, ["plain", "x\xe9"], ["pla in", "x"]),
        (
            {"base": "detection", "truth_format": "answer", "labels": "ignore"},
            ["[1,2,30,40]", "none"],
            ["[1,2,30,41]"] * 2,
        ),
        ("answer", ['"B"', 12.5], ["A", "12.5"]),
        ("format", ["{", 7], ["a", "b"]),
    ],
)
def test_truths_of_every_form(recipe: Any, rows: list[Any], texts: list[str]) -> None:
    rewarding = vreward.Scorer(recipe)
    assert same(rewarding.score(texts, rewarding.prepare(rows)), rewarding.score(texts, rows))


def test_one_truth_and_columns_of_arrow() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    column = pyarrow.array([json.dumps(row) for row in ROWS] * 100)
    assert len(scorer.prepare(column)) == 300
    assert same(scorer.score(TEXTS, scorer.prepare(column), truth_index=[299, 0, 1, 2]),
                scorer.score(TEXTS, ROWS, truth_index=[2, 0, 1, 2]))  # fmt: skip
    assert len(scorer.prepare(ROWS[0])) == 1
    assert scorer.score(TEXTS[:1], scorer.prepare(ROWS[0])).score.tolist() == [1.0]


def test_explanations_and_figures() -> None:
    truths = scorer.prepare(ROWS)
    for text, items, row in zip(TEXTS, ITEMS, INDEX):
        assert scorer.explain(text, truths, truth_index=row) == scorer.explain(text, ROWS[row])
        assert scorer.explain_items(items, truths, truth_index=row) == scorer.explain_items(items, ROWS[row])
    assert scorer.explain(TEXTS[0], scorer.prepare(ROWS[0])) == scorer.explain(TEXTS[0], ROWS[0])
    figures = []
    for given in (truths, ROWS):
        evaluation = vreward.Evaluation(scorer)
        evaluation.add(TEXTS, given, truth_index=INDEX)
        evaluation.add_items(ITEMS, given, truth_index=INDEX)
        figures.append(evaluation.result())
    assert figures[0] == figures[1]


def test_what_they_keep_and_who_may_use_them() -> None:
    made = vreward.Scorer("detection")
    truths = made.prepare(json.loads(json.dumps(ROWS)))
    expected = scorer.score(TEXTS, ROWS, truth_index=INDEX)
    made.close()
    del made
    gc.collect()
    wrong = []

    def use() -> None:
        for _ in range(50):
            if not same(scorer.score(TEXTS, truths, truth_index=INDEX), expected):
                wrong.append(1)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    child = os.fork() if sys.version_info < (3, 12) else None
    if child == 0:
        os._exit(0 if same(scorer.score(TEXTS, truths, truth_index=INDEX), expected) else 1)
    assert child is None or os.waitpid(child, 0)[1] == 0


def refused(call: Callable[[], object], message: str, index: int | None = None) -> None:
    with pytest.raises(vreward.Error, match=message) as failure:
        call()
    assert failure.value.index == index


def test_what_is_refused() -> None:
    truths = scorer.prepare(ROWS)
    other = vreward.Scorer("detection", min_iou=0.75)
    refused(lambda: other.score(TEXTS, truths, truth_index=INDEX), "of another recipe than the scorer's: prepare them")
    refused(lambda: other.score_items(ITEMS, truths, truth_index=INDEX), "of another recipe than the scorer's")
    refused(lambda: other.explain(TEXTS[0], truths, truth_index=0), "of another recipe than the scorer's")
    for score, samples in ((scorer.score, TEXTS), (scorer.score_items, ITEMS)):
        refused(lambda: score(samples, truths), "^4 completions but 3 truths; truth_index= says")  # noqa: B023
        for wrong in ([0, 1, 3, 0], [0, 1, -1, 0]):
            refused(lambda: score(samples, truths, truth_index=wrong), r"truth_index\[2\] is -?\d, but", 2)  # noqa: B023
        refused(lambda: score(samples, truths, truth_index=[0]), "4 completions but 1 number in truth_index")  # noqa: B023
        refused(lambda: score(samples, truths, truth_index=[0, 1, 2**70, 1]), "beyond 64 bits")  # noqa: B023
        with pytest.raises(TypeError, match="one whole number for each completion"):
            score(samples, truths, truth_index=[0, 1, 1.5, 1])
    refused(lambda: scorer.explain(TEXTS[0], truths), "1 completion but 3 truths")
    refused(lambda: scorer.explain(TEXTS[0], ROWS[0], truth_index=0), "leave truth_index out")
    refused(lambda: scorer.score(TEXTS, scorer.prepare([]), truth_index=[0] * 4), "but there are 0 truths", 0)
    with pytest.raises(TypeError, match=r"of prepared ones: score\(\[completion\], truths, truth_index=\[row\]\)"):
        scorer.score_one(TEXTS[0], truths)
    with pytest.raises(TypeError, match="Truths"):
        scorer.check(truths)


def test_bad_truths_are_refused_with_their_row() -> None:
    refused(lambda: scorer.prepare([*ROWS, {"boxes": [[3, 3, 1, 1]], "labels": ["a"]}]), r"^truths\[3\]: .*'boxes'", 3)
    refused(lambda: scorer.prepare(["{}", "[[1, 2"]), r"^truths\[0\]: ", 0)
    refused(lambda: vreward.Scorer("ocr", truth_format="text").prepare(["a", 7]), r"truths\[1\] must be text", 1)
    with pytest.raises(vreward.Error) as failure:
        scorer.prepare(['{"boxes": [], "labels": []}', '{"boxes": [}'])
    assert failure.value.offset == 11


def test_they_are_not_made_pickled_or_copied_otherwise() -> None:
    truths = scorer.prepare(ROWS)
    for call in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="neither pickled nor copied: send what they were made of"):
            call(truths)
    with pytest.raises(TypeError, match=r"vreward\.Scorer\(recipe\)\.prepare\(truths\)"):
        vreward.Truths()
    assert repr(truths) == "<vreward.Truths of 3>"
    assert len(scorer.prepare([])) == 0
