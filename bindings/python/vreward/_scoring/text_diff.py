"""Where two texts differ: the alignment of least cost between them."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, Callable, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

# Steps of an alignment, which edits what was written into what is true.
EQUAL, REPLACE, DELETE, INSERT = "=", "r", "d", "i"

KEPT_BITS = 1 << 27  # of rows kept to walk back; beyond it the texts are halved first
MOST_PAIRS = 4_000_000_000  # pairs of units; beyond it an alignment takes longer than some seconds

_CJK = re.compile(
    "[\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)


# What a reader calls the units of recipes.
UNITS = {
    "codepoint": "character",
    "grapheme": "grapheme",
    "byte": "byte",
    "word": "word",
    "cjk-or-word": "word",
    "token": "token",
}


class Difference(NamedTuple):
    """An alignment of two texts."""

    unit: str  # "character" or "word"
    steps: str  # EQUAL, REPLACE, DELETE or INSERT for each step
    written: Sequence[str]  # in units
    true: Sequence[str]

    @property
    def edits(self) -> int:
        return len(self.steps) - self.steps.count(EQUAL)


class Place(NamedTuple):
    """A run of equal units, or a place where the texts differ."""

    equal: bool
    written: Sequence[str]
    true: Sequence[str]


def places_of(found: Difference) -> Iterator[Place]:
    """The texts of an alignment from their beginning to their end."""
    i = j = 0
    for equal, run in groupby(found.steps, key=EQUAL.__eq__):
        steps = list(run)
        rows = len(steps) - steps.count(INSERT)
        columns = len(steps) - steps.count(DELETE)
        yield Place(equal, found.written[i : i + rows], found.true[j : j + columns])
        i, j = i + rows, j + columns


def difference(explanation: Mapping[str, Any]) -> Optional[Difference]:
    """The alignment with as many edits as the explanation's distance, in its unit. None where the texts are too long
    for one, or of a unit whose texts are not cut here (bytes, grapheme clusters, tokens).
    """
    split = _SPLITS.get(explanation["unit"])
    if split is None:
        return None
    a, b = split(explanation["text"]), split(explanation["truth_text"])
    if (len(a), len(b)) != (explanation["length"], explanation["truth_length"]) or len(a) * len(b) > MOST_PAIRS:
        return None
    for align in (levenshtein_steps, indel_steps):
        found = Difference(UNITS[explanation["unit"]], align(a, b), a, b)
        if found.edits == explanation["distance"]:
            return found
    return None


def by_characters(written: str, true: str) -> Optional[Difference]:
    """The alignment of least Levenshtein distance by characters; None where the texts are too long."""
    if len(written) * len(true) > MOST_PAIRS:
        return None
    return Difference("character", levenshtein_steps(written, true), written, true)


def levenshtein_steps(a: Sequence[str], b: Sequence[str]) -> str:
    """The steps from a to b with the fewest insertions, deletions and replacements."""
    return _steps(a, b, _levenshtein_rows, _levenshtein_walk, _levenshtein_costs)


def indel_steps(a: Sequence[str], b: Sequence[str]) -> str:
    """The steps from a to b with the fewest insertions and deletions."""
    return _steps(a, b, _indel_rows, _indel_walk, _indel_costs)


Row = Tuple[int, int]  # one bit for each unit of a
Rows = Callable[[Sequence[str], Sequence[str]], Iterator[Row]]
Walk = Callable[[Sequence[str], Sequence[str], Sequence[Row]], str]
Costs = Callable[[Row, int, int], List[int]]


def _steps(a: Sequence[str], b: Sequence[str], rows: Rows, walk: Walk, costs: Costs) -> str:
    """Keeps the common beginning and end, as a best alignment may, and aligns what is between."""
    shorter = min(len(a), len(b))
    begin = end = 0
    while begin < shorter and a[begin] == b[begin]:
        begin += 1
    while end < shorter - begin and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[begin : len(a) - end], b[begin : len(b) - end]
    if not a or not b:
        between = DELETE * len(a) + INSERT * len(b)
    elif len(b) == 1 or 2 * len(a) * len(b) <= KEPT_BITS:
        between = walk(a, b, list(rows(a, b)))
    else:  # Hirschberg: b in two halves, a where their costs come to the least
        middle = len(b) // 2
        left = costs(_last(rows(a, b[:middle])), len(a), middle)
        right = costs(_last(rows(a[::-1], b[middle:][::-1])), len(a), len(b) - middle)
        cut = min(range(len(a) + 1), key=lambda i: left[i] + right[len(a) - i])
        between = _steps(a[:cut], b[:middle], rows, walk, costs) + _steps(a[cut:], b[middle:], rows, walk, costs)
    return EQUAL * begin + between + EQUAL * end


def _places(a: Sequence[str]) -> Dict[str, int]:
    """For each unit its places in a, as bits."""
    places: Dict[str, int] = {}
    for i, unit in enumerate(a):
        places[unit] = places.get(unit, 0) | 1 << i
    return places


def _last(rows: Iterator[Row]) -> Row:
    row = (0, 0)
    for row in rows:  # noqa: B007
        pass
    return row


def _bits(number: int, count: int) -> str:
    return f"{number:0{count}b}"[::-1]


def _levenshtein_rows(a: Sequence[str], b: Sequence[str]) -> Iterator[Row]:
    """For each unit of b where along a the distance rises by one, and where it falls: Myers 1999 as in Hyyrö 2003."""
    mask, places = (1 << len(a)) - 1, _places(a)
    rise, fall = mask, 0
    for unit in b:
        equal = places.get(unit, 0)
        level = (((equal & rise) + rise) ^ rise) | equal | fall
        up = (fall | (mask & ~(level | rise))) << 1 | 1
        down = (rise & level) << 1
        rise = mask & (down | ~(level | up))
        fall = mask & up & level
        yield rise, fall


def _levenshtein_walk(a: Sequence[str], b: Sequence[str], rows: Sequence[Row]) -> str:
    steps, i, j = [], len(a), len(b)
    while i and j:
        if rows[j - 1][0] >> (i - 1) & 1:
            i -= 1
            steps.append(DELETE)
        elif j > 1 and rows[j - 2][1] >> (i - 1) & 1:
            j -= 1
            steps.append(INSERT)
        else:
            i, j = i - 1, j - 1
            steps.append(EQUAL if a[i] == b[j] else REPLACE)
    return DELETE * i + INSERT * j + "".join(reversed(steps))


def _levenshtein_costs(row: Row, count: int, height: int) -> List[int]:
    """The distances of every beginning of a from all of b, which has `height` units."""
    costs = [height]
    for rises, falls in zip(_bits(row[0], count), _bits(row[1], count)):
        costs.append(costs[-1] + (rises == "1") - (falls == "1"))
    return costs


def _indel_rows(a: Sequence[str], b: Sequence[str]) -> Iterator[Row]:
    """For each unit of b where along a the longest common subsequence does not grow: Hyyrö 2004."""
    mask, places = (1 << len(a)) - 1, _places(a)
    still = mask
    for unit in b:
        equal = still & places.get(unit, 0)
        still = mask & ((still + equal) | (still - equal))
        yield still, 0


def _indel_walk(a: Sequence[str], b: Sequence[str], rows: Sequence[Row]) -> str:
    steps, i, j = [], len(a), len(b)
    while i and j:
        if rows[j - 1][0] >> (i - 1) & 1:
            i -= 1
            steps.append(DELETE)
        elif j > 1 and not rows[j - 2][0] >> (i - 1) & 1:
            j -= 1
            steps.append(INSERT)
        else:
            i, j = i - 1, j - 1
            steps.append(EQUAL)
    return DELETE * i + INSERT * j + "".join(reversed(steps))


def _indel_costs(row: Row, count: int, height: int) -> List[int]:
    common, costs = 0, [height]
    for i, still in enumerate(_bits(row[0], count), 1):
        common += still == "0"
        costs.append(i + height - 2 * common)
    return costs


def _cjk_or_words(text: str) -> List[str]:
    return _CJK.sub(r" \g<0> ", text).split()


_SPLITS: Dict[str, Callable[[str], Sequence[str]]] = {
    "codepoint": str,
    "word": str.split,
    "cjk-or-word": _cjk_or_words,
}
