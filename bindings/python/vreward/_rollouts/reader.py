"""The one reader of rollouts in files."""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

from .record import BadRecord, Record, record_of

Line = Tuple[int, bytes]  # its number, the first being 1, and what stands in it


class Reader:
    """The rollouts of a JSONL file, one record at a time; empty lines are passed over.

    path        the file
    completion  the member that holds the completion, and
    truth       the member that holds the truth; None: the first of the usual ones that a line has

    It holds names only, so it pickles: a worker makes records of lines that were read elsewhere.
    """

    def __init__(self, path: str, completion: Optional[str] = None, truth: Optional[str] = None) -> None:
        self.path = path
        self.completion = completion
        self.truth = truth

    def lines(self) -> Iterator[Line]:
        with open(self.path, "rb") as file:
            yield from ((number, line) for number, line in enumerate(file, 1) if line.strip())

    def record(self, line: Line) -> Record:
        number, written = line
        return record_of(f"{self.path}:{number}", number, written, self.completion, self.truth)

    def __iter__(self) -> Iterator[Record]:
        return map(self.record, self.lines())

    def at(self, number: int) -> Record:
        """The record in line `number`."""
        if number < 1:
            raise BadRecord(f"{self.path}: has no line {number}, the first is 1")
        for line in self.lines():
            if line[0] == number:
                return self.record(line)
            if line[0] > number:
                raise BadRecord(f"{self.path}:{number}: this line is empty")
        raise BadRecord(f"{self.path}: has no line {number}")
