"""A scorer of the library, and the arguments of a call to it."""

from __future__ import annotations

import ctypes
from ctypes import byref, c_double, c_int64, c_void_p, sizeof
from typing import Any, List, Optional, Tuple

from .._binding import header
from .._binding.loading import library
from ..scores import BITS, CODES, FLOATS
from .items import MEMBERS, TRUE_MEMBERS
from .prepared import Truths

# Completions and truths of this many bytes together, scored by one thread, are done before giving up the interpreter's
# lock would pay.
SHORT_BYTES = 8192


class Call:
    """The arguments of one call, made once and used again: making them costs more than filling them in."""

    __slots__ = ("batch", "record", "references", "result")

    def __init__(self) -> None:
        self.batch = header.Batch(sizeof(header.Batch))
        self.result = header.Result(sizeof(header.Result))
        self.record = header.ErrorRecord()
        self.references = byref(self.batch), byref(self.result), byref(self.record)


class OneCall(Call):
    """The same for one sample, whose results and offsets have their place here, too."""

    __slots__ = ("offsets", "reason", "values")

    def __init__(self, term_count: int) -> None:
        super().__init__()
        self.values = (c_double * (1 + term_count))()  # the score, then the terms
        self.reason = ctypes.c_int32()
        self.offsets = (c_int64 * 4)()  # of the completion, then of the truth
        self.result.score = ctypes.addressof(self.values)
        self.result.term = ctypes.addressof(self.values) + sizeof(c_double)
        self.result.reason = ctypes.addressof(self.reason)
        self.batch.count = 1
        self.batch.completion_offsets = ctypes.addressof(self.offsets)
        self.batch.truth_offsets = ctypes.addressof(self.offsets) + 2 * sizeof(c_int64)


class Handle:
    """A scorer of the library. It is destroyed when nobody holds it any more, so never in the middle of a call."""

    __slots__ = (
        "_destroy",
        "_library",
        "idle",
        "idle_one",
        "keys",
        "long_score",
        "pointer",
        "short_score",
        "terms",
    )

    def __init__(self, source: bytes) -> None:
        self.pointer: Optional[int] = None
        self._library = loaded = library()
        short = loaded.short
        self._destroy = short.scorer_destroy
        pointer, record = c_void_p(), header.ErrorRecord()
        loaded.long.scorer_create(source, len(source), byref(pointer), byref(record))
        self.pointer = pointer.value
        count = short.scorer_term_count(self.pointer)
        self.terms: Tuple[str, ...] = tuple(short.scorer_term_name(self.pointer, i).decode() for i in range(count))
        self.keys = ("score", "reason", *self.terms)
        self.short_score = short.score
        self.long_score = loaded.long.score
        # A call takes arguments from here and puts them back; list.pop and list.append need no lock.
        self.idle: List[Call] = []
        self.idle_one: List[OneCall] = []

    def columns(self, completions: Any, truths: Any, index: Any) -> Any:
        """What the bridge finds for lists of str: the columns of Scores. None where it stands aside."""
        prepared, truths = _apart(truths)
        return self._library.bridge.score(
            self.pointer, completions, truths, prepared, index, self.keys, FLOATS, CODES, BITS
        )

    def item_columns(self, items: Any, truths: Any, index: Any) -> Any:
        """The same for lists of dicts."""
        prepared, truths = _apart(truths)
        return self._library.bridge.score_items(
            self.pointer, items, truths, prepared, index, MEMBERS, TRUE_MEMBERS, self.keys, FLOATS, CODES, BITS
        )

    def __del__(self) -> None:
        if self.pointer is not None:
            self._destroy(self.pointer)


def _apart(truths: Any) -> Tuple[Optional[int], Any]:
    """The address of prepared truths, and all others, as the bridge takes them: a number may be a truth itself."""
    return (truths._address, None) if type(truths) is Truths else (None, truths)
