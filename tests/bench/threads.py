"""What two threads inside a batch gain over one, beside what two processes gain on the same machine.

The machine may not give two of anything at full speed, so the second ratio is the measure of the first.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from typing import Iterator

import vreward
from scoring import detections
from timing import all_cores


def work(repeat: int, samples: int, barrier: object = None) -> float:
    """Seconds that `repeat` scorings of a batch take in this process, from the moment all are ready."""
    scorer = vreward.Scorer("detection")
    completions, truths = detections(9, samples)
    scorer.score(completions, truths)
    if barrier is not None:
        barrier.wait()
    begin = time.perf_counter()
    for _ in range(repeat):
        scorer.score(completions, truths)
    return time.perf_counter() - begin


def child(repeat: int, samples: int, barrier: object, queue: object) -> None:
    queue.put(work(repeat, samples, barrier))


def two_processes(repeat: int, samples: int) -> float:
    context = multiprocessing.get_context("spawn")
    barrier, queue = context.Barrier(2), context.Queue()
    children = [context.Process(target=child, args=(repeat, samples, barrier, queue)) for _ in range(2)]
    for process in children:
        process.start()
    slowest = max(queue.get() for _ in children)
    for process in children:
        process.join()
    return slowest


def rows(quick: bool = False) -> Iterator[dict]:
    all_cores()
    samples, repeat, rounds = (400, 3, 1) if quick else (4000, 10, 5)
    scorer = vreward.Scorer("detection")
    completions, truths = detections(9, samples)
    assert list(scorer.score(completions, truths, threads=2).score) == list(scorer.score(completions, truths).score)
    one, two, processes = [], [], []
    for _ in range(rounds):
        one.append(work(repeat, samples) / repeat)
        begin = time.perf_counter()
        for _ in range(repeat):
            scorer.score(completions, truths, threads=2)
        two.append((time.perf_counter() - begin) / repeat)
        processes.append(two_processes(repeat, samples) / repeat / 2)
    alone, threads, pair = statistics.median(one), statistics.median(two), statistics.median(processes)
    yield {
        "work": "two threads inside a batch of detection scores",
        "samples": samples,
        "one thread us": round(alone * 1e6),
        "gain of two threads": round(alone / threads, 2),
        "gain of two processes": round(alone / pair, 2),
        "ours_us": threads * 1e6,
        "peers": {"two processes": pair * 1e6},
        "target": 0.9,
    }
