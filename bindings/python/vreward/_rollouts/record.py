"""A record: what stands in one line, which of its members is the completion, and which the truth."""

from __future__ import annotations

import json
from typing import Any, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple, cast

from .completion import completion_text, is_messages

# "explained" is what VREWARD_LOG writes, "content" what NeMo RL does, "traces" and "task.data" what verifiers does.
COMPLETION_NAMES = (
    "completion",
    "completions",
    "response",
    "responses",
    "output",
    "outputs",
    "messages",
    "choices",
    "explained",
    "content",
    "traces",
)
_OWN_TRUTH_NAMES = (
    "truth",
    "solution",
    "ground_truth",
    "gts",
    "answer",
    "label",
    "expected_answer",
)
TRUTH_NAMES = (
    *_OWN_TRUTH_NAMES,
    "reward_model.ground_truth",
    *(f"task.data.{name}" for name in _OWN_TRUTH_NAMES),
)
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class BadRecord(Exception):
    """A line that cannot be used; its text is "file:line: what is wrong"."""


class Line(NamedTuple):
    """A line or row as it was read."""

    path: str
    number: int  # the first being 1
    written: Any  # the bytes of its JSON, or its members

    @property
    def place(self) -> str:
        return f"{self.path}:{self.number}"

    @property
    def text(self) -> str:
        """The line, for a file of refused ones."""
        if isinstance(self.written, bytes):
            return self.written.decode("utf-8", "surrogateescape").rstrip("\r\n")
        return json.dumps(self.written, ensure_ascii=False, default=str)


class Record(NamedTuple):
    """One line. `completions` are its texts: one, or several rollouts that share the truth (then `several`)."""

    path: str
    line: int
    text: Optional[str]  # the line, where it is JSON
    members: Any  # its JSON object
    completions: List[str]
    several: bool
    truth: Any  # as it stands in the line; None: there is none
    names: Tuple[Optional[str], Optional[str]]  # the members that hold completion and truth

    @property
    def place(self) -> str:
        """ "file:line", for errors."""
        return f"{self.path}:{self.line}"


def records_of(line: Line, completion_name: Optional[str], truth_name: Optional[str]) -> List[Record]:
    """The records in a line. Without a name the first of those above that the line has is taken. A line of columns, as
    ms-swift writes, has a record for each row."""
    text, members = _members(line)
    name = completion_name or _first_of(COMPLETION_NAMES, members)
    value = _MISSING if name is None else _member(members, name)
    if value is _MISSING:
        wanted = completion_name or ", ".join(COMPLETION_NAMES)
        raise BadRecord(f"{line.place}: no completion ({wanted}) among its members: {', '.join(members)}")
    if type(value) is not str:
        if _is_columns(members, value):
            rows = _rows(members, len(value))
            return [_record(line, None, row, cast(str, name), row[cast(str, name)], truth_name) for row in rows]
        value = _unwrapped(cast(str, name), value)
    return [_record(line, text, members, cast(str, name), value, truth_name)]


def rows_in(line: Line, completion_name: Optional[str] = None) -> List[Any]:
    """The members of a line, or of each row of a line of columns."""
    members = _members(line)[1]
    if type(members.get("prompt")) is not list:  # then they are no columns
        return [members]
    name = completion_name or _first_of(COMPLETION_NAMES, members)
    value = None if name is None else _member(members, name)
    return list(_rows(members, len(value))) if isinstance(value, list) and _is_columns(members, value) else [members]


def _rows(members: Mapping[str, Any], count: int) -> Iterator[Any]:
    for row in range(count):
        yield {
            key: each[row] if isinstance(each, list) and len(each) == count else each for key, each in members.items()
        }


def _members(line: Line) -> Tuple[Optional[str], Any]:
    if not isinstance(line.written, bytes):
        if not isinstance(line.written, dict):
            raise BadRecord(f"{line.place}: must be a JSON object, not {_kind(line.written)}")
        return None, line.written
    text = line.written.decode("utf-8", "replace").strip()
    try:
        members, end = _scan(text, 0)
        if end != len(text):
            json.loads(text)
    except (ValueError, StopIteration, RecursionError):
        raise BadRecord(f"{line.place}: not JSON: {_what_is_wrong(line, text)}") from None
    if not isinstance(members, dict):
        raise BadRecord(f"{line.place}: must be a JSON object, not {_kind(members)}")
    return text, members


