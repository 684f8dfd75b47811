"""vreward convert: truths from a data set."""

from __future__ import annotations

import argparse
import inspect
import json
import os
import re
import sys
import warnings
from typing import Any, Callable, Dict, Iterable, List, Optional

from .. import truths
from .._binding.errors import Error

KINDS: Dict[str, Callable[..., List[truths.Row]]] = {
    "coco": truths.from_coco,
    "refcoco": truths.from_refcoco,
    "screenspot": truths.from_screenspot,
    "pixmo-count": truths.from_pixmo_count,
    "pixmo-points": truths.from_pixmo_points,
    "voc": truths.from_voc,
    "yolo": truths.from_yolo,
    "text": truths.from_text,
}

# The options that a kind has are the parameters of its function.
_OPTIONS: Dict[str, Dict[str, Any]] = {
    "images": {"metavar": "FOLDER", "help": "the images: sizes and EXIF are read from them"},
    "names": {"metavar": "FILE", "help": "names of the classes: data.yaml, or a text file"},
    "text": {"metavar": "NAME", "help": "the column with the text"},
    "image": {"metavar": "NAME", "help": "the column with the image's name"},
    "by": {"choices": ("image", "category"), "help": "one row for each image, or for each category in it"},
    "order": {"choices": ("xywh", "xyxy"), "help": "what the numbers of bbox are"},
    "space": {"choices": ("pixel", "norm100"), "help": "what the points are in"},
    "points": {"action": "store_false", "help": "only the counts"},
    "first_pixel": {"type": int, "choices": (0, 1), "help": "the number of the first column and row; default: 1"},
    "exif": {"choices": ("refuse", "turn", "keep"), "help": "boxes of images that EXIF turns; default: refuse"},
    "on_error": {"choices": ("raise", "skip"), "help": "records that cannot be used; default: raise"},
}
_FLAGS = {"points": "--no-points"}


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "convert",
        help="write the truths of a data set: COCO, RefCOCO, PixMo, ScreenSpot, VOC, YOLO, texts",
        description="Writes a line of JSON for each image or prompt: row, id, image, phrase, and the truth. "
        "docs/datasets.md goes from each data set to the first training step.",
    )
    kinds = parser.add_subparsers(dest="kind", metavar="kind", required=True)
    for kind, function in KINDS.items():
        one = kinds.add_parser(kind, help=inspect.getdoc(function).splitlines()[0])  # type: ignore[union-attr]
        one.add_argument("source", help="the file or folder")
        one.add_argument("-o", "--output", metavar="FILE", help="where the lines go (.jsonl); default: standard output")
        for name in _parameters(function):
            flag = _FLAGS.get(name, "--" + name.replace("_", "-"))
            one.add_argument(flag, dest=name, default=argparse.SUPPRESS, **_OPTIONS[name])
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 1 where records were left out."""
    function = KINDS[options.kind]
    _check_output(options.output, options.source)
    given = {name: getattr(options, name) for name in _parameters(function) if hasattr(options, name)}
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            rows = function(options.source, **given)
        except Error as failure:
            raise Error(_in_flags(str(failure))) from None
    _write(options.output, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    for one in told:
        print(f"vreward: {_in_flags(str(one.message))}", file=sys.stderr)
    print(_summary(rows), file=sys.stderr)
    return 1 if told else 0


def _parameters(function: Callable[..., Any]) -> List[str]:
    return list(inspect.signature(function).parameters)[1:]


def _in_flags(message: str) -> str:
    """Parameters that a message recommends, as options: on_error="skip" is --on-error skip."""
    message = message.replace("points=False", _FLAGS["points"])
    return re.sub(rf'\b({"|".join(_OPTIONS)})="?(\w+)"?', lambda m: f"--{m[1].replace('_', '-')} {m[2]}", message)


def _check_output(output: Optional[str], source: str) -> None:
    if output is None:
        return
    if not output.endswith((".jsonl", ".ndjson", ".json")) and not output.startswith("/dev/"):
        raise Error(f"{output}: lines of JSON are written; name it .jsonl")
    if os.path.isdir(output):
        raise Error(f"{output}: is a directory; name a file")
    if os.path.exists(output) and os.path.exists(source) and os.path.samefile(output, source):
        raise Error(f"{output}: is the file that is read")


def _write(output: Optional[str], lines: Iterable[str]) -> None:
    """Under its name only when it is whole."""
    if output is None or output.startswith("/dev/"):
        if output is None:
            sys.stdout.writelines(lines)
            sys.stdout.flush()
        else:
            with open(output, "w", encoding="utf-8") as device:
                device.writelines(lines)
        return
    part = output + ".part"
    try:
        with open(part, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(lines)
        os.replace(part, output)
    except BaseException:
        if os.path.exists(part):
            os.remove(part)
        raise


def _summary(rows: List[truths.Row]) -> str:
    boxes = sum(len(row["truth"].get("boxes", ())) for row in rows)
    without = sum("size" not in row["truth"] for row in rows if "text" not in row["truth"])
    text = f"{len(rows)} truths" + (f", {boxes} boxes" if boxes else "")
    if without:
        text += f"; {without} without the size of their image, which models of other spaces than the truth's need"
    return text
