"""Scorers that are made once: for recipes that come again with every call."""

from __future__ import annotations

from typing import Any, Dict, Mapping, cast

from ..scorer import Scorer
from ..types import AnyRecipe, Recipe
from .recipes import recipe_text

_CACHE_SIZE = 64
_scorers: Dict[Any, Scorer] = {}


def cached_scorer(recipe: AnyRecipe, overrides: Mapping[str, Any]) -> Scorer:
    """The scorer of a recipe, made once; the oldest are forgotten when there are many."""
    key: Any = recipe
    if overrides or type(recipe) is not str:
        key = recipe_text(recipe, overrides)
    try:
        return _scorers[key]
    except KeyError:
        scorer = Scorer(cast(Recipe, recipe), **overrides)
        while len(_scorers) >= _CACHE_SIZE:
            try:
                _scorers.pop(next(iter(_scorers)), None)
            except (StopIteration, RuntimeError):  # another thread was faster
                break
        _scorers[key] = scorer
        return scorer
