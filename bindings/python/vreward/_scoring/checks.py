"""What is wrong with truths, and what looks wrong: every bad one grouped by its message, and what a data set has by
mistake rather than by intent."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple

from .._binding.errors import Error
from ..primitives import edit_distance
from .truths import missing, truth_text

FIRST = 5  # places that a finding names
TOGETHER = 4096
ALIKE = 0.9  # the share of equal truths from which on they look like a mistake
ENOUGH = 20  # truths from which on a share means something
TINY = 2.0  # pixels
VOCABULARY = 2000  # labels that are compared with each other, the most frequent
LONG_LABEL = 5  # characters from which on a letter more or less looks like a slip: not so "cat" and "bat"
MUCH_OFTENER = 20  # times: "mouse" and "house" may both be meant, a label seen once beside one seen 20 times is not
_BROKEN_TEXT = re.compile("\ufffd|Ã[\x80-\xbf©¨¼¶¤]|â€")


@dataclass(frozen=True)
class Finding:
    """One kind of problem. `bad`: the library refuses these truths; else they look wrong."""

    kind: str
    message: str
    bad: bool
    count: int
    places: List[Any]  # the first of them

    def text(self) -> str:
        places = ", ".join(map(str, self.places)) + (", ..." if self.count > len(self.places) else "")
        return f"{'bad' if self.bad else 'suspicious'}: {self.count} x {self.message} ({places})"


class Check:
    """Truths as they are added, and what was found. `recipe` is a Scorer."""

    def __init__(self, recipe: Any) -> None:
        self.scorer = recipe
        self.count = self.bad = self.empty = self.boxes = 0
        self.labels: Counter[str] = Counter()
        self._found: Dict[Tuple[str, str], List[Any]] = {}
        self._counts: Counter[Tuple[str, str]] = Counter()
        self._messages: Dict[Tuple[str, str], Tuple[str, bool]] = {}
        self._documents: Counter[str] = Counter()
        self._label_places: Dict[str, Any] = {}
        self._sized: List[Optional[Any]] = [None, None]
        self._waiting: List[Tuple[Any, Any]] = []

    def add(self, truths: Iterable[Any], places: Iterable[Any]) -> None:
        self._waiting += zip(truths, places)
        while len(self._waiting) >= TOGETHER:
            now, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            self._look(now)

    def findings(self) -> List[Finding]:
        """What was found, bad truths first, the most frequent first."""
        self._look(self._waiting)
        self._waiting = []
        whole = list(self._of_the_whole())
        found = [
            Finding(key[0], self._messages[key][0], self._messages[key][1], self._counts[key], places)
            for key, places in self._found.items()
        ]
        return sorted([*found, *whole], key=lambda one: (not one.bad, -one.count))

    def _note(self, kind: str, message: str, place: Any, bad: bool = False) -> None:
        key = kind, re.sub(r"-?\d[\d.e+]*", "N", message)
        self._counts[key] += 1
        self._messages.setdefault(key, (message, bad))
        places = self._found.setdefault(key, [])
        if len(places) < FIRST:
            places.append(place)

    def _look(self, rows: Sequence[Tuple[Any, Any]]) -> None:
        if not rows:
            return
        self.count += len(rows)
        truths = [truth for truth, _ in rows]
        scores = self._scores(truths)
        for (truth, place), score in zip(rows, scores):
            if score != score:
                self.bad += 1
                try:
                    self.scorer.score_one("", truth)
                except (Error, TypeError) as failure:
                    self._note("bad_truth", str(failure), place, True)
            else:
                self._suspect(truth, place)

    def _scores(self, truths: List[Any]) -> Any:
        nan = float("nan")
        given = [None if missing(truth) is not None else truth for truth in truths]
        usable = [truth for truth in given if truth is not None]
        try:
            scores = iter(self.scorer.score([""] * len(usable), usable).score)
        except Error as failure:
            if failure.scores is None:
                raise
            scores = iter(failure.scores.score)
        return [nan if truth is None else next(scores) for truth in given]

    def _suspect(self, truth: Any, place: Any) -> None:
        document = truth
        if not self.scorer.wants_text:
            document = json.loads(truth_text(truth))
        if isinstance(document, str):
            document = {"text": document}
        key = json.dumps(document, sort_keys=True, default=str)
        if len(self._documents) < 100_000 or key in self._documents:
            self._documents[key] += 1
        if isinstance(document, list):
            nested = document and isinstance(document[0], (list, tuple))
            document = {"boxes": document} if nested or not document else {"box": document}
        if not isinstance(document, dict):
            return
        document = {name: each for name, each in document.items() if each is not None}  # as Arrow fills a struct up
        self._text(document, place)
        self._boxes(document, place)
        self._size(document, place)

    def _text(self, document: Dict[str, Any], place: Any) -> None:
        texts = document.get("text")
        for text in texts if isinstance(texts, list) else [texts]:
            if not isinstance(text, str):
                continue
            if not text.strip():
                self._note("empty_text", "the text is empty", place)
            elif text != text.strip():
                self._note("spaces", "the text begins or ends with white space", place)
            if _BROKEN_TEXT.search(text):
                self._note("encoding", "the text was decoded wrongly once (\ufffd, Ã©)", place)
        for label in document.get("labels") or ():
            self.labels[label] += 1
            self._label_places.setdefault(label, place)
            if not label.strip():
                self._note("empty_label", "a label is empty", place)

    def _boxes(self, document: Dict[str, Any], place: Any) -> None:
        box = document.get("box")
        boxes = [box] if box is not None else document.get("boxes", document.get("any_of"))
        if boxes is None:
            return
        self.boxes += len(boxes)
        self.empty += not boxes
        labels = document.get("labels") or [None] * len(boxes)
        seen = [(*map(float, one), label) for one, label in zip(boxes, labels)]
        if len(set(seen)) < len(seen):
            self._note("duplicates", "the same box stands there twice", place)
        if document.get("space", "pixel") != "pixel" or not boxes:
            return
        order = document.get("order", "xyxy")
        sized = order in ("xywh", "cxcywh")
        sides = [(one[2], one[3]) if sized else (one[2] - one[0], one[3] - one[1]) for one in boxes]
        if all(0 <= number <= 1 for one in boxes for number in one):
            self._note("fractions", 'all numbers are 0 to 1: is "space": "norm1" missing?', place)
        elif any(min(side) < TINY for side in sides):
            self._note("tiny", f"a box is less than {TINY:g} pixels wide or high", place)

    def _size(self, document: Dict[str, Any], place: Any) -> None:
        if "box" in document or "boxes" in document or "points" in document:
            sized = document.get("size") is not None
            if self._sized[sized] is None:
                self._sized[sized] = place

    def _of_the_whole(self) -> Iterable[Finding]:
        usable = self.count - self.bad
        key = ("bad_truth", "without extent")
        flat = sum(number for (kind, text), number in self._counts.items() if kind == key[0] and key[1] in text)
        if flat >= 3 and flat * 5 >= self.count:
            message = 'boxes without extent: they look like x, y, width, height ("order": "xywh")'
            yield Finding("xywh", message, False, flat, [])
        if usable >= ENOUGH and self._documents:
            document, number = self._documents.most_common(1)[0]
            if number >= ALIKE * usable:
                yield Finding("alike", f"nearly all truths are the same: {document[:60]}", False, number, [])
        if usable >= ENOUGH and self.empty * 2 > usable:
            yield Finding("empty", f"{100 * self.empty / usable:.0f} % have no box", False, self.empty, [])
        if None not in self._sized:
            yield Finding("some_sizes", 'some truths have a "size" and some have none', False, 1, [self._sized[0]])
        for rare, often in _twins(self.labels):
            message = f'label "{rare}" ({self.labels[rare]}) beside "{often}" ({self.labels[often]})'
            yield Finding("twins", message, False, self.labels[rare], [self._label_places[rare]])


def _plain(label: str) -> str:
    return re.sub(r"[\s_-]+", " ", label.casefold()).strip()


def _twins(labels: Counter[str]) -> Iterable[Tuple[str, str]]:
    """Labels that differ in case, spaces, a plural or the spelling, the rarer first."""
    seen: Dict[str, str] = {}
    for label, count in labels.most_common(VOCABULARY):
        plain = _plain(label)
        forms = (plain, plain + "s", plain[:-1] if plain.endswith("s") else plain)
        twin = next((seen[form] for form in forms if form in seen), None) or _misspelt(plain, count, seen, labels)
        if twin is not None:
            yield label, twin
        seen.setdefault(plain, label)


def _misspelt(plain: str, count: int, seen: Dict[str, str], labels: Counter[str]) -> Optional[str]:
    """A label that is many times as frequent and differs by one letter, or by two that changed places."""
    if len(plain) < LONG_LABEL:
        return None
    near = [one for one in seen if abs(len(one) - len(plain)) <= 1 and labels[seen[one]] >= MUCH_OFTENER * count]
    distances = edit_distance(near, [plain] * len(near), bound=2) if near else ()
    return next((seen[one] for one, far in zip(near, distances) if far == 1 or _exchanged(one, plain)), None)


def _exchanged(one: str, other: str) -> bool:
    """Whether two neighbouring letters changed places."""
    places = [place for place, (a, b) in enumerate(zip(one, other)) if a != b]
    if len(one) != len(other) or len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]
