"""What rollouts come to: the figures of each recipe, and what kind of group a prompt has."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, Dict, Iterable, List, Optional, Sequence

from .._scoring.spaces import Spaces
from ..curriculum import Difficulty
from .explained import Explained

BINS = 20

# How the scores of a prompt relate, in the order in which a person is told.
GROUP_KINDS = {
    "mixed": "scores differ",
    "zero": "all scores are 0",
    "one": "all scores are 1",
    "equal": "all scores are equal",
    "single": "one rollout only",
    "none": "no score can be used",
}


# What has become of a prompt's mean from the first run to the second.
CHANGES = {"better": "higher in the second run", "worse": "lower in the second run", "same": "the same"}


def change(before: Optional[float], after: Optional[float]) -> Optional[str]:
    """One of CHANGES; None where a run has no score of this prompt."""
    if before is None or after is None:
        return None
    if math.isclose(before, after, rel_tol=1e-9, abs_tol=1e-12):
        return "same"
    return "better" if after > before else "worse"


def group_kind(found: Difficulty) -> str:
    """One of GROUP_KINDS."""
    if not found.rollouts:
        return "none"
    if found.rollouts == 1:
        return "single"
    if found.best != found.worst:
        return "mixed"
    return {0.0: "zero", 1.0: "one"}.get(found.best or 0.0, "equal")


class Figures:
    """Of the rollouts of one recipe in one run."""

    def __init__(self) -> None:
        self.scores: List[float] = []
        self.terms: Dict[str, List[float]] = {}
        self.reasons: Counter[str] = Counter()
        self.repairs: Counter[str] = Counter()
        self.rollouts = self.differing = self.unexplained = 0
        self.spaces = Spaces()

    def add(self, one: Explained) -> None:
        self.rollouts += 1
        self.differing += one.differs
        self.unexplained += one.found is None
        if one.score is not None:
            self.scores.append(one.score)
        for name, value in one.terms.items():
            if value is not None:
                self.terms.setdefault(name, []).append(value)
        self.reasons.update([one.reason] if one.reason else [])
        if one.found is not None:
            self.repairs.update(one.found.get("repairs", ()))
        if one.scorer is not None and one.scorer.needs_truth and one.score is not None:
            truth = one.taken.record.truth
            self.spaces.add(one.scorer, [one.completion], [truth], [one.score], [one.reason])

    def document(self) -> Dict[str, Any]:
        low, high = bounds(self.scores)
        return {
            "rollouts": self.rollouts,
            "scored": len(self.scores),
            "mean": mean(self.scores),
            "std": _std(self.scores),
            "histogram": {"low": low, "high": high, "counts": histogram(self.scores, low, high)},
            "terms": {name: mean(values) for name, values in self.terms.items()},
            "reasons": _shares(self.reasons, self.rollouts),
            "repairs": _shares(self.repairs, self.rollouts),
            "spaces": self.spaces.findings(),
            "bad_truths": self.reasons.get("bad_truth", 0),
            "differing": self.differing,
            "unexplained": self.unexplained,
        }


def mean(values: Sequence[float]) -> Optional[float]:
    return math.fsum(values) / len(values) if values else None


def _std(values: Sequence[float]) -> Optional[float]:
    middle = mean(values)
    if middle is None or len(values) < 2:
        return None
    return math.sqrt(math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1))


def bounds(scores: Iterable[float]) -> Sequence[float]:
    """Where a histogram begins and ends: 0 and 1, unless scores lie beyond."""
    known = [0.0, 1.0, *scores]
    return min(known), max(known)


def histogram(scores: Iterable[float], low: float, high: float) -> List[int]:
    """How many scores lie in each of BINS equal parts; the last one holds its end, too."""
    counts = [0] * BINS
    for score in scores:
        counts[min(int((score - low) / (high - low) * BINS), BINS - 1)] += 1
    return counts


def _shares(counted: Counter[str], of: int) -> Dict[str, Dict[str, float]]:
    return {name: {"count": count, "percent": 100 * count / of} for name, count in counted.most_common()}


def kinds(groups: Iterable[Difficulty]) -> Dict[str, int]:
    """How many prompts there are of each kind."""
    found = Counter(map(group_kind, groups))
    return {name: found[name] for name in GROUP_KINDS if found[name]}
