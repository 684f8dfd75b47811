"""vreward.Evaluation: each figure against an obvious computation, the order of adding, intervals, and misuse."""

from __future__ import annotations

import json
import math
import random
import statistics
import threading
from typing import Any, Iterable

import pytest
import vreward
from vreward import Error, Evaluation


def values(result: dict[str, Any]) -> dict[str, float]:
    return {name: metric["value"] for name, metric in result["metrics"].items()}


PERFECT = 1 - 2**-52  # of AP: pycocotools adds 2^-52 to what it divides by


def evaluated(recipe: Any, completions: Iterable[str], truths: Any, **overrides: Any) -> dict[str, float]:
    evaluation = Evaluation(recipe, **overrides)
    evaluation.add(list(completions), truths)
    return values(evaluation.result())


def iou(a: list[float], b: list[float]) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(width, 0) * max(height, 0)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def boxes(chance: random.Random, count: int) -> list[list[float]]:
    corners = [(chance.randint(0, 20), chance.randint(0, 20)) for _ in range(count)]
    return [[x, y, x + chance.randint(10, 40), y + chance.randint(10, 40)] for x, y in corners]


def test_grounding() -> None:
    chance = random.Random(1)
    true, written = boxes(chance, 200), boxes(chance, 200)
    found = evaluated("grounding", map(json.dumps, [*written, "a bird"]), [*true, true[0]])
    overlaps = [iou(a, b) for a, b in zip(written, true)] + [0.0]
    for threshold in (0.5, 0.75, 0.95):
        assert found[f"Acc@{threshold}"] == sum(one >= threshold for one in overlaps) / 201
    assert found["mIoU"] == pytest.approx(math.fsum(overlaps) / 201, abs=1e-14)
    inside = sum(t[0] <= (w[0] + w[2]) / 2 <= t[2] and t[1] <= (w[1] + w[3]) / 2 <= t[3] for w, t in zip(written, true))
    assert found["center_acc"] == inside / 201
    assert found["parsed"] == 200 / 201


def test_a_second_guess_does_not_pay() -> None:
    found = evaluated("grounding", ["[[0, 0, 10, 10], [50, 50, 60, 60]]"], [[0, 0, 10, 10]])
    assert found["Acc@0.5"] == found["mIoU"] == found["center_acc"] == 0.5


def test_the_best_of_boxes_that_will_do() -> None:
    truth = {"any_of": [[0, 0, 10, 10], [20, 0, 30, 10]]}
    assert evaluated("grounding", ["[20, 0, 30, 9]"], truth)["mIoU"] == 0.9


def test_an_image_without_the_object() -> None:
    found = evaluated("grounding", ["[]", "[0, 0, 10, 10]"], [{"boxes": []}, {"boxes": []}])
    assert found["Acc@0.5"] == 0.5


def test_points_and_spans() -> None:
    points = evaluated("grounding", ["(5, 5)", "(50, 5)", "none"], {"box": [0, 0, 10, 10]}, target="point")
    assert {name: points[name] for name in points if name not in ("score", "parsed")} == {"accuracy": 1 / 3}
    truths = [{"span": [0, 10]}] * 3
    spans = evaluated("grounding", ["0 to 10 seconds", "0 to 4 seconds", "5 to 15 seconds"], truths, dialect="span")
    assert "Acc@0.5" not in spans
    assert (spans["R@0.3"], spans["R@0.5"], spans["R@0.7"]) == (1.0, 1 / 3, 1 / 3)
    assert spans["mIoU"] == pytest.approx((1 + 0.4 + 1 / 3) / 3, abs=1e-15)


def test_counting() -> None:
    written, true = ["3", "5", "I see 7 birds", "many"], [3, 4, 4, 6]
    found = evaluated("counting", written, true)
    assert (found["exact"], found["off_by_one"]) == (0.25, 0.5)
    assert found["MAE"] == (0 + 1 + 3 + 6) / 4
    assert found["RMSE"] == math.sqrt((0 + 1 + 9 + 36) / 4)