def _what_is_wrong(line: Line, text: str) -> str:
    if b"\0" in line.written:
        return "it holds NUL bytes, as a file does whose writer died"
    try:
        json.loads(text)
    except RecursionError:
        return "too deep"
    except ValueError as failure:
        cut = "" if line.written.endswith(b"\n") else " (the last line, cut off)"
        return f"{failure}{cut}"
    return "too deep"


def _record(line: Line, text: Optional[str], members: Any, name: str, value: Any, truth_name: Optional[str]) -> Record:
    if type(value) is str:
        several, completions = False, [value]
    else:
        several = isinstance(value, list) and bool(value) and not is_messages(value)
        try:
            # JSON has no bytes.
            completions = cast(List[str], [completion_text(one) for one in (value if several else [value])])
        except TypeError as failure:
            raise BadRecord(f"{line.place}: {name}: {failure}") from None
    truth_name = truth_name or truth_name_of(members)
    truth = None if truth_name is None else _member(members, truth_name)
    if truth is _MISSING:
        truth = None
    return Record(line.path, line.number, text, members, completions, several, truth, (name, truth_name))


def _is_columns(members: Mapping[str, Any], value: Any) -> bool:
    """Whether the members are columns: prompts and completions are lists of one length, and the prompts no messages."""
    prompts = members.get("prompt")
    return (
        isinstance(value, list)
        and isinstance(prompts, list)
        and len(prompts) == len(value) > 0
        and not is_messages(prompts)
    )


def _unwrapped(name: str, value: Any) -> Any:
    """What the model wrote in shapes of a line that are no completions themselves."""
    if name == "explained" and is_messages(value):
        return [one.get("completion") for one in value]
    if name == "content" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        # NeMo RL: the texts of the messages in order, the prompt first; what an environment says comes behind.
        return value[1] if len(value) > 1 else "".join(value)
    if name == "choices" and is_messages(value):
        return [one.get("message", one.get("text")) for one in value]
    if name == "traces" and is_messages(value):
        replies = [_last_reply(trace) for trace in value]
        return replies[0] if len(replies) == 1 else replies
    return value


def _last_reply(trace: Mapping[str, Any]) -> Any:
    """What an agent wrote last in a trace of verifiers. Nodes that no call of the model made are of the prompt."""
    if trace.get("root_reply") is not None:
        return trace["root_reply"]
    nodes: Any = trace.get("nodes")
    written = [node.get("message") for node in nodes if node.get("sampled")] if is_messages(nodes) else []
    return written[-1] if written else None


_MISSING: Any = object()


def member_of(members: Mapping[str, Any], names: Sequence[str]) -> Any:
    """The first of these members that is there; None where none is."""
    name = _first_of(names, members)
    value = None if name is None else _member(members, name)
    return None if value is _MISSING else value


def _member(members: Mapping[str, Any], name: str) -> Any:
    """A member, or one of a member: reward_model.ground_truth."""
    value = members.get(name, _MISSING)
    if value is _MISSING and "." in name:
        value = members
        for part in name.split("."):
            value = value.get(part, _MISSING) if isinstance(value, Mapping) else _MISSING
    return value


def truth_name_of(members: Any) -> Optional[str]:
    """The member, or name of a column, that holds the truth: one of TRUTH_NAMES, or what vreward.trl logs beside the
    completions, "detection/truth"."""
    return _first_of(TRUTH_NAMES, members) or next((name for name in members if name.endswith("/truth")), None)


def _first_of(names: Sequence[str], members: Any) -> Optional[str]:
    for name in names:
        if name in members or ("." in name and isinstance(members, Mapping) and _member(members, name) is not _MISSING):
            return name
    return None


def _kind(value: Any) -> str:
    words = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return words.get(type(value), "null")
