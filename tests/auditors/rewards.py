"""Rewards as TRL calls them, for auditors that look at the names of parameters."""

from __future__ import annotations

from typing import Any

from vreward.trl import reward

_REWARDS = {
    "counting": reward("counting", term="exact"),
    "answer": reward("answer", truth_format="answer"),
    "ocr": reward("ocr", truth_format="text"),
    "grounding": reward("grounding"),
    "detection": reward("detection"),
}


def counting(completions: Any, solution: Any, **columns: Any) -> Any:
    return _REWARDS["counting"](completions=completions, solution=solution)


def answer(completions: Any, solution: Any, **columns: Any) -> Any:
    return _REWARDS["answer"](completions=completions, solution=solution)


def ocr(completions: Any, solution: Any, **columns: Any) -> Any:
    return _REWARDS["ocr"](completions=completions, solution=solution)


def grounding(completions: Any, solution: Any, **columns: Any) -> Any:
    return _REWARDS["grounding"](completions=completions, solution=solution)


def detection(completions: Any, solution: Any, **columns: Any) -> Any:
    return _REWARDS["detection"](completions=completions, solution=solution)