def test_ocr() -> None:
    found = evaluated("ocr", ["the quick fox", "", "abc"], [{"text": t} for t in ("the quick box", "xy", "abc")])
    assert found["NED"] == (1 / 13 + 1 + 0) / 3
    assert found["NED_corpus"] == (1 + 2) / (13 + 2 + 3)
    assert found["CER"] == (1 + 2) / (13 + 2 + 3)
    assert found["WER"] == (1 + 1) / (3 + 1 + 1)
    assert found["exact"] == 1 / 3
    assert found["token_F1"] == pytest.approx((4 / 6 + 0 + 1) / 3, abs=1e-15)


def test_answers_have_the_means_of_their_terms() -> None:
    found = evaluated("answer", ["B", "C"], [{"choice": "B"}, {"choice": "B"}])
    assert (found["accuracy"], found["exact"], found["score"]) == (0.5, 0.5, 0.5)


def f1_by_hand(samples: list[tuple[list[Any], list[Any]]], threshold: float) -> tuple[float, float, float]:
    """Pairs one image and label after the other: each written box takes the best true one that is left."""
    pairs = written_count = true_count = 0
    for written, true in samples:
        left = list(true)
        written_count += len(written)
        true_count += len(true)
        for box, label in written:
            best = max((t for t in left if t[1] == label), key=lambda t: iou(box, t[0]), default=None)
            if best is not None and iou(box, best[0]) >= threshold:
                left.remove(best)
                pairs += 1
    return pairs / written_count, pairs / true_count, 2 * pairs / (written_count + true_count)


def detection_samples(seed: int, count: int) -> list[tuple[list[Any], list[Any]]]:
    chance = random.Random(seed)
    samples = []
    for _ in range(count):
        true = [(box, chance.choice("ab")) for box in boxes(chance, chance.randint(1, 4))]
        jittered = [([v + chance.randint(-2, 2) for v in box], chance.choice((label, "c"))) for box, label in true]
        samples.append((jittered + [(box, "a") for box in boxes(chance, chance.randint(0, 2))], true))
    return samples


def as_texts(samples: list[tuple[list[Any], list[Any]]]) -> tuple[list[str], list[Any]]:
    texts = [json.dumps([{"bbox_2d": box, "label": label} for box, label in written]) for written, _ in samples]
    return texts, [{"boxes": [b for b, _ in true], "labels": [name for _, name in true]} for _, true in samples]


def as_items(samples: list[tuple[list[Any], list[Any]]]) -> list[Any]:
    return [{"boxes": [b for b, _ in written], "labels": [name for _, name in written]} for written, _ in samples]


def test_pairs() -> None:
    samples = detection_samples(3, 50)
    found = evaluated("detection", *as_texts(samples))
    assert (found["precision@0.5"], found["recall@0.5"], found["F1@0.5"]) == f1_by_hand(samples, 0.5)
    thresholds = [0.5 + 0.05 * i for i in range(10)]
    expected = statistics.fmean(f1_by_hand(samples, t - 1e-12)[2] for t in thresholds)
    assert found["F1@mIoU"] == pytest.approx(expected, abs=1e-14)


def test_refused_items_are_wrong() -> None:
    truth = {"boxes": [[0, 0, 10, 10]], "labels": ["a"]}
    found = evaluated(
        "detection", ['[{"bbox_2d": [0, 0, 10, 10], "label": "a"}, {"bbox_2d": [5, 5, 5, 5], "label": "a"}]'], [truth]
    )
    assert (found["precision@0.5"], found["recall@0.5"]) == (0.5, 1.0)


def test_texts_and_arrays_of_the_same_boxes() -> None:
    samples = detection_samples(4, 40)
    texts, truths = as_texts(samples)
    one, other = Evaluation("detection"), Evaluation("detection")
    one.add(texts, truths)
    other.add_items(as_items(samples), truths)
    assert one.result() == other.result()


def test_labels_that_the_recipe_takes_for_equal() -> None:
    truth = {"boxes": [[0, 0, 10, 10]], "labels": ["Cat"]}
    written = ['[{"bbox_2d": [0, 0, 10, 10], "label": " cat"}]']
    assert evaluated("detection", written, [truth], fold=True)["AP"] == PERFECT
    assert evaluated("detection", written, [truth], fold=False)["AP"] == 0.0
    assert evaluated("detection", ["[[0, 0, 10, 10]]"], [truth], labels="ignore")["AP"] == PERFECT


