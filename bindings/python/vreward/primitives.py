"""Overlap, matching, edit distance and resizing without a recipe."""

from __future__ import annotations

import functools
from array import array
from ctypes import addressof, byref, c_int64, sizeof
from typing import Any, Callable, Iterable, List, Mapping, NamedTuple, Optional, Tuple, Union, overload

from ._binding import arrays, header
from ._binding.arrays import Matrix, whole_number
from ._binding.errors import Error
from ._binding.loading import Calls, library
from ._binding.texts import one_text, ragged
from .types import Convention, Distance, Invalid, Matching, Normalization, OverlapKind, Unit

# Boxes, or rows of a matrix: lists of rows, or an array of any library.
Rows = Iterable[Any]
# One text or many.
Texts = Union[str, bytes, Iterable[Union[str, bytes]]]

# Work up to this size is done before giving up the interpreter's lock would pay.
_SHORT_CELLS = 4096  # overlaps, or cells of a matching
_SHORT_BOXES = 200  # both sides together
_SHORT_PRODUCT = 1_000_000  # bytes of one text times bytes of the other


def _number(words: Mapping[str, int], word: str, name: str) -> int:
    try:
        return words[word]
    except (KeyError, TypeError):
        raise Error(f"{name} must be one of {', '.join(words)}, not {word!r}") from None


class _Options(NamedTuple):
    """Options of a call, as ctypes takes them and as the bridge does. Only read by C, so all threads share them."""

    reference: Any
    address: int


def _options(record: Any) -> _Options:
    return _Options(byref(record), addressof(record))


def _first(name: str) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        function = globals()["_" + name] = getattr(library().bridge, name)
        return function(*arguments)

    return call


# The bridge's, from the first call on: finding it anew takes as long as comparing two short texts.
_distance, _match, _match_boxes = _first("distance"), _first("match"), _first("match_boxes")


def _calls(short: bool) -> Calls:
    loaded = library()
    return loaded.short if short else loaded.long


# Error records and options cost more to make than a small call takes. A call takes a record from here and puts it back
# (list.pop and list.append need no lock).
_idle_records: List[Any] = []


def _record() -> Any:
    try:
        return _idle_records.pop()
    except IndexError:
        return byref(header.ErrorRecord())


@functools.lru_cache(maxsize=64)
def _overlap_options(kind: str, convention: str, invalid: str) -> Any:
    return byref(
        header.OverlapOptions(
            sizeof(header.OverlapOptions),
            _number(header.OVERLAP_KINDS, kind, "kind"),
            _number(header.CONVENTIONS, convention, "convention"),
            _number(header.INVALID_POLICIES, invalid, "invalid"),
        )
    )


@functools.lru_cache(maxsize=64)
def _match_options(how: str, min: Optional[float], kind: str, convention: str, invalid: str) -> _Options:
    return _options(
        header.MatchOptions(
            sizeof(header.MatchOptions),
            _number(header.MATCHINGS, how, "how"),
            min is not None,
            0.0 if min is None else min,
            _number(header.OVERLAP_KINDS, kind, "kind"),
            _number(header.CONVENTIONS, convention, "convention"),
            _number(header.INVALID_POLICIES, invalid, "invalid"),
        )
    )


@functools.lru_cache(maxsize=64)
def _distance_options(distance: str, unit: str, bound: Optional[int], normalize: int) -> _Options:
    return _options(
        header.EditDistanceOptions(
            sizeof(header.EditDistanceOptions),
            _number(header.DISTANCES, distance, "distance"),
            _number(header.UNITS, unit, "unit"),
            normalize,
            bound is not None,
            bound or 0,
        )
    )


def overlap(
    a: Rows, b: Rows, kind: OverlapKind = "iou", convention: Convention = "half-open", invalid: Invalid = "reject"
) -> Matrix:
    """Overlap of every box of `a` (predictions) with every box of `b` (truths).

    a, b        len(a) and len(b) boxes x1, y1, x2, y2: nested lists or an array of shape (n, 4); float64 is not copied
    kind        "iou", "giou" (in [-1, 1]), "ioa-prediction" (over the area of a), "ioa-truth" (over the area of b)
    convention  "half-open", "inclusive" (+1 on every extent), "vlm-r1"
    invalid     boxes without extent: "reject" (overlap 0, giou -1), "sort" (the corners first), "legacy" (as written)

    Returns a matrix of len(a) rows and len(b) columns: m[i][j] or m[i, j], len, iteration over rows, shape, tolist(),
    and the buffer protocol (numpy.asarray(m) copies nothing). Numbers that are not finite overlap nothing.

    Raises Error for rows that are not four numbers and for words that are none of these, TypeError for what holds no
    numbers.

    Example:

        >>> vreward.overlap([[0, 0, 10, 5]], [[0, 0, 10, 10]], kind="ioa-truth").tolist()
        [[0.5]]
    """
    options = _overlap_options(kind, convention, invalid)
    left, rows, _, left_owner = arrays.boxes(a, "a")
    right, columns, _, right_owner = arrays.boxes(b, "b")
    result: Any = arrays.new_matrix(rows, columns)
    record = _record()
    _calls(rows * columns <= _SHORT_CELLS).overlap(options, left, rows, right, columns, byref(result), record)
    _idle_records.append(record)
    del left_owner, right_owner  # needed until here
    return result  # type: ignore[no-any-return]


