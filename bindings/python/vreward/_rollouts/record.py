"""A record: what stands in one line, which of its members is the completion, and which the truth."""

from __future__ import annotations

import json
from typing import Any, List, NamedTuple, Optional, Sequence, cast

from .completion import completion_text, is_messages

COMPLETION_NAMES = ("completion", "completions", "response", "output", "messages")
TRUTH_NAMES = ("truth", "solution", "ground_truth", "answer", "label")


class BadRecord(Exception):
    """A line that cannot be used; its text is "file:line: what is wrong"."""


class Record(NamedTuple):
    """One line. `completions` are its texts: one, or several rollouts that share the truth (then `several`)."""

    place: str  # "file:line", for errors
    line: int
    text: str  # the line
    members: Any  # its JSON object
    completions: List[str]
    several: bool
    truth: Any  # as it stands in the line; None: there is none


def record_of(
    place: str, number: int, line: bytes, completion_name: Optional[str], truth_name: Optional[str]
) -> Record:
    """The record in a line. Without a name the first of those above that the line has is taken."""
    text = line.decode("utf-8", "replace").strip()
    try:
        members = json.loads(text)
    except ValueError as failure:
        raise BadRecord(f"{place}: not JSON: {failure}") from None
    if not isinstance(members, dict):
        raise BadRecord(f"{place}: must be a JSON object, not {_kind(members)}")
    name = completion_name or _first_of(COMPLETION_NAMES, members)
    if name is None or name not in members:
        wanted = completion_name or ", ".join(COMPLETION_NAMES)
        raise BadRecord(f"{place}: no completion ({wanted}) among its members: {', '.join(members)}")
    value = members[name]
    several = isinstance(value, list) and bool(value) and not is_messages(value)
    try:
        # JSON has no bytes.
        completions = cast(List[str], [completion_text(one) for one in (value if several else [value])])
    except TypeError as failure:
        raise BadRecord(f"{place}: {name}: {failure}") from None
    truth_name = truth_name or _first_of(TRUTH_NAMES, members)
    truth = members.get(truth_name) if truth_name is not None else None
    return Record(place, number, text, members, completions, several, truth)


def _first_of(names: Sequence[str], members: Any) -> Optional[str]:
    return next((name for name in names if name in members), None)


def _kind(value: Any) -> str:
    words = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return words.get(type(value), "null")
