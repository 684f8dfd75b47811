"""COCO's twelve figures over many images, to the last digit, and those of each label; VOC's two by their definition."""

from __future__ import annotations

import contextlib
import io
import random
from typing import Any

import numpy as np
import pytest
import vreward
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

FIGURES = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR@1", "AR@10", "AR@100", "ARs", "ARm", "ARl")
LABELS = ("bicycle", "cat", "dog", "person", "zebra")


def box(chance: random.Random) -> list[float]:
    digits = chance.choice((0, 0, 2))
    x, y = round(chance.uniform(0, 300), digits), round(chance.uniform(0, 300), digits)
    longest = chance.choice((20, 60, 200))
    return [x, y, x + round(chance.uniform(4, longest), digits), y + round(chance.uniform(4, longest), digits)]


def near(chance: random.Random, true: list[float]) -> list[float]:
    spread = chance.choice((0, 1, 3, 8))
    x1, y1, x2, y2 = (value + chance.choice((round, float))(chance.uniform(-spread, spread)) for value in true)
    return [x1, y1, max(x2, x1 + 1), max(y2, y1 + 1)]


def image(chance: random.Random, levels: int, crowds: float) -> dict[str, Any]:
    """One image: crowds, equal confidences, none or more than a hundred detections, labels that are not asked for."""
    truths = [box(chance) for _ in range(chance.choice((0, 1, 3, 12)))]
    count = chance.choice((0, 1, 5, 20, 20, 130))
    boxes = [
        near(chance, chance.choice(truths)) if truths and chance.random() < 0.8 else box(chance) for _ in range(count)
    ]
    masks = chance.random() < 0.5  # objects that do not fill their boxes
    used = LABELS[: chance.choice((1, 4))]
    return {
        "truths": truths,
        "true_labels": [chance.choice(used) for _ in truths],
        "area": [(x2 - x1) * (y2 - y1) * (chance.choice((1, 0.6, 0.1)) if masks else 1) for x1, y1, x2, y2 in truths],
        "crowd": [chance.random() < crowds for _ in truths],
        "boxes": boxes,
        "labels": [chance.choice((*used, "zebra")) for _ in boxes],
        "scores": [chance.randint(1, levels) / levels for _ in boxes],
    }


def images(seed: int) -> dict[int, dict[str, Any]]:
    chance = random.Random(seed)
    levels, crowds = chance.choice((1, 5, 10**6)), chance.choice((0, 0.2))
    keys = chance.sample(range(1000), chance.choice((1, 4, 15)))
    return {key: image(chance, levels, crowds) for key in keys}


def annotation(number: int, key: int, label: str, corners: list[float], **more: Any) -> dict[str, Any]:
    x1, y1, x2, y2 = corners
    width, height = x2 - x1, y2 - y1
    found = {"id": number, "image_id": key, "category_id": LABELS.index(label) + 1, "bbox": [x1, y1, width, height]}
    return {**found, "area": width * height, "iscrowd": 0, **more}


def coco(keys: Any, annotations: list[dict[str, Any]]) -> COCO:
    made = COCO()
    made.dataset = {
        "images": [{"id": key} for key in keys],
        "annotations": annotations,
        "categories": [{"id": i + 1, "name": label} for i, label in enumerate(LABELS)],
    }
    made.createIndex()
    return made