def test_true_points_have_the_terms() -> None:
    found = evaluated(
        "detection", ['[{"point_2d": [5, 5], "label": "a"}]'], [{"points": [[5, 5]], "labels": ["a"], "size": [99, 99]}]
    )
    assert "AP" not in found
    assert (found["accuracy"], found["F1"]) == (1.0, 1.0)


def test_moments_are_no_boxes() -> None:
    truth = {"spans": [[0, 10], [20, 30]], "labels": ["a", "b"]}
    found = evaluated("detection", ["a: 0 to 10 seconds"], [truth], dialect="span", labels="ignore")
    assert "AP" not in found
    assert (found["precision"], found["recall"]) == (1.0, 0.5)


@pytest.mark.parametrize("recipe", ["grounding", "detection", "counting", "ocr"])
def test_order_changes_no_digit(recipe: str) -> None:
    chance = random.Random(5)
    count = 60
    if recipe == "detection":
        texts, truths = as_texts(detection_samples(6, count))
    elif recipe == "grounding":
        texts, truths = list(map(json.dumps, boxes(chance, count))), boxes(chance, count)
    elif recipe == "counting":
        texts, truths = [str(chance.randint(0, 9)) for _ in range(count)], [chance.randint(0, 9) for _ in range(count)]
    else:
        texts = ["a" * chance.randint(0, 9) + "b" for _ in range(count)]
        truths = [{"text": "a" * chance.randint(0, 9)} for _ in range(count)]
    keys = [chance.randint(0, 20) for _ in range(count)]  # several rollouts of one image
    options = {"bootstrap": 30, "seed": 2, "resamples": True}
    whole = Evaluation(recipe)
    whole.add(texts, truths, keys)
    expected = whole.result(**options)
    for _ in range(5):
        order = chance.sample(range(count), count)
        parts = [Evaluation(recipe) for _ in range(4)]
        for place in order:
            chance.choice(parts).add([texts[place]], [truths[place]], [keys[place]])
        for part in parts[1:]:
            parts[0].merge(part)
        assert parts[0].result(**options) == expected


def test_intervals() -> None:
    evaluation = Evaluation("counting")
    right = [i % 4 == 0 for i in range(400)]
    evaluation.add(["3" if one else "5" for one in right], [3] * 400)
    metric = evaluation.result(bootstrap=2000, seed=1, resamples=True)["metrics"]["exact"]
    resamples = metric["resamples"]
    assert len(resamples) == 2000 and len(set(resamples)) > 20
    quantiles = statistics.quantiles(resamples, n=40, method="inclusive")
    assert metric["low"] == pytest.approx(quantiles[0], abs=1e-12)
    assert metric["high"] == pytest.approx(quantiles[-1], abs=1e-12)
    # The normal approximation of a share: 1.96 * sqrt(p (1 - p) / n) to each side.
    half = 1.96 * math.sqrt(0.25 * 0.75 / 400)
    assert metric["low"] == pytest.approx(0.25 - half, abs=0.01)
    assert metric["high"] == pytest.approx(0.25 + half, abs=0.01)


def test_the_same_keys_draw_the_same_resamples() -> None:
    one, other, reseeded = Evaluation("counting"), Evaluation("counting"), Evaluation("counting")
    texts = [str(i % 3) for i in range(50)]
    one.add(texts, [1] * 50, range(50))
    other.add(texts[::-1], [1] * 50, range(49, -1, -1))
    reseeded.add(texts, [1] * 50, range(50))
    options = {"bootstrap": 50, "resamples": True}
    assert one.result(seed=1, **options) == other.result(seed=1, **options)
    assert one.result(seed=1, **options) != reseeded.result(seed=2, **options)


def test_rollouts_of_one_key_are_drawn_together() -> None:
    evaluation = Evaluation("counting")
    evaluation.add(["3"] * 10 + ["4"] * 10, [3] * 20, [1] * 10 + [2] * 10)
    result = evaluation.result(bootstrap=200, resamples=True)
    assert (result["samples"], result["keys"]) == (20, 2)
    assert set(result["metrics"]["exact"]["resamples"]) == {0.0, 0.5, 1.0}