def iou(a: Rows, b: Rows) -> Matrix:
    """Intersection over union of every box of a with every box of b: overlap(a, b).

    >>> vreward.iou([[0, 0, 10, 5]], [[0, 0, 10, 10], [50, 50, 60, 60]]).tolist()
    [[0.5, 0.0]]
    """
    return overlap(a, b)


def giou(a: Rows, b: Rows) -> Matrix:
    """Generalised IoU (arXiv 1902.09630) of every box of a with every box of b: overlap(a, b, kind="giou").

    >>> vreward.giou([[0, 0, 10, 10]], [[10, 0, 20, 10], [20, 0, 30, 10]])[0, 0]
    0.0
    """
    return overlap(a, b, kind="giou")


def match(values: Rows, how: Matching = "optimal", min: Optional[float] = None) -> array[int]:
    """Pairs rows with columns so that the sum of the values is as large as it can be.

    values  a matrix: rows of numbers, or an array of two dimensions; -inf forbids a pair, NaN and +inf raise Error
    how     "optimal", "greedy" (the best pair left, again and again), "per-column", "sequential" (row i, column i)
    min     a pair below it is no pair; None: as many pairs as the shorter side has

    Returns array('q') with the column of each row, -1 for none.

    Example:

        >>> vreward.match([[0.9, 0.8], [0.8, 0.1]]).tolist()
        [1, 0]
    """
    if how == "optimal" and min is None:
        found = _match(0, values, _WHOLE)  # 0: the options are the library's own
        if found is not None:
            return found  # type: ignore[no-any-return]
    options = _match_options(how, min, "iou", "half-open", "reject")
    found = _match(options.address, values, _WHOLE)
    if found is not None:
        return found  # type: ignore[no-any-return]
    address, rows, columns, owner = arrays.matrix(values, "values")
    partner = _WHOLE * rows
    record = _record()
    _calls(rows * columns <= _SHORT_CELLS).match(
        options.reference, address, rows, columns, partner.buffer_info()[0], record
    )
    _idle_records.append(record)
    del owner  # needed until here
    return partner


def match_boxes(
    a: Rows,
    b: Rows,
    kind: OverlapKind = "iou",
    convention: Convention = "half-open",
    min: float = 0.0,
    how: Matching = "optimal",
    invalid: Invalid = "reject",
) -> Tuple[array[int], array[float]]:
    """From boxes to pairs: the matching of a with b that maximises the sum of the overlaps, without the whole matrix.

    Arguments as of overlap and match; pairs without overlap, or below `min`, are none.
    Returns (array('q') with the partner of each box of a, -1 for none; array('d') with the overlap of each such pair,
    0 for none).

    Raises as overlap and match do.

    Example:

        >>> partner, overlaps = vreward.match_boxes([[0, 0, 10, 5], [50, 50, 60, 60]], [[0, 0, 10, 10]])
        >>> partner.tolist(), overlaps.tolist()
        ([0, -1], [0.5, 0.0])
    """
    options = _match_options(how, min, kind, convention, invalid)
    found = _match_boxes(options.address, a, b, _WHOLE, _FLOAT)
    if found is not None:
        return found  # type: ignore[no-any-return]
    left, rows, _, left_owner = arrays.boxes(a, "a")
    right, columns, _, right_owner = arrays.boxes(b, "b")
    partner, overlaps = _WHOLE * rows, _FLOAT * rows
    record = _record()
    _calls(rows + columns <= _SHORT_BOXES).match_boxes(
        options.reference, left, rows, right, columns, partner.buffer_info()[0], overlaps.buffer_info()[0], record
    )
    _idle_records.append(record)
    del left_owner, right_owner  # needed until here
    return partner, overlaps


_WHOLE = array("q", (0,))
_FLOAT = array("d", (0.0,))


Normalize = Union[Normalization, Iterable[Normalization], Mapping[Normalization, bool], None]


@overload
def edit_distance(  # type: ignore[overload-overlap]
    a: Union[str, bytes],
    b: Union[str, bytes],
    distance: Distance = ...,
    unit: Unit = ...,
    bound: Optional[int] = ...,
    normalize: Normalize = ...,
) -> int: ...


@overload
def edit_distance(
    a: Texts,
    b: Texts,
    distance: Distance = ...,
    unit: Unit = ...,
    bound: Optional[int] = ...,
    normalize: Normalize = ...,
) -> array[int]: ...


