"""Scorers: recipes and overrides, batches, truths, reasons, errors, threads, forks and pickles."""

from __future__ import annotations

import array
import concurrent.futures
import copy
import doctest
import json
import math
import multiprocessing
import pickle
import random
import threading
import time

import cloudpickle
import numpy
import pyarrow
import pytest
import vreward

CAT = '{"bbox_2d": [0, 0, 10, 10], "label": "cat"}'
HALF = '{"bbox_2d": [0, 0, 10, 5], "label": "cat"}'
DOG = '{"bbox_2d": [20, 20, 30, 30], "label": "dog"}'
TRUTH = {"boxes": [[0, 0, 10, 10], [20, 20, 30, 30]], "labels": ["cat", "dog"]}
TRUTH_TEXT = json.dumps(TRUTH)
BOX = '{"box": [0, 0, 10, 10]}'

COMPLETIONS = [f"<answer>[{CAT}, {DOG}]</answer>", f"[{CAT}]", "something useful", f"[{HALF}, {DOG}]"]
SCORES = [1.0, 2 / 3, 0.0, 0.75]


@pytest.fixture(scope="module")
def detection() -> vreward.Scorer:
    return vreward.Scorer("detection")


def test_batch(detection: vreward.Scorer) -> None:
    scores = detection.score(COMPLETIONS, [TRUTH_TEXT] * 4)
    assert scores.score.tolist() == pytest.approx(SCORES)
    assert scores.reason == ["ok", "missed_items", "no_items", "ok"]
    assert list(scores.terms) == list(detection.terms)
    assert scores.terms["accuracy"] == scores.score
    assert scores.terms["missed"].tolist() == [0, 0.5, 1, 0]
    assert "missed_items" in scores.reasons[1]
    assert numpy.asarray(scores.score).tolist() == scores.score.tolist()
    assert numpy.shares_memory(numpy.asarray(scores.score), numpy.asarray(scores.score))


def test_rows(detection: vreward.Scorer) -> None:
    scores = detection.score(COMPLETIONS, TRUTH)
    rows = scores.to_dicts()
    assert len(scores) == len(rows) == 4
    assert rows == list(scores) == [scores[i] for i in range(4)]
    assert rows[-1] == scores[-1]
    assert list(rows[0]) == ["score", "reason", *detection.terms]
    assert rows[1]["reason"] == "missed_items"
    for bad in (4, -5):
        with pytest.raises(IndexError):
            scores[bad]
    assert repr(scores) == "<Scores of 4 samples>"
    assert pickle.loads(pickle.dumps(scores)).to_dicts() == rows


def test_reason_bits_are_the_reasons(detection: vreward.Scorer) -> None:
    scores = detection.score(COMPLETIONS, TRUTH)
    for bits, names in zip(scores.reason_bits, scores.reasons):
        assert bits == sum(1 << vreward.REASONS.index(name) for name in names)


def test_empty_batch(detection: vreward.Scorer) -> None:
    scores = detection.score([], [])
    assert (len(scores), scores.to_dicts(), scores.reason) == (0, [], [])
    assert list(scores.terms) == list(detection.terms)


@pytest.mark.parametrize(
    "completions",
    [
        tuple(COMPLETIONS),
        [text.encode() for text in COMPLETIONS],
        pyarrow.array(COMPLETIONS, pyarrow.large_string()),
        pyarrow.array(["x", *COMPLETIONS])[1:],
        pyarrow.chunked_array([COMPLETIONS[:1], COMPLETIONS[1:]]),
        numpy.array(COMPLETIONS),
        iter(COMPLETIONS),
        [COMPLETIONS[0], *(text.encode() for text in COMPLETIONS[1:])],
    ],
    ids=lambda value: type(value).__name__,
)
def test_completions_of_every_kind(completions: object, detection: vreward.Scorer) -> None:
    assert detection.score(completions, TRUTH).score.tolist() == pytest.approx(SCORES)


@pytest.mark.parametrize(
    "truths",
    [
        TRUTH,
        TRUTH_TEXT,
        TRUTH_TEXT.encode(),
        [TRUTH] * 4,
        [TRUTH_TEXT] * 4,
        [TRUTH, TRUTH_TEXT, TRUTH_TEXT.encode(), dict(TRUTH)],
        tuple([TRUTH_TEXT] * 4),
        pyarrow.array([TRUTH_TEXT] * 4),
        {"boxes": numpy.array(TRUTH["boxes"]), "labels": TRUTH["labels"]},
    ],
    ids=lambda value: type(value).__name__,
)
def test_truths_of_every_kind(truths: object, detection: vreward.Scorer) -> None:
    assert detection.score(COMPLETIONS, truths).score.tolist() == pytest.approx(SCORES)


