"""vreward explain: why rollouts score what they score."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from typing import Any, Dict, Iterator, NamedTuple, Optional

from .._binding.errors import Error
from .._rollouts.conditions import condition
from .._rollouts.record import BadRecord, Record
from .._rollouts.scorers import Scorers
from .._scoring.description import describe
from .options import add_input, reader_of, scorer_of, scorers_of

ID_NAMES = ("id", "uid", "index", "question_id")


class Explained(NamedTuple):
    """One completion, and why it scores what it scores."""

    place: str  # "file:line"
    record: Optional[Record]  # None: the texts were given on the command line
    rollout: int  # which completion of the record
    completion: str
    explanation: Dict[str, Any]
    bad_truth: Optional[str]


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "explain",
        help="why a rollout scores what it scores",
        description="What was written, what it was matched with, and why it lost what it lost. Of a file: the "
        "rollouts that --line, --id and --where choose. Without one: --completion-text and --truth-text.",
    )
    add_input(parser, required=False)
    parser.add_argument("--line", type=int, metavar="N", help="the rollouts in this line, the first being 1")
    parser.add_argument("--id", metavar="ID", help=f"those of the lines whose {', '.join(ID_NAMES)} is this")
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="CONDITION",
        help="those for which it holds: 'reason=no_overlap', 'accuracy<0.5', or a member of the line; several: all",
    )
    parser.add_argument("--rollout", type=int, metavar="K", help="of several completions in a line this one, from 0")
    parser.add_argument("--first", type=int, default=5, metavar="N", help="at most so many; 0: all; default: 5")
    parser.add_argument("--completion-text", metavar="TEXT", help="what a model wrote, instead of a file")
    parser.add_argument("--truth-text", metavar="TEXT", help="the truth of --completion-text, a JSON document")
    parser.add_argument(
        "--json", action="store_true", help="the whole document (docs/explanation.md); of several one a line"
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto: on a terminal, unless NO_COLOR is set",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 1 where a truth is bad."""
    found = _given(options) if options.file is None else _chosen(options)
    printed = status = 0
    for one in found:
        if options.first and printed == options.first:
            print(f"vreward: there are more; --first 0 shows all of them, --first {2 * printed} more", file=sys.stderr)
            break
        if one.bad_truth is not None:
            print(f"{one.place}: {one.bad_truth}", file=sys.stderr)
            status = 1
        if printed and not options.json:
            _print("")
        _print(_as_json(one, options) if options.json else _as_text(one, options))
        printed += 1
    if not printed:
        print(f"vreward: {options.file}: no rollout is like that", file=sys.stderr)
    return status


def _given(options: argparse.Namespace) -> Iterator[Explained]:
    """The texts on the command line."""
    if options.completion_text is None:
        raise Error("explain needs a file, or --completion-text (with --truth-text where the recipe compares)")
    for name in ("line", "id", "where", "rollout"):
        if getattr(options, name) not in (None, []):
            raise Error(f"--{name} chooses from a file, and there is none")
    scorer = scorer_of(options, "explain needs --recipe for --completion-text")
    yield _explained("the texts given", None, 0, options.completion_text, scorer, options.truth_text)


def _chosen(options: argparse.Namespace) -> Iterator[Explained]:
    """The rollouts of a file that the options choose."""
    if options.completion_text is not None or options.truth_text is not None:
        raise Error("--completion-text and --truth-text are instead of a file")
    if options.line is None and options.id is None and not options.where:
        raise Error("explain needs --line, --id or --where to know which rollouts of the file")
    conditions = [condition(text) for text in options.where]
    reader, scorers = reader_of(options), scorers_of(options)
    records = reader if options.line is None else reader.at(options.line)
    if isinstance(records, list) and len(records) > 1 and options.rollout is not None:  # a line of columns
        if not 0 <= options.rollout < len(records):
            raise BadRecord(f"{records[0].place}: has {len(records)} completions")
        records, options.rollout = [records[options.rollout]], 0
    seen: Optional[Explained] = None
    unknown = {each.name for each in conditions}  # until a line has a term or member of this name
    for record in records:
        if options.id is not None and not _has_id(record, options.id):
            continue
        for one in _of_record(record, options.rollout, scorers):
            seen = one
            holds = {each: each.holds(one.explanation, record.members) for each in conditions}
            unknown -= {each.name for each in conditions if holds[each] is not None}
            if all(holds.values()):
                yield one
    if options.id is not None and seen is None:
        raise BadRecord(f"{options.file}: no line has {options.id!r} as its {', '.join(ID_NAMES)}")
    if unknown and seen is not None and seen.record is not None:
        names = ["score", "reason", "reasons", *seen.explanation["terms"], *seen.record.members]
        raise Error(f"--where {', '.join(sorted(unknown))}: no such term or member; there are {', '.join(names)}")


def _of_record(record: Record, rollout: Optional[int], scorers: Scorers) -> Iterator[Explained]:
    count = len(record.completions)
    if rollout is not None and not 0 <= rollout < count:
        raise BadRecord(f"{record.place}: has {count} completions")
    scorer = scorers.of_record(record)
    for place in range(count) if rollout is None else [rollout]:
        yield _explained(record.place, record, place, record.completions[place], scorer, record.truth)


def _explained(
    place: str, record: Optional[Record], rollout: int, completion: str, scorer: Any, truth: Any
) -> Explained:
    try:
        return Explained(place, record, rollout, completion, scorer.explain(completion, truth), None)
    except Error as failure:
        if failure.explanation is None:
            raise BadRecord(f"{place}: {failure}") from None
        return Explained(place, record, rollout, completion, failure.explanation, str(failure))


def _has_id(record: Record, wanted: str) -> bool:
    return any(str(record.members[name]) == wanted for name in ID_NAMES if name in record.members)


def _as_json(one: Explained, options: argparse.Namespace) -> str:
    """A rollout that was named is the document that Scorer.explain gives; of others each says where it stands."""
    named = options.line is not None and options.rollout is not None
    if one.record is None or named or (options.line is not None and not one.record.several):
        return json.dumps(one.explanation, indent=2, ensure_ascii=False)
    where = {"line": one.record.line, "rollout": one.rollout}
    return json.dumps({**where, "explanation": one.explanation}, ensure_ascii=False)


def _as_text(one: Explained, options: argparse.Namespace) -> str:
    width = min(shutil.get_terminal_size().columns, 120) if sys.stdout.isatty() else 100
    text = describe(one.explanation, one.completion, color=_color(options.color), width=width)
    if one.record is None:
        return text
    return f"{one.place}{f', rollout {one.rollout}' if one.record.several else ''}\n{text}"


def _color(wish: str) -> bool:
    if wish != "auto":
        return wish == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _print(text: str) -> None:
    """What the output's encoding does not have is escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))
