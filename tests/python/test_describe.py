"""An explanation for people: what vreward.describe prints for every task, read by eye and kept in described.txt.

python tests/python/test_describe.py writes that file anew: read each change.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import vreward
from vreward._binding.loading import library
from vreward._scoring import shown, text_diff, words
from vreward._scoring.text_diff import DELETE, EQUAL, INSERT, REPLACE

DESCRIBED = Path(__file__).with_name("described.txt")
ROOT = Path(__file__).resolve().parent.parent.parent

CAT = {"boxes": [[10, 10, 100, 100]], "labels": ["cat"], "size": [200, 200]}
PAGE = "Invoice 2024-118\nMüller & Söhne GmbH\n" + "\n".join(f"{n} x screw M{n}  {n}.50 EUR" for n in range(2, 12))
BOX = '{{"bbox_2d": [{}, 0, {}, 8], "label": "c"}}'

# name: recipe, completion, truth
CASES: dict[str, tuple[Any, Any, Any]] = {
    "grounding": ("grounding", '<answer>[{"bbox_2d": [10, 10, 90, 100]}]</answer>', {"box": [10, 10, 100, 100]}),
    "grounding, nothing near": ("grounding", "[10, 10, 50, 50]", {"box": [100, 100, 150, 150]}),
    "grounding, a moment": ("grounding", "1.0s to 3s", {"span": [1, 4]}),
    "grounding, no answer": ("grounding", "<think>The cat is on the", {"box": [1, 2, 3, 4]}),
    "grounding, empty completion": ("grounding", "", {"box": [1, 2, 3, 4]}),
    "grounding, swapped corners": ("grounding", "[100, 100, 10, 10]", {"box": [10, 10, 100, 100]}),
    "grounding, threshold": (
        {"base": "grounding", "overlap": {"at_least": 0.5}},
        "[10, 10, 40, 100]",
        {"box": [10, 10, 100, 100]},
    ),
    "fits as fractions": ("grounding", "[0.331, 0.308, 0.477, 0.546]", {"box": [212, 148, 305, 262], "size": [640, 480]}),
    "fits as y first": (
        "grounding",
        "[148, 212, 262, 305]",
        {"box": [212, 148, 305, 262], "size": [640, 480]},
    ),
    "fits as a truth in another order": ("grounding", "[50, 40, 130, 100]", {"box": [50, 40, 80, 60], "size": [200, 150]}),
    "fits as a truth of exchanged size": (
        {"base": "grounding", "space": {"prediction": "norm1000"}},
        "[100, 200, 700, 300]",
        {"box": [64, 96, 448, 144], "size": [480, 640]},
    ),
    "fits as pixels of a resized image": (
        {"base": "grounding", "model": "qwen2.5-vl"},
        "[206, 337, 617, 539]",
        {"box": [300, 500, 900, 800], "size": [1920, 1080]},
    ),
    "grounding, only the first counts": (
        {"base": "grounding", "items": "first"},
        "[0, 0, 10, 10] [5, 5, 10, 10]",
        {"box": [0, 0, 10, 10]},
    ),
    "detection, two forms": (
        "detection",
        '<answer>[{"bbox_2d": [10, 10, 100, 100], "label": "cat"}] and <box>(10,10),(100,100)</box></answer>',
        {"boxes": [[10, 10, 100, 100]], "labels": ["cat"]},
    ),
    "detection, exponent beyond all": ("detection", '[{"bbox_2d": [1, 2, 1e400, 3], "label": "cat"}]', CAT),
    "detection, confidence": ("detection", '[{"bbox_2d": [9, 10, 100, 100], "label": "cat", "score": 0.8}]', CAT),
    "detection": (
        "detection",
        '[{"bbox_2d": [10, 10, 100, 90], "label": "cat"}, {"bbox_2d": [150, 150, 190, 190], "label": "cat"}]',
        {**CAT, "boxes": [[10, 10, 100, 100], [120, 10, 180, 60]], "labels": ["cat", "dog"]},
    ),
    "detection, wrong label": ("detection", '[{"bbox_2d": [10, 10, 100, 100], "label": "狗"}]', CAT),
    "detection, no label": ("detection", "[10, 10, 100, 100]", CAT),
    "detection, ignored": (
        "detection",
        '[{"bbox_2d": [10, 10, 100, 100], "label": "cat"}, {"bbox_2d": [120, 10, 180, 60], "label": "cat"}]',
        {**CAT, "boxes": [[10, 10, 100, 100], [120, 10, 180, 60]], "labels": ["cat", "cat"], "ignore": [False, True]},
    ),
    "detection, mended and broken off": (
        "detection",
        "Here: [{bbox_2d: [10, 10, 100, 100], 'label': 'cat'}, {'bbox_2d': ['120', 10, 180, 60",
        CAT,
    ),
    "detection, thousandths": (
        {"base": "detection", "model": "qwen3-vl"},
        '[{"bbox_2d": [50, 50, 500, 500], "label": "cat"}]',
        CAT,
    ),
    "detection, many": (
        "detection",
        f"[{', '.join(BOX.format(10 * i, 10 * i + 8) for i in (*range(28), 90, 95))}]",
        {"boxes": [[10 * i - 20, 0, 10 * i - 12, 8] for i in range(2, 44)], "labels": ["c"] * 42},
    ),
    "detection, none there": ("detection", "[]", {"boxes": [], "labels": []}),
    "detection, long label": ("detection", json.dumps([{"bbox_2d": [10, 10, 100, 100], "label": "cat" * 100}]), CAT),
    "detection, bad truth": ("detection", "[]", {"boxes": [], "lables": []}),
    "counting": ("counting", "<answer>6</answer>", {"count": 7}),
    "counting, places": (
        "counting",
        '[{"point_2d": [15, 15]}, {"point_2d": [300, 60]}]',
        {"boxes": [[10, 10, 20, 20], [40, 40, 60, 60]]},
    ),
    "counting, no number": ("counting", "many", {"count": 7}),
    "number": ("number", "about 9 meters", 10),
    "answer, a choice": ("answer", "The answer is (C).", {"choice": ["A", "C"]}),
    "answer, two choices": ("answer", "A or B", {"choice": "B"}),
    "answer, a text": ("answer", "a big dog", {"text": ["dog", "cat"]}),
    "ocr": ("ocr", "Cafe Linden\n2 x Espresso  5,O0 €", {"text": "Café Linden\n2 x Espresso  5,00 €"}),
    "ocr, equal": ("ocr", "Café", {"text": "Café"}),
    "ocr, windows": ("ocr", PAGE.replace("ü", "u").replace("8 x", "8x").replace("11.50", "11.500"), {"text": PAGE}),
    "ocr, broken off": ("ocr", PAGE[:60], {"text": PAGE}),
    "ocr, another text": ("ocr", "The quick brown fox jumps over it", {"text": "Zwölf Boxkämpfer jagen Viktor"}),
    "ocr, nothing": ("ocr", "", {"text": "Café"}),
    "ocr, words": ({"base": "ocr", "unit": "word"}, "one two tree four five", {"text": "one two three four"}),
    "ocr, words and signs": ({"base": "ocr", "unit": "cjk-or-word"}, "总计 5 元", {"text": "合计 5 元 net"}),
    "ocr, indel": ({"base": "ocr", "distance": "indel"}, "a kitten sat here", {"text": "a mitten sat here"}),
    "ocr, bytes": ({"base": "ocr", "unit": "byte"}, "Cafe Linden", {"text": "Café Linden"}),
    "ocr, several forms": ("ocr", "colour", {"text": ["color", "colours"]}),
    "ocr, invisible": ("ocr", "a\u200bb c\x1b[31md", {"text": "ab\u00a0c\x1b[31md"}),
    "ocr, threshold": ({"base": "ocr", "above": 0.5}, "abcdef", {"text": "abcxyzuvw"}),
    "format": ("format", "<think>a</think>\n<answer>b</answer>!", None),
    "format, a hint": (
        {"base": "format", "format": [{"pattern": "a.b"}, {"pattern": "b"}, {"tags": ["answer"]}]},
        "a\nb",
        None,
    ),
    "length": ({"base": "length", "soft": 2, "hard": 5}, "a b c d", None),
    "repetition": ("repetition", "a b c d e a b c d e a b c d e", None),
    "published": ("vlm-r1-iou-qwen", "<answer>[10, 10, 90, 100]</answer>", {"box": [10, 10, 100, 100], "size": [200, 200], "input_size": [200, 200]}),
}


def explained(name: str) -> tuple[dict[str, Any], Any]:
    recipe, completion, truth = CASES[name]
    try:
        return vreward.explain(recipe, completion, truth), completion
    except vreward.Error as failure:
        assert failure.explanation is not None
        return failure.explanation, completion


def described(name: str) -> str:
    return vreward.describe(*explained(name))


def goldens() -> dict[str, str]:
    parts = DESCRIBED.read_text(encoding="utf-8").split("## ")[1:]
    return {name: text.strip("\n") for name, text in (part.split("\n", 1) for part in parts)}


@pytest.mark.parametrize("name", CASES)
def test_described(name: str) -> None:
    assert described(name) == goldens()[name]


def test_every_golden_has_a_case() -> None:
    assert list(goldens()) == list(CASES)


def test_every_task_is_described() -> None:
    assert {explained(name)[0]["task"] for name in CASES} >= {vreward.Scorer(r).recipe["task"] for r in vreward.recipes() if r != "length"} | {"length"}  # fmt: skip


def test_every_name_has_words() -> None:
    """Those of the library and those of docs/explanation.md."""
    calls = library().short

    def named(names: Any) -> set[str]:
        found = []
        while (name := names(len(found))) is not None:
            found.append(name.decode())
        return set(found)

    assert set(words.REASONS) == set(vreward.REASONS)
    assert set(words.REPAIRS) == named(calls.repair_name)
    assert set(words.SPACES) == named(calls.space_name)
    page = (ROOT / "docs" / "explanation.md").read_text(encoding="utf-8")
    fates = page.split("| fate | meaning |")[1].split("\n\n")[0]
    assert set(words.WRITTEN_FATES) | set(words.TRUE_FATES) == set(re.findall(r"^\| `(\w+)`", fates, re.M))


def test_every_reason_of_the_page_is_described(root: Path) -> None:
    """The examples of docs/why-is-my-reward-zero.md: each reason, in its words."""
    page = (root / "docs" / "why-is-my-reward-zero.md").read_text(encoding="utf-8")
    examples = re.findall(r"^### `(\w+)`\n\n```json\n(.*?)\n```", page, re.M | re.S)
    assert len(examples) > 15
    for reason, text in examples:
        example = json.loads(text)
        try:
            told = vreward.describe(vreward.explain(example["recipe"], example["completion"], example.get("truth")))
        except vreward.Error as failure:
            assert reason == "bad_truth"
            told = vreward.describe(failure.explanation or {})
            assert "bad_truth: truth member" in told
            continue
        assert f"{reason}: {words.REASONS[reason]}"[:60] in " ".join(told.split()), reason


# ---- nothing is computed anew but the difference of texts ------------------------------------------------------------


def is_alignment(a: str, b: str, steps: str) -> bool:
    i = j = 0
    for step in steps:
        if step in (EQUAL, REPLACE):
            if (a[i] == b[j]) != (step == EQUAL):
                return False
            i, j = i + 1, j + 1
        elif step == DELETE:
            i += 1
        else:
            assert step == INSERT
            j += 1
    return (i, j) == (len(a), len(b))


@pytest.mark.parametrize("kept_bits", [text_diff.KEPT_BITS, 40])
def test_alignments_cost_the_distance(kept_bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Walked back from all rows, and where there is no room for them, halved."""
    monkeypatch.setattr(text_diff, "KEPT_BITS", kept_bits)
    chance = random.Random(1)
    for _ in range(1500):
        a, b = ("".join(chance.choices("abcé文", k=chance.randrange(25))) for _ in range(2))
        steps = text_diff.levenshtein_steps(a, b)
        assert is_alignment(a, b, steps)
        assert len(steps) - steps.count(EQUAL) == vreward.edit_distance(a, b)
        steps = text_diff.indel_steps(a, b)
        assert is_alignment(a, b, steps)
        assert REPLACE not in steps
        assert len(steps) - steps.count(EQUAL) == vreward.edit_distance(a, b, distance="indel")


