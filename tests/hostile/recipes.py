"""The recipes that hostile texts run through: every task, and every member that makes another path of them."""

from __future__ import annotations

import json

BOXES = {"boxes": [[10, 20, 30, 40], [1, 2, 3, 4]], "labels": ["a cat", "dog"], "size": [100, 100]}
POINTS = {"points": [[10, 20], [50, 60]], "size": [100, 100]}
TEXT = {"text": "The quick brown fox jumps over the lazy dog."}

# name: recipe, truth (None: the recipe needs none)
RECIPES = {
    "grounding": ("grounding", {"box": [10, 20, 30, 40], "size": [100, 100]}),
    "grounding of points": ({"base": "grounding", "target": "point"}, {"box": [10, 20, 30, 40]}),
    "detection": ({"base": "detection", "fold": True, "ap": ["ap"]}, BOXES),
    "counting": ("counting", POINTS),
    "ocr": ({"base": "ocr", "tokens": True}, TEXT),
    "ocr, everything forgiven": (
        {
            "base": "ocr",
            "unit": "token",
            "tokens": True,
            "norm": "truth",
            "normalize": {
                **dict.fromkeys(["strip_fence", "crlf", "nfc", "invisible", "width", "quotes", "lower", "markup"], True),
                "map": {"a": "b", "aa": "c", "aaaa": "d", "1": "\u0967"},
                "collapse_space": True,
            },
        },
        {"text": ["The quick brown fox jumps over the lazy dog.", "the same again"]},
    ),
    "number": ("number", {"number": 7}),
    "answer": ("answer", {"choice": "B", "choices": ["a cat", "a dog"]}),
    "answer of yes or no": ("answer", {"yes": True}),
    "answer of text": ("answer", {"text": ["a cat", "dog"]}),
    "spans": ({"base": "grounding", "dialect": "span"}, {"span": [3, 7]}),
    "format": (
        {
            "base": "format",
            "format": [
                {"tags": ["think", "answer"]},
                {"json": "array"},
                {"pattern": "(?s)<think>.*</think>.*"},
                {"pattern": "(?s).*\\[.*\\].*", "mode": "full"},
                {"pattern": "\\d+,\\d+", "mode": "search"},
            ],
        },
        None,
    ),
    "length": ({"base": "length", "soft": 100, "hard": 200}, None),
    "repetition": ("repetition", None),
    "repetition of items": ({"base": "repetition", "of": "items"}, None),
    "perception-r1-grounding": ("perception-r1-grounding", {"box": [10, 20, 30, 40]}),
    "perception-r1-detection": ("perception-r1-detection", BOXES),
    "perception-r1-counting": ("perception-r1-counting", POINTS),
    "perception-r1-ocr": ("perception-r1-ocr", TEXT),
    "pr1-grounding": ("pr1-grounding", {"box": [10, 20, 30, 40]}),
    "vlm-r1-iou-internvl": ("vlm-r1-iou-internvl", {"box": [10, 20, 30, 40]}),
    "vlm-r1-od-ap": ("vlm-r1-od-ap", BOXES),
    "gta1-click": ("gta1-click", {"box": [10, 20, 30, 40]}),
    "distinct items": ({"base": "detection", "items": "distinct", "faulty": "drop", "strict": True}, BOXES),
}


def recipe_json(name: str, **members: object) -> str:
    recipe = RECIPES[name][0]
    recipe = {"base": recipe} if isinstance(recipe, str) else recipe
    return json.dumps({**recipe, **members})


def truth_json(name: str) -> str:
    truth = RECIPES[name][1]
    return "" if truth is None else json.dumps(truth)
