"""Rewards for AReaL. See docs/trainers/areal.md.

from vreward.areal import reward

workflow = RLVRWorkflow(reward_fn=reward("detection"), ...)
"""

from __future__ import annotations

from typing import Any, Optional, Sequence

from ._trainers.adapter import Adapter
from .openrlhf import ENDS, completion_of

__all__ = ["Reward", "reward"]


class Reward(Adapter):
    """A reward_fn of AReaL's shape; made by `reward`. AReaL pickles it to its pool of processes."""

    trainer = "vreward.areal"

    def __init__(self, recipe: Any, *positional: Any, ends: Sequence[str] = ENDS, **named: Any) -> None:
        super().__init__(recipe, *positional, **named)
        self.ends = tuple(ends)

    def __call__(
        self,
        prompt: Any = None,
        completions: Any = None,
        prompt_ids: Any = None,
        completion_ids: Any = None,
        **data: Any,
    ) -> float:
        text = completions if isinstance(completions, str) else self.text(completions, 0)
        if isinstance(text, str) and text.endswith(self.ends):
            text = completion_of(text, "", self.ends)
        return self.value(self.one(text, *self.of_row(data)))


def reward(
    recipe: Any,
    truth: str = "solution",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    ends: Sequence[str] = ENDS,
    **overrides: Any,
) -> Reward:
    """A reward_fn for AReaL's workflows.

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe
    truth      the dataset's column that holds the truth, one JSON document for each row
    term       a term instead of the score
    by         the column that holds the task
    ends       tokens that end a turn, taken off the completion: AReaL decodes with special tokens
    overrides  members of the recipe that differ
    """
    return Reward(recipe, truth, term, by=by, name=name, ends=ends, **overrides)
