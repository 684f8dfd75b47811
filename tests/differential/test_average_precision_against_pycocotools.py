"""AP of one image, to the last digit."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import vreward

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from coco import average_precision  # noqa: E402

TERMS = ("ap", "ap50", "ap75")


def number(chance: random.Random, low: float, high: float) -> float:
    return round(chance.uniform(low, high), chance.choice((0, 1, 3, 12)))


def box(chance: random.Random) -> list[float]:
    x, y = number(chance, 0, 200), number(chance, 0, 200)
    return [x, y, x + 5 + number(chance, 0, 80), y + 5 + number(chance, 0, 80)]


def near(chance: random.Random, true: list[float]) -> list[float]:
    """The box again, or a little beside it."""
    spread = chance.choice((0, 1, 4))
    x1, y1, x2, y2 = (value + chance.uniform(-spread, spread) for value in true)
    return [x1, y1, max(x2, x1 + 1), max(y2, y1 + 1)]


def image(seed: int) -> dict[str, Any]:
    """Truth and items of one image: crowds, equal scores, labels that nothing true has, more items than count."""
    chance = random.Random(seed)
    labels = [f"label {i}" for i in range(chance.randint(1, 5))]
    true_boxes = [box(chance) for _ in range(chance.randint(1, 25))]
    count = chance.randint(101, 250) if seed % 20 == 0 else chance.randint(1, 50)
    boxes = [near(chance, chance.choice(true_boxes)) if chance.random() < 0.8 else box(chance) for _ in range(count)]
    levels = chance.choice((1, 4, 10**6))
    crowds = chance.choice((0, 0.3))
    return {
        "boxes": boxes,
        "labels": [chance.choice([*labels, "another"]) for _ in boxes],
        "scores": [chance.randint(1, levels) / levels for _ in boxes],
        "true_boxes": true_boxes,
        "true_labels": [chance.choice(labels) for _ in true_boxes],
        "crowd": [chance.random() < crowds for _ in true_boxes],
    }


def theirs(case: dict[str, Any]) -> tuple[float, float, float]:
    """pycocotools given the items in canonical order (coordinates, label, confidence), its categories in that of the
    labels."""
    number_of = {label: i + 1 for i, label in enumerate(sorted({*case["labels"], *case["true_labels"]}))}
    items = sorted(zip(case["boxes"], case["labels"], case["scores"]))
    return average_precision(
        [item[0] for item in items],
        [number_of[item[1]] for item in items],
        [item[2] for item in items],
        case["true_boxes"],
        [number_of[label] for label in case["true_labels"]],
        case["crowd"],
    )


def ours(cases: list[dict[str, Any]]) -> list[tuple[float, ...]]:
    scorer = vreward.Scorer("detection", ap=list(TERMS))
    completions = [
        json.dumps(
            [
                {"bbox_2d": item, "label": label, "confidence": score}
                for item, label, score in zip(case["boxes"], case["labels"], case["scores"])
            ]
        )
        for case in cases
    ]
    truths = [
        json.dumps({"boxes": case["true_boxes"], "labels": case["true_labels"], "ignore": case["crowd"]})
        for case in cases
    ]
    scores = scorer.score(completions, truths)
    assert set(scores.reason).isdisjoint({"bad_truth", "bad_value", "bad_syntax"})
    return list(zip(*(scores.terms[term] for term in TERMS)))


def test_every_digit() -> None:
    cases = [image(seed) for seed in range(400)]
    compared = 0
    for seed, (case, values) in enumerate(zip(cases, ours(cases))):
        if all(case["crowd"]):
            continue  # nothing true: -1 there, while a term is a ratio over nothing or, with nothing found, perfect
        assert values == theirs(case), seed
        compared += 1
    assert compared > 350


def test_order_of_writing_changes_nothing() -> None:
    case = image(7)
    chance = random.Random(0)
    order = list(range(len(case["boxes"])))
    chance.shuffle(order)
    shuffled = {**case, **{name: [case[name][i] for i in order] for name in ("boxes", "labels", "scores")}}
    assert len(set(ours([case, shuffled]))) == 1
