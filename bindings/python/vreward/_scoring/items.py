"""Items that are arrays already, on their way to C: columns over all samples, and where each sample begins."""

from __future__ import annotations

import ctypes
from array import array
from itertools import accumulate
from typing import Any, List, Mapping, Optional, Tuple

from .._binding import header
from .._binding.arrays import matrix
from .._binding.containers import counted, listed, members_of
from .._binding.errors import Error
from .._binding.texts import Ragged, ragged

_MEMBERS = ("boxes", "points", "labels", "confidences")
_NONE = float("nan")


class ItemColumns:
    """Every item of a batch: `numbers` (rows of four for boxes, two for points), labels, confidences; sample i owns the
    items offsets[i] .. offsets[i + 1]."""

    def __init__(self, samples: Any) -> None:
        parts: List[bytes] = []
        counts: List[int] = []
        labels: List[Any] = []
        confidences: List[float] = []
        self.columns = 0  # 4 or 2; 0: no sample has any item
        has_labels: Optional[bool] = None
        for i, sample in enumerate(_samples(samples)):
            place = f"items[{i}]"
            members = _members(sample)
            data, count, columns = _numbers(members, place, i)
            parts.append(data)
            counts.append(count)
            if count == 0:
                for name in ("labels", "confidences"):
                    _one_each(members.get(name, ()), 0, f"{place}[{name!r}]", i)
                continue
            if self.columns not in (0, columns):
                raise Error(f"{place} holds other items than those before: boxes and points cannot be mixed", index=i)
            if has_labels not in (None, members.get("labels") is not None):
                raise Error(f"{place}: either all samples have labels or none", index=i)
            self.columns = columns
            has_labels = members.get("labels") is not None
            if has_labels:
                labels += _one_each(members["labels"], count, f"{place}['labels']", i)
            written = members.get("confidences")
            confidences += (
                [_NONE] * count if written is None else _one_each(written, count, f"{place}['confidences']", i)
            )
        self.count = len(counts)
        self.offsets = array("q", accumulate(counts, initial=0))
        self.numbers = b"".join(parts)
        self.labels: Optional[Ragged] = ragged(labels, "labels") if has_labels else None
        try:
            self.confidences = array("d", [_NONE if one is None else one for one in confidences])
        except TypeError:
            raise TypeError("confidences must be numbers, NaN for none") from None


def _samples(items: Any) -> Any:
    """The samples of a batch, one after the other. One sample alone is refused: its members would be taken for many."""
    if isinstance(items, (list, tuple)):
        return items
    if members_of(items) is not None:
        kind = type(items).__name__
        raise TypeError(f"items must be a list of samples, not one {kind}; of one sample, give a list with it")
    return listed(items, "items", "a list of samples")


def _members(sample: Any) -> Mapping[str, Any]:
    """The members of one sample; those that Arrow filled up with None are not there."""
    members = members_of(sample)
    if members is None:
        return {"boxes": sample}
    return {name: value for name, value in members.items() if value is not None}


def _numbers(members: Mapping[str, Any], place: str, item: int) -> Tuple[bytes, int, int]:
    """The numbers of one sample, how many items they are, and how many each has."""
    for name in members:
        if name not in _MEMBERS:
            raise Error(f"{place} has no member {name!r}; there are {', '.join(_MEMBERS)}", index=item)
    if ("boxes" in members) == ("points" in members):
        raise Error(f"{place} must hold either boxes or points", index=item)
    name, wanted = ("boxes", 4) if "boxes" in members else ("points", 2)
    address, rows, columns, owner = matrix(members[name], f"{place}[{name!r}]")
    if rows and columns != wanted:
        raise Error(f"{place}[{name!r}] must hold {wanted} numbers for each item, not {columns}", index=item)
    data = ctypes.string_at(address, 8 * rows * wanted) if rows else b""
    del owner  # needed until here
    return data, rows, wanted


def _one_each(values: Any, count: int, place: str, item: int) -> List[Any]:
    found = listed(values, place)
    if len(found) != count:
        entries = "entry" if len(found) == 1 else "entries"
        raise Error(f"{place} has {len(found)} {entries} for {counted(count, 'item')}", index=item)
    return found


def item_batch(columns: ItemColumns, truth: Ragged, index: Optional[array[int]], threads: int) -> header.ItemBatch:
    """The batch of these samples. It points into what it is made of, which the caller keeps."""
    labels = columns.labels
    batch = header.ItemBatch(
        struct_size=ctypes.sizeof(header.ItemBatch),
        count=columns.count,
        item_offsets=columns.offsets.buffer_info()[0],
        label=None if labels is None else labels.data,
        label_offsets=None if labels is None else labels.offsets,
        confidence=columns.confidences.buffer_info()[0] if columns.confidences else None,
        truth=truth.data,
        truth_offsets=truth.offsets,
        truth_count=truth.number,
        truth_index=None if index is None else index.buffer_info()[0],
        threads=threads,
    )
    place = ctypes.cast(ctypes.c_char_p(columns.numbers), ctypes.c_void_p).value
    if columns.columns == 2:
        batch.point = place
    else:
        batch.box = place
    return batch
