"""Which rollouts of files a report shows: which of them share a prompt, and a sample of whole prompts."""

from __future__ import annotations

import heapq
import json
from hashlib import blake2b
from typing import Any, Dict, Iterator, List, NamedTuple, Optional

from .._binding.errors import Error
from .._rollouts.groups import Problems, key_of
from .._rollouts.reader import Reader
from .._rollouts.record import BadRecord, Record, member_of
from .._rollouts.summary import GROUP_NAMES
from .shapes import truth_members

IMAGE_NAMES = ("image", "images", "image_path", "img_path", "file_name")
MOST = 50_000  # rollouts that a browser still opens in some seconds


class Taken(NamedTuple):
    """One completion of a record."""

    run: int  # of the runs that are compared, from 0
    record: Record
    rollout: int  # which completion of the record
    prompt: int  # the same number where the prompt is the same


class Sample:
    """Rollouts, prompt by prompt in the order in which prompts come. Where there are more than `most` whole prompts are
    left away: those whose numbers are the largest, so two runs keep the same ones."""

    def __init__(self, most: Optional[int]) -> None:
        self.most = most
        self.prompts: Dict[int, List[Taken]] = {}
        self.seen = self.kept = 0
        self._heap: List[int] = []
        self._limit: Optional[int] = None

    def add(self, one: Taken) -> None:
        self.seen += 1
        if self.most is None and self.seen > MOST:
            raise Error(
                f"{one.record.path}: holds more than {MOST:,} rollouts, too many for one page; --sample 10000 shows a "
                "sample of whole prompts"
            )
        if self._limit is not None and one.prompt >= self._limit:
            return
        if one.prompt not in self.prompts:
            self.prompts[one.prompt] = []
            heapq.heappush(self._heap, -one.prompt)
        self.prompts[one.prompt].append(one)
        self.kept += 1
        while self.most is not None and self.kept > self.most and len(self.prompts) > 1:
            self._limit = -heapq.heappop(self._heap)
            self.kept -= len(self.prompts.pop(self._limit))


def read(reader: Reader, run: int, by: Optional[str], problems: Problems) -> Iterator[Taken]:
    """Every rollout. Lines that cannot be used are passed over and told in `problems`."""
    for line in reader.lines():
        try:
            records = reader.records(line)
        except BadRecord as failure:
            problems.add(str(failure).removeprefix(f"{line.place}: "), line.place)
            continue
        for row, record in enumerate(records):
            prompt = _prompt_number(record, by, reader.paths.index(line.path), row)
            for rollout in range(len(record.completions)):
                yield Taken(run, record, rollout, prompt)


def _prompt_number(record: Record, by: Optional[str], file: int, row: int) -> int:
    """The same for all rollouts of a prompt: the same question, of the same picture, with the same truth."""
    if by is not None:
        shared = key_of(record.members, by)
        if shared is None:
            raise Error(f'{record.place}: no member "{by}" that names the prompt')
    else:
        prompt, image = member_of(record.members, GROUP_NAMES), member_of(record.members, IMAGE_NAMES)
        named = prompt is not None or image is not None
        shared = [prompt, image, _alike(record.truth)] if named else [file, record.line, row]
    return int.from_bytes(blake2b(_dump(shared), digest_size=8).digest(), "big")


def _alike(truth: Any) -> Any:
    """The same for a truth as an object, as its JSON, and as a table holds it, with None for what is not there."""
    members = truth_members(truth)
    return {name: value for name, value in members.items() if value is not None} if members else truth


def _dump(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, default=_plain).encode()


def _plain(value: Any) -> str:
    return blake2b(value, digest_size=16).hexdigest() if isinstance(value, (bytes, bytearray)) else str(value)


def prompt_text(members: Any) -> str:
    """What was asked, of text or messages; a picture stands there as [image]."""
    prompt = member_of(members, GROUP_NAMES)
    if prompt is None:
        return ""
    if not isinstance(prompt, list):
        return prompt if isinstance(prompt, str) else json.dumps(prompt, ensure_ascii=False, default=str)
    return "\n".join(filter(None, map(_message, prompt)))


def _message(message: Any) -> str:
    content = message.get("content") if isinstance(message, dict) else message
    if isinstance(content, list):
        return " ".join(_content(part) for part in content)
    return content if isinstance(content, str) else ""


def _content(part: Any) -> str:
    if not isinstance(part, dict):
        return str(part)
    return str(part["text"]) if isinstance(part.get("text"), str) else f"[{part.get('type', 'image')}]"
