"""The rules that hold for every native recipe, on random and on adversarial completions."""

from __future__ import annotations

import json
import math
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import vreward
from hypothesis import assume, given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from drawn import (
    OVERRIDES,
    TRUTHS,
    boxes,
    detection_truths,
    distance_quality,
    hostile,
    ignoring_truths,
    items,
    labels,
    near,
    point_truths,
    points,
    written,
    written_points,
)

NATIVE = list(TRUTHS)
SCORERS = {name: vreward.Scorer(name, **OVERRIDES.get(name, {})) for name in NATIVE}
TINY = 1e-12  # sums of a few numbers up to 1


def rows(name: str, completions: list[Any], truth: Any) -> list[dict[str, Any]]:
    return SCORERS[name].score(completions, truth if truth is None else json.dumps(truth)).to_dicts()


def accuracy(name: str, completion: str, truth: Any) -> float:
    return rows(name, [completion], truth)[0]["accuracy"]


def label_quality(pairs: list[tuple[list[float], str]], truth: dict[str, Any]) -> list[list[float]]:
    """Detection: IoU for equal labels, else 0."""
    overlaps = vreward.iou([box for box, _ in pairs], truth["boxes"])
    return [
        [overlaps[i, j] if label == truth["labels"][j] else 0.0 for j in range(len(truth["boxes"]))]
        for i, (_, label) in enumerate(pairs)
    ]


# ---- rule 1: finite and in range, for every byte sequence ------------------------------------------------------------


@pytest.mark.parametrize("name", NATIVE)
@given(data=st.data())
def test_rule_1_every_score_is_finite_and_in_range(name: str, data: st.DataObject) -> None:
    scorer = SCORERS[name]
    truth = data.draw(TRUTHS[name])
    completions = data.draw(st.lists(hostile, min_size=1, max_size=5))
    ranges = scorer.ranges
    for row in rows(name, completions, truth):
        assert scorer.range[0] <= row["score"] <= scorer.range[1]
        assert 0 <= row["accuracy"] <= 1
        for term, (low, high) in ranges.items():
            assert math.isfinite(row[term])
            assert low <= row[term] <= high


@given(
    truth=detection_truths(),
    completion=hostile,
    weights=st.dictionaries(
        st.sampled_from(["format", "accuracy", "f1", "missed", "extra"]), st.floats(-5, 5), min_size=1
    ),
)
def test_rule_1_holds_for_weighted_scores(truth: dict, completion: Any, weights: dict[str, float]) -> None:
    assume(any(weights.values()))
    scorer = vreward.Scorer("detection", weights=weights)
    score = scorer.score([completion], json.dumps(truth)).score[0]
    low, high = scorer.range
    assert low - TINY <= score <= high + TINY


# ---- rule 2: order of items changes no term --------------------------------------------------------------------------


@given(truth=detection_truths(), pairs=st.lists(items, max_size=7), seed=st.integers(0, 1000))
def test_rule_2_detection(truth: dict, pairs: list, seed: int) -> None:
    shuffled = random.Random(seed).sample(pairs, len(pairs))
    one, other = rows("detection", [written(pairs), written(shuffled)], truth)
    assert one == other


VARIANTS = {
    "labels ignored": {"labels": "ignore"},
    "labels folded": {"fold": True},
    "with AP": {"ap": ["ap", "ap50", "ap75"]},
    "shaped": {"overlap": {"power": 2}},
    "inclusive, sorted": {"overlap": {"convention": "inclusive"}, "invalid": "sort"},
}


@pytest.mark.parametrize("variant", VARIANTS)
@given(truth=ignoring_truths(), pairs=st.lists(items, max_size=7), seed=st.integers(0, 1000))
def test_rule_2_variants_and_ignored_items(variant: str, truth: dict, pairs: list, seed: int) -> None:
    shuffled = random.Random(seed).sample(pairs, len(pairs))
    scores = vreward.Scorer("detection", **VARIANTS[variant]).score(
        [written(pairs), written(shuffled)], json.dumps(truth)
    )
    assert scores[0] == scores[1]


