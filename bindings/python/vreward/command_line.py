"""The command `vreward`, also `python -m vreward`: scoring and explaining rollouts in a JSONL file.

A further command is one more function in COMMANDS: it takes the subparsers, adds its own and names what runs it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import textwrap
import time
from collections import Counter
from contextlib import ExitStack
from itertools import islice
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, TextIO, Tuple

from . import __version__
from ._binding.errors import Error
from ._rollouts.records import TRUTH_NAMES, BadRecord, Record, line_of, read_records
from ._scoring.recipes import build_info, builtin_recipe, models, published_recipes, recipes
from ._scoring.spaces import Spaces
from .adapter_file import add_adapter
from .compare import add_compare
from .scorer import Scorer
from .scores import Scores

BATCH_RECORDS = 512


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs one command. Returns 0, 1 where some truths are bad, 2 where the command could not be carried out."""
    parser = argparse.ArgumentParser(prog="vreward", description="Rule-based rewards for visual perception.")
    parser.add_argument("--version", action="version", version=f"vreward {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command", required=True)
    for add in COMMANDS:
        add(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Error, BadRecord, ImportError) as failure:
        print(f"vreward: {failure}", file=sys.stderr)
    except OSError as failure:
        print(f"vreward: {failure.filename or ''}: {failure.strerror}", file=sys.stderr)
    return 2


# ---- score -----------------------------------------------------------------------------------------------------------


def add_score(commands: Any) -> None:
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
    parser.set_defaults(run=run_score)


def add_input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="JSONL, one rollout or group of rollouts in each line")
    parser.add_argument("--recipe", help='a name, JSON, or a .json file; default: the member "recipe" of each line')
    parser.add_argument(
        "--set", action="append", default=[], metavar="MEMBER=VALUE", help="another value for a member of the recipe"
    )
    parser.add_argument("--completion", metavar="NAME", help="the member that holds the completion")
    parser.add_argument("--truth", metavar="NAME", help="the member that holds the truth")


