"""The page: one file that asks nothing of any network, whatever models have written into it."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

from .._binding import header
from .._scoring import words
from .document import Report
from .figures import CHANGES, GROUP_KINDS

FOLDER = Path(__file__).with_name("page")
VERSION = f"{header.VERSION_MAJOR}.{header.VERSION_MINOR}.{header.VERSION_PATCH}"


def page(report: Report) -> str:
    """The page as HTML. Raises ImportError, with what to install, where Jinja2 is missing."""
    try:
        from jinja2 import Environment
        from markupsafe import Markup
    except ImportError:
        raise ImportError("vreward report needs Jinja2: pip install 'vreward[report]'") from None
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["number"] = _number
    document = report.document()
    style = _text("page.css")
    script = "".join(file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.js")))
    return environment.from_string(_text("page.html.j2")).render(
        names=report.names,
        runs=document["runs"],
        changed=document["changed"],
        kinds=GROUP_KINDS,
        changes=CHANGES,
        notes=document["notes"],
        rollouts=len(report.rollouts),
        groups=len(report.groups),
        recipes=list(_recipes(document["runs"])),
        version=VERSION,
        policy=_policy(script, style),
        style=Markup(style),
        script=Markup(script),
        data=Markup(_as_data(document)),
    )


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """A Content-Security-Policy under which only this very script and style count, and nothing is loaded."""
    allowed = "; ".join(f"{kind}-src '{_hash(text)}'" for kind, text in (("script", script), ("style", style)))
    return f"default-src 'none'; {allowed}; img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _as_data(document: Dict[str, Any]) -> str:
    """JSON inside a script element: without `<`, nothing in it can end the element or begin a comment."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


# ---- the figures, which are there without any script ----------------------------------------------------------------


def _recipes(runs: List[Dict[str, Any]]) -> Iterator[Dict[str, Any]]:
    for name in sorted({name for run in runs for name in run["recipes"]}):
        figures = [run["recipes"].get(name) for run in runs]
        there = [found for found in figures if found]
        tables = [
            _table("terms", "Terms, mean", figures, {}),
            _table("reasons", "Reasons, per cent of the rollouts", figures, words.REASONS),
            _table("repairs", "Repairs, per cent of the rollouts", figures, words.REPAIRS),
        ]
        spaces = dict.fromkeys(space for found in there for space in found["spaces"])
        yield {
            "name": name,
            "runs": figures,
            "spaces": list(spaces),
            "tables": [table for table in tables if table["rows"]],
        }


def _table(name: str, title: str, figures: List[Any], meanings: Dict[str, str]) -> Dict[str, Any]:
    """The rows of a table over one run or two."""
    values = [found[name] if found else {} for found in figures]
    names = dict.fromkeys(key for each in values for key in each)
    rows = [_row(key, [each.get(key) for each in values], name == "terms", meanings) for key in names]
    return {"name": name, "title": title, "rows": rows}


def _row(name: str, values: List[Any], is_term: bool, meanings: Dict[str, str]) -> Dict[str, Any]:
    numbers: List[Optional[float]] = [value if is_term else value["percent"] if value else 0.0 for value in values]
    cells = [_number(number) if is_term else f"{number:.1f} %" for number in numbers]
    if len(numbers) > 1:
        known = [number for number in numbers if number is not None]
        by = known[1] - known[0] if len(known) == 2 else None
        cells.append("" if by is None else _signed(by, ".4g" if is_term else ".1f"))
    first = numbers[0] or 0.0
    share = first if is_term else first / 100
    drawn = 0.0 <= share <= 1.0 and name != "n_items"  # a number of items is no share of anything
    return {"name": name, "meaning": meanings.get(name, ""), "cells": cells, "bar": 100 * share if drawn else None}


def _signed(value: float, form: str) -> str:
    """With its sign, which a change too small to be shown has not."""
    told = format(abs(value), form)
    return told if float(told) == 0 else f"{'+' if value > 0 else chr(0x2212)}{told}"


def _number(value: Optional[float]) -> str:
    return "none" if value is None else f"{value:.4g}"