@given(truth=ignoring_truths(), pairs=st.lists(items, min_size=1, max_size=7))
def test_rule_3_what_is_let_off_wins_nothing(truth: dict, pairs: list) -> None:
    """Spraying around ignored items is a lot that cannot win: an item is let off only where it fits an ignored one better than
    all counted ones, or is far from those, and then the answer earns what it earns without it."""
    scorer = SCORERS["detection"]
    fates = [item["fate"] for item in scorer.explain(written(pairs), json.dumps(truth))["items"]]
    counted, ignored = (
        [box for box, out in zip(truth["boxes"], truth["ignore"]) if out == wanted] for wanted in (False, True)
    )
    for (box, _), fate in zip(pairs, fates):
        best = max([vreward.iou([box], [other])[0, 0] for other in counted], default=0.0)
        fit = max([vreward.iou([box], [other])[0, 0] for other in ignored], default=0.0)
        assert fate != "ignored" or best < 0.1 or best < fit
        assert fate == "ignored" or fit < 0.5 or fit <= best
    kept = [pair for pair, fate in zip(pairs, fates) if fate != "ignored"]
    whole, without = rows("detection", [written(pairs), written(kept)], truth)
    assert whole.pop("n_items") - without.pop("n_items") == fates.count("ignored")
    assert whole == without


@given(truth=point_truths(1), data=st.data())
def test_leaving_out_what_was_found_never_pays(truth: dict, data: st.DataObject) -> None:
    """All found, each nearer than three quarters of its reach."""
    assume(len({tuple(point) for point in truth["points"]}) == len(truth["points"]))
    found = []
    for point, reach in zip(truth["points"], near(truth)):
        angle, far = data.draw(st.floats(0, 6.3)), data.draw(st.floats(0, 0.74)) * reach
        found.append([point[0] + far * math.cos(angle), point[1] + far * math.sin(angle)])
    chosen = [point for point in found if data.draw(st.booleans())]
    fewer = written_points(chosen) if chosen else "[]"
    assert accuracy("counting", written_points(found), truth) >= accuracy("counting", fewer, truth) - TINY


@given(found=st.lists(boxes(), min_size=1, max_size=4), pairs=st.lists(items, max_size=6), seed=st.integers(0, 1000))
def test_rule_2_grounding(found: list, pairs: list, seed: int) -> None:
    shuffled = random.Random(seed).sample(pairs, len(pairs))
    one, other = rows("grounding", [written(pairs), written(shuffled)], {"any_of": found})
    assert one == other


@given(truth=point_truths(), found=st.lists(points, max_size=7), seed=st.integers(0, 1000))
def test_rule_2_counting(truth: dict, found: list, seed: int) -> None:
    shuffled = random.Random(seed).sample(found, len(found))
    one, other = rows("counting", [written_points(found), written_points(shuffled)], truth)
    assert one == other


# ---- rule 3: extra items never pay -----------------------------------------------------------------------------------


@given(truth=detection_truths(), pairs=st.lists(items, max_size=6), extra=items, place=st.integers(0, 6))
def test_rule_3_useless_items_in_detection(truth: dict, pairs: list, extra: tuple, place: int) -> None:
    assume(not any(any(row) for row in label_quality([extra], truth)))
    longer = [*pairs[:place], extra, *pairs[place:]]
    assert accuracy("detection", written(longer), truth) <= accuracy("detection", written(pairs), truth)


@given(truth=ignoring_truths(), pairs=st.lists(items, max_size=6), extra=items, place=st.integers(0, 6))
def test_rule_3_useless_items_beside_ignored_ones(truth: dict, pairs: list, extra: tuple, place: int) -> None:
    quality = label_quality([extra], truth)[0]
    assume(not any(q for q, ignored in zip(quality, truth["ignore"]) if not ignored))
    longer = [*pairs[:place], extra, *pairs[place:]]
    assert accuracy("detection", written(longer), truth) <= accuracy("detection", written(pairs), truth)


@given(truth=detection_truths(1), pairs=st.lists(items, min_size=1, max_size=6), data=st.data())
def test_rule_3_repeated_items_in_detection(truth: dict, pairs: list, data: st.DataObject) -> None:
    assume(all(sum(q > 0 for q in row) <= 1 for row in label_quality(pairs, truth)))
    longer = [*pairs, data.draw(st.sampled_from(pairs))]
    assert accuracy("detection", written(longer), truth) <= accuracy("detection", written(pairs), truth)


@given(truth=boxes(), pairs=st.lists(items, min_size=1, max_size=5), data=st.data())
def test_rule_3_grounding(truth: list, pairs: list, data: st.DataObject) -> None:
    before = accuracy("grounding", written(pairs), {"box": truth})
    repeated = [*pairs, data.draw(st.sampled_from(pairs))]
    assert accuracy("grounding", written(repeated), {"box": truth}) <= before
    away = [truth[2] + 1, truth[3] + 1, truth[2] + 5, truth[3] + 5]
    assert accuracy("grounding", written([*pairs, (away, "cat")]), {"box": truth}) <= before


