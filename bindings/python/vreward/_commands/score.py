"""vreward score: the scores of every rollout in files."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from .._binding.errors import Error
from .._rollouts.run import Settings, score_files
from .options import add_input, rare_collections, reader_of, scorers_of


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "score",
        help="score every rollout of files",
        description='Each row in has a completion and a truth; each row out is the same with "score", "reason" and '
        '"terms" added (lists of them where a row holds several completions).',
    )
    add_input(parser, several=True)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="where the rows go, in the format that its name says; default: standard output, as JSONL. Until the run "
        "is over it is FILE.part, and the same command goes on with that",
    )
    parser.add_argument(
        "--on-error",
        choices=("stop", "skip"),
        default="stop",
        help="what a line that cannot be used does; default: stop",
    )
    parser.add_argument(
        "--refused", metavar="FILE", help="where such lines go; default with --on-error skip: OUTPUT.refused.jsonl"
    )
    parser.add_argument(
        "--prefix",
        metavar="NAME",
        help='stands before "score", "reason" and "terms"; default: vreward_ where rows have such members already',
    )
    parser.add_argument("--overwrite", action="store_true", help="replace members of these names instead")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--jobs", type=int, default=cores, help="processes for large files; default: one for each core")
    parser.add_argument("--threads", type=int, default=cores, help="of one process; default: one for each core")
    parser.add_argument(
        "--ray", action="store_true", help="score on a Ray cluster (RAY_ADDRESS, or this machine); needs ray"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 1 where some truths are bad or lines refused, 2 where nothing could be scored."""
    for name in ("jobs", "threads"):
        if getattr(options, name) < 1:
            raise Error(f"--{name} {getattr(options, name)}: must be 1 or more")
    settings = Settings(
        options.output,
        options.refused,
        options.on_error == "skip",
        options.prefix,
        options.overwrite,
        options.threads,
        options.jobs,
        options.ray,
    )
    reader = reader_of(options)
    with rare_collections():
        summary = score_files(reader, scorers_of(options), settings)
    print(summary.text(), file=sys.stderr)
    if summary.bad_truths and not summary.count:
        raise Error(f"{reader.path}: no truth fits the recipe; is it the right one, and --truth the right member?")
    if summary.refused and not summary.reasons:
        raise Error(f"{reader.path}: no line could be used")
    return 1 if summary.bad_truths or summary.refused else 0
