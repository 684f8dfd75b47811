"""vreward compare: a reward function of one's own beside a recipe."""

from __future__ import annotations

import argparse
import json
from typing import Any, Dict, Mapping, Sequence, Tuple

from .._binding.errors import Error
from .._rollouts.record import Record
from .._scoring.description import describe
from .._trainers.functions import CALLS, load_function
from ..compare import Row, compare
from ..scorer import Scorer
from .options import add_input, reader_of, scorer_of


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "compare",
        help="a reward function of yours beside a recipe, on the same rollouts",
        description="Calls the function as its trainer would, scores the same rollouts by the recipe, and prints how "
        "many rows are equal, the first that differ with the explanation of each, and the time of both.",
    )
    add_input(parser)
    parser.add_argument("--with", dest="function", required=True, metavar="MODULE:FUNCTION", help="or FILE.py:FUNCTION")
    parser.add_argument(
        "--solution", metavar="NAME", help="the member that the function compares with; default: --truth"
    )
    parser.add_argument(
        "--shape", choices=sorted(CALLS), help="whose call the function expects; default: by its parameters"
    )
    parser.add_argument("--key", help="the member of a returned dict that counts")
    parser.add_argument("--term", help="a term of the recipe instead of its score")
    parser.add_argument(
        "--first", type=int, default=3, metavar="N", help="how many different rows are shown; default: 3"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 0 where all rows are equal, else 1."""
    scorer = scorer_of(options, "compare needs --recipe")
    if options.term is not None and options.term not in scorer.terms:
        raise Error(f"--term {options.term}: no such term; there are {', '.join(scorer.terms)}")
    rows = [(record, text) for record in reader_of(options) for text in record.completions]
    truths = [record.truth for record, _ in rows]
    found = compare(
        load_function(options.function),
        scorer,
        [text for _, text in rows],
        None if all(truth is None for truth in truths) else truths,
        columns=[record.members for record, _ in rows],
        solutions=[_solution(record, options) for record, _ in rows],
        shape=options.shape,
        key=options.key,
        term=options.term,
    )
    shown = [_shown(row, rows, scorer) for row in found.different()[: options.first]]
    if options.json:
        print(json.dumps({**found.summary(), "first": shown}, ensure_ascii=False))
    else:
        print(f"{options.function} beside {options.recipe}\n\n{found.text()}")
        for one in shown:
            print("\n" + _as_text(one))
    return 1 if found.different() else 0


def _solution(record: Record, options: argparse.Namespace) -> Any:
    """The truth as it stands in the file."""
    if options.solution is None:
        return record.members.get(options.truth) if options.truth else record.truth
    if options.solution not in record.members:
        raise Error(f'line {record.line}: no member "{options.solution}" among {", ".join(record.members)}')
    return record.members[options.solution]


def _shown(row: Row, rows: Sequence[Tuple[Record, str]], scorer: Scorer) -> Dict[str, Any]:
    record, text = rows[row.place]
    try:
        explanation: Any = scorer.explain(text, record.truth)
    except Error as failure:
        explanation = failure.explanation or {"bad_truth": str(failure)}
    return {"line": record.line, "function": row.function, "vreward": row.vreward, "explanation": explanation}


def _as_text(shown: Mapping[str, Any]) -> str:
    explanation = shown["explanation"]
    head = f"line {shown['line']}: function {shown['function']}, vreward {shown['vreward']}"
    return f"{head}\n{describe(explanation) if 'reason' in explanation else explanation['bad_truth']}"