@given(truth=point_truths(), found=st.lists(points, max_size=6), extra=points)
def test_rule_3_useless_items_in_counting(truth: dict, found: list, extra: list) -> None:
    assume(not any(any(row) for row in distance_quality([extra], truth)))
    before = accuracy("counting", written_points(found), truth)
    assert accuracy("counting", written_points([*found, extra]), truth) <= before


@given(truth=point_truths(1), found=st.lists(points, min_size=1, max_size=6), data=st.data())
def test_rule_3_repeated_items_in_counting(truth: dict, found: list, data: st.DataObject) -> None:
    assume(all(sum(q > 0 for q in row) <= 1 for row in distance_quality(found, truth)))
    before = accuracy("counting", written_points(found), truth)
    assert accuracy("counting", written_points([*found, data.draw(st.sampled_from(found))]), truth) <= before


@given(truth=detection_truths(1), count=st.integers(1, 12))
def test_rule_3_labels_by_the_dozen_earn_what_one_guess_earns(truth: dict, count: int) -> None:
    """Every box right, each with `count` labels of which one is right: at most 1 / count."""
    names = [f"label {i}" for i in range(count - 1)]
    pairs = [(box, name) for box, right in zip(truth["boxes"], truth["labels"]) for name in (right, *names)]
    apart = vreward.iou(truth["boxes"], truth["boxes"])
    assume(all(apart[i, j] == 0 for i in range(len(apart)) for j in range(i)))
    assert accuracy("detection", written(pairs), truth) <= 1 / count + TINY


# ---- rule 4: a better pair never costs -------------------------------------------------------------------------------


@given(truth=detection_truths(1), pairs=st.lists(items, min_size=1, max_size=6), way=st.floats(0, 1), data=st.data())
def test_rule_4_detection(truth: dict, pairs: list, way: float, data: st.DataObject) -> None:
    quality = label_quality(pairs, truth)
    partner = vreward.match(quality)
    matched = [i for i, j in enumerate(partner) if j >= 0 and quality[i][j] > 0]
    assume(matched)
    i = data.draw(st.sampled_from(matched))
    goal = truth["boxes"][partner[i]]
    box, label = pairs[i]
    nearer = [c + way * (t - c) for c, t in zip(box, goal)]
    assume(vreward.iou([nearer], [goal])[0, 0] >= quality[i][partner[i]])
    better = [*pairs[:i], (nearer, label), *pairs[i + 1 :]]
    assert accuracy("detection", written(better), truth) >= accuracy("detection", written(pairs), truth) - TINY


@given(truth=boxes(), box=boxes(), way=st.floats(0, 1), more=st.lists(items, max_size=3))
def test_rule_4_grounding(truth: list, box: list, way: float, more: list) -> None:
    nearer = [c + way * (t - c) for c, t in zip(box, truth)]
    assume(vreward.iou([nearer], [truth])[0, 0] >= vreward.iou([box], [truth])[0, 0])
    before = accuracy("grounding", written([(box, "cat"), *more]), {"box": truth})
    assert accuracy("grounding", written([(nearer, "cat"), *more]), {"box": truth}) >= before - TINY


@given(truth=point_truths(1), found=st.lists(points, min_size=1, max_size=6), way=st.floats(0, 1), data=st.data())
def test_rule_4_counting(truth: dict, found: list, way: float, data: st.DataObject) -> None:
    quality = distance_quality(found, truth)
    partner = vreward.match(quality)
    matched = [i for i, j in enumerate(partner) if j >= 0 and quality[i][j] > 0]
    assume(matched)
    i = data.draw(st.sampled_from(matched))
    goal = truth["points"][partner[i]]
    nearer = [c + way * (t - c) for c, t in zip(found[i], goal)]
    better = [*found[:i], nearer, *found[i + 1 :]]
    before = accuracy("counting", written_points(found), truth)
    assert accuracy("counting", written_points(better), truth) >= before - 1e-9


@given(truth=detection_truths(), pairs=st.lists(items, max_size=6))
def test_accuracy_is_the_formula(truth: dict, pairs: list) -> None:
    """S / max(N, (N+M)/2), with S from the matching of the primitives."""
    n, m = len(pairs), len(truth["boxes"])
    expected = 1.0
    if n + m:
        total = 0.0
        if n and m:
            quality = label_quality(pairs, truth)
            total = sum(quality[i][j] for i, j in enumerate(vreward.match(quality)) if j >= 0)
        expected = total / max(n, (n + m) / 2)
    assert accuracy("detection", written(pairs), truth) == pytest.approx(expected, abs=1e-12)


# ---- rule 5: no sentinel values --------------------------------------------------------------------------------------


