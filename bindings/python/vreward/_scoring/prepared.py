"""Truths that are read once, for many calls."""

from __future__ import annotations

from ctypes import c_void_p
from typing import Any, NoReturn, Optional

from .._binding.loading import library


class Truths:
    """Truths that a scorer has read, for many calls: Scorer.prepare makes them.

    Every method that takes `truths` takes these, of any scorer with the same recipe; `truth_index` says which row each
    completion belongs to. They never change, keep all they need, and may be used by any number of threads, and after a
    fork. len(truths) is how many there are.

    Example:

        >>> scorer = vreward.Scorer("counting")
        >>> truths = scorer.prepare([3, 4, 5])
        >>> scorer.score(["4", "5", "4"], truths, truth_index=[1, 2, 2]).score.tolist()
        [1.0, 1.0, 0.4]
        >>> truths
        <vreward.Truths of 3>
    """

    __slots__ = ("__weakref__", "_address", "_count", "_destroy")
    _address: Optional[int]
    _count: int
    _destroy: Any

    def __init__(self) -> None:
        self._address = None
        raise TypeError("truths are prepared by a scorer: vreward.Scorer(recipe).prepare(truths)")

    @classmethod
    def _of(cls, pointer: c_void_p, count: int) -> Truths:
        truths = cls.__new__(cls)
        truths._destroy = library().short.truths_destroy
        truths._address = pointer.value
        truths._count = count
        return truths

    def __len__(self) -> int:
        return self._count

    def __repr__(self) -> str:
        return f"<vreward.Truths of {self._count}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "prepared truths are neither pickled nor copied: send what they were made of, and prepare it there; "
            "threads and forked processes share them as they are"
        )

    def __del__(self) -> None:
        if self._address is not None:
            self._destroy(self._address)