def test_truth_index(detection: vreward.Scorer) -> None:
    other = '{"boxes": [], "labels": []}'
    scores = detection.score(COMPLETIONS, [other, TRUTH_TEXT], truth_index=[1, 1, 0, 1])
    assert scores.score.tolist() == pytest.approx(SCORES)
    scores = detection.score([*COMPLETIONS, "[]"], [TRUTH_TEXT, other], truth_index=array.array("q", [0, 0, 0, 0, 1]))
    assert scores.score[4] == 1


def test_list_truths_are_one_each() -> None:
    grounding = vreward.Scorer("grounding")
    boxes = [[0, 0, 10, 10], [0, 0, 10, 5], [0, 0, 5, 10], [0, 0, 10, 10]]
    assert grounding.score([f"[{CAT}]"] * 4, boxes).score.tolist() == [1, 0.5, 0.5, 1]
    counting = vreward.Scorer("counting")
    assert counting.score(["3", "4"], [3, 3]).score.tolist() == [1, 0.375]
    assert counting.score(["3", "4"], 3).score.tolist() == [1, 0.375]
    assert vreward.score("counting", "4", 3)["score"] == 0.375
    assert vreward.score("grounding", f"[{HALF}]", [0, 0, 10, 10])["score"] == 0.5


def test_recipes_without_truth() -> None:
    assert vreward.Scorer("format").score(["<think>a</think><answer>b</answer>", "b"]).score.tolist() == [1, 0]
    assert vreward.score("repetition", "a b c")["score"] == 1
    assert [vreward.Scorer(name).needs_truth for name in ("format", "repetition", "ocr")] == [False, False, True]


def test_one_sample(detection: vreward.Scorer) -> None:
    batch = detection.score(COMPLETIONS, TRUTH)
    for i, completion in enumerate(COMPLETIONS):
        assert vreward.score("detection", completion, TRUTH) == batch[i]
        assert vreward.score("detection", completion.encode(), TRUTH_TEXT) == batch[i]
        assert detection.score_one(completion, TRUTH_TEXT.encode()) == batch[i]
        assert detection.score([completion], [TRUTH])[0] == batch[i]
    assert vreward.score("detection", "x" * 100_000 + COMPLETIONS[0], TRUTH) == batch[0]


def test_overrides() -> None:
    text = f"[{HALF}, {DOG}]"
    assert vreward.score("detection", text, TRUTH)["f1"] == 1
    for recipe, overrides in [
        ("detection", {"min_iou": 0.6}),
        ('"detection"', {"min_iou": 0.6}),
        ({"base": "detection", "min_iou": 0.6}, {}),
        ({"base": "detection"}, {"min_iou": 0.6}),
        ('{"base": "detection", "min_iou": 0.9}', {"min_iou": 0.6}),
        (' {"base": "detection", "min_iou": 0.6} ', {}),
    ]:
        assert vreward.score(recipe, text, TRUTH, **overrides)["f1"] == 0.5
        assert vreward.Scorer(recipe, **overrides).recipe["min_iou"] == 0.6
    nested = vreward.Scorer({"base": "ocr", "normalize": {"lower": True}}, normalize={"trim": False})
    assert (nested.recipe["normalize"]["lower"], nested.recipe["normalize"]["trim"]) == (True, False)


def test_merge_patch() -> None:
    """The examples of RFC 7396, appendix A, whose target is an object."""
    from vreward._scoring.recipes import merged

    for target, patch, result in [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ]:
        before = copy.deepcopy(target)
        assert merged(target, patch) == result
        assert target == before


def test_what_a_scorer_says_about_itself() -> None:
    scorer = vreward.Scorer("detection", weights={"format": 0.25, "accuracy": 0.75})
    assert scorer.terms[:3] == ("format", "parsed", "accuracy")
    assert scorer.range == (0, 1)
    assert scorer.ranges["accuracy"] == (0, 1)
    assert scorer.ranges["n_items"][1] == math.inf
    assert scorer.recipe["weights"]["format"] == 0.25
    scorer.recipe["weights"]["format"] = 7  # a copy of one's own
    assert scorer.recipe["weights"]["format"] == 0.25
    again = vreward.Scorer(scorer.recipe)
    assert again.recipe == scorer.recipe
    assert again.score(COMPLETIONS, TRUTH).to_dicts() == scorer.score(COMPLETIONS, TRUTH).to_dicts()