@given(corner=st.floats(0.5, 50), text=st.sampled_from(["", "I will not say.", "[", "<answer></answer>"]))
def test_rule_5_no_box_is_not_a_box(corner: float, text: str) -> None:
    """[0, 0, 0, 0] lies in a corner of this truth; neither writing nothing nor writing it may earn from that."""
    truth = {"box": [-corner, -corner, corner, corner]}
    nothing, zeros = rows("grounding", [text, "[0, 0, 0, 0]"], truth)
    assert (nothing["accuracy"], nothing["iou"], nothing["center_in"], nothing["n_items"]) == (0, 0, 0, 0)
    assert (nothing["parsed"], zeros["parsed"]) == (0, 1)
    assert (zeros["accuracy"], zeros["iou"], zeros["n_items"]) == (0, 0, 1)
    assert zeros["reason"] == "bad_value"


# ---- rule 6: empty and empty is 1, one empty is 0, unparsable is not empty -------------------------------------------

EMPTY_TRUTH = {
    "grounding": {"boxes": []},
    "detection": {"boxes": [], "labels": []},
    "counting": {"points": [], "size": [40, 40]},
}
SAID = [
    "[]",
    "<answer>[]</answer>",
    "none",
    "No objects.",
    "null",
    '"nothing"',
    "```json\n[]\n```",
    "<answer>not found</answer>",
]


@pytest.mark.parametrize("name", EMPTY_TRUTH)
@pytest.mark.parametrize("said", SAID)
def test_rule_6_nothing_where_nothing_is(name: str, said: str) -> None:
    (row,) = rows(name, [said], EMPTY_TRUTH[name])
    assert (row["accuracy"], row["parsed"], row["reason"]) == (1, 1, "ok")


@pytest.mark.parametrize("name", EMPTY_TRUTH)
@given(
    pairs=st.lists(items, min_size=1, max_size=3),
    unparsable=st.sampled_from(["", "I see.", '[{"bbox_2d": [1, 2', "<think>hm"]),
)
def test_rule_6_something_where_nothing_is(name: str, pairs: list, unparsable: str) -> None:
    something, broken = rows(name, [written(pairs), unparsable], EMPTY_TRUTH[name])
    assert (something["accuracy"], something["parsed"], something["reason"]) == (0, 1, "extra_items")
    assert (broken["accuracy"], broken["parsed"]) == (0, 0)
    assert broken["reason"] in ("empty_answer", "no_items", "bad_syntax", "no_answer", "truncated")


@given(truth=detection_truths(1), said=st.sampled_from(SAID))
def test_rule_6_nothing_where_something_is(truth: dict, said: str) -> None:
    (row,) = rows("detection", [said], truth)
    assert (row["accuracy"], row["parsed"], row["missed"], row["reason"]) == (0, 1, 1, "missed_items")


def test_rule_6_text() -> None:
    empty, full = rows("ocr", ["", "text"], {"text": ""})
    assert (empty["accuracy"], full["accuracy"]) == (1, 0)
    assert accuracy("ocr", "", {"text": "text"}) == 0
    assert accuracy("counting", "0", {"count": 0}) == 1
    assert accuracy("counting", "none", {"count": 0}) == 1
    assert accuracy("counting", "some", {"count": 0}) == 0


# ---- rule 7: the same doubles in every order and on every thread -----------------------------------------------------


@pytest.mark.parametrize("name", NATIVE)
@given(data=st.data())
def test_rule_7_neighbours_and_threads_change_nothing(name: str, data: st.DataObject) -> None:
    scorer = SCORERS[name]
    truths = data.draw(st.lists(TRUTHS[name], min_size=1, max_size=3))
    completions = data.draw(st.lists(hostile, min_size=1, max_size=8))
    places = [data.draw(st.integers(0, len(truths) - 1)) for _ in completions]
    documents = None if truths[0] is None else [json.dumps(truth) for truth in truths]
    index = None if documents is None else places
    expected = scorer.score(completions, documents, truth_index=index).to_dicts()
    for threads in (2, 5):
        assert scorer.score(completions, documents, threads, truth_index=index).to_dicts() == expected
    order = data.draw(st.permutations(range(len(completions))))
    again = scorer.score(
        [completions[i] for i in order], documents, truth_index=None if index is None else [places[i] for i in order]
    ).to_dicts()
    assert again == [expected[i] for i in order]
    for completion, place, row in zip(completions, places, expected):
        assert scorer.score_one(completion, None if documents is None else documents[place]) == row


# ---- rule 8: caps, and the worst values of what cannot be read -------------------------------------------------------


