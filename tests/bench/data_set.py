"""COCO's twelve figures over a set like val2017: 5,000 images, 36,000 true boxes, 100,000 detections, 80 labels.

From arrays: vreward gets them as the C function takes them and scores every image besides; the peers get what they have
loaded. From Python: lists and dicts in, figures out, whatever is loaded on the way. pycocotools itself takes 20 s and is
left out; its figures are compared in tests/differential.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import io
import random
from array import array
from ctypes import addressof, byref, sizeof
from typing import Any, Callable, Dict, Iterator, List, Tuple

import vreward
from timing import alternate
from vreward._binding import header
from vreward._binding.loading import library
from vreward._binding.texts import ragged

LABELS = [f"label {i:02}" for i in range(80)]
WEIGHTS = [1 / (i + 1) for i in range(80)]  # a third of COCO's objects are persons
RESAMPLES = 100
PEERS = {
    "faster-coco-eval": ("faster_coco_eval", "COCO", "COCOeval_faster"),
    "hotcoco": ("hotcoco", "COCO", "COCOeval"),
    "ultrafast-pycocotools": ("ultrafast_pycocotools", "COCO", "COCOeval"),
}
Box = List[float]
Image = Dict[str, List[Any]]


def images(count: int) -> List[Image]:
    """True boxes, and detections of which half are near one of them."""
    chance = random.Random(1)

    def box() -> Box:
        x, y, size = chance.uniform(0, 500), chance.uniform(0, 500), chance.choice((20, 60, 200))
        return [x, y, x + chance.uniform(5, size), y + chance.uniform(5, size)]

    def near(true: Box) -> Box:
        spread = chance.choice((0.02, 0.05, 0.2)) * (true[2] - true[0])
        x1, y1, x2, y2 = (value + chance.uniform(-spread, spread) for value in true)
        return [x1, y1, max(x2, x1 + 1), max(y2, y1 + 1)]

    made = []
    for i in range(count):
        true_labels = chance.choices(LABELS, WEIGHTS, k=i % 15 if i % 5 else 8)
        true = [box() for _ in true_labels]
        hits = [chance.randrange(len(true)) for _ in range(10)] if true else []
        labels = [true_labels[j] for j in hits] + chance.choices(LABELS, WEIGHTS, k=20 - len(hits))
        boxes = [near(true[j]) for j in hits] + [box() for _ in range(20 - len(hits))]
        made.append({"boxes": boxes, "labels": labels, "confidences": [chance.random() for _ in boxes], "true": true, "true_labels": true_labels})
    return made


def rows_of_coco(made: List[Image]) -> Tuple[Dict[str, Any], List[Dict[str, Any]]]:
    truths: List[Dict[str, Any]] = []
    found: List[Dict[str, Any]] = []
    number = {label: i + 1 for i, label in enumerate(LABELS)}
    for key, image in enumerate(made, 1):
        for (x1, y1, x2, y2), label in zip(image["true"], image["true_labels"]):
            size = {"bbox": [x1, y1, x2 - x1, y2 - y1], "area": (x2 - x1) * (y2 - y1)}
            truths.append({"id": len(truths) + 1, "image_id": key, "category_id": number[label], "iscrowd": 0, **size})
        for (x1, y1, x2, y2), label, score in zip(image["boxes"], image["labels"], image["confidences"]):
            found.append({"image_id": key, "category_id": number[label], "bbox": [x1, y1, x2 - x1, y2 - y1], "score": score})
    categories = [{"id": i, "name": label} for label, i in number.items()]
    return {"images": [{"id": i + 1, "width": 700, "height": 700} for i in range(len(made))], "annotations": truths, "categories": categories}, found


def peer(name: str, dataset: Dict[str, Any], found: List[Dict[str, Any]]) -> Tuple[Callable[[], float], Callable[[], float]]:
    """From what is loaded, and from lists and dicts."""
    module, coco_name, eval_name = PEERS[name]
    coco_class, eval_class = (getattr(importlib.import_module(module), one) for one in (coco_name, eval_name))

    def load() -> Tuple[Any, Any]:
        truth = coco_class()
        truth.dataset = copy.copy(dataset)
        truth.createIndex()
        return truth, truth.loadRes(found)

    def evaluate(truth: Any, detections: Any) -> float:
        result = eval_class(truth, detections, "bbox")
        result.evaluate()
        result.accumulate()
        result.summarize()
        return float(result.stats[0])

    def silent(call: Callable[[], float]) -> float:
        with contextlib.redirect_stdout(io.StringIO()):
            return call()

    with contextlib.redirect_stdout(io.StringIO()):
        loaded = load()
    return lambda: silent(lambda: evaluate(*loaded)), lambda: silent(lambda: evaluate(*load()))


def offsets(lists: List[List[Any]]) -> array:
    found = array("q", [0])
    for one in lists:
        found.append(found[-1] + len(one))
    return found


def doubles(lists: List[List[Any]]) -> array:
    return array("d", [number for one in lists for box in one for number in (box if isinstance(box, list) else [box])])


def address(numbers: array) -> int:
    return numbers.buffer_info()[0]


def from_arrays(made: List[Image]) -> Callable[[], float]:
    boxes, true, confidences = (doubles([image[name] for image in made]) for name in ("boxes", "true", "confidences"))
    begin, true_begin = offsets([image["boxes"] for image in made]), offsets([image["true"] for image in made])
    labels, true_labels = (ragged([label for image in made for label in image[name]], name) for name in ("labels", "true_labels"))
    keys = array("q", range(1, len(made) + 1))
    truths = header.TruthArrays(
        struct_size=sizeof(header.TruthArrays), item_offsets=address(true_begin), box=address(true), label=true_labels.data, label_offsets=true_labels.offsets
    )
    batch = header.ItemBatch(
        struct_size=sizeof(header.ItemBatch),
        count=len(made),
        item_offsets=address(begin),
        box=address(boxes),
        label=labels.data,
        label_offsets=labels.offsets,
        confidence=address(confidences),
        truth_count=len(made),
        truth_arrays=addressof(truths),
    )
    kept = (boxes, true, confidences, begin, true_begin, labels, true_labels, keys, truths)

    def run() -> float:
        evaluation = vreward.Evaluation("detection")
        library().long.evaluation_add_items(evaluation._pointer, byref(batch), address(kept[7]), byref(header.ErrorRecord()))
        return evaluation.result()["metrics"]["AP"]["value"]

    return run


def from_python(made: List[Image]) -> vreward.Evaluation:
    evaluation = vreward.Evaluation("detection")
    items = [{name: image[name] for name in ("boxes", "labels", "confidences")} for image in made]
    truths = [{"boxes": image["true"], "labels": image["true_labels"]} for image in made]
    evaluation.add_items(items, truths, range(1, len(made) + 1))
    return evaluation


def rows(quick: bool) -> Iterator[Dict[str, Any]]:
    made = images(200 if quick else 5000)
    dataset, found = rows_of_coco(made)
    contenders: Dict[str, Dict[str, Callable[[], float]]] = {
        "arrays": {"vreward": from_arrays(made)},
        "Python": {"vreward": lambda: from_python(made).result()["metrics"]["AP"]["value"]},
    }
    for name in PEERS:
        with contextlib.suppress(ImportError):
            contenders["arrays"][name], contenders["Python"][name] = peer(name, dataset, found)
    for source, calls in contenders.items():
        values = {name: call() for name, call in calls.items()}
        assert all(abs(value - values["vreward"]) < 1e-12 for value in values.values()), values
        took = alternate(calls, 1.0)
        us = took.pop("vreward") * 1e6
        row = {"work": "AP of a data set", "images": len(made), "from": source, "ours_us": us, "peers": {name: s * 1e6 for name, s in took.items()}}
        yield {**row, "target": 1.0} if source == "arrays" else row
    evaluation, seed = from_python(made), iter(range(10**6))
    took = alternate({"vreward": lambda: evaluation.result(bootstrap=RESAMPLES, seed=next(seed))}, 1.0, 3)
    yield {"work": "all figures on one resample of a data set", "images": len(made), "ours_us": took["vreward"] / RESAMPLES * 1e6, "peers": {}}
