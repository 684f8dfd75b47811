"""The library's functions that read Python's objects where they lie (lib/python): a tenth of the cost of a ctypes call.

They need CPython with a lock, whose stable interface the library is given by addresses: no header, no extension module,
one wheel for all versions. Everything else, and whatever is not of the plainest kind, goes through ctypes and gets the
same numbers. VREWARD_BRIDGE=off switches them off.
"""

from __future__ import annotations

import ctypes
import os
import sys
import sysconfig
from array import array
from typing import Any, Callable, List, NamedTuple, Optional

Function = Callable[..., Any]


class Bridge(NamedTuple):
    """Each returns None for arguments that are not its own, and then nothing has happened."""

    know_characters: Function  # (samples,) -> True; see lib/python/characters.h
    gather: Function  # (texts, address of n + 1 int64, n) -> bytes
    gather_items: Function  # (samples, names, array("q", (0,)), array("d", (0.0,))) -> see lib/python/items.h
    distance: Function  # (address of options or None, str, str, array("q", (0,))) -> int; of lists -> array("q")
    edit_distance: Function  # (("levenshtein", "codepoint", array("q", (0,)), function),) -> see lib/python/distances.h
    match: Function  # (address of options, matrix, array("q", (0,))) -> array("q")
    match_boxes: Function  # (address of options, boxes, boxes, array("q", (0,)), array("d", (0,))) -> two arrays
    score_items: Function  # (address of the scorer, samples, truths, prepared, ...) -> see lib/python/item_batch.h
    score_one: Function  # (address of the scorer, str, str, keys, reasons) -> dict
    score: Function  # (address of the scorer, completions, truths, prepared, ...) -> see lib/python/batch.h


def _not_mine(*_arguments: Any) -> None:
    return None


# One str of each kind, ASCII first, made at run time or kept by the interpreter.
SAMPLES = (
    *("kitten", "", "a", "\xe9", "na\xefve", "\u4f60", "\u4f60\u597d", "\ud800x", "\U0001f600", "a\U0001f600\xe9"),
    *("".join(map(chr, range(first, first + 20))) for first in (0x20, 0xB0, 0x250, 0x4E00, 0xFFF0, 0x1F600)),
)


ABSENT = Bridge(*[_not_mine] * len(Bridge._fields))


def bridge_of(opened: ctypes.PyDLL) -> Bridge:
    """The bridge of a library; ABSENT where the interpreter is another, or the functions do not do what they must."""
    addresses = _addresses(opened) if _is_possible() else None
    if addresses is None:
        return ABSENT
    start = opened.vreward_python_start
    start.restype = ctypes.py_object
    start.argtypes = [ctypes.c_void_p, ctypes.c_int64]
    try:
        bridge = Bridge(*start((ctypes.c_void_p * len(addresses))(*addresses), len(addresses)))
    except ValueError:  # NULL, so not here
        return ABSENT
    if sys.version_info < (3, 16):  # later ones may keep other str in other ways than these samples
        bridge.know_characters(SAMPLES)
    return bridge if _works(bridge) else ABSENT


def _is_possible() -> bool:
    # Before 3.10 the methods of str cannot be asked for, and of a build without a lock nothing here is known.
    return (
        os.environ.get("VREWARD_BRIDGE", "").lower() not in ("off", "0", "no")
        and sys.implementation.name == "cpython"
        and sys.version_info >= (3, 10)
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
    )


def _addresses(opened: ctypes.PyDLL) -> Optional[List[int]]:
    """Where the interpreter has what the library names, one after the other. None for a library that names nothing, or
    for what this interpreter does not have."""
    needs: Any = getattr(opened, "vreward_python_needs", None)
    if needs is None:
        return None
    needs.restype = ctypes.c_char_p
    needs.argtypes = [ctypes.c_int64]
    found: List[int] = []
    while True:
        name = needs(len(found))
        if name is None:
            return found
        try:
            found.append(ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, name.decode())))
        except ValueError:  # no such function in this interpreter
            return None


def _given(*arguments: Any) -> Any:
    return arguments


def _works(bridge: Bridge) -> bool:
    """Each function that needs no scorer once, on something whose result is known."""
    offsets = array("q", bytes(24))
    one, number = array("q", (0,)), array("d", (0.0,))
    box = memoryview(array("d", (0.0, 0.0, 2.0, 2.0))).cast("B").cast("d", (1, 4))
    items = [{"boxes": box, "labels": ["a"]}, {"boxes": [[1, 2.0, 3, 4]], "labels": ("b",)}]
    plain = bridge.edit_distance(("l", "c", one, _given)) or _given
    return (
        bridge.gather(["a", "\u00e9"], offsets.buffer_info()[0], 2) == "a\u00e9".encode()
        and offsets.tolist() == [0, 1, 3]
        and bridge.gather(("\ud800",), offsets.buffer_info()[0], 1) is None
        and bridge.gather(("a",), offsets.buffer_info()[0], 2) is None
        and bridge.gather_items(items, ("boxes", "points", "labels"), one, number)
        == (4, array("q", (0, 1, 2)), array("d", (0.0, 0.0, 2.0, 2.0, 1.0, 2.0, 3.0, 4.0)), ["a", "b"], array("d"))
        and bridge.gather_items([{"boxes": box}, {"boxes": ["abcd"]}], ("boxes",), one, number) is None
        and bridge.distance(None, "kitten", "sitting", one) == 3
        and bridge.distance(0, ["\u4f60", "\ud800"], ("\u4f60\U0001f600", "\ufffd"), one) == array("q", (1, 0))
        and plain("kitten", "sitting", "l", "c", None, None) == 3
        and plain("kitten", "a", "l", "c", None, 1) == ("kitten", "a", "l", "c", None, 1)
        and plain("kitten", 0, "l", "c", None, None) == ("kitten", 0, "l", "c", None, None)
        and bridge.match(0, box, one) == array("q", (2,))
        and bridge.match_boxes(0, box, box, one, number) == (array("q", (0,)), array("d", (1.0,)))
    )
