"""COCO's results.json: detections on their way to an evaluation, and what was read from text on its way out."""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Sequence

from .._binding.errors import Error
from .._datasets.coco import from_coco
from .._datasets.document import numbers
from .._datasets.source import is_path, json_of, name_of
from .._rollouts.record import member_of
from ..scorer import Scorer

_RESULTS = "COCO's results: a list of objects with image_id, category_id, bbox [x, y, width, height] and score"
_ANNOTATIONS = "COCO's annotations of objects, such as instances_val2017.json"


class Detections(NamedTuple):
    """One sample for each image of the annotations, in the order of their ids, as pycocotools takes them."""

    items: List[Dict[str, Any]]  # as Scorer.score_items takes them
    truths: List[Any]
    rows: List[Dict[str, Any]]  # `id` of each image, and `image` where its file has a name


class Annotations:
    """COCO's annotations: the truth of each image, and the names of categories.

    source  the path of the annotations, what json.load gives for it, or a COCO object of pycocotools
    """

    def __init__(self, source: Any) -> None:
        self.name = name_of(source)
        data = json_of(source, _ANNOTATIONS) if is_path(source) else getattr(source, "dataset", source)
        self.rows = sorted(from_coco(data), key=lambda row: (isinstance(row["id"], str), row["id"]))
        self.images = {row["id"] for row in self.rows}
        self.names: Dict[Any, str] = {one.get("id"): one.get("name") for one in data["categories"]}
        self.numbers: Dict[str, Any] = {name: number for number, name in self.names.items()}


def detections(results: Any, annotations: Any) -> Detections:
    """The detections of a results.json beside the truths of its images.

    results      the path of a results.json, or what json.load gives for it
    annotations  the path of the annotations, or what json.load gives for it

    Images without detections are samples, too. Give `items` and `truths` to Evaluation.add_items. Raises Error for a
    detection that is none, or of an image or a category that the annotations do not have.

        >>> truth = {"images": [{"id": 7, "width": 64, "height": 48}], "categories": [{"id": 1, "name": "cat"}],
        ...          "annotations": [{"id": 1, "image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 10]}]}
        >>> found = detections([{"image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 10], "score": 0.9}], truth)
        >>> found.items
        [{'boxes': [[10, 20, 40, 30]], 'labels': ['cat'], 'confidences': [0.9]}]
    """
    name = name_of(results)
    listed = json_of(results, _RESULTS) if is_path(results) else results
    if not isinstance(listed, list):
        raise Error(f"{name}: is no list; wanted is {_RESULTS}")
    known = Annotations(annotations)
    items: Dict[Any, Dict[str, Any]] = {row["id"]: {"boxes": [], "labels": [], "confidences": []} for row in known.rows}
    for place, one in enumerate(listed):
        _add(items, known, one, f"{name}: result {place}")
    rows = [{name: value for name, value in row.items() if name != "truth"} for row in known.rows]
    return Detections([items[row["id"]] for row in rows], [row["truth"] for row in known.rows], rows)


def _add(items: Dict[Any, Dict[str, Any]], known: Annotations, one: Any, place: str) -> None:
    if not isinstance(one, Mapping):
        raise Error(f"{place} is {type(one).__name__}; wanted is {_RESULTS}")
    image, category = one.get("image_id"), one.get("category_id")
    if not isinstance(image, (int, str)) or image not in items:
        raise Error(f"{place}: its image_id {image!r} is the id of no image of {known.name}")
    if not isinstance(category, (int, str)) or category not in known.names:
        raise Error(f"{place}: its category_id {category!r} is the id of no category of {known.name}")
    box, score = numbers(one.get("bbox"), 4), one.get("score")
    if box is None or not isinstance(score, (int, float)):
        raise Error(f"{place}: bbox is {one.get('bbox')!r} and score {score!r}; wanted is {_RESULTS}")
    x, y, width, height = box
    items[image]["boxes"].append([x, y, x + width, y + height])
    items[image]["labels"].append(known.names[category])
    items[image]["confidences"].append(score)


class Results:
    """What was read from completions, as the objects of a results.json.

    scorer       a vreward.Scorer that reads boxes
    annotations  the path of COCO's annotations, or what json.load gives for it: the numbers of images and categories

    An item without a confidence gets the score 1.

        >>> import vreward
        >>> truth = {"images": [{"id": 7, "width": 64, "height": 48}], "categories": [{"id": 1, "name": "cat"}],
        ...          "annotations": []}
        >>> results = Results(vreward.Scorer("detection"), truth)
        >>> answer = '[{"bbox_2d": [10, 20, 40, 30], "label": "cat"}]'
        >>> list(results.of([answer], [{"boxes": [], "labels": []}], [{"image_id": 7}]))
        [{'image_id': 7, 'category_id': 1, 'bbox': [10, 20, 30, 10], 'score': 1.0}]
    """

    def __init__(self, scorer: Scorer, annotations: Any) -> None:
        self.scorer = scorer
        if scorer.recipe["task"] not in ("detection", "grounding"):
            raise Error(f"a recipe of task {scorer.recipe['task']} reads no boxes with labels; detection does")
        self.known = Annotations(annotations)
        self.left_out: Counter[str] = Counter()  # labels that are no category
        self._folds = bool(scorer.recipe.get("fold"))
        if self._folds:
            self.known.numbers = {_folded(name): number for name, number in self.known.numbers.items()}

    def of(
        self, completions: Sequence[Any], truths: Sequence[Any], rows: Sequence[Mapping[str, Any]]
    ) -> Iterator[Dict[str, Any]]:
        """The objects of n completions.

        truths  n documents, which say the size of each image
        rows    n mappings with the number of the image, as `image_id` or `id`

        Raises Error for an image that the annotations do not have, and for numbers that cannot be brought to pixels.

            >>> import vreward
            >>> truth = {"images": [{"id": 7}], "categories": [{"id": 1, "name": "cat"}], "annotations": []}
            >>> results = Results(vreward.Scorer("detection"), truth)
            >>> answer = '[{"bbox_2d": [1, 2, 3, 4], "label": "dog"}]'
            >>> list(results.of([answer], [{"boxes": [], "labels": []}], [{"id": 7}])), results.left_out["dog"]
            ([], 1)
        """
        for completion, truth, row in zip(completions, truths, rows):
            image = member_of(row, ("image_id", "id"))
            if not isinstance(image, (int, str)) or image not in self.known.images:
                raise Error(f"image_id (or id) {image!r} is the id of no image of {self.known.name}")
            try:
                found = self.scorer.explain(completion, truth)
            except Error as failure:
                raise Error(f"image {image!r}: {failure}") from None
            if found["space"] != "pixel":
                raise Error(f"image {image!r}: COCO's boxes are pixels, and without `size` the truth cannot give them")
            yield from self._of_items(image, found["items"])

    def _of_items(self, image: Any, items: Sequence[Mapping[str, Any]]) -> Iterator[Dict[str, Any]]:
        for item in items:
            box, label = item.get("compared"), item["label"]
            category = self.known.numbers.get(_folded(label) if self._folds and label else label)
            if box is None or len(box) != 4:
                continue
            if category is None:
                self.left_out[label or "(none)"] += 1
                continue
            x1, y1, x2, y2 = box
            score = 1.0 if item["confidence"] is None else item["confidence"]
            yield {"image_id": image, "category_id": category, "bbox": [x1, y1, x2 - x1, y2 - y1], "score": score}


def _folded(label: str) -> str:
    return " ".join(label.split()).lower()
