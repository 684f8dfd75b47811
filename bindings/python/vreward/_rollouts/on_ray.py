"""Scoring the rollouts of a file on Ray's workers."""

from __future__ import annotations

from collections import deque
from typing import Any, Deque, Dict, Generator, List, Optional, Tuple

from .reader import Line, Reader
from .scored import Part, parts, score_lines
from .scorers import Scorers
from .summary import Summary

LINES_PER_TASK = 2048
TASKS_PER_CORE = 3  # submitted ahead, so that no core waits for the driver


def score_on_worker(
    reader: Reader, recipe: Optional[str], overrides: Dict[str, Any], lines: List[Line]
) -> Tuple[Part, Summary]:
    """These lines as score_lines makes them, on a worker."""
    summary = Summary()
    return score_lines(reader, Scorers(recipe, overrides), lines, 1, summary), summary


def score_file_on_ray(reader: Reader, scorers: Scorers, summary: Summary) -> Generator[Part, None, None]:
    """Every line of a file, in order, as score_file makes them. The file is read here, so that workers need not see
    it. A task whose worker dies is run again by Ray, and only what finished tasks return is handed on: nothing is lost
    and nothing is there twice."""
    import ray

    started = not ray.is_initialized()
    if started:
        ray.init(log_to_driver=False)  # the cluster that RAY_ADDRESS or Ray itself knows of, else one of this machine
    try:
        work = ray.remote(max_retries=-1)(score_on_worker)
        ahead = TASKS_PER_CORE * max(1, int(ray.cluster_resources().get("CPU", 1)))
        waiting: Deque[Any] = deque()
        for lines in parts(reader.lines(), LINES_PER_TASK):
            waiting.append(work.remote(reader, scorers.recipe, scorers.overrides, lines))
            if len(waiting) >= ahead:
                yield _finished(ray, waiting, summary)
        while waiting:
            yield _finished(ray, waiting, summary)
    finally:
        if started:
            ray.shutdown()


def _finished(ray: Any, waiting: Deque[Any], summary: Summary) -> Part:
    part, counted = ray.get(waiting.popleft())
    summary.merge(counted)
    return part  # type: ignore[no-any-return]
