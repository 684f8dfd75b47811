"""Items that are arrays already, on their way to C: columns over all samples, and where each sample begins."""

from __future__ import annotations

import ctypes
from array import array
from itertools import accumulate
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union

from .._binding import header
from .._binding.arrays import matrix
from .._binding.containers import counted, listed, members_of
from .._binding.errors import Error
from .._binding.loading import library
from .._binding.texts import Ragged, ragged

MEMBERS = ("boxes", "points", "labels", "confidences")
TRUE_MEMBERS = ("boxes", "points", "labels")
_NONE = float("nan")
_WHOLE, _NUMBER = array("q", (0,)), array("d", (0.0,))


# What a batch holds: 4 (boxes) or 2 (points), where each sample's items begin, their numbers, labels, confidences.
Gathered = Tuple[int, "array[int]", "array[float]", Optional[List[Any]], "array[float]"]


class ItemColumns:
    """Every item of a batch: `numbers` (rows of four for boxes, two for points), labels, confidences; sample i owns the
    items offsets[i] .. offsets[i + 1]."""

    def __init__(self, gathered: Gathered) -> None:
        self.columns, self.offsets, self.numbers, labels, self.confidences = gathered
        self.count = len(self.offsets) - 1
        self.labels: Optional[Ragged] = None if labels is None else ragged(labels, "labels")

    def fill(self, batch: Union[header.ItemBatch, header.TruthArrays]) -> None:
        """Where a batch, or its truths, have their items."""
        batch.item_offsets = begins = self.offsets.buffer_info()[0]
        place = self.numbers.buffer_info()[0] or begins  # no item of points is something else than none of boxes
        if self.columns == 2:
            batch.point = place
        else:
            batch.box = place
        if self.labels is not None:
            batch.label = self.labels.data
            batch.label_offsets = self.labels.offsets


def _gathered(samples: Any) -> Gathered:
    """What the bridge does for the plainest samples, for all of them, and with errors that say what is wrong."""
    numbers, counts = array("d"), [0]
    labels: List[Any] = []
    confidences: List[Any] = []
    width = 0
    has_labels: Optional[bool] = None
    for i, sample in enumerate(_samples(samples)):
        place = f"items[{i}]"
        members = _members(sample)
        data, count, columns = _numbers(members, place, i)
        numbers.frombytes(data)
        counts.append(count)
        if count == 0:
            for name in ("labels", "confidences"):
                _one_each(members.get(name, ()), 0, f"{place}[{name!r}]", i)
            continue
        if width not in (0, columns):
            raise Error(f"{place} holds other items than those before: boxes and points cannot be mixed", index=i)
        if has_labels not in (None, members.get("labels") is not None):
            raise Error(f"{place}: either all samples have labels or none", index=i)
        width = columns
        has_labels = members.get("labels") is not None
        if has_labels:
            labels += _one_each(members["labels"], count, f"{place}['labels']", i)
        written = members.get("confidences")
        confidences += [_NONE] * count if written is None else _one_each(written, count, f"{place}['confidences']", i)
    try:
        certain = array("d", [_NONE if one is None else one for one in confidences])
    except TypeError:
        raise TypeError("confidences must be numbers, NaN for none") from None
    return width, array("q", accumulate(counts)), numbers, labels if has_labels else None, certain


def item_columns(samples: Any) -> ItemColumns:
    """The items of samples, as Scorer.score_items takes them."""
    return ItemColumns(_plain(samples, MEMBERS) or _gathered(samples))


def true_columns(truths: Union[List[Any], Tuple[Any, ...]]) -> Optional[ItemColumns]:
    """Truths that hold nothing but boxes or points, and labels, the same members in each. None for all others, and
    where something is wrong with them."""
    found = _plain(truths, TRUE_MEMBERS)
    if found is None and not _are_arrays(truths):
        return None
    try:
        return ItemColumns(found or _gathered(truths))
    except (Error, TypeError):  # the caller goes on with documents, of which the library says what is wrong
        return None


def _plain(samples: Any, names: Tuple[str, ...]) -> Optional[Gathered]:
    return library().bridge.gather_items(samples, names, _WHOLE, _NUMBER)  # type: ignore[no-any-return]


def _are_arrays(truths: Union[List[Any], Tuple[Any, ...]]) -> bool:
    """Whether truths have their numbers in arrays, and texts for labels: of lists, json knows what is a number."""
    members = set(truths[0]) if truths and type(truths[0]) is dict else set()
    return members <= set(TRUE_MEMBERS) and all(
        type(truth) is dict and set(truth) == members and _is_array(truth) for truth in truths
    )


def _is_array(truth: Dict[str, Any]) -> bool:
    try:
        form = memoryview(truth["boxes"] if "boxes" in truth else truth["points"]).format
    except (KeyError, TypeError, ValueError):
        return False
    return form[-1:] in "bBhHiIlLqQnNefd" and set(map(type, listed(truth.get("labels", ()), "labels"))) <= {str}


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
        if name not in MEMBERS:
            raise Error(f"{place} has no member {name!r}; there are {', '.join(MEMBERS)}", index=item)
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


def item_batch(columns: ItemColumns, threads: int) -> header.ItemBatch:
    """The batch of these samples, without truths. It points into the columns, which the caller keeps."""
    batch = header.ItemBatch(
        struct_size=ctypes.sizeof(header.ItemBatch),
        count=columns.count,
        confidence=columns.confidences.buffer_info()[0] if columns.confidences else None,
        threads=threads,
    )
    columns.fill(batch)
    return batch