class Scorers:
    """The scorers that a run needs: one for the recipe of the command line, or one for each that the lines name."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.file = options.file
        self.overrides = dict(map(setting, options.set))
        self.made: Dict[str, Scorer] = {}
        self.recipe: Optional[str] = options.recipe
        if self.recipe is not None:
            if self.recipe.endswith(".json"):
                with open(self.recipe, encoding="utf-8") as file:
                    self.recipe = file.read()
            self.of(self.recipe)  # a wrong recipe is said before anything is read

    def key(self, record: Record) -> str:
        """The recipe for a line, as JSON or a name."""
        if self.recipe is not None:
            return self.recipe
        recipe = record.members.get("recipe")
        if recipe is None:
            raise BadRecord(f'{self.file}:{record.line}: no member "recipe"; name one with --recipe')
        return recipe if isinstance(recipe, str) else json.dumps(recipe)

    def of(self, recipe: str) -> Scorer:
        if recipe not in self.made:
            self.made[recipe] = Scorer(recipe, **self.overrides)
        return self.made[recipe]

    def of_record(self, record: Record) -> Scorer:
        recipe = self.key(record)
        try:
            return self.of(recipe)
        except Error as failure:
            raise BadRecord(f"{self.file}:{record.line}: {failure}") from None


def setting(text: str) -> Tuple[str, Any]:
    """MEMBER=VALUE, the value being JSON or a bare word."""
    name, equals, value = text.partition("=")
    if not equals:
        raise Error(f"--set {text}: must be MEMBER=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def run_score(options: argparse.Namespace) -> int:
    scorers = Scorers(options)
    summary = Summary()
    with ExitStack() as files:
        out: TextIO = sys.stdout
        if options.output:
            if os.path.exists(options.output) and os.path.samefile(options.output, options.file):
                raise Error(f"{options.output}: is the file that is read")
            # A lone surrogate, which JSON can hold and UTF-8 cannot, is written as its JSON escape.
            out = files.enter_context(open(options.output, "w", encoding="utf-8", errors="backslashreplace"))
        if options.ray:
            from .ray import score_file

            score_file(options, scorers.recipe, out, summary)
        else:
            records = read_records(options.file, options.completion, options.truth)
            for batch in batches(records, BATCH_RECORDS):
                out.writelines(score_batch(scorers, batch, options.threads, summary))
        out.flush()
    print(summary.text(), file=sys.stderr)
    return 1 if summary.bad_truths else 0


def batches(records: Iterable[Record], size: int) -> Iterator[List[Record]]:
    records = iter(records)
    while batch := list(islice(records, size)):
        yield batch


def score_batch(scorers: Scorers, records: List[Record], threads: int, summary: Summary) -> Iterator[str]:
    """The lines for these records, whatever their recipes."""
    added: Dict[int, str] = {}
    groups: Dict[str, List[Record]] = {}
    for record in records:
        groups.setdefault(scorers.key(record), []).append(record)
    for group in groups.values():
        scorer = scorers.of_record(group[0])
        scores, owner = score_records(scorer, group, scorers.file, threads)
        for line, failure in bad_truths(scorer, group, owner, scores):
            print(f"{scorers.file}:{line}: {failure}", file=sys.stderr)
            summary.bad_truths += 1
        summary.add(scores)
        texts = [text for record in group for text in record.completions]
        summary.spaces.add(scorer, texts, [group[place].truth for place in owner], scores.score, scores.reason)
        shape = SHAPE % ", ".join(f'"{term}": %s' for term in scorer.terms)
        rows = json_rows(scores)
        for record in group:
            own = list(islice(rows, len(record.completions)))
            added[record.line] = shape % (tuple(map(json_list, zip(*own))) if record.several else own[0])
    for record in records:
        yield with_members(record, added[record.line])


# What a line is given, as JSON; numbers come in as text.
SHAPE = '"score": %%s, "reason": %%s, "terms": {%s}'


def json_rows(scores: Scores) -> Iterator[Tuple[str, ...]]:
    """Score, reason and every term of each sample as JSON; NaN, which JSON has not, is null."""
    columns = [scores.score, *scores.terms.values()]
    score, *terms = [["null" if x != x else repr(x) for x in column] for column in columns]
    return zip(score, map('"{}"'.format, scores.reason), *terms)


def json_list(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"


def with_members(record: Record, added: str) -> str:
    """The record's line with these members at its end, the rest as it was; members of the same name are replaced."""
    text = record.text
    own = {name: value for name, value in record.members.items() if name not in ("score", "reason", "terms")}
    if len(own) < len(record.members):
        text = json.dumps(own, ensure_ascii=False)
    return f"{text[:-1].rstrip()}, {added}}}\n"


WITHOUT_TRUTH = ("format", "length", "repetition")


def score_records(scorer: Scorer, records: List[Record], file: str, threads: int) -> Tuple[Scores, List[int]]:
    """The scores of all completions of these records, and for each which record it belongs to."""
    completions = [text for record in records for text in record.completions]
    owner = [place for place, record in enumerate(records) for _ in record.completions]
    truths: Any = [record.truth for record in records]
    truth_index: Any = owner
    if scorer.recipe["task"] in WITHOUT_TRUTH:
        truths = truth_index = None
    elif None in truths:
        record = records[truths.index(None)]
        wanted = ", ".join(TRUTH_NAMES) + "; --truth names another"
        raise BadRecord(f"{file}:{record.line}: no truth ({wanted}) among its members: {', '.join(record.members)}")
    try:
        return scorer.score(completions, truths, threads, truth_index=truth_index), owner
    except Error as failure:
        if failure.scores is None:
            raise BadRecord(f"{file}:{records[0].line}: {failure}") from None
        return failure.scores, owner


def bad_truths(scorer: Scorer, records: List[Record], owner: List[int], scores: Scores) -> Iterator[Tuple[int, Error]]:
    """Line and error of every truth that cannot be used."""
    for place in dict.fromkeys(place for place, score in zip(owner, scores.score) if score != score):
        try:
            scorer.score_one("", records[place].truth)
        except Error as failure:
            yield records[place].line, failure


