"""Reading one completion into items, without a score."""

from __future__ import annotations

import ctypes
from ctypes import byref, sizeof
from typing import Any, Dict, Optional, Tuple, Union, cast

from .._binding import header
from .._binding.errors import Error
from .._binding.loading import Calls
from .._binding.texts import character_positions, encode_any
from ..scores import reason_names
from ..types import Parsed

_REASONS = header.REASONS


def parse_text(calls: Calls, scorer: Optional[int], text: Union[str, bytes]) -> Parsed:
    encoded = encode_any(text, "text")
    size, capacity = sizeof(header.Item), 16
    parsed = header.Parsed(sizeof(header.Parsed), None, len(encoded))
    while True:
        items = (header.Item * capacity)()
        labels = ctypes.create_string_buffer(parsed.label_capacity or 1)
        parsed.label_text = ctypes.addressof(labels)
        record = header.ErrorRecord()
        try:
            calls.parse(scorer, encoded, len(encoded), items, size, capacity, byref(parsed), byref(record))
            break
        except Error as failure:
            grows = parsed.count > capacity or parsed.label_length > parsed.label_capacity
            if failure.code != header.E_CAPACITY or not grows:
                raise
            capacity = max(capacity, parsed.count)
            parsed.label_capacity = max(parsed.label_capacity, parsed.label_length)
    count, label_text = parsed.count, labels.raw
    offsets = [parsed.answer_begin, parsed.answer_end]
    for item in items[:count]:
        offsets += (item.begin, item.end)
    if isinstance(text, str):
        offsets = character_positions(text, encoded, offsets)
    spans = list(zip(offsets[::2], offsets[1::2]))
    # Items of one label share its bytes, and share the text here, too.
    places = {(item.label_begin, item.label_end) for item in items[:count] if item.label_begin >= 0}
    label_of = {place: label_text[slice(*place)].decode("utf-8", "replace") for place in places}
    found: Any = {
        "items": [_item(item, span, label_of) for item, span in zip(items[:count], spans[1:])],
        "reason": _REASONS[parsed.reason],
        "reasons": reason_names(parsed.reasons),
        "dialect": calls.dialect_name(parsed.dialect).decode(),
        "space": calls.space_name(parsed.space).decode(),
        "repairs": _repair_names(calls, parsed.repairs),
        "answer": spans[0],
        "number": None if parsed.number != parsed.number else parsed.number,
    }
    return cast(Parsed, found)


def _item(item: header.Item, span: Tuple[int, int], label_of: Dict[Tuple[int, int], str]) -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    if item.kind == header.ITEM_BOX:
        found["box"] = tuple(item.value)
    else:
        found["point"] = tuple(item.value[:2])
    found["label"] = label_of.get((item.label_begin, item.label_end))
    found["confidence"] = None if item.confidence != item.confidence else item.confidence
    found["span"] = span
    found["reason"] = _REASONS[item.reason]
    return found


def _repair_names(calls: Calls, bits: int) -> Tuple[str, ...]:
    return tuple(calls.repair_name(bit).decode() for bit in range(bits.bit_length()) if bits >> bit & 1)
