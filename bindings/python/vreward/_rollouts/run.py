"""A run of `vreward score`: from files that are read to a file that is whole."""

from __future__ import annotations

import json
import os
from contextlib import closing
from itertools import chain
from queue import Full, Queue
from threading import Event, Thread
from typing import IO, Any, Dict, Generator, Iterable, Iterator, List, NamedTuple, Optional, TypeVar

from .._binding import header
from .._binding.errors import Error
from .formats import kept_memory
from .on_processes import WORTH, score_on_processes
from .on_ray import score_on_ray
from .output import Output
from .progress import Messages, Progress
from .reader import Batch, Reader, Table
from .record import BadRecord
from .scored import Part, Plan, Refused, score_apart, score_batches
from .scorers import Scorers
from .summary import EXPLAINED, Summary
from .writer import OWN_PREFIX, Adding, prefix_for

Item = TypeVar("Item")


class Settings(NamedTuple):
    """What a person can choose."""

    output: Optional[str] = None
    refused: Optional[str] = None  # the file of lines that cannot be used; None: `output`.refused.jsonl
    skip: bool = False  # lines that cannot be used, instead of ending there
    prefix: Optional[str] = None
    overwrite: bool = False
    threads: int = 1
    jobs: int = 1
    ray: bool = False


def score_files(reader: Reader, scorers: Scorers, settings: Settings) -> Summary:
    """Scores every line. A line that cannot be used raises BadRecord, unless they are skipped or it is a last one that
    is cut off; what came before it is written."""
    summary = Summary()
    size = _size(reader.paths)
    progress = Progress(size)
    messages = Messages(progress)
    output = Output(settings.output, reader.paths, _run(reader, scorers, settings))
    refused = _RefusedLines(settings, reader.paths)
    try:
        with kept_memory(reader.paths), output, refused:
            lines = 0
            if output.resumed is not None:
                lines = output.resumed["lines"]
                summary.restore(output.resumed["summary"])
                print(f"{output.part}: going on behind line {lines:,}", file=progress.stream)
            refused.begin(output.resumed)
            batches = reader.batches(lines)
            plan, batches = _plan(reader, scorers, settings, output, batches, progress)
            with closing(_parts(plan, batches, summary, settings, size)) as parts:
                for part in parts:
                    for told in part.bad_truths:
                        messages.add(told)
                    output.write(part.rows)
                    lines += part.lines
                    refused.write(part.refused)
                    for one in part.refused:
                        if plan.stop and not one.cut_off:
                            raise BadRecord(one.why)
                        messages.add(one.why)
                    if output.due():
                        members = {"lines": lines, "prefix": plan.adding.prefix, "refused": refused.written}
                        output.checkpoint({**members, "summary": summary.state()})
                    progress.update(lines, reader.position)
            output.finish()
    finally:
        messages.end()
    return summary


def _size(paths: List[str]) -> int:
    return sum(os.path.getsize(path) for path in paths if os.path.isfile(path))


def _run(reader: Reader, scorers: Scorers, settings: Settings) -> Dict[str, Any]:
    """What two runs must have in common for the second to go on with what the first has left."""
    files = [[os.path.abspath(path), *_stamp(path)] for path in reader.paths]
    return {
        "version": [header.VERSION_MAJOR, header.VERSION_MINOR, header.VERSION_PATCH],
        "files": files,
        "names": [reader.completion, reader.truth, reader.kind],
        "recipe": scorers.recipe,
        "overrides": json.dumps(scorers.overrides, sort_keys=True, default=str),
        "prefix": settings.prefix,
        "overwrite": settings.overwrite,
    }


def _stamp(path: str) -> List[Any]:
    if not os.path.isfile(path):
        return [None, None]  # a pipe is never the same
    found = os.stat(path)
    return [found.st_size, found.st_mtime_ns]


