"""What a policy says, before it is written in the form that a recipe reads."""

from __future__ import annotations

from typing import NamedTuple, Optional, Tuple

Box = Tuple[float, float, float, float]
Size = Tuple[float, float]

BOXES, POINTS, SPANS, COUNT, NUMBER, CHOICE, YES, TEXT, NONE = (
    "boxes", "points", "spans", "count", "number", "choice", "yes", "text", "none",
)  # fmt: skip
ITEMS = (BOXES, POINTS, SPANS)


class Item(NamedTuple):
    """A box; of a point both corners are the same, and a span is (start, 0, end, 1)."""

    box: Box
    label: Optional[str] = None


class Answer(NamedTuple):
    """`items` or `text` is the answer; the rest is what stands around it. {} in `text` is nothing special."""

    items: Optional[Tuple[Item, ...]] = None
    text: str = ""
    again: Tuple[Item, ...] = ()  # items written once more, in another form
    thinking: Optional[Tuple[Item, ...]] = None  # items in the thinking
    behind: str = ""  # right behind the answer's own text or items
    guesses: Tuple[Answer, ...] = ()  # whole answers in front of this one
    after: Tuple[Answer, ...] = ()  # and behind it
    outside: str = ""  # behind all, where no answer stands
    kept: float = 1.0  # the share of the completion that is written before it breaks off
    bare: Optional[str] = None  # the completion itself, in no form at all


def plus(answer: Answer, *items: Item) -> Answer:
    return answer._replace(items=(answer.items or ()) + items)


def centre(box: Box) -> Tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
