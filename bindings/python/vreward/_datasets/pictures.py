"""Sizes of pictures, and which way up they are. Pillow reads them; it is asked only where a picture is at hand."""

from __future__ import annotations

import io
import os
from types import MappingProxyType
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .._binding.errors import Error
from .document import numbers, whole
from .source import is_path

Size = Tuple[int, int]
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")

_ORIENTATION = 0x0112  # the EXIF tag; 1 is upright, 5 to 8 exchange width and height


class Picture(NamedTuple):
    """A picture as it is stored, and its EXIF orientation."""

    size: Size
    orientation: int

    @property
    def upright(self) -> Size:
        """The size as loaders that heed EXIF give it."""
        width, height = self.size
        return (height, width) if self.orientation >= 5 else self.size


def picture_of(value: Any, name: str = "the image") -> Optional[Picture]:
    """The picture in a column: an image of Pillow, what `datasets` holds undecoded ({"bytes", "path"}), bytes or a
    path. None where there is none."""
    if isinstance(value, Mapping):
        value = value.get("bytes") if value.get("bytes") is not None else value.get("path")
    if value is None or (isinstance(value, str) and "://" in value):
        return None
    if hasattr(value, "getexif") and hasattr(value, "size"):
        return Picture((value.size[0], value.size[1]), _orientation(value))
    if not is_path(value) and not isinstance(value, (bytes, bytearray)):
        raise Error(f"image is {type(value).__name__}: an image of Pillow, bytes or a path is wanted")
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        raise ImportError("sizes of images are read by Pillow: pip install vreward[images]") from None
    name = os.fspath(value) if is_path(value) else name
    try:
        with Image.open(value if is_path(value) else io.BytesIO(value)) as image:
            return Picture(image.size, _orientation(image))
    except FileNotFoundError:
        raise Error(f"{name}: there is no such image") from None
    except (UnidentifiedImageError, IsADirectoryError):
        raise Error(f"{name}: is no image that Pillow can read") from None


def _orientation(image: Any) -> int:
    found = image.getexif().get(_ORIENTATION, 1)
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def stated_size(members: Mapping[str, Any], info: Mapping[str, Any] = MappingProxyType({})) -> Optional[Size]:
    """The size that a row tells: `img_size` or `size`, or `width` and `height` of COCO's record of the image."""
    for name in ("img_size", "size"):
        if members.get(name) is not None:
            size = numbers(members[name], 2)
            width, height = (whole(size[0]), whole(size[1])) if size else (None, None)
            if not width or not height:
                raise Error(f"{name} must be [width, height], not {members[name]!r}")
            return width, height
    width, height = (whole(info[name]) if info.get(name) is not None else None for name in ("width", "height"))
    return (width, height) if width and height else None


def settle(truth: Dict[str, Any], stated: Optional[Size], picture: Optional[Picture], exif: str) -> None:
    """Gives a truth the size of its image. Boxes of a picture that EXIF turns are refused, turned or kept, as `exif`
    says: loaders turn the picture, and whether the boxes were drawn on it before or after stands nowhere."""
    if picture is None:
        if stated is not None:
            truth["size"] = list(stated)
        return
    if stated is not None and stated not in (picture.size, picture.upright):
        raise Error(
            f"the size is {_by(stated)} in the annotations, but {_by(picture.size)} in the image: are these the images "
            "that were annotated?"
        )
    truth["size"] = list(stated or picture.size)
    if picture.orientation == 1 or (stated == picture.upright != picture.size) or exif == "keep":
        return
    if exif == "refuse":
        raise Error(
            f"EXIF turns this image (orientation {picture.orientation}), and nothing says that its boxes are turned, "
            'too: exif="turn" turns them as loaders turn the image, exif="keep" leaves them'
        )
    turn(truth, picture)


def turn(truth: Dict[str, Any], picture: Picture) -> None:
    """Boxes and points of the stored picture become those of the upright one."""
    fraction = truth.get("space", "pixel") == "norm1"
    width, height = (1, 1) if fraction else picture.size
    order = truth.get("order", "xyxy")
    if "boxes" in truth or "box" in truth:
        boxes = truth["boxes"] if "boxes" in truth else [truth["box"]]
        turned = [_turned_box(corners(box, order), picture.orientation, width, height) for box in boxes]
        truth.update({"boxes": turned} if "boxes" in truth else {"box": turned[0]})
        truth.pop("order", None)
    if "points" in truth:
        truth["points"] = [list(_turned(x, y, picture.orientation, width, height)) for x, y in truth["points"]]
    truth["size"] = list(picture.upright)


def corners(box: Sequence[float], order: str) -> List[float]:
    """A box as x1, y1, x2, y2."""
    a, b, c, d = box
    if order == "xywh":
        return [a, b, a + c, b + d]
    if order == "cxcywh":
        return [a - c / 2, b - d / 2, a + c / 2, b + d / 2]
    return [a, b, c, d]


def _turned_box(box: Sequence[float], orientation: int, width: float, height: float) -> List[float]:
    x1, y1 = _turned(box[0], box[1], orientation, width, height)
    x2, y2 = _turned(box[2], box[3], orientation, width, height)
    return [min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)]


def _turned(x: float, y: float, orientation: int, width: float, height: float) -> Tuple[float, float]:
    return {
        1: (x, y),
        2: (width - x, y),
        3: (width - x, height - y),
        4: (x, height - y),
        5: (y, x),
        6: (height - y, x),
        7: (height - y, width - x),
        8: (y, width - x),
    }[orientation]


def _by(size: Size) -> str:
    return f"{size[0]} x {size[1]}"
