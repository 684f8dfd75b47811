"""Rewards for ms-swift. See docs/trainers/swift.md. A plugin file for --external_plugins:

from swift.rewards import orms
from vreward.swift import reward

orms["detection"] = reward("detection")
"""

from __future__ import annotations

import copyreg
from typing import Any, Dict, List, Optional, Tuple, Type

from ._trainers.adapter import Adapter

__all__ = ["Reward", "reward"]


class _Named(type):
    """The type of the classes that `reward` makes: they pickle as the arguments they were made of."""


class Reward(metaclass=_Named):
    """What ms-swift makes an instance of and calls; `reward` makes a subclass, whose name ms-swift logs."""

    arguments: Tuple[Any, Dict[str, Any]]
    adapter: Adapter

    def __init__(self, args: Any = None, **_of_swift: Any) -> None:
        pass

    def __call__(self, completions: Any = None, **columns: Any) -> List[Optional[float]]:
        adapter = self.adapter
        parts = adapter.batch(completions, columns, columns.get("prompt_id"))
        if adapter.by is None:
            return list(adapter.values(parts[0]))
        rewards: List[Optional[float]] = [None] * len(completions)
        for part in parts:
            for row, value in zip(part.places(), adapter.values(part)):
                rewards[row] = value
        return rewards


class _Adapter(Adapter):
    trainer = "vreward.swift"
    keeps_other_tasks = True


def _class(recipe: Any, named: Dict[str, Any]) -> Type[Reward]:
    adapter = _Adapter(recipe, **named)
    made: Any = _Named(adapter.name, (Reward,), {"adapter": adapter, "arguments": (recipe, named)})
    return made  # type: ignore[no-any-return]


def _reduce_class(made: Any) -> Any:
    return made.__qualname__ if made is Reward else (_class, made.arguments)


copyreg.pickle(_Named, _reduce_class)


def reward(
    recipe: Any,
    truth: str = "solution",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    **overrides: Any,
) -> Type[Reward]:
    """A class to register as orms["name"]; ms-swift makes an instance of it and logs the class's name.

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe
    truth      the dataset's column that holds the truth, one JSON document for each row
    term       a term instead of the score, for --reward_weights
    by         the column that holds the task; rows of a task without a recipe get None
    name       what ms-swift logs it as; default: the recipe and the term
    overrides  members of the recipe that differ
    """
    return _class(recipe, {"truth": truth, "term": term, "by": by, "name": name, **overrides})
