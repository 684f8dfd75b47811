"""Policies that never look at the picture: constants, and statistics over the other truths."""

from __future__ import annotations

import math
from typing import Any, Callable, Tuple

from .answers import BOXES, CHOICE, COUNT, ITEMS, NONE, NUMBER, TEXT, YES, Answer, Item
from .forms import shown
from .others import grid, placed
from .policies import LABELS, TRUTHS, Knowledge, Policy

ANY = (*ITEMS, COUNT, NUMBER, CHOICE, YES, TEXT, NONE)
VALUES = (COUNT, NUMBER, CHOICE, YES, TEXT)
WHOLE = ((0.0, 0.0, 1.0, 1.0),)
MANY_LABELS = 20


def _places(boxes: Callable[[Knowledge], Any]) -> Callable[[Knowledge, Answer], Answer]:
    """Items at these fractions, each with the most frequent label."""
    return lambda known, _: Answer(items=tuple(placed(box, known.extent, known.others.label) for box in boxes(known)))


def _bare(text: str) -> Callable[[Knowledge, Answer], Answer]:
    return lambda _, __: Answer(bare=text)


def _every_label(known: Knowledge, _: Answer) -> Answer:
    box = known.others.mean_box()
    return Answer(items=tuple(placed(box, known.extent, label) for label in known.others.labels[:MANY_LABELS]))


def _another(known: Knowledge, _: Answer) -> Answer:
    """The truth of another sample, at the same fractions of this picture."""
    other = known.others.drawn(known.draw)
    assert other is not None
    if other.kind not in ITEMS:
        return Answer(text=shown(other.kind, other.value))
    across, down = (new / old for new, old in zip(known.extent, known.others.extent(other.size)))
    if other.kind != BOXES and known.size is None:
        across = down = 1.0
    return Answer(items=tuple(
        Item((b[0] * across, b[1] * down, b[2] * across, b[3] * down), label)
        for b, label in (other.items[:1] if other.any_of else other.items)
    ))  # fmt: skip


def _value(choose: Callable[[Knowledge], Any]) -> Callable[[Knowledge, Answer], Answer]:
    return lambda known, _: Answer(text=shown(known.kind, choose(known)))


def _frequent(known: Knowledge) -> Any:
    return known.others.most_frequent(known.kind)


def _middle(known: Knowledge) -> Any:
    return known.others.middle(known.kind)


def _best(known: Knowledge) -> Any:
    return known.others.best


def _hedge(template: str) -> Callable[[Knowledge, Answer], Answer]:
    """Two numbers of which the first is the most frequent one."""

    def write(known: Knowledge, _: Answer) -> Answer:
        first = _frequent(known)
        return Answer(text=template.format(shown(known.kind, first), shown(known.kind, first + 1)))

    return write


def _length(known: Knowledge) -> int:
    lengths = sorted(len(text) for text in known.others.values[TEXT])
    return lengths[len(lengths) // 2] if lengths else 0


def _filler(words: str) -> Callable[[Knowledge, Answer], Answer]:
    """These words over and over, up to the usual length."""

    def write(known: Knowledge, _: Answer) -> Answer:
        length = _length(known)
        return Answer(text=(words * (length // len(words) + 1))[:length])

    return write


def _numbers_to_ten(_: Knowledge, __: Answer) -> Answer:
    return Answer(text=" ".join(map(str, range(11))))


def _box(*numbers: float) -> Callable[[Knowledge, Answer], Answer]:
    """One box of these very numbers."""
    box = (numbers[0], numbers[1], numbers[2], numbers[3])
    return lambda known, _: Answer(items=(Item(box, known.others.label),))


BLIND: Tuple[Policy, ...] = (
    Policy("nothing", "silence", ANY, _bare("")),
    Policy("an empty list", "silence", ANY, lambda known, _: Answer(items=())),
    Policy("empty tags", "form", ANY, _bare("<think></think><answer></answer>")),
    Policy("a refusal", "silence", ANY, _bare("I cannot see the image.")),
    Policy("the whole picture", "blind-boxes", ITEMS, _places(lambda known: WHOLE)),
    Policy("the whole picture, the usual number of times", "blind-boxes", ITEMS,
           _places(lambda known: WHOLE * known.others.typical)),
    Policy("a grid of 2 x 2", "blind-boxes", ITEMS, _places(lambda known: grid(2))),
    Policy("a grid of 4 x 4", "blind-boxes", ITEMS, _places(lambda known: grid(4))),
    Policy("the mean box", "blind-boxes", ITEMS, _places(lambda known: (known.others.mean_box(),)), TRUTHS),
    Policy("the mean box, the usual number of times", "blind-boxes", ITEMS,
           _places(lambda known: (known.others.mean_box(),) * known.others.typical), TRUTHS),
    Policy("the mean box with every label", "blind-boxes", ITEMS, _every_label, LABELS),
    Policy("the truth of another sample", "blind-boxes", ITEMS + VALUES, _another, TRUTHS),
    Policy("boxes of NaN", "numbers-beyond", ITEMS, _box(math.nan, math.nan, math.nan, math.nan)),
    Policy("boxes without end", "numbers-beyond", ITEMS, _box(-math.inf, -math.inf, math.inf, math.inf)),
    Policy("boxes of zeros", "numbers-beyond", ITEMS, _box(0, 0, 0, 0)),
    Policy("boxes beyond all bounds", "numbers-beyond", ITEMS, _box(-1e8, -1e8, 1e8, 1e8)),
    Policy("the most frequent answer", "constants", VALUES, _value(_frequent), TRUTHS),
    Policy("the middle answer", "constants", (COUNT, NUMBER), _value(_middle), TRUTHS),
    Policy("the best paid constant", "constants", (COUNT, NUMBER), _value(_best), TRUTHS),
    Policy("one or the other", "hedges", (COUNT, NUMBER), _hedge("{0} or {1}"), TRUTHS),
    Policy("a range", "hedges", (COUNT, NUMBER), _hedge("{0}-{1}"), TRUTHS),
    Policy("between two numbers", "hedges", (COUNT, NUMBER),
           lambda known, _: Answer(text=format(_frequent(known) + 0.5, "g")), TRUTHS),
    Policy("every number to ten", "hedges", (COUNT, NUMBER), _numbers_to_ten),
    Policy("a huge number", "numbers-beyond", (COUNT, NUMBER), lambda known, _: Answer(text="1e308")),
    Policy("NaN", "numbers-beyond", (COUNT, NUMBER), lambda known, _: Answer(text="NaN")),
    Policy("every letter", "hedges", (CHOICE,), lambda known, _: Answer(text="A, B, C, D, E, F")),
    Policy("yes and no", "hedges", (YES,), lambda known, _: Answer(text="yes or no")),
    Policy("words of the right length", "filler", (TEXT,), _filler("the of and to in a is that it for "), TRUTHS),
    Policy("letters of the right length", "filler", (TEXT,), _filler("etaoin shrdlu "), TRUTHS),
    Policy("spaces of the right length", "filler", (TEXT,), _filler(" \n"), TRUTHS),
    Policy("a loop", "filler", (TEXT, NONE), lambda known, _: Answer(text="This is what it says. " * 400)),
)  # fmt: skip