def test_resamples_are_evaluations_of_what_was_drawn() -> None:
    """AP of a resample is that of a set which holds the drawn images as often as they were drawn. Confidences differ:
    equal ones have another order among the detections of an image that is there twice."""
    samples, chance = detection_samples(8, 3), random.Random(9)
    _, truths = as_texts(samples)
    items = [{**one, "confidences": [chance.random() for _ in one["boxes"]]} for one in as_items(samples)]
    evaluation = Evaluation("detection")
    evaluation.add_items(items, truths, range(3))
    drawn = set(evaluation.result(bootstrap=200, resamples=True)["metrics"]["AP"]["resamples"])
    possible = set()
    for times in (
        (3, 0, 0),
        (0, 3, 0),
        (0, 0, 3),
        (2, 1, 0),
        (2, 0, 1),
        (1, 2, 0),
        (0, 2, 1),
        (1, 0, 2),
        (0, 1, 2),
        (1, 1, 1),
    ):
        places = [place for place in range(3) for _ in range(times[place])]
        part = Evaluation("detection")
        part.add_items([items[place] for place in places], [truths[place] for place in places])
        possible.add(round(values(part.result())["AP"], 12))
    assert {round(one, 12) for one in drawn} == possible


def test_reasons_are_shares() -> None:
    evaluation = Evaluation("counting")
    evaluation.add(["3", "4", "x", "3"], [3] * 4)
    assert evaluation.result()["reasons"] == {"ok": 0.5, "no_items": 0.25, "wrong_count": 0.25}


def test_bad_truths() -> None:
    evaluation = Evaluation("counting")
    with pytest.raises(Error, match="count") as failure:
        evaluation.add(["3", "3", "3"], [3, "many", 3], [4, 5, 6])
    assert failure.value.index == 1
    result = evaluation.result()
    assert (result["samples"], result["bad_truths"]) == (2, 1)


def test_misuse() -> None:
    evaluation = Evaluation("counting")
    with pytest.raises(Error, match="2 samples but 1 key"):
        evaluation.add(["3", "4"], [3, 4], [1])
    with pytest.raises(TypeError, match="number the images where they have names"):
        evaluation.add(["3"], [3], ["7.jpg"])
    with pytest.raises(Error, match="beyond 64 bits"):
        evaluation.add(["3"], [3], [2**64])
    evaluation.add(["3"], [3])
    with pytest.raises(Error, match="always or never"):
        evaluation.add(["3"], [3], [1])
    other = Evaluation("counting")
    other.add(["3"], [3])
    with pytest.raises(Error, match="give keys where parts are merged"):
        evaluation.merge(other)
    with pytest.raises(Error, match="different recipes"):
        evaluation.merge(Evaluation("counting", number="last"))
    with pytest.raises(Error, match="with itself"):
        evaluation.merge(evaluation)
    with pytest.raises(TypeError, match=r"vreward\.Evaluation, not dict"):
        evaluation.merge(evaluation.result())  # type: ignore[arg-type]
    with pytest.raises(Error, match="bootstrap is -1"):
        evaluation.result(bootstrap=-1)
    with pytest.raises(Error, match="scores texts, not items"):
        Evaluation("ocr").add_items([[[0, 0, 1, 1]]], ["x"])
    with pytest.raises(TypeError, match="a Scorer is made already"):
        Evaluation(vreward.Scorer("counting"), number="last")
    with evaluation:
        pass
    for use in (evaluation.result, lambda: evaluation.add(["3"], [3]), lambda: other.merge(evaluation)):
        with pytest.raises(Error, match="closed: make a new one"):
            use()


def test_nothing_may_be_added() -> None:
    evaluation = Evaluation("counting")
    evaluation.add(["3"], [3], [7])
    evaluation.add([], [], [])
    evaluation.add([], [])
    assert evaluation.result()["samples"] == 1


def test_a_scorer_that_was_closed_stays_as_long_as_it_is_needed() -> None:
    scorer = vreward.Scorer("counting")
    evaluation = Evaluation(scorer)
    evaluation.add(["3"], [3])
    scorer.close()
    del scorer
    assert values(evaluation.result())["exact"] == 1.0


def test_threads_share_one() -> None:
    evaluation, other = Evaluation("counting"), Evaluation("counting")

    def work(first: int) -> None:
        for key in range(first, first + 50):
            evaluation.add(["3"], [3], [key])
            evaluation.result()
            Evaluation("counting").merge(other)

    threads = [threading.Thread(target=work, args=(100 * i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert evaluation.result()["samples"] == 200
