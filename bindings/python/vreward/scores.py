"""What comes back for a batch: scores, terms and reasons."""

from __future__ import annotations

import math
import operator
from array import array
from typing import Any, Dict, Iterable, Iterator, List, Optional, Tuple

from ._binding import header

_REASONS = header.REASONS


class Scores:
    """The scores of a batch. Column by column:

    score        array('d') of n; NaN where the truth is bad
    terms        name of the term -> array('d') of n, in the recipe's order
    reason       list of n names: why the score is what it is ("ok", "no_items", "missed_items", ...)
    reasons      list of n tuples of names: everything that was found
    reason_bits  array('Q') of n: the same as bit sets, bit r for the r-th name of vreward.REASONS

    The arrays hold their memory themselves and support the buffer protocol: numpy.asarray(scores.score) copies nothing.
    Row by row: len(scores), scores[i] and iteration give dicts of "score", "reason" and every term.
    """

    __slots__ = ("_block", "_codes", "_names", "_terms", "reason_bits", "score")

    def __init__(self, names: Tuple[str, ...], count: int) -> None:
        self.score = _FLOATS * count
        self.reason_bits = _BITS * count
        self._codes = _CODES * count
        self._block = _FLOATS * (count * len(names))
        self._names = names
        self._terms: Optional[Dict[str, array[float]]] = None

    def addresses(self) -> Tuple[int, int, int, int]:
        """Where C writes score, terms, reason and reasons."""
        columns = self.score, self._block, self._codes, self.reason_bits
        score, terms, codes, bits = (column.buffer_info()[0] for column in columns)
        return score, terms, codes, bits

    @property
    def terms(self) -> Dict[str, array[float]]:
        if self._terms is None:
            n = len(self.score)
            self._terms = {name: self._block[k * n : k * n + n] for k, name in enumerate(self._names)}
        return self._terms

    @property
    def reason(self) -> List[str]:
        return [_REASONS[code] for code in self._codes]

    @property
    def reasons(self) -> List[Tuple[str, ...]]:
        return [reason_names(bits) for bits in self.reason_bits]

    def spoil(self, rows: Iterable[int]) -> None:
        """Gives these samples what a bad truth has: NaN, and the reason."""
        bad = _REASONS.index("bad_truth")
        for row in rows:
            self.score[row] = math.nan
            self._codes[row] = bad
            self.reason_bits[row] = 1 << bad
            for place in range(row, len(self._block), len(self.score)):
                self._block[place] = math.nan

    def __len__(self) -> int:
        return len(self.score)

    def __getitem__(self, i: int) -> Dict[str, Any]:
        n = len(self.score)
        try:
            i = operator.index(i)
        except TypeError:
            raise TypeError(
                f"Scores are indexed by sample, scores[0], not by {type(i).__name__}; columns are scores.score, "
                "scores.terms and scores.reason"
            ) from None
        if not -n <= i < n:
            raise IndexError(f"sample {i} of {n}")
        i %= n
        row: Dict[str, Any] = {"score": self.score[i], "reason": _REASONS[self._codes[i]]}
        row.update(zip(self._names, self._block[i::n]))
        return row

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        keys = ("score", "reason", *self._names)
        return (dict(zip(keys, row)) for row in zip(self.score, self.reason, *self.terms.values()))

    def to_dicts(self) -> List[Dict[str, Any]]:
        """One dict for each sample."""
        return list(self)

    def __repr__(self) -> str:
        return f"Scores({self.to_dicts()!r})" if len(self) <= 3 else f"<Scores of {len(self)} samples>"


_FLOATS = array("d", (0.0,))
_CODES = array("i", (0,))
_BITS = array("Q", (0,))


def reason_names(bits: int) -> Tuple[str, ...]:
    """The names of a bit set of reasons."""
    return tuple(name for r, name in enumerate(_REASONS) if bits >> r & 1)
