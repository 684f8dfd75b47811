"""An explanation for people: what was written, what it was matched with, and why it lost what it lost."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import Any, Iterable, Iterator, List, Mapping, Optional, Sequence, Union

from . import words
from .shown import Painter, differing_places, edits_in_words, printable, readable, shortened
from .text_diff import UNITS, by_characters, difference

MOST_ITEMS = 12  # of what was written, and of what is true; those that are matched are left out first
_HANGING = " " * 10  # what stands beside each heading is in one column
_FATE_COLOURS = {"matched": "green", "below_threshold": "yellow", "ignored": "yellow", "passed_over": "yellow"}


def describe(
    explanation: Mapping[str, Any],
    completion: Union[str, bytes, None] = None,
    *,
    color: bool = False,
    width: int = 100,
) -> str:
    """An explanation in a few lines for people, without a line end behind the last.

    explanation  what Scorer.explain, vreward.explain or `vreward explain --json` gives (docs/explanation.md)
    completion   the text that was explained: then what the model wrote is quoted
    color        with the colours of a terminal
    width        where lines of words are wrapped; coordinates and differences of texts may be longer

    Every number is the explanation's own. Where two texts were compared the places that differ are shown, what was
    written as [-..-] and what is true as {+..+}; the edits add up to the explanation's distance. Control characters of
    texts and labels are shown as code points.

        >>> import vreward
        >>> print(vreward.describe(vreward.explain("ocr", "Cafe Linden", {"text": "Café Linden"})))
        score     0.9091  text_differs  (ocr)
        why       text_differs: the texts differ after normalisation
        terms     format 1, parsed 1, accuracy 0.9091, cer 0.09091, wer 0.5, exact 0
        read as   text
        text      distance 1: 1 replaced; 11 characters written, 11 true
                  Caf[-e-]{+é+} Linden
    """
    return "\n".join(_Description(explanation, completion, Painter(color), width).lines())


class _Description:
    def __init__(
        self, explanation: Mapping[str, Any], completion: Union[str, bytes, None], paint: Painter, width: int
    ) -> None:
        self.found = explanation
        self.completion = completion
        self.paint = paint
        self.width = max(width, 40)

    def lines(self) -> Iterator[str]:
        yield self._score()
        yield from self._why()
        yield from self._terms()
        yield from self._wrote()
        yield from self._reading()
        yield from self._fits_as()
        yield from self._items()
        yield from self._truth()
        yield from self._number()
        yield from self._text()

    def _score(self) -> str:
        found = self.found
        score = "none" if found["score"] is None else _number(found["score"])
        name = found["recipe"] if found["recipe"] in (None, found["task"]) else f"{found['recipe']}, {found['task']}"
        return self._headed(
            "score",
            f"{self.paint('bold', score)}  {self._reason(found['reason'])}  ({name or found['task']})",
        )

    def _reason(self, reason: str) -> str:
        return self.paint("green" if reason == "ok" else "red", reason)

    def _why(self) -> Iterator[str]:
        """The primary reason first."""
        primary = self.found["reason"]
        reasons = [primary, *(reason for reason in self.found["reasons"] if reason != primary)]
        heading = "why"
        for reason in reasons:
            if reason == "bad_truth" and "bad_truth" in self.found:
                told = printable(self.found["bad_truth"])
            else:
                told = words.REASONS.get(reason, "")
            yield from self._wrapped(heading, f"{reason}: {told}")
            heading = ""

    def _terms(self) -> Iterator[str]:
        """A name and its value stay on one line."""
        if self.found["score"] is not None:
            told = ", ".join(f"{name}\u00a0{_number(value)}" for name, value in self.found["terms"].items())
            yield from (line.replace("\u00a0", " ") for line in self._wrapped("terms", told))

    def _wrote(self) -> Iterator[str]:
        """The answer as the model wrote it, or all of it where there is no answer."""
        answer = self.found.get("answer")
        if self.completion is None or answer is None:
            return
        written = self.completion
        if isinstance(written, str):
            written = written.encode("utf-8", "surrogatepass")
        begin, end = answer
        if begin == end:
            begin, end, of = 0, len(written), " (its answer is empty)"
        else:
            of = "" if (begin, end) == (0, len(written)) else f" (bytes {begin} to {end} of {len(written)})"
        text = shortened(printable(written[begin:end].decode("utf-8", "replace")), self.width - 30)
        yield self._headed("wrote", text + self.paint("dim", of) if text else "nothing")

    def _reading(self) -> Iterator[str]:
        found = self.found
        if found.get("dialect") not in (None, "auto"):
            mended = [f"{name} ({words.REPAIRS.get(name, name)})" for name in found["repairs"]]
            yield from self._wrapped("read as", found["dialect"] + ("; mended: " if mended else "") + ", ".join(mended))
        checks = found.get("checks", [])
        for i, check in enumerate(checks):
            told = f"{i + 1} of {len(checks)} {'passed' if check['passed'] else 'failed'}"
            yield from self._wrapped("" if i else "checks", told + (f": it {check['hint']}" if check["hint"] else ""))

    def _fits_as(self) -> Iterator[str]:
        if "fits_as" in self.found:
            yield from self._wrapped("fits as", fits_in_words(self.found["fits_as"]))

    def _items(self) -> Iterator[str]:
        """Where there are too many the matched ones give way."""
        items = self.found.get("items", [])
        if not items and "truth" in self.found:
            yield self._headed("written", "no items")
        places = sorted(range(len(items)), key=lambda i: items[i].get("fate") == "matched")
        heading = "written"
        for i in sorted(places[:MOST_ITEMS]):
            yield self._headed(heading, self._item(i, items[i]))
            heading = ""
        if len(items) > MOST_ITEMS:
            yield self._headed("", f"and {_counted(items[i] for i in places[MOST_ITEMS:])}")

    def _item(self, i: int, item: Mapping[str, Any]) -> str:
        told = f"{i}  {_item_text(item)}"
        if item["confidence"] is not None:
            told += f", confidence {_number(item['confidence'])}"
        place = item.get("box") or item.get("point")
        if item.get("compared") not in (None, place):
            told += f", compared as {_place(item['compared'])}"
        fate = item.get("fate")
        if fate is None:
            return told
        if fate == "matched":
            overlap = f"overlap {_number(item['overlap'])}" + (
                "" if item["quality"] == item["overlap"] else f", which earns {_number(item['quality'])}"
            )
            true = self.found["truth"][item["truth"]]
            text = f"matched with true {item['truth']}, {_item_text(true)}: {overlap}"
            text += "; the labels differ" if item["label_right"] is False else ""
        elif "set_aside" in item:
            text = f"set aside: it is written as {item['set_aside']}, and another form counts"
        else:
            text = words.WRITTEN_FATES.get(fate, fate)
            if fate == "wrong_label" and item["label"] is None:
                text = text.replace("wrong label", "no label")
            text += f"; overlap {_number(item['overlap'])}" if item["overlap"] else ""
        return f"{told}  {self.paint(_FATE_COLOURS.get(fate, 'red'), text)}"

    def _truth(self) -> Iterator[str]:
        """What nobody got: what is matched stands beside its written item."""
        truth = self.found.get("truth")
        if truth is None:
            return
        left = [i for i, true in enumerate(truth) if true["fate"] != "matched"]
        if not left:
            yield self._headed(
                "true", ("no items", "matched")[len(truth)] if len(truth) < 2 else f"all {len(truth)} matched"
            )
            return
        heading = "true"
        for i in left[:MOST_ITEMS]:
            yield self._headed(heading, self._true(i, truth[i]))
            heading = ""
        if len(left) > MOST_ITEMS:
            yield self._headed("", f"and {_counted(truth[i] for i in left[MOST_ITEMS:])}")

    def _true(self, i: int, true: Mapping[str, Any]) -> str:
        fate = true["fate"]
        text = words.TRUE_FATES.get(fate, fate)
        text += f"; best overlap {_number(true['overlap'])}" if true["overlap"] else ""
        return f"{i}  {_item_text(true)}  {self.paint(_FATE_COLOURS.get(fate, 'red'), text)}"

    def _number(self) -> Iterator[str]:
        found = self.found
        if "number" in found:
            true = found["truth_number"] if "truth_number" in found else found["count"]
            read = "no number was read" if found["number"] is None else f"{_number(found['number'])} was read"
            yield self._headed("number", f"{read}, {_number(true)} is true")

    def _text(self) -> Iterator[str]:
        found = self.found
        if "text" not in found:
            return
        written, true = found["text"], found["truth_text"]
        which = f" (form {found['truth_index']} of the truth)" if "truth_index" in found else ""
        if "distance" not in found:
            yield self._headed("answer", f'"{self._whole(written)}", true is "{self._whole(true)}"{which}')
            return
        distance, lengths, unit = found["distance"], (found["length"], found["truth_length"]), UNITS[found["unit"]]
        aligned = difference(found)
        edits = f": {edits_in_words(aligned)}" if aligned and distance else ""
        yield from self._wrapped(
            "text", f"distance {_number(distance)}{edits}; {lengths[0]} {unit}s written, {lengths[1]} true{which}"
        )
        if aligned is None:
            aligned = by_characters(written, true)
            if aligned is not None and aligned.edits:
                yield self._headed("", f"by characters: {edits_in_words(aligned)}")
        if aligned is not None and readable(aligned):
            for line in differing_places(aligned, self.paint):
                yield self._headed("", line)
        elif written != true:
            yield self._headed("", self.paint("red", f"[-{self._whole(written)}-]"))
            yield self._headed("", self.paint("green", f"{{+{self._whole(true)}+}}"))

    def _whole(self, text: str) -> str:
        return printable(shortened(text, 2 * self.width))

    def _headed(self, heading: str, text: str) -> str:
        return f"{heading:{len(_HANGING)}}{text}"

    def _wrapped(self, heading: str, text: str) -> List[str]:
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=self._headed(heading, ""),
            subsequent_indent=_HANGING,
            break_long_words=False,
            break_on_hyphens=False,
        )


def fits_in_words(fits: Mapping[str, Any]) -> str:
    """What an explanation says of another space in which the numbers fit, as a sentence."""
    told = f"overlap would be {_number(fits['overlap'])}, were the numbers {words.SPACES[fits['space']]}"
    told += f" ({fits['space']}), {words.ORDERS[fits['order']]}"
    if fits.get("size_exchanged"):
        told += ", and width and height in the truth's `size` exchanged"
    if "truth_order" in fits:
        order = fits["truth_order"]
        told += f', and the true boxes {words.ORDERS[order]}: `"order": "{order}"` in the truth'
    if "resize" in fits:
        wide, high = map(_number, fits["input_size"])
        told += f", of {wide} x {high} (`resize` to at most {fits['resize']['max_pixels']} pixels)"
    return told


def _counted(items: Iterable[Mapping[str, Any]]) -> str:
    fates = Counter(item.get("fate") or "not compared" for item in items)
    return ", ".join(f"{count} more {fate}" for fate, count in fates.items())


def _item_text(item: Mapping[str, Any]) -> str:
    """Label and place."""
    place = _place(item["box"] if "box" in item else item["point"])
    label = item["label"]
    if label is None:
        return place
    return f"{shortened(printable(label), 60) or 'an empty label'}{' ...' if 'label_length' in item else ''} {place}"


def _place(numbers: Sequence[Optional[float]]) -> str:
    return f"[{', '.join('none' if number is None else f'{number:.7g}' for number in numbers)}]"


def _number(number: Optional[float]) -> str:
    """Four digits; all of them where four would make a whole number of what is none."""
    if number is None:
        return "none"
    if float(number).is_integer():
        return f"{number:.0f}"
    short = f"{number:.4g}"
    return repr(number) if float(short).is_integer() else short
