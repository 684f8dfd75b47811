"""The one writer of scored rollouts: lines as they came, with what was found at their ends."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack
from itertools import islice
from typing import Iterable, Iterator, Optional, TextIO, Tuple

from .._binding.errors import Error
from ..scores import Scores
from .record import Record

ADDED = ("score", "reason", "terms")
# The same as JSON; the terms' names are filled in once, the numbers come in as text.
_SHAPE = '"score": %%s, "reason": %%s, "terms": {%s}'


class Writer:
    """Writes lines to a file, or to standard output where `path` is None. `reads` is the file that is read meanwhile,
    which must be another one."""

    def __init__(self, path: Optional[str], reads: str) -> None:
        if path and os.path.exists(path) and os.path.samefile(path, reads):
            raise Error(f"{path}: is the file that is read")
        self.path = path
        self._files = ExitStack()
        self._out: TextIO = sys.stdout

    def __enter__(self) -> Writer:
        if self.path:
            # A lone surrogate, which JSON can hold and UTF-8 cannot, is written as its JSON escape.
            self._out = self._files.enter_context(open(self.path, "w", encoding="utf-8", errors="backslashreplace"))
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def write(self, lines: Iterable[str]) -> None:
        self._out.writelines(lines)

    def flush(self) -> None:
        self._out.flush()


def added_members(records: Iterable[Record], scores: Scores) -> Iterator[str]:
    """What each record's line is given, as JSON. `scores` are those of all its completions, one record after the
    other; a record of several completions is given lists."""
    shape = _SHAPE % ", ".join(f'"{term}": %s' for term in scores.terms)
    rows = _json_rows(scores)
    for record in records:
        own = list(islice(rows, len(record.completions)))
        yield shape % (tuple(map(_json_list, zip(*own))) if record.several else own[0])


def _json_rows(scores: Scores) -> Iterator[Tuple[str, ...]]:
    """Score, reason and every term of each sample as JSON; NaN, which JSON has not, is null."""
    columns = [scores.score, *scores.terms.values()]
    score, *terms = [["null" if x != x else repr(x) for x in column] for column in columns]
    return zip(score, map('"{}"'.format, scores.reason), *terms)


def _json_list(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"


def line_with(record: Record, added: str) -> str:
    """The record's line with these members at its end, the rest as it was; members of the same name are replaced."""
    text = record.text
    own = {name: value for name, value in record.members.items() if name not in ADDED}
    if len(own) < len(record.members):
        text = json.dumps(own, ensure_ascii=False)
    return f"{text[:-1].rstrip()}, {added}}}\n"
