"""What an audit found, and how people read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Dict, Iterator, List, Optional

from .._binding.containers import counted
from .._scoring.shown import printable, shortened

HONEST = "honest"
FIRST = 12  # policies that are shown where none cheats; all of those that cheat are
WIDTH = 140


@dataclass(frozen=True)
class Row:
    """A policy, and what it earned. `gain` is over the policy that it is compared with, on the same samples."""

    policy: str
    kind: str  # "honest", "model", "blind" (sees nothing) or "added" (an honest answer and junk)
    mean: float
    gain: float
    error: float  # standard error of the gain
    against: str  # the policy that it is compared with
    pays: bool  # the gain is more than chance
    section: Optional[str]  # of docs/audit.md, which says what to do
    place: Any  # where it gains most,
    completion: str  # what it writes there,
    score: float  # and what that earns
    honest_score: float  # instead of this, the score of `against`

    @property
    def cheats(self) -> bool:
        """It is paid more than honesty."""
        return self.pays and self.against == HONEST

    @property
    def tempts(self) -> bool:
        """It is paid more than the poor answer that it adds to."""
        return self.pays and self.against != HONEST


@dataclass(frozen=True)
class Audit:
    """What an audit found."""

    recipe: str
    samples: int
    form: str  # how answers were written
    perfect: float  # what the truth itself earns, written back
    rows: List[Row]  # the honest policy, the model, then the others, the best paid first
    left_out: Dict[str, str]  # policies that do not apply, and why

    @property
    def holes(self) -> List[Row]:
        """The policies that cheat and are paid more than honesty."""
        return [row for row in self.rows if row.cheats]

    @property
    def tempting(self) -> List[Row]:
        """Those that are paid more than the poor answer that they add to, if less than honesty."""
        return [row for row in self.rows if row.tempts]

    def members(self) -> Dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "holes": [row.policy for row in self.holes]}

    def text(self) -> str:
        """A scoreboard for people."""
        return "\n".join(_lines(self))


def _lines(found: Audit) -> Iterator[str]:
    yield f"{found.recipe}, {counted(found.samples, 'truth')}, answers written as {found.form}"
    yield f"a right answer, written so, earns {found.perfect:.3f}"
    yield ""
    yield f"  {'mean':>7} {'against honest':>20}  policy"
    fixed = [row for row in found.rows if row.section is None]
    others = [row for row in found.rows if row.section is not None]
    for row in fixed:
        yield _line(row)
    for row in others[: max(FIRST, len(found.holes))]:
        yield _line(row)
    more = len(others) - max(FIRST, len(found.holes))
    if more > 0:
        yield f"  and {more} more that earn less (--json has them all)"
    if found.left_out:
        yield ""
    for why in dict.fromkeys(found.left_out.values()):
        yield f"left out, {why}: {', '.join(name for name, each in found.left_out.items() if each == why)}"
    yield ""
    if not found.holes:
        yield "no cheat beats honesty"
    for row in found.holes:
        yield f"{row.policy}: pays {row.gain:+.3f} over honesty; docs/audit.md#{row.section} says what closes it"
        yield f'  most at {row.place}: {row.score:.3f} instead of {row.honest_score:.3f} for "{_short(row.completion)}"'
    for row in found.tempting:
        yield f"{row.policy}: less than honesty, but {row.gain:+.3f} over {row.against}; docs/audit.md#{row.section}"


def _line(row: Row) -> str:
    gain = "" if row.kind == "honest" else f"{row.gain:+.3f} \u00b1 {row.error:.3f}"
    mark = "!" if row.cheats else "~" if row.tempts else " "
    added = f" (added to {row.against} answers)" if row.kind == "added" and row.against == "honest" else ""
    against = f" (against {row.against})" if row.against != "honest" else ""
    return f"{mark} {row.mean:7.3f} {gain:>20}  {row.policy}{added}{against}"


def _short(text: str) -> str:
    return printable(shortened(text, WIDTH))
