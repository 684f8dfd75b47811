"""What trainers send, told apart by the members they have, and the answer that each of them reads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Callable, Dict, List, Mapping, Sequence

from .. import openrlhf, slime
from .._binding.errors import Error
from .._rollouts.completion import kind
from .._trainers import gym
from .._trainers.adapter import Adapter, Part

Count = Callable[[Sequence[str]], None]

# The member by which a body is known, in the order in which they are looked for.
SENDERS = {"query": "openrlhf", "responses_create_params": "nemo_gym", "response": "slime"}


def sender_of(body: Any) -> str:
    """Which trainer sends such a body."""
    if not isinstance(body, dict):
        raise Error(f"the body must be a JSON object, not {kind(body)}")
    for member, sender in SENDERS.items():
        if member in body:
            return sender
    raise Error(
        'the body has neither "query", "prompts", "labels" (OpenRLHF) nor "response", "label" (slime) nor '
        f'"responses_create_params", "response" (NeMo Gym), but {", ".join(map(repr, body)) or "nothing"}'
    )


class Rewards:
    """The rewards of one recipe, one for each kind of body. `count` is told the reason of every sample."""

    def __init__(self, recipe: Any, overrides: Mapping[str, Any], truth: str, count: Count) -> None:
        self._openrlhf = _OpenRLHF(recipe, "labels", **overrides)
        self._slime = _Slime(recipe, "label", **overrides)
        self._gym = _Gym(recipe, truth, **overrides)
        for reward in (self._openrlhf, self._slime, self._gym):
            reward.count = count

    def answer(self, sender: str, body: Dict[str, Any]) -> Any:
        """The document that the sender expects."""
        if sender == "openrlhf":
            return self._openrlhf._rewards(body["query"], body.get("prompts"), body.get("labels"))
        if sender == "slime":
            sample = SimpleNamespace(response=body["response"], label=body.get("label"), metadata=None)
            return self._slime._sample(sample)
        return {**body, **self._gym.verify(body)}


class _Counted(Adapter):
    """Tells the reason of every sample."""

    trainer = "vreward serve"
    count: Count

    def one(self, *positional: Any, **named: Any) -> Dict[str, Any]:
        found = super().one(*positional, **named)
        self.count((found["reason"],))
        return found

    def batch(self, *positional: Any, **named: Any) -> List[Part]:
        parts = super().batch(*positional, **named)
        for part in parts:
            self.count(part.scores.reason)
        return parts


class _OpenRLHF(_Counted, openrlhf.Reward):
    pass


class _Slime(_Counted, slime.Reward):
    pass


class _Gym(_Counted, gym.Reward):
    pass
