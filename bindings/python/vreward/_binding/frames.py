"""Columns of results for numpy, pandas and Arrow, which are imported only when one of them is asked for."""

from __future__ import annotations

import importlib
from typing import Any, Dict

from .header import REASONS


def imported(name: str, who: str) -> Any:
    """A package that only `who` needs. Raises ImportError that says how to get it."""
    try:
        return importlib.import_module(name)
    except ImportError as failure:
        raise ImportError(f"{who} needs {name}: pip install {name} ({failure})", name=name) from None


def arrow_numbers(values: Any) -> Any:
    """An array('d') as an Arrow array over the same memory, or with nulls for NaN where there is any."""
    import pyarrow
    import pyarrow.compute

    column = pyarrow.Array.from_buffers(pyarrow.float64(), len(values), [None, pyarrow.py_buffer(values)])
    bad = pyarrow.compute.is_nan(column)
    if pyarrow.compute.any(bad).as_py():
        column = pyarrow.compute.if_else(bad, pyarrow.scalar(None, pyarrow.float64()), column)
    return column


def arrow_reasons(codes: Any) -> Any:
    """An array('i') of reasons as an Arrow array of their names."""
    import pyarrow

    places = pyarrow.Array.from_buffers(pyarrow.int32(), len(codes), [None, pyarrow.py_buffer(codes)])
    return pyarrow.array(REASONS, pyarrow.string()).take(places)


def arrow_table(numbers: Dict[str, Any], codes: Any) -> Any:
    """An Arrow table of columns of numbers, with the reason as its second column."""
    pyarrow = imported("pyarrow", "Scores.to_arrow()")
    columns = {name: arrow_numbers(values) for name, values in numbers.items()}
    return pyarrow.table({"score": columns.pop("score"), "reason": arrow_reasons(codes), **columns})


def numpy_views(numbers: Dict[str, Any], who: str) -> Dict[str, Any]:
    """Each column as a numpy array over the same memory."""
    numpy = imported("numpy", who)
    return {name: numpy.frombuffer(values) if values else numpy.empty(0) for name, values in numbers.items()}