def _plan(
    reader: Reader,
    scorers: Scorers,
    settings: Settings,
    output: Output,
    batches: Iterator[Batch],
    progress: Progress,
) -> Any:
    """What is to be done, and the batches; the first of them says whether the rows have a score of their own."""
    first = next(batches, None)
    if output.resumed is not None:
        prefix = output.resumed["prefix"]
    else:
        prefix = prefix_for(_records(reader, first), settings.prefix, output.kind, settings.overwrite)
        if prefix == OWN_PREFIX and settings.prefix is None:
            names = ", ".join(Adding(prefix=prefix).names)
            print(
                f"{reader.path}: has members score, reason or terms of its own, so {names} are added; --prefix NAME "
                "names others, --overwrite replaces them",
                file=progress.stream,
            )
    adding = Adding(output.kind, prefix, settings.overwrite)
    if first is not None:
        batches = chain([first], batches)
    return Plan(reader, scorers, adding, settings.threads, not settings.skip), batches


def _records(reader: Reader, batch: Optional[Batch]) -> List[Any]:
    found: List[Any] = []
    if isinstance(batch, Table):
        batch = batch._replace(rows=batch.rows.slice(0, 64)).lines()
    for line in batch or []:
        try:
            found += reader.records(line)
        except BadRecord:
            continue
    return found


def _parts(
    plan: Plan, batches: Iterator[Batch], summary: Summary, settings: Settings, size: int
) -> Generator[Part, None, None]:
    for first in batches:
        yield from score_batches(plan, [first], summary)
        if sum(summary.reasons.values()) >= EXPLAINED:  # what is looked at more closely is looked at here
            break
    else:
        return
    if settings.ray:
        yield from score_on_ray(plan, batches, summary)
    elif settings.jobs > 1 and size >= WORTH and not isinstance(first, Table):
        yield from score_on_processes(plan, batches, summary, settings.jobs)
    elif plan.adding.tables and isinstance(first, Table):
        for part, counted in _ahead(score_apart(plan, batch) for batch in _ahead(batches)):
            summary.merge(counted)
            yield part
    else:
        yield from score_batches(plan, batches, summary)


def _ahead(parts: Iterable[Item]) -> Generator[Item, None, None]:
    """The same, made by a thread while those before are taken: Arrow and the library let others run."""
    made: Queue[Any] = Queue(maxsize=1)
    stopped = Event()

    def put(item: Any) -> None:
        while not stopped.is_set():
            try:
                made.put(item, timeout=0.1)
                break
            except Full:
                continue

    def make() -> None:
        try:
            for part in parts:
                put(part)
                if stopped.is_set():
                    return
            put(None)
        except BaseException as failure:  # raised where the parts are taken
            put(failure)

    thread = Thread(target=make, daemon=True)
    thread.start()
    try:
        while True:
            part = made.get()
            if part is None:
                return
            if isinstance(part, BaseException):
                raise part
            yield part
    finally:
        stopped.set()
        thread.join()


class _RefusedLines:
    """The file of lines that cannot be used, one JSON object each: "place", "why" and "line"."""

    def __init__(self, settings: Settings, reads: List[str]) -> None:
        named = settings.refused
        beside = settings.skip and settings.output not in (None, "-") and not _is_special(settings.output)
        self.path = named or (f"{settings.output}.refused.jsonl" if beside else None)
        for read in reads:
            if self.path and os.path.exists(self.path) and os.path.exists(read) and os.path.samefile(self.path, read):
                raise Error(f"{self.path}: is the file that is read")
        self.written = 0
        self._file: Optional[IO[bytes]] = None

    def __enter__(self) -> _RefusedLines:
        return self

    def begin(self, resumed: Optional[Dict[str, Any]]) -> None:
        if self.path is None:
            return
        self.written = 0 if resumed is None else resumed["refused"]
        if os.path.exists(self.path):
            if self.written:
                os.truncate(self.path, self.written)
            elif os.path.isfile(self.path):
                os.unlink(self.path)  # of an earlier run

    def write(self, lines: List[Refused]) -> None:
        if self.path is None or not lines:
            return
        if self._file is None:
            self._file = open(self.path, "ab")  # noqa: SIM115
        for one in lines:
            row = {"place": one.place, "why": one.why, "line": one.text}
            self.written += self._file.write(json.dumps(row).encode() + b"\n")
        self._file.flush()

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def _is_special(path: Optional[str]) -> bool:
    return path is not None and os.path.exists(path) and not os.path.isfile(path)
