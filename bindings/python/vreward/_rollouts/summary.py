"""What a run over many rollouts comes to, in the lines that a person reads last."""

from __future__ import annotations

import time
from collections import Counter

from .._scoring.spaces import Spaces
from ..scores import Scores


class Summary:
    """Counts, and the coordinate spaces in which the numbers would fit better."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.count = self.bad_truths = 0
        self.total = 0.0
        self.reasons: Counter[str] = Counter()
        self.spaces = Spaces()

    def add(self, scores: Scores) -> None:
        usable = [score for score in scores.score if score == score]
        self.count += len(usable)
        self.total += sum(usable)
        self.reasons.update(scores.reason)

    def merge(self, other: Summary) -> None:
        """What another process has counted."""
        self.count += other.count
        self.total += other.total
        self.bad_truths += other.bad_truths
        self.reasons.update(other.reasons)
        self.spaces.merge(other.spaces)

    def text(self) -> str:
        seconds = max(time.monotonic() - self.started, 1e-9)
        samples = sum(self.reasons.values())
        mean = f"{self.total / self.count:.4f}" if self.count else "none"
        reasons = ", ".join(f"{name} {number}" for name, number in self.reasons.most_common())
        line = f"{samples} scored in {seconds:.1f} s, mean score {mean}; {reasons or 'the file is empty'}"
        return "\n".join([line, *self.spaces.findings()])
