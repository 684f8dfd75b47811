"""YOLO's labels: a text file for each image, a line for each box."""

from __future__ import annotations

import os
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

from .._binding.errors import Error
from .document import Draft, Row, finished, refused
from .pictures import ENDINGS, picture_of, settle
from .source import Path, files_in, text_of

_WANTED = "a YOLO data set: a folder with labels/, or a folder of .txt files with a line for each box"
Names = Union[Path, Sequence[str], Mapping[int, str]]


def from_yolo(
    source: Path,
    names: Optional[Names] = None,
    images: Optional[Path] = None,
    *,
    exif: str = "refuse",
    on_error: str = "raise",
) -> List[Row]:
    """One truth for each image of a data set in YOLO's text format (Darknet, Ultralytics, Roboflow).

    source    the folder of the data set, or of the labels (all below it are read)
    names     names of the classes: a list, a dict by number, data.yaml, or a text file with one in each line; default:
              data.yaml, classes.txt or obj.names beside the labels
    images    the folder of the images, parallel to the labels; default: `images` in the data set. Without it there is
              no `size`, and images without a file of labels are not seen
    exif      what becomes of boxes in an image that EXIF turns: "refuse", "turn" (with the image), "keep"
    on_error  "raise" at the first file that cannot be used, or "skip" it with a warning

    The truth holds `boxes` as they stand (order "cxcywh", space "norm1"), of polygons what encloses them, `labels`, and
    `size`. An image without labels has `"boxes": []`. data.yaml needs PyYAML, images Pillow. Raises Error.

        >>> import pathlib, tempfile
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> _ = (folder / "1.txt").write_text("0 0.5 0.5 0.25 0.25")
        >>> from_yolo(folder, names=["cat"])[0]["truth"]
        {'boxes': [[0.5, 0.5, 0.25, 0.25]], 'order': 'cxcywh', 'space': 'norm1', 'labels': ['cat']}
    """
    root = os.fspath(source)
    if not os.path.isdir(root):
        raise Error(f"{root}: is no folder; wanted is {_WANTED}")
    labels = os.path.join(root, "labels")
    labels = labels if os.path.isdir(labels) else root
    if images is None and os.path.isdir(os.path.join(root, "images")):
        images = os.path.join(root, "images")
    classes = _classes(names if names is not None else _names_beside(root, labels))
    return finished(_drafts(labels, classes, images, exif), root, on_error, exif)


_NAME_FILES = ("data.yaml", "classes.txt", "obj.names")


def _names_beside(root: str, labels: str) -> Names:
    for folder in (root, labels, os.path.dirname(root)):
        for name in _NAME_FILES:
            if os.path.isfile(os.path.join(folder, name)):
                return os.path.join(folder, name)
    raise Error(f"{root}: names of the classes are in none of {', '.join(_NAME_FILES)}; give them as names")


def _classes(names: Names) -> Mapping[int, str]:
    found: Any = names
    if isinstance(names, (str, os.PathLike)):
        name = os.fspath(names)
        if name.endswith((".yaml", ".yml")):
            found = _yaml(name)
        else:
            found = [
                line.strip()
                for line in text_of(name, "names of classes, one in each line").splitlines()
                if line.strip()
            ]
    if isinstance(found, Mapping):
        return {int(number): str(label) for number, label in found.items()}
    return dict(enumerate(map(str, found)))


def _yaml(name: str) -> Any:
    try:
        import yaml
    except ImportError:
        raise ImportError(f"{name}: reading YAML needs PyYAML: pip install vreward[yolo], or give names") from None
    try:
        data = yaml.safe_load(text_of(name, "the data.yaml of a YOLO data set"))
    except yaml.YAMLError as failure:
        raise Error(f"{name}: not YAML: {failure}") from None
    found = data.get("names") if isinstance(data, Mapping) else None
    if not isinstance(found, (list, Mapping)):
        raise Error(f"{name}: has no list of names")
    return found


def _drafts(labels: str, classes: Mapping[int, str], images: Optional[Path], exif: str) -> Iterator[Draft]:
    files = {
        _stem(path, labels): path for path in files_in(labels, (".txt",)) if os.path.basename(path) not in _NAME_FILES
    }
    pictures: Dict[str, str] = {}
    if images is not None:
        pictures = {_stem(path, os.fspath(images)): path for path in files_in(images, ENDINGS)}
    for number, stem in enumerate(sorted({*files, *pictures})):
        path, image = files.get(stem), pictures.get(stem)
        place = path or image or stem
        if images is not None and image is None:
            yield refused(place, f"has no image of its name in {os.fspath(images)}; add it, or remove the labels")
            continue
        try:
            truth, parts = _truth(path, classes)
            settle(truth, None, picture_of(image) if image else None, exif)
        except Error as failure:
            yield refused(place, str(failure))
            continue
        row: Row = {"row": number, "id": stem, "image": image, "truth": truth}
        yield Draft(place, row, "", parts)


def _stem(path: str, folder: str) -> str:
    return os.path.splitext(os.path.relpath(path, folder))[0]


def _truth(path: Optional[str], classes: Mapping[int, str]) -> Tuple[Dict[str, Any], List[str]]:
    boxes: List[List[float]] = []
    labels: List[str] = []
    parts: List[str] = []
    lines: List[str] = []
    if path is not None and os.path.getsize(path):  # an empty file: nothing is there
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    for number, line in enumerate(lines, 1):
        if line.strip():
            label, box = _line(line.split(), f"line {number}", classes)
            boxes.append(box)
            labels.append(label)
            parts.append(f"line {number}")
    return {"boxes": boxes, "order": "cxcywh", "space": "norm1", "labels": labels}, parts


def _line(words: Sequence[str], part: str, classes: Mapping[int, str]) -> Tuple[str, List[float]]:
    try:
        kind, rest = int(words[0]), [float(word) for word in words[1:]]
    except ValueError:
        raise Error(f"{part}: must be a class and numbers, not {' '.join(words)!r}") from None
    if kind not in classes:
        raise Error(f"{part}: class {kind} has no name; there are {len(classes)} names")
    if len(rest) == 4:
        return classes[kind], rest
    if len(rest) >= 6 and len(rest) % 2 == 0:  # a polygon
        xs, ys = rest[::2], rest[1::2]
        left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
        return classes[kind], [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]
    hint = " (a fifth is the confidence of a prediction)" if len(rest) == 5 else ""
    raise Error(f"{part}: has {len(rest)} numbers behind its class{hint}; a box has 4, a polygon 6 or more, in pairs")
