"""A Parquet or Arrow file on its way: written group by group, and gone on with by a later run.

Both formats have their index at the end, so a file that was cut off cannot be read. Of Parquet the index of what is
written so far is kept beside it; of Arrow it is made again from the batches that are there.
"""

from __future__ import annotations

import base64
import io
from typing import Any, Dict, List, Mapping, Optional

from .formats import needs

ROWS_TOGETHER = 1 << 15  # rows of a group, or fewer where
BYTES_TOGETHER = 1 << 26  # they are this large
_NOTHING = bytes(1 << 24)
_MAGIC = 4  # bytes that begin and end a Parquet file: PAR1


class TableFile:
    """Rows of one schema, on their way into an open file.

    file    what is written, opened to write and read bytes, empty or cut to `size`
    size    bytes that are there already, and
    state   what `state` gave when they were written; None: nothing was

    Raises ValueError where what is there cannot be gone on with.
    """

    def __init__(self, kind: str, file: Any, size: int = 0, state: Optional[Mapping[str, str]] = None) -> None:
        self.pyarrow = needs("pyarrow", f"writing {kind}")
        self.schema: Any = None
        self.waiting: List[Any] = []
        self._rows = self._bytes = 0
        self._file: Any = (_Parquet if kind == "parquet" else _Arrow)(self.pyarrow, file, size, state)
        if state is not None:
            self.schema = self.pyarrow.ipc.read_schema(self.pyarrow.py_buffer(base64.b64decode(state["schema"])))
            self._file.begin(self.schema)

    @property
    def size(self) -> int:
        """Bytes of the groups that are written."""
        size: int = self._file.size
        return size

    def write(self, rows: Any) -> None:
        """An Arrow table; the first says what the columns are, and the others must have the same in any order."""
        if self.schema is None:
            self.schema = _without_nulls(self.pyarrow, rows.schema)
            self._file.begin(self.schema)
        elif rows.column_names != self.schema.names and sorted(rows.column_names) == sorted(self.schema.names):
            rows = rows.select(self.schema.names)
        self.waiting.append(rows.cast(self.schema))
        self._rows += rows.num_rows
        self._bytes += rows.nbytes
        if self._rows >= ROWS_TOGETHER or self._bytes >= BYTES_TOGETHER:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._file.write(self.pyarrow.concat_tables(self.waiting).combine_chunks())
        self.waiting, self._rows, self._bytes = [], 0, 0

    def state(self) -> Dict[str, str]:
        """What goes on with the groups that are written; rows that wait are in none."""
        return {"schema": base64.b64encode(self.schema.serialize()).decode(), **self._file.state()}

    def finish(self) -> None:
        """The rest, and the index."""
        if self.schema is None:
            self.write(self.pyarrow.table({}))
        self._flush()
        self._file.finish()


class _Sink:
    """A file for Arrow, which counts from its own beginning: what it writes before `there` is there already."""

    closed = False

    def __init__(self, file: Any, there: int) -> None:
        self.file = file
        self.there = there
        self.position = 0

    def write(self, data: Any) -> int:
        count = len(data)
        passed = min(max(self.there - self.position, 0), count)
        if passed < count:
            self.file.write(memoryview(data)[passed:])
        self.position += count
        return count

    def flush(self) -> None:
        self.file.flush()

    def close(self) -> None:
        self.closed = True

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


class _Parquet:
    """Every group has a writer of its own, whose index is kept and not written; the last thing is one index of all. The
    bytes are those of one writer."""

    def __init__(self, pyarrow: Any, file: Any, size: int, state: Optional[Mapping[str, str]]) -> None:
        from pyarrow import parquet

        self.pyarrow, self.parquet, self.file, self.size = pyarrow, parquet, file, size
        self.schema: Any = None
        self.index: Any = None
        if state is not None:
            self.index = parquet.read_metadata(io.BytesIO(base64.b64decode(state["index"])))
            if _end(self.index.row_group(self.index.num_row_groups - 1)) != size:
                raise ValueError("its index does not end where it was cut")

    def begin(self, schema: Any) -> None:
        self.schema = schema

    def write(self, rows: Any) -> None:
        found: List[Any] = []
        sink = _Sink(self.file, self.size)
        out = self.pyarrow.PythonFile(sink, "w")
        writer = self.parquet.ParquetWriter(out, self.schema, metadata_collector=found)
        try:
            begin = max(self.size, _MAGIC)
            for place in range(_MAGIC, begin, len(_NOTHING)):  # the writer counts on from where the file ends
                out.write(self.pyarrow.py_buffer(_NOTHING)[: begin - place])
            writer.write_table(rows)
            end = sink.position
            writer.close()
        except BaseException:
            writer.is_open = False  # else it would write an index when it is forgotten
            raise
        if _end(found[0].row_group(0)) != end:
            raise OSError(f"pyarrow {self.pyarrow.__version__} counts its bytes otherwise; JSONL needs it not")
        self.file.truncate(end)
        self.file.seek(end)
        self.size = end
        if self.index is None:
            self.index = found[0]
        else:
            self.index.append_row_groups(found[0])

    def state(self) -> Dict[str, str]:
        return {"index": base64.b64encode(self._index()).decode()}

    def _index(self) -> bytes:
        """The index as the file that would hold it alone."""
        written = io.BytesIO()
        self.index.write_metadata_file(written)
        return written.getvalue()

    def finish(self) -> None:
        if self.index is None:
            self.parquet.ParquetWriter(self.file, self.schema).close()
        else:
            self.file.write(self._index()[_MAGIC:])


def _end(group: Any) -> int:
    """Where the last column of a group of rows ends in its file."""
    column = group.column(group.num_columns - 1)
    begin: int = column.dictionary_page_offset if column.has_dictionary_page else column.data_page_offset
    return begin + int(column.total_compressed_size)


class _Arrow:
    """One writer, which is given the batches that are there again to make its index, and writes what comes behind."""

    def __init__(self, pyarrow: Any, file: Any, size: int, state: Optional[Mapping[str, str]]) -> None:
        self.pyarrow, self.file = pyarrow, file
        self.sink = _Sink(file, size)
        self.writer: Any = None

    @property
    def size(self) -> int:
        return self.sink.position

    def begin(self, schema: Any) -> None:
        self.writer = self.pyarrow.ipc.new_file(self.pyarrow.PythonFile(self.sink, "w"), schema)
        if self.sink.there:
            for batch in self._batches():
                self.writer.write_batch(batch)
            if self.sink.position != self.sink.there:
                raise ValueError("its batches do not end where it was cut")

    def _batches(self) -> Any:
        """What is there: a file of Arrow is a stream behind its first eight bytes."""
        there = self.pyarrow.memory_map(self.file.name).read_buffer(self.sink.there)
        return self.pyarrow.ipc.open_stream(there[8:])

    def write(self, rows: Any) -> None:
        self.writer.write_table(rows)

    def state(self) -> Dict[str, str]:
        return {}

    def finish(self) -> None:
        self.writer.close()


def _without_nulls(pyarrow: Any, schema: Any) -> Any:
    """A column that has nothing yet is one of text. What pandas or `datasets` noted in the schema stays."""
    fields = [field.with_type(pyarrow.string()) if pyarrow.types.is_null(field.type) else field for field in schema]
    return pyarrow.schema(fields, schema.metadata)
