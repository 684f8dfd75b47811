"""Texts for a terminal: colours, what is shortened, and what must not reach a terminal as it is."""

from __future__ import annotations

import unicodedata
from typing import List, Sequence

from .text_diff import DELETE, INSERT, REPLACE, Difference, Place, places_of

CONTEXT = 24  # units around a place that differs
MOST_PLACES = 30
LONGEST_PLACE = 60  # units of one place on each side

_COLOURS = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
# Line ends and tabs are shown as signs of their own.
_SIGNS = {"\n": "\u21b5", "\r": "\u240d", "\t": "\u21e5"}
_HIDDEN = {"Cc", "Cs", "Zl", "Zp"}
_DIRECTIONS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Painter:
    """Text in a colour, or as it is."""

    def __init__(self, color: bool) -> None:
        self.color = color

    def __call__(self, colour: str, text: str) -> str:
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self.color and colour and text else text


def printable(text: str) -> str:
    """The text on one line, without what would steer a terminal: line ends as signs, control characters as code
    points."""
    return "".join(map(_printable, text))


def _printable(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    hidden = unicodedata.category(sign) in _HIDDEN or sign in _DIRECTIONS
    return code_point(sign) if hidden else sign


def told_apart(text: str) -> str:
    """The text as it is shown where it differs: what is invisible, or joins the sign before it, as its code point."""
    return "".join(map(_told_apart, text))


def _told_apart(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign != " " and (category in ("Cf", "Zs", "Cn", "Co") or category.startswith("M")):
        return code_point(sign)
    return _printable(sign)


def code_point(sign: str) -> str:
    return f"<U+{ord(sign):04X}>"


def shortened(text: str, length: int) -> str:
    """At most `length` characters of a text: its beginning and its end."""
    if len(text) <= length:
        return text
    end = length // 3
    return f"{text[: length - end - 3]} ... {text[len(text) - end :]}" if end else text[:length]


def readable(found: Difference) -> bool:
    """Whether the places that differ say more than both texts beside each other: few, or short beside the texts."""
    if not found.edits:
        return False
    count = sum(not place.equal for place in places_of(found))
    return count <= 3 or 2 * found.edits <= max(len(found.written), len(found.true))


def edits_in_words(found: Difference) -> str:
    """For example "2 replaced, 1 missing, 3 too many": they add up to the distance."""
    counted = [(REPLACE, "replaced"), (INSERT, "missing"), (DELETE, "too many")]
    told = [f"{found.steps.count(step)} {word}" for step, word in counted if step in found.steps]
    return ", ".join(told) or "none"


def differing_places(found: Difference, paint: Painter) -> List[str]:
    """The places where two texts differ, with what stands around them, a line for each stretch of them."""
    join = "" if found.unit == "character" else " "
    lines: List[str] = []
    line: List[str] = []
    places = list(places_of(found))
    differing = 0
    for i, place in enumerate(places):
        if not place.equal:
            differing += 1
            if differing <= MOST_PLACES:
                line.append(_shown_place(place, join, paint))
            continue
        if differing >= MOST_PLACES:
            continue
        units, first, last = place.written, i == 0, i == len(places) - 1
        around = CONTEXT if first or last else 2 * CONTEXT
        if len(units) <= around:
            line.append(printable(join.join(units)))
            continue
        if not first:
            line.append(printable(join.join(units[:CONTEXT])) + join + "...")
        if not first and not last:
            lines.append(join.join(line))
            line = []
        if not last:
            line.append("..." + join + printable(join.join(units[-CONTEXT:])))
    lines.append(join.join(line))
    if differing > MOST_PLACES:
        lines.append(f"and {differing - MOST_PLACES} more places")
    return lines


def _shown_place(place: Place, join: str, paint: Painter) -> str:
    written, true = (_cut(units, join) for units in (place.written, place.true))
    return (paint("red", f"[-{written}-]") if place.written else "") + (
        paint("green", f"{{+{true}+}}") if place.true else ""
    )


def _cut(units: Sequence[str], join: str) -> str:
    if len(units) <= LONGEST_PLACE:
        return told_apart(join.join(units))
    third = LONGEST_PLACE // 3
    left, right = told_apart(join.join(units[: 2 * third])), told_apart(join.join(units[-third:]))
    return f"{left} ...{len(units) - 3 * third} more... {right}"
