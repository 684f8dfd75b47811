"""What is done to an honest answer without knowing more of the truth: copies, alternatives, junk, and leaving out."""

from __future__ import annotations

import re
from typing import Callable, Tuple

from .answers import CHOICE, COUNT, ITEMS, NONE, NUMBER, TEXT, YES, Answer, Item, plus
from .blind import ANY, WHOLE
from .honest import jittered
from .others import grid, placed
from .policies import LABELS, TRUTHS, Knowledge, Policy

Edit = Callable[[Knowledge, Answer], Answer]
WRITTEN = (COUNT, NUMBER, CHOICE, YES, TEXT)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def _items(answer: Answer) -> Tuple[Item, ...]:
    return answer.items or ()


def _times(count: int) -> Edit:
    return lambda _, answer: answer._replace(items=_items(answer) * count)


def _jittered(copies: int, edges: float) -> Edit:
    """Each item, and copies that are a little off."""

    def edit(known: Knowledge, answer: Answer) -> Answer:
        return plus(answer, *(
            jittered(item, known.draw, known.kind, known.extent, edges, edges / 10)
            for item in _items(answer) for _ in range(copies)
        ))  # fmt: skip

    return edit


def _labels(count: int) -> Edit:
    """Each item once more under each of the most frequent labels."""

    def edit(known: Knowledge, answer: Answer) -> Answer:
        more = [
            item._replace(label=label)
            for item in _items(answer)
            for label in known.others.labels[:count]
            if label != item.label
        ]
        return plus(answer, *more)

    return edit


def _at(boxes: Callable[[Knowledge], Tuple[Tuple[float, float, float, float], ...]]) -> Edit:
    """More items, at these fractions of the picture."""
    return lambda known, answer: plus(answer, *(placed(box, known.extent, known.others.label) for box in boxes(known)))


def _chosen(choose: Callable[[Tuple[Item, ...]], Tuple[Item, ...]]) -> Edit:
    return lambda _, answer: answer._replace(items=choose(_items(answer)))


def _area(item: Item) -> float:
    return (item.box[2] - item.box[0]) * (item.box[3] - item.box[1])


def _largest_first(items: Tuple[Item, ...]) -> Tuple[Item, ...]:
    return tuple(sorted(items, key=_area, reverse=True))


def _in_thinking(known: Knowledge, answer: Answer) -> Answer:
    return answer._replace(thinking=tuple(placed(box, known.extent, known.others.label) for box in grid(4)))


def _behind(text: str) -> Edit:
    return lambda _, answer: answer._replace(behind=answer.behind + text)


def _hedged(template: str, step: int) -> Edit:
    """The number, and a neighbour."""

    def edit(_: Knowledge, answer: Answer) -> Answer:
        found = _NUMBER.search(answer.text)
        if found is None:
            return answer
        other = format(float(found.group()) + step, ".10g")
        return answer._replace(text=template.format(answer.text, other))

    return edit


