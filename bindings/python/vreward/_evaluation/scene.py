"""One sample taken apart: what was written, what of it stands for which true item, and what each repair makes of it."""

from __future__ import annotations

import math
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from ..primitives import match, match_boxes

Place = Tuple[float, ...]  # x1, y1, x2, y2 or x, y


class Written(NamedTuple):
    place: Place
    label: Optional[str]
    confidence: Optional[float]


Items = List[Optional[Written]]  # None: taken away


class Asks(NamedTuple):
    """What a recipe asks for."""

    one: bool  # of several true items any will do
    points: bool  # places are compared by their centres
    labels: bool  # they are compared


def asked_by(recipe: Mapping[str, Any]) -> Asks:
    """Of a recipe with every default resolved."""
    task = recipe["task"]
    points = task == "counting" or recipe.get("target") == "point"
    return Asks(task == "grounding", points, recipe.get("labels", "ignore") != "ignore")


class Scene:
    """A sample whose items could be read.

    written  every item that was written; one that was refused has NaN for a place, and is refused again
    true     the places and labels of what is asked
    stands   the true item that each written one stands for: the one it is matched with, else the one it would be
             matched with but for its label or a threshold
    """

    def __init__(self, explained: Mapping[str, Any], asks: Asks) -> None:
        items, truth = explained["items"], explained["truth"]
        width = 2 if asks.points or any("box" not in true for true in truth) else 4
        self.written: Items = [_written(item, width, asks.labels) for item in items]
        self.true = [_true(true, width, asks.labels) for true in truth]
        self.fates = [item["fate"] for item in items]
        self.stands: Dict[int, int] = {i: item["truth"] for i, item in enumerate(items) if item["truth"] is not None}
        for fate in ("wrong_label", "below_threshold"):
            self._pair_up([i for i, each in enumerate(self.fates) if each == fate], truth)
        asked = [t for t, true in enumerate(truth) if true["fate"] != "ignored"]
        taken = set(self.stands.values())
        self.missed = [t for t in asked if t not in taken]
        if asks.one:  # any of them is enough
            self.missed = [] if taken else self.missed[:1]

    def _pair_up(self, items: Sequence[int], truth: Sequence[Any]) -> None:
        left = [t for t, true in enumerate(truth) if true["fate"] == "missed" and t not in self.stands.values()]
        places = [item.place for item in map(self.written.__getitem__, items) if item is not None]
        if not places or not left:
            return
        true = [self.true[t].place for t in left]
        if len(places[0]) == 4:
            partners = match_boxes(places, true, invalid="legacy")[0]
        else:
            partners = match([[1 / (1 + math.dist(a, b)) for b in true] for a in places])
        self.stands.update((i, left[partner]) for i, partner in zip(items, partners) if partner >= 0)

    def items(self) -> Items:
        return list(self.written)

    # ---- repairs: each leaves every item where it is in the list ----------------------------------------------------

    def with_labels(self, items: Items) -> Items:
        """Items get the label of the true one that they stand for."""
        return self._changed(items, lambda item, true: item._replace(label=true.label))

    def with_places(self, items: Items) -> Items:
        """Items get the place of the true one that they stand for."""
        return self._changed(items, lambda item, true: item._replace(place=true.place))

    def with_missed(self, items: Items) -> Items:
        """True items that nothing stands for are written, too."""
        return items + [self.true[t] for t in self.missed]

    def with_extra(self, items: Items) -> Items:
        """Items that stand for nothing that is asked are taken away."""
        written = len(self.written)
        return [item if i in self.stands or i >= written else None for i, item in enumerate(items)]

    def _changed(self, items: Items, change: Callable[[Written, Written], Written]) -> Items:
        changed = list(items)
        for i, t in self.stands.items():
            item = changed[i]
            changed[i] = None if item is None else change(item, self.true[t])
        return changed


def wanted(explained: Mapping[str, Any], asks: Asks) -> Items:
    """The items of a perfect answer to a sample of which nothing could be read."""
    return Scene({**explained, "items": []}, asks).with_missed([])


def _written(item: Mapping[str, Any], width: int, labels: bool) -> Written:
    compared = item["compared"]
    usable = compared is not None and len(compared) == width and item["fate"] != "refused"
    place = tuple(compared) if usable else (math.nan,) * width
    return Written(place, item["label"] if labels else None, item["confidence"])


def _true(true: Mapping[str, Any], width: int, labels: bool) -> Written:
    place = tuple(true.get("box") or true["point"])
    if len(place) > width:
        place = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
    return Written(place, true["label"] if labels else None, None)
