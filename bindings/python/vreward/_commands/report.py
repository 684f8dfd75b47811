"""vreward report: scored rollouts as a page for people."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any, List, Sequence

from .._binding.containers import counted
from .._binding.errors import Error
from .._report.document import Report
from .._report.page import page
from .._rollouts.reader import Reader
from .options import add_input, reader_of, scorers_of

BEGINNING = b"<!doctype html>"


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "report",
        help="rollouts as a page: boxes drawn, reasons, prompts side by side",
        description="Writes one HTML file that needs nothing beside it: scores, terms and reasons of each recipe, and "
        "every rollout with what it wrote drawn over what is true. Reads what `vreward score` wrote, or any rollouts "
        "with --recipe.",
    )
    add_input(parser, several=True)
    parser.add_argument("-o", "--output", metavar="FILE", help="the page; default: report.html")
    parser.add_argument("--compare", metavar="FILE", help="rollouts of another run, to be shown beside these")
    parser.add_argument("--images", metavar="FOLDER", help="where the pictures lie that the rows name")
    parser.add_argument(
        "--by", metavar="NAME", help="the member that names the prompt; default: prompt, picture and truth together"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="at most N rollouts of a run, by whole prompts")
    parser.add_argument("--json", action="store_true", help="the figures as JSON, instead of the page")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 1 where lines or truths could not be used."""
    if options.sample is not None and options.sample < 1:
        raise Error(f"--sample {options.sample}: must be 1 or more")
    if options.json and options.output:
        raise Error("--json prints the figures, and writes no page: leave -o away")
    output = options.output or "report.html"
    runs = [reader_of(options)]
    if options.compare:
        runs.append(Reader(options.compare, options.completion, options.truth, options.format))
    if not options.json:
        _check(output)
    named = list(zip(_names(runs), runs))
    made = Report(named, scorers_of(options), by=options.by, sample=options.sample, folder=options.images)
    for note in made.notes():
        print(f"vreward: {note}", file=sys.stderr)
    if options.json:
        print(json.dumps(made.summary(), indent=2, ensure_ascii=False))
    else:
        written = _write(output, page(made))
        print(f"{output}: {counted(len(made.rollouts), 'rollout')}, {written / 1e6:.1f} MB", file=sys.stderr)
    return 1 if any(made.problems) or made.bad_truths else 0


def _names(runs: Sequence[Reader]) -> List[str]:
    """What runs are called: their files without folders, unless these are the same."""
    full = [one.path if len(one.paths) == 1 else f"{one.path} and {len(one.paths) - 1} more" for one in runs]
    short = [os.path.basename(one) for one in full]
    return short if len(set(short)) == len(short) and all(short) else full


def _check(path: str) -> None:
    """An earlier page is replaced, and nothing else."""
    if os.path.isfile(path) and os.path.getsize(path):
        with open(path, "rb") as file:
            if not file.read(len(BEGINNING)).lower().startswith(BEGINNING):
                raise Error(f"{path}: exists and is no HTML page; -o names another file")


def _write(path: str, text: str) -> int:
    """A page has its name only when it is whole. Lone surrogates are the escapes that JSON has for them."""
    written = text.encode("utf-8", "backslashreplace")
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            return file.write(written)
    with open(f"{path}.part", "wb") as file:
        file.write(written)
    os.replace(f"{path}.part", path)
    return len(written)