def test_explanation_agrees_with_the_score(detection: vreward.Scorer) -> None:
    scores = detection.score(COMPLETIONS, TRUTH)
    for completion, row in zip(COMPLETIONS, scores):
        explanation = detection.explain(completion, TRUTH)
        assert explanation["score"] == row["score"]
        assert explanation["reason"] == row["reason"]
        assert explanation == vreward.explain("detection", completion, TRUTH_TEXT)
    long = "[" + ", ".join([CAT] * 2000) + "]"
    assert detection.explain(long, TRUTH)["score"] == detection.score_one(long, TRUTH)["score"]


# ---- items that are arrays already -----------------------------------------------------------------------------------

ITEMS = [
    {"boxes": [[0, 0, 10, 10], [20, 20, 30, 30]], "labels": ["cat", "dog"]},
    {"boxes": numpy.array([[0, 0, 10, 10]]), "labels": numpy.array(["cat"])},
    {"boxes": [], "labels": []},
    {"boxes": [[0, 0, 10, 5], [20, 20, 30, 30]], "labels": ["cat", "dog"], "confidences": [0.5, math.nan]},
]


def test_items(detection: vreward.Scorer) -> None:
    texts = [*COMPLETIONS[:2], "[]", COMPLETIONS[3]]
    expected = detection.score(texts, TRUTH)
    for truths, index in [(TRUTH, None), ([TRUTH] * 4, None), ([TRUTH_TEXT], [0, 0, 0, 0])]:
        for threads in (1, 2):
            found = detection.score_items(ITEMS, truths, threads, truth_index=index)
            assert found.to_dicts() == expected.to_dicts()
            assert found.reasons == expected.reasons
    assert detection.score_items([], []).to_dicts() == []
    assert detection.score_items([{"boxes": []}], {"boxes": [], "labels": []}).score.tolist() == [1]


def test_items_of_other_kinds() -> None:
    grounding = vreward.Scorer("grounding")
    assert grounding.score_items([[[0, 0, 10, 5]], numpy.ones((0, 4))], BOX).score.tolist() == [0.5, 0]
    points = {"points": [[3, 3], [7, 7]], "size": [10, 10]}
    counting = vreward.Scorer("counting")
    assert counting.score_items([{"points": [[7, 7], [3, 3]]}], points).score.tolist() == [1]
    assert counting.score_items([{"points": []}, {"points": [(3, 3)]}], points).score.tolist() == pytest.approx(
        [0, 2 / 3]
    )


@pytest.mark.parametrize(
    ("items", "kind", "message"),
    [
        ([{"boxes": [[0, 0, 1]], "labels": ["cat"]}], vreward.Error, r"items\[0\]\['boxes'\] must hold 4 numbers"),
        ([{"boxes": [[0, 0, 1, 1]], "labels": []}], vreward.Error, r"items\[0\]\['labels'\] has 0 entries for 1 item"),
        ([{"boxes": [], "labels": []}, {"box": []}], vreward.Error, r"items\[1\] has no member 'box'"),
        ([{"labels": []}], vreward.Error, r"items\[0\] must hold either boxes or points"),
        ([{"boxes": [], "points": []}], vreward.Error, r"items\[0\] must hold either boxes or points"),
        ([ITEMS[0], {"points": [[1, 1]], "labels": ["cat"]}], vreward.Error, r"items\[1\] holds other items"),
        ([ITEMS[0], {"boxes": [[0, 0, 1, 1]]}], vreward.Error, r"items\[1\]: either all samples have labels or none"),
        ([{"boxes": [[0, 0, 1, 1]], "labels": [3]}], TypeError, r"labels\[0\] must be str or bytes, not int"),
        ([{"boxes": [[0, 0, 1, 1]], "labels": ["a"], "confidences": ["b"]}], TypeError, "confidences must be numbers"),
        ([7], TypeError, r"items\[0\]\['boxes'\] must be rows of numbers, not int"),
    ],
)
def test_bad_items(items: list, kind: type[Exception], message: str, detection: vreward.Scorer) -> None:
    with pytest.raises(kind, match=message):
        detection.score_items(items, TRUTH)


