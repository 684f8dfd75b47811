"""Sets of one box for each phrase: RefCOCO and its kin, ScreenSpot and its kin."""

from __future__ import annotations

import json
import os
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional

from .._binding.errors import Error
from .document import Draft, Row, finished, numbers
from .pictures import Picture, picture_of, settle, stated_size
from .source import Path, Record, column, name_of, records_of

_REFCOCO = "RefCOCO as rows (lmms-lab/RefCOCO, jxu124/refcoco)"
_SCREENSPOT = "ScreenSpot's annotations (a .json list, or rootsautomation/ScreenSpot)"
_ORDERS = ("xywh", "xyxy")


def from_refcoco(
    source: Any,
    images: Optional[Path] = None,
    *,
    order: Optional[str] = None,
    exif: str = "refuse",
    on_error: str = "raise",
) -> List[Row]:
    """One truth for each expression of RefCOCO, RefCOCO+ or RefCOCOg: `phrase` is the expression.

    source    a data set of the hub, or its .parquet or .jsonl file. lmms-lab's columns: `bbox` (x, y, width, height),
              `answer` (expressions), `image`. jxu124's: `bbox` (x1, y1, x2, y2), `sentences`, `raw_image_info`,
              `image_path`
    images    the folder that `image_path` or `file_name` is in, to read sizes from (needs Pillow)
    order     "xywh" or "xyxy", for sets of other columns; default: lmms-lab's, or jxu124's where `sentences` are there
    exif      what becomes of boxes in an image that EXIF turns: "refuse", "turn" (with the image), "keep"
    on_error  "raise" at the first row that cannot be used, or "skip" it with a warning

    The truth holds `box`, its `order`, and `size`, from the image or from `raw_image_info`. Raises Error.

        >>> row = {"bbox": [10, 20, 100, 50], "answer": ["the cat", "left one"], "size": [640, 480]}
        >>> [(one["phrase"], one["truth"]["box"]) for one in from_refcoco([row])]
        [('the cat', [10, 20, 100, 50]), ('left one', [10, 20, 100, 50])]
    """
    if order is not None and order not in _ORDERS:
        raise Error(f"order must be one of {', '.join(_ORDERS)}, not {order!r}")

    def rows(record: Record) -> Iterator[Row]:
        members = record.members
        info = _info(members)
        found = order or ("xyxy" if members.get("sentences") is not None else "xywh")
        box = _box(record, found)
        picture, path = _picture(members, info, images)
        for phrase in _phrases(record):
            truth: Dict[str, Any] = {"box": list(box), "order": found}
            settle(truth, stated_size(members, info), picture, exif)
            identity = next((members[name] for name in ("question_id", "ref_id", "ann_id") if name in members), None)
            yield {"row": record.number, "id": identity, "image": path, "phrase": phrase, "truth": truth}

    return finished(_drafts(source, _REFCOCO, rows), name_of(source), on_error, exif)


def from_screenspot(
    source: Any, images: Optional[Path] = None, *, exif: str = "refuse", on_error: str = "raise"
) -> List[Row]:
    """One truth for each instruction of ScreenSpot, ScreenSpot-v2 or ScreenSpot-Pro: `phrase` is the instruction.

    source    the authors' .json (`img_filename`, `bbox` as x, y, width, height in pixels; with `img_size`, as
              ScreenSpot-Pro has it, x1, y1, x2, y2), or a data set of the hub whose `bbox` are fractions of the image
              (rootsautomation/ScreenSpot)
    images    the folder of the screenshots, to read sizes from (needs Pillow)
    exif      as in from_refcoco
    on_error  "raise" at the first row that cannot be used, or "skip" it with a warning

    The truth holds `box` with its `order` or `space`, and `size` where an image or `img_size` tells it. Raises Error.

        >>> row = {"file_name": "a.png", "bbox": [0.1, 0.2, 0.3, 0.4], "instruction": "close", "size": [960, 540]}
        >>> from_screenspot([row])[0]["truth"]
        {'box': [0.1, 0.2, 0.3, 0.4], 'space': 'norm1', 'size': [960, 540]}
    """

    def rows(record: Record) -> Iterator[Row]:
        members = record.members
        picture, path = _picture(members, {}, images)
        if "img_filename" not in members:
            truth: Dict[str, Any] = {"box": _box(record, "xyxy"), "space": "norm1"}
        elif members.get("img_size") is not None:
            truth = {"box": _box(record, "xyxy")}
        else:
            truth = {"box": _box(record, "xywh"), "order": "xywh"}
        settle(truth, stated_size(members), picture, exif)
        yield {"row": record.number, "image": path, "phrase": _instruction(record), "truth": truth}

    return finished(_drafts(source, _SCREENSPOT, rows), name_of(source), on_error, exif)


def _drafts(source: Any, wanted: str, rows: Callable[[Record], Iterator[Row]]) -> Iterator[Draft]:
    for record in records_of(source, wanted):
        if isinstance(record, Draft):
            yield record
            continue
        try:
            made = list(rows(record))
        except Error as failure:
            yield Draft(record.place, None, str(failure))
            continue
        for row in made:
            yield Draft(record.place, row)


def _box(record: Record, order: str) -> List[float]:
    value = column(record, ("bbox", "box"), "box")
    box = numbers(value, 4)
    if box is None:
        raise Error(f"bbox must be four numbers, not {value!r}")
    width, height = (box[2], box[3]) if order == "xywh" else (box[2] - box[0], box[3] - box[1])
    if width <= 0 or height <= 0:
        other = "xyxy" if order == "xywh" else "xywh"
        raise Error(f'bbox {box} has no extent as {order}; if its numbers are {other}, say order="{other}"')
    return box


def _phrases(record: Record) -> List[str]:
    found = column(record, ("sentences", "answer", "captions", "expression", "sent"), "expression")
    found = getattr(found, "tolist", lambda: found)()
    phrases: List[Any] = list(found) if isinstance(found, (list, tuple)) else [found]
    phrases = [one.get("raw", one.get("sent")) if isinstance(one, Mapping) else one for one in phrases]
    if not phrases or not all(isinstance(one, str) and one.strip() for one in phrases):
        raise Error(f"the expressions must be texts, not {found!r}")
    return phrases


def _instruction(record: Record) -> str:
    found = column(record, ("instruction",), "instruction")
    if not isinstance(found, str):
        raise Error(f"instruction must be text, not {found!r}")
    return found


def _info(members: Mapping[str, Any]) -> Mapping[str, Any]:
    """COCO's record of the image, which jxu124 keeps as JSON."""
    info = members.get("raw_image_info")
    if isinstance(info, str):
        try:
            info = json.loads(info)
        except ValueError as failure:
            raise Error(f"raw_image_info is not JSON: {failure}") from None
    return info if isinstance(info, Mapping) else {}


def _picture(members: Mapping[str, Any], info: Mapping[str, Any], images: Optional[Path]) -> Any:
    """The picture where there is one at hand, and the image's path or name."""
    names = ("image_path", "img_filename", "file_name")
    file = next((members[name] for name in names if isinstance(members.get(name), str)), info.get("file_name"))
    picture: Optional[Picture] = None
    if members.get("image") is not None and not isinstance(members["image"], str):
        picture = picture_of(members["image"])
    elif images is not None:
        file = file or members.get("image")
        if not isinstance(file, str):
            raise Error(f"names no image (columns tried: {', '.join(names)})")
        file = os.path.join(os.fspath(images), file)
        picture = picture_of(file)
    return picture, file