@pytest.mark.parametrize("unit", ["codepoint", "word", "cjk-or-word", "grapheme", "byte"])
@pytest.mark.parametrize("distance", ["levenshtein", "indel"])
def test_the_edits_shown_add_up_to_the_distance(unit: str, distance: str) -> None:
    scorer = vreward.Scorer("ocr", unit=unit, distance=distance)
    chance = random.Random(2)
    found = 0
    for _ in range(300):
        a, b = (" ".join("".join(chance.choices("abé文é", k=3)) for _ in range(chance.randrange(6))) for _ in range(2))
        explanation = scorer.explain(a, json.dumps({"text": b}))
        told = vreward.describe(explanation)
        match = re.search(r"distance (\d+): (.*?);", told)
        if explanation["distance"] and match is not None:
            assert int(match[1]) == explanation["distance"]
            assert sum(map(int, re.findall(r"\d+", match[2]))) == explanation["distance"], told
            found += 1
        else:
            assert not explanation["distance"] or unit in ("grapheme", "byte")
    assert found > 100 or unit in ("grapheme", "byte")


def test_real_pages(shared_data: Path) -> None:
    """Page transcriptions of an OCR model: the edits add up to the distance, and what is shown stays short."""
    with open(shared_data / "mdpbench_gemini3" / "page_pairs.jsonl", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines][:60]
    scorer = vreward.Scorer("ocr")
    for pair in pairs:
        texts = [value for value in pair.values() if isinstance(value, str)]
        written, true = sorted(texts, key=len)[-2:]
        explanation = scorer.explain(written, json.dumps({"text": true}))
        told = vreward.describe(explanation, written)
        if explanation["distance"]:
            match = re.search(r"distance (\d+): (.*?);", " ".join(told.split()))
            assert match is not None
            assert sum(map(int, re.findall(r"\d+", match[2]))) == int(match[1]) == explanation["distance"]
        assert len(told) < 8000


