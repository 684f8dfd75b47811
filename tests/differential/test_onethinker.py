"""OneThinker's published accuracies beside a plain Python of what they compute: first answer section, else the whole text."""

from __future__ import annotations

import json
import random
import re
import struct
from typing import Any, Callable

import pytest
import vreward


def answer_of(text: str) -> str:
    found = re.search(r"<answer>\s*(.*?)\s*</answer>", text, re.DOTALL)
    return found.group(1) if found else text.strip()


def words_right(text: str, truth: str) -> float:
    written, right = answer_of(text).split(), truth.split()
    row = list(range(len(written) + 1))
    for i, word in enumerate(right):
        last, row[0] = row[0], i + 1
        for j, other in enumerate(written):
            last, row[j + 1] = row[j + 1], min(last + (word != other), row[j] + 1, row[j + 1] + 1)
    return max(0.0, 1 - row[-1] / max(1, len(right)))


def numbers_of(text: str, key: str, count: int) -> list[float] | None:
    try:
        answer = json.loads(answer_of(text))
    except ValueError:
        return None
    numbers = answer.get(key) if isinstance(answer, dict) else None
    return numbers if isinstance(numbers, list) and len(numbers) == count else None


def temporal(text: str, truth: list[float]) -> float:
    span = numbers_of(text, "time", 2)
    if span is None:
        return 0.0
    union = max(span[1], truth[1]) - min(span[0], truth[0])
    return max(0.0, min(span[1], truth[1]) - max(span[0], truth[0])) / union if union > 1e-12 else 0.0


def spatial(text: str, truth: list[float]) -> float:
    box = numbers_of(text, "boxes", 4)
    if box is None:
        return 0.0

    def area(one: list[float]) -> float:
        return max(0.0, one[2] - one[0]) * max(0.0, one[3] - one[1])

    common = area([max(a, b) for a, b in zip(box[:2], truth[:2])] + [min(a, b) for a, b in zip(box[2:], truth[2:])])
    union = area(box) + area(truth) - common
    return common / union if union > 1e-12 else 0.0


def single(value: float) -> float:
    """The nearest single float, which the published function computes in."""
    return float(struct.unpack("<f", struct.pack("<f", value))[0])


def near_shares(text: str, truth: int) -> float:
    try:
        number = single(float(answer_of(text).replace(",", "")))
    except ValueError:
        return 0.0
    error = single(single(abs(single(number - truth))) / single(abs(truth) + single(1e-8)))
    return sum(error < single(1 - single(0.5 + 0.05 * i)) for i in range(10)) / 10


def written(draw: random.Random, answer: str) -> str:
    """An answer as a model may put it, right and wrong."""
    forms = ["<think>t</think><answer>{}</answer>", "<answer>\n {} \n</answer>", "{}", " {}\n", "<answer>{}", "so {}"]
    forms += ["<answer>{}</answer><answer>none</answer>", "<answer>```json\n{}\n```</answer>", "<answer>[{}]</answer>"]
    return draw.choice(forms).replace("{}", answer)


def number(draw: random.Random) -> Any:
    return draw.choice([draw.randrange(0, 60), round(draw.uniform(0, 60), 2), draw.randrange(-5, 5)])


def drawn_numbers(draw: random.Random, key: str, count: int) -> tuple[str, list[float]]:
    truth = [draw.randrange(0, 20) for _ in range(count // 2)] + [draw.randrange(21, 60) for _ in range(count // 2)]
    near = [one + draw.choice([0, 0, 1, -2.5, 7]) for one in truth]
    numbers = draw.choice([truth, near, near, [number(draw) for _ in range(count + (draw.random() < 0.1))]])
    named = {draw.choice([key, key, key, "bbox"]): numbers}
    return written(draw, json.dumps(named, indent=draw.choice([None, None, 2]))), truth


def drawn_text(draw: random.Random) -> tuple[str, str]:
    words = "STOP the sign Exit 12 km - \u51fa\u53e3".split()
    truth = [draw.choice(words) for _ in range(draw.randrange(1, 9))]
    answer = [word if draw.random() < 0.8 else draw.choice(words) for word in truth if draw.random() < 0.9]
    return written(draw, draw.choice([" ", "\n", "  "]).join(answer)), " ".join(truth)


def drawn_number(draw: random.Random) -> tuple[str, int]:
    truth = draw.choice([draw.randrange(1, 60), 20 * draw.randrange(-9, 99), draw.randrange(1000, 9999)])
    step = round(draw.randrange(-12, 13) / 20 * truth)
    off = round(draw.uniform(-0.6, 0.6) * truth, 2)  # hardly ever a threshold, where single floats decide
    number = truth + draw.choice([0, step, step, off, draw.randrange(-9, 9)])
    return written(draw, draw.choice(["{}", "{}", "{:,}", "{} m"]).format(number)), truth


CASES: dict[str, tuple[Callable[..., float], Callable[..., tuple[str, Any]], str]] = {
    "onethinker-ocr": (words_right, drawn_text, "text"),
    "onethinker-regression": (near_shares, drawn_number, "number"),
    "onethinker-temporal": (temporal, lambda draw: drawn_numbers(draw, "time", 2), "span"),
    "onethinker-spatial": (spatial, lambda draw: drawn_numbers(draw, "boxes", 4), "box"),
}


@pytest.mark.parametrize("name", CASES)
def test_against_plain_python(name: str) -> None:
    plain, drawn, member = CASES[name]
    draw = random.Random(11)
    rows = [drawn(draw) for _ in range(1000)]
    scores = vreward.Scorer(name).score([text for text, _ in rows], [json.dumps({member: truth}) for _, truth in rows])
    wanted = [plain(text, truth) for text, truth in rows]
    assert sum(0 < score < 1 for score in wanted) > 50 and sum(score == 1 for score in wanted) > 50
    for (text, truth), score, other in zip(rows, scores.score, wanted):
        assert struct.pack("<f", score) == struct.pack("<f", other), (text, truth, score, other)
