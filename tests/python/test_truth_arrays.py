"""Truths that are dicts of arrays and lists are read where they lie, and score what their documents score."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any, Callable

import numpy as np
import pytest
import vreward
from vreward._binding import bridge
from vreward._binding.loading import library
from vreward._scoring.truths import truths_for

CHANCE = np.random.default_rng(5)
PLACES = [CHANCE.integers(0, 60, (count, 2)) for count in (3, 1, 0, 7)]
BOXES = [np.hstack([place, place + 1 + CHANCE.integers(0, 40, place.shape)]).astype(float) for place in PLACES]
LABELS = [["cat", "a \ud800 dog", "鳥"], ["cat"], [], ["dog"] * 7]
FOUND = [boxes + CHANCE.standard_normal(boxes.shape) for boxes in BOXES]
RECIPES = ["detection", "grounding", "counting", "ocr", "number", "answer", "perception-r1-detection", "pr1-grounding"]
KINDS: dict[str, Callable[[Any], Any]] = {
    "doubles": lambda boxes: boxes,
    "float32": lambda boxes: boxes.astype("float32"),
    "float16": lambda boxes: boxes.astype("float16"),
    "whole numbers": lambda boxes: boxes.astype(int),
    "bytes": lambda boxes: boxes.astype("uint8"),
    "other bytes first": lambda boxes: boxes.astype(">f8"),
    "columns first": lambda boxes: np.asfortranarray(boxes),
    "every other row": lambda boxes: np.repeat(boxes, 2, 0)[::2],
    "not writable": lambda boxes: np.frombuffer(boxes.tobytes()).reshape(boxes.shape),
    "not aligned": lambda boxes: np.frombuffer(b"x" + boxes.tobytes(), "u1")[1:].view("f8").reshape(boxes.shape),
    "lists": lambda boxes: boxes.tolist(),
    "tuples": lambda boxes: tuple(map(tuple, boxes.astype(int).tolist())),
    "lists of arrays": list,
    "objects": lambda boxes: boxes.astype(object),
}
# What a box or a label is replaced with: by what it is called.
WRONG: dict[str, Any] = {
    "no number": {"boxes": [[1, 2, 3, "4"]], "labels": ["cat"]},
    "three numbers": {"boxes": np.ones((1, 3)), "labels": ["cat"]},
    "one dimension": {"boxes": np.array([1.0, 2, 3, 4]), "labels": ["cat"]},
    "NaN": {"boxes": np.array([[1, 2, 3, np.nan]]), "labels": ["cat"]},
    "infinity": {"boxes": np.array([[1, 2, np.inf, 4]]), "labels": ["cat"]},
    "corners exchanged": {"boxes": np.array([[9.0, 2, 3, 4]]), "labels": ["cat"]},
    "beyond doubles": {"boxes": [[1, 2, 3, 10**400]], "labels": ["cat"]},
    "true and false": {"boxes": [[False, False, True, True]], "labels": ["cat"]},
    "an array of true and false": {"boxes": np.array([[False, False, True, True]]), "labels": ["cat"]},
    "two labels": {"boxes": np.array([[1.0, 2, 3, 4]]), "labels": ["cat", "dog"]},
    "no labels": {"boxes": np.array([[1.0, 2, 3, 4]])},
    "a number for a label": {"boxes": np.array([[1.0, 2, 3, 4]]), "labels": [7]},
    "another member": {"boxes": np.array([[1.0, 2, 3, 4]]), "labels": ["cat"], "lables": []},
    "boxes and points": {"boxes": np.array([[1.0, 2, 3, 4]]), "points": np.array([[1.0, 2]]), "labels": ["cat"]},
    "points": {"points": np.array([[1.0, 2]]), "labels": ["cat"]},
    "nothing": {},
}


@pytest.fixture(params=["read in place", "by ctypes"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "by ctypes":
        monkeypatch.setattr(library(), "bridge", bridge.ABSENT)
    return str(request.param)


def outcome(call: Callable[[], vreward.Scores]) -> Any:
    """Scores and reasons, or the error with its place and the scores of the others."""
    try:
        scores = call()
    except vreward.Error as failure:
        scores = failure.scores  # type: ignore[assignment]
        if scores is None:
            return str(failure)
        return failure.code, failure.index, repr(scores.score), scores.reason
    return repr(scores.score), {name: repr(values) for name, values in scores.terms.items()}, scores.reason


def document(truth: Any) -> str:
    return json.dumps(truth, default=lambda value: value.tolist())


def are_arrays(truths: Any) -> bool:
    return truths_for(truths, None, len(truths), lambda: "json").arrays is not None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("recipe", RECIPES)
def test_arrays_score_what_documents_score(recipe: str, kind: str) -> None:
    scorer = vreward.Scorer(recipe)
    truths = [{"boxes": KINDS[kind](boxes), "labels": labels} for boxes, labels in zip(BOXES, LABELS)]
    texts = [document([{"bbox_2d": box, "label": "cat"} for box in boxes.tolist()]) for boxes in FOUND]
    items = [{"boxes": boxes, "labels": labels} for boxes, labels in zip(FOUND, LABELS)]
    documents = [document(truth) for truth in truths]
    for threads in (1, 3):
        assert outcome(lambda t=threads: scorer.score(texts, truths, t)) == outcome(
            lambda t=threads: scorer.score(texts, documents, t)
        )
        assert outcome(lambda t=threads: scorer.score_items(items, truths, t)) == outcome(
            lambda t=threads: scorer.score_items(items, documents, t)
        )
    index = [3, 0, 0, 1]
    assert outcome(lambda: scorer.score(texts, truths, truth_index=index)) == outcome(
        lambda: scorer.score(texts, documents, truth_index=index)
    )
    for truth, text in zip(truths, documents):
        assert outcome(lambda t=truth: scorer.score(texts, t)) == outcome(lambda t=text: scorer.score(texts, t))


def test_which_are_read_where_they_lie() -> None:
    in_place = library().bridge is not bridge.ABSENT
    lists = {"lists", "tuples"} if in_place else set()
    for kind, made in KINDS.items():
        truths = [{"boxes": made(boxes), "labels": labels} for boxes, labels in zip(BOXES, LABELS)]
        assert are_arrays(truths) == (kind in lists or kind not in {"lists", "tuples", "lists of arrays", "objects"}), (
            kind
        )
    assert are_arrays([{"points": np.ones((2, 2))}, {"points": np.ones((0, 2))}])
    assert not are_arrays([{"points": np.ones((2, 2))}, {"boxes": np.ones((0, 4))}])
    assert not are_arrays([{"boxes": np.ones((1, 4)), "labels": ["cat"]}, {"boxes": np.ones((1, 4))}])
    assert not any(are_arrays([wrong]) for name, wrong in WRONG.items() if name not in FOR_THE_LIBRARY)


FOR_THE_LIBRARY = {"NaN", "infinity", "corners exchanged", "no labels", "points"}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("recipe", RECIPES)
def test_what_is_wrong_is_said(recipe: str, name: str) -> None:
    """Of which sample, with the scores of the others, as of documents; and which member."""
    scorer = vreward.Scorer(recipe)
    truths = [{"boxes": BOXES[1], "labels": LABELS[1]}, WRONG[name]]
    documents = [document(truth) for truth in truths]
    texts = [document([{"bbox_2d": box, "label": "cat"} for box in FOUND[1].tolist()])] * 2
    items = [{"boxes": FOUND[1], "labels": LABELS[1]}] * 2
    for calls in (
        [lambda t=t: scorer.score(texts, t) for t in (truths, documents)],
        [lambda t=t: scorer.score(texts[:1], t[1]) for t in (truths, documents)],
        [lambda t=t: scorer.score_items(items, t) for t in (truths, documents)],
        [lambda t=t: scorer.score_items(items[:1], t[1:]) for t in (truths, documents)],
    ):
        assert outcome(calls[0]) == outcome(calls[1])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("NaN", r"truth member 'boxes' at index 0 .*number"),
        ("infinity", r"truth member 'boxes' at index 0 .*number"),
        ("corners exchanged", r"truth member 'boxes' at index 0 .*xywh"),
        ("beyond doubles", r"truth member 'boxes'|truth is not JSON"),
        ("true and false", r"truth member 'boxes'"),
        ("three numbers", r"truth member 'boxes'"),
        ("two labels", r"truth member 'labels'"),
        ("no labels", r"labels"),
        ("another member", r"'lables' is unknown.* is 'labels' meant"),
    ],
)
def test_it_is_said_in_words_that_help(name: str, said: str) -> None:
    with pytest.raises(vreward.Error, match=said):
        vreward.Scorer("detection").score_items([{"boxes": [], "labels": []}], [WRONG[name]])


def test_the_form_of_truths_decides() -> None:
    """A recipe that reads truths as a model writes them reads these so."""
    scorer = vreward.Scorer("detection", truth_format="answer", labels="ignore")
    truth = {"boxes": BOXES[0]}
    assert outcome(lambda: scorer.score(["[]"], truth)) == outcome(lambda: scorer.score(["[]"], document(truth)))


def test_points() -> None:
    scorer = vreward.Scorer("counting")
    truths = [{"points": place.astype(float)} for place in PLACES]
    items = [{"points": place + 1.0} for place in PLACES]
    documents = [document(truth) for truth in truths]
    assert outcome(lambda: scorer.score_items(items, truths)) == outcome(lambda: scorer.score_items(items, documents))
    assert outcome(lambda: scorer.score(["2"] * 4, truths[2])) == outcome(lambda: scorer.score(["2"] * 4, documents[2]))


def test_figures_of_a_data_set() -> None:
    """The bad truth in the middle is counted, the others are added, either way."""
    truths = [{"boxes": boxes, "labels": labels} for boxes, labels in zip(BOXES, LABELS)] + [WRONG["NaN"]]
    items = [{"boxes": boxes, "labels": labels} for boxes, labels in zip(FOUND, LABELS)] + [{"boxes": [], "labels": []}]
    texts = [document([{"bbox_2d": box, "label": "cat"} for box in boxes.tolist()]) for boxes in FOUND] + ["none"]
    results = []
    for given in (truths, [document(truth) for truth in truths]):
        evaluation = vreward.Evaluation("detection")
        for add in (
            lambda e=evaluation, t=given: e.add_items(items, t, range(5)),
            lambda e=evaluation, t=given: e.add(texts, t, range(5)),
        ):
            with pytest.raises(vreward.Error) as raised:
                add()
            assert raised.value.index == 4
        results.append(evaluation.result())
    assert results[0] == results[1]
    assert results[0]["bad_truths"] == 2


def test_many_boxes_without_the_lock() -> None:
    places = CHANCE.random((300, 2)) * 900
    boxes = np.hstack([places, places + 30])
    items = [{"boxes": boxes + 3, "labels": ["cat"] * 300, "confidences": CHANCE.random(300)}] * 2
    truths = [{"boxes": boxes.tolist(), "labels": ("cat",) * 300}, {"boxes": boxes[::-1], "labels": ["cat"] * 300}]
    scorer = vreward.Scorer("detection", ap=["ap"])
    documents = [document(truth) for truth in truths]
    assert outcome(lambda: scorer.score_items(items, truths)) == outcome(lambda: scorer.score_items(items, documents))


def test_numbers_that_do_not_go_together() -> None:
    scorer = vreward.Scorer("detection")
    items = [{"boxes": boxes, "labels": labels} for boxes, labels in zip(BOXES, LABELS)]
    for few in (items[:2], items[:1]):
        with pytest.raises(vreward.Error, match=f"4 completions but {len(few)} truth"):
            scorer.score_items(items, few)
    with pytest.raises(vreward.Error, match="scores texts, not items"):
        vreward.Scorer("ocr").score_items(items, items)
    assert len(scorer.score_items([], [])) == 0


class Changing:
    """An array that empties the caller's list while its memory is asked for, as code of Python's may."""

    def __init__(self, boxes: Any, lists: list[list[Any]]) -> None:
        self.boxes, self.lists = boxes, lists

    def __buffer__(self, flags: int) -> memoryview:
        for one in self.lists:
            one.clear()
        return memoryview(self.boxes)


def test_lists_that_change_meanwhile(way: str) -> None:
    """What is read in place is gone then; ctypes has copied it, where Python can lend memory at all (3.12)."""
    boxes, labels = BOXES[0].tolist(), list(LABELS[0])
    items: list[Any] = [{"boxes": boxes, "labels": labels}, None]
    items[1] = {"boxes": Changing(BOXES[0], [boxes, labels, items]), "labels": LABELS[0]}
    copied = way == "by ctypes" and sys.version_info >= (3, 12)
    with contextlib.nullcontext() if copied else pytest.raises((vreward.Error, TypeError)):
        scores = vreward.Scorer("detection").score_items(items, [{"boxes": [], "labels": []}] * 2)
        assert list(scores.score) == [0, 0]
    assert items == [] or not copied
