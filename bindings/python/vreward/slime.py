"""Rewards for slime. See docs/trainers/slime.md. slime loads a function by name (--custom-rm-path reward.reward):

from vreward import slime

reward = slime.reward("detection")
"""

from __future__ import annotations

import asyncio
from typing import Any, Dict, List, Optional, Union

from ._trainers.adapter import LONG_CHARACTERS, MISSING, Adapter

__all__ = ["Reward", "reward"]


class Reward(Adapter):
    """An async reward of slime's shape, for one sample or (--group-rm) a list of them; made by `reward`."""

    trainer = "vreward.slime"

    async def __call__(self, args: Any, sample: Any, **_of_slime: Any) -> Union[Dict[str, Any], List[Dict[str, Any]]]:
        if isinstance(sample, (list, tuple)):
            characters = sum(len(one.response or "") for one in sample)
            if characters <= LONG_CHARACTERS:
                return self._several(sample)
            return await asyncio.get_running_loop().run_in_executor(None, self._several, sample)
        if len(sample.response or "") <= LONG_CHARACTERS:
            return self._sample(sample)
        return await asyncio.get_running_loop().run_in_executor(None, self._sample, sample)

    def _several(self, samples: Any) -> List[Dict[str, Any]]:
        return [self._sample(sample, row) for row, sample in enumerate(samples)]

    def _sample(self, sample: Any, row: int = 0) -> Dict[str, Any]:
        metadata = sample.metadata if isinstance(sample.metadata, dict) else {}
        truth = sample.label if self.truth == "label" else metadata.get(self.truth, MISSING)
        task = None if self.by is None else metadata.get(self.by)
        found = self.one(sample.response, truth, task, ("label", *metadata), row)
        return {"score": self.value(found), **self.numbers(found), "reason": found["reason"]}


def reward(
    recipe: Any,
    truth: str = "label",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    **overrides: Any,
) -> Reward:
    """A reward for slime: reward = slime.reward("detection"), with --custom-rm-path and --reward-key score.

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe
    truth      "label" (what --label-key names), or a key of the sample's metadata
    term       a term instead of the score
    by         the key of the sample's metadata that holds the task
    overrides  members of the recipe that differ

    Returns "score", the terms that all recipes have, and "reason" (a name).
    """
    return Reward(recipe, truth, term, by=by, name=name, **overrides)
