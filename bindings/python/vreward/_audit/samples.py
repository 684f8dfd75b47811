"""Truths as the library reads them, so that every spelling of docs/truth.md is the same to a policy."""

from __future__ import annotations

import json
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from .._binding.errors import Error
from .._scoring.truths import document
from ..scorer import Scorer
from .answers import BOXES, CHOICE, COUNT, NONE, NUMBER, POINTS, SPANS, TEXT, YES, Item, Size

LONG_TEXT = 40  # characters from which on two equal texts are the same page


class Sample(NamedTuple):
    """One truth. Policies that are to be blind get `size` and nothing else of it."""

    place: Any  # "file:line", or the index
    document: Optional[bytes]  # what the scorer gets
    kind: str
    items: Tuple[Item, ...] = ()  # those that are asked for
    any_of: bool = False  # any one of the items will do
    value: Any = None  # of counts, numbers, choices (letters), yes and text
    size: Optional[Size] = None
    input_size: Optional[Size] = None
    completions: Tuple[str, ...] = ()  # the model's own

    @property
    def key(self) -> Any:
        """Samples of one key are never statistics for each other: their truth is the same picture's."""
        picture = self.items or (self.kind == TEXT and len(self.value) > LONG_TEXT)
        return self.document if picture else self.place


def samples_of(
    scorer: Scorer, truths: Sequence[Any], completions: Optional[Sequence[Any]], places: Sequence[Any]
) -> List[Sample]:
    """One for each truth. Raises Error for the first one that the recipe refuses."""
    rows = completions if completions is not None else [()] * len(truths)
    return [_sample(scorer, truth, place)._replace(completions=_texts(row)) for truth, place, row in
            zip(truths, places, rows)]  # fmt: skip


def _texts(row: Any) -> Tuple[str, ...]:
    return (row,) if isinstance(row, str) else tuple(row)


def _sample(scorer: Scorer, truth: Any, place: Any) -> Sample:
    if truth is None:
        return Sample(place, None, NONE)
    text = document(truth, scorer.wants_text)
    try:
        found = scorer.explain("", text)
    except Error as failure:
        raise Error(f"{place}: {failure}") from None
    members = _members(text, scorer)
    size, seen = _size(members.get("size")), _size(members.get("input_size"))
    if "truth" in found:
        spans = any(name in members for name in ("span", "spans"))
        asked = [one for one in found["truth"] if one["fate"] != "ignored"]
        kind = SPANS if spans else POINTS if any("point" in one for one in asked) else BOXES
        items = tuple(Item(_box(one), one.get("label")) for one in asked)
        any_of = found["task"] in ("grounding", "pr1-grounding")
        return Sample(place, text, kind, items, any_of, size=size, input_size=seen)
    if "truth_text" in found:
        return Sample(place, text, TEXT, value=found["truth_text"])
    if "truth_number" in found:
        return Sample(place, text, NUMBER, value=found["truth_number"])
    if "count" in found:
        return Sample(place, text, COUNT, value=found["count"])
    if "box" in members or "boxes" in members:  # a recipe whose explanations do not name the truth
        boxes = members["boxes"] if "boxes" in members else [members["box"]]
        items = tuple(Item(_box({"box": box})) for box in boxes)
        return Sample(place, text, BOXES, items, True, size=size, input_size=seen)
    return _short(scorer, Sample(place, text, TEXT), members)


def _members(text: bytes, scorer: Scorer) -> Dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        value = text.decode("utf-8", "replace")
    return value if isinstance(value, dict) else {"": value}


def _short(scorer: Scorer, sample: Sample, members: Dict[str, Any]) -> Sample:
    """A choice, yes or no, or a short text: explanations do not name these, so the scorer is asked."""
    letters = [chr(ord("A") + i) for i in range(26)]
    answers = ["yes", "no", *letters]
    assert sample.document is not None
    scores = scorer.score(answers, sample.document).score
    worst, best = min(scores), max(scores)
    right = [answer for answer, score in zip(answers, scores) if score == best > worst]
    if right in (["yes"], ["no"]):
        return sample._replace(kind=YES, value=right[0])
    choice = members.get("choice")
    if isinstance(choice, list) or (not right and choice is not None):
        return sample._replace(kind=CHOICE, value=", ".join(choice) if isinstance(choice, list) else str(choice))
    if len(right) == 1:
        return sample._replace(kind=CHOICE, value=right[0])
    text = next((members[name] for name in ("text", "answer", "") if members.get(name) is not None), "")
    return sample._replace(value=str(text[0] if isinstance(text, list) else text))


def _size(value: Any) -> Optional[Size]:
    return (float(value[0]), float(value[1])) if value else None


def _box(one: Dict[str, Any]) -> Any:
    numbers = one["box"] if one.get("box") is not None else (*one["point"], *one["point"])
    return tuple(float(number) for number in numbers)
