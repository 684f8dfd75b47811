"""The reader against Python's json: a whole answer in JSON that needed no repair is exactly one that json.loads accepts.

Documents are made at random and then damaged. NaN and Infinity, which json.loads accepts, are repairs here; so is what is
valid JSON but no form of items (departs), lists under unknown keys among it, and a key that repeats."""

from __future__ import annotations

import json
import random

import vreward

ONE = {"bbox_2d", "bbox", "box", "bounding_box", "bounding_box_2d", "location", "rect", "box_2d", "Position"}
LISTS = {"coordinates", "answer", "boxes", "bboxes", "bounding_boxes", "points"}
POINT = {"point_2d", "point", "coordinate", "center"}
MEMBERS = {"x1", "y1", "x2", "y2", "xmin", "ymin", "xmax", "ymax", "x", "y", "x_min", "y_min", "x_max", "y_max"}
CONFIDENCE = {"confidence", "Confidence", "score", "prob"}


def refuse(constant: str) -> float:
    raise ValueError(constant)


def accepts(text: str) -> bool:
    try:
        json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        return False
    return True


def repeats(text: str) -> bool:
    """Whether an object has a key twice."""
    found = []

    def look(pairs):
        found.append(len(pairs) != len({key for key, _ in pairs}))
        return dict(pairs)

    json.loads(text, object_pairs_hook=look)
    return any(found)


def is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def role_of(key: str) -> str:
    """Known keys in any case, without separators, perhaps with a number at the end."""
    folded = key.lower().replace("_", "").replace("-", "").replace(" ", "")
    for name in (folded, folded.rstrip("0123456789")):
        for role, names in (("one", ONE | POINT), ("lists", LISTS)):
            if name in {known.lower().replace("_", "") for known in names}:
                return role
    return "none"


def departs(value, role="bare", level=0) -> bool:
    """True where a valid value holds something that could be meant for items and is no form of them."""
    if isinstance(value, list):
        numbers = [element for element in value if is_number(element)]
        if role == "none" and len(numbers) == len(value) and len(numbers) in (2, 4):
            return True
        if role != "none":
            if numbers and (len(numbers) != len(value) or len(numbers) not in (2, 4)):
                return True
            if numbers and level > (1 if role in ("bare", "lists") else 0):
                return True
            if any(isinstance(e, str) and any(c.isdigit() or c == "{" for c in e) for e in value):
                return True
        if role == "bare" and level > 0 and any(isinstance(element, dict) for element in value):
            return True
        return any(departs(element, role, level + 1) for element in value)
    if isinstance(value, dict):
        roles = {key: role_of(key) for key in value}
        if sum(role != "none" for role in roles.values()) > 1 or MEMBERS & value.keys():
            return True
        for key in value:
            if isinstance(value[key], str) and (roles[key] != "none" or key in CONFIDENCE):
                return True
        return any(departs(member, roles[key]) for key, member in value.items())
    return role != "none" and isinstance(value, str)


