"""vreward adapter: the file that a trainer loads its reward from."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from typing import Any, Optional

from .._binding.errors import Error
from .._trainers.adapter import recipe_name
from ..adapter_file import TRAINERS, file_text, identifier
from .options import add_set, overrides_of, recipe_of


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "adapter",
        help="write the file that a trainer loads its reward from",
        description="Writes a Python file of a few lines for trainers that load a reward by its path or name.",
    )
    parser.add_argument("trainer", choices=sorted(TRAINERS))
    parser.add_argument(
        "--recipe", required=True, help="a name, JSON, or a .json file; with --by a JSON object of task: recipe"
    )
    parser.add_argument("--truth", help="the column that holds the truth; default: the trainer's own")
    parser.add_argument("--term", help="a term instead of the score")
    parser.add_argument("--by", help="the column that holds the task")
    parser.add_argument("--name", help="what the trainer logs the reward as")
    add_set(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="where it goes; default: standard output")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    trainer = TRAINERS[options.trainer]
    recipe = _parsed(recipe_of(options))
    named = {key: getattr(options, key) for key in ("truth", "term", "by", "name") if getattr(options, key) is not None}
    if options.by is not None and not trainer.by:
        raise Error(f"{options.trainer} passes no column that could name the task: --by has no meaning")
    overrides = overrides_of(options)
    # Made once, so that what is wrong is said now and not when the trainer loads the file.
    made = import_module(f"vreward.{trainer.factory}").reward(recipe, **named, **overrides)
    attribute = trainer.attribute or identifier(getattr(made, "__name__", recipe_name(recipe)))
    text = file_text(options.trainer, attribute, recipe, {**named, **overrides}, options.output or "reward.py")
    if options.output is None:
        sys.stdout.write(text)
        return 0
    with open(options.output, "x", encoding="utf-8") as file:
        file.write(text)
    print(f"wrote {options.output}", file=sys.stderr)
    return 0


def _parsed(recipe: Optional[str]) -> Any:
    """A name, or what JSON says."""
    if recipe is None or not recipe.lstrip().startswith("{"):
        return recipe
    try:
        return json.loads(recipe)
    except ValueError as failure:
        raise Error(f"the recipe is not JSON: {failure}") from None
