"""Where boxes, points and moments of an explanation lie: the area that they are drawn in."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

Size = Tuple[float, float]
SQUARES = {"norm1": 1.0, "norm100": 100.0, "norm999": 999.0, "norm1000": 1000.0, "norm1024": 1024.0}


class Area(NamedTuple):
    """What is drawn on.

    scale  the numbers that reach its right and lower border
    shape  width and height of what is seen, in any unit
    time   the numbers are seconds: x alone counts
    """

    scale: Size
    shape: Size
    time: bool


def truth_members(truth: Any) -> Mapping[str, Any]:
    """The truth as an object; empty where it is none."""
    if isinstance(truth, (str, bytes)):
        try:
            truth = json.loads(truth)
        except (ValueError, RecursionError):
            return {}
    return truth if isinstance(truth, Mapping) else {}


def size_of(truth: Mapping[str, Any]) -> Optional[Size]:
    """The size of the picture, from the truth."""
    size = truth.get("size")
    if isinstance(size, Sequence) and len(size) == 2 and all(isinstance(x, (int, float)) and x > 0 for x in size):
        return size[0], size[1]
    return None


def area_of(found: Mapping[str, Any], truth: Mapping[str, Any], picture: Optional[Size]) -> Optional[Area]:
    """The area of a rollout; None where it has nothing to draw.

    picture  the size of the picture, where there is one
    """
    places = list(_places(found))
    if not places and not picture:
        return None
    size = size_of(truth)
    if "span" in truth or "spans" in truth:
        end = max([place[2] for place in places if len(place) == 4] or [1.0]) * 1.05
        return Area((end, 1.0), (10.0, 1.5), True)
    side = SQUARES.get(found.get("space") or "")
    if side is not None:
        return Area((side, side), picture or size or (1.0, 1.0), False)
    known = size or picture
    if known is not None:
        return Area(known, picture or known, False)
    right = max([max(place[0::2]) for place in places] or [1.0]) * 1.08 or 1.0
    lower = max([max(place[1::2]) for place in places] or [1.0]) * 1.08 or 1.0
    return Area((max(right, 1e-6), max(lower, 1e-6)), (max(right, 1e-6), max(lower, 1e-6)), False)


def place_of(item: Mapping[str, Any]) -> Optional[List[float]]:
    """The box or point as it was compared, or that of the truth; None where it cannot be drawn."""
    place = item["compared"] if "compared" in item else item.get("box") or item.get("point")
    if place is None or any(number is None for number in place):
        return None
    return list(place)


def _places(found: Mapping[str, Any]) -> Iterator[List[float]]:
    items: List[Dict[str, Any]] = [*found.get("truth", ()), *found.get("items", ())]
    for item in items:
        place = place_of(item)
        if place is not None:
            yield place
