"""What a person sees while a run goes on: progress on a terminal, and messages that do not repeat themselves."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from typing import Dict, Optional, TextIO

ALIKE = 3  # messages alike that are shown
KINDS = 20  # kinds of messages that are shown
SECONDS = 0.5


class Progress:
    """A line on standard error that is written over, on a terminal only."""

    def __init__(self, size: int, stream: Optional[TextIO] = None) -> None:
        self.stream = stream or sys.stderr
        self.shown = self.stream.isatty()
        self.size = size
        self.started = self.told = time.monotonic()
        self.width = 0
        self.skipped: Optional[int] = None

    def update(self, lines: int, position: int) -> None:
        if self.skipped is None:
            self.skipped = position  # an earlier run's
        now = time.monotonic()
        if not self.shown or now - self.told < SECONDS:
            return
        self.told = now
        seconds = now - self.started
        text = f"{lines:,} lines, {lines / seconds:,.0f} a second"
        if 0 < position <= self.size:
            done = position - self.skipped
            text += f", {100 * position / self.size:.0f} %"
            if done > 0:
                text += f", {seconds * (self.size - position) / done:,.0f} s left"
        self.stream.write(f"\r{text}{' ' * (self.width - len(text))}")
        self.stream.flush()
        self.width = len(text)

    def clear(self) -> None:
        if self.width:
            self.stream.write(f"\r{' ' * self.width}\r")
            self.stream.flush()
            self.width = 0


class Messages:
    """Messages of the form "file:line: what": of those that differ in numbers only the first few are shown."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seen: Counter[str] = Counter()
        self.last: Dict[str, str] = {}

    def add(self, message: str) -> None:
        what = re.sub(r"^.*?:\d+: ", "", message, count=1)
        kind = re.sub(r"-?\d[\d.e+]*", "N", what)[:120]
        if kind not in self.seen and len(self.seen) >= KINDS:
            kind = "of other kinds"
        self.seen[kind] += 1
        self.last[kind] = what if kind != "of other kinds" else kind
        if self.seen[kind] <= ALIKE and kind != "of other kinds":
            self.progress.clear()
            self.progress.stream.write(message[:1000] + "\n")

    def end(self) -> None:
        """How many were not shown."""
        self.progress.clear()
        for kind, number in self.seen.most_common():
            more = number - (0 if kind == "of other kinds" else ALIKE)
            if more > 0:
                self.progress.stream.write(f"... and {more:,} more: {self.last[kind][:200]}\n")