def edit_distance(
    a: Texts,
    b: Texts,
    distance: Distance = "levenshtein",
    unit: Unit = "codepoint",
    bound: Optional[int] = None,
    normalize: Normalize = None,
) -> Any:
    """Edit distance between texts; exact at every length.

    a, b       two texts (str or bytes), two lists (or Arrow arrays) of equal length, or a list and one text
    distance   "levenshtein", "indel" (insertions and deletions only), "lcs" (length of the longest common subsequence)
    unit       "codepoint", "grapheme" (UAX #29), "byte", "word" (by white space), "cjk-or-word", "token"
    bound      a larger distance is reported as bound + 1, which is found sooner; not for "lcs"
    normalize  what to do to both texts first, whatever the order named: "strip_fence", "crlf", "nfc", "nfkc",
               "invisible", "width", "quotes", "lower", "markup", "remove_space", "collapse_space", "trim"; a name,
               several, or a dict of name -> bool. None: nothing, nothing is trimmed either

    Returns an int for two texts, else array('q') with one distance per pair.

    Raises TypeError for what is no text, Error for lists of unequal length, for words that are none of these, and for
    `bound` with "lcs".

    Example:

        >>> vreward.edit_distance("kitten", "sitting")
        3
        >>> vreward.edit_distance(["one two", "one"], "one two three", unit="word").tolist()
        [1, 2]
    """
    return _plain_distance(a, b, distance, unit, bound, normalize)


def _any_distance(
    a: Texts, b: Texts, distance: Distance, unit: Unit, bound: Optional[int], normalize: Normalize
) -> Any:
    """Whatever edit_distance is asked."""
    if bound is not None:
        bound = whole_number(bound, "bound")
        if distance == "lcs":
            raise Error('bound= does not go with distance="lcs"')
    options = _distance_options(distance, unit, bound, _normalization(normalize) if normalize else 0)
    found = _distance(options.address, a, b, _WHOLE)
    if found is not None:
        return found
    one_a, one_b = isinstance(a, (str, bytes, bytearray)), isinstance(b, (str, bytes, bytearray))
    if one_a and not one_b:  # symmetric, and C takes the single text as the second
        a, b, one_a, one_b = b, a, one_b, one_a
    left = one_text(a, "a") if one_a else ragged(a, "a")
    right = one_text(b, "b") if one_b else ragged(b, "b")
    if not one_b and left.number != right.number:
        raise Error(f"a holds {left.number} texts, b holds {right.number}")
    found = _WHOLE * left.number
    record = _record()
    _calls(left.size * right.size <= _SHORT_PRODUCT).edit_distance(
        options.reference,
        left.data,
        left.offsets,
        left.number,
        right.data,
        right.offsets,
        right.number,
        found.buffer_info()[0],
        record,
    )
    _idle_records.append(record)
    return found[0] if one_a else found


def _first_plain_distance(*arguments: Any) -> Any:
    global _plain_distance
    plain = (*edit_distance.__defaults__[:2], _WHOLE, _any_distance)  # type: ignore[index]
    _plain_distance = library().bridge.edit_distance(plain) or _any_distance
    return _plain_distance(*arguments)


# The bridge's, from the first call on: what is asked most, two texts or lists and no option.
_plain_distance: Callable[..., Any] = _first_plain_distance


def _normalization(names: Union[Normalization, Iterable[Normalization], Mapping[Normalization, bool]]) -> int:
    if isinstance(names, str):
        names = (names,)
    elif isinstance(names, Mapping):
        names = [name for name, on in names.items() if on]
    bits = 0
    for name in names:
        bits |= _number(header.NORMALIZATIONS, name, "normalize")
    return bits


def smart_resize(
    height: int, width: int, factor: int = 28, min_pixels: int = 56 * 56, max_pixels: int = 14 * 14 * 4 * 1280
) -> Tuple[int, int]:
    """The (height, width) that Qwen's image processors resize an image to: multiples of `factor` (28 for Qwen2-VL and
    Qwen2.5-VL, 32 for Qwen3-VL), an area within min_pixels .. max_pixels, the shape kept as well as that allows.
    Raises Error for a side below 1, a shape beyond 200 to 1, and limits that exclude each other.

    >>> vreward.smart_resize(1000, 800)
    (1008, 812)
    """
    resized_height, resized_width = c_int64(), c_int64()
    library().short.smart_resize(
        whole_number(height, "height"),
        whole_number(width, "width"),
        whole_number(factor, "factor"),
        whole_number(min_pixels, "min_pixels"),
        whole_number(max_pixels, "max_pixels"),
        byref(resized_height),
        byref(resized_width),
        byref(header.ErrorRecord()),
    )
    return resized_height.value, resized_width.value