class Documents:
    SYNTAX = "[]{}\",:'0123456789.eE+-truefalsn \n\t\\/ub`()<_"
    CHARACTERS = "ab c\"\\'{}[],:\n\té漢😀/<>`"

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def number(self):
        kind = self.random.randrange(3)
        if kind == 0:
            return self.random.randrange(-5, 1200)
        if kind == 1:
            return round(self.random.uniform(-1, 1000), self.random.randrange(5))
        return self.random.random() * 10 ** self.random.randrange(-8, 8)

    def label(self) -> str:
        return "".join(self.random.choice(self.CHARACTERS) for _ in range(self.random.randrange(8)))

    def box(self) -> list:
        return [self.number() for _ in range(4)]

    def item(self) -> dict:
        made = {self.random.choice(["bbox_2d", "bbox", "box", "bounding_box", "box_2d"]): self.box()}
        if self.random.random() < 0.7:
            made["label"] = self.label()
        if self.random.random() < 0.3:
            made["confidence"] = self.random.random()
        if self.random.random() < 0.2:
            made[self.label()] = self.random.choice([None, True, False, "x", 1, [], {}, {"a": [1, "b"]}])
        members = list(made.items())
        self.random.shuffle(members)
        return dict(members)

    def document(self) -> str:
        kind = self.random.random()
        if kind < 0.5:
            value = [self.item() for _ in range(self.random.randrange(4))]
        elif kind < 0.7:
            value = self.item()
        elif kind < 0.8:
            value = {"objects": [self.item() for _ in range(self.random.randrange(3))]}
        elif kind < 0.9:
            value = [self.box() for _ in range(self.random.randrange(1, 4))]
        else:
            value = self.box()
        indent = self.random.choice([None, None, 1, 4])
        return json.dumps(value, ensure_ascii=self.random.random() < 0.5, indent=indent)

    def damaged(self) -> str:
        text = self.document()
        for _ in range(self.random.randrange(3)):
            at = self.random.randrange(len(text) + 1)
            kind = self.random.random()
            if kind < 0.35:
                text = text[:at] + text[at + 1 :]
            elif kind < 0.7:
                text = text[:at] + self.random.choice(self.SYNTAX) + text[at:]
            elif kind < 0.9:
                text = text[:at] + self.random.choice(self.SYNTAX) + text[at + 1 :]
            else:
                other = self.random.randrange(len(text) + 1)
                text = text[: min(at, other)] + text[max(at, other) :]
        return text


def boxes(value) -> list:
    """The boxes of a document that Documents made, in order."""
    if isinstance(value, dict):
        if "objects" in value:
            return boxes(value["objects"])
        found = []
        for key in value:
            if key in ONE:
                found.append(tuple(value[key]))
        return found
    if value and is_number(value[0]):
        return [tuple(value)]
    return [box for element in value for box in boxes(element)]


def test_unrepaired_is_what_json_loads_accepts():
    documents = Documents(20241123)
    accepted = refused = 0
    for _ in range(30000):
        text = documents.damaged()
        found = vreward.parse(text, dialect="json")
        if not text.strip() or found["reason"] == "empty_answer":
            continue
        if accepts(text):
            accepted += 1
            value = json.loads(text)
            if isinstance(value, (list, dict)) and not departs(value) and not repeats(text):
                assert found["repairs"] == (), (text, found)
        else:
            refused += 1
            if found["items"]:
                assert found["repairs"] != (), (text, found)
    assert accepted > 5000 and refused > 5000


def test_values_are_those_of_json_loads():
    documents = Documents(7)
    for _ in range(3000):
        text = documents.document()
        found = vreward.parse(text, dialect="json")
        expected = boxes(json.loads(text))
        assert [item["box"] for item in found["items"]] == expected, text


def test_strings_are_those_of_json_loads():
    documents = Documents(8)
    for _ in range(3000):
        label = documents.label()
        for ascii_only in (False, True):
            text = json.dumps({"bbox": [1, 2, 3, 4], "label": label}, ensure_ascii=ascii_only)
            found = vreward.parse(text)
            assert found["items"][0]["label"] == label and found["repairs"] == (), text


def test_numbers_are_those_of_python():
    source = random.Random(9)
    for _ in range(20000):
        whole = "".join(source.choice("0123456789") for _ in range(source.randrange(1, 25))).lstrip("0") or "0"
        text = source.choice(["", "-"]) + whole
        if source.random() < 0.6:
            text += "." + "".join(source.choice("0123456789") for _ in range(source.randrange(1, 25)))
        if source.random() < 0.4:
            text += "e" + str(source.randrange(-340, 320))
        found = vreward.parse(f"[{text}, 0, 1, 1]", dialect="json")
        assert found["items"][0]["box"][0] == float(text), text
        assert found["repairs"] == ()
