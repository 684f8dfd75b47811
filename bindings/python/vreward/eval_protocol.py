"""Rewards for eval-protocol. See docs/trainers/eval_protocol.md.

from vreward.eval_protocol import reward

row.evaluation_result = reward("detection")(row)  # in an @evaluation_test
"""

from __future__ import annotations

from typing import Any, Optional

from ._binding.errors import Error
from ._trainers.adapter import Adapter

__all__ = ["Reward", "reward"]


class Reward(Adapter):
    """An evaluator of eval-protocol's shape, EvaluationRow -> EvaluateResult; made by `reward`."""

    trainer = "vreward.eval_protocol"

    def __call__(self, row: Any) -> Any:
        try:
            from eval_protocol.models import EvaluateResult, MetricResult
        except ImportError:
            raise Error("vreward.eval_protocol needs the package eval_protocol: pip install eval-protocol") from None
        columns = {**(row.model_extra or {}), **(row.input_metadata.dataset_info or {})}
        if row.ground_truth is not None:
            columns["ground_truth"] = row.ground_truth
        sample = row.last_assistant_message(), *self.of_row(columns)
        found = self.one(*sample)
        return EvaluateResult(
            score=self.value(found),
            reason=self.explained(*sample)[1],
            metrics={
                name: MetricResult(score=value, reason=found["reason"]) for name, value in self.numbers(found).items()
            },
        )


def reward(
    recipe: Any,
    truth: str = "ground_truth",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    **overrides: Any,
) -> Reward:
    """An evaluator for eval-protocol: row.evaluation_result = reward("detection")(row).

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe
    truth      "ground_truth" (that of the row), or a member of its input_metadata.dataset_info or of the row itself
    term       a term instead of the score
    by         the member, likewise, that holds the task
    overrides  members of the recipe that differ

    Returns an EvaluateResult: the score, every term as a metric, and as reason the explanation in words, whose first
    line has the score and the name of the reason.
    """
    return Reward(recipe, truth, term, by=by, name=name, **overrides)