def theirs(cases: dict[int, dict[str, Any]]) -> COCOeval:
    truths: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for key, case in cases.items():
        for corners, label, area, crowd in zip(case["truths"], case["true_labels"], case["area"], case["crowd"]):
            truths.append(annotation(len(truths) + 1, key, label, corners, area=area, iscrowd=int(crowd)))
        for corners, label, score in zip(case["boxes"], case["labels"], case["scores"]):
            found.append(annotation(len(found) + 1, key, label, corners, score=score))
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation = COCOeval(coco(cases, truths), coco(cases, found), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation


def truth_of(case: dict[str, Any]) -> dict[str, Any]:
    return {"boxes": case["truths"], "labels": case["true_labels"], "ignore": case["crowd"], "area": case["area"]}


def items_of(case: dict[str, Any]) -> dict[str, Any]:
    return {"boxes": case["boxes"], "labels": case["labels"], "confidences": case["scores"]}


def ours(cases: dict[int, dict[str, Any]]) -> dict[str, Any]:
    evaluation = vreward.Evaluation("detection")
    keys = list(cases)
    evaluation.add_items([items_of(cases[key]) for key in keys], [truth_of(cases[key]) for key in keys], keys)
    return evaluation.result()


def label_ap(evaluation: COCOeval, label: str) -> float:
    precision = evaluation.eval["precision"][:, :, LABELS.index(label), 0, -1]
    return float(np.mean(precision[precision > -1]))


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_every_digit(first: int) -> None:
    for seed in range(first, first + 100):
        cases = images(seed)
        expected, result = theirs(cases), ours(cases)
        values = [result["metrics"][figure]["value"] for figure in FIGURES]
        assert values == expected.stats.tolist(), seed
        for label, row in result["labels"].items():
            assert row["AP"] == label_ap(expected, label), (seed, label)


# ---- Pascal VOC ------------------------------------------------------------------------------------------------------


def found_by_voc(case: dict[str, Any], label: str, least: float) -> list[tuple[float, str]]:
    """Each detection of one label in one image, the surest first: its confidence, and "hit", "miss" or "passed"."""
    places = sorted((i for i, one in enumerate(case["labels"]) if one == label), key=lambda i: -case["scores"][i])[:100]
    true = [j for j, one in enumerate(case["true_labels"]) if one == label]
    overlaps = vreward.iou([case["boxes"][i] for i in places] or [[0, 0, 1, 1]], [case["truths"][j] for j in true] or [[0, 0, 1, 1]])
    taken: set[int] = set()
    outcomes = []
    for row, i in enumerate(places):
        best = max(range(len(true)), key=lambda column: overlaps[row][column], default=None)
        outcome = "miss"
        if best is not None and overlaps[row][best] >= least:
            outcome = "passed" if case["crowd"][true[best]] else "miss" if best in taken else "hit"
            taken |= {best} if outcome == "hit" else set()
        outcomes.append((case["scores"][i], outcome))
    return outcomes


def by_voc(cases: dict[int, dict[str, Any]], least: float) -> list[float]:
    """The area under the curve of the best precision at each recall or beyond, and its mean at 11 recalls."""
    areas, points = [], []
    for label in LABELS:
        asked = sum(
            one == label and not crowd
            for case in cases.values()
            for one, crowd in zip(case["true_labels"], case["crowd"])
        )
        if not asked:
            continue
        outcomes = [one for key in sorted(cases) for one in found_by_voc(cases[key], label, least)]
        counted = [outcome == "hit" for _, outcome in sorted(outcomes, key=lambda one: -one[0]) if outcome != "passed"]
        hits = np.cumsum([*counted, 0])[:-1]
        precision = [max(hits[k:] / (np.arange(k, len(hits)) + 1)) for k in range(len(hits))]
        areas.append(sum(value for value, hit in zip(precision, counted) if hit) / asked)
        reached = [[p for p, h in zip(precision, hits) if h / asked >= step / 10] for step in range(11)]
        points.append(sum(max(some, default=0.0) for some in reached) / 11)
    return [float(np.mean(areas)), float(np.mean(points))] if areas else [-1.0, -1.0]


@pytest.mark.parametrize("least", [0.3, 0.5])
def test_voc(least: float) -> None:
    for seed in range(150):
        cases = images(seed)
        evaluation = vreward.Evaluation("detection", f1_iou=least)
        for key in reversed(cases):
            evaluation.add_items([items_of(cases[key])], [truth_of(cases[key])], [key])
        metrics = evaluation.result()["metrics"]
        expected = by_voc(cases, least)
        assert [metrics[name]["value"] for name in ("VOC_AP", "VOC_AP11")] == pytest.approx(expected, abs=1e-12), seed
