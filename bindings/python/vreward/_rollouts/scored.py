"""Scoring the rollouts of a file, some lines at a time: the same here and on a worker of Ray."""

from __future__ import annotations

from itertools import islice
from typing import Any, Dict, Generator, Iterable, Iterator, List, NamedTuple, Optional, Tuple

from .._binding.errors import Error
from ..scorer import Scorer
from ..scores import Scores
from .reader import Line, Reader
from .record import TRUTH_NAMES, BadRecord, Record
from .scorers import Scorers
from .summary import Summary
from .writer import added_members, line_with

LINES_TOGETHER = 512


class Part(NamedTuple):
    """What some lines have become."""

    lines: List[str]
    bad_truths: List[str]  # "file:line: what is wrong"
    failure: Optional[str]  # what ends the run; there are no lines then


def parts(lines: Iterable[Line], size: int) -> Iterator[List[Line]]:
    lines = iter(lines)
    while part := list(islice(lines, size)):
        yield part


def score_file(reader: Reader, scorers: Scorers, threads: int, summary: Summary) -> Generator[Part, None, None]:
    """Every line of a file, in order. `summary` is added to."""
    for lines in parts(reader.lines(), LINES_TOGETHER):
        yield score_lines(reader, scorers, lines, threads, summary)


def score_lines(reader: Reader, scorers: Scorers, lines: List[Line], threads: int, summary: Summary) -> Part:
    """These lines with their scores, whatever their recipes."""
    bad_truths: List[str] = []
    try:
        records = list(map(reader.record, lines))
        added: Dict[int, str] = {}
        for group in _by_recipe(scorers, records):
            scorer = scorers.of_record(group[0])
            scores, owner = _scores(scorer, group, threads)
            bad_truths += _bad_truths(scorer, group, owner, scores)
            summary.add(scores)
            texts = [text for record in group for text in record.completions]
            summary.spaces.add(scorer, texts, [group[place].truth for place in owner], scores.score, scores.reason)
            added.update(zip((record.line for record in group), added_members(group, scores)))
    except (Error, BadRecord) as refused:
        return Part([], bad_truths, str(refused))
    summary.bad_truths += len(bad_truths)
    return Part([line_with(record, added[record.line]) for record in records], bad_truths, None)


def _by_recipe(scorers: Scorers, records: List[Record]) -> List[List[Record]]:
    groups: Dict[str, List[Record]] = {}
    for record in records:
        groups.setdefault(scorers.key(record), []).append(record)
    return list(groups.values())


def _scores(scorer: Scorer, records: List[Record], threads: int) -> Tuple[Scores, List[int]]:
    """The scores of all completions of these records, and for each which record it belongs to."""
    completions = [text for record in records for text in record.completions]
    owner = [place for place, record in enumerate(records) for _ in record.completions]
    truths: Any = [record.truth for record in records]
    truth_index: Any = owner
    if not scorer.needs_truth:
        truths = truth_index = None
    elif None in truths:
        record = records[truths.index(None)]
        wanted = ", ".join(TRUTH_NAMES) + "; --truth names another"
        raise BadRecord(f"{record.place}: no truth ({wanted}) among its members: {', '.join(record.members)}")
    try:
        return scorer.score(completions, truths, threads, truth_index=truth_index), owner
    except Error as failure:
        if failure.scores is None:
            raise BadRecord(f"{records[0].place}: {failure}") from None
        return failure.scores, owner


def _bad_truths(scorer: Scorer, records: List[Record], owner: List[int], scores: Scores) -> Iterator[str]:
    """What is wrong with every truth that cannot be used."""
    for place in dict.fromkeys(place for place, score in zip(owner, scores.score) if score != score):
        try:
            scorer.score_one("", records[place].truth)
        except Error as failure:
            yield f"{records[place].place}: {failure}"
