"""Rewards for NeMo RL: a reward function and an environment. See docs/trainers/nemo_rl.md.

from vreward.nemo_rl import Environment

environment = Environment.remote_class().remote({"recipe": "detection"})
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Tuple

from ._trainers.adapter import MISSING, Adapter, plain

__all__ = ["Environment", "Reward", "reward"]


class Reward(Adapter):
    """A reward function of NeMo RL's shape, (ground_truth, response) -> (score, is it right); made by `reward`."""

    trainer = "vreward.nemo_rl"

    def __init__(self, recipe: Any, *positional: Any, right: float = 0.5, **named: Any) -> None:
        super().__init__(recipe, *positional, **named)
        self.right = right

    def __call__(self, ground_truth: Any = MISSING, response: Any = None, **_of_config: Any) -> Tuple[float, bool]:
        found = self.one(response, ground_truth, came=("ground_truth", "response"))
        return self.value(found), found["accuracy"] > self.right


def reward(
    recipe: Any,
    truth: str = "ground_truth",
    term: Optional[str] = None,
    *,
    name: Optional[str] = None,
    right: float = 0.5,
    **overrides: Any,
) -> Reward:
    """A reward function for NeMo RL's combine_reward_functions.

    recipe     a name, a dict or JSON
    term       a term instead of the score
    right      a sample whose accuracy is above this counts as right
    overrides  members of the recipe that differ

    NeMo RL's own environments catch what a reward raises and score 0; Environment, below, does not.
    """
    return Reward(recipe, truth, term, name=name, right=right, **overrides)


class Environment:
    """An environment of NeMo RL's shape, in which each conversation is one turn that is scored.

    config  "recipe"; optional "truth" (the key of the metadata, default "ground_truth"), "term", "by" (the key of the
            metadata that holds the task), "overrides" (a dict)
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        config = plain(config)
        named = {key: config[key] for key in ("truth", "term", "by", "name") if key in config}
        named.setdefault("truth", "ground_truth")
        self.reward = Reward(config["recipe"], **named, **config.get("overrides", {}))
        self.terms: Dict[str, List[float]] = {}  # of the last step

    @classmethod
    def remote_class(cls) -> Any:
        """The Ray actor of this environment, a subclass of NeMo RL's own interface where that is installed."""
        import ray

        try:
            from nemo_rl.environments.interfaces import EnvironmentInterface
        except ImportError:
            return ray.remote(cls)
        return ray.remote(type("Environment", (cls, EnvironmentInterface), {}))

    def step(self, message_log_batch: Any, metadata: Any, *_: Any, **__: Any) -> Any:
        """Scores the last message of the assistant in each conversation."""
        import torch

        adapter = self.reward
        rows = [one or {} for one in metadata]
        columns = {
            name: [one.get(name) for one in rows] for name in dict.fromkeys(name for one in rows for name in one)
        }
        rewards = [0.0] * len(message_log_batch)
        reasons = [""] * len(message_log_batch)
        self.terms = {}
        for part in adapter.batch(message_log_batch, columns):
            for row, value, reason in zip(part.places(), adapter.values(part), part.scores.reason):
                rewards[row], reasons[row] = value, reason
            for name in adapter.terms:
                self.terms.setdefault(name, []).extend(part.scores.terms[name])
        returned = (
            [{"role": "environment", "content": f"Environment: {reason}"} for reason in reasons],
            metadata,
            [None] * len(rewards),
            torch.tensor(rewards, dtype=torch.float32),
            torch.ones(len(rewards)),
            None,
        )
        try:
            from nemo_rl.environments.interfaces import EnvironmentReturn
        except ImportError:
            return returned
        return EnvironmentReturn(*returned)

    def global_post_process_and_metrics(self, batch: Any) -> Tuple[Any, Dict[str, float]]:
        """The mean reward, and the mean of every term of the last step."""
        metrics = {"reward": float(batch["rewards"].mean().item())}
        metrics.update({name: sum(values) / len(values) for name, values in self.terms.items() if values})
        return batch, metrics

    def shutdown(self) -> None:
        """Nothing is held."""
