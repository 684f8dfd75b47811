"""Columns as people hold them, as lists of Python's own values: of numpy, pandas, polars, Arrow, `datasets` and torch.

None of these is imported here; each is known by what it offers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import AbstractSet as Set
from typing import Any, Dict, List, Mapping, Optional

# numpy, pandas and torch; polars; Arrow's arrays; Arrow's scalars.
_TO_PYTHON = ("tolist", "to_list", "to_pylist", "as_py")


def counted(count: int, noun: str) -> str:
    """ "1 truth", "2 truths"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def is_table(value: Any) -> bool:
    """Whether this is a table: of pandas, polars, Arrow or `datasets`. Going through one gives the names of its
    columns, or rows."""
    return hasattr(value, "columns") or hasattr(value, "column_names")


def is_detections(value: Any) -> bool:
    """Whether this is a supervision.Detections: the items of one image."""
    return hasattr(value, "xyxy") and hasattr(value, "class_id") and hasattr(value, "data")


def refuse_tables(values: Any, name: str) -> None:
    """What iterates over names or in no order is no list."""
    kind = type(values).__name__
    if is_table(values):
        raise TypeError(f"{name} must be a list, not {kind}; of a table, give one column")
    if isinstance(values, (Mapping, Set)):
        raise TypeError(f"{name} must be a list, not {kind}; of a {kind}, give a list of its values")


def listed(values: Any, name: str, wanted: str = "a list") -> List[Any]:
    """A column as a list. TypeError for what is none: a table, a dict, a set, a text, one number. `name` and `wanted`
    are for the error."""
    if isinstance(values, list):
        return values
    if not isinstance(values, (str, bytes, bytearray)) and not is_detections(values):
        refuse_tables(values, name)
        found = _as_list(values)
        if found is not None:
            return found
    one = "one " if isinstance(values, (str, bytes, bytearray)) or is_detections(values) else ""
    raise TypeError(f"{name} must be {wanted}, not {one}{type(values).__name__}")


def _as_list(values: Any) -> Optional[List[Any]]:
    """What can be gone through as a list; None for the rest."""
    try:
        found = to_python(values)
    except TypeError:
        pass
    else:
        return found if isinstance(found, list) else None  # one number, or one text
    try:
        # A column of `datasets` is a sequence, and gives all of itself at once sooner than row by row.
        return list(values[:] if isinstance(values, Sequence) and hasattr(values, "column_name") else values)
    except TypeError:
        return None


def to_python(value: Any) -> Any:
    """An array, a column or a scalar of one of these libraries as Python's own; TypeError for anything else."""
    for method in _TO_PYTHON:
        convert = getattr(value, method, None)
        if convert is not None:
            return convert()
    raise TypeError(f"{type(value).__name__} is not JSON")


def members_of(value: Any) -> Any:
    """The members of a dict, a dataclass or a supervision.Detections; None for what has no named members."""
    if isinstance(value, Mapping):
        return value
    if is_detections(value):
        return _detections(value)
    fields = getattr(type(value), "__dataclass_fields__", None)  # importing dataclasses would take as long as all else
    if fields is not None:
        return {name: getattr(value, name) for name in fields}
    return None


def _detections(found: Any) -> Dict[str, Any]:
    """Boxes, and their labels and confidences where they are there. A class_id alone is no label: the name that a
    model would write is not known from it."""
    members: Dict[str, Any] = {"boxes": found.xyxy}
    names = found.data.get("class_name")
    if names is not None or not len(found.xyxy):
        members["labels"] = [] if names is None else names
    if found.confidence is not None:
        members["confidences"] = found.confidence
    return members
