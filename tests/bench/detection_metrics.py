"""Precision, recall and F1 of 16 images from arrays: boxes found and true, as numbers and whole labels."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterator

import numpy
import vreward
from peers import module
from timing import alternate

SIZES = [5, 20, 60]
IMAGES = 16
LABELS = ["cat", "dog", "person"]


def images(n: int) -> tuple[list[numpy.ndarray], list[numpy.ndarray], list[numpy.ndarray]]:
    """Found boxes, true boxes, and the label of both as a number, of each image."""
    chance = numpy.random.default_rng(n)
    true, found, labels = [], [], []
    for _ in range(IMAGES):
        corner = chance.random((n, 2)) * 500
        boxes = numpy.hstack([corner, corner + 20 + chance.random((n, 2)) * 100])
        true.append(boxes)
        found.append(boxes + chance.standard_normal((n, 4)) * 6)
        labels.append(chance.integers(0, len(LABELS), n))
    return found, true, labels


def rows(quick: bool) -> Iterator[Dict[str, Any]]:
    metrics = module("ultrafast_pycocotools.metrics")
    for n in SIZES[:1] if quick else SIZES:
        found, true, labels = images(n)
        names = [[LABELS[label] for label in row] for row in labels]
        scorer = vreward.Scorer("detection")
        items = [{"boxes": boxes, "labels": name} for boxes, name in zip(found, names)]
        truths = [{"boxes": boxes, "labels": name} for boxes, name in zip(true, names)]
        contenders: Dict[str, Callable[[], Any]] = {"vreward": lambda i=items, t=truths: scorer.score_items(i, t)}
        if metrics:
            ones = numpy.ones(n)
            predicted = [{"boxes": boxes, "scores": ones, "labels": label} for boxes, label in zip(found, labels)]
            targets = [{"boxes": boxes, "labels": label} for boxes, label in zip(true, labels)]
            contenders["ultrafast-pycocotools"] = lambda p=predicted, t=targets: metrics.DetectionMetrics().update(p, t)
        took = alternate(contenders, 0.2 if quick else 2.0)
        ours = took.pop("vreward") * 1e6
        peers = {name: seconds * 1e6 for name, seconds in took.items()}
        yield {"work": "precision, recall, F1 of 16 images, from arrays", "n": n, "ours_us": ours, "peers": peers, "target": 1}
