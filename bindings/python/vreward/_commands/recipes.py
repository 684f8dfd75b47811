"""vreward recipes: what is built in."""

from __future__ import annotations

import argparse
import json
import shutil
import textwrap
from typing import Any, Mapping

from .._binding.errors import Error
from .._scoring.recipes import builtin_recipe, published_recipes, recipes
from ..scorer import Scorer


def add(commands: Any) -> None:
    parser = commands.add_parser("recipes", help="the built-in recipes, or one of them with every default")
    parser.add_argument("name", nargs="?", help="a recipe")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    width = min(shutil.get_terminal_size().columns, 120)
    if options.name is None:
        _print_all(recipes(), width)
        print("\nRewards that others published, reproduced under these names:\n")
        _print_all({name: recipe["description"] for name, recipe in published_recipes().items()}, width)
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


def _print_all(descriptions: Mapping[str, str], width: int) -> None:
    for name, description in descriptions.items():
        print(textwrap.fill(description, width, initial_indent=f"{name:28} ", subsequent_indent=" " * 29))
