"""The functions that read Python's objects where they lie give what the calls through ctypes give, or stand aside."""

from __future__ import annotations

import gc
import json
import os
import random
import subprocess
import sys
import sysconfig
import threading
from array import array
from typing import Any, Callable

import numpy as np
import pytest
import vreward
from vreward import primitives
from vreward._binding import bridge, texts
from vreward._binding.loading import library

POSSIBLE = sys.version_info >= (3, 10) and not sysconfig.get_config_var("Py_GIL_DISABLED")
OFF = os.environ.get("VREWARD_BRIDGE") == "off"


class Text(str):
    pass


@pytest.mark.skipif(not POSSIBLE or OFF or sys.version_info >= (3, 16), reason="not known of this interpreter")
@pytest.mark.skipif(sys.maxsize < 2**62 or sys.byteorder == "big", reason="written down for 64 bits and little-endian")
def test_where_characters_lie_is_known() -> None:
    """Of an interpreter that keeps them in no known way, or some of them in another, nothing is taken to be known."""
    know = library().bridge.know_characters
    try:
        for samples in ((), ("\xe9",), (Text("kitten"),), ("kitten", Text("\xe9")), ("kitten", b"a")):
            assert know(samples) is None
    finally:
        assert know(bridge.SAMPLES) is True


LISTS: dict[str, Any] = {
    "ascii": ["a", "", "one two", "x" * 3000],
    "a tuple": ("a", "bc"),
    "latin": ["caf\xe9", "\xff\x80" * 40, "na\xefve", "cafe"],
    "two scripts": ["café", "你好，世界", "\U0001f600", "a"],
    "a NUL inside": ["a\0b", "c"],
    "a lone surrogate": ["a\ud800b", "c"],
    "a subclass": [Text("ab"), "c"],
    "bytes": [b"ab", b"\xff"],
    "both": ["ab", b"cd"],
    "one": ["ab"],
    "none": [],
}


