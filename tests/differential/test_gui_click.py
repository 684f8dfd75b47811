"""Vero's reward of clicks beside a plain Python of what it computes."""

from __future__ import annotations

import json
import random
import re
import struct
from typing import Any

import vreward

FENCED = r"```(?:json)?\s*(\[.*?\])\s*```"
BARE = r"\[\s*\{.*?\}\s*\]"


def click_of(text: str) -> list[float] | None:
    """The point of the first object, in the first list that is JSON."""
    for form in (FENCED, BARE):
        found = re.findall(form, text, re.DOTALL)
        try:
            objects = json.loads(found[0]) if found else None
        except ValueError:
            continue
        if objects is None:
            continue
        point = objects[0].get("point_2d") if objects and isinstance(objects[0], dict) else None
        return point if isinstance(point, list) and len(point) == 2 else None
    return None


def is_empty(answer: str) -> bool:
    """Nothing is left but a letter of choice, units, quotes and a full stop."""
    answer = re.sub(r"^[A-Za-z][.)]\s*", "", answer.strip())
    answer = re.sub(r"[$\u00a3\u20ac\u00a5%\u2030,\\\u00b0]", "", answer).strip()
    for begin in ("answer:", "final answer:"):
        answer = answer[len(begin) :].strip() if answer.lower().startswith(begin) else answer
    return not answer.strip("'\"").removesuffix(".").strip()


def expected(text: str, box: list[float], size: list[int]) -> float:
    whole = re.fullmatch(r"<think>.*?</think>\s*<answer>.*?</answer>\s*", text, re.DOTALL)
    answer = re.search(r"<answer>(.*?)</answer>", text, re.DOTALL)
    formatted = bool(whole and answer and not is_empty(answer.group(1)))
    point = click_of(text)
    inside = point is not None and all(
        0 <= at <= of and box[i] <= at <= box[i + 2] for i, (at, of) in enumerate(zip(point, size))
    )
    return 0.5 * inside + 0.5 * formatted


def drawn(draw: random.Random) -> tuple[str, list[float]]:
    box = [draw.randrange(0, 200), draw.randrange(0, 150), draw.randrange(201, 400), draw.randrange(151, 300)]
    inside = [draw.randint(box[0], box[2]), draw.choice([box[1], box[3], (box[1] + box[3]) / 2])]
    point: list[Any] = draw.choice([inside] * 4 + [[box[0] - 1, box[1]], [box[2], box[3] + 0.5], inside[:1], [-1, 2]])
    named = {"label": 'the "OK" button', draw.choice(["point_2d"] * 6 + ["point", "bbox_2d"]): point}
    objects: list[Any] = draw.choice(
        [[named]] * 6 + [[named, {"point_2d": [0, 0]}], [{"label": "a"}, named], [], [[1, 2], named]]
    )
    written = json.dumps(objects, indent=draw.choice([None, None, 2]))
    written = draw.choice(
        [written] * 8 + [written.replace('"', "'"), written[:-1], written.replace("]}]", "]},]"), written[1:-1]]
    )
    written = draw.choice(
        ["{}", "{}", "```json\n{}\n```", "```\n{}\n```", "here: {}", "```json\n{}", "```json\n[1]\n```{}"]
    ).replace("{}", written)
    written = draw.choice(
        [written] * 9 + ["$ ", "A.", "answer: \u00b0", "'.'", "Final answer:", "A. {}", "B) final answer: %"]
    )
    forms = ["<think>t</think><answer>{}</answer>"] * 5 + [
        "<think>t</think>\n<answer>\n{}\n</answer>\n",
        "<answer>{}</answer>",
        "{}",
    ]
    forms += [
        "<think>{}</think><answer></answer>",
        "<think><answer> </answer></think><answer>{}</answer>",
        " <think></think><answer>{}</answer>",
    ]
    forms += ["<think>t</think><answer>{}</answer> end", "<think>t</think><answer>{}</answer><answer>none</answer>"]
    return draw.choice(forms).replace("{}", written), box


def test_against_plain_python() -> None:
    draw = random.Random(11)
    rows = [drawn(draw) for _ in range(3000)]
    size = [400, 300]
    scores = vreward.Scorer("gui-click").score(
        [text for text, _ in rows], [json.dumps({"box": box}) for _, box in rows]
    )
    wanted = [expected(text, box, size) for text, box in rows]
    assert min(wanted.count(0.0), wanted.count(0.5), wanted.count(1.0)) > 100
    for (text, box), score, other in zip(rows, scores.score, wanted):
        assert struct.pack("<f", score) == struct.pack("<f", other), (text, box, score, other)
