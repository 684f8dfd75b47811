"""Numbers in and out: boxes, points and matrices as contiguous float64 for C, results that everyone can read.

In: anything that exports a buffer (numpy, array, memoryview, ...), CPU tensors of torch, or nested lists. Float64 in
C order is read where it lies; everything else is converted.
Out: array.array for one dimension; a ctypes array of rows for two, with shape and tolist.
"""

from __future__ import annotations

import ctypes
import functools
import operator
import struct
from array import array
from itertools import chain
from numbers import Number
from typing import TYPE_CHECKING, Any, Iterator, List, Sequence, Tuple, overload

from .containers import is_table, listed
from .errors import Error

# Address of rows x columns doubles, rows, columns, and what keeps the memory alive.
Numbers = Tuple[int, int, int, Any]


def whole_number(value: Any, name: str, bits: int = 64) -> int:
    """A whole number that C can hold; ctypes would cut larger ones off without a word."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, not {type(value).__name__}") from None
    if not -(1 << bits - 1) <= number < 1 << bits - 1:
        raise Error(f"{name} is beyond {bits} bits")
    return number


def boxes(values: Any, name: str) -> Numbers:
    """n boxes of four numbers each."""
    found = matrix(values, name)
    _, rows, columns, _ = found
    if columns != 4 and rows:
        raise Error(f"{name} must hold four numbers for each box, not {columns}")
    return found


def matrix(values: Any, name: str) -> Numbers:
    """A matrix of numbers: a list of rows of equal length, or an array of two dimensions."""
    if isinstance(values, (list, tuple)):
        return _from_rows(values, name)
    try:
        view = memoryview(values)
    except (TypeError, ValueError):  # no buffer, or one of what is no number
        if hasattr(values, "data_ptr"):
            return _from_tensor(values, name)
        return _from_column(values, name)
    if view.format == "O":
        return _from_column(values, name)
    if view.format == "d" and view.ndim == 2:
        try:
            first = _from_buffer(view)
        except (TypeError, ValueError):  # not writable, not in C order, or empty
            pass
        else:
            rows, columns = view.shape  # type: ignore[misc]
            return _addressof(first), rows, columns, first
    shape: Tuple[int, ...] = view.shape or ()
    _check_shape(shape, name)
    rows, columns = shape if len(shape) == 2 else (0, 0)
    if not view.nbytes:
        return 0, rows, columns, None
    if view.format == "d" and view.c_contiguous:
        interface = getattr(values, "__array_interface__", None)
        if interface is not None:
            return interface["data"][0], rows, columns, values
    numbers = _converted(view, name)
    return numbers.buffer_info()[0], rows, columns, numbers


_from_buffer = ctypes.c_char.from_buffer
_addressof = ctypes.addressof


def _check_shape(shape: Tuple[int, ...], name: str) -> None:
    if len(shape) != 2 and shape != (0,):
        raise Error(f"{name} must have two dimensions, not {len(shape)}")


def _from_column(values: Any, name: str) -> Numbers:
    """Rows in a column of any library, or in whatever can be gone through."""
    if is_table(values):
        kind = type(values).__name__
        raise TypeError(f"{name} must be rows of numbers, not {kind}; of a table, give the values, to_numpy()")
    return _from_rows(listed(values, name, "rows of numbers"), name)


def _from_rows(rows: Any, name: str) -> Numbers:
    try:
        lengths = set(map(len, rows))
        if len(lengths) > 1:
            bad = next(i for i, row in enumerate(rows) if len(row) != len(rows[0]))
            raise Error(f"{name}[{bad}] has {len(rows[bad])} numbers, {name}[0] has {len(rows[0])}", index=bad)
        numbers = array("d", chain.from_iterable(rows))
    except TypeError:
        for i, row in enumerate(rows):
            try:
                array("d", row)
            except TypeError:
                alone = "" if hasattr(row, "__len__") else "; one row alone is [[...]]"
                raise TypeError(f"{name}[{i}] must be a row of numbers, not {row!r:.60}{alone}") from None
        raise
    return numbers.buffer_info()[0], len(rows), lengths.pop() if lengths else 0, numbers


def _from_tensor(tensor: Any, name: str) -> Numbers:
    tensor = tensor.detach().cpu().double().contiguous()  # each returns the tensor itself where nothing is to be done
    shape = tuple(tensor.shape)
    _check_shape(shape, name)
    return tensor.data_ptr(), shape[0], shape[1] if len(shape) == 2 else 0, tensor


def _converted(view: memoryview, name: str) -> array[float]:
    layout = view.format
    order, code = (layout[0], layout[1:]) if layout[:1] in "@=<>!" else ("@", layout)
    count = view.nbytes // view.itemsize
    try:
        if code not in tuple("dfebBhHiIlLqQnN?"):
            raise struct.error
        return array("d", struct.unpack(f"{order}{count}{code}", view.tobytes()))
    except struct.error:
        raise TypeError(f"{name} must hold numbers, not elements of format {layout!r}") from None


class Matrix:
    """A matrix of floats that comes back: rows[i][j] or rows[i, j], len, iteration over rows, `shape` and `tolist`, and
    the buffer protocol (numpy.asarray(matrix) copies nothing).

    At run time it is a ctypes array of rows, of which this class is the other base.

    >>> matrix = vreward.iou([[0, 0, 10, 10]], [[0, 0, 10, 10], [0, 0, 10, 5]])
    >>> matrix.shape, matrix[0, 1], matrix[0]
    ((1, 2), 0.5, [1.0, 0.5])
    """

    shape: Tuple[int, int]

    if TYPE_CHECKING:

        def __len__(self) -> int: ...

        def __iter__(self) -> Iterator[Sequence[float]]: ...

    @overload
    def __getitem__(self, place: int) -> Sequence[float]: ...

    @overload
    def __getitem__(self, place: Tuple[int, int]) -> float: ...

    def __getitem__(self, place: Any) -> Any:
        try:
            if isinstance(place, tuple):
                row, column = map(operator.index, place)
                return super().__getitem__(row)[column]  # type: ignore[misc]
            return super().__getitem__(operator.index(place))  # type: ignore[misc]
        except (TypeError, ValueError):
            raise TypeError(
                "a Matrix takes one or two whole numbers, m[i] and m[i, j]; numpy.asarray(m) takes slices, and copies "
                "nothing"
            ) from None

    def tolist(self) -> List[List[float]]:
        """The rows as lists of floats.

        >>> vreward.iou([[0, 0, 10, 10]], [[0, 0, 10, 5]]).tolist()
        [[0.5]]
        """
        return [list(row) for row in self]

    def __repr__(self) -> str:
        return f"Matrix({self.tolist()})"

    def __eq__(self, other: object) -> bool:
        return _equal(self, other)  # type: ignore[no-any-return]

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> Tuple[Any, ...]:
        return _restored, (self.shape, bytes(self))  # type: ignore[arg-type]


class _Row:
    """A row of a Matrix: a ctypes array that prints as its numbers."""

    if TYPE_CHECKING:

        def __iter__(self) -> Iterator[float]: ...

    def __repr__(self) -> str:
        return repr(list(self))

    def __eq__(self, other: object) -> bool:
        return _equal(self, other)  # type: ignore[no-any-return]

    __hash__ = None  # type: ignore[assignment]


def _equal(one: Any, other: Any) -> Any:
    """Equality as a whole, as of lists, with another of its kind or with lists. What numpy would compare number by
    number is refused: one False for all of it would be taken for an answer."""
    if isinstance(other, Matrix) and isinstance(one, Matrix) and one.shape != other.shape:
        return False
    if isinstance(other, (Matrix, _Row, list, tuple)):
        return _listed(one) == _listed(other)
    if isinstance(other, Number):
        raise TypeError("a Matrix equals a Matrix or lists as a whole; numpy.asarray(m) == number compares each")
    return NotImplemented


def _listed(values: Any) -> List[Any]:
    return [list(row) if isinstance(row, (_Row, list, tuple)) else row for row in values]


@functools.lru_cache(maxsize=256)
def _matrix_type(rows: int, columns: int) -> Any:
    row: Any = type("Row", (_Row, ctypes.c_double * columns), {})
    plain = row * rows
    return type("Matrix", (Matrix, plain), {"shape": (rows, columns)})


def new_matrix(rows: int, columns: int) -> Any:
    """A Matrix of rows x columns zeros."""
    return _matrix_type(rows, columns)()


def _restored(shape: Tuple[int, int], data: bytes) -> Any:
    return _matrix_type(*shape).from_buffer_copy(data) if data else new_matrix(*shape)
