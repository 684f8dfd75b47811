"""vreward score: the scores of every rollout in a file."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from typing import Any

from .._rollouts.on_ray import score_file_on_ray
from .._rollouts.record import BadRecord
from .._rollouts.scored import score_file
from .._rollouts.summary import Summary
from .._rollouts.writer import Writer
from .options import add_input, reader_of, scorers_of


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "score",
        help="score every rollout of a JSONL file",
        description="Each line in is a JSON object with a completion and a truth; each line out is the same object "
        'with "score", "reason" and "terms" added (lists of them where a line holds several completions).',
    )
    add_input(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="where the lines go; default: standard output")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="default: as many as there are cores")
    parser.add_argument(
        "--ray", action="store_true", help="score on a Ray cluster (RAY_ADDRESS, or this machine); needs ray"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 1 where some truths are bad."""
    reader, scorers, summary = reader_of(options), scorers_of(options), Summary()
    with Writer(options.output, reader.path) as writer:
        found = (
            score_file_on_ray(reader, scorers, summary)
            if options.ray
            else score_file(reader, scorers, options.threads, summary)
        )
        with closing(found) as parts:
            for part in parts:
                sys.stderr.writelines(f"{told}\n" for told in part.bad_truths)
                if part.failure is not None:
                    raise BadRecord(part.failure)
                writer.write(part.lines)
        writer.flush()
    print(summary.text(), file=sys.stderr)
    return 1 if summary.bad_truths else 0
