"""A policy that looks at the picture and errs: what cheats are measured against."""

from __future__ import annotations

import random
from typing import Any, List, NamedTuple, Optional

from .answers import CHOICE, COUNT, ITEMS, NUMBER, POINTS, SPANS, TEXT, YES, Answer, Box, Item, Size
from .forms import SENTENCE, shown
from .others import Others
from .samples import LONG_TEXT, Sample


class Skill(NamedTuple):
    """How good the honest policy is."""

    found: float  # of the true items; the chance that a count, a choice or a short text is right
    named: float  # of the found items, rightly
    edges: float  # standard deviation of an edge, in sides of the box
    points: float  # of a point, in sides of the picture
    invented: float  # items that are not there, for each that is
    letters: float  # of a text, wrong or left out
    number: float  # standard deviation of a number that is not right, as a share of it

    @classmethod
    def of(cls, share: float) -> Skill:
        """A policy that finds this share; all else is as good as one would expect beside it."""
        wrong = 1 - share
        return cls(share, 1 - wrong / 3, wrong / 4, wrong / 30, wrong / 3, wrong / 6, wrong)


def honest(sample: Sample, others: Others, draw: random.Random, skill: Skill) -> Answer:
    """An answer to one sample."""
    if sample.kind in ITEMS:
        return _items(sample, others, draw, skill)
    right = draw.random() < skill.found
    value = sample.value
    if sample.kind == COUNT:
        value = value if right else max(0, value + draw.choice((-2, -1, -1, 1, 1, 2)))
    elif sample.kind == NUMBER:
        value = value if right else value * draw.gauss(1, skill.number)
    elif sample.kind == YES:
        value = value if right else {"yes": "no", "no": "yes"}[value]
    elif sample.kind == CHOICE:
        known = sorted({*others.values[CHOICE], *"ABCD"} - {value})
        value = value if right else draw.choice(known)
    elif sample.kind == TEXT:
        if not right or (len(value) > LONG_TEXT and skill.letters > 0):
            value = _misread(value, draw, skill)
    else:
        return Answer(text=SENTENCE)
    return Answer(text=shown(sample.kind, value))


def _items(sample: Sample, others: Others, draw: random.Random, skill: Skill) -> Answer:
    extent = others.extent(sample.size)

    def near(item: Item) -> Item:
        return jittered(item, draw, sample.kind, extent, skill.edges, skill.points)

    if sample.any_of and sample.items:
        seen = draw.random() < skill.found
        chosen = draw.choice(sample.items)
        return Answer(items=(near(chosen) if seen else somewhere(others, draw, extent),))
    written: List[Item] = []
    for item in sample.items:
        if draw.random() < skill.found:
            found = near(item)
            named = item.label is None or draw.random() < skill.named or not others.labels
            written.append(found if named else found._replace(label=draw.choice(others.labels)))
    for _ in range(max(1, len(sample.items))):
        if draw.random() < skill.invented:
            written.append(somewhere(others, draw, extent))
    draw.shuffle(written)  # else what was invented would be the last, and leaving it out would pay
    return Answer(items=tuple(written))


def jittered(item: Item, draw: random.Random, kind: str, extent: Size, edges: float, points: float) -> Item:
    """The item a little off: its edges, in its own sides; a point, in sides of the picture."""
    x1, y1, x2, y2 = item.box
    if kind == POINTS:
        x, y = x1 + draw.gauss(0, points * extent[0]), y1 + draw.gauss(0, points * extent[1])
        return item._replace(box=(x, y, x, y))
    across, down = edges * (x2 - x1), 0.0 if kind == SPANS else edges * (y2 - y1)
    moved = [edge + draw.gauss(0, 1) * by for edge, by in zip(item.box, (across, down, across, down))]
    return item._replace(box=_ordered(moved))


def _ordered(box: List[float]) -> Box:
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])


def somewhere(others: Others, draw: random.Random, extent: Size) -> Item:
    """A box of a usual size in any place."""
    x1, y1, x2, y2 = draw.choice(others.boxes) if others.boxes else (0.4, 0.4, 0.6, 0.6)
    width, height = min(1.0, x2 - x1), min(1.0, y2 - y1)
    x, y = draw.uniform(0, 1 - width), draw.uniform(0, 1 - height)
    label: Optional[str] = draw.choice(others.labels) if others.labels else None
    box = (x * extent[0], y * extent[1], (x + width) * extent[0], (y + height) * extent[1])
    return Item(box, label)


def _misread(text: str, draw: random.Random, skill: Skill) -> str:
    """Some characters wrong, some left out, and at least one."""
    written: List[Any] = list(text)
    wrong = [i for i in range(len(written)) if draw.random() < skill.letters] or [draw.randrange(len(written))] * bool(
        text
    )
    for i in wrong:
        written[i] = draw.choice(("", "e", "n", "o", "0", "1"))
    return "".join(written)
