"""Published recipes beside plain Python that computes the same, as projects paste it: two formats, an IoU and a
detection. Four calls of str.count take little more than it takes to hand a text over, so there the target is to be no slower."""

from __future__ import annotations

import json
import random
import re
import struct
from typing import Any, Callable, Dict, Iterator, List, Tuple

import vreward
from scoring import boxes
from timing import alternate

THOUGHT = "The image shows several people near a table. The one asked for stands on the left, in front of the window. "


def think_answer(completions: List[str]) -> List[float]:
    pattern = r"<think>.*?</think>\s*<answer>.*?</answer>"
    return [1.0 if re.fullmatch(pattern, text, re.DOTALL) else 0.0 for text in completions]


def tag_count(completions: List[str]) -> List[float]:
    tags = "<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>"
    return [sum(0.25 for tag in tags if text.count(tag) == 1) for text in completions]


def area(box: List[float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def hybrid_iou(a: List[float], b: List[float]) -> float:
    """VLM-R1's: a pixel more in the overlap than in the areas."""
    left, top, right, bottom = max(a[0], b[0]), max(a[1], b[1]), min(a[2] - 1, b[2] - 1), min(a[3] - 1, b[3] - 1)
    common = (right - left + 1) * (bottom - top + 1) if left < right and top < bottom else 0
    return common / (area(a) + area(b) - common)


def first_box_iou(completions: List[str], truths: List[Any]) -> List[float]:
    scores = []
    for text, truth in zip(completions, truths):
        score = 0.0
        try:
            answer = re.search(r"<answer>(.*?)</answer>", text, re.DOTALL)
            box = answer and re.search(r"\[(\d+),\s*(\d+),\s*(\d+),\s*(\d+)]", answer.group(1).strip())
            if box:
                score = hybrid_iou([int(value) for value in box.groups()], truth["box"])
        except ZeroDivisionError:
            pass
        scores.append(score)
    return scores


def best_pairs(written: List[Any], truth: Any) -> Iterator[Tuple[float, bool]]:
    """(IoU, label right) of pairs, the best first, down to 0.5."""
    table = {(i, j): hybrid_iou(item["bbox_2d"], box) for i, item in enumerate(written)
             for j, box in enumerate(truth["boxes"])}
    while table:
        i, j = max(table, key=lambda pair: table[pair])
        found = table[i, j]
        if found < 0.5:
            return
        yield found, written[i]["label"].lower() == truth["labels"][j].lower()
        table = {pair: value for pair, value in table.items() if pair[0] != i and pair[1] != j}


def weighted_sum(completions: List[str], truths: List[Any]) -> List[float]:
    scores = []
    for text, truth in zip(completions, truths):
        answers = re.findall(r"<answer>(.*?)</answer>", text, re.DOTALL)
        fence = re.search(r"```json(.*?)```", (answers[-1] if answers else text).strip(), re.DOTALL)
        try:
            written = json.loads(fence.group(1)) if fence else []
        except ValueError:
            written = []
        if not written:
            scores.append(float(not truth["boxes"]))
            continue
        pairs = list(best_pairs(written, truth))
        n, m = len(written), len(truth["boxes"])
        place = sum(found for found, right in pairs if right) / m
        complete = 1 - ((m - len(pairs)) / m + (n - len(pairs)) / n) / 2
        scores.append((0.7 * place + 0.0 + 0.3 * complete) / (0.7 + 0.0 + 0.3))
    return scores


def grounding(samples: int) -> Tuple[List[str], List[Any]]:
    """One box in a sentence of thinking, most of them moved, some not there."""
    draw = random.Random(1)
    completions, truths = [], []
    for box in boxes(samples, 1):
        moved = [max(0, value + draw.randrange(-9, 10)) for value in box]
        answer = "none" if draw.random() < 0.1 else json.dumps({"bbox_2d": moved, "label": "man"})
        completions.append(f"<think>{THOUGHT * draw.randrange(1, 6)}</think>\n<answer>{answer}</answer>")
        truths.append({"box": box})
    return completions, truths


def detection(samples: int) -> Tuple[List[str], List[Any]]:
    draw = random.Random(2)
    completions, truths = [], []
    for seed in range(samples):
        true = boxes(9, seed)
        labels = [draw.choice(["cat", "dog", "person"]) for _ in true]
        written = [{"bbox_2d": [max(0, value + draw.randrange(-6, 7)) for value in box], "label": label}
                   for box, label in zip(true, labels) if draw.random() < 0.9]
        fence = "```json\n" + json.dumps(written) + "\n```"
        completions.append(f"<think>{THOUGHT}</think>\n<answer>\n{fence}\n</answer>")
        truths.append({"boxes": true, "labels": labels})
    return completions, truths


def formats(samples: int) -> Tuple[List[str], List[Any]]:
    return grounding(samples)[0], []


def tags_in_lines(samples: int) -> Tuple[List[str], List[Any]]:
    """The same with a line for each tag."""
    return [text.replace("<think>", "<think>\n").replace("</think>\n<answer>", "\n</think>\n<answer>\n")
            .replace("</answer>", "\n</answer>") for text in formats(samples)[0]], []


Samples = Tuple[List[str], List[Any]]
CASES: Dict[str, Tuple[Callable[..., List[float]], Callable[[int], Samples], float]] = {
    "think-answer": (think_answer, formats, 10),
    "open-r1-tag-count": (tag_count, tags_in_lines, 1),
    "vlm-r1-iou-internvl": (first_box_iou, grounding, 1),
    "vlm-r1-weighted-sum": (weighted_sum, detection, 10),
}


def as_float32(numbers: Any) -> List[bytes]:
    return [struct.pack("<f", number) for number in numbers]


def rows(quick: bool = False) -> Iterator[dict]:
    for recipe, (plain, make, target) in CASES.items():
        if recipe not in vreward.published_recipes():
            continue
        completions, truths = make(50 if quick else 500)
        documents = [json.dumps(truth) for truth in truths] or None
        given = (completions, truths) if truths else (completions,)
        scorer = vreward.Scorer(recipe)
        assert as_float32(scorer.score(completions, documents).score) == as_float32(plain(*given)), recipe
        taken = alternate({"vreward": lambda: scorer.score(completions, documents), "Python": lambda: plain(*given)},
                          0.1 if quick else 2.0)
        count = len(completions)
        ours = taken["vreward"] / count
        yield {"work": "published recipes, one core, batches", "recipe": recipe, "ours_us": ours * 1e6,
               "samples/s": round(1 / ours), "peers": {"Python": taken["Python"] / count * 1e6}, "target": target}
