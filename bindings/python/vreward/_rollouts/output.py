"""Where rows go: a file that has its name only when it is whole, and that a later run goes on with."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import sys
import time
from itertools import chain
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, cast

from .._binding.errors import Error
from .formats import STANDARD, TABLES, compressor, format_of, needs
from .table_file import TableFile
from .writer import Rows

CHECKPOINT_SECONDS = 1.0
COMPRESSED_TOGETHER = 1 << 22  # bytes that one part of a compressed file is made of


def kind_of(path: Optional[str]) -> str:
    """What is written into a file of this name."""
    if path is None or path == STANDARD:
        return "jsonl"
    return format_of(path).kind or "jsonl"


class Output:
    """Rows on their way to a file, or to standard output where `path` is None or "-".

    path   the file; until it is whole it is `path`.part, with what a later run needs in `path`.part.state
    reads  the files that are read meanwhile, which must be others
    run    what a run must have in common with the one that left such a file, to go on with it
    """

    def __init__(self, path: Optional[str], reads: Sequence[str], run: Optional[Mapping[str, Any]] = None) -> None:
        path = None if path == STANDARD else path
        for read in reads:
            if path and read != STANDARD and os.path.exists(path) and os.path.samefile(path, read):
                raise Error(f"{path}: is the file that is read")
        self.path = path
        self.kind = kind_of(path)
        self.run = dict(run or {})
        self.resumed: Optional[Dict[str, Any]] = None
        self._direct = path is not None and os.path.exists(path) and not os.path.isfile(path)
        if self._direct and self.kind in TABLES:
            raise Error(f"{path}: is no regular file, which {self.kind} needs; JSONL does not")
        self._squeeze = compressor(format_of(path).compression) if path else None
        self._waiting: List[bytes] = []
        self._waits = 0
        self._columns: Optional[List[str]] = None
        self._begun = False
        self._table: Any = None
        self._file: Any = None
        self._state: Dict[str, Any] = {}
        self._told = time.monotonic()
        self._written = 0

    @property
    def part(self) -> str:
        return f"{self.path}.part"

    @property
    def state_file(self) -> str:
        return f"{self.part}.state"

    @property
    def keeps(self) -> bool:
        """Whether an interrupted run can be gone on with."""
        return self.path is not None and not self._direct

    def __enter__(self) -> Output:
        if self.path is None:
            self._file = sys.stdout
            return self
        if self.kind in TABLES:
            needs("pyarrow", f"writing {self.path}")
        if self._direct:
            self._file = open(self.path, "wb")
            return self
        self._file = open(self.part, "r+b" if os.path.exists(self.part) else "w+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise Error(f"{self.part}: another run is writing it") from None
        self._resume()
        return self

    def _resume(self) -> None:
        state = self._earlier()
        size = os.fstat(self._file.fileno()).st_size
        if state is not None and state["run"] == self.run and state["bytes"] <= size and self._goes_on(state):
            self.resumed, self._state, self._written = state, state, state["bytes"]
            self._begun, self._columns = state["begun"], state["columns"]
        elif size:
            other = state is not None and state["run"] != self.run
            why = "is of another run" if other else "cannot be gone on with"
            print(f"{self.part}: {why}, this one begins anew", file=sys.stderr)
        self._file.truncate(self._written)
        self._file.seek(self._written)
        if self.kind in TABLES and self._table is None:
            self._table = TableFile(self.kind, self._file)

    def _goes_on(self, state: Mapping[str, Any]) -> bool:
        """Whether the table that an earlier run left can be gone on with; any other file can."""
        if self.kind not in TABLES:
            return True
        try:
            self._table = TableFile(self.kind, self._file, state["bytes"], dict(state["table"]))
        except (ValueError, OSError, KeyError, TypeError):  # of Arrow, or from a state of another shape
            return False
        return True

    def _earlier(self) -> Optional[Dict[str, Any]]:
        try:
            with open(self.state_file, encoding="utf-8") as file:
                return dict(json.load(file))
        except (OSError, ValueError):
            return None

    # ---- rows --------------------------------------------------------------------------------------------------------

    def write(self, rows: Rows) -> None:
        if self.kind in TABLES:
            self._write_table(rows)
        elif self.path is None:
            self._file.writelines(rows)
        elif self.kind in ("csv", "tsv"):
            self._put(self._separated(cast(List[Dict[str, Any]], rows)))
        else:
            # A lone surrogate, which JSON can hold and UTF-8 cannot, is written as its JSON escape.
            text = "".join(cast(List[str], rows))
            if self.kind == "json" and text:
                text = (",\n" if self._begun else "[\n") + text[:-1].replace("\n", ",\n")
                self._begun = True
            self._put(text.encode("utf-8", "backslashreplace"))

    def _put(self, data: bytes) -> None:
        if self._squeeze is None:
            self._out(data)
            return
        self._waiting.append(data)
        self._waits += len(data)

    def _out(self, data: bytes) -> None:
        try:
            self._file.write(data)
            self._file.flush()
        except OSError as failure:
            raise self._failed(failure) from None
        self._written += len(data)

    def _failed(self, failure: OSError) -> Error:
        kept = "" if not self.keeps else "; what is written stays, and the same command goes on from there"
        return Error(f"{self.path if self._direct else self.part}: {failure.strerror or failure}{kept}")

    def _separated(self, rows: Sequence[Mapping[str, Any]]) -> bytes:
        text = io.StringIO()
        made: Any = None
        for row in rows:
            if made is None:
                begun, self._columns = self._columns is not None, self._columns or list(row)
                made = csv.DictWriter(text, self._columns, delimiter="\t" if self.kind == "tsv" else ",")
                if not begun:
                    made.writeheader()
            try:
                made.writerow(row)
            except ValueError:
                self._check_names(self._columns or (), [row])
                raise
        return text.getvalue().encode("utf-8", "backslashreplace")

    def _write_table(self, rows: Any) -> None:
        pyarrow = needs("pyarrow", f"writing {self.path}")
        if isinstance(rows, list):
            if not rows:
                return
            rows = self._as_table(pyarrow, rows)
        try:
            self._table.write(rows)
        except (pyarrow.ArrowException, ValueError) as failure:
            what = str(failure).splitlines()[0]
            raise Error(
                f"{self.path}: a later row does not fit the columns of the first ({what}); JSONL holds both"
            ) from None
        except OSError as failure:
            raise self._failed(failure) from None
        self._written = self._table.size

    def _as_table(self, pyarrow: Any, rows: List[Dict[str, Any]]) -> Any:
        schema = self._table.schema
        if schema is not None:
            self._check_names(schema.names, rows)
        names = dict.fromkeys(chain.from_iterable(rows)) if schema is None else schema.names
        try:
            return pyarrow.Table.from_pydict({name: [row.get(name) for row in rows] for name in names}, schema=schema)
        except (pyarrow.ArrowException, TypeError) as failure:
            what = str(failure).splitlines()[0]
            raise Error(f"{self.path}: rows of different kinds fit in no table ({what}); JSONL can hold them") from None

    def _check_names(self, names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
        other = ", ".join(name for name in dict.fromkeys(chain.from_iterable(rows)) if name not in names)
        if other:
            raise Error(f"{self.path}: a later row has {other}, which the first has not; JSONL can hold both")

    # ---- to go on later ----------------------------------------------------------------------------------------------

    def due(self) -> bool:
        """Whether it is time for a checkpoint; for a compressed file by the bytes that wait and for a table where no
        rows do, so that every run that writes the same rows writes the same file."""
        if not self.keeps or (self._table is not None and (self._table.waiting or not self._written)):
            return False
        if self._squeeze is not None:
            return self._waits >= COMPRESSED_TOGETHER
        return time.monotonic() - self._told >= CHECKPOINT_SECONDS

    def checkpoint(self, members: Mapping[str, Any]) -> None:
        """What a later run needs is kept: `members`, and how far the file is."""
        self._flush()
        self._state = {
            **members,
            "run": self.run,
            "bytes": self._written,
            "begun": self._begun,
            "columns": self._columns,
            "table": None if self._table is None else self._table.state(),
        }
        with open(self.state_file + ".new", "w", encoding="utf-8") as file:
            json.dump(self._state, file)
        os.replace(self.state_file + ".new", self.state_file)
        self._told = time.monotonic()

    def _flush(self) -> None:
        if self._squeeze is not None and self._waiting:
            self._out(self._squeeze(b"".join(self._waiting)))
            self._waiting, self._waits = [], 0
        try:
            self._file.flush()
        except OSError as failure:
            raise self._failed(failure) from None

    def finish(self) -> None:
        """The file is whole."""
        try:
            if self.path is None:
                self._file.flush()
                return
            if self._table is not None:
                self._table.finish()
            if self.kind == "json":
                self._put(b"\n]\n" if self._begun else b"[]\n")
            self._flush()
            if not self._direct:
                os.replace(self.part, self.path)
        except OSError as failure:
            if isinstance(failure, BrokenPipeError):
                raise
            raise self._failed(failure) from None
        if os.path.exists(self.state_file):
            os.unlink(self.state_file)

    def __exit__(self, kind: Any, *_: object) -> None:
        if self.path is None:
            return
        try:
            self._file.close()
        except OSError as failure:
            if kind is None:
                raise self._failed(failure) from None
            # Else what could not be written is tried once more, and the error that is told is the first.
        if kind is not None and not self._direct and not os.path.exists(self.state_file) and os.path.exists(self.part):
            os.unlink(self.part)  # nothing to go on with
