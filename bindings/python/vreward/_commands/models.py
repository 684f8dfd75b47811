"""vreward models: whose coordinates are known."""

from __future__ import annotations

import argparse
import json
import shutil
import textwrap
from typing import Any

from .._scoring.recipes import models
from ..scorer import Scorer


def add(commands: Any) -> None:
    parser = commands.add_parser("models", help="the models whose coordinates vreward knows, or one of them")
    parser.add_argument("name", nargs="?", help="a model: what the recipe's member `model` may be")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    width = min(shutil.get_terminal_size().columns, 120)
    known = models()
    if options.name is None:
        for name, model in known.items():
            print(textwrap.fill(model["description"], width, initial_indent=f"{name:14} ", subsequent_indent=" " * 15))
        return 0
    Scorer("grounding", model=options.name)  # an unknown name is an error that names the nearest
    print(json.dumps(known[options.name], indent=2))
    return 0
