"""The box and the text reward of LLaVA-OneVision-1.5-RL beside a plain Python of what they compute."""

from __future__ import annotations

import json
import random
import re
import struct
from typing import Any, Callable

import pytest
import vreward

NUMBER = r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?"


def answer_of(text: str) -> str:
    found = re.findall(r"<answer>(.*?)</answer>", text, re.DOTALL)
    return found[-1] if found else ""


def box_quality(text: str, truth: list[float]) -> float:
    found = re.search(rf"\[\s*{NUMBER}(?:\s*,\s*{NUMBER})*\s*\]", answer_of(text))
    box = [float(part) for part in found.group()[1:-1].split(",")] if found else []
    if len(box) != 4:
        return 0.0
    width, height = (min(box[i + 2], truth[i + 2]) - max(box[i], truth[i]) for i in (0, 1))
    common = max(0, width) * max(0, height)
    both = (box[2] - box[0]) * (box[3] - box[1]) + (truth[2] - truth[0]) * (truth[3] - truth[1]) - common
    return common / both if both else 0.0


def distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, left in enumerate(a):
        last, row[0] = row[0], i + 1
        for j, right in enumerate(b):
            last, row[j + 1] = row[j + 1], min(last + (left != right), row[j] + 1, row[j + 1] + 1)
    return row[-1]


def text_quality(text: str, truths: list[str]) -> float:
    def folded(one: str) -> str:
        return " ".join(one.lower().split())

    written = answer_of(text)
    if not written:
        return 0.0
    share = [distance(folded(one), folded(written)) / max(len(one), len(folded(written))) for one in truths]
    return 1 - min(share) if 1 - min(share) >= 0.5 else 0.0


def put(draw: random.Random, answer: str) -> str:
    """An answer as a model may put it, right and wrong."""
    forms = ["<think>t</think><answer>{}</answer>", "<answer>\n {} \n</answer>", "<answer>{}", "{}"]
    forms += ["<answer>{}</answer><answer>none</answer>", "<answer>[1, 2]</answer><answer>{}</answer>"]
    forms += ["<think><answer>{}</answer>", "<answer></answer>", "<answer>{} [0, 0, 9, 9]</answer>"]
    return draw.choice(forms + forms[:1] * 8).replace("{}", answer)


def drawn_box(draw: random.Random) -> tuple[str, list[float]]:
    truth = [draw.randrange(0, 30), draw.randrange(0, 30), draw.randrange(31, 60), draw.randrange(31, 60)]
    near = [one + draw.choice([0, 0, 1, -2.5, 7, -31]) for one in truth]
    numbers = draw.choice([truth, near, near, near[:3], near + [1], near[::-1]])
    written = [draw.choice([str(one), f" {one} ", f"+{one}".replace("+-", "-"), f"{one}e0"]) for one in numbers]
    list_of = draw.choice(["[{}]", "[{}]", "the box is [{}].", '{"bbox_2d": [{}]}', "[1, 2] [{}]", "[a] [{}]", "({})"])
    return put(draw, list_of.replace("{}", draw.choice([",", ", ", "\n,"]).join(written))), truth


def drawn_text(draw: random.Random) -> tuple[str, list[str]]:
    words = "STOP the sign Exit 12 km - \u51fa\u53e3 \u00c9cole".split()
    truths = [" ".join(draw.choice(words) for _ in range(draw.randrange(1, 6))) for _ in range(draw.randrange(1, 4))]
    answer = [word for word in draw.choice(truths).split() if draw.random() < 0.9]
    text = draw.choice([" ", "\n", "  "]).join(answer)
    return put(draw, draw.choice([text, text.lower(), text.upper(), text[:-1], text + "!"])), truths


CASES: dict[str, tuple[Callable[..., float], Callable[..., tuple[str, Any]], str]] = {
    "llava-ov-rl-bbox": (box_quality, drawn_box, "box"),
    "llava-ov-rl-ocr": (text_quality, drawn_text, "text"),
}


@pytest.mark.parametrize("name", CASES)
def test_against_plain_python(name: str) -> None:
    plain, drawn, member = CASES[name]
    draw = random.Random(11)
    rows = [drawn(draw) for _ in range(2000)]
    scores = vreward.Scorer(name).score([text for text, _ in rows], [json.dumps({member: truth}) for _, truth in rows])
    wanted = [plain(text, truth) for text, truth in rows]
    assert sum(0 < score < 1 for score in wanted) > 100 and sum(score == 1 for score in wanted) > 100
    for (text, truth), score, other in zip(rows, scores.score, wanted):
        assert struct.pack("<f", score + 0.0) == struct.pack("<f", other + 0.0), (text, truth, score, other)
