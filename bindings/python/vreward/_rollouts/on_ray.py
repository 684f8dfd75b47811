"""Scoring the rollouts of a file on Ray's workers."""

from __future__ import annotations

from collections import deque
from typing import Any, Deque, Dict, Generator, Iterable, Optional, Tuple

from .reader import Batch
from .scored import Part, Plan, score_apart
from .scorers import Scorers
from .summary import Summary

TASKS_PER_CORE = 3  # submitted ahead, so that no core waits for the driver


def score_on_worker(plan: Plan, recipe: Optional[str], overrides: Dict[str, Any], batch: Batch) -> Tuple[Part, Summary]:
    """These lines as score_batch makes them, on a worker."""
    return score_apart(plan._replace(scorers=Scorers(recipe, overrides), threads=1), batch)


def score_on_ray(plan: Plan, batches: Iterable[Batch], summary: Summary) -> Generator[Part, None, None]:
    """Every batch, in order, as score_batches makes them. The files are read here, so that workers need not see them. A
    task whose worker dies is run again by Ray, and only what finished tasks return is handed on: nothing is lost and
    nothing is there twice."""
    import ray

    started = not ray.is_initialized()
    if started:
        ray.init(log_to_driver=False)  # the cluster that RAY_ADDRESS or Ray itself knows of, else one of this machine
    try:
        work = ray.remote(max_retries=-1)(score_on_worker)
        ahead = TASKS_PER_CORE * max(1, int(ray.cluster_resources().get("CPU", 1)))
        waiting: Deque[Any] = deque()
        recipe, overrides = plan.scorers.recipe, plan.scorers.overrides
        bare = plan._replace(scorers=None)  # type: ignore[arg-type]
        for batch in batches:
            waiting.append(work.remote(bare, recipe, overrides, batch))
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
