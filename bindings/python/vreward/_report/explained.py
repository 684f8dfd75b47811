"""A rollout with its scores, and with its explanation where a recipe is known."""

from __future__ import annotations

import json
import math
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, cast

from .._binding.errors import Error
from .._rollouts.groups import SCORE_NAMES
from .._rollouts.record import TRUTH_NAMES, BadRecord, Record
from .._rollouts.scorers import Scorers
from .._rollouts.writer import OWN_PREFIX, Adding
from ..scorer import Scorer
from .reading import Taken

NO_RECIPE = ""  # stands for it where the file's own scores are shown


class Explained(NamedTuple):
    """A rollout as it is shown."""

    taken: Taken
    recipe: str  # what it is called
    scorer: Optional[Scorer]
    found: Optional[Dict[str, Any]]  # its explanation
    score: Optional[float]
    reason: str  # "": not known
    terms: Dict[str, Optional[float]]
    stored: Optional[float]  # the score that stands in the file

    @property
    def completion(self) -> str:
        return self.taken.record.completions[self.taken.rollout]

    @property
    def differs(self) -> bool:
        """Whether the file's score is another one than that of its explanation: of another recipe or version."""
        if self.found is None or self.stored is None or self.score is None:
            return False
        return not math.isclose(self.stored, self.score, rel_tol=1e-9, abs_tol=1e-12)


class Explainer:
    """Explains rollouts by the recipe given, or by the one that each line names. Lines of neither keep their scores."""

    def __init__(self, scorers: Scorers) -> None:
        self.scorers = scorers
        self._names: Dict[str, str] = {}

    def of(self, taken: Taken) -> Explained:
        """Raises BadRecord where a rollout can neither be scored nor has a score."""
        record = taken.record
        stored = _stored(record, taken.rollout)
        if self.scorers.recipe is None and record.members.get("recipe") is None:
            if stored is None:
                raise BadRecord(f'{record.place}: has no score, and no member "recipe"; name a recipe with --recipe')
            return Explained(taken, NO_RECIPE, None, None, stored.score, stored.reason, stored.terms, stored.score)
        scorer = self.scorers.of_record(record)
        found = _explanation(scorer, record, taken.rollout)
        return Explained(
            taken, self._name(self.scorers.key(record)), scorer, found, found["score"], found["reason"],
            found["terms"] or {}, None if stored is None or not stored.own else stored.score,
        )  # fmt: skip

    def _name(self, recipe: str) -> str:
        if recipe not in self._names:
            told = json.dumps(json.loads(recipe), ensure_ascii=False) if recipe.lstrip().startswith("{") else recipe
            own = self.scorers.overrides
            self._names[recipe] = f"{told} with {json.dumps(own, ensure_ascii=False)}" if own else told
        return self._names[recipe]


def _explanation(scorer: Scorer, record: Record, rollout: int) -> Dict[str, Any]:
    if record.truth is None and scorer.needs_truth:
        raise BadRecord(f"{record.place}: no truth ({record.names[1] or ', '.join(TRUTH_NAMES)})")
    try:
        truth = record.truth if scorer.needs_truth else None
        return cast(Dict[str, Any], scorer.explain(record.completions[rollout], truth))
    except Error as failure:
        if failure.explanation is None:
            raise BadRecord(f"{record.place}: {failure}") from None
        return failure.explanation


class _Stored(NamedTuple):
    score: Optional[float]
    reason: str
    terms: Dict[str, Optional[float]]
    own: bool  # vreward has written it


def _stored(record: Record, rollout: int) -> Optional[_Stored]:
    """What stands in the file: of `vreward score` (the last that was added, where there are several), else a score."""
    members = record.members
    for prefix in (OWN_PREFIX, ""):
        adding = Adding(prefix=prefix)
        if adding.own(members) and adding.scored(members):
            score, reason, terms = (_of_rollout(members.get(name), record, rollout) for name in adding.names)
            return _Stored(_finite(score), str(reason), _terms(terms), True)
    for name in SCORE_NAMES:
        if name in members:
            return _Stored(_finite(_of_rollout(members[name], record, rollout)), "", {}, False)
    return None


def _of_rollout(value: Any, record: Record, rollout: int) -> Any:
    """The value of one of several completions: lists have one for each, and of terms each is such a list."""
    if not record.several:
        return value
    if isinstance(value, Mapping):
        return {name: _of_rollout(each, record, rollout) for name, each in value.items()}
    listed: List[Any] = value if isinstance(value, list) else []
    return listed[rollout] if rollout < len(listed) else None


def _terms(value: Any) -> Dict[str, Optional[float]]:
    if isinstance(value, str):  # as CSV holds them
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    return {str(name): _finite(each) for name, each in value.items()} if isinstance(value, Mapping) else {}


def _finite(value: Any) -> Optional[float]:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
