"""vreward evaluate: what the rollouts of files come to, in the metrics that papers print."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from typing import Any, Callable, Dict, Iterable

from .._binding.errors import Error
from .._evaluation import coco, text
from .._evaluation.files import Samples, evaluated, pairs_of
from .._evaluation.paired import paired
from .._evaluation.slices import Slices
from .._rollouts.output import Output
from .._rollouts.reader import Reader
from .options import add_input, reader_of, scorer_of, scorers_of


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "evaluate",
        help="what rollouts come to: accuracies, AP, errors, with intervals",
        description="The metrics that papers print for the recipe's task, each with its 95 % interval, its convention "
        "and whether leaderboards print it.",
    )
    add_input(parser, several=True)
    parser.add_argument(
        "--by",
        action="append",
        default=[],
        metavar="NAME",
        help="the same for the rows of each value of this member; several times: of each combination",
    )
    parser.add_argument("--errors", action="store_true", help="what each kind of error costs in mean score")
    parser.add_argument(
        "--against", metavar="FILE", help="the rollouts of another model on the same prompts: what it does better"
    )
    parser.add_argument(
        "--key",
        metavar="NAME",
        help="the member that rollouts of one prompt share, by which they are drawn and "
        "paired; default: id, prompt_id, group_id or uid",
    )
    parser.add_argument(
        "--bootstrap", type=int, default=1000, metavar="N", help="resamples for intervals; default: 1000"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the resamples; default: 0")
    parser.add_argument(
        "--annotations", metavar="FILE", help="COCO's annotations: then the file is a results.json of COCO"
    )
    parser.add_argument(
        "--results", metavar="FILE", help="with --annotations: write the boxes that were read as a results.json of COCO"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 1 where some truths are bad."""
    if options.bootstrap < 0:
        raise Error(f"--bootstrap {options.bootstrap}: must be 0 or more")
    if options.against is not None and (options.by or options.errors or options.annotations):
        raise Error("--against compares two files of rollouts; --by, --errors and --annotations go with one alone")
    if options.results is not None and options.annotations is None:
        raise Error("--results needs --annotations, which has the numbers of images and categories")
    if options.against is not None:
        found = _compare(options)
        shown = text.of_pair(found)
    else:
        found = _evaluate(options)
        shown = text.of_result(found)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(shown))
    return 1 if any(one["bad_truths"] for one in found.get("recipes", {"": found}).values()) else 0


def _evaluate(options: argparse.Namespace) -> Dict[str, Any]:
    """One result; `recipes`, a result for each, where the rows name several."""
    if options.annotations is not None and options.results is None:
        return _result(_detections(options), options)
    reader, scorers = reader_of(options), scorers_of(options)
    with ExitStack() as files:
        each = _results_writer(options, files, reader) if options.results is not None else lambda samples: None
        slices, look = evaluated(reader, scorers, options.by, options.key, options.errors, each)
    _tell(look.lines())
    results = {recipe: _result(one, options) for recipe, one in slices.items()}
    return {"recipes": results} if len(results) > 1 else next(iter(results.values()))


def _result(slices: Slices, options: argparse.Namespace) -> Dict[str, Any]:
    result = slices.result(options.bootstrap, options.seed)
    _tell(
        f'{missing} of {slices.count} rows have no member "{name}": they are the slice "none"'
        for name, missing in slices.missing.items()
    )
    return result


def _detections(options: argparse.Namespace) -> Slices:
    if len(options.file) > 1:
        raise Error("--annotations goes with one results.json")
    slices = Slices(scorer_of(options, "a results.json needs --recipe"), options.by, options.errors)
    found = coco.detections(options.file[0], options.annotations)
    try:
        slices.add_items(found.items, found.truths, found.rows)
    except Error as failure:
        if failure.index is None:
            raise
        raise Error(f"{options.file[0]}: image {found.rows[failure.index]['id']}: {failure}") from None
    return slices


def _results_writer(options: argparse.Namespace, files: ExitStack, reader: Reader) -> Callable[[Samples], None]:
    """Writes what is read from samples; the file is whole when `files` is closed."""
    results = coco.Results(scorer_of(options, "--results needs --recipe"), options.annotations)
    output = files.enter_context(Output(options.results, [*reader.paths, options.annotations]))

    def write(samples: Samples) -> None:
        found = results.of(samples.completions, samples.truths or (), samples.rows)
        output.write([json.dumps(one, ensure_ascii=False) + "\n" for one in found])

    def finish(kind: Any, *_: object) -> None:
        if kind is None:
            output.finish()
            names = ", ".join(name for name, _ in results.left_out.most_common(3))
            left = sum(results.left_out.values())
            _tell(
                [f"boxes that are not in {options.results}, as no category is called {names}: {left}"] if left else []
            )

    files.push(finish)
    return write


def _compare(options: argparse.Namespace) -> Dict[str, Any]:
    scorer = scorer_of(options, "--against needs --recipe")
    other = Reader(options.against, options.completion, options.truth, options.format)
    pairs = pairs_of(reader_of(options), other, scorers_of(options), options.key)
    _tell(pairs.told)
    truths = pairs.truths if scorer.needs_truth else None
    return paired(scorer, pairs.before, pairs.after, truths, pairs.keys, bootstrap=options.bootstrap, seed=options.seed)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"vreward: {line}", file=sys.stderr)
