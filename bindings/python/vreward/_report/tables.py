"""Rollouts as rows of a tracker's table, and tables for the trackers that are running."""

from __future__ import annotations

import sys
from typing import Any, Callable, Dict, List, Mapping, Sequence, Tuple

from .drawn import drawn
from .pictures import image_of

Rows = List[Dict[str, Any]]


def row_of(completion: str, found: Mapping[str, Any]) -> Dict[str, Any]:
    """A rollout as names and values, from its explanation."""
    row = {"completion": completion, "score": found["score"], "reason": found["reason"], **found["terms"]}
    return {**row, **counts(found)}


def counts(found: Mapping[str, Any]) -> Dict[str, int]:
    """What was written, what is true and counts, and how much of it was matched; empty for texts."""
    if "items" not in found:
        return {}
    truth = found.get("truth", ())
    return {
        "n_items": len(found["items"]),
        "n_truths": sum(true["fate"] != "ignored" for true in truth),
        "n_matched": sum(true["fate"] == "matched" for true in truth),
    }


def picture_of(found: Mapping[str, Any], truth: Any, image: Any) -> Any:
    """The rollout drawn; `image` in any form that a data set has, None for a blank sheet."""
    return drawn(found, truth, image_of(image, truth))


def log_table(name: str, rows: Rows) -> List[str]:
    """Logs rows as a table to every tracker in which a run is going on; the names of those."""
    logged = []
    for tracker, going, log in _TRACKERS:
        module = sys.modules.get(tracker)
        if module is not None and going(module):
            log(module, name, rows)
            logged.append(tracker)
    return logged


def _columns(rows: Rows, image: Callable[[Any], Any]) -> Tuple[List[str], List[List[Any]]]:
    names = list(rows[0]) if rows else []
    return names, [[image(row[name]) if name == "picture" else row[name] for name in names] for row in rows]


def _wandb(module: Any, name: str, rows: Rows) -> None:
    names, values = _columns(rows, module.Image)
    module.run.log({name: module.Table(columns=names, data=values)})


def _trackio(module: Any, name: str, rows: Rows) -> None:
    from pandas import DataFrame

    names, values = _columns(rows, module.Image)
    module.log({name: module.Table(dataframe=DataFrame(values, columns=names))})


def _swanlab(module: Any, name: str, rows: Rows) -> None:
    """SwanLab shows pictures with a caption."""
    shown = [module.Image(row["picture"], caption=caption(row)) for row in rows if "picture" in row]
    if shown:
        module.log({name: shown})


def caption(row: Mapping[str, Any]) -> str:
    """A rollout in a line."""
    return f"{row['score']:.4g} {row['reason']}"


def _trackio_run(module: Any) -> bool:
    return getattr(module, "context_vars", None) is not None and module.context_vars.current_run.get() is not None


_TRACKERS: Sequence[Tuple[str, Callable[[Any], bool], Callable[[Any, str, Rows], None]]] = (
    ("wandb", lambda module: module.run is not None, _wandb),
    ("trackio", _trackio_run, _trackio),
    ("swanlab", lambda module: module.get_run() is not None, _swanlab),
)
