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

    config  "recipe"; optional "truth" (the key of the metadata, default "ground_truth"), "term" (a term instead of the
            score, or a list of terms, each of which is a reward of its own for GDPO), "by" (the key of the metadata
            that holds the task), "overrides" (a dict)
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        config = plain(config)
        named = {key: config[key] for key in ("truth", "term", "by", "name") if key in config}
        named.setdefault("truth", "ground_truth")
        self.components: List[str] = named.pop("term") if isinstance(named.get("term"), list) else []
        self.reward = Reward(config.get("recipe"), **named, **config.get("overrides", {}))
        for name in self.components:
            self.reward.check_term(name)
        # Rollouts that run side by side call `step` for each sample: sums until the metrics are asked for.
        self.count = 0
        self.sums: Dict[str, float] = {}

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
        count = len(message_log_batch)
        rewards = torch.zeros(count)
        components = {name: torch.zeros(count) for name in self.components}
        reasons = [""] * count
        for part in adapter.batch(message_log_batch, columns) if count else ():
            places = list(part.places())
            rewards[places] = torch.tensor(list(adapter.values(part)), dtype=torch.float32)
            for name, values in components.items():
                values[places] = torch.tensor(list(part.scores.terms[name]), dtype=torch.float32)
            for row, reason in zip(places, part.scores.reason):
                reasons[row] = reason
            for name in adapter.terms:
                self.sums[name] = self.sums.get(name, 0.0) + sum(part.scores.terms[name])
        self.count += count
        returned = (
            [{"role": "environment", "content": f"Environment: {reason}"} for reason in reasons],
            metadata,
            [None] * count,
            {f"reward/{name}": values for name, values in components.items()} or rewards,
            torch.ones(count),
            None,
        )
        try:
            from nemo_rl.environments.interfaces import EnvironmentReturn
        except ImportError:
            return returned
        return EnvironmentReturn(*returned)

    def global_post_process_and_metrics(self, batch: Any) -> Tuple[Any, Dict[str, float]]:
        """The mean reward of the batch, and the mean of every term over all steps since this was last asked."""
        rewards = batch["total_reward"] if "total_reward" in batch else batch["rewards"]
        metrics = {"reward": float(rewards.mean().item())}
        metrics.update({name: total / self.count for name, total in self.sums.items()})
        self.count, self.sums = 0, {}
        return batch, metrics

    def shutdown(self) -> None:
        """Nothing is held."""
