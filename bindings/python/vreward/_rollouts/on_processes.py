"""Scoring the rollouts of a file on several processes of this machine."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Deque, Generator, Iterable, Optional, Tuple

from .._binding.errors import Error
from .reader import Batch
from .scored import Part, Plan, score_apart
from .scorers import Scorers
from .summary import Summary

AHEAD = 3  # batches for each process that wait
WORTH = 1 << 24  # bytes from which on processes are started
_PR_SET_PDEATHSIG = 1

_plan: Optional[Plan] = None  # of a worker


def score_on_processes(
    plan: Plan, batches: Iterable[Batch], summary: Summary, jobs: int
) -> Generator[Part, None, None]:
    """Every batch, in order, as score_batches makes them. A process that dies ends the run."""
    recipe = plan.scorers.recipe, plan.scorers.overrides
    started = (plan._replace(scorers=None), *recipe, os.getpid())  # type: ignore[arg-type]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _begin, started) as pool:
        waiting: Deque[Future[Tuple[Part, Summary]]] = deque()
        try:
            for batch in batches:
                waiting.append(pool.submit(_score, batch))
                if len(waiting) >= AHEAD * jobs:
                    yield _finished(waiting, summary)
            while waiting:
                yield _finished(waiting, summary)
        except BrokenProcessPool:
            raise Error("a process that scores has died (was memory short?); --jobs 1 needs none") from None
        finally:
            for future in waiting:
                future.cancel()


def _begin(plan: Plan, recipe: Any, overrides: Any, parent: int) -> None:
    global _plan
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that writes
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # which died before that
        os._exit(1)
    _plan = plan._replace(scorers=Scorers(recipe, overrides), threads=1)


def _score(batch: Batch) -> Tuple[Part, Summary]:
    assert _plan is not None
    return score_apart(_plan, batch)


def _finished(waiting: Deque[Future[Tuple[Part, Summary]]], summary: Summary) -> Part:
    part, counted = waiting.popleft().result()
    summary.merge(counted)
    return part