def test_items_without_labels_where_labels_count(detection: vreward.Scorer) -> None:
    bare = [{"boxes": [[0, 0, 1, 1]]}]
    for scorer in (detection, vreward.Scorer("perception-r1-detection")):
        with pytest.raises(vreward.Error, match="label") as failure:
            scorer.score_items(bare, TRUTH)
        assert failure.value.code == -1
    assert vreward.Scorer("detection", labels="ignore").score_items(bare, {"box": [0, 0, 1, 1]}).score.tolist() == [1]
    named = [{"boxes": [[0, 0, 1, 1]], "labels": ["x"]}]
    truth = {"box": [0, 0, 1, 1], "labels": ["x"]}
    blank = [{"boxes": [[0, 0, 1, 1]], "labels": [""]}]
    assert detection.score_items(named + blank, truth).reason == ["ok", "no_label"]


def test_items_with_bad_truth_and_for_texts(detection: vreward.Scorer) -> None:
    with pytest.raises(vreward.Error) as failure:
        detection.score_items(ITEMS, [TRUTH, "{}", TRUTH, TRUTH])
    assert (failure.value.code, failure.value.index) == (-3, 1)
    assert failure.value.scores is not None
    assert failure.value.scores.score[0] == 1
    with pytest.raises(vreward.Error):
        vreward.Scorer("ocr").score_items(ITEMS, '"text"')


# ---- what a model writes never raises --------------------------------------------------------------------------------

HOSTILE = [
    "",
    " ",
    "\0",
    "[" * 100_000,
    "<answer>" * 1000,
    "a\ud800b",
    "\udfff" * 10,
    f"[{CAT}]\ud83d",
    '[{"bbox_2d": [NaN, 1e999, -Infinity, 0], "label": "cat"}]',
    "٣",
    "9" * 5000,
]
HOSTILE_BYTES = [b"\xff\xfe", b"\xf0\x9f\x98", bytes(range(256)), b"\xed\xa0\x80", CAT.encode("utf-16")]


@pytest.mark.parametrize("name", ["grounding", "detection", "counting", "ocr", "format", "repetition"])
def test_hostile_completions_are_scored(name: str) -> None:
    scorer = vreward.Scorer(name)
    truth = {
        "grounding": BOX,
        "detection": TRUTH_TEXT,
        "counting": "3",
        "ocr": '"text"',
        "format": None,
        "repetition": None,
    }[name]
    low, high = scorer.range
    texts = [*HOSTILE, *HOSTILE_BYTES]
    scores = scorer.score(texts, truth)
    for text, row in zip(texts, scores):
        assert low <= row["score"] <= high
        assert row["reason"] in vreward.REASONS
        assert scorer.score_one(text, truth) == row
        assert scorer.explain(text, truth)["score"] == row["score"]
        scorer.parse(text)


def test_lone_surrogates_read_as_replacement_characters() -> None:
    assert vreward.score("ocr", "a\ud800b", '"a\ufffdb"')["score"] == 1
    assert vreward.Scorer("ocr").score(["a\ud800b", "x"], '"a\ufffdb"').score.tolist() == [1, 0]


# ---- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipe", "overrides", "part"),
    [
        ("detektion", {}, "detektion"),
        ({"base": "detection", "min_iuo": 0.5}, {}, "min_iuo"),
        ("detection", {"min_iuo": 0.5}, "min_iuo"),
        ("detection", {"min_iou": "half"}, "min_iou"),
        ("detection", {"min_iou": 7}, "min_iou"),
        ('{"base": "detection", }', {}, ""),
        ('{"base": "detection", }', {"min_iou": 0.5}, "not JSON"),
        ("", {}, ""),
        ({}, {}, ""),
        ("[1]", {}, ""),
    ],
)
def test_bad_recipes(recipe: object, overrides: dict, part: str) -> None:
    with pytest.raises(vreward.Error) as failure:
        vreward.Scorer(recipe, **overrides)
    assert failure.value.code in (-1, -2)
    assert part in str(failure.value)


