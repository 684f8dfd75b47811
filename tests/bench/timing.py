"""Alternating measurement: every contender runs in turn, again and again, and the median counts."""

from __future__ import annotations

import statistics
import time
from typing import Callable, Dict


def alternate(contenders: Dict[str, Callable[[], object]], seconds: float = 0.5, rounds: int = 7) -> Dict[str, float]:
    """Median seconds of one call of each contender. Each round gives every contender its turn, of about
    `seconds / rounds / contenders`, so that whatever else the machine does falls on all of them."""
    share = seconds / rounds / len(contenders)
    loops = {}
    for name, call in contenders.items():
        begin = time.perf_counter()
        call()
        loops[name] = max(1, int(share / max(time.perf_counter() - begin, 1e-7)))
    seen: Dict[str, list] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            repeat = range(loops[name])
            begin = time.perf_counter()
            for _ in repeat:
                call()
            seen[name].append((time.perf_counter() - begin) / loops[name])
    return {name: statistics.median(times) for name, times in seen.items()}
