"""What comes back for a batch: scores, terms and reasons."""

from __future__ import annotations

import math
import operator
from array import array
from collections import Counter
from typing import Any, Dict, Iterable, Iterator, List, Optional, Tuple, overload

from ._binding import header
from ._binding.frames import arrow_table, imported, numpy_views
from .types import Reason, Score

_REASONS = header.REASONS


class Scores:
    """The scores of a batch. Column by column:

    score        array('d') of n; NaN where the truth is bad
    terms        name of the term -> array('d') of n, in the recipe's order
    reason       list of n names: why the score is what it is ("ok", "no_items", "missed_items", ...)
    reasons      list of n tuples of names: everything that was found
    reason_bits  array('Q') of n: the same as bit sets, bit r for the r-th name of vreward.REASONS

    The arrays hold their memory themselves and support the buffer protocol: numpy.asarray(scores.score) copies nothing.
    All columns at once: to_numpy(), to_pandas(), to_arrow(), and columns() as plain lists.
    Row by row: len(scores), scores[i] and iteration give dicts of "score", "reason" and every term; scores[i:j] is the
    Scores of some rows, scores["score"] is a column by name.

    Example:

        >>> scores = vreward.Scorer("counting").score(["3", "4", "none"], 3)
        >>> scores.score.tolist()
        [1.0, 0.375, 0.0]
        >>> scores[1]["exact"], scores.reason
        (0.0, ['ok', 'wrong_count', 'wrong_count'])
        >>> scores[1:]["score"].tolist()
        [0.375, 0.0]
    """

    __slots__ = ("_block", "_codes", "_names", "_terms", "reason_bits", "score")

    def __init__(self, names: Tuple[str, ...], count: int) -> None:
        self.score = FLOATS * count
        self.reason_bits = BITS * count
        self._codes = CODES * count
        self._block = FLOATS * (count * len(names))
        self._names = names
        self._terms: Optional[Dict[str, array[float]]] = None

    @classmethod
    def _of(cls, names: Tuple[str, ...], found: Any) -> Scores:
        """Those whose columns are there already: score, terms, main reasons and all."""
        scores = cls.__new__(cls)
        scores.score, scores._block, scores._codes, scores.reason_bits = found
        scores._names = names
        scores._terms = None
        return scores

    def _addresses(self) -> Tuple[int, int, int, int]:
        """Where C writes score, terms, reason and reasons."""
        columns = self.score, self._block, self._codes, self.reason_bits
        score, terms, codes, bits = (column.buffer_info()[0] for column in columns)
        return score, terms, codes, bits

    @property
    def terms(self) -> Dict[str, array[float]]:
        """array('d') of n by the name of the term.

        >>> vreward.Scorer("counting").score(["3", "4"], 3).terms["exact"].tolist()
        [1.0, 0.0]
        """
        if self._terms is None:
            n = len(self.score)
            self._terms = {name: self._block[k * n : k * n + n] for k, name in enumerate(self._names)}
        return self._terms

    @property
    def reason(self) -> List[Reason]:
        """The main finding of each sample.

        >>> vreward.Scorer("counting").score(["3", "none"], 3).reason
        ['ok', 'wrong_count']
        """
        return [_REASONS[code] for code in self._codes]  # type: ignore[misc]

    @property
    def reasons(self) -> List[Tuple[str, ...]]:
        """Everything that was found, for each sample.

        >>> vreward.Scorer("counting").score(["3", "4"], 3).reasons
        [('ok',), ('wrong_count',)]
        """
        return [reason_names(bits) for bits in self.reason_bits]

    def _reason_counts(self) -> Dict[str, int]:
        """How often each reason is the main one."""
        return {_REASONS[code]: number for code, number in Counter(self._codes).items()}

    def _spoil(self, rows: Iterable[int]) -> None:
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

    @overload
    def __getitem__(self, place: int) -> Score: ...

    @overload
    def __getitem__(self, place: slice) -> Scores: ...

    @overload
    def __getitem__(self, place: str) -> Any: ...

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return self._rows(place)
        if isinstance(place, str):
            return self._column(place)
        n = len(self.score)
        try:
            i = operator.index(place)
        except TypeError:
            raise TypeError(
                f"Scores are indexed by sample, by slice or by the name of a column, not by {type(place).__name__}; "
                'columns are scores["score"] or scores.score, scores.terms and scores.reason'
            ) from None
        if not -n <= i < n:
            raise IndexError(f"sample {i} of {n}")
        i %= n
        row: Any = {"score": self.score[i], "reason": _REASONS[self._codes[i]]}
        row.update(zip(self._names, self._block[i::n]))
        return row

    def _rows(self, place: slice) -> Scores:
        part = Scores(self._names, 0)
        part.score = self.score[place]
        part.reason_bits = self.reason_bits[place]
        part._codes = self._codes[place]
        for column in self.terms.values():
            part._block += column[place]
        return part

    def _column(self, name: str) -> Any:
        if name in ("score", "reason"):
            return getattr(self, name)
        try:
            return self.terms[name]
        except KeyError:
            known = ", ".join(("score", "reason", *self._names))
            raise KeyError(f"no column {name!r}; there are {known}") from None

    def __iter__(self) -> Iterator[Score]:
        keys = ("score", "reason", *self._names)
        return (dict(zip(keys, row)) for row in zip(self.score, self.reason, *self.terms.values()))  # type: ignore[misc]

    def to_dicts(self) -> List[Score]:
        """One dict for each sample.

        >>> vreward.Scorer("counting").score(["3", "4"], 3).to_dicts()[1]["reason"]
        'wrong_count'
        """
        return list(self)

    def _numbers(self) -> Dict[str, array[float]]:
        return {"score": self.score, **self.terms}

    def mean(self) -> Dict[str, float]:
        """The mean of "score" and of every term, over the rows that have a score: one with a bad truth has none.
        NaN where no row has one.

        >>> vreward.Scorer("counting").score(["3", "4"], 3).mean()["score"]
        0.6875
        """
        return {name: _mean(values) for name, values in self._numbers().items()}

    def columns(self) -> Dict[str, List[Any]]:
        """Plain lists by name: "score", "reason" and every term, as datasets.map with batched=True takes them.

        >>> columns = vreward.Scorer("counting").score(["3", "4"], 3).columns()
        >>> columns["score"], columns["reason"]
        ([1.0, 0.375], ['ok', 'wrong_count'])
        """
        numbers = {name: values.tolist() for name, values in self._numbers().items()}
        return {"score": numbers.pop("score"), "reason": self.reason, **numbers}

    def to_numpy(self) -> Dict[str, Any]:
        """Arrays of float64 by name, "score" and every term, over the memory of this object: nothing is copied.
        Raises ImportError where numpy is missing.

        >>> vreward.Scorer("counting").score(["3", "4"], 3).to_numpy()["exact"]
        array([1., 0.])
        """
        return numpy_views(self._numbers(), "Scores.to_numpy()")

    def to_pandas(self) -> Any:
        """A pandas.DataFrame with the columns "score", "reason" and every term; NaN where the truth is bad. Raises
        ImportError where pandas is missing.

        >>> frame = vreward.Scorer("counting").score(["3", "4"], 3).to_pandas()
        >>> frame.loc[frame["reason"] != "ok", "score"].tolist()
        [0.375]
        """
        pandas = imported("pandas", "Scores.to_pandas()")
        views = numpy_views(self._numbers(), "Scores.to_pandas()")
        return pandas.DataFrame({"score": views.pop("score"), "reason": self.reason, **views})

    def to_arrow(self) -> Any:
        """A pyarrow.Table with the columns "score", "reason" and every term, over the same memory where nothing is
        missing; null where the truth is bad. Raises ImportError where pyarrow is missing.

        >>> table = vreward.Scorer("counting").score(["3", "4"], 3).to_arrow()
        >>> table.column_names[:3], table["score"].to_pylist()
        (['score', 'reason', 'format'], [1.0, 0.375])
        """
        return arrow_table(self._numbers(), self._codes)

    def __repr__(self) -> str:
        return f"Scores({self.to_dicts()!r})" if len(self) <= 3 else f"<Scores of {len(self)} samples>"


# What the columns are made of.
FLOATS = array("d", (0.0,))
CODES = array("i", (0,))
BITS = array("Q", (0,))


def _mean(values: array[float]) -> float:
    present = [value for value in values if value == value]
    return math.fsum(present) / len(present) if present else math.nan


def reason_names(bits: int) -> Tuple[str, ...]:
    """The names of a bit set of reasons."""
    return tuple(name for r, name in enumerate(_REASONS) if bits >> r & 1)