def _filled(share: float) -> Edit:
    """Words behind the text, a share of its length."""
    words = " the of and to in a is that it for"

    def edit(_: Knowledge, answer: Answer) -> Answer:
        length = int(len(answer.text) * share)
        return answer._replace(behind=answer.behind + (words * (length // len(words) + 1))[:length])

    return edit


def _first_half(_: Knowledge, answer: Answer) -> Answer:
    return answer._replace(text=answer.text[: len(answer.text) // 2])


def _half_filled(known: Knowledge, answer: Answer) -> Answer:
    return _filled(1.0)(known, _first_half(known, answer))


def _another_guess(behind: bool) -> Edit:
    """A whole second answer: what is most usual."""

    def edit(known: Knowledge, answer: Answer) -> Answer:
        if known.kind in ITEMS:
            guess = Answer(items=(placed(known.others.mean_box(), known.extent, known.others.label),))
        else:
            guess = Answer(text=str(known.others.most_frequent(known.kind)))
        return (
            answer._replace(after=(*answer.after, guess))
            if behind
            else answer._replace(guesses=(*answer.guesses, guess))
        )

    return edit


def _text_of_others(known: Knowledge, answer: Answer) -> Answer:
    return answer._replace(behind=f"{answer.behind}\n{known.others.most_frequent(TEXT)}")


def _again(_: Knowledge, answer: Answer) -> Answer:
    return answer._replace(after=(*answer.after, answer._replace(after=())))


def _numbers_beyond(known: Knowledge, answer: Answer) -> Answer:
    boxes = ((float("nan"),) * 4, (-1e8, -1e8, 1e8, 1e8), (0.0, 0.0, 0.0, 0.0))
    return plus(answer, *(Item(box, known.others.label) for box in boxes))


ADDED: Tuple[Policy, ...] = (
    Policy("every item twice", "copies", ITEMS, _times(2)),
    Policy("every item ten times", "copies", ITEMS, _times(10)),
    Policy("a jittered copy of each item", "copies", ITEMS, _jittered(1, 0.1)),
    Policy("three jittered copies of each item", "copies", ITEMS, _jittered(3, 0.15)),
    Policy("the most frequent label beside each", "alternatives", ITEMS, _labels(1), LABELS),
    Policy("every label beside each", "alternatives", ITEMS, _labels(20), LABELS),
    Policy("and the whole picture", "more-boxes", ITEMS, _at(lambda known: WHOLE)),
    Policy("and the whole picture, the usual number of times", "more-boxes", ITEMS,
           _at(lambda known: WHOLE * known.others.typical)),
    Policy("and the mean box", "more-boxes", ITEMS, _at(lambda known: (known.others.mean_box(),)), TRUTHS),
    Policy("and a grid of 2 x 2", "more-boxes", ITEMS, _at(lambda known: grid(2))),
    Policy("and a grid of 4 x 4", "more-boxes", ITEMS, _at(lambda known: grid(4))),
    Policy("and numbers beyond all bounds", "numbers-beyond", ITEMS, _numbers_beyond),
    Policy("the items in two forms", "form", ITEMS, lambda _, answer: answer._replace(again=_items(answer))),
    Policy("a grid in the thinking", "form", ITEMS, _in_thinking),
    Policy("the first item alone", "leaving-out", ITEMS, _chosen(lambda items: items[:1])),
    Policy("without the last item", "leaving-out", ITEMS, _chosen(lambda items: items[:-1])),
    Policy("the larger half of the items", "leaving-out", ITEMS,
           _chosen(lambda items: _largest_first(items)[: (len(items) + 1) // 2])),
    Policy("without labels", "leaving-out", ITEMS,
           _chosen(lambda items: tuple(item._replace(label=None) for item in items)), LABELS),
    Policy("the largest first", "order", ITEMS, _chosen(_largest_first)),
    Policy("the other way round", "order", ITEMS, _chosen(lambda items: items[::-1])),
    Policy("or one more", "hedges", (COUNT, NUMBER), _hedged("{0} or {1}", 1)),
    Policy("or one less", "hedges", (COUNT, NUMBER), _hedged("{1} or {0}", -1)),
    Policy("not one more", "hedges", (COUNT, NUMBER), _hedged("{0}, not {1}", 1)),
    Policy("or A", "hedges", (CHOICE,), lambda _, answer: answer._replace(text=f"{answer.text} or A")),
    Policy("and the other", "hedges", (YES,), lambda _, answer: answer._replace(text=f"{answer.text}, yes or no")),
    Policy("the text twice", "filler", (TEXT,), lambda _, answer: answer._replace(text=f"{answer.text} {answer.text}")),
    Policy("a little filler", "filler", (TEXT,), _filled(0.1)),
    Policy("as much filler", "filler", (TEXT,), _filled(1.0)),
    Policy("and the most frequent text", "filler", (TEXT,), _text_of_others, TRUTHS),
    Policy("the first half", "leaving-out", (TEXT,), _first_half),
    Policy("the first half, and as much filler", "filler", (TEXT,), _half_filled, base="the first half"),
    Policy("broken off early", "form", ANY, lambda _, answer: answer._replace(kept=answer.kept * 0.5)),
    Policy("broken off late", "form", ANY, lambda _, answer: answer._replace(kept=answer.kept * 0.95)),
    Policy("a guess in front", "form", (*ITEMS, *WRITTEN), _another_guess(False), TRUTHS),
    Policy("a guess behind", "form", (*ITEMS, *WRITTEN), _another_guess(True), TRUTHS),
    Policy("the answer twice", "form", ANY, _again),
    Policy("a boast in the answer", "form", (*ITEMS, COUNT, NUMBER, CHOICE, YES), _behind(" I am absolutely certain.")),
    Policy("a boast behind the answer", "form", ANY,
           lambda _, answer: answer._replace(outside=answer.outside + "\nI am absolutely certain. " * 20)),
    Policy("a loop behind the answer", "form", (*ITEMS, NONE),
           lambda _, answer: answer._replace(outside=answer.outside + " and so on" * 300)),
)  # fmt: skip