class Summary:
    """Counts for the last line that a person reads."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.count = self.bad_truths = 0
        self.total = 0.0
        self.reasons: Counter[str] = Counter()
        self.spaces = Spaces()

    def add(self, scores: Scores) -> None:
        usable = [score for score in scores.score if score == score]
        self.count += len(usable)
        self.total += sum(usable)
        self.reasons.update(scores.reason)

    def text(self) -> str:
        seconds = max(time.monotonic() - self.started, 1e-9)
        samples = sum(self.reasons.values())
        mean = f"{self.total / self.count:.4f}" if self.count else "none"
        reasons = ", ".join(f"{name} {number}" for name, number in self.reasons.most_common())
        line = f"{samples} scored in {seconds:.1f} s, mean score {mean}; {reasons or 'the file is empty'}"
        return "\n".join([line, *self.spaces.findings()])


# ---- explain ---------------------------------------------------------------------------------------------------------


def add_explain(commands: Any) -> None:
    parser = commands.add_parser("explain", help="why one rollout scores what it scores, as JSON")
    add_input(parser)
    parser.add_argument("--line", type=int, required=True, help="which line of the file, the first being 1")
    parser.add_argument("--rollout", type=int, default=0, help="which of several completions in that line, from 0")
    parser.set_defaults(run=run_explain)


def run_explain(options: argparse.Namespace) -> int:
    record = line_of(options.file, options.line, options.completion, options.truth)
    if not 0 <= options.rollout < len(record.completions):
        raise BadRecord(f"{options.file}:{options.line}: has {len(record.completions)} completions")
    status = 0
    try:
        explanation = Scorers(options).of_record(record).explain(record.completions[options.rollout], record.truth)
    except Error as failure:
        print(f"{options.file}:{options.line}: {failure}", file=sys.stderr)
        if failure.explanation is None:
            return 2
        explanation, status = failure.explanation, 1
    print(json.dumps(explanation, indent=2))
    return status


# ---- recipes ---------------------------------------------------------------------------------------------------------


def add_recipes(commands: Any) -> None:
    parser = commands.add_parser("recipes", help="the built-in recipes, or one of them with every default")
    parser.add_argument("name", nargs="?", help="a recipe")
    parser.set_defaults(run=run_recipes)


def _print_recipes(descriptions: Mapping[str, str], width: int) -> None:
    for name, description in descriptions.items():
        print(textwrap.fill(description, width, initial_indent=f"{name:28} ", subsequent_indent=" " * 29))


def run_recipes(options: argparse.Namespace) -> int:
    width = min(shutil.get_terminal_size().columns, 120)
    if options.name is None:
        _print_recipes(recipes(), width)
        print("\nRewards that others published, reproduced under these names:\n")
        _print_recipes({name: recipe["description"] for name, recipe in published_recipes().items()}, width)
        return 0
    written = builtin_recipe(options.name.encode())
    print(textwrap.fill(written["description"], width) + "\n")
    if "source" in written:
        print(f"source: {written['source']}\n")
    try:
        scorer = Scorer(options.name)
    except Error as failure:  # it has members without a default
        print(f"not usable without further members: {failure}\n\n{json.dumps(written, indent=2)}")
        return 0
    low, high = scorer.range
    print(f"{'score':16} {low:g} to {high:g}")
    for name, (low, high) in scorer.ranges.items():
        print(f"{name:16} {low:g} to {high:g}")
    print("\n" + json.dumps(scorer.recipe, indent=2))
    return 0


def add_models(commands: Any) -> None:
    parser = commands.add_parser("models", help="the models whose coordinates vreward knows, or one of them")
    parser.add_argument("name", nargs="?", help="a model: what the recipe's member `model` may be")
    parser.set_defaults(run=run_models)


def run_models(options: argparse.Namespace) -> int:
    width = min(shutil.get_terminal_size().columns, 120)
    known = models()
    if options.name is None:
        for name, model in known.items():
            print(textwrap.fill(model["description"], width, initial_indent=f"{name:14} ", subsequent_indent=" " * 15))
        return 0
    Scorer("grounding", model=options.name)  # an unknown name is an error that names the nearest
    print(json.dumps(known[options.name], indent=2))
    return 0


def add_version(commands: Any) -> None:
    parser = commands.add_parser("version", help="versions of everything that a score may depend on")
    parser.set_defaults(run=run_version)


def run_version(_options: argparse.Namespace) -> int:
    print(json.dumps(build_info(), indent=2))
    return 0


COMMANDS = [add_score, add_explain, add_compare, add_recipes, add_models, add_adapter, add_version]
