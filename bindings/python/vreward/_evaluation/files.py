"""Rows of files on their way to evaluations."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from .._binding.errors import Error
from .._rollouts.reader import Reader
from .._rollouts.record import BadRecord, Record, member_of
from .._rollouts.scored import check_truth
from .._rollouts.scorers import Scorers
from .._rollouts.summary import Summary
from ..scorer import Scorer
from .errors import scores_of
from .slices import Slices

TOGETHER = 512  # rows
# Texts are none of them: one question may be asked of many images.
KEY_NAMES = ("id", "prompt_id", "group_id", "uid")


class Samples(NamedTuple):
    """Some rows, a sample for each completion."""

    completions: List[str]
    truths: Optional[List[Any]]  # None: the recipe needs none
    rows: List[Any]  # the members of the row of each
    own: List[int]  # and the place of that row among these


def batches(reader: Reader, scorers: Scorers) -> Iterator[Tuple[str, Samples]]:
    """Samples with their recipe, as JSON or a name. Raises BadRecord for a row without a truth or a recipe."""
    together: Dict[str, List[Record]] = {}
    for record in reader:
        if record.truth is None:
            check_truth(scorers.of_record(record), record)
        recipe = scorers.key(record)
        some = together.setdefault(recipe, [])
        some.append(record)
        if len(some) == TOGETHER:
            yield recipe, _samples(together.pop(recipe), scorers.of_record(record))
    for recipe, some in together.items():
        yield recipe, _samples(some, scorers.of_record(some[0]))


def _samples(records: Sequence[Record], scorer: Scorer) -> Samples:
    own = [place for place, record in enumerate(records) for _ in record.completions]
    truths = [records[place].truth for place in own] if scorer.needs_truth else None
    completions = [text for record in records for text in record.completions]
    return Samples(completions, truths, [records[place].members for place in own], own)


class Keys:
    """Numbers of what rows have in common by the member `by`, or the first of KEY_NAMES that the first row has; where
    there is none, of each row by itself. Raises BadRecord for a row without the member `by`."""

    def __init__(self, path: str, by: Optional[str]) -> None:
        self.path = path
        self.by = by
        self.name = by
        self.rows = 0
        self.numbers: Dict[str, int] = {}

    def of(self, samples: Samples) -> List[int]:
        if not self.rows and self.by is None and samples.rows:
            self.name = key_name(samples.rows[0], KEY_NAMES)
        found = [self._number(row, place) for row, place in zip(samples.rows, samples.own)]
        self.rows += samples.own[-1] + 1 if samples.own else 0
        return found

    def _number(self, row: Any, place: int) -> int:
        key = None if self.name is None else key_of(row, self.name)
        if key is None and self.by is not None:
            raise BadRecord(f'{self.path}: a row has no member "{self.by}", which --key names')
        return self.numbers.setdefault(key or f"row {self.rows + place}", len(self.numbers))


def key_name(row: Any, names: Sequence[str]) -> Optional[str]:
    return next((name for name in names if member_of(row, (name,)) is not None), None)


def key_of(row: Any, name: str) -> Optional[str]:
    """The member as JSON; None where the row has none."""
    key = member_of(row, (name,))
    return None if key is None else json.dumps(key, sort_keys=True, default=str)


class Look:
    """What of the rows should make somebody suspicious: numbers that fit another space, scores of another run."""

    def __init__(self) -> None:
        self.summary = Summary()
        self.scored = self.other = 0

    def at(self, samples: Samples, scorer: Scorer) -> None:
        scores = scores_of(scorer.score, samples.completions, samples.truths)
        self.summary.look(scorer, samples.completions, samples.truths, scores)
        for row, score in zip(samples.rows, scores.score):
            if isinstance(row.get("score"), float) and "reason" in row and "terms" in row:
                self.scored += 1
                self.other += abs(row["score"] - score) > 1e-9

    def lines(self) -> Iterator[str]:
        yield from self.summary.spaces.findings()
        if self.other:
            yield (
                f"{self.other} of the first {self.scored} rows hold a score that is not this recipe's: they were "
                "scored by another recipe or version. What is evaluated are the completions, scored again"
            )


def evaluated(
    reader: Reader,
    scorers: Scorers,
    by: Sequence[str],
    key: Optional[str],
    errors: bool,
    each: Callable[[Samples], None],
) -> Tuple[Dict[str, Slices], Look]:
    """Every row of the files, by its recipe; and what the first of each recipe look like. `each` sees all of them."""
    found: Dict[str, Slices] = {}
    look, keys = Look(), Keys(reader.path, key)
    for recipe, samples in batches(reader, scorers):
        if recipe not in found:
            found[recipe] = Slices(scorers.of(recipe), by, errors)
            look.at(samples, scorers.of(recipe))
        found[recipe].add(samples.completions, samples.truths, samples.rows, keys.of(samples))
        each(samples)
    if not found:
        raise BadRecord(f"{reader.path}: holds no rollouts")
    return found, look


# ---- two files of the same prompts -----------------------------------------------------------------------------------


class Pairs(NamedTuple):
    """The rollouts of two files that belong together."""

    before: List[str]
    after: List[str]
    truths: List[Any]
    keys: List[int]
    told: List[str]  # what is wrong with the rest


def pairs_of(before: Reader, after: Reader, scorers: Scorers, by: Optional[str]) -> Pairs:
    """Rows are paired by the member `by`, or the first of KEY_NAMES that the first file has; several of one key in
    their order. Both files are held in memory. Raises Error where no row has a partner."""
    names = [by] if by is not None else list(KEY_NAMES)
    first, name = _by_key(before, scorers, names)
    second, _ = _by_key(after, scorers, [name])
    common = [key for key in first if key in second]
    if not common:
        raise Error(
            f'{before.path} and {after.path} have no "{name}" in common; --key names the member that pairs rows'
        )
    found = Pairs([], [], [], [], [])
    several = unequal = truths = 0
    for number, key in enumerate(common):
        ours, theirs = first[key], second[key]
        several += len(ours) > 1
        unequal += len(ours) != len(theirs)
        for (a, truth), (b, other) in zip(ours, theirs):
            truths += truth != other
            found.before.append(a)
            found.after.append(b)
            found.keys.append(number)
            found.truths.append(truth)
    for reader, others in ((before, len(first)), (after, len(second))):
        if others > len(common):
            found.told.append(f'{reader.path}: {others - len(common)} of {others} "{name}" are not in the other file')
    if several:
        found.told.append(f'{several} of {len(common)} "{name}" stand in several rows, which are paired in their order')
    if unequal:
        found.told.append(f'{unequal} "{name}" stand in more rows of one file than of the other: those have no partner')
    if truths:
        found.told.append(f"{truths} rows have another truth in {after.path}: that of {before.path} is taken")
    return found


def _by_key(reader: Reader, scorers: Scorers, names: Sequence[str]) -> Tuple[Dict[str, List[Tuple[str, Any]]], str]:
    """(completion, truth) by key, and the name of the key."""
    found: Dict[str, List[Tuple[str, Any]]] = {}
    name: Optional[str] = None
    for _, samples in batches(reader, scorers):
        for place, (text, row) in enumerate(zip(samples.completions, samples.rows)):
            name = name or key_name(row, names)
            key = None if name is None else key_of(row, name)
            if key is None:
                wanted = name or ", ".join(names)
                raise BadRecord(f'{reader.path}: a row has no member "{wanted}" to pair it by; --key names another')
            truth = None if samples.truths is None else samples.truths[place]
            found.setdefault(key, []).append((text, truth))
    if name is None:
        raise BadRecord(f"{reader.path}: holds no rollouts")
    return found, name
