"""Alternating measurement: every contender runs in turn, again and again."""

from __future__ import annotations

import os
import statistics
import time
from typing import Callable, Dict, Sequence


class Seconds(float):
    """Of one call: the least of all rounds, which other work on the machine disturbed least; and their median."""

    median: float

    @classmethod
    def of(cls, rounds: Sequence[float]) -> Seconds:
        return cls._with(min(rounds), statistics.median(rounds))

    @classmethod
    def _with(cls, least: float, median: float) -> Seconds:
        made = cls(least)
        made.median = median
        return made

    def __mul__(self, factor: float) -> Seconds:
        return self._with(float(self) * factor, self.median * factor)

    def __truediv__(self, divisor: float) -> Seconds:
        return self._with(float(self) / divisor, self.median / divisor)


def pin() -> None:
    """This process on one core, the last that it may use: peers that start threads share it. Of children too, so what
    measures several cores gives them back (`all_cores`)."""
    os.sched_setaffinity(0, {max(CORES)})


def all_cores() -> None:
    os.sched_setaffinity(0, CORES)


CORES = os.sched_getaffinity(0)


def _of_one_call(call: Callable[[], object]) -> float:
    """Roughly: the least of a few, as the first loads code and fills caches."""
    took = []
    for _ in range(4):
        begin = time.process_time()
        call()
        took.append(time.process_time() - begin)
        if took[-1] > 0.1:
            break
    return max(min(took), 1e-7)


def alternate(contenders: Dict[str, Callable[[], object]], seconds: float = 0.5, rounds: int = 7) -> Dict[str, Seconds]:
    """Processor time of one call of each contender, all its threads together. Each round gives every contender its turn, of
    about `seconds / rounds / contenders`, so that whatever else the machine does falls on all of them."""
    share = seconds / rounds / len(contenders)
    loops = {}
    for name, call in contenders.items():
        loops[name] = max(1, int(share / _of_one_call(call)))
    seen: Dict[str, list] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            repeat = range(loops[name])
            begin = time.process_time()
            for _ in repeat:
                call()
            seen[name].append((time.process_time() - begin) / loops[name])
    return {name: Seconds.of(times) for name, times in seen.items()}