@pytest.mark.parametrize("name", [b"ocr\0x", b"\x1b[31mocr", b"ocr\xff\xfe", "é".encode() * 40, b"x" * 31 + "€".encode()])
def test_messages_are_printable_text(name: bytes) -> None:
    """Whatever bytes of the caller's a message repeats."""
    quoted = b'"' + b"".join(b"\\u%04x" % byte if byte < 32 else bytes([byte]) for byte in name) + b'"'
    recipes = [name, quoted, b'{"base": %s}' % quoted, b'{"task": %s}' % quoted, b'{"base": "ocr", %s: 1}' % quoted]
    recipes += [b'{"base": "ocr", "weights": {%s: 1}}' % quoted, b'{"base": "ocr", "unit": %s}' % quoted]
    recipes += [b'{"base": "ocr", "format": [{%s: 1}]}' % quoted, b'{"base": "ocr", "space": {%s: 1}}' % quoted]
    for recipe in recipes:
        with pytest.raises(vreward.Error) as raised:
            vreward.Scorer(recipe)
        assert str(raised.value).isprintable(), recipe


def test_a_name_is_shown_with_its_nul() -> None:
    with pytest.raises(vreward.Error, match=r"called `ocr\\x00x`"):
        vreward.Scorer("ocr\0x")


def test_bad_recipe_names_the_byte() -> None:
    text = '{"base": "detection", "min_iuo": 0.5}'
    with pytest.raises(vreward.Error) as failure:
        vreward.Scorer(text)
    assert failure.value.offset is not None
    assert text[failure.value.offset :].startswith('"min_iuo"')


@pytest.mark.parametrize("recipe", [None, 7, ["detection"]])
def test_recipes_of_the_wrong_type(recipe: object) -> None:
    with pytest.raises(TypeError, match="recipe must be a name, a dict or JSON text, not"):
        vreward.Scorer(recipe)
    with pytest.raises(TypeError, match="the recipe must be what json can dump"):
        vreward.Scorer({"base": "detection", "min_iou": object()})


@pytest.mark.parametrize(
    "member, name",
    [({"min_iou": float("nan")}, "min_iou"), ({"overlap": {"ramp": [0.1, float("inf")]}}, "overlap.ramp")],
)
def test_numbers_of_a_recipe_that_json_does_not_know(member: dict, name: str) -> None:
    with pytest.raises(vreward.Error, match=f"`{name}` is not a finite number") as failure:
        vreward.Scorer("detection", **member)
    assert failure.value.code == -2


def test_completions_of_the_wrong_type(detection: vreward.Scorer) -> None:
    for completions, message in [
        ([COMPLETIONS[0], None], r"completions\[1\] must be str or bytes, not NoneType"),
        ([COMPLETIONS[0], 3], r"completions\[1\] must be str or bytes, not int"),
        ([["a"]], r"completions\[0\] must be str or bytes, not list"),
        (COMPLETIONS[0], "completions must be a list of str or bytes, not one str"),
        (pyarrow.array(["a", None]), r"completions\[1\] must be str or bytes, not null"),
    ]:
        with pytest.raises(TypeError, match=message):
            detection.score(completions, TRUTH)
    for completion in (None, 3, ["a"]):
        with pytest.raises(TypeError, match="completion must be str or bytes, not"):
            vreward.score("detection", completion, TRUTH)
        with pytest.raises(TypeError, match="completion must be str or bytes, not"):
            detection.explain(completion, TRUTH)
        with pytest.raises(TypeError):
            detection.parse(completion)


def test_unequal_lengths(detection: vreward.Scorer) -> None:
    with pytest.raises(vreward.Error, match="4 completions but 2 truths"):
        detection.score(COMPLETIONS, [TRUTH_TEXT] * 2)
    with pytest.raises(vreward.Error, match="4 completions but 1 truth;"):
        detection.score(COMPLETIONS, [TRUTH_TEXT])


def test_missing_truth(detection: vreward.Scorer) -> None:
    with pytest.raises(vreward.Error):
        detection.score(COMPLETIONS)
    with pytest.raises(vreward.Error):
        vreward.score("detection", COMPLETIONS[0])


def test_threads_must_make_sense(detection: vreward.Scorer) -> None:
    with pytest.raises(TypeError):
        detection.score(COMPLETIONS, TRUTH, "two")
    with pytest.raises(vreward.Error):
        detection.score(COMPLETIONS, TRUTH, -1)
    with pytest.raises(vreward.Error, match="threads is beyond 32 bits"):
        detection.score(COMPLETIONS, TRUTH, 2**32 + 1)
    assert detection.score(COMPLETIONS, TRUTH, 10**6).score.tolist() == pytest.approx(SCORES)