def both(call: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """What a call gives, or raises, by way of the bridge and without it. By way of the bridge it is the same where the
    interpreter is asked for the characters of each str."""

    def outcome() -> Any:
        try:
            return call()
        except (vreward.Error, TypeError, ValueError) as failure:
            return type(failure), str(failure)

    bridged = outcome()
    know = library().bridge.know_characters
    know(())
    asked = outcome()
    know(bridge.SAMPLES)
    assert asked == bridged
    with monkeypatch.context() as patch:
        patch.setattr(library(), "bridge", bridge.ABSENT)
        patch.setattr(primitives, "_plain_distance", primitives._any_distance)
        for name in ("distance", "match", "match_boxes"):
            patch.setattr(primitives, "_" + name, getattr(bridge.ABSENT, name))
        return bridged, outcome()


def content(found: texts.Ragged) -> tuple[bytes, list[int]]:
    import ctypes

    data = ctypes.string_at(found.data, found.size) if found.size else b""
    return data, (ctypes.c_int64 * (found.number + 1)).from_address(found.offsets)[:]


@pytest.mark.skipif(not POSSIBLE or OFF, reason="this interpreter has none, or VREWARD_BRIDGE=off")
def test_there_is_one() -> None:
    assert library().bridge is not bridge.ABSENT


@pytest.mark.parametrize("name", LISTS)
def test_texts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bridged, plain = both(lambda: content(texts.ragged(LISTS[name], "texts")), monkeypatch)
    assert bridged == plain


@pytest.mark.parametrize("left", LISTS)
def test_distances(left: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists against lists and against one text, and each text with each."""
    for right in LISTS:
        calls = [lambda: vreward.edit_distance(LISTS[left], LISTS[right])]
        calls += [lambda a=a, b=b: vreward.edit_distance(a, b) for a in LISTS[left] for b in LISTS[right]]
        calls += [lambda b=b: vreward.edit_distance(LISTS[left], b, unit="word", bound=1) for b in LISTS[right]]
        for call in calls:
            bridged, plain = both(call, monkeypatch)
            assert bridged == plain and type(bridged) is type(plain)


ALPHABETS = [
    "ab",
    "abcdefghij .",
    "\u00e9\u00e8e\u00ea",
    "\u4f60\u597d\u4e16\u754c\uff0c",
    "a\u4f60\U0001f600\u0301\ufffd\ud800\udfff",
]


def short_texts(count: int, most: int) -> list[str]:
    """In some alphabet each, at the borders of what a vector, a word and a block hold, or of any length."""
    source = random.Random(count)
    lengths = [0, 1, 3, 4, 7, 8, 9, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257]
    sizes = [source.choice([size for size in lengths if size <= most] + [source.randrange(most)]) for _ in range(count)]
    return ["".join(source.choices(source.choice(ALPHABETS), k=size)) for size in sizes]


@pytest.mark.parametrize("options", [{}, {"distance": "indel"}, {"distance": "lcs"}, {"bound": 9}, {"unit": "byte"}])
@pytest.mark.parametrize("count, most", [(1, 20), (2, 70), (9, 40), (300, 70), (301, 140), (120, 300)])
def test_pairs_of_lists(count: int, most: int, options: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is computed together gives what each pair gives alone."""
    a, b = short_texts(count, most), short_texts(count + 1, most)[1:]
    b[::3] = [text[:5] + "x" + text[5:] for text in a[::3]]
    for left, right in ((a, b), (tuple(a), b), (a, b[-1]), (a[0], b)):
        bridged, plain = both(lambda x=left, y=right: vreward.edit_distance(x, y, **options), monkeypatch)
        assert bridged == plain and type(bridged) is type(plain)
    together = vreward.edit_distance(a, b, **options).tolist()
    assert together == [vreward.edit_distance(x, y, **options) for x, y in zip(a, b)]


def test_long_texts_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    bridged, plain = both(lambda: vreward.edit_distance("ab" * 4000, "ba" * 3000 + "é"), monkeypatch)
    assert bridged == plain > 0
    a, b = ["ab" * 400, "你" * 3000, "c"] * 9, ["ba" * 300 + "é", "x" * 4000, "cd"] * 9
    bridged, plain = both(lambda: vreward.edit_distance(a, b), monkeypatch)
    assert bridged == plain and bridged[-1] == 1
    assert vreward.edit_distance([*a, "\ud800"], [*b, "\ufffd"])[-1] == 0
    assert vreward.edit_distance([*a, b"c"], [*b, "cd"])[-1] == 1  # what is not its own comes last


BOXES = np.random.default_rng(1).random((6, 4)) + [0, 0, 1, 1]
MATRICES: dict[str, Any] = {
    "doubles": BOXES,
    "not writable": np.frombuffer(BOXES.tobytes()).reshape(6, 4),
    "columns first": np.asfortranarray(BOXES),
    "every other row": BOXES[::2],
    "float32": BOXES.astype("float32"),
    "whole numbers": (BOXES * 9).astype(int),
    "other bytes first": BOXES.astype(">f8"),
    "no rows": BOXES[:0],
    "three columns": np.ascontiguousarray(BOXES[:, :3]),
    "one dimension": BOXES[0],
    "three dimensions": BOXES[None],
    "lists": BOXES.tolist(),
    "rows of unequal length": [[1.0, 2.0], [3.0]],
    "NaN": np.where(BOXES > 1.5, np.nan, BOXES),
    "infinity": np.where(BOXES > 1.5, np.inf, BOXES),
    "texts": [["a"]],
    "objects": BOXES.astype(object),
    "a memoryview": memoryview(BOXES),
    "not aligned": np.frombuffer(b"x" + BOXES.tobytes(), np.dtype("u1"))[1:].view("f8").reshape(6, 4),
    "many": np.random.default_rng(2).random((90, 4)) + [0, 0, 1, 1],
    "very many": np.random.default_rng(3).random((300, 4)) + [0, 0, 1, 1],
}


@pytest.mark.parametrize("name", MATRICES)
def test_matching(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in (MATRICES["doubles"], MATRICES["very many"], MATRICES[name]):
        for how in ("optimal", "greedy", "no such way"):
            call = lambda other=other, how=how: vreward.match_boxes(MATRICES[name], other, how=how, min=0.1)  # noqa: E731
            bridged, plain = both(call, monkeypatch)
            assert bridged == plain
    for minimum in (None, 0.5):
        bridged, plain = both(lambda m=minimum: vreward.match(MATRICES[name], min=m), monkeypatch)
        assert bridged == plain and type(bridged) is type(plain)


def test_results_belong_to_the_caller() -> None:
    first, second = vreward.match(BOXES), vreward.match(BOXES)
    first[0] = 77
    assert second[0] != 77 and isinstance(first, array)
    first.append(1)
    assert len(first) == 7


COMPLETIONS = [
    '[{"bbox_2d": [0, 0, 9, 5], "label": "cat"}]',
    "",
    "nothing",
    "a\ud800",
    "x" * 9000,
    b"[1, 2, 3, 4]",
    Text("[]"),
    7,
]
TRUTHS = ['{"boxes": [[0, 0, 9, 9]], "labels": ["cat"]}', {"boxes": [], "labels": []}, "no JSON", "", None, "\ud800"]


@pytest.mark.parametrize("completion", COMPLETIONS, ids=repr)
def test_one_score(completion: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = vreward.Scorer("detection")
    for truth in TRUTHS:
        bridged, plain = both(lambda t=truth: list(scorer.score_one(completion, t).items()), monkeypatch)
        assert bridged == plain
        bridged, plain = both(lambda t=truth: vreward.score("detection", completion, t), monkeypatch)
        assert bridged == plain


def rows_of(scores: vreward.Scores) -> str:
    assert all(isinstance(column, array) for column in (scores.score, scores.reason_bits, *scores.terms.values()))
    return repr((scores.to_dicts(), scores.reasons))


CAT, DOG = json.dumps({"boxes": [[0, 0, 9, 9]], "labels": ["cat"]}), json.dumps({"boxes": [[0, 0, 9, 5]], "labels": ["dög"]})
BATCHES: dict[str, tuple[Any, Any]] = {
    "one": (COMPLETIONS[:1], [CAT]),
    "one and one for all": (COMPLETIONS[:1], CAT),
    "one for all": (COMPLETIONS[:3], CAT),
    "tuples": (tuple(COMPLETIONS[:2]), (CAT, DOG)),
    "equal truths apart": (COMPLETIONS[:1] * 6, [CAT, DOG, CAT[:5] + CAT[5:], CAT, "".join(DOG), CAT]),
    "all truths equal": (COMPLETIONS[:3], [CAT] * 3),
    "each its own": (COMPLETIONS[:1] * 40, [CAT.replace("9, 9", f"{n}, 9") for n in range(1, 41)]),
    "more than is kept": (["x" * 3_000_000, "[1, 2, 3, 4]" + "é" * 900_000], CAT),
    "none": ([], []),
    "no truth": (COMPLETIONS[:2], None),
    "too few truths": (COMPLETIONS[:3], [CAT, DOG]),
    "a bad truth": (COMPLETIONS[:3], [CAT, "no JSON", DOG]),
    "a surrogate": (COMPLETIONS[:4], [CAT] * 4),
    "a truth with a surrogate": (COMPLETIONS[:2], [CAT, "\ud800"]),
    "bytes among them": (COMPLETIONS[:1] + COMPLETIONS[5:7], [CAT] * 3),
    "a number among them": (COMPLETIONS[:1] + COMPLETIONS[7:], [CAT] * 2),
    "dicts": (COMPLETIONS[:2], [json.loads(CAT), json.loads(DOG)]),
    "a text for a list": (COMPLETIONS[0], CAT),
}


@pytest.mark.parametrize("name", BATCHES)
def test_batches(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    completions, truths = BATCHES[name]
    for recipe in ("detection", "ocr", "counting", "length"):
        scorer = vreward.Scorer(recipe, **({"soft": 3, "hard": 9} if recipe == "length" else {}))
        for threads in (1, 2):
            call = lambda s=scorer, t=threads: rows_of(s.score(completions, truths, t))  # noqa: E731
            bridged, plain = both(call, monkeypatch)
            assert bridged == plain


def test_columns_belong_to_the_caller() -> None:
    scorer = vreward.Scorer("ocr")
    truths = [json.dumps({"text": text}) for text in ("ab", "cd")]
    first = scorer.score(["ab", "cx"], truths)
    before = rows_of(first)
    scorer.score(["", ""], truths)
    assert rows_of(first) == before
    first.score.append(1.0)
    assert len(first.score) == 3


def test_references_and_memory_stay() -> None:
    scorer, truth = vreward.Scorer("detection"), json.dumps({"boxes": [[0, 0, 9, 9]], "labels": ["cat"]})
    completion, words = '[{"bbox_2d": [0, 0, 9, 5], "label": "cat"}]' + "é", ["ab", "cé"]
    long = ["ab" * 3000, "cé" * 3000]  # without the lock

    def everything() -> None:
        scorer.score_one(completion, truth)
        scorer.score([completion], [truth])
        scorer.score([completion, completion], [truth, truth])
        scorer.score([completion, "\ud800"], truth)
        vreward.edit_distance(words, words)
        vreward.edit_distance(words, ["a", "\ud800"])
        vreward.edit_distance(words[0], words[1])
        vreward.edit_distance(long, [text + "x" for text in long])
        vreward.edit_distance([*words, *long, b"c"], long[0] + "x")
        vreward.match_boxes(BOXES, BOXES)
        vreward.match(BOXES)

    everything()
    watched = [completion, truth, words, *words, BOXES, None, True, str, list]
    gc.collect()
    before, blocks = list(map(sys.getrefcount, watched)), sys.getallocatedblocks()
    for _ in range(500):
        everything()
    gc.collect()
    assert [now - then for now, then in zip(map(sys.getrefcount, watched), before) if abs(now - then) > 50] == []
    assert sys.getallocatedblocks() - blocks < 200


def test_a_list_that_another_thread_changes() -> None:
    """Of short texts, and of so long ones that the lock is given back meanwhile."""
    scorer = vreward.Scorer("ocr")
    for size, rounds in ((100, 300), (1000, 40)):
        held = ["a" * size, "b" * size] * 200
        stop = threading.Event()

        def change(held: list[str] = held, stop: threading.Event = stop) -> None:
            while not stop.is_set():
                held.append("c")
                held.pop()
                held[3] = "d" * (len(held) % 7)

        thread = threading.Thread(target=change)
        thread.start()
        try:
            for _ in range(rounds):
                assert len(vreward.edit_distance(held, "a" * size)) >= 400
                assert len(scorer.score(held, '{"text": "a"}')) >= 400
        finally:
            stop.set()
            thread.join()


def test_texts_that_another_thread_lets_go() -> None:
    """They are held while they are scored without the lock: else what takes their memory is scored."""
    scorer, size, count = vreward.Scorer("ocr"), 1000, 300
    truth = json.dumps({"text": "x" * (size // 2) + "z" * (size // 2)})
    expected = scorer.score_one("x" * size, truth)["score"]
    held = ["x" * size for _ in range(count)]
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for i in range(count):
                held[i] = "x" * size
            others = ["y" * size for _ in range(count)]
            others.clear()

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(40):
            assert set(scorer.score(held, truth).score) == {expected}
    finally:
        stop.set()
        thread.join()


PROGRAM = """
import vreward
from vreward._binding import bridge
from vreward._binding.loading import library
print(library().bridge is bridge.ABSENT, vreward.edit_distance("kitten", "sitting"), vreward.score("counting", "3", 3)["score"])
"""


def test_it_can_be_switched_off() -> None:
    for value in ("off", "0"):
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM], env={**os.environ, "VREWARD_BRIDGE": value}, capture_output=True, text=True
        )
        assert (ran.stdout.split(), ran.stderr) == (["True", "3", "1.0"], "")


def test_an_interpreter_without_a_function_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one whose functions do something else."""
    import ctypes

    opened = ctypes.PyDLL(library().path)
    with monkeypatch.context() as patch:
        patch.setattr(bridge, "_addresses", lambda _opened: None)
        assert bridge.bridge_of(opened) is bridge.ABSENT
    with monkeypatch.context() as patch:
        patch.setattr(bridge, "_works", lambda _bridge: False)
        assert bridge.bridge_of(opened) is bridge.ABSENT
    with monkeypatch.context() as patch:
        patch.setattr(sys.implementation, "name", "pypy")
        assert bridge.bridge_of(opened) is bridge.ABSENT


@pytest.mark.skipif(not POSSIBLE or OFF, reason="this interpreter has none, or VREWARD_BRIDGE=off")
def test_wrong_functions_are_noticed() -> None:
    """Each of them, when it gives something else."""
    working = library().bridge
    assert bridge._works(working)
    for name in ("gather", "distance", "edit_distance", "match", "match_boxes"):
        assert not bridge._works(working._replace(**{name: lambda *_: None}))
