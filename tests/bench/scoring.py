"""From text to score: samples a second of every recipe on one core, and the whole OCR path beside a distance alone."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Iterator, List, Tuple

import vreward
from peers import module
from timing import alternate

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
Samples = Tuple[List[str], List[str]]


def boxes(count: int, seed: int) -> List[List[int]]:
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        x, y = rng.randrange(900), rng.randrange(900)
        made.append([x, y, x + rng.randrange(20, 120), y + rng.randrange(20, 120)])
    return made


def detections(count: int, samples: int, labels: Tuple[str, ...] = ("cat", "dog", "person")) -> Samples:
    """Answers of `count` boxes each, as Qwen2.5-VL writes them, every box moved by a few pixels."""
    rng = random.Random(count)
    completions, truths = [], []
    for seed in range(samples):
        true = boxes(count, seed)
        names = [rng.choice(labels) for _ in true]
        written = [
            {"bbox_2d": [value + rng.randrange(-6, 7) for value in box], "label": name} for box, name in zip(true, names)
        ]
        completions.append("```json\n" + json.dumps(written) + "\n```")
        truths.append(json.dumps({"boxes": true, "labels": names, "size": [1024, 1024]}))
    return completions, truths


def page(length: int, rate: float, seed: int) -> Tuple[str, str]:
    """A text and a copy with that share of its characters changed, left out or doubled."""
    rng = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz     ,."
    true = [rng.choice(letters) for _ in range(length)]
    read = []
    for letter in true:
        kind = rng.random() / rate if rate else 3
        read.append(letter if kind >= 1 else rng.choice(letters) if kind < 0.34 else letter * 2 if kind < 0.67 else "")
    return "".join(true), "".join(read)


def recorded(samples: int) -> Samples:
    """Recorded grounding rollouts where there are any, else some of the same form."""
    path = DATA / "vlm_r1_rec_logs" / "refcoco_val_qwen2_5vl_3b_instruct_r1_500.jsonl"
    if path.exists():
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()][:samples]
        return [row["model_output"] for row in rows], [json.dumps({"box": row["ground_truth"]}) for row in rows]
    true = boxes(samples, 1)
    answer = "<think>It stands on the left.</think>\n<answer>{{\"bbox_2d\": {}, \"label\": \"man\"}}</answer>"
    return [answer.format(box) for box in true], [json.dumps({"box": box}) for box in true]


def cases(samples: int) -> Iterator[Tuple[str, str, Samples]]:
    rollouts, grounding = recorded(samples)
    yield "grounding", "recorded rollouts", (rollouts, grounding)
    yield "perception-r1-grounding", "recorded rollouts", (rollouts, grounding)
    yield "pr1-grounding", "recorded rollouts", (rollouts, grounding)
    nine, truths = detections(9, samples)
    yield "detection", "9 boxes", (nine, truths)
    yield "perception-r1-detection", "9 boxes", (nine, truths)
    yield "counting", "9 boxes", (nine, truths)
    yield "counting", "a number", ([f"There are {n % 12} birds." for n in range(samples)], ["7"] * samples)
    pages = [page(400, 0.02, seed) for seed in range(samples)]
    yield "ocr", "400 characters, 2 %", ([b for _, b in pages], [json.dumps({"text": a}) for a, _ in pages])
    yield "format", "recorded rollouts", (rollouts, [])
    yield "length", "recorded rollouts", (rollouts, [])
    yield "repetition", "recorded rollouts", (rollouts, [])


AIMS = {("detection", "9 boxes"): "200000", ("ocr", "400 characters, 2 %"): "300000"}  # samples a second


def make(recipe: str) -> vreward.Scorer:
    needed = {
        "format": {"format": [{"tags": ["think", "answer"]}]},
        "length": {"soft": 400, "hard": 800},
    }
    return vreward.Scorer(recipe, **needed.get(recipe, {}))


def rows(quick: bool = False) -> Iterator[dict]:
    samples, seconds = (50, 0.05) if quick else (500, 0.6)
    for recipe, what, (completions, truths) in cases(samples):
        scorer = make(recipe)
        count = len(completions)
        taken = alternate({"vreward": lambda: scorer.score(completions, truths or None)}, seconds)["vreward"] / count
        yield {"work": "text to score, one core, batches", "recipe": recipe, "completions": what,
               "ours_us": taken * 1e6, "samples/s": round(1 / taken), "aim": AIMS.get((recipe, what), ""), "peers": {}}
    yield from ocr_pages(quick)
    yield from cut_off(quick)
    yield from epochs(quick)


def epochs(quick: bool) -> Iterator[dict]:
    """A data set goes by, 64 rollouts a call: its truths prepared once, beside documents that each call reads."""
    prompts = 16 if quick else 128
    sets = {("detection", "9 boxes"): detections(9, prompts)}
    for length in (400, 4000):
        pages = [page(length, 0.02, seed) for seed in range(prompts)]
        sets["ocr", f"{length:,} characters, 2 %"] = [b for _, b in pages], [json.dumps({"text": a}) for a, _ in pages]
    for (recipe, what), (completions, truths) in sets.items():
        scorer = vreward.Scorer(recipe)
        prepared = scorer.prepare(truths)
        for rollouts in (1, 8):
            rows = [at // rollouts % prompts for at in range(prompts * rollouts)]
            calls = [([completions[row] for row in part], [truths[row] for row in part], part)
                     for part in (rows[at : at + 64] for at in range(0, len(rows), 64))]  # fmt: skip
            taken = alternate({
                "prepared": lambda: [scorer.score(texts, prepared, truth_index=part) for texts, _, part in calls],  # noqa: B023
                "documents": lambda: [scorer.score(texts, given) for texts, given, _ in calls],  # noqa: B023
            }, 0.1 if quick else 2.0)
            yield {"work": "text to score, truths of a data set in every epoch", "recipe": recipe, "completions": what,
                   "rollouts of a prompt": rollouts, "ours_us": taken["prepared"] / len(rows) * 1e6,
                   "peers": {"documents in each call": taken["documents"] / len(rows) * 1e6}}


def cut_off(quick: bool) -> Iterator[dict]:
    """An answer of 9 boxes that breaks off: repaired, read and scored, beside repairing it alone."""
    json_repair = module("json_repair")
    if json_repair is None:
        return
    completions, truths = detections(9, 20)
    completions = [text[: -len('"}]\n```')] for text in completions]
    scorer = vreward.Scorer("detection")
    contenders = {
        "vreward": lambda: scorer.score(completions, truths),
        "json_repair (repair alone)": lambda: [json_repair.repair_json(text, return_objects=True) for text in completions],
    }
    taken = {name: seconds / len(completions) * 1e6 for name, seconds in alternate(contenders, 0.1 if quick else 2.0).items()}
    assert all(len(found) == 9 for found in contenders["json_repair (repair alone)"]())
    assert min(scorer.score(completions, truths).terms["n_items"]) >= 8
    ours = taken.pop("vreward")
    yield {"work": "a cut-off answer of 9 boxes, repaired and scored", "ours_us": ours, "peers": taken, "target": 50}


def ocr_pages(quick: bool) -> Iterator[dict]:
    """The whole path (JSON truth, answer, normalisation, distance, CER, WER) beside the distance alone."""
    import Levenshtein

    pairs = [page(4000, 0.02, seed) for seed in range(4 if quick else 20)]
    truths = [json.dumps({"text": true}) for true, _ in pairs]
    completions = [read for _, read in pairs]
    scorer = vreward.Scorer("ocr")
    for (true, read), term in zip(pairs, scorer.score(completions, truths).terms["accuracy"]):
        assert term == 1 - Levenshtein.distance(true.strip(), read.strip()) / max(len(true.strip()), len(read.strip()))
    taken = alternate({
        "vreward": lambda: scorer.score(completions, truths),
        "Levenshtein (distance alone)": lambda: [Levenshtein.distance(true, read) for true, read in pairs],
    }, 0.1 if quick else 2.0)
    ours = taken.pop("vreward")
    yield {"work": "text to ocr score, 4,000 code points, 2 % errors", "ours_us": ours / len(pairs) * 1e6,
           "peers": {name: seconds / len(pairs) * 1e6 for name, seconds in taken.items()}, "target": 10}
