"""The options that several commands have, and what becomes of them."""

from __future__ import annotations

import argparse
import gc
import json
from contextlib import contextmanager
from typing import Any, Dict, Iterator, Optional, Tuple

from .._binding.errors import Error
from .._rollouts.formats import KINDS
from .._rollouts.reader import Reader
from .._rollouts.scorers import Scorers
from ..scorer import Scorer


def add_input(parser: argparse.ArgumentParser, *, required: bool = True, several: bool = False) -> None:
    """Rollouts in a file, or in several, and the recipe that scores them."""
    parser.add_argument(
        "file",
        nargs="+" if several else None if required else "?",
        help="JSONL, a JSON array, CSV, Parquet or Arrow, a rollout or a group of rollouts in each row; also .gz and "
        ".zst, patterns with *, and - for standard input",
    )
    parser.add_argument("--format", choices=KINDS, help="how the file is written, where its name does not say it")
    parser.add_argument("--recipe", help='a name, JSON, or a .json file; default: the member "recipe" of each line')
    add_set(parser)
    parser.add_argument("--completion", metavar="NAME", help="the member that holds the completion")
    parser.add_argument("--truth", metavar="NAME", help="the member that holds the truth")


def add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", action="append", default=[], metavar="MEMBER=VALUE", help="another value for a member of the recipe"
    )


@contextmanager
def rare_collections() -> Iterator[None]:
    """Python looks for circles less often: what JSON makes holds none, and looking took a tenth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def reader_of(options: argparse.Namespace) -> Reader:
    return Reader(options.file, options.completion, options.truth, options.format)


def scorers_of(options: argparse.Namespace) -> Scorers:
    return Scorers(recipe_of(options), overrides_of(options))


def scorer_of(options: argparse.Namespace, missing: str) -> Scorer:
    """The scorer of --recipe; without one the error says `missing`."""
    recipe = recipe_of(options)
    if recipe is None:
        raise Error(missing)
    return Scorers(recipe, overrides_of(options)).of(recipe)


def recipe_of(options: argparse.Namespace) -> Optional[str]:
    """--recipe as a name or JSON."""
    return None if options.recipe is None else recipe_in(options.recipe)


def recipe_in(recipe: str) -> str:
    """A recipe as a name or JSON: a .json file is read."""
    if recipe.endswith(".json"):
        with open(recipe, encoding="utf-8") as file:
            return file.read()
    return recipe


def overrides_of(options: argparse.Namespace) -> Dict[str, Any]:
    return dict(map(_setting, options.set))


def _setting(text: str) -> Tuple[str, Any]:
    """MEMBER=VALUE, the value being JSON or a bare word."""
    name, equals, value = text.partition("=")
    if not equals:
        raise Error(f"--set {text}: must be MEMBER=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
