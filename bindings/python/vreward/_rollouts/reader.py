"""The one reader of rollouts in files."""

from __future__ import annotations

import csv
import io
import json
import sys
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import Any, Collection, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Union

from .formats import Source, expanded, failures, needs
from .record import COMPLETION_NAMES, BadRecord, Line, Record, records_of, truth_name_of

LINES_TOGETHER = 512
BYTES_TOGETHER = 1 << 23
ROWS_TOGETHER = 1 << 15  # of a table, and
TABLE_BYTES = 1 << 26  # about how much of one; a column of images makes rows large


class Table(NamedTuple):
    """Rows of a Parquet or Arrow file as an Arrow table."""

    path: str
    first: int  # the number of the first row, the first of the file being 1
    rows: Any

    def lines(self) -> List[Line]:
        return [Line(self.path, number, row) for number, row in enumerate(self.rows.to_pylist(), self.first)]

    def emptied(self, names: Collection[str]) -> Table:
        """The same without what stands in these columns, for those who would not look at it."""
        from pyarrow import nulls

        rows = self.rows
        for place, name in enumerate(rows.column_names):
            if name in names:
                rows = rows.set_column(place, name, nulls(rows.num_rows))
        return self._replace(rows=rows)


Batch = Union[List[Line], Table]


class Reader:
    """The rollouts of files, one record at a time; empty lines are passed over.

    paths       a file, or several one after the other; patterns with * and ?; "-" is standard input
    completion  the member that holds the completion, and
    truth       the member that holds the truth; None: the first of the usual ones that a line has
    kind        the format, where neither name nor content say it

    It holds names only, so it pickles: a worker makes records of lines that were read elsewhere.
    """

    def __init__(
        self,
        paths: Union[str, Sequence[str]],
        completion: Optional[str] = None,
        truth: Optional[str] = None,
        kind: Optional[str] = None,
    ) -> None:
        self.paths = expanded([paths] if isinstance(paths, str) else paths)
        self.completion = completion
        self.truth = truth
        self.kind = kind
        self.passed = 0  # bytes of the files before, and
        self.position = 0  # of all files so far

    @property
    def path(self) -> str:
        """The file, or the first of them."""
        return self.paths[0]

    def batches(self, skip: int = 0) -> Iterator[Batch]:
        """What the files hold, some lines at a time, without the first `skip` lines or rows."""
        self.passed = self.position = 0
        for path in self.paths:
            source = Source(path, self.kind)
            try:
                for batch in self._of_source(source):
                    self.position = self.passed + source.position
                    count = len(batch) if isinstance(batch, list) else batch.rows.num_rows
                    if skip >= count:
                        skip -= count
                        continue
                    if skip:
                        batch = (
                            batch[skip:]
                            if isinstance(batch, list)
                            else Table(path, batch.first + skip, batch.rows.slice(skip))
                        )
                        skip = 0
                    yield batch
            except failures() as damaged:
                raise BadRecord(f"{path}: is damaged or cut off: {damaged}") from None
            finally:
                self.passed += source.size
                source.close()

    def _of_source(self, source: Source) -> Iterator[Batch]:
        if source.kind in ("parquet", "arrow"):
            yield from _tables(source)
            return
        together: List[Line] = []
        size = 0
        for line in _LINES[source.kind](source):
            together.append(line)
            size += len(line.written) if isinstance(line.written, bytes) else 0
            if len(together) >= LINES_TOGETHER or size >= BYTES_TOGETHER:
                yield together
                together, size = [], 0
        if together:
            yield together

    def lines(self) -> Iterator[Line]:
        for batch in self.batches():
            yield from batch if isinstance(batch, list) else batch.lines()

    def columns(self, names: Sequence[str]) -> Optional[Tuple[str, Optional[str]]]:
        """The columns of a table that hold completion and truth; None where there is no column of a completion."""
        completion = self.completion or next((name for name in COMPLETION_NAMES if name in names), None)
        truth = self.truth or truth_name_of(names)
        if completion is None or completion not in names:
            return None
        return completion, truth if truth in names else None

    def records(self, line: Line) -> List[Record]:
        """The records of a line: one, but for a line of columns that holds several rows."""
        return records_of(line, self.completion, self.truth)

    def record(self, line: Line) -> Record:
        return self.records(line)[0]

    def __iter__(self) -> Iterator[Record]:
        for line in self.lines():
            yield from self.records(line)

    def at(self, number: int) -> List[Record]:
        """The records in line `number`: one, but for a line of columns."""
        if number < 1:
            raise BadRecord(f"{self.path}: has no line {number}, the first is 1")
        for line in self.lines():
            if line.number == number:
                return self.records(line)
            if line.number > number:
                raise BadRecord(f"{self.path}:{number}: this line is empty")
        raise BadRecord(f"{self.path}: has no line {number}")


