"""vreward explain: why one rollout scores what it scores."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from .._binding.errors import Error
from .._rollouts.record import BadRecord
from .options import add_input, reader_of, scorers_of


def add(commands: Any) -> None:
    parser = commands.add_parser("explain", help="why one rollout scores what it scores, as JSON")
    add_input(parser)
    parser.add_argument("--line", type=int, required=True, help="which line of the file, the first being 1")
    parser.add_argument("--rollout", type=int, default=0, help="which of several completions in that line, from 0")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 1 where the truth is bad."""
    record = reader_of(options).at(options.line)
    if not 0 <= options.rollout < len(record.completions):
        raise BadRecord(f"{record.place}: has {len(record.completions)} completions")
    status = 0
    try:
        explanation = scorers_of(options).of_record(record).explain(record.completions[options.rollout], record.truth)
    except Error as failure:
        print(f"{record.place}: {failure}", file=sys.stderr)
        if failure.explanation is None:
            return 2
        explanation, status = failure.explanation, 1
    print(json.dumps(explanation, indent=2))
    return status
