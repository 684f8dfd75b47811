"""vreward audit: does cheating pay on these truths?"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any, Dict, Iterator, List, Tuple

from .._binding.errors import Error
from .._rollouts.record import COMPLETION_NAMES, TRUTH_NAMES, BadRecord, Line, member_of, rows_in
from .options import add_input, reader_of, scorer_of

PROMPTS = ("prompt", "question")


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "audit",
        help="does cheating pay? degenerate policies on your truths",
        description="Scores policies that see nothing, and honest answers with junk added, beside an honest policy "
        "that errs and, where rows hold completions, beside the model's own. Ends with 1 where a cheat beats honesty; "
        "docs/audit.md says what to do about each.",
    )
    add_input(parser, several=True)
    parser.add_argument(
        "--skill",
        type=float,
        default=0.7,
        metavar="SHARE",
        help="what the honest policy finds of what is true, above 0 to 1; default: 0.7",
    )
    parser.add_argument("--seed", type=int, default=0, help="of all that is drawn; default: 0")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the scoreboard")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 1 where a cheat beats honesty."""
    from ..audit import audit  # takes as long to import as all other commands

    scorer = scorer_of(options, "audit needs --recipe")
    prompts = _prompts(options, scorer.needs_truth)
    if not prompts:
        raise BadRecord(f"{', '.join(options.file)}: holds no rows")
    try:
        found = audit(
            [one["truth"] for one in prompts],
            scorer,
            completions=[one["completions"] for one in prompts],
            places=[one["place"] for one in prompts],
            skill=options.skill,
            seed=options.seed,
        )
    except TypeError as failure:
        raise Error(str(failure)) from None
    if options.json:
        print(json.dumps(found.members(), ensure_ascii=False))
    else:
        encoding = sys.stdout.encoding or "utf-8"
        print(found.text().encode(encoding, "backslashreplace").decode(encoding))
    return 1 if found.holes else 0


def _prompts(options: argparse.Namespace, needs_truth: bool) -> List[Dict[str, Any]]:
    """What is true of each prompt, and what was written. Rows of one prompt and one truth are one."""
    found: Dict[Any, Dict[str, Any]] = {}
    for place, members, truth, completions in _rows(options, needs_truth):
        prompt = member_of(members, PROMPTS)
        key = place if prompt is None else json.dumps([prompt, truth], sort_keys=True, default=str)
        one = found.setdefault(key, {"place": place, "truth": truth, "completions": []})
        one["completions"] += completions
    return list(found.values())


def _rows(options: argparse.Namespace, needs_truth: bool) -> Iterator[Tuple[str, Any, Any, List[str]]]:
    reader = reader_of(options)
    for batch in reader.batches():
        for line in batch if isinstance(batch, list) else batch.lines():
            rows = rows_in(line, reader.completion)
            written = any(name in rows[0] for name in (reader.completion, *COMPLETION_NAMES)) if rows else False
            if reader.completion or written:
                for record in reader.records(line):
                    truth = (
                        record.truth if record.truth is not None else _truth(record.members, options, line, needs_truth)
                    )
                    yield line.place, record.members, truth if needs_truth else None, record.completions
                continue
            for members in rows:
                yield line.place, members, _truth(members, options, line, needs_truth), []


def _truth(members: Any, options: argparse.Namespace, line: Line, needed: bool) -> Any:
    """The truth in a row; None where the recipe compares with none."""
    if not needed:
        return None
    names = (options.truth,) if options.truth else TRUTH_NAMES
    found = member_of(members, names)
    if found is None:
        wanted = options.truth or ", ".join(TRUTH_NAMES) + "; --truth names another"
        raise BadRecord(f"{line.place}: no truth ({wanted}) among its members: {', '.join(members)}")
    return found
