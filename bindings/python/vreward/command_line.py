"""The command `vreward`, also `python -m vreward`. A further command is one more module in _commands, named below."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Optional, Sequence

from . import __version__
from ._binding.errors import Error
from ._commands import (
    adapter,
    audit,
    compare,
    convert,
    curriculum,
    evaluate,
    explain,
    lint,
    models,
    recipes,
    report,
    score,
    serve,
    version,
)
from ._rollouts.record import BadRecord

COMMANDS = (
    score,
    lint,
    audit,
    explain,
    report,
    evaluate,
    curriculum,
    compare,
    convert,
    recipes,
    models,
    adapter,
    serve,
    version,
)


def parser() -> argparse.ArgumentParser:
    """What the commands take; the manual page and the completions of shells are made from it, too."""
    parser = argparse.ArgumentParser(prog="vreward", description="Rule-based rewards for visual perception.")
    parser.add_argument("--version", action="version", version=f"vreward {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command", required=True)
    for command in COMMANDS:
        command.add(commands)
    return parser


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs one command. Returns 0, 1 where some truths are bad, 2 where the command could not be carried out."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("vreward: interrupted", file=sys.stderr)
        return 130
    except (Error, BadRecord, ImportError) as failure:
        print(f"vreward: {failure}", file=sys.stderr)
    except OSError as failure:
        print(f"vreward: {failure.filename or ''}: {failure.strerror}", file=sys.stderr)
    return 2
