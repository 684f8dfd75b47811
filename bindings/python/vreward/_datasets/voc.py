"""Pascal VOC's annotations: an XML file for each image."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ElementTree
from typing import Any, Dict, Iterator, List, Optional, Tuple

from .._binding.errors import Error
from .document import Draft, Row, finished, refused
from .pictures import Size, picture_of, settle
from .source import Path, files_in, is_path, name_of, text_of

_WANTED = "an XML file of Pascal VOC, or a folder of them, such as Annotations"


def from_voc(
    source: Any, images: Optional[Path] = None, *, first_pixel: int = 1, exif: str = "refuse", on_error: str = "raise"
) -> List[Row]:
    """One truth for each XML file of Pascal VOC.

    source       a file, a folder of files (`Annotations`; all below it are read), a list of files, or elements that
                 xml.etree.ElementTree has read
    images       the folder of the images: sizes are compared with the files, and EXIF is read (needs Pillow)
    first_pixel  the number of an image's first column and row. VOC counts from 1 and names the last pixel inside, so
                 xmin 1 and xmax 10 are ten pixels: x from 0 to 10. With 0 the numbers are taken as they stand, as
                 labelImg, CVAT and Roboflow write them
    exif         what becomes of boxes in an image that EXIF turns: "refuse", "turn" (with the image), "keep"
    on_error     "raise" at the first file that cannot be used, or "skip" it with a warning

    The truth holds `boxes`, `labels`, `size`, and `ignore` where an object is difficult. Files with a document type or
    entities are refused. Raises Error.

        >>> from xml.etree.ElementTree import fromstring
        >>> box = "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>10</xmax><ymax>20</ymax></bndbox>"
        >>> size = "<size><width>64</width><height>48</height></size>"
        >>> from_voc([fromstring(f"<annotation>{size}<object><name>cat</name>{box}</object></annotation>")])[0]["truth"]
        {'boxes': [[0, 0, 10, 20]], 'labels': ['cat'], 'size': [64, 48]}
    """
    if first_pixel not in (0, 1):
        raise Error(f"first_pixel must be 0 or 1, not {first_pixel!r}")
    return finished(_drafts(source, images, first_pixel, exif), name_of(source), on_error, exif)


def _drafts(source: Any, images: Optional[Path], first_pixel: int, exif: str) -> Iterator[Draft]:
    for number, one in enumerate(_listed(source)):
        place = os.fspath(one) if is_path(one) else f"annotation {number}"
        try:
            root = _root(one) if is_path(one) else one
            row, parts = _row(root, images, first_pixel, exif)
        except Error as failure:
            text = str(failure)
            yield refused(place, text[len(place) + 2 :] if text.startswith(f"{place}: ") else text)
            continue
        row["row"] = number
        if "id" not in row and is_path(one):
            row["id"] = os.path.splitext(os.path.basename(place))[0]
        yield Draft(place, row, "", parts)


def _listed(source: Any) -> List[Any]:
    if isinstance(source, ElementTree.Element):
        return [source]
    if not is_path(source):
        return list(source)
    if not os.path.isdir(source):
        return [source]
    files = files_in(source, (".xml",))
    if not files:
        raise Error(f"{os.fspath(source)}: holds no .xml file; wanted is {_WANTED}")
    return files


class _Tree(ElementTree.TreeBuilder):
    """Refuses a document type before anything in it is read: entities can grow without bound or name other files."""

    def doctype(self, name: str, _public: Optional[str], _system: Optional[str]) -> None:
        raise Error(f"has a document type ({name}), which VOC has not and which may hold entities; remove it")


def _root(path: Path) -> ElementTree.Element:
    parser = ElementTree.XMLParser(target=_Tree())
    try:
        parser.feed(text_of(path, _WANTED).encode())
        root = parser.close()
    except ElementTree.ParseError as failure:
        raise Error(f"not XML: {failure}; wanted is {_WANTED}") from None
    assert isinstance(root, ElementTree.Element)
    return root


def _row(root: ElementTree.Element, images: Optional[Path], first_pixel: int, exif: str) -> Tuple[Row, List[str]]:
    if root.tag != "annotation":
        raise Error(f"its root is <{root.tag}>, not <annotation>; wanted is {_WANTED}")
    file = root.findtext("filename")
    found = root.findall("object")
    parts = [f"object {place} ({one.findtext('name')})" for place, one in enumerate(found)]
    truth: Dict[str, Any] = {
        "boxes": [_box(one, part, first_pixel) for one, part in zip(found, parts)],
        "labels": [_label(one, part) for one, part in zip(found, parts)],
    }
    ignore = [one.findtext("difficult", "0").strip() == "1" for one in found]
    if any(ignore):
        truth["ignore"] = ignore
    picture = None
    if images is not None:
        if not file:
            raise Error("has no <filename>, so its image is unknown; leave images away or add it")
        file = os.path.join(os.fspath(images), file)
        picture = picture_of(file)
    settle(truth, _size(root), picture, exif)
    return {"image": file, "truth": truth}, parts


def _box(one: ElementTree.Element, part: str, first_pixel: int) -> List[float]:
    x1, y1, x2, y2 = (_number(one, f"bndbox/{name}", part) for name in ("xmin", "ymin", "xmax", "ymax"))
    if min(x1, y1) < first_pixel == 1:
        raise Error(
            f"{part}: begins at {x1:g}, {y1:g}, and VOC counts pixels from 1; where a file counts from 0: first_pixel=0"
        )
    return [x1 - first_pixel, y1 - first_pixel, x2, y2]


def _number(one: ElementTree.Element, path: str, part: str) -> float:
    text = one.findtext(path)
    if text is None:
        raise Error(f"{part}: has no <{path}>")
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if number - number != 0:
        raise Error(f"{part}: <{path}> must be a number, not {text!r}")
    return int(number) if number == int(number) else number


def _label(one: ElementTree.Element, part: str) -> str:
    label = (one.findtext("name") or "").strip()
    if not label:
        raise Error(f"{part}: has no <name>")
    return label


def _size(root: ElementTree.Element) -> Optional[Size]:
    """None where there is none; tools that never saw the image write 0."""
    if root.find("size") is None:
        return None
    width, height = (_number(root, f"size/{name}", "the image") for name in ("width", "height"))
    return (int(width), int(height)) if width > 0 and height > 0 else None
