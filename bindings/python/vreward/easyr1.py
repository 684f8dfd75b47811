"""Rewards for EasyR1. See docs/trainers/easyr1.md. EasyR1 loads a file; `python -m vreward adapter easyr1 --recipe
detection -o reward.py` writes it.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Union

from ._trainers.adapter import MISSING, Adapter

__all__ = ["Reward", "reward"]


class Reward(Adapter):
    """A compute_score of EasyR1's shape, for a batch (a list) and REWARD_TYPE "sequential" (one dict)."""

    trainer = "vreward.easyr1"

    def __call__(self, reward_inputs: Any, **_of_config: Any) -> Union[Dict[str, float], List[Dict[str, float]]]:
        if isinstance(reward_inputs, Mapping):
            came = list(reward_inputs)
            found = self.one(reward_inputs.get("response"), reward_inputs.get(self.truth, MISSING), came=came)
            return {"overall": self.value(found), **self.numbers(found)}
        if not isinstance(reward_inputs, (list, tuple)):
            raise self.error("reward_inputs must be a list of dicts, or one dict (REWARD_TYPE sequential)")
        completions = [one.get("response") for one in reward_inputs]
        columns: Dict[str, List[Any]] = {}
        for name in dict.fromkeys(name for one in reward_inputs for name in one):
            columns[name] = [one.get(name) for one in reward_inputs]
        (part,) = self.batch(completions, columns) if completions else (None,)
        if part is None:
            return []
        terms = part.scores.terms
        names = ("overall", *self.terms)
        return [dict(zip(names, row)) for row in zip(self.values(part), *(terms[name] for name in self.terms))]


def reward(
    recipe: Any,
    truth: str = "ground_truth",
    term: Optional[str] = None,
    *,
    name: Optional[str] = None,
    **overrides: Any,
) -> Reward:
    """A compute_score for EasyR1: compute_score = reward("detection"). EasyR1 passes the response and the truth and no
    other column, so one recipe scores the whole dataset.

    recipe     a name, a dict or JSON
    truth      the key of the truth; EasyR1 calls it ground_truth whatever the dataset does
    term       a term instead of the score
    overrides  members of the recipe that differ

    Each sample gets "overall" and every term, all of them numbers, which EasyR1 averages for its logs.
    """
    return Reward(recipe, truth, term, name=name, **overrides)
