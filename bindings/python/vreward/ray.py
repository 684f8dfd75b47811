"""Scoring on many machines with Ray. See docs/many-machines.md.

from vreward.ray import Score

scored = ray.data.read_parquet(path).map_batches(
    Score, fn_constructor_args=("detection",), batch_format="pyarrow", concurrency=(1, 8)
)
"""

from __future__ import annotations

from typing import Any, Optional

from ._trainers.adapter import Adapter
from ._trainers.tables import TableScorer

__all__ = ["Score"]


class _Adapter(Adapter):
    trainer = "vreward.ray"


class Score(TableScorer):
    """Scores an Arrow table; a callable class for Ray Data's map_batches with batch_format="pyarrow".

    recipe      a name, a dict or JSON; with `by` a mapping of task -> recipe
    completion  the column that holds what the model wrote: text, which is read where it lies, or messages
    truth       the column that holds the truth: JSON text, which is read where it lies, or what becomes it
    by          the column that holds the task
    threads     of one call; Ray's own parallelism is the argument `concurrency` of map_batches
    overrides   members of the recipe that differ

    The table comes back with three more columns: "score", "reason", and "terms", a struct of the terms that all recipes
    have. A truth that cannot be used does not stop the job: its row has a null score and the reason "bad_truth".
    """

    def __init__(
        self,
        recipe: Any,
        completion: str = "completion",
        truth: str = "truth",
        by: Optional[str] = None,
        threads: int = 1,
        **overrides: Any,
    ) -> None:
        super().__init__(_Adapter(recipe, truth=truth, by=by, **overrides), completion, threads)
