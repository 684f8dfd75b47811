"""Scoring the rollouts of a file, some lines at a time: the same here and on a worker."""

from __future__ import annotations

import json
from typing import Any, Dict, Generator, Iterable, Iterator, List, NamedTuple, Optional, Tuple

from .._binding.errors import Error
from ..scorer import Scorer
from ..scores import Scores
from .reader import LINES_TOGETHER as LINES_TOGETHER
from .reader import Batch, Reader, Table
from .record import TRUTH_NAMES, BadRecord, Line, Record, records_of
from .scorers import Scorers
from .summary import Summary
from .writer import Adding, Rows

_encode = json.encoder.c_make_encoder  # type: ignore[attr-defined]
_parts = _encode and _encode(None, str, json.encoder.encode_basestring, None, ": ", ", ", False, False, True)


class Refused(NamedTuple):
    """A line that cannot be used."""

    place: str
    why: str  # "file:line: what is wrong"
    text: str
    cut_off: bool  # it is the last one, and its end is missing


class Part(NamedTuple):
    """What some lines have become."""

    rows: Rows
    lines: int  # how many were read
    bad_truths: List[str]  # "file:line: what is wrong"
    refused: List[Refused]


class Plan(NamedTuple):
    """What is to be done with every batch; it pickles."""

    reader: Reader
    scorers: Scorers
    adding: Adding
    threads: int
    stop: bool  # at the first line that cannot be used


def score_batches(plan: Plan, batches: Iterable[Batch], summary: Summary) -> Generator[Part, None, None]:
    """Every batch, in order. `summary` is added to."""
    for batch in batches:
        yield score_batch(plan, batch, summary)


def score_apart(plan: Plan, batch: Batch) -> Tuple[Part, Summary]:
    """A batch with its own counts, which are added when its part is written, as a checkpoint holds those of what is."""
    summary = Summary(looks=False)
    return score_batch(plan, batch, summary), summary


def score_batch(plan: Plan, batch: Batch, summary: Summary) -> Part:
    """These lines with their scores, whatever their recipes."""
    if isinstance(batch, Table):
        found = _table(plan, batch, summary)
        if found is not None:
            return found
        return score_lines(plan, batch.lines(), summary, batch)
    return score_lines(plan, batch, summary)


def score_lines(plan: Plan, lines: List[Line], summary: Summary, table: Optional[Table] = None) -> Part:
    refused: List[Refused] = []
    records: List[Record] = []
    taken = set(plan.adding.names) if not plan.adding.overwrite else set()
    only = None if plan.scorers.recipe is None else plan.scorers.of(plan.scorers.recipe)
    completion, truth = plan.reader.completion, plan.reader.truth
    for line in lines:
        try:
            found = records_of(line, completion, truth)
            for record in found:
                if not taken.isdisjoint(record.members):
                    plan.adding.check(record)
                if record.truth is None:
                    check_truth(only or plan.scorers.of_record(record), record)
            if only is None:
                for record in found:
                    plan.scorers.of_record(record)
            records += found
        except BadRecord as failure:
            refused.append(_refused(line, failure))
            if plan.stop and not refused[-1].cut_off:
                break
    bad_truths: List[str] = []
    scored: List[Tuple[List[Record], Scores]] = []
    for group in _by_recipe(plan.scorers, records):
        scorer = plan.scorers.of_record(group[0])
        scores, owner = _scores(scorer, group, plan.threads)
        bad_truths += _bad_truths(scorer, group, owner, scores)
        texts = [text for record in group for text in record.completions]
        summary.add(scores)
        summary.look(scorer, texts, [group[place].truth for place in owner], scores)
        scored.append((group, scores))
    summary.add_groups(records, scored)
    summary.bad_truths += len(bad_truths)
    summary.refused += len(refused)
    whole = table if table is not None and not refused else None
    return Part(plan.adding.rows(records, scored, whole), len(lines), bad_truths, refused)


def _refused(line: Line, failure: BadRecord) -> Refused:
    why = str(failure)
    cut_off = ": not JSON: " in why and isinstance(line.written, bytes) and not line.written.endswith(b"\n")
    return Refused(line.place, why, line.text, cut_off)


def check_truth(scorer: Scorer, record: Record) -> None:
    if scorer.needs_truth:
        wanted = record.names[1] or ", ".join(TRUTH_NAMES) + "; --truth names another"
        raise BadRecord(f"{record.place}: no truth ({wanted}) among its members: {', '.join(record.members)}")


