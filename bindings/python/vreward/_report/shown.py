"""One rollout as the page holds it: plain JSON, without what is not there."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from .._scoring.description import fits_in_words
from .._scoring.shown import readable, told_apart
from .._scoring.text_diff import UNITS, Difference, by_characters, difference, places_of
from .explained import Explained
from .pictures import Shown
from .shapes import area_of, place_of, truth_members

ID_NAMES = ("id", "uid", "index", "question_id")
MOST_TEXT = 20_000  # characters of a text
MOST_LABEL = 200
MOST_ITEMS = 300  # of one rollout
ALIGNED = 1_500_000_000  # pairs of characters that one report aligns: a second or two


class Shower:
    """Makes rollouts into JSON. Texts are aligned until that has taken a second or two."""

    def __init__(self) -> None:
        self.to_align = ALIGNED
        self.not_aligned = 0

    def rollout(self, one: Explained, terms: Sequence[str], picture: Shown) -> Dict[str, Any]:
        """`terms`: the names whose values are kept, in this order."""
        record = one.taken.record
        found = one.found or {}
        items, true = found.get("items", ()), found.get("truth", ())
        made = {
            "run": one.taken.run or None,
            "place": f"{record.line}, {one.taken.rollout}" if record.several else f"{record.line}",
            "id": next((cut(str(record.members[name]), 80) for name in ID_NAMES if name in record.members), None),
            "score": one.score,
            "stored": one.stored if one.differs else None,
            "reason": one.reason,
            "reasons": found["reasons"] if len(found.get("reasons", ())) > 1 else None,
            "terms": [one.terms.get(name) for name in terms] if one.terms else None,
            "text": cut(one.completion),
            "length": len(one.completion) if len(one.completion) > MOST_TEXT else None,
            "bad_truth": found.get("bad_truth"),
            "answer": _characters(one.completion, found.get("answer")),
            "dialect": found.get("dialect") if found.get("dialect") != "auto" else None,
            "repairs": found.get("repairs"),
            "checks": found.get("checks"),
            "space": found.get("space"),
            "fits": fits_in_words(found["fits_as"]) if "fits_as" in found else None,
            "numbers": _numbers(found),
            "items": [_item(item) for item in items[:MOST_ITEMS]],
            "true": [_true(item) for item in true[:MOST_ITEMS]],
            "more": max(len(items), len(true)) - MOST_ITEMS if max(len(items), len(true)) > MOST_ITEMS else None,
            "area": area_of(found, truth_members(record.truth), picture.size) if one.found is not None else None,
            "texts": self._texts(found) if "text" in found else None,
        }
        return {name: value for name, value in made.items() if value is not None and value not in ([], {}, "")}

    def _texts(self, found: Mapping[str, Any]) -> Dict[str, Any]:
        """Both texts in pieces: [text] where they are equal, [what was written, what is true] where they differ."""
        written, true = found["text"], found["truth_text"]
        told = {name: found[name] for name in ("distance", "truth_index") if name in found}
        if "unit" in found:
            told["unit"] = UNITS[found["unit"]]
        aligned = self._aligned(found, written, true)
        if aligned is None or (aligned.edits and not readable(aligned)):
            return {**told, "written": cut(written), "true": cut(true)}
        join = "" if aligned.unit == "character" else " "
        pieces = [
            [join.join(place.written)]
            if place.equal
            else [_differing(join.join(place.written)), _differing(join.join(place.true))]
            for place in places_of(aligned)
        ]
        return {"unit": aligned.unit, **told, "pieces": pieces}

    def _aligned(self, found: Mapping[str, Any], written: str, true: str) -> Optional[Difference]:
        if max(len(written), len(true)) > MOST_TEXT:
            return None
        if len(written) * len(true) > self.to_align:
            self.not_aligned += 1
            return None
        self.to_align -= len(written) * len(true) if written != true else 0
        aligned = None
        if "distance" in found:
            aligned = difference(found)
        return aligned or by_characters(written, true)


def _differing(text: str) -> str:
    """A text that differs: what is invisible as its code point, line ends as a sign and a line end."""
    return told_apart(text).replace("\u21b5", "\u21b5\n")


def cut(text: str, most: int = MOST_TEXT) -> str:
    """At most so many characters of a text."""
    return text if len(text) <= most else f"{text[:most]} \u2026"


def truth_text(truth: Any) -> str:
    """A truth as it may be read."""
    if truth is None or isinstance(truth, str):
        return cut(truth or "")
    return cut(json.dumps(truth, ensure_ascii=False, default=str))


def _characters(completion: Union[str, bytes], span: Any) -> Optional[List[int]]:
    """Bytes of the completion as characters; None where they are all of it."""
    if span is None or not isinstance(completion, str):
        return None
    begin, end = span
    if not completion.isascii():
        written = completion.encode("utf-8", "surrogatepass")
        begin, end = (len(written[:place].decode("utf-8", "replace")) for place in (begin, end))
    return None if (begin, end) == (0, len(completion)) else [begin, end]


def _numbers(found: Mapping[str, Any]) -> Optional[Tuple[Any, Any]]:
    """The number that was read, and the true one."""
    if "number" not in found:
        return None
    return found["number"], found["truth_number"] if "truth_number" in found else found["count"]


def _item(item: Mapping[str, Any]) -> Dict[str, Any]:
    written = item.get("box") or item.get("point")
    made = {
        "place": place_of(item),
        "written": written if written != item.get("compared") else None,
        "label": _label(item),
        "fate": item.get("fate") or "not_compared",
        "truth": item.get("truth"),
        "overlap": item.get("overlap") or None,
        "quality": item["quality"] if item.get("quality") not in (0, None, item.get("overlap")) else None,
        "confidence": item.get("confidence"),
        "other_label": True if item.get("label_right") is False else None,
        "set_aside": item.get("set_aside"),
    }
    return {name: value for name, value in made.items() if value is not None}


def _true(item: Mapping[str, Any]) -> Dict[str, Any]:
    made = {
        "place": place_of(item),
        "label": _label(item),
        "fate": item["fate"],
        "item": item.get("item"),
        "overlap": item.get("overlap") or None,
    }
    return {name: value for name, value in made.items() if value is not None}


def _label(item: Mapping[str, Any]) -> Optional[str]:
    label = item.get("label")
    return None if label is None else cut(label, MOST_LABEL)
