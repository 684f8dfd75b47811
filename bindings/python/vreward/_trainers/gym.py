"""A row of NeMo Gym and what its verifier adds: for vreward.nemo_gym, and for `vreward serve` without NeMo Gym."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from .._rollouts.record import member_of
from .adapter import MISSING, Adapter

TRUTH = "expected_answer"  # what most of NeMo Gym's datasets call it


class Reward(Adapter):
    """The verifier of a row: a response of the Responses API, and the members of the dataset beside it."""

    trainer = "vreward.nemo_gym"

    def verify(self, row: Mapping[str, Any]) -> Dict[str, Any]:
        """What is added to a row: "reward", "reward_components" (every term) and "reward_reason". `truth` names the
        member of the row that holds the truth, "a.b" a member of a member."""
        truth = member_of(row, (self.truth,))
        if truth is None and self.truth not in row:
            truth = MISSING
        task = None if self.by is None else member_of(row, (self.by,))
        found = self.one(row.get("response"), truth, task, row)
        return {
            "reward": self.value(found),
            "reward_components": self.numbers(found),
            "reward_reason": found["reason"],
        }