@pytest.mark.parametrize(
    ("truth", "part"),
    [
        ("not JSON", "JSON"),
        ('{"boxes": [[0, 0, 10, 10]], "lables": ["cat"]}', "lables"),
        ('{"boxes": [[0, 0, 10, 10]], "labels": ["cat", "dog"]}', "labels"),
        ('{"boxes": [[0, 0, NaN, 10]], "labels": ["cat"]}', ""),
        ('{"boxes": [[0, 0, 1e999, 10]], "labels": ["cat"]}', ""),
        ({"boxes": [[0, 0, math.nan, 10]], "labels": ["cat"]}, ""),
        ('{"boxes": [[0, 0, 10, 10]]}', "labels"),
        ("{}", "boxes"),
    ],
)
def test_bad_truth(truth: object, part: str, detection: vreward.Scorer) -> None:
    with pytest.raises(vreward.Error) as failure:
        detection.score(COMPLETIONS, [TRUTH_TEXT, TRUTH_TEXT, truth, TRUTH_TEXT])
    error = failure.value
    assert (error.code, error.index) == (-3, 2)
    assert part in str(error)
    assert error.scores is not None
    assert error.scores.reason[2] == "bad_truth"
    assert math.isnan(error.scores.score[2])
    assert [error.scores.score[i] for i in (0, 1, 3)] == pytest.approx([SCORES[i] for i in (0, 1, 3)])
    with pytest.raises(vreward.Error) as failure:
        vreward.score("detection", COMPLETIONS[0], truth)
    assert failure.value.code == -3
    with pytest.raises(vreward.Error) as failure:
        detection.explain(COMPLETIONS[0], truth)
    assert failure.value.code == -3
    assert failure.value.explanation is not None
    assert failure.value.explanation["reason"] == "bad_truth"


def test_missing_size_is_named() -> None:
    scorer = vreward.Scorer("detection", space={"prediction": "norm1000"})
    with pytest.raises(vreward.Error, match="size") as failure:
        scorer.score(COMPLETIONS[:1], TRUTH)
    assert failure.value.code == -3
    assert scorer.score([f"[{CAT}]"], {**TRUTH, "size": [1000, 1000]}).score[0] == pytest.approx(2 / 3)


def test_closed_scorer() -> None:
    with vreward.Scorer("detection") as scorer:
        scorer.score(COMPLETIONS, TRUTH)
    scorer.close()
    for use in (
        lambda: scorer.score(COMPLETIONS, TRUTH),
        lambda: scorer.score_one(COMPLETIONS[0], TRUTH),
        lambda: scorer.explain(COMPLETIONS[0], TRUTH),
        lambda: scorer.parse(COMPLETIONS[0]),
        lambda: scorer.recipe,
        lambda: scorer.terms,
        lambda: scorer.range,
        lambda: scorer.ranges,
    ):
        with pytest.raises(vreward.Error, match="this scorer is closed"):
            use()


# ---- threads, processes, pickles -------------------------------------------------------------------------------------


