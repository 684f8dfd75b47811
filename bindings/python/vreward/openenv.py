"""Rewards for OpenEnv: a rubric whose children are the terms. See docs/trainers/openenv.md.

from vreward.openenv import reward

super().__init__(rubric=reward("detection"))  # of an openenv Environment
"""

from __future__ import annotations

import functools
from typing import Any, Mapping, Optional

from ._binding.errors import Error
from ._trainers.adapter import Adapter

__all__ = ["reward"]


class _Reward(Adapter):
    trainer = "vreward.openenv"

    def scored(self, action: Any, completion: Optional[str], row: Optional[Mapping[str, Any]]) -> Mapping[str, Any]:
        if row is None:
            raise self.error(
                "rubric.row is not set: in reset() of the environment, after self._reset_rubric(), set it to the row "
                f'of the dataset, a mapping with the truth under "{self.truth}"'
            )
        return self.one(self._written(action, completion), *self.of_row(row))

    def _written(self, action: Any, completion: Optional[str]) -> Any:
        fields = [name for name in type(action).model_fields if name != "metadata"]
        if completion is None and len(fields) == 1:
            completion = fields[0]
        if completion is None or completion not in fields:
            said = "" if completion is None else f' no field "{completion}";'
            raise self.error(
                f"{type(action).__name__} has{said} the fields {', '.join(fields) or 'none'}; completion= names "
                "the one that holds what the model wrote"
            )
        return getattr(action, completion)


@functools.cache
def _rubric_class() -> Any:
    """A subclass of OpenEnv's Rubric, made on first use: only those who have OpenEnv need it."""
    from openenv.core.rubrics import Rubric

    class Term(Rubric):  # type: ignore[misc, unused-ignore]
        """A term of the recipe. Its value is set by the rubric it is a child of; forward hands it on, to be logged."""

        value = 0.0

        def forward(self, action: Any, observation: Any) -> float:
            return self.value

    class Recipe(Rubric):  # type: ignore[misc, unused-ignore]
        """A recipe as a rubric. `row` is the row of the dataset that the episode is about, `reason` why the last action
        scored what it scored."""

        def __init__(self, adapter: _Reward, completion: Optional[str]) -> None:
            super().__init__()
            self.adapter = adapter
            self.completion = completion
            self.row: Optional[Mapping[str, Any]] = None
            self.reason: Optional[str] = None
            for name in adapter.terms:
                setattr(self, name, Term())

        def forward(self, action: Any, observation: Any) -> float:
            found = self.adapter.scored(action, self.completion, self.row)
            for name, term in self.named_children():
                term.value = found[name]
                term(action, observation)
            self.reason = found["reason"]
            return self.adapter.value(found)

        def reset(self) -> None:
            self.row = self.reason = None

        def __repr__(self) -> str:
            return repr(self.adapter)

    return Recipe


def reward(
    recipe: Any,
    truth: str = "solution",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    completion: Optional[str] = None,
    **overrides: Any,
) -> Any:
    """A Rubric for an Environment of OpenEnv: super().__init__(rubric=reward("detection")).

    recipe      a name, a dict or JSON; with `by` a mapping of task -> recipe
    truth       the key of `rubric.row` that holds the truth; reset() of the environment sets that row
    term        a term instead of the score
    by          the key of `rubric.row` that holds the task
    completion  the field of the action that holds what the model wrote; default: the only one it has
    overrides   members of the recipe that differ

    Its children are the terms that all recipes have: rubric.named_rubrics() gives each with its last_score.
    """
    adapter = _Reward(recipe, truth, term, by=by, name=name, **overrides)
    try:
        made = _rubric_class()
    except ImportError:
        raise Error("vreward.openenv needs the package openenv: pip install openenv") from None
    return made(adapter, completion)
