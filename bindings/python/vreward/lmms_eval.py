"""Metrics for lmms-eval. See docs/trainers/lmms_eval.md. The YAML of a task names a function:

process_results: !function utils.process_results

from vreward.lmms_eval import reward

process_results = reward("grounding")  # in utils.py beside the YAML
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional

from ._trainers.adapter import Adapter

__all__ = ["Reward", "reward"]

# The thresholds of ACC@t in lmms-eval's grounding tasks.
THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)


class Reward(Adapter):
    """A process_results of lmms-eval's shape; made by `reward`."""

    trainer = "vreward.lmms_eval"

    def __call__(self, doc: Mapping[str, Any], results: Any, full_docs: Any = None) -> Dict[str, float]:
        found = self.one(results[0] if results else "", *self.of_row(doc))
        numbers = self.numbers(found)
        return {"score": self.value(found), **numbers, **_as_lmms_eval_names_them(numbers)}


def _as_lmms_eval_names_them(numbers: Mapping[str, float]) -> Dict[str, float]:
    """The names of lmms-eval's own grounding and counting tasks, so that tables of both have the same columns."""
    if "center_in" in numbers:
        passed = {f"ACC@{threshold}": float(numbers["iou"] >= threshold) for threshold in THRESHOLDS}
        return {"IoU": numbers["iou"], **passed, "Center_ACC": numbers["center_in"]}
    return {"acc": numbers["exact"]} if "closeness" in numbers else {}


def reward(
    recipe: Any,
    truth: str = "solution",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    **overrides: Any,
) -> Reward:
    """A process_results for a task of lmms-eval: process_results = reward("grounding").

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe
    truth      the dataset's column that holds the truth, one JSON document for each row
    term       a term as "score"
    by         the column that holds the task
    overrides  members of the recipe that differ

    Returns "score" and every term, and under lmms-eval's names IoU, ACC@0.5, ... and Center_ACC (grounding) or acc
    (counting). The task's metric_list chooses among them, each with `aggregation: mean`.
    """
    return Reward(recipe, truth, term, by=by, name=name, **overrides)
