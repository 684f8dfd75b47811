"""AP of one image as a reward: from text and truth to AP, AP50 and AP75, against pycocotools and what replaces it.

vreward reads the completion and computes every term of `detection` besides; the peers get lists of numbers, as rewards
that call them pass them on.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import random
from typing import Any, Callable, Dict, Iterator, List, Tuple

import vreward
from timing import alternate

SIZES = [3, 20, 60]
LABELS = 5
TERMS = ("ap", "ap50", "ap75")


def boxes(n: int) -> Tuple[List[List[float]], List[List[float]], List[int], List[float]]:
    """Found and true boxes, their labels and scores."""
    chance = random.Random(n)
    true = []
    for _ in range(n):
        x, y = chance.randint(0, 500), chance.randint(0, 500)
        true.append([x, y, x + chance.randint(10, 100), y + chance.randint(10, 100)])
    found = sorted([value + chance.randint(-4, 4) for value in box] for box in true)
    return found, true, [i % LABELS for i in range(n)], [chance.random() for _ in range(n)]


def evaluation(module: str, coco_name: str, eval_name: str, n: int) -> Callable[[], List[float]]:
    """One image through COCO's classes, silent."""
    names, evals = module.split()
    coco_class = getattr(importlib.import_module(names), coco_name)
    eval_class = getattr(importlib.import_module(evals), eval_name)
    found, true, labels, scores = boxes(n)

    def annotations(items: List[List[float]], extra: str, values: List[Any]) -> List[Dict[str, Any]]:
        return [
            {
                "id": i + 1,
                "image_id": 1,
                "category_id": labels[i] + 1,
                "bbox": [x1, y1, x2 - x1, y2 - y1],
                "area": (x2 - x1) * (y2 - y1),
                extra: values[i],
            }
            for i, (x1, y1, x2, y2) in enumerate(items)
        ]

    def run() -> List[float]:
        with contextlib.redirect_stdout(io.StringIO()):
            truth = coco_class()
            truth.dataset = {
                "images": [{"id": 1}],
                "annotations": annotations(true, "iscrowd", [0] * n),
                "categories": [{"id": i + 1, "name": f"label {i}"} for i in range(LABELS)],
            }
            truth.createIndex()
            result = eval_class(truth, truth.loadRes(annotations(found, "score", scores)), "bbox")
            result.evaluate()
            result.accumulate()
            result.summarize()
        return [float(value) for value in result.stats[:3]]

    return run


PEERS = {  # faster-coco-eval differs in the last bit
    "pycocotools": ("pycocotools.coco pycocotools.cocoeval", "COCO", "COCOeval"),
    "faster-coco-eval": ("faster_coco_eval faster_coco_eval", "COCO", "COCOeval_faster"),
    "hotcoco": ("hotcoco hotcoco", "COCO", "COCOeval"),
    "ultrafast-pycocotools": ("ultrafast_pycocotools ultrafast_pycocotools", "COCO", "COCOeval"),
}


def ours(n: int) -> Callable[[], vreward.Scores]:
    found, true, labels, scores = boxes(n)
    names = [f"label {label}" for label in labels]
    completion = json.dumps(
        [{"bbox_2d": box, "label": name, "confidence": score} for box, name, score in zip(found, names, scores)]
    )
    truth = json.dumps({"boxes": true, "labels": names})
    scorer = vreward.Scorer("detection", ap=list(TERMS))
    return lambda: scorer.score([completion], [truth])


def rows(quick: bool) -> Iterator[Dict[str, Any]]:
    for n in SIZES[:1] if quick else SIZES:
        contenders: Dict[str, Callable[[], Any]] = {"vreward": ours(n)}
        for name, (modules, coco_name, eval_name) in PEERS.items():
            with contextlib.suppress(ImportError):
                contenders[name] = evaluation(modules, coco_name, eval_name, n)
        terms = contenders["vreward"]().terms
        values = [terms[term][0] for term in TERMS]
        for name, call in contenders.items():
            found = values if name == "vreward" else call()
            assert found == values or (name == "faster-coco-eval" and max(map(abs, map(float.__sub__, found, values))) < 1e-9), name
        took = alternate(contenders, 1.0 if quick else 4.0)
        us = took.pop("vreward") * 1e6
        yield {"work": "AP of one image", "n": n, "ours_us": us, "peers": {name: s * 1e6 for name, s in took.items()}, "target": 20.0}
