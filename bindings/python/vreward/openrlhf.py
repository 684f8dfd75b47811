"""Rewards for OpenRLHF. See docs/trainers/openrlhf.md. OpenRLHF loads a file (--reward.remote_url reward.py):

from vreward.openrlhf import reward

reward_func = reward("detection")
"""

from __future__ import annotations

import logging
from typing import Any, Dict, Optional, Sequence

from ._binding.errors import Error
from ._trainers.adapter import Adapter

__all__ = ["Reward", "completion_of", "reward"]

# How models end their turn. OpenRLHF decodes with special tokens.
ENDS = ("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "</s>", "<eos>", "<pad>")
TAIL_CHARACTERS = 48


class Reward(Adapter):
    """A reward_func of OpenRLHF's shape; made by `reward`."""

    trainer = "vreward.openrlhf"

    def __init__(self, recipe: Any, *positional: Any, ends: Sequence[str] = ENDS, **named: Any) -> None:
        super().__init__(recipe, *positional, **named)
        self.ends = tuple(ends)

    def __call__(self, queries: Any, prompts: Any, labels: Any, **_of_openrlhf: Any) -> Dict[str, Any]:
        try:
            return self._rewards(queries, prompts, labels)
        except Error as failure:
            # OpenRLHF catches what a reward raises and notes it where few look.
            logging.getLogger("vreward").error("%s", failure)
            raise

    def _rewards(self, queries: Any, prompts: Any, labels: Any) -> Dict[str, Any]:
        if self.by is not None:
            raise self.error("OpenRLHF passes no column that could name the task")
        texts = self.texts(queries)
        if prompts is None:
            raise self.error("prompts must come, to know where in a query the completion begins")
        prompts = self.column("prompts", {"prompts": prompts}, len(texts))
        completions = [
            completion_of(query, "" if prompt is None else str(prompt), self.ends)
            for query, prompt in zip(texts, prompts)
        ]
        for row, completion in enumerate(completions):
            if completion is None:
                raise self.error(
                    f"row {row}: the query does not hold its prompt, so where the completion begins is unknown"
                )
        (part,) = self.batch(completions, {"labels": labels}, prompts)
        terms = part.scores.terms
        rewards = list(self.values(part))
        logs = {name: list(terms[name]) for name in self.terms}
        if len(rewards) == 1:  # what OpenRLHF 0.11 makes a tensor of wants a number
            return {
                "rewards": rewards[0],
                "scores": rewards[0],
                "extra_logs": {key: one[0] for key, one in logs.items()},
            }
        return {"rewards": rewards, "scores": rewards, "extra_logs": logs}


def completion_of(query: str, prompt: str, ends: Sequence[str] = ENDS) -> Optional[str]:
    """The completion in a query: what follows the prompt, without the tokens that end a turn. None where the prompt is
    not in it.

    The query is the decoded tokens, which may differ from the prompt's text: a token is added at the start, the prompt
    is cut at its start, or one image token has become hundreds. The end of the prompt is the same in all of these, so
    the search is for that; where it stands in the prompt several times, it is found as many times in the query.
    """
    text = _after(query, prompt)
    if text is None:
        return None
    while True:
        stripped = text.rstrip()
        end = next((end for end in ends if stripped.endswith(end)), None)
        if end is None:
            return text
        text = stripped[: -len(end)]


def _after(query: str, prompt: str) -> Optional[str]:
    if query.startswith(prompt):
        return query[len(prompt) :]
    tail = prompt[-TAIL_CHARACTERS:]
    for end in (tail, tail[tail.rfind("|>") + 2 :]):  # the second where an image's tokens stand close to the end
        begin = -1
        for _ in range(prompt.count(end) if end else 0):
            found = query.find(end, begin + 1)
            begin = found if found >= 0 else begin
        if begin >= 0:
            return query[begin + len(end) :]
    return None


def reward(
    recipe: Any,
    truth: str = "labels",
    term: Optional[str] = None,
    *,
    name: Optional[str] = None,
    ends: Sequence[str] = ENDS,
    **overrides: Any,
) -> Reward:
    """A reward_func for OpenRLHF: reward_func = reward("detection").

    recipe     a name, a dict or JSON
    truth      stays "labels", which is what OpenRLHF calls the column named by --data.label_key
    term       a term instead of the score
    ends       tokens that end a turn, taken off the completion
    overrides  members of the recipe that differ

    Returns "rewards" and "scores", the score, and "extra_logs" with every term.
    """
    return Reward(recipe, truth, term, name=name, ends=ends, **overrides)