@pytest.mark.parametrize("name", NATIVE)
@given(data=st.data())
def test_rule_8_too_many_bytes(name: str, data: st.DataObject) -> None:
    scorer = vreward.Scorer(name, **OVERRIDES.get(name, {}), max_bytes=100)
    truth = data.draw(TRUTHS[name])
    document = None if truth is None else json.dumps(truth)
    text = "[1, 2, 3, 4]" + " " * data.draw(st.integers(89, 400))
    row = scorer.score_one(text, document)
    assert (row["reason"], row["parsed"], row["accuracy"]) == ("too_large", 0, 0)
    assert scorer.score_one(text[:100], document)["reason"] != "too_large"


@given(truth=detection_truths(), pairs=st.lists(items, min_size=4, max_size=9))
def test_rule_8_too_many_items(truth: dict, pairs: list) -> None:
    scorer = vreward.Scorer("detection", max_items=3)
    row = scorer.score_one(written(pairs), json.dumps(truth))
    assert (row["reason"], row["parsed"], row["accuracy"]) == ("too_large", 0, 0)
    assert scorer.score_one(written(pairs[:3]), json.dumps(truth))["parsed"] == 1


# Terms that cost: their worst value is the highest.
COSTS = {"missed", "extra"}
UNBOUNDED = {"n_items", "cer", "wer"}


@pytest.mark.parametrize("name", ["grounding", "detection", "counting", "ocr", "number", "answer"])
@given(data=st.data())
def test_rule_8_nothing_is_gained_by_being_unreadable(name: str, data: st.DataObject) -> None:
    scorer = SCORERS[name]
    truth = data.draw(TRUTHS[name])
    completions = data.draw(st.lists(hostile, min_size=1, max_size=5))
    for row in rows(name, completions, truth):
        if row["parsed"] == 1:
            continue
        for term, (low, high) in scorer.ranges.items():
            if term != "format" and term not in UNBOUNDED:
                assert (term, row[term]) == (term, high if term in COSTS else low)


# ---- numbers and short answers ---------------------------------------------------------------------------------------

finite = st.floats(-1e9, 1e9)


@given(true=finite, first=finite, second=finite)
def test_the_nearer_number_never_earns_less(true: float, first: float, second: float) -> None:
    nearer, further = sorted((first, second), key=lambda number: abs(number - true))
    near, far = rows("number", [repr(nearer), repr(further)], {"number": true})
    for term in ("accuracy", "exact", "relative", "tolerance", "mra"):
        assert near[term] >= far[term]


@given(true=finite, other=finite)
def test_two_numbers_are_none(true: float, other: float) -> None:
    assume(true != other)
    alone, both, turned = rows(
        "number", [repr(true), f"{true!r} or {other!r}", f"{other!r} or {true!r}"], {"number": true}
    )
    assert (alone["exact"], alone["reason"]) == (1, "ok")
    assert (both["score"], both["reason"]) == (0, "ambiguous")
    assert both == turned


@given(right=st.sampled_from("ABCD"), others=st.lists(st.sampled_from("ABCD"), min_size=1), link=st.sampled_from([", ", " or ", "\n", "/"]))
def test_naming_more_choices_never_pays(right: str, others: list, link: str) -> None:
    (row,) = rows("answer", [link.join([right, *others])], {"choice": right})
    assert row["score"] == (set(others) == {right})
    assert row["reason"] == ("ok" if row["score"] else "ambiguous")
    assert rows("answer", [link.join([right, *others])], {"choice": [right]})[0]["accuracy"] == (set(others) == {right})


@pytest.mark.parametrize("name", ["number", "answer"])
@given(data=st.data(), term=st.sampled_from(["accuracy", "exact"]))
def test_what_costs_has_a_reason(name: str, data: st.DataObject, term: str) -> None:
    weights = {"accuracy": 0, term: 1}
    truth, completion = data.draw(TRUTHS[name]), data.draw(hostile)
    (row,) = vreward.Scorer(name, weights=weights).score([completion], json.dumps(truth)).to_dicts()
    assert (row["reason"] == "ok") <= (row["score"] == 1)


@given(truth=detection_truths(1), label=labels)
def test_truth_written_again_is_perfect(truth: dict, label: str) -> None:
    pairs = list(zip(truth["boxes"], truth["labels"]))
    (row,) = rows("detection", [written(pairs)], truth)
    assert (row["accuracy"], row["score"], row["reason"]) == (1, 1, "ok")
    assert (row["f1"], row["mean_iou"], row["missed"], row["extra"]) == (1, 1, 0, 0)