def _json_lines(source: Source) -> Iterator[Line]:
    path = source.path
    for number, written in enumerate(source.file, 1):
        if number == 1 and written.startswith(b"\xef\xbb\xbf"):
            written = written[3:]
        if not written.isspace() and written:
            yield Line(path, number, written)


def _json_array(source: Source) -> Iterator[Line]:
    """The elements of one JSON array, without holding all of it."""
    decoder, text, number = json.JSONDecoder(), "", 0
    decode = getincrementaldecoder("utf-8-sig")("replace").decode
    place, wanted, ended = 0, 1 << 16, False
    text = decode(source.file.read(wanted)).lstrip()
    place = 1  # behind the bracket
    while True:
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        if place < len(text) and text[place] == "]":
            return
        try:
            value, end = decoder.raw_decode(text, place)
            if end == len(text) and not ended:  # a number may go on
                raise ValueError
        except ValueError as failure:
            more = source.file.read(wanted)
            ended = not more
            if ended:
                raise BadRecord(f"{source.path}: element {number + 1}: not JSON, or cut off: {failure}") from None
            text, place = text[place:] + decode(more), 0
            wanted = max(wanted, min(len(text), 1 << 26))
            continue
        number += 1
        yield Line(source.path, number, value)
        place = end


def _separated(source: Source) -> Iterator[Line]:
    csv.field_size_limit(sys.maxsize)
    text = io.TextIOWrapper(source.file, "utf-8-sig", "replace", newline="")
    rows = csv.DictReader(text, delimiter="\t" if source.kind == "tsv" else ",")
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if None in row:
                raise BadRecord(f"{source.path}:{number}: has more fields than the first line has names")
            yield Line(source.path, number, {name: value for name, value in row.items() if value is not None})
    except csv.Error as failure:
        raise BadRecord(f"{source.path}:{number + 1}: not CSV: {failure}") from None
    finally:
        text.detach()


def _easyr1(source: Source) -> Iterator[Line]:
    """EasyR1's generations.log: [prompt], [output], [ground_truth] and [score], with an empty line behind each."""
    names = {"[prompt] ": "prompt", "[output] ": "output", "[ground_truth] ": "ground_truth", "[score] ": "score"}
    members: Any = {}
    name, number, first = "", 0, 1
    for number, raw in enumerate(source.file, 1):
        line = raw.decode("utf-8", "replace")
        mark = next((mark for mark in names if line.startswith(mark)), None)
        if mark == "[prompt] " and "score" in members:
            yield Line(source.path, first, _stripped(members))
            members, first = {}, number
        if mark is not None and names[mark] not in members:
            name, line = names[mark], line[len(mark) :]
            members[name] = ""
        members[name] = members.get(name, "") + line
    if members:
        yield Line(source.path, first, _stripped(members))


def _stripped(members: Any) -> Any:
    found = {name: text.rstrip("\n") for name, text in members.items()}
    with suppress(KeyError, ValueError):
        found["score"] = float(found["score"])
    return found


_LINES = {"jsonl": _json_lines, "json": _json_array, "csv": _separated, "tsv": _separated, "easyr1": _easyr1}


def _tables(source: Source) -> Iterator[Table]:
    pyarrow = needs("pyarrow", source.path)
    try:
        first = 1
        for rows in _row_groups(pyarrow, source):
            if rows.num_rows:
                yield Table(source.path, first, rows)
                first += rows.num_rows
    except pyarrow.ArrowException as failure:
        raise BadRecord(f"{source.path}: {str(failure).splitlines()[0]}") from None


def _row_groups(pyarrow: Any, source: Source) -> Iterator[Any]:
    if source.kind == "parquet":
        from pyarrow import parquet

        file = parquet.ParquetFile(source.seekable())
        groups = map(file.metadata.row_group, range(file.metadata.num_row_groups))
        together = _rows_together(file.metadata.num_rows, sum(group.total_byte_size for group in groups))
        for batch in file.iter_batches(together):
            yield pyarrow.Table.from_batches([batch])
        return
    opened = source.seekable()
    held = pyarrow.memory_map(opened) if isinstance(opened, str) else opened
    try:
        file = pyarrow.ipc.open_file(held)
        batches: Any = (file.get_batch(place) for place in range(file.num_record_batches))
    except pyarrow.ArrowInvalid:  # a stream
        held.seek(0)
        batches = pyarrow.ipc.open_stream(held)
    for batch in batches:
        together = _rows_together(batch.num_rows, batch.nbytes)
        for start in range(0, batch.num_rows, together):
            yield pyarrow.Table.from_batches([batch.slice(start, together)])


def _rows_together(rows: int, size: int) -> int:
    return max(1, min(ROWS_TOGETHER, TABLE_BYTES * rows // max(size, 1)))
