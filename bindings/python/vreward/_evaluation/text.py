"""Evaluations as tables for people."""

from __future__ import annotations

import shutil
import textwrap
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence

from .._binding.containers import counted
from .._scoring.shown import printable
from .errors import WORDS

MOST_LABELS = 20  # that are shown
IN_SLICES = 5  # metrics of each slice


def table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> List[str]:
    """Columns under each other; those of `right` end at the same place."""
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
    return [
        "  ".join(
            cell.rjust(width) if i in right else cell.ljust(width) for i, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in rows
    ]


def wrapped(rows: Sequence[Sequence[str]], right: Sequence[int], width: int) -> Iterator[str]:
    """A table whose last column is prose, wrapped where it stands."""
    lines = table([row[:-1] for row in rows], right)
    begin = max(map(len, lines)) + 2
    for line, row in zip(lines, rows):
        prose = textwrap.wrap(row[-1], max(width - begin, 30)) or [""]
        yield f"{line.ljust(begin)}{prose[0]}".rstrip()
        yield from (" " * begin + more for more in prose[1:])


def number(value: Optional[float]) -> str:
    return "none" if value is None else f"{value:.4f}"


def interval(one: Mapping[str, Any]) -> str:
    return f"{one['low']:.4f} to {one['high']:.4f}" if one.get("low") is not None else ""


def of_result(result: Mapping[str, Any]) -> Iterator[str]:
    """All metrics, slices, labels and errors; of several recipes one after the other."""
    for recipe, one in result.get("recipes", {}).items():
        yield f"== {printable(recipe)}"
        yield from of_result(one)
        yield ""
    if "recipes" in result:
        return
    yield _head(result)
    yield ""
    rows = [["metric", "value", "95 % interval", "", ""]]
    rows += [
        [name, number(one["value"]), interval(one), one["comparable"], one["convention"]]
        for name, one in result["metrics"].items()
    ]
    yield from wrapped(rows, (1,), _width())
    if result.get("slices"):
        yield ""
        yield from _slices(result)
    if result.get("labels"):
        yield ""
        yield from _labels(result["labels"])
    if "errors" in result:
        yield ""
        yield from _errors(result)


def _width() -> int:
    return shutil.get_terminal_size((120, 0)).columns


def _head(result: Mapping[str, Any]) -> str:
    bad, of = result["bad_truths"], "" if result["keys"] == result["samples"] else f" of {result['keys']} keys"
    left_out = f"; {bad} left out, whose truths are bad (vreward lint says why)" if bad else ""
    return f"{counted(result['samples'], 'sample')}{of}, {result['task']}{left_out}"


def _slices(result: Mapping[str, Any]) -> Iterator[str]:
    slices = result["slices"]
    names = [name for name in result["metrics"] if name != "parsed"][:IN_SLICES]
    rows = [[*slices[0]["by"], "samples", *names]]
    for part in slices:
        values = ["none" if value is None else printable(str(value)) for value in part["by"].values()]
        rows.append(
            [*values, str(part["samples"]), *(number(part["metrics"].get(name, {}).get("value")) for name in names)]
        )
    columns = len(slices[0]["by"])
    yield from table(rows, range(columns, columns + 1 + len(names)))


def _labels(labels: Mapping[str, Any]) -> Iterator[str]:
    """Those with most true items."""
    first: Dict[str, Any] = next(iter(labels.values()))
    names = [name for name in first if isinstance(first[name], (int, float)) or first[name] is None]
    shown = sorted(labels, key=lambda label: -labels[label].get("truths", 0))
    rows = [["label", *names]]
    for label in shown[:MOST_LABELS]:
        values = (labels[label][name] for name in names)
        rows.append([printable(label), *(str(value) if isinstance(value, int) else number(value) for value in values)])
    yield from table(rows, range(1, len(names) + 1))
    if len(shown) > MOST_LABELS:
        yield f"and {len(shown) - MOST_LABELS} more labels (--json has them)"


def _errors(result: Mapping[str, Any]) -> Iterator[str]:
    mean = result["metrics"]["score"]["value"]
    yield f"what errors cost, of the mean score {number(mean)} ({number(result['perfect'])} after all repairs)"
    if not result["errors"]:
        yield "there are none"
        return
    rows = [["error", "rollouts", "alone", "in turn", "what it is, and how it is repaired"]]
    for kind, cost in result["errors"].items():
        words = WORDS.get(kind, "the primary reason of the rollout: it is right")
        rows.append([kind, str(cost["rollouts"]), f"{cost['alone']:+.4f}", f"{cost['in_turn']:+.4f}", words])
    yield from wrapped(rows, (1, 2, 3), _width())


def of_pair(found: Mapping[str, Any]) -> Iterator[str]:
    """The metrics of two models, and what changed between them."""
    yield _head(found)
    yield ""
    rows = [["metric", "first", "second", "difference", "95 % interval", "", ""]]
    for name, one in found["metrics"].items():
        difference = "none" if one["difference"] is None else f"{one['difference']:+.4f}"
        between = f"{one['low']:+.4f} to {one['high']:+.4f}" if one.get("low") is not None else ""
        rows.append(
            [
                name,
                number(one["before"]),
                number(one["after"]),
                difference,
                between,
                one["comparable"],
                one["convention"],
            ]
        )
    yield from wrapped(rows, (1, 2, 3), _width())
    yield ""
    yield f"score of the second: better in {found['better']}, worse in {found['worse']}, equal in {found['equal']}"
    if found["reasons"]:
        yield ""
        rows = [["reason of the first", "of the second", "samples", "gain in mean score"]]
        rows += [[one["before"], one["after"], str(one["samples"]), f"{one['gain']:+.4f}"] for one in found["reasons"]]
        yield from table(rows, (2, 3))
