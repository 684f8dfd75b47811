"""tests/vectors/reading: what each dialect reads from a text. tests/unit/test_reading_vectors.c runs the same files."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import vreward

FILES = sorted((Path(__file__).resolve().parent.parent / "vectors" / "reading").glob("*.json"))


def same_number(found, expected):
    expected = float(expected)
    return found == expected or (math.isnan(found) and math.isnan(expected))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_vectors(path):
    for case in json.loads(path.read_text(encoding="utf-8")):
        options = {"target": case["target"]} if "target" in case else {}
        if "order" in case:
            options["space"] = {"order": case["order"]}
        found = vreward.parse(case["text"], case.get("dialect", "auto"), **options)
        expect, name = case["expect"], case["name"]
        assert len(found["items"]) == len(expect["items"]), (name, found)
        for item, wanted in zip(found["items"], expect["items"]):
            kind = "box" if "box" in wanted else "point"
            assert all(map(same_number, item[kind], wanted[kind])), (name, item)
            assert item["label"] == wanted.get("label"), (name, item)
            assert item["confidence"] == wanted.get("confidence"), (name, item)
            assert item["reason"] == wanted.get("reason", "ok"), (name, item)
            begin, end = item["span"]
            assert case["text"][begin:end] == wanted["from"], (name, item)
        for key in ("dialect", "space", "reason", "number"):
            assert found[key] == expect.get(key), (name, key, found)
        assert list(found["repairs"]) == expect["repairs"], (name, found)


def test_every_dialect_has_a_file():
    names = {path.stem for path in FILES}
    # `text` reads no items, and `pattern` reads what its expression says: they have tests of their own.
    wanted = {"json", "qwen-vl", "brackets", "internvl", "deepseek-vl2", "paligemma", "florence", "gemini", "molmo", "molmo2"}
    wanted |= {
        "moondream",
        "cogvlm",
        "shikra",
        "seed",
        "glm",
        "rex-omni",
        "visual-rft",
        "tool-call",
        "kosmos",
        "number",
        "span",
    }
    assert wanted <= names
