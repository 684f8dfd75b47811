"""Rewards for verifiers. See docs/trainers/verifiers.md.

import verifiers.v1 as vf
from vreward.verifiers import reward

class Detect(vf.Task[Boxes]):
    detection = vf.reward(reward("detection"))
"""

from __future__ import annotations

import asyncio
from typing import Any, Optional

from ._trainers.adapter import LONG_CHARACTERS, Adapter

__all__ = ["Reward", "reward"]


class Reward(Adapter):
    """A reward of a task in verifiers' shape, for `vf.reward` in a Task or for its configuration; made by `reward`."""

    trainer = "vreward.verifiers"

    async def __call__(self, task: Any, trace: Any) -> float:
        columns = {**dict(task), **(task.model_extra or {})}
        text = self.text(_completion(trace), 0)
        if len(text) <= LONG_CHARACTERS:
            found = self.one(text, *self.of_row(columns))
        else:
            found = await asyncio.to_thread(self.one, text, *self.of_row(columns))
        trace.record_metrics({f"{self.name}/{name}": value for name, value in self.numbers(found).items()})
        trace.info[f"{self.name}/reason"] = found["reason"]
        return self.value(found)


def _completion(trace: Any) -> Any:
    """What `trace.last_reply` is, with the thinking and the tool calls that verifiers keeps beside it."""
    if trace.root_reply is not None:
        return trace.root_reply
    written = trace.assistant_messages
    return written[-1] if written else ""


def reward(
    recipe: Any,
    truth: str = "solution",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    **overrides: Any,
) -> Reward:
    """A reward for a verifiers Task: detection = vf.reward(reward("detection")).

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe
    truth      the field of the task's data (a subclass of vf.TaskData) that holds the truth
    term       a term instead of the score
    by         the field of the task's data that holds the task
    name       what the trace calls it; default: the recipe and the term
    overrides  members of the recipe that differ

    Returns the score; the terms become metrics of the trace (detection/f1, ...) and the reason stands in its `info`.
    The weight is that of vf.reward(..., weight=2.0).
    """
    return Reward(recipe, truth, term, by=by, name=name, **overrides)
