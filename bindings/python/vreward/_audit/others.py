"""What can be known of a sample without looking at it: statistics over the other ones."""

from __future__ import annotations

import random
from collections import Counter
from statistics import median
from typing import Any, Dict, List, Optional, Sequence, Tuple

from .answers import CHOICE, COUNT, ITEMS, NUMBER, TEXT, YES, Box, Item, Size
from .samples import Sample

FOLDS = 5


class Others:
    """Statistics of samples that a policy may know, for a sample that is none of them."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.samples = samples
        items = [item for one in samples for item in one.items]
        self.labels: List[str] = [
            label for label, _ in Counter(item.label for item in items if item.label is not None).most_common()
        ]
        self.boxes: List[Box] = [_relative(item.box, self._extent(one)) for one in samples for item in one.items]
        self.best: Any = None  # the constant that the reward pays most on these samples; who scores them sets it
        self.typical = max(1, round(median([len(one.items) for one in samples if one.kind in ITEMS] or [1])))
        reached = [self._extent(one) for one in samples if one.items] or [(1000.0, 1000.0)]
        self._usual_extent = median([width for width, _ in reached]), median([height for _, height in reached])
        self._mean_box = _mean(self.boxes) if self.boxes else (0.25, 0.25, 0.75, 0.75)
        self.values: Dict[str, List[Any]] = {
            kind: [one.value for one in samples if one.kind == kind] for kind in (COUNT, NUMBER, CHOICE, YES, TEXT)
        }

    def _extent(self, one: Sample) -> Size:
        if one.size is not None:
            return one.size
        return (max([item.box[2] for item in one.items] or [1.0]) or 1.0,
                max([item.box[3] for item in one.items] or [1.0]) or 1.0)  # fmt: skip

    def extent(self, size: Optional[Size]) -> Size:
        """The size of a picture, where it is not told: what the others' items reach to."""
        return self._usual_extent if size is None else size

    @property
    def label(self) -> Optional[str]:
        return self.labels[0] if self.labels else None

    def mean_box(self) -> Box:
        return self._mean_box

    def most_frequent(self, kind: str) -> Any:
        """The smallest of the most frequent values."""
        counts = Counter(self.values[kind])
        return min(counts, key=lambda value: (-counts[value], len(str(value)), str(value))) if counts else None

    def middle(self, kind: str) -> Any:
        return sorted(self.values[kind])[len(self.values[kind]) // 2] if self.values[kind] else None

    def drawn(self, draw: random.Random) -> Optional[Sample]:
        return draw.choice(self.samples) if self.samples else None


def _mean(boxes: Sequence[Box]) -> Box:
    first, second, third, fourth = (sum(numbers) / len(boxes) for numbers in zip(*boxes))
    return first, second, third, fourth


def placed(box: Box, extent: Size, label: Optional[str] = None) -> Item:
    """An item at fractions of a picture."""
    return Item((box[0] * extent[0], box[1] * extent[1], box[2] * extent[0], box[3] * extent[1]), label)


def _relative(box: Box, extent: Size) -> Box:
    return (box[0] / extent[0], box[1] / extent[1], box[2] / extent[0], box[3] / extent[1])


def others_of(samples: Sequence[Sample], seed: int) -> List[Others]:
    """For each sample what is known from those of the other folds; nothing for a single one."""
    keys = sorted({one.key for one in samples}, key=str)
    random.Random(f"{seed} folds").shuffle(keys)
    fold = {key: place % FOLDS for place, key in enumerate(keys)}
    known = [Others([one for one in samples if fold[one.key] != number]) for number in range(FOLDS)]
    return [known[fold[one.key]] for one in samples]


def grid(side: int) -> Tuple[Box, ...]:
    """Cells of a picture, in fractions."""
    return tuple((x / side, y / side, (x + 1) / side, (y + 1) / side) for y in range(side) for x in range(side))
