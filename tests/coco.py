"""Average precision of one image by pycocotools, from the arrays that vreward gets."""

from __future__ import annotations

import contextlib
import io
from typing import Any, Sequence

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def dataset(boxes: Sequence[Sequence[float]], labels: Sequence[int], **more: Sequence[Any]) -> COCO:
    """Boxes x1, y1, x2, y2 as COCO has them: x1, y1, width, height, each with its own area."""
    annotations = []
    for i, (x1, y1, x2, y2) in enumerate(boxes):
        width, height = x2 - x1, y2 - y1
        annotation = {"id": i + 1, "image_id": 1, "category_id": labels[i], "bbox": [x1, y1, width, height]}
        annotation.update(area=width * height, iscrowd=0, **{name: values[i] for name, values in more.items()})
        annotations.append(annotation)
    coco = COCO()
    coco.dataset = {"images": [{"id": 1}], "annotations": annotations, "categories": []}
    coco.createIndex()
    return coco


def average_precision(
    boxes: Sequence[Sequence[float]],
    labels: Sequence[int],
    scores: Sequence[float],
    true_boxes: Sequence[Sequence[float]],
    true_labels: Sequence[int],
    crowd: Sequence[bool],
) -> tuple[float, float, float]:
    """AP, AP50 and AP75; -1 where nothing is true."""
    with contextlib.redirect_stdout(io.StringIO()):
        truth = dataset(true_boxes, true_labels)
        for annotation, is_crowd in zip(truth.dataset["annotations"], crowd):
            annotation["iscrowd"] = int(is_crowd)
        found = dataset(boxes, labels, score=scores)
        evaluation = COCOeval(truth, found, "bbox")
        evaluation.params.imgIds = [1]
        evaluation.params.catIds = sorted({*labels, *true_labels})
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    ap, ap50, ap75 = (float(value) for value in evaluation.stats[:3])
    return ap, ap50, ap75