def many(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return ["[" + ", ".join(chance.choices([CAT, HALF, DOG], k=chance.randrange(6))) + "]" for _ in range(count)]


def test_threads_change_nothing(detection: vreward.Scorer) -> None:
    completions = many(1, 700)
    expected = detection.score(completions, TRUTH)
    for threads in (0, 2, 3, 8):
        found = detection.score(completions, TRUTH, threads)
        assert found.to_dicts() == expected.to_dicts()
        assert found.reasons == expected.reasons


def test_one_scorer_in_many_threads(detection: vreward.Scorer) -> None:
    completions = many(2, 200)
    expected = detection.score(completions, TRUTH).to_dicts()
    failures: list[object] = []
    barrier = threading.Barrier(8)

    def work(seed: int) -> None:
        barrier.wait()
        for i in random.Random(seed).sample(range(200), 200):
            if detection.score_one(completions[i], TRUTH_TEXT) != expected[i]:
                failures.append(i)
            if i % 20 == 0 and detection.score(completions, TRUTH).to_dicts() != expected:
                failures.append("batch")

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_closing_while_other_threads_score() -> None:
    for _ in range(20):
        scorer = vreward.Scorer("detection")
        barrier = threading.Barrier(5)
        outcomes: list[str] = []

        def work(scorer=scorer, barrier=barrier, outcomes=outcomes) -> None:
            completions = many(3, 300)
            barrier.wait()
            try:
                for _ in range(20):
                    scorer.score(completions, TRUTH, 2)
            except vreward.Error as failure:
                outcomes.append(str(failure))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        barrier.wait()
        scorer.close()
        for thread in threads:
            thread.join()
        assert set(outcomes) <= {"this scorer is closed"}


def longest_wait(work) -> tuple[float, float]:
    """How long `work` takes in another thread, and the longest time for which this one had no turn meanwhile."""
    thread = threading.Thread(target=work)
    begin = before = time.perf_counter()
    waited = 0.0
    thread.start()
    while thread.is_alive():
        now = time.perf_counter()
        waited, before = max(waited, now - before), now
    return time.perf_counter() - begin, waited


def test_long_calls_release_the_lock(detection: vreward.Scorer) -> None:
    """A call of half a second leaves other threads their turns; a lock that is kept would show as one long wait."""
    chance = random.Random(5)
    a, b = ("".join(chance.choices("abcdefgh", k=40_000)) for _ in range(2))
    count, seconds = 1, 0.0
    while seconds < 0.2:  # until there is enough work on this machine
        count *= 2
        begin = time.perf_counter()
        vreward.edit_distance([a] * count, b)
        seconds = time.perf_counter() - begin
    took, waited = longest_wait(lambda: vreward.edit_distance([a] * count, b))
    assert waited < took / 2
    page = json.dumps({"text": b})
    took, waited = longest_wait(lambda: vreward.Scorer("ocr").score([a] * count, page))
    assert waited < took / 2


def score_in_child(scorer: vreward.Scorer) -> list[float]:
    return [
        *scorer.score(COMPLETIONS, TRUTH).score.tolist(),
        vreward.score("detection", COMPLETIONS[3], TRUTH)["score"],
    ]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_other_processes(method: str, detection: vreward.Scorer) -> None:
    vreward.score("detection", COMPLETIONS[0], TRUTH)
    context = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        assert pool.submit(score_in_child, detection).result(60) == pytest.approx([*SCORES, 0.75])


@pytest.mark.parametrize("copied", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy, copy.copy])
def test_pickle(copied) -> None:
    scorer = vreward.Scorer("detection", min_iou=0.6)
    scorer.score(COMPLETIONS, TRUTH)
    again = copied(scorer)
    assert again.recipe == scorer.recipe
    scorer.close()
    assert again.score(COMPLETIONS, TRUTH).terms["f1"].tolist() == [1, 2 / 3, 0, 0.5]


def test_cloudpickle() -> None:
    scorer = vreward.Scorer("detection")
    function = cloudpickle.loads(cloudpickle.dumps(lambda texts: scorer.score(texts, TRUTH).score.tolist()))
    assert function(COMPLETIONS) == pytest.approx(SCORES)


def test_error_with_scores_pickles(detection: vreward.Scorer) -> None:
    with pytest.raises(vreward.Error) as failure:
        detection.score(COMPLETIONS, [TRUTH_TEXT] * 3 + ["{}"])
    copied = pickle.loads(pickle.dumps(failure.value))
    assert (str(copied), copied.code, copied.index) == (str(failure.value), -3, 3)
    assert copied.scores.reason == failure.value.scores.reason


def test_scorers_are_forgotten() -> None:
    """Scorers made by the thousand are destroyed: the memory of the process does not grow with them."""
    import gc
    import resource

    def make(count: int) -> int:
        for _ in range(count):
            vreward.Scorer("detection").score(COMPLETIONS, TRUTH)
        gc.collect()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    settled = make(500)
    assert make(3000) - settled < 4096  # KiB; one scorer and its call take some


def test_cache_is_bounded() -> None:
    from vreward._scoring import cache

    for i in range(200):
        assert vreward.score("detection", COMPLETIONS[0], TRUTH, min_iou=0.5 + i / 1000)["score"] == 1
    assert len(cache._scorers) <= cache._CACHE_SIZE


# ---- parse and recipes -----------------------------------------------------------------------------------------------