def _dump(truth: Any) -> str:
    """A truth of JSON as its text."""
    return "".join(_parts(truth, 0)) if _parts else json.dumps(truth, ensure_ascii=False, default=str)


def _by_recipe(scorers: Scorers, records: List[Record]) -> List[List[Record]]:
    if scorers.recipe is not None:
        return [records] if records else []
    groups: Dict[str, List[Record]] = {}
    for record in records:
        groups.setdefault(scorers.key(record), []).append(record)
    return list(groups.values())


def _scores(scorer: Scorer, records: List[Record], threads: int) -> Tuple[Scores, List[int]]:
    """The scores of all completions of these records, and for each which record it belongs to."""
    completions = [text for record in records for text in record.completions]
    owner = [place for place, record in enumerate(records) for _ in record.completions]
    truths: Any = None
    index: Any = owner
    if not scorer.needs_truth:
        index = None
    else:
        truths = [record.truth for record in records]
        if not scorer.wants_text:
            truths = [truth if type(truth) is str else _dump(truth) for truth in truths]
        if len(owner) == len(records) and truths:
            index = None
    try:
        return scorer.score(completions, truths, threads, truth_index=index), owner
    except Error as failure:
        if failure.scores is None:
            raise BadRecord(f"{records[0].place}: {failure}") from None
        return failure.scores, owner


def _bad_truths(scorer: Scorer, records: List[Record], owner: List[int], scores: Scores) -> Iterator[str]:
    """What is wrong with every truth that cannot be used."""
    if not _has_nan(scores.score):
        return
    for place in dict.fromkeys(place for place, score in zip(owner, scores.score) if score != score):
        try:
            scorer.score_one("", records[place].truth)
        except Error as failure:
            yield f"{records[place].place}: {failure}"


def _has_nan(values: Any) -> bool:
    total = sum(values)
    return bool(total != total)


# ---- tables: text is read where it lies ------------------------------------------------------------------------------


def _table(plan: Plan, batch: Table, summary: Summary) -> Optional[Part]:
    """The batch as a table with three more columns; None where its rows have to be looked at one by one."""
    scorers = plan.scorers
    if scorers.recipe is None or not plan.adding.tables:
        return None
    names = batch.rows.column_names
    columns = plan.reader.columns(names)
    if columns is None:
        return None
    texts = _text_column(batch.rows, columns[0])
    scorer = scorers.of(scorers.recipe)
    truths: Any = None
    if scorer.needs_truth:
        truths = _text_column(batch.rows, columns[1]) if columns[1] is not None else None
        if truths is None and columns[1] is not None and not scorer.wants_text:
            values = batch.rows.column(columns[1]).to_pylist()
            if None not in values:
                truths = [value if type(value) is str else _dump_plain(value) for value in values]
    if texts is None or (scorer.needs_truth and truths is None) or plan.adding.own(names):
        return None
    try:
        scores = scorer.score(texts, truths, plan.threads)
    except Error as failure:
        if failure.scores is None:
            return None
        scores = failure.scores
    bad_truths = []
    if _has_nan(scores.score):
        for place in (place for place, score in enumerate(scores.score) if score != score):
            try:
                scorer.score_one("", _python(truths[place]))
            except Error as failure:
                bad_truths.append(f"{batch.path}:{batch.first + place}: {failure}")
    summary.add(scores)
    summary.look(scorer, texts, truths, scores)
    summary.add_table_groups(batch.rows, scores)
    summary.bad_truths += len(bad_truths)
    return Part(plan.adding.table(batch.rows, scores), batch.rows.num_rows, bad_truths, [])


def _python(value: Any) -> Any:
    return value.as_py() if hasattr(value, "as_py") else value


def _dump_plain(value: Any) -> str:
    """A struct as JSON; a field that is null, as Arrow gives one that a row lacks, is left away."""
    if isinstance(value, dict):
        value = {name: each for name, each in value.items() if each is not None}
    return json.dumps(value, ensure_ascii=False, default=str)


def _text_column(rows: Any, name: str) -> Any:
    """A column of text without nulls, or None."""
    column = rows.column(name)
    if str(column.type) not in ("string", "large_string") or column.null_count:
        return None
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
