"""Pictures of rollouts: found, made small, and put into the page. Pillow reads them."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple, Union

from .._binding.errors import Error
from .._rollouts.record import member_of
from .reading import IMAGE_NAMES
from .shapes import size_of, truth_members

LONGEST = 768  # pixels of the longer side in the page
MOST_BYTES = 12_000_000  # of all pictures, so that the page can be mailed

Size = Tuple[int, int]


class Shown(NamedTuple):
    """A picture in the page, or why there is none."""

    place: Optional[int]  # among the page's pictures
    size: Optional[Size]  # of the picture itself
    missing: str  # "": it is there, or none is named


class Album:
    """The pictures of a page, each once. Files are opened only in `folder`: a file of rollouts does not choose what of
    this machine is put into a page that is mailed.

    folder  where pictures lie that rows name by path; None: only pictures inside the rows are shown
    """

    def __init__(self, folder: Optional[str]) -> None:
        if folder is not None and not os.path.isdir(folder):
            raise Error(f"--images {folder}: is no directory")
        self.folder = folder
        self.pictures: List[str] = []
        self.bytes = 0
        self.left_out = 0
        self._shown: Dict[Tuple[Union[str, bytes], Optional[Size]], Shown] = {}
        if folder is not None:
            pillow()

    def of(self, members: Any, size: Optional[Size]) -> Shown:
        """The picture of a row. `size`: what its truth says of it, which tells whether EXIF has turned it."""
        value = _stored(member_of(members, IMAGE_NAMES))
        if value is None:
            return Shown(None, None, "")
        if not isinstance(value, (str, bytes)):
            return Shown(None, None, "the row holds no picture: bytes or a path is wanted")
        if (value, size) not in self._shown:
            self._shown[value, size] = self._read(value, size)
        return self._shown[value, size]

    def _read(self, value: Union[str, bytes], size: Optional[Size]) -> Shown:
        try:
            source = self._source(value)
            image, stored = upright(source, size)
            if self.bytes > MOST_BYTES:
                self.left_out += 1
                return Shown(None, stored, f"left out: the page holds {MOST_BYTES // 1_000_000} MB of pictures")
            written = _small(image)
        except Error as failure:
            return Shown(None, None, str(failure))
        self.bytes += len(written)
        self.pictures.append(f"data:image/webp;base64,{base64.b64encode(written).decode()}")
        return Shown(len(self.pictures) - 1, stored, "")

    def _source(self, value: Union[str, bytes]) -> Union[str, bytes]:
        if isinstance(value, bytes):
            return value
        if value.startswith("data:image/"):
            return _decoded(value.partition(",")[2])
        if "://" in value:
            raise Error(f"{_shortened(value)}: is on the network, where nothing is asked")
        if self.folder is None:
            raise Error("--images DIR shows what the row names")
        return self._in_folder(self.folder, value)

    def _in_folder(self, folder: str, name: str) -> str:
        """The file of this path in the folder, or of its last part."""
        root = Path(folder).resolve()
        for wanted in (name, os.path.basename(name)):
            try:
                file = (root / wanted).resolve()
                if root in file.parents and file.is_file():
                    return str(file)
            except (OSError, ValueError):  # too long a name, a NUL in it
                continue
        raise Error(f"{_shortened(name)}: is not in {folder}")


def pillow() -> Any:
    """Pillow, or an error that says how it comes."""
    try:
        from PIL import Image
    except ImportError:
        raise ImportError("pictures need Pillow: pip install 'vreward[report]'") from None
    return Image


def image_of(value: Any, truth: Any) -> Any:
    """The picture in a column of a data set, as a picture of Pillow; None where there is none."""
    value = _stored(value)
    if value is None or hasattr(value, "convert"):
        return value
    if not isinstance(value, (str, bytes, os.PathLike)):
        raise Error(f"image is {type(value).__name__}: an image of Pillow, bytes or a path is wanted")
    size = size_of(truth_members(truth))
    return upright(value if isinstance(value, bytes) else os.fspath(value), size)[0]


def upright(source: Union[str, bytes], size: Optional[Tuple[float, float]]) -> Tuple[Any, Size]:
    """A picture of Pillow, turned as EXIF says, unless `size` is that of the picture as it is stored; and its size,
    which the picture itself no longer has where it was read smaller."""
    image_module = pillow()
    from PIL import ImageOps, UnidentifiedImageError

    name = _shortened(source) if isinstance(source, str) else "the picture in the row"
    try:
        with image_module.open(source if isinstance(source, str) else io.BytesIO(source)) as image:
            stored = image.size
            image.draft("RGB", (LONGEST, LONGEST))  # JPEG is read at a fraction of its size
            turned = ImageOps.exif_transpose(image) if size != stored else image.copy()
            exchanged = turned.size[0] * image.size[1] != turned.size[1] * image.size[0]
            return turned, (stored[1], stored[0]) if exchanged else stored
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, image_module.DecompressionBombError) as failure:
        reason = "is no picture that Pillow can read" if isinstance(failure, UnidentifiedImageError) else str(failure)
        raise Error(f"{name}: {reason}") from None


def _small(image: Any) -> bytes:
    small = image.convert("RGB")
    small.thumbnail((LONGEST, LONGEST))
    written = io.BytesIO()
    small.save(written, "WEBP", quality=72, method=2)
    return written.getvalue()


def _stored(value: Any) -> Any:
    """The picture of a column, the first of several: what `datasets` holds undecoded as its bytes or path."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("bytes") or value.get("path")
    return bytes(value) if isinstance(value, bytearray) else value


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=False)
    except ValueError:
        raise Error("the picture in the row is not base64") from None


def _shortened(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:50]}...{name[-25:]}"
