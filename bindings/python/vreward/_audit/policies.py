"""What every degenerate policy has in common: a name, what it needs, and where the docs say what to do about it."""

from __future__ import annotations

import random
from typing import Callable, NamedTuple, Optional, Tuple

from .answers import Answer, Size
from .others import Others

OTHER = "for other kinds of truth"
LABELS, TRUTHS = "labels in the truths", "two truths or more"


class Knowledge(NamedTuple):
    """All that a policy may know of a sample."""

    others: Others
    size: Optional[Size]
    kind: str
    draw: random.Random

    @property
    def extent(self) -> Size:
        return self.others.extent(self.size)


class Policy(NamedTuple):
    """One way to cheat. `write` gets what is known, and an honest answer where it adds to one."""

    name: str
    section: str  # of docs/audit.md
    kinds: Tuple[str, ...]  # of truths that it applies to
    write: Callable[[Knowledge, Answer], Answer]
    needs: Optional[str] = None
    base: Optional[str] = None  # another policy that it adds to: what it is compared with instead of honesty

    def lacks(self, kind: str, others: Others) -> Optional[str]:
        """Why it does not apply; None: it does."""
        if kind not in self.kinds:
            return OTHER
        if self.needs == LABELS and not others.labels:
            return f"needs {LABELS}"
        if self.needs == TRUTHS and not others.samples:
            return f"needs {TRUTHS}"
        return None
