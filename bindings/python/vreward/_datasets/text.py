"""Texts of pages: for OCR."""

from __future__ import annotations

import os
from typing import Any, Dict, Iterator, List, Optional, Union

from .._binding.errors import Error
from .document import Draft, Row, finished
from .source import column, files_in, is_path, name_of, records_of

_WANTED = "a folder of .txt or .md files, one for each page, or rows with a column of text"
_TEXTS = ("text", "gt", "ground_truth", "transcription", "markdown")
_IMAGES = ("image", "image_path", "file_name", "page")


def from_text(
    source: Any, text: Optional[str] = None, image: Optional[str] = None, *, on_error: str = "raise"
) -> List[Row]:
    """One truth for each page of text.

    source    a folder of .txt or .md files, or a data set, or a .jsonl, .json or .parquet file
    text      the column with the text; a list holds several right ones. Default: the first of text, gt, ground_truth,
              transcription and markdown
    image     the column with the image's name; default: the first of image, image_path, file_name and page
    on_error  "raise" at the first page that cannot be used, or "skip" it with a warning

    The truth holds `text`. A page without text is an error where its column is missing, and a truth where it is "".

        >>> from_text([{"page": "1.png", "text": "Café"}])[0]
        {'row': 0, 'image': '1.png', 'truth': {'text': 'Café'}}
    """
    folder = is_path(source) and os.path.isdir(source)
    drafts = _pages(os.fspath(source)) if folder else _drafts(source, text, image)
    return finished(drafts, name_of(source), on_error)


def _pages(folder: str) -> Iterator[Draft]:
    for number, path in enumerate(files_in(folder, (".txt", ".md"))):
        try:
            with open(path, encoding="utf-8-sig") as file:
                written = file.read()
        except UnicodeDecodeError as failure:
            yield Draft(path, None, f"is not UTF-8 (byte {failure.start})")
            continue
        row: Row = {"row": number, "id": os.path.splitext(os.path.relpath(path, folder))[0], "truth": {"text": written}}
        yield Draft(path, row)


def _drafts(source: Any, text: Optional[str], image: Optional[str]) -> Iterator[Draft]:
    for record in records_of(source, _WANTED):
        if isinstance(record, Draft):
            yield record
            continue
        try:
            truth = {"text": _text(column(record, (text,) if text else _TEXTS, "text"))}
        except Error as failure:
            yield Draft(record.place, None, str(failure))
            continue
        row: Row = {"row": record.number, "truth": truth}
        names = (image,) if image else _IMAGES
        found = next((record.members[name] for name in names if isinstance(record.members.get(name), str)), None)
        ordered: Dict[str, Any] = {"row": record.number, **({} if found is None else {"image": found}), **row}
        yield Draft(record.place, Row(**ordered))  # type: ignore[typeddict-item]


def _text(value: Any) -> Union[str, List[str]]:
    value = getattr(value, "tolist", lambda: value)()
    if isinstance(value, str) or (isinstance(value, list) and value and all(isinstance(one, str) for one in value)):
        return value
    raise Error(f"the text must be a text or a list of texts, not {value!r}")