def test_long_texts_are_aligned_without_much_memory() -> None:
    chance = random.Random(3)
    true = "".join(chance.choices("abcdefgh ", k=20_000))
    written = "".join(sign if chance.random() > 0.05 else "x" for sign in true)
    told = vreward.describe(vreward.explain("ocr", written, {"text": true}))
    assert f"distance {vreward.edit_distance(written, true)}: " in told
    assert "more places" in told
    assert len(told) < 4000


def test_texts_that_are_too_long_are_shown_beside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_diff, "MOST_PAIRS", 10)
    told = vreward.describe(vreward.explain("ocr", "kitten", {"text": "mitten"}))
    assert told.endswith("[-kitten-]\n          {+mitten+}")


# ---- a terminal ------------------------------------------------------------------------------------------------------


def test_colours_are_all_that_a_terminal_gets_more() -> None:
    for name in CASES:
        explanation, completion = explained(name)
        coloured = vreward.describe(explanation, completion, color=True)
        assert re.sub(r"\x1b\[\d+m", "", coloured) == described(name)
        assert "\x1b" in coloured
        assert "\x1b" not in described(name)


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u2028", "\x00", "\x7f"])
def test_what_a_model_wrote_steers_no_terminal(sign: str) -> None:
    text = f"one{sign}two"
    box = json.dumps([{"bbox_2d": [10, 10, 100, 100], "label": text}])
    truth = {"text": f"{text} "}
    for told in (
        vreward.describe(vreward.explain("ocr", text, truth), text),
        vreward.describe(vreward.explain("ocr", f"x{sign}", {"text": "y"}), f"x{sign}"),
        vreward.describe(vreward.explain("detection", box, CAT), box),
    ):
        assert sign not in told
        assert f"<U+{ord(sign):04X}>" in told or sign == "\x00"


