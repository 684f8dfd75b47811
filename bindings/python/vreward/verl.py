"""Rewards for verl. See docs/trainers/verl.md.

reward.custom_reward_function.path=pkg://vreward.verl
reward.custom_reward_function.name=compute_score
+reward.custom_reward_function.reward_kwargs.recipe=detection
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional

from ._trainers.adapter import MISSING, Adapter, plain

__all__ = ["Reward", "compute_score", "reward"]

# What verl itself hands to a reward beside the four that every reward gets.
_OF_VERL = ("reward_router_address", "reward_model_tokenizer")


class Reward(Adapter):
    """A compute_score of verl's shape; made by `reward`."""

    trainer = "vreward.verl"

    def __call__(
        self,
        data_source: Any = None,
        solution_str: Any = None,
        ground_truth: Any = MISSING,
        extra_info: Any = None,
        **_of_verl: Any,
    ) -> Dict[str, Any]:
        task = None
        if self.by is not None:
            task = data_source if self.by == "data_source" else _member(extra_info, self.by)
        found = self.one(
            solution_str, ground_truth, task, ("data_source", "solution_str", "ground_truth", "extra_info")
        )
        result: Dict[str, Any] = {"score": self.value(found)}
        result.update(self.numbers(found))
        result["reason"] = found["reason"]
        return result


def _member(extra_info: Any, name: str) -> Any:
    return extra_info.get(name) if isinstance(extra_info, Mapping) else None


def reward(
    recipe: Any,
    truth: str = "ground_truth",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    **overrides: Any,
) -> Reward:
    """A reward for a file of yours that verl loads: compute_score = reward("detection").

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe
    truth      for errors only: verl takes the truth from reward_model.ground_truth
    term       a term instead of the score
    by         "data_source", or a member of extra_info, that holds the task
    overrides  members of the recipe that differ

    Each call returns "score", the terms that all recipes have, and "reason" (a name), the same keys every time.
    """
    return Reward(recipe, truth, term, by=by, name=name, **overrides)


_rewards: Dict[Any, Reward] = {}


def compute_score(
    data_source: Any = None,
    solution_str: Any = None,
    ground_truth: Any = MISSING,
    extra_info: Any = None,
    *,
    recipe: Any = None,
    term: Optional[str] = None,
    by: Optional[str] = None,
    **overrides: Any,
) -> Dict[str, Any]:
    """The score of one sample, for pkg://vreward.verl: recipe, term, by and overrides come from reward_kwargs."""
    for name in _OF_VERL:
        overrides.pop(name, None)
    key: Any = (recipe, term, by)
    if overrides or type(recipe) is not str:
        key = repr((plain(recipe), term, by, plain(overrides)))
    made = _rewards.get(key)
    if made is None:
        if recipe is None:
            raise TypeError("vreward.verl: no recipe; give reward_kwargs.recipe, for example detection")
        made = _rewards[key] = reward(recipe, term=term, by=by, **overrides)
    return made(data_source, solution_str, ground_truth, extra_info)
