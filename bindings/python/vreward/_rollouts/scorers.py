"""Which recipe scores which rollout."""

from __future__ import annotations

import json
from typing import Any, Dict, Mapping, Optional, cast

from .._binding.errors import Error
from ..scorer import Scorer
from ..types import Recipe
from .record import BadRecord, Record


class Scorers:
    """The scorers that a run needs: one for its recipe (a name or JSON) or, where that is None, one for each recipe
    that the lines name."""

    def __init__(self, recipe: Optional[str], overrides: Mapping[str, Any]) -> None:
        self.recipe = recipe
        self.overrides = dict(overrides)
        self._made: Dict[str, Scorer] = {}
        if recipe is not None:
            self.of(recipe)  # a wrong recipe is said before anything is read

    def key(self, record: Record) -> str:
        """The recipe for a line, as JSON or a name."""
        if self.recipe is not None:
            return self.recipe
        recipe = record.members.get("recipe")
        if recipe is None:
            raise BadRecord(f'{record.place}: no member "recipe"; name one with --recipe')
        return recipe if isinstance(recipe, str) else json.dumps(recipe)

    def of(self, recipe: str) -> Scorer:
        if recipe not in self._made:
            self._made[recipe] = Scorer(cast(Recipe, recipe), **self.overrides)
        return self._made[recipe]

    def of_record(self, record: Record) -> Scorer:
        recipe = self.key(record)
        try:
            return self.of(recipe)
        except Error as failure:
            raise BadRecord(f"{record.place}: {failure}") from None
