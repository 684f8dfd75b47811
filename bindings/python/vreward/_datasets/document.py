"""Rows with a truth each: what every converter makes, checked by the library before anybody trains on it."""

from __future__ import annotations

import re
import warnings
from itertools import islice
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple, TypedDict

from .._binding.errors import Error
from ..scorer import Scorer

ON_ERROR = ("raise", "skip")
EXIF = ("refuse", "turn", "keep")

_BATCH = 512


class Row(TypedDict, total=False):
    """One image or prompt. `row` is the place in the source, from 0; `phrase` what is asked for: an expression, a
    label, an instruction, a category. What the source does not tell is absent."""

    row: int
    id: Any
    image: Any
    phrase: str
    truth: Dict[str, Any]


class Draft(NamedTuple):
    """A row that is not checked yet, or what is wrong with its record.

    place  file and record, for errors
    row    the row; None where the record cannot be used
    wrong  why not
    parts  what the boxes or points of the truth are called in the source, "annotation 17"
    """

    place: str
    row: Optional[Row]
    wrong: str = ""
    parts: Sequence[str] = ()


def refused(place: str, wrong: str) -> Draft:
    return Draft(place, None, wrong)


def finished(drafts: Iterable[Draft], source: str, on_error: str, exif: str = "refuse") -> List[Row]:
    """The rows, each with a truth that the library takes. With on_error="raise" the first that is wrong raises Error;
    with "skip" they are left out and one warning says how many and which was the first."""
    for name, value, known in (("on_error", on_error, ON_ERROR), ("exif", exif, EXIF)):
        if value not in known:
            raise Error(f"{name} must be one of {', '.join(known)}, not {value!r}")
    rows: List[Row] = []
    wrong: List[str] = []
    for row, text in _checked(iter(drafts)):
        if row is not None:
            rows.append(Row(**{name: value for name, value in row.items() if value is not None}))  # type: ignore[typeddict-item]
        elif on_error == "raise":
            raise Error(text)
        else:
            wrong.append(text)
    if wrong:
        warnings.warn(f"{source}: {len(wrong)} records left out; the first: {wrong[0]}", stacklevel=3)
    if not rows and not wrong:
        raise Error(f"{source}: holds no records; is it the file that was meant?")
    return rows


def _checked(drafts: Iterator[Draft]) -> Iterator[Tuple[Optional[Row], str]]:
    """Each row, or what is wrong with it, file and record in front."""
    scorers: Dict[str, Scorer] = {}
    while True:
        batch = list(islice(drafts, _BATCH))
        if not batch:
            return
        wrong = _wrong(batch, scorers)
        for place, draft in enumerate(batch):
            if draft.row is None:
                yield None, f"{draft.place}: {draft.wrong}"
            elif place in wrong:
                yield None, f"{draft.place}: {_named(wrong[place], draft.parts)}"
            else:
                yield draft.row, ""


def _wrong(batch: Sequence[Draft], scorers: Dict[str, Scorer]) -> Dict[int, str]:
    """What the library says of the truths that it does not take, by place in the batch."""
    places: Dict[str, List[int]] = {}
    for place, draft in enumerate(batch):
        if draft.row is not None:
            places.setdefault(_task(draft.row["truth"]), []).append(place)
    wrong: Dict[int, str] = {}
    for task, own in places.items():
        if task not in scorers:
            scorers[task] = Scorer({"base": task, "labels": "ignore"} if task == "detection" else {"base": task})
        truths = [batch[place].row["truth"] for place in own]  # type: ignore[index]
        try:
            scorers[task].score([""] * len(own), truths)
        except Error as failure:
            if failure.scores is None:
                raise
            for place, truth, reason in zip(own, truths, failure.scores.reason):
                if reason == "bad_truth":
                    wrong[place] = _message(scorers[task], truth)
    return wrong


def _message(scorer: Scorer, truth: Dict[str, Any]) -> str:
    try:
        scorer.score_one("", truth)
    except Error as failure:
        return str(failure)
    raise AssertionError("a truth that is bad in a batch is bad alone")


def _task(truth: Dict[str, Any]) -> str:
    if "text" in truth:
        return "ocr"
    return "counting" if "count" in truth else "detection"


def _named(message: str, parts: Sequence[str]) -> str:
    """The library's message, behind the name that the box has in the source."""
    found = re.search(r"'(?:box|boxes|points)'(?: at index (\d+))?", message)
    index = int(found[1] or 0) if found else 0
    return f"{parts[index]}: {message}" if found and index < len(parts) else message


def numbers(value: Any, count: int) -> Optional[List[float]]:
    """`count` finite numbers as a list, whatever array they came in; None where it is something else."""
    value = getattr(value, "tolist", lambda: value)()
    if not isinstance(value, (list, tuple)) or len(value) != count:
        return None
    if any(isinstance(one, bool) or not isinstance(one, (int, float)) or one - one != 0 for one in value):
        return None
    return list(value)


def whole(value: Any) -> Optional[int]:
    """A whole number from 0, also where a table made it 3.0; None where it is something else."""
    value = getattr(value, "item", lambda: value)()
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 2**53 or value != int(value):
        return None
    return int(value)