def test_width_and_bytes() -> None:
    explanation, completion = explained("detection")
    narrow = vreward.describe(explanation, width=60)
    terms = narrow[narrow.index("terms") : narrow.index("read as")]
    assert all(len(line) <= 60 for line in terms.splitlines())
    assert not re.search(r"[a-z]$", terms.rstrip(), re.M)  # a name and its value stay together
    assert vreward.describe(explanation, completion.encode()) == vreward.describe(explanation, completion)


@pytest.mark.parametrize(("number", "told"), [(1, "1"), (0.99996, "0.99996"), (1e-9, "1e-09"), (0, "0"), (123456, "123456"), (10000, "10000"), (2e5, "200000"), (2 / 3, "0.6667"), (None, "none")])  # fmt: skip
def test_numbers_are_not_rounded_to_what_they_are_not(number: Any, told: str) -> None:
    from vreward._scoring.description import _number

    assert _number(number) == told


def test_shortened() -> None:
    assert shown.shortened("abcdefghij", 10) == "abcdefghij"
    assert len(shown.shortened("abcdefghij" * 5, 20)) <= 22


if __name__ == "__main__":
    DESCRIBED.write_text("\n\n".join(f"## {name}\n\n{described(name)}" for name in CASES) + "\n", encoding="utf-8")
