"""The form in which a recipe reads answers, found by trying: the one in which the truth, written back, earns most."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from .._binding.errors import Error
from ..primitives import smart_resize
from ..scorer import Scorer
from .answers import CHOICE, COUNT, ITEMS, NONE, POINTS, SPANS, TEXT, Answer, Item, Size, centre
from .samples import Sample

TRIED = 8  # samples that a form is tried on
ENOUGH = 0.999  # of the range: no better form is looked for
THOUGHT = "I look at the picture closely."
SENTENCE = "A short answer that has different words in it, as honest ones do."

Numbers = List[Any]
Writer = Callable[[Sequence[Tuple[Numbers, Optional[str]]]], str]


def _json(key: str, **more: Any) -> Writer:
    def write(items: Sequence[Tuple[Numbers, Optional[str]]]) -> str:
        return json.dumps(
            [{key: numbers, **({} if label is None else {"label": label}), **more} for numbers, label in items]
        )

    return write


def _each(template: str, between: str = "\n", nothing: str = "none") -> Writer:
    def write(items: Sequence[Tuple[Numbers, Optional[str]]]) -> str:
        return between.join(template.format(*numbers, name=label or "") for numbers, label in items) or nothing

    return write


def _reasoner(items: Sequence[Tuple[Numbers, Optional[str]]]) -> str:
    rows = [{"bbox_2d": n, "point_2d": [(n[0] + n[2]) // 2, (n[1] + n[3]) // 2]} for n, _ in items]
    return json.dumps([{**row, "label": label} if label else row for row, (_, label) in zip(rows, items)])


def _only(key: str) -> Writer:
    """One object with the numbers of the first item."""
    return lambda items: json.dumps({key: items[0][0] if items else []})


def _positions(items: Sequence[Tuple[Numbers, Optional[str]]]) -> str:
    return str([{"Position": numbers, "Confidence": 0.9} for numbers, _ in items])


# Writers of boxes, of points and of spans; those that most recipes read come first. yx: y before x.
_BOXES: Dict[str, Writer] = {
    "json": _json("bbox_2d"),
    "brackets": _each("[{0}, {1}, {2}, {3}]"),
    "qwen-vl": _each("<|object_ref_start|>{name}<|object_ref_end|><|box_start|>({0},{1}),({2},{3})<|box_end|>", ""),
    "internvl": _each("<ref>{name}</ref><box>[[{0}, {1}, {2}, {3}]]</box>"),
    "json with points": _reasoner,
    "visual-rft": _positions,
    "gemini yx": _json("box_2d"),
    "deepseek-vl2": _each("<|ref|>{name}<|/ref|><|det|>[[{0}, {1}, {2}, {3}]]<|/det|>"),
    "rex-omni": _each("<|object_ref_start|>{name}<|object_ref_end|><|box_start|><{0}><{1}><{2}><{3}><|box_end|>", ""),
    "florence": _each("{name}<loc_{0}><loc_{1}><loc_{2}><loc_{3}>", ""),
    "paligemma yx": _each("<loc{0:04.0f}><loc{1:04.0f}><loc{2:04.0f}><loc{3:04.0f}> {name}", " ; "),
    "glm": lambda items: f"<|begin_of_box|>{_json('bbox_2d')(items)}<|end_of_box|>",
    "seed": _each("<bbox>{0} {1} {2} {3}</bbox>"),
    "one box": _only("boxes"),
}
_POINTS: Dict[str, Writer] = {
    "json points": _json("point_2d"),
    "points in brackets": _each("[{0}, {1}]"),
    "points in parentheses": _each("({0}, {1})"),
    "molmo": _each('<point x="{0}" y="{1}" alt="{name}">{name}</point>', " "),
    "clicks": _each("click(start_box='({0},{1})')"),
    "rex-omni points": _each("<|object_ref_start|>{name}<|object_ref_end|><|box_start|><{0}><{1}><|box_end|>", ""),
}
_SPANS: Dict[str, Writer] = {
    "spans": _each("{name} {0} to {1}"),
    "spans in brackets": _each("[{0}, {1}]"),
    "json spans": lambda items: json.dumps(
        [{"start": n[0], "end": n[1], **({"label": label} if label else {})} for n, label in items]
    ),
    "named spans": _each("{name}: {0} - {1}"),
    "one span": _only("time"),
}
_AROUND: Dict[str, str] = {
    "alone": "{body}",
    "in answer tags": "<answer>{body}</answer>",
    "behind thinking, in answer tags": "<think>{thinking}</think><answer>{body}</answer>",
    "on lines of their own": "<think>\n{thinking}\n</think>\n<answer>\n{body}\n</answer>",
    "fenced": "```json\n{body}\n```",
    "behind thinking, fenced in answer tags": "<think>{thinking}</think><answer>```json\n{body}\n```</answer>",
    "behind thinking": "<think>\n{thinking}\n</think>\n{body}",
    "boxed": "\\boxed{{{body}}}",
    "in brackets": "[{body}]",
}
_UNITS = {"same": None, "norm1000": 1000.0, "norm999": 999.0, "norm1": 1.0, "norm100": 100.0, "norm1024": 1024.0,
          "input": None}  # fmt: skip


class Form(NamedTuple):
    """How answers are written."""

    writer: str
    around: str
    space: str
    whole: bool  # numbers are whole
    resize: Any  # of the recipe
    points: bool  # a writer of points
    spans: bool

    def __str__(self) -> str:
        if not self.writer:
            return self.around
        numbers = "whole numbers" if self.whole else "decimals"
        return f"{self.writer} ({self.space}, {numbers}), {self.around}"

    def write(self, answer: Answer, sample: Sample) -> str:
        """The completion."""
        if answer.bare is not None:
            return answer.bare
        parts = [*(self._one(each, sample) for each in answer.guesses), self._one(answer, sample)]
        parts += [self._one(each, sample) for each in answer.after]
        text = "\n".join(parts) + answer.outside
        return text if answer.kept >= 1 else text[: int(len(text) * answer.kept)]

    def _one(self, answer: Answer, sample: Sample) -> str:
        body = answer.text if answer.items is None else self._items(answer.items, sample)
        if answer.again:
            body += "\n" + self._items(answer.again, sample, self._other())
        thinking = THOUGHT if answer.thinking is None else self._items(answer.thinking, sample)
        around = _AROUND[self.around]
        if answer.thinking is not None and "{thinking}" not in around:
            around = "<think>{thinking}</think>" + around
        return around.format(body=body + answer.behind, thinking=thinking)

    def _other(self) -> str:
        """A second form for the same items."""
        names = list(_SPANS if self.spans else _POINTS if self.points else _BOXES)
        return names[1] if self.writer == names[0] else names[0]

    def _items(self, items: Sequence[Item], sample: Sample, writer: str = "") -> str:
        writer = writer or self.writer
        if not writer:
            return "[]" if not items else "\n".join(item.label or "" for item in items)
        if self.spans:
            return _SPANS[writer]([([self._number(b[0]), self._number(b[2])], label) for b, label in items])
        across, down = self._scale(sample)
        made: List[Tuple[Numbers, Optional[str]]] = []
        for box, label in items:
            place: Tuple[float, ...] = centre(box) if self.points else box
            numbers = [self._number(x * (down if i % 2 else across)) for i, x in enumerate(place)]
            if writer.endswith(" yx"):
                numbers = [numbers[i] for i in ((1, 0, 3, 2) if len(numbers) == 4 else (1, 0))]
            made.append((numbers, label))
        return (_POINTS if self.points else _BOXES)[writer](made)

    def _number(self, value: float) -> Any:
        if value != value or abs(value) > 1e12:
            return value
        if self.whole:
            return round(value)
        return round(value, 4 if self.space == "norm1" else 2)

    def _scale(self, sample: Sample) -> Tuple[float, float]:
        """What pixels are multiplied by; 1 where the size is not known."""
        if self.space == "same" or sample.size is None:
            return 1.0, 1.0
        if self.space == "input":
            seen = sample.input_size or _resized(sample.size, self.resize)
            return seen[0] / sample.size[0], seen[1] / sample.size[1]
        unit = _UNITS[self.space] or 1.0
        return unit / sample.size[0], unit / sample.size[1]


def _resized(size: Size, resize: Any) -> Size:
    limits = {name: resize[name] for name in ("factor", "min_pixels", "max_pixels") if name in resize}
    if "factor" not in limits or "max_pixels" not in limits:
        return size
    height, width = smart_resize(int(size[1]), int(size[0]), **limits)
    return float(width), float(height)


def truth_of(sample: Sample) -> Answer:
    """The truth as an answer."""
    if sample.kind in ITEMS:
        return Answer(items=sample.items[:1] if sample.any_of else sample.items)
    if sample.kind == NONE:
        return Answer(text=SENTENCE)
    return Answer(text=shown(sample.kind, sample.value))


def shown(kind: str, value: Any) -> str:
    """A value of a truth as people write it."""
    return str(value) if kind in (CHOICE, TEXT, COUNT) or isinstance(value, str) else format(value, ".10g")


def _candidates(kind: str, resize: Any) -> Iterator[Form]:
    if kind not in ITEMS:
        yield from (Form("", around, "same", False, resize, False, False) for around in _AROUND)
        return
    families = [(_SPANS, False, True)] if kind == SPANS else [(_BOXES, False, False), (_POINTS, True, False)]
    if kind == POINTS:
        families.reverse()
    spaces = ["same"] if kind == SPANS else list(_UNITS)
    for whole in (False, True):
        for space in spaces:
            for writers, points, spans in families:
                for writer in writers:
                    if whole and space == "norm1":
                        continue
                    for around in _AROUND:
                        yield Form(writer, around, space, whole, resize, points, spans)


def form_of(scorer: Scorer, samples: Sequence[Sample]) -> Tuple[Form, float]:
    """The form in which the truth earns most, and what it earns. Raises Error where none earns more than silence."""
    tried = sorted(samples, key=lambda one: not (one.items or one.value not in (None, "", 0)))[:TRIED]
    documents = None if tried[0].document is None else [one.document for one in tried]
    low, high = scorer.range
    recipe = scorer.recipe
    resize = recipe.get("space", {}).get("resize", {}) if isinstance(recipe.get("space"), dict) else {}
    silence = _mean(scorer, [""] * len(tried), documents)
    best: Optional[Tuple[float, Form]] = None
    for form in _candidates(tried[0].kind, resize):
        earned = _mean(scorer, [form.write(truth_of(one), one) for one in tried], documents)
        if best is None or earned > best[0] + 1e-9:
            best = earned, form
        if earned >= low + ENOUGH * (high - low):
            break
    assert best is not None
    if documents is not None and best[0] <= silence:
        raise Error(
            f"the truth itself, written back in {len(_AROUND)} frames and the usual forms, earns no more than "
            f'silence ({silence:g}): the recipe reads a form of its own, or the truths lack "size"'
        )
    return best[1], best[0]


def _mean(scorer: Scorer, texts: List[str], documents: Optional[List[Optional[bytes]]]) -> float:
    scores = scorer.score(texts, documents).score
    return sum(scores) / len(scores)
