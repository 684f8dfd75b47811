"""The one writer of scored rollouts: rows as they came, with what was found at their ends."""

from __future__ import annotations

import json
from itertools import islice, repeat
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Union

from .._binding.errors import Error
from .._binding.header import REASONS
from ..scores import Scores
from .formats import TABLES, needs
from .reader import Table
from .record import BadRecord, Record

ADDED = ("score", "reason", "terms")
OWN_PREFIX = "vreward_"  # where rows have such members already

_REASONS = frozenset(REASONS)

Rows = Union[List[str], List[Dict[str, Any]], Any]  # lines of JSON; members; an Arrow table


class Adding(NamedTuple):
    """How scores are added to rows; it pickles.

    kind       what is written, one of formats.KINDS
    prefix     stands before "score", "reason" and "terms"
    overwrite  members of these names are replaced, whoever wrote them
    """

    kind: str = "jsonl"
    prefix: str = ""
    overwrite: bool = False

    @property
    def tables(self) -> bool:
        return self.kind in TABLES

    @property
    def names(self) -> Tuple[str, str, str]:
        score, reason, terms = (self.prefix + name for name in ADDED)
        return score, reason, terms

    def own(self, members: Iterable[str]) -> bool:
        """Whether some of these names are those that are added."""
        return not set(self.names).isdisjoint(members)

    def check(self, record: Record) -> None:
        """Refuses a row that has such members which no earlier run has written."""
        taken = next((name for name in self.names if name in record.members), None)
        if taken is not None and not self.scored(record.members):
            raise BadRecord(
                f'{record.place}: has a member "{taken}" of its own; --prefix NAME writes beside it, --overwrite '
                "replaces it"
            )

    def scored(self, members: Any) -> bool:
        """Whether an earlier run has written these members."""
        score, reason, terms = (members.get(name) for name in self.names)
        if isinstance(reason, list):
            reason = reason[0] if reason else "ok"
        return isinstance(reason, str) and reason in _REASONS and isinstance(terms, (dict, str)) and score != ""

    def rows(self, records: List[Record], scored: List[Tuple[List[Record], Scores]], table: Optional[Table]) -> Rows:
        """Records with their scores. `table` is where the records come from, if all of its rows are there."""
        if self.kind in ("jsonl", "json"):
            return self._lines(records, scored)
        found: Dict[int, Dict[str, Any]] = {}
        for group, scores in scored:
            found.update(zip(map(id, group), self._values(group, scores)))
        added = [found[id(record)] for record in records]
        if self.kind in ("csv", "tsv"):
            return [self._flat({**record.members, **own}) for record, own in zip(records, added)]
        pyarrow = needs("pyarrow", f"writing {self.kind}")
        if table is not None and len(records) == table.rows.num_rows:
            return _with_columns(table.rows, {name: pyarrow.array([own[name] for own in added]) for name in self.names})
        return [{**record.members, **own} for record, own in zip(records, added)]

    def table(self, rows: Any, scores: Scores) -> Any:
        """An Arrow table with its scores."""
        found = scores.to_arrow()
        terms = found.select(found.column_names[2:]).to_struct_array()
        return _with_columns(rows, dict(zip(self.names, (found["score"], found["reason"], terms))))

    def _values(self, records: Iterable[Record], scores: Scores) -> Iterator[Dict[str, Any]]:
        names, terms = self.names, list(scores.terms)
        number = [[None if x != x else x for x in each] for each in (scores.score, *scores.terms.values())]
        rows = zip(number[0], scores.reason, *number[1:])
        for record in records:
            own = list(islice(rows, len(record.completions)))
            score, reason, *values = map(list, zip(*own)) if record.several else own[0]
            yield dict(zip(names, (score, reason, dict(zip(terms, values)))))

    def _flat(self, members: Dict[str, Any]) -> Dict[str, Any]:
        return {
            name: json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (dict, list)) else value
            for name, value in members.items()
        }

    # ---- lines of JSON: what a line held stays as it was written ----------------------------------------------------

    def _lines(self, records: List[Record], scored: List[Tuple[List[Record], Scores]]) -> List[str]:
        names = self.names
        if len(scored) == 1:
            return list(map(line_with, records, added_members(records, scored[0][1], names), repeat(names)))
        added: Dict[int, str] = {}
        for group, scores in scored:
            added.update(zip(map(id, group), added_members(group, scores, names)))
        return [line_with(record, added[id(record)], names) for record in records]


def added_members(records: List[Record], scores: Scores, names: Sequence[str] = ADDED) -> Iterator[str]:
    """What each record's line is given, as JSON. `scores` are those of all its completions, one record after the
    other; a record of several completions is given lists."""
    score, reason, terms = names
    columns: List[Any] = [scores.score, *scores.terms.values()]
    total = sum(scores.score)
    mark = "%r"
    if total != total:  # NaN, which JSON has not, is null
        columns = [["null" if x != x else repr(x) for x in column] for column in columns]
        mark = "%s"
    shape = f'"{score}": {mark}, "{reason}": "%s", "{terms}": {{' + ", ".join(
        f'"{term}": {mark}' for term in scores.terms
    )
    shape += "}"
    rows = zip(columns[0], scores.reason, *columns[1:])
    if len(scores) == len(records) and not any(record.several for record in records):
        yield from map(shape.__mod__, rows)
        return
    listed = shape.replace(mark, "%s").replace('"%s"', "%s")
    for record, row in zip(records, _of_each(records, rows)):
        if record.several:
            yield listed % tuple(map(_json_list, zip(*row)))
        else:
            yield shape % row[0]


def _of_each(records: Iterable[Record], rows: Iterator[Any]) -> Iterator[List[Any]]:
    for record in records:
        yield list(islice(rows, len(record.completions)))


def _json_list(values: Iterable[Any]) -> str:
    return f"[{', '.join(_json_value(value) for value in values)}]"


def _json_value(value: Any) -> str:
    if isinstance(value, float):
        return repr(value)
    return value if value == "null" or value[:1] in "-0123456789" else f'"{value}"'


def line_with(record: Record, added: str, names: Sequence[str] = ADDED) -> str:
    """The record's line with these members at its end, the rest as it was; members of the same name are replaced."""
    text, members = record.text, record.members
    score, reason, terms = names
    if text is None or score in members or reason in members or terms in members:
        own = {name: value for name, value in members.items() if name not in names}
        text = json.dumps(own, ensure_ascii=False, default=str)
    return f"{text[:-1].rstrip()}{', ' if len(text) > 2 else ''}{added}}}\n"


def _with_columns(rows: Any, columns: Dict[str, Any]) -> Any:
    for name, column in columns.items():
        place = rows.schema.get_field_index(name)
        rows = rows.append_column(name, column) if place < 0 else rows.set_column(place, name, column)
    return rows


def prefix_for(records: Iterable[Record], given: Optional[str], kind: str, overwrite: bool) -> str:
    """The prefix of a run, from its first rows: none, unless they have members of these names themselves."""
    if given is not None:
        if '"' in given or "\\" in given:
            raise Error(f"--prefix {given}: must be letters, digits, _ or -")
        return given
    if overwrite:
        return ""
    adding = Adding(kind)
    taken = any(adding.own(record.members) and not adding.scored(record.members) for record in records)
    return OWN_PREFIX if taken else ""
