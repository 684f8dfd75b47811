"""The manual page of `vreward` and the completions of bash, zsh and fish, from the command's parser. (make manual)

argparse-manpage and shtab write them; here stands what neither can know. Packages carry what lies in packaging/shell.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Dict, Iterator

import shtab
import vreward
from argparse_manpage.manpage import Manpage
from vreward.command_line import parser

# Where it is looked for, below the share/ of an environment, which is where setup.py puts it.
FILES = {
    "bash": "bash-completion/completions/vreward",
    "zsh": "zsh/site-functions/_vreward",
    "fish": "fish/vendor_completions.d/vreward.fish",
    "man": "man/man1/vreward.1",
}


def pages() -> Dict[str, str]:
    """The text of each file."""
    written = {shell: shtab.complete(completed(), shell=shell) for shell in ("bash", "zsh", "fish")}
    return {FILES[kind]: text for kind, text in {**written, "man": manual()}.items()}


def completed() -> argparse.ArgumentParser:
    """The parser, and what is not written in it: which values are files, and the recipes that have a name."""
    root = parser()
    for command in commands(root):
        for action in command._actions:
            if action.dest == "recipe" and action.nargs is None:
                action.choices = [*vreward.recipes(), *vreward.published_recipes()]
            elif action.metavar == "FILE" or action.dest == "file":
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            elif action.metavar == "FOLDER":
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    return root


def manual() -> str:
    root = parser()
    root._positionals.title = "commands"
    for command in commands(root):
        if command is not root:
            command.usage = short_usage(command)
    page = Manpage(root, format="single-commands-section")
    page.date = ""  # it is as old as the parser
    page.manual = "vreward"
    page.description = "rule-based rewards for visual perception"
    return str(page)


def short_usage(command: argparse.ArgumentParser) -> str:
    """Without the options, which follow one by one."""
    usage = command._get_formatter()
    usage.add_usage(None, command._get_positional_actions(), [], prefix="")
    return usage.format_help().strip().replace(command.prog, "%(prog)s [options]", 1)


def commands(root: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser and those of its commands, and of theirs."""
    yield root
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from commands(command)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, text in pages().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
