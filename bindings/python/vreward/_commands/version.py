"""vreward version: everything that a score may depend on."""

from __future__ import annotations

import argparse
import json
from typing import Any

from .._scoring.recipes import build_info


def add(commands: Any) -> None:
    parser = commands.add_parser("version", help="versions of everything that a score may depend on")
    parser.set_defaults(run=run)


def run(_options: argparse.Namespace) -> int:
    print(json.dumps(build_info(), indent=2))
    return 0
