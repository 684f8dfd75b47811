"""One rollout drawn with Pillow, for trackers: what a report draws in a browser."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional, Sequence, Tuple

from .fates import TRUTH, WRITTEN, Look
from .pictures import LONGEST, pillow
from .shapes import Area, area_of, place_of, size_of, truth_members

BLANK = (250, 250, 248)
FONT_SIZE = 13

Point = Tuple[float, float]


def drawn(found: Mapping[str, Any], truth: Any, image: Any = None) -> Any:
    """A picture of Pillow with the true and the written boxes and points, pairs joined, and each outcome in words.

    found  an explanation
    truth  the document that it was explained with, for the size of the picture
    image  a picture of Pillow; None: a blank sheet of the right shape
    """
    area = area_of(found, truth_members(truth), None if image is None else image.size)
    if area is None:  # nothing has a place
        size = size_of(truth_members(truth)) or (LONGEST, LONGEST)
        area = Area(size, size, False)
    return _Drawing(area, image).of(found)


class _Drawing:
    def __init__(self, area: Area, image: Any) -> None:
        pillow()
        from PIL import Image, ImageDraw, ImageFont

        shrink = LONGEST / max(area.shape)
        if image is not None:
            shrink = min(shrink, 1.0)
        width, height = (max(1, round(side * shrink)) for side in area.shape)
        if image is None:
            self.image = Image.new("RGB", (width, height), BLANK)
        else:
            self.image = image.convert("RGB").resize((width, height))
        self.scale = (width / area.scale[0], height / area.scale[1])
        self.time = area.time
        self.draw = ImageDraw.Draw(self.image)
        self.font = ImageFont.load_default(FONT_SIZE)
        self.plates: List[Tuple[str, Sequence[float], Look, bool]] = []

    def of(self, found: Mapping[str, Any]) -> Any:
        truth, items = found.get("truth", ()), found.get("items", ())
        for i, true in enumerate(truth):
            self._outline(true, f"T{i}", TRUTH[true["fate"]], True)
        for i, item in enumerate(items):
            self._outline(item, f"{i}", WRITTEN[item.get("fate") or "not_compared"], False)
        for item in items:
            if item.get("fate") == "matched":
                self._join(self._corners(item, False), self._corners(truth[item["truth"]], True))
        for text, corners, look, is_true in self.plates:
            self._plate(text, corners, look, is_true)
        return self.image

    def _corners(self, item: Mapping[str, Any], is_true: bool) -> Optional[List[float]]:
        """Left, top, right and bottom in pixels, within reach of the drawing; of a point all the same place."""
        place = place_of(item)
        if place is None:
            return None
        if self.time and len(place) == 4:  # moments in two rows, what is true above
            place = [place[0], 0.1 if is_true else 0.5, place[2], 0.45 if is_true else 0.85]
        x1, y1, x2, y2 = place if len(place) == 4 else [*place, *place]
        reach = 4.0 * LONGEST
        placed = (x1 * self.scale[0], y1 * self.scale[1], x2 * self.scale[0], y2 * self.scale[1])
        return [min(max(each, -reach), reach) for each in placed]

    def _outline(self, item: Mapping[str, Any], name: str, look: Look, is_true: bool) -> None:
        corners = self._corners(item, is_true)
        if corners is None:
            return
        left, top, right, bottom = corners
        if (left, top) == (right, bottom):
            r = 7 if is_true else 4
            self.draw.ellipse((left - r, top - r, left + r, top + r), outline=look.colour, width=2)
        else:
            sides = [((left, top), (right, top)), ((right, top), (right, bottom))]
            sides += [((right, bottom), (left, bottom)), ((left, bottom), (left, top))]
            for begin, end in sides:
                self._line(begin, end, "#ffffff", 5, ())
            for begin, end in sides:
                self._line(begin, end, look.colour, 3 if look.dashes or not is_true else 2, look.dashes)
        fate = item.get("fate") or "not compared"
        told = [name, (item.get("label") or "")[:28], "" if fate == "matched" else fate.replace("_", " ")]
        self.plates.append((" ".join(filter(None, told)), corners, look, is_true))

    def _line(self, begin: Point, end: Point, colour: str, width: int, dashes: Sequence[int]) -> None:
        length = abs(end[0] - begin[0]) + abs(end[1] - begin[1])  # along an axis, but for pairs, which are unbroken
        if not dashes or length == 0:
            self.draw.line([begin, end], fill=colour, width=width)
            return
        at, place = 0.0, 0
        while at < length:
            until = min(at + dashes[place % len(dashes)], length)
            if place % 2 == 0:
                self.draw.line([_between(begin, end, at / length), _between(begin, end, until / length)], colour, width)
            at, place = until, place + 1

    def _join(self, item: Optional[List[float]], true: Optional[List[float]]) -> None:
        if item is None or true is None:
            return
        begin, end = (((c[0] + c[2]) / 2, (c[1] + c[3]) / 2) for c in (item, true))
        self._line(begin, end, "#ffffff", 4, ())
        self._line(begin, end, WRITTEN["matched"].colour, 2, ())
        for (x, y), look in ((begin, WRITTEN["matched"]), (end, TRUTH["matched"])):
            self.draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=look.colour, outline="#ffffff")

    def _plate(self, text: str, corners: Sequence[float], look: Look, is_true: bool) -> None:
        """A name on a sheet of its colour, kept inside the picture: above what was written, below what is true."""
        _, top, right, bottom = self.draw.textbbox((0, 0), text, self.font)
        width, height = right + 8, bottom - top + 6
        x = max(0, min(corners[0], self.image.width - width))
        y = max(0, min(corners[3] if is_true else corners[1] - height, self.image.height - height))
        self.draw.rectangle((x, y, x + width, y + height), fill=look.colour)
        dark = look in (WRITTEN["below_threshold"], WRITTEN["wrong_label"])
        self.draw.text((x + 4, y + 3 - top), text, "#000000" if dark else "#ffffff", self.font)


def _between(begin: Point, end: Point, share: float) -> Point:
    return begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share
