"""A reward function of your own beside a recipe, on the same rollouts: how many rows are equal, and what differs.

from vreward.compare import compare
print(compare(my_reward, vreward.Scorer("detection"), completions, truths).text())
"""

from __future__ import annotations

import struct
import time
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence

from ._binding.errors import Error
from ._trainers.functions import CALLS, Value, load_function, shape_of
from .scorer import Scorer

__all__ = ["Comparison", "Row", "compare", "load_function", "shape_of"]


class Row(NamedTuple):
    """One rollout: what the function returned (a number, or why there is none), and what the recipe gave."""

    place: int  # among the rollouts, from 0
    function: Value
    vreward: float
    reason: str

    @property
    def equal(self) -> bool:
        """Equal as float32, which is what trainers keep."""
        return not isinstance(self.function, str) and _float32(self.function) == _float32(self.vreward)


class Comparison(NamedTuple):
    """All rows, and the seconds that both took."""

    rows: List[Row]
    function_seconds: float
    vreward_seconds: float

    def different(self) -> List[Row]:
        return [row for row in self.rows if not row.equal]

    def summary(self) -> Dict[str, Any]:
        """The counts as a dict, for JSON."""
        numbers = [row for row in self.different() if not isinstance(row.function, str)]
        failures: Dict[str, int] = {}
        for row in self.rows:
            if isinstance(row.function, str):
                failures[row.function] = failures.get(row.function, 0) + 1
        count = max(len(self.rows), 1)
        return {
            "rows": len(self.rows),
            "equal": len(self.rows) - len(self.different()),
            "different": len(numbers),
            "largest_difference": max((abs(float(row.function) - row.vreward) for row in numbers), default=0.0),
            "without_number": failures,
            "function_us_per_row": self.function_seconds / count * 1e6,
            "vreward_us_per_row": self.vreward_seconds / count * 1e6,
        }

    def text(self) -> str:
        """The summary as a Markdown table, to be pasted into an issue."""
        found = self.summary()
        share = found["equal"] / found["rows"] if found["rows"] else 1.0
        lines = [
            "| rows | |",
            "|---|---|",
            f"| compared | {found['rows']} |",
            f"| equal as float32 | {found['equal']} ({share:.2%}) |",
            f"| different | {found['different']}, by {found['largest_difference']:.6g} at most |",
        ]
        lines += [f"| {_cell(why)} | {number} |" for why, number in found["without_number"].items()]
        theirs, ours = found["function_us_per_row"], found["vreward_us_per_row"]
        lines.append(f"| time a row | function {theirs:.1f} us, vreward {ours:.1f} us |")
        return "\n".join(lines)


def compare(
    function: Callable[..., Any],
    scorer: Scorer,
    completions: Sequence[str],
    truths: Optional[Sequence[Any]],
    *,
    columns: Optional[Sequence[Mapping[str, Any]]] = None,
    solutions: Optional[Sequence[Any]] = None,
    shape: Optional[str] = None,
    key: Optional[str] = None,
    term: Optional[str] = None,
) -> Comparison:
    """Runs the function and the recipe on the same rollouts.

    function     of TRL's shape (prompts, completions, **columns), of verl's (data_source, solution_str, ground_truth,
                 extra_info) or of EasyR1's (reward_inputs, or reward_input)
    scorer       a Scorer, the recipe
    completions  [n] texts
    truths       [n] documents for the recipe; None where it needs none
    columns      [n] further columns of each row, which functions of TRL's shape get by name
    solutions    [n] truths as the function wants them; default: `truths`
    shape        "trl", "verl" or "easyr1"; default: from the names of the function's parameters
    key          the member of a returned dict that counts; default: score (verl), overall (EasyR1)
    term         a term of the recipe instead of its score

    A function that raises, returns another number of values, or no number, is told row by row and ends nothing.
    A truth that cannot be used gives its row NaN. Errors: vreward.Error where the shape cannot be told.

        >>> def exact(completions, solution, **columns):
        ...     return [float(completion == str(truth)) for completion, truth in zip(completions, solution)]
        >>> found = compare(exact, vreward.Scorer("counting"), ["7", "seven"], [7, 7])
        >>> [(row.function, row.vreward, row.equal) for row in found.rows]
        [(1.0, 1.0, True), (0.0, 1.0, False)]
    """
    call = CALLS[shape or shape_of(function)]
    rows = list(columns) if columns is not None else [{} for _ in completions]
    wanted = list(solutions if solutions is not None else truths if truths is not None else [None] * len(completions))
    begin = time.perf_counter()
    values = call(function, list(completions), wanted, rows, key)
    middle = time.perf_counter()
    try:
        scores = scorer.score(list(completions), None if truths is None else list(truths))
    except Error as failure:
        if failure.scores is None:
            raise
        scores = failure.scores  # rows of a truth that cannot be used are NaN, and differ
    ours = scores.score if term is None else scores.terms[term]
    end = time.perf_counter()
    found = [Row(i, values[i], ours[i], scores.reason[i]) for i in range(len(values))]
    return Comparison(found, middle - begin, end - middle)


def _float32(number: float) -> bytes:
    try:
        packed = struct.pack("<f", number)
    except OverflowError:  # beyond float32: equal only where the doubles are
        return struct.pack("<d", number)
    return packed if number != 0 else struct.pack("<f", 0.0)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
