"""vreward serve: the scores of completions that come over HTTP."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any, Dict, Sequence

from .._binding.errors import Error
from .._trainers.gym import TRUTH
from .options import add_set, overrides_of, recipe_in

LOOPBACK = ("127.0.0.1", "::1", "localhost")
MOST_WORKERS = 4


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "serve",
        help="score what trainers send over HTTP",
        description="A service for trainers that call one: OpenRLHF (remote_url), slime and Miles (rm-url), NeMo Gym "
        "(/verify). See docs/service.md.",
    )
    parser.add_argument(
        "--recipe",
        action="append",
        required=True,
        help="a name, JSON, or a .json file; where it is given several times each request names one of them, ?recipe=",
    )
    add_set(parser)
    parser.add_argument(
        "--truth", default=TRUTH, metavar="NAME", help=f"the member of NeMo Gym's rows that holds it; default: {TRUTH}"
    )
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, which only this machine reaches")
    parser.add_argument("--port", type=int, default=8000, help="default: 8000; 0: any that is free")
    cores = min(len(os.sched_getaffinity(0)), MOST_WORKERS)
    parser.add_argument("--workers", type=int, default=cores, help="processes; default: one for each core, at most 4")
    parser.add_argument("--max-megabytes", type=float, default=64, help="of a body; default: 64")
    parser.add_argument(
        "--timeout", type=float, default=30, metavar="SECONDS", help="in which a request must have come; default: 30"
    )
    parser.add_argument(
        "--allow-recipes", action="store_true", help="a request may bring a recipe of its own, ?recipe="
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Returns 0 when it is ended by SIGINT or SIGTERM."""
    for name, least in (("workers", 1), ("max_megabytes", 0.001), ("timeout", 0.1)):
        if not getattr(options, name) >= least:
            raise Error(f"--{name.replace('_', '-')} {getattr(options, name):g}: must be {least:g} or more")
    recipes = named(options.recipe)
    overrides = overrides_of(options)
    from .._service.bodies import Rewards  # with asyncio, which no other command needs

    for recipe in recipes.values():
        Rewards(recipe, overrides, options.truth, _nobody)  # a wrong one is said now
    try:
        from .._service.app import Settings
        from .._service.workers import serve
    except ImportError as failure:
        raise Error(f"serving needs {failure.name}: pip install vreward[serve]") from None
    if options.host not in LOOPBACK:
        print(f"vreward serve: whoever reaches {options.host} can use it; it asks for no password", file=sys.stderr)
    settings = Settings(
        recipes, overrides, options.truth, options.allow_recipes, options.max_megabytes, options.timeout
    )
    serve(settings, options.host, options.port, options.workers)
    return 0


def named(recipes: Sequence[str]) -> Dict[str, str]:
    """Recipes by what requests call them: a file by its name without .json, JSON "recipe"."""
    found: Dict[str, str] = {}
    for given in recipes:
        source = recipe_in(given)
        name = Path(given).stem if given.endswith(".json") else "recipe" if given.lstrip().startswith("{") else given
        if name in found:
            raise Error(f"--recipe {given}: another is called {name} already; write one of them to a file")
        found[name] = source
    return found


def _nobody(_reasons: Sequence[str]) -> None:
    """Counts nothing."""
