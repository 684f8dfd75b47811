"""What Python adds: the cost of each call, and of each sample in a batch, over the same work done inside C.

The cost in C is one call with all arguments made beforehand, on a batch of 1,000 of the same samples, divided by 1,000:
it has no Python in it but the call itself. The aim is 1.5 us over it for one sample, 0.3 us each in a batch of 64 and
0.2 us in one of 1,000.
"""

from __future__ import annotations

import json
import threading
from ctypes import byref, sizeof
from typing import Any, Callable, Dict, Iterator, List, Union

import vreward
from scoring import detections, page
from timing import alternate
from vreward._binding import header
from vreward._binding.loading import library
from vreward._binding.texts import ragged

BATCH = 1000
FEW = 64
ONE, FEW_EACH, MANY_EACH = 1.5, 0.3, 0.2  # us over C to stay within


def in_c(scorer: vreward.Scorer, completions: List[str], truths: List[str]) -> Callable[[], object]:
    """Scoring these samples with every argument made beforehand."""
    text, truth = ragged(completions, "completions"), ragged(truths, "truths")
    handle, scores = scorer._open(), vreward.Scores(scorer.terms, len(completions))
    batch = header.Batch(
        sizeof(header.Batch), text.number, text.data, text.offsets, truth.data, truth.offsets, truth.number, None, 1
    )
    result = header.Result(sizeof(header.Result), *scores._addresses())
    arguments = handle.pointer, byref(batch), byref(result), byref(header.ErrorRecord())
    function, owners = library().long.score, (text, truth, scores, batch, result)
    return lambda: (function(*arguments), owners)


def samples_of(task: str) -> tuple[List[str], List[str]]:
    if task == "detection":
        return detections(9, BATCH)
    pages = [page(200, 0.02, seed) for seed in range(BATCH)]
    return [written for _, written in pages], [json.dumps({"text": true}) for true, _ in pages]


def rows(quick: bool) -> Iterator[Dict[str, Any]]:
    seconds = 0.3 if quick else 2.0
    for task, content in (("detection", "9 boxes"), ("ocr", "200 characters")):
        yield from scoring(task, content, seconds)
    yield from primitives(seconds)
    yield from beside_busy_threads(seconds)


def scoring(task: str, content: str, seconds: float) -> Iterator[Dict[str, Any]]:
    scorer = vreward.Scorer(task)
    completions, truths = samples_of(task)
    dicts = [json.loads(truth) for truth in truths]
    completion, truth = completions[0], truths[0]
    few, few_truths = completions[:FEW], truths[:FEW]
    as_bytes = [text.encode() for text in completions]
    calls: Dict[str, tuple[int, float, Callable[[], object]]] = {
        "vreward.score(name, str, JSON text)": (1, ONE, lambda: vreward.score(task, completion, truth)),
        "scorer.score_one(str, JSON text)": (1, ONE, lambda: scorer.score_one(completion, truth)),
        "scorer.score([str], [JSON text])": (1, ONE, lambda: scorer.score([completion], [truth])),
        "scorer.score_one(str, dict)": (1, 0, lambda: scorer.score_one(completion, dicts[0])),
        "scorer.score, 64 str and JSON texts": (FEW, FEW_EACH, lambda: scorer.score(few, few_truths)),
        "scorer.score, 1,000 str and JSON texts": (BATCH, MANY_EACH, lambda: scorer.score(completions, truths)),
        "scorer.score, 1,000 bytes and JSON texts": (BATCH, 0, lambda: scorer.score(as_bytes, truths)),
        "scorer.score, 1,000 str and dicts": (BATCH, 0, lambda: scorer.score(completions, dicts)),
        "scorer.score(...).to_dicts(), 1,000": (BATCH, 0, lambda: scorer.score(completions, truths).to_dicts()),
        "scorer.explain(str, JSON text)": (1, 0, lambda: scorer.explain(completion, truth)),
    }
    first = in_c(scorer, [completion] * BATCH, [truth] * BATCH)
    rounds = BATCH // FEW + 1  # the same few again and again: a thousand others are never as well known to the processor
    contenders = {
        "C, one": first,
        "C, few": in_c(scorer, (few * rounds)[:BATCH], (few_truths * rounds)[:BATCH]),
        "C, many": in_c(scorer, completions, truths),
    }
    contenders.update((name, call) for name, (_, _, call) in calls.items())
    assert scorer.score(completions, truths).to_dicts()[0] == vreward.score(task, completion, truth)
    found = alternate(contenders, seconds=seconds)
    for name, (count, limit, _) in calls.items():
        cost_in_c = found[{1: "C, one", FEW: "C, few", BATCH: "C, many"}[count]] / BATCH * 1e6
        ours = found[name] / count * 1e6
        yield {
            "work": "Python calls, us per sample",
            "call": name,
            "sample": content,
            "in C": round(cost_in_c, 2),
            "over C": over(ours, cost_in_c),
            "at most": limit or "",
            "ours_us": ours,
            "peers": {},
        }


def over(ours: float, in_c: float) -> Union[float, str]:
    """What the call adds. Two medians of a run differ by a twentieth by chance, so less than that is given as a bound."""
    noise = in_c / 20
    return round(ours - in_c, 2) if ours - in_c >= noise else f"under {noise:.2f}"


def primitives(seconds: float) -> Iterator[Dict[str, Any]]:
    """One small call of each primitive: all of it is the call."""
    box = [[0.0, 0.0, 10.0, 10.0]]
    calls = {
        "iou of one box with one": lambda: vreward.iou(box, box),
        "match_boxes of one box with one": lambda: vreward.match_boxes(box, box),
        "match of a 1 x 1 matrix": lambda: vreward.match([[1.0]]),
        "edit_distance of two short words": lambda: vreward.edit_distance("kitten", "sitting"),
        "smart_resize": lambda: vreward.smart_resize(1000, 800),
        "parse of one box": lambda: vreward.parse('[{"bbox_2d": [1, 2, 3, 4]}]'),
    }
    found = alternate(calls, seconds=seconds)
    for name in calls:
        yield {"work": "Python calls, small primitives", "call": name, "ours_us": found[name] * 1e6, "peers": {}}


def beside_busy_threads(seconds: float) -> Iterator[Dict[str, Any]]:
    """One sample while other Python threads compute: short calls keep the lock."""
    scorer = vreward.Scorer("detection")
    completions, truths = detections(9, 2)
    for busy in (0, 4):
        stop = threading.Event()

        def work(stop: threading.Event = stop) -> None:
            while not stop.is_set():
                sum(range(1000))

        threads = [threading.Thread(target=work) for _ in range(busy)]
        for thread in threads:
            thread.start()
        call = {"one": lambda: scorer.score_one(completions[0], truths[0])}
        # Enough calls in a row that the threads' turns (5 ms each) are spread over them.
        found = alternate(call, seconds=seconds * 2, rounds=5)["one"]
        stop.set()
        for thread in threads:
            thread.join()
        yield {"work": "Python calls beside busy threads", "busy threads": busy, "ours_us": found * 1e6, "peers": {}}