def test_parse() -> None:
    text = "Grüße: <answer>[" + CAT + ', {"bbox_2d": [1, 2, 3, 4]}]</answer>'
    found = vreward.parse(text)
    assert [item["box"] for item in found["items"]] == [(0, 0, 10, 10), (1, 2, 3, 4)]
    assert [item["label"] for item in found["items"]] == ["cat", None]
    assert [item["confidence"] for item in found["items"]] == [None, None]
    assert (found["reason"], found["dialect"], found["repairs"], found["number"]) == ("ok", "json", (), None)
    begin, end = found["items"][0]["span"]
    assert "[0, 0, 10, 10]" in text[begin:end]
    begin, end = found["items"][1]["span"]
    assert "[1, 2, 3, 4]" in text[begin:end]
    begin, end = found["answer"]
    assert text[begin:end].startswith("[" + CAT)
    encoded = text.encode()
    begin, end = vreward.parse(encoded)["items"][1]["span"]
    assert b"[1, 2, 3, 4]" in encoded[begin:end]


def test_parse_labels_and_many_items() -> None:
    names = ["猫", "ein Hund", '"quoted"', ""]
    text = json.dumps([{"bbox_2d": [i, 0, i + 1, 1], "label": name} for i, name in enumerate(names * 50)])
    found = vreward.parse(text)
    assert [item["label"] for item in found["items"]] == names * 50
    assert [item["box"][0] for item in found["items"]] == list(range(200))


def test_parse_options() -> None:
    assert vreward.parse("[3, 4]", target="point")["items"][0]["point"] == (3, 4)
    assert vreward.parse("[1, 2, 3, 4]", space={"order": "yxyx"})["items"][0]["box"] == (2, 1, 4, 3)
    assert vreward.parse("There are 12 birds.", dialect="number")["number"] == 12
    text = vreward.parse("<answer>abc</answer>", dialect="text")
    assert (text["dialect"], text["answer"], text["reason"], text["items"]) == ("text", (8, 11), "ok", [])
    assert vreward.parse("a box, somewhere")["reason"] == "no_items"
    assert vreward.parse("[{'bbox_2d': [1, 2, 3, 4],}]")["repairs"] != ()
    assert vreward.parse("[5, 5, 1, 1]")["items"][0]["reason"] == "bad_value"
    with pytest.raises(vreward.Error, match="dialect"):
        vreward.parse("x", dialect="klingon")


def test_recipes() -> None:
    found = vreward.recipes()
    assert list(found) == sorted(found)
    assert {"grounding", "detection", "counting", "ocr", "format", "length", "repetition"} <= set(found)
    assert all(found.values())


def test_words_of_the_primitives_are_words_of_recipes() -> None:
    from vreward._binding import header

    for word in header.UNITS:
        vreward.Scorer("ocr", unit=word)
    for word in header.NORMALIZATIONS:
        vreward.Scorer("ocr", normalize={word: True})
    for word in header.CONVENTIONS:
        vreward.Scorer("detection", overlap={"convention": word})
    for word in header.INVALID_POLICIES:
        vreward.Scorer("detection", invalid=word)


def test_build_info() -> None:
    found = vreward.build_info()
    assert found["vreward"] == vreward.__version__
    assert found["path"].endswith(".so") or ".so." in found["path"]


def test_docstring_of_the_package() -> None:
    assert doctest.testmod(vreward).attempted > 0
    assert doctest.testmod(vreward).failed == 0


def test_one_sample_of_items_is_explained() -> None:
    scorer = vreward.Scorer("detection")
    items = {"boxes": [[0, 0, 10, 10], [20, 0, 30, 10]], "labels": ["cat", "cow"], "confidences": [0.5, 0.25]}
    truth = {"boxes": [[0, 0, 10, 20], [20, 0, 30, 10]], "labels": ["cat", "dog"]}
    explanation = scorer.explain_items(items, truth)
    assert explanation["score"] == scorer.score_items([items], [truth]).score[0]
    assert [item["fate"] for item in explanation["items"]] == ["matched", "wrong_label"]
    assert [item["confidence"] for item in explanation["items"]] == [0.5, 0.25]
    with pytest.raises(vreward.Error, match="labels") as failure:
        scorer.explain_items(items, {"boxes": []} | {"lables": []})
    assert failure.value.explanation is not None and failure.value.explanation["reason"] == "bad_truth"
    with pytest.raises(vreward.Error, match="scores texts, not items"):
        vreward.Scorer("ocr").explain_items([[0, 0, 1, 1]], '"a"')
