"""COCO's annotations of objects, and what is written like them."""

from __future__ import annotations

import os
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

from .._binding.errors import Error
from .document import Draft, Row, finished, numbers, refused, whole
from .pictures import Size, picture_of, settle
from .source import Path, is_path, json_of, name_of

_WANTED = "COCO's annotations of objects, such as instances_val2017.json"
BY = ("image", "category")


def from_coco(
    source: Any, images: Optional[Path] = None, *, by: str = "image", exif: str = "refuse", on_error: str = "raise"
) -> List[Row]:
    """One truth for each image of COCO's annotations, or for each category in each image.

    source    the path of the annotations, what json.load gives for it, or a COCO object of pycocotools
    images    the folder of the images: sizes are compared with the files, and EXIF is read (needs Pillow)
    by        "image": all objects of an image with their labels; "category": one row for each category that an image
              has, whose `phrase` is the category's name
    exif      what becomes of boxes in an image that EXIF turns: "refuse", "turn" (with the image), "keep"
    on_error  "raise" at the first record that cannot be used, or "skip" its image with a warning

    The truth holds `boxes` in COCO's numbers with order "xywh", `labels` (names of categories), `size`, `ignore` where
    an annotation has iscrowd, and `area` where one has another area than its box, as segmentations do. Images without
    annotations have `"boxes": []`. Raises Error.

        >>> data = {"images": [{"id": 7, "file_name": "7.jpg", "width": 640, "height": 480}],
        ...         "categories": [{"id": 1, "name": "cat"}],
        ...         "annotations": [{"id": 1, "image_id": 7, "category_id": 1, "bbox": [10, 20, 100, 50]}]}
        >>> from_coco(data)[0]["truth"]
        {'boxes': [[10, 20, 100, 50]], 'order': 'xywh', 'labels': ['cat'], 'size': [640, 480]}
    """
    if by not in BY:
        raise Error(f"by must be one of {', '.join(BY)}, not {by!r}")
    name = name_of(source)
    data = json_of(source, _WANTED) if is_path(source) else getattr(source, "dataset", source)
    return finished(_drafts(_Annotations(name, data), images, by, exif), name, on_error, exif)


class _Annotations:
    """The file, by image."""

    def __init__(self, name: str, data: Any) -> None:
        self.name = name
        self.images = self._table(data, "images")
        self.categories = {_key(one.get("id")): one.get("name") for one in self._table(data, "categories")}
        ids = {_key(one.get("id")) for one in self.images}
        if len(ids) < len(self.images):
            raise Error(f"{name}: two images have the same id; each image must stand there once")
        self.of_image: Dict[Any, List[Mapping[str, Any]]] = {}
        self.strays: List[Mapping[str, Any]] = []
        for one in self._table(data, "annotations"):
            image = _key(one.get("image_id"))
            (self.of_image.setdefault(image, []) if image in ids else self.strays).append(one)

    def _table(self, data: Any, table: str) -> List[Mapping[str, Any]]:
        rows = data.get(table) if isinstance(data, Mapping) else None
        if not isinstance(rows, list):
            came = ", ".join(map(str, data)) if isinstance(data, Mapping) else type(data).__name__
            hint = "; a list alone is what a detector wrote (results), no truth" if isinstance(data, list) else ""
            raise Error(f'{self.name}: has no list "{table}" ({came}); wanted is {_WANTED}{hint}')
        wrong = next((place for place, row in enumerate(rows) if not isinstance(row, Mapping)), None)
        if wrong is not None:
            raise Error(f"{self.name}: {table}[{wrong}] is {type(rows[wrong]).__name__}, not an object")
        return rows


def _key(identity: Any) -> Any:
    """An id as a key; what no id can be is only equal to what is written alike."""
    return identity if isinstance(identity, (int, float, str)) else repr(identity)


def _drafts(data: _Annotations, images: Optional[Path], by: str, exif: str) -> Iterator[Draft]:
    for one in data.strays:
        yield refused(
            f"{data.name}: annotation {one.get('id')}",
            f"its image_id {one.get('image_id')!r} is the id of no image: add the image, or remove the annotation",
        )
    for number, image in enumerate(data.images):
        place = f"{data.name}: image {image.get('id')} ({image.get('file_name')})"
        try:
            rows = _rows(data, image, images, by, exif)
        except Error as failure:
            yield refused(place, str(failure))
            continue
        for row, parts in rows:
            row["row"] = number
            yield Draft(place, row, "", parts)


def _rows(
    data: _Annotations, image: Mapping[str, Any], images: Optional[Path], by: str, exif: str
) -> List[Tuple[Row, List[str]]]:
    file = image.get("file_name")
    path = os.path.join(os.fspath(images), str(file)) if images is not None else file
    picture = picture_of(path) if images is not None else None
    stated = _size(image)
    found = data.of_image.get(_key(image.get("id")), [])
    boxes = [_box(one) for one in found]
    labels = [_label(data, one) for one in found]
    groups: Dict[Optional[str], List[int]] = {None: list(range(len(found)))}
    if by == "category":
        groups = {}
        for place, label in enumerate(labels):
            groups.setdefault(label, []).append(place)
    rows: List[Tuple[Row, List[str]]] = []
    for phrase, places in groups.items():
        truth: Dict[str, Any] = {
            "boxes": [boxes[i] for i in places],
            "order": "xywh",
            "labels": [labels[i] for i in places],
        }
        if any(found[i].get("iscrowd") for i in places):
            truth["ignore"] = [bool(found[i].get("iscrowd")) for i in places]
        areas = [_area(found[i], boxes[i]) for i in places]
        if any(area != boxes[i][2] * boxes[i][3] for area, i in zip(areas, places)):
            truth["area"] = areas
        settle(truth, stated, picture, exif)
        row: Row = {"row": 0, "id": image.get("id"), "image": path, "truth": truth}
        if phrase is not None:
            row["phrase"] = phrase
        rows.append((row, [f"annotation {found[i].get('id')}" for i in places]))
    return rows


def _size(image: Mapping[str, Any]) -> Optional[Size]:
    if image.get("width") is None and image.get("height") is None:
        return None
    width, height = whole(image.get("width")), whole(image.get("height"))
    if not width or not height:
        raise Error(
            f"width {image.get('width')!r} and height {image.get('height')!r} are no size; they must be above 0"
        )
    return width, height


def _box(one: Mapping[str, Any]) -> List[float]:
    box = numbers(one.get("bbox"), 4)
    if box is None:
        raise Error(f"annotation {one.get('id')}: bbox must be [x, y, width, height], not {one.get('bbox')!r}")
    if box[2] <= 0 or box[3] <= 0:
        raise Error(f'annotation {one.get("id")}: bbox {box} has no extent; remove it, or on_error="skip" its image')
    return box


def _area(one: Mapping[str, Any], box: List[float]) -> float:
    """What COCO's ranges of areas go by: of the segmentation, where there is one."""
    if one.get("area") is None:
        return box[2] * box[3]
    area = numbers([one["area"]], 1)
    if area is None or area[0] < 0:
        raise Error(f"annotation {one.get('id')}: area must be a number from 0, not {one['area']!r}")
    return area[0]


def _label(data: _Annotations, one: Mapping[str, Any]) -> str:
    label = data.categories.get(_key(one.get("category_id")))
    if not isinstance(label, str):
        raise Error(
            f"annotation {one.get('id')}: its category_id {one.get('category_id')!r} is the id of no category with a "
            "name: add it to categories"
        )
    return label
