"""EasyR1, NeMo RL and slime are not on the package index: here are their callers, as their published sources have them.

EasyR1   verl/workers/reward/function.py: load by path, functools.partial with the configured arguments, then one call
         with a list (batch) or one call for each dict (sequential); every value is averaged
NeMo RL  nemo_rl/environments/rewards.py, combine_reward_functions; interfaces.py, an environment that is a Ray actor;
         nemo_rl/experience/rollouts.py, what becomes of its rewards
slime    slime/rollout/rm_hub/__init__.py: a coroutine found by "module.function", for a sample or a list of samples
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable, Dict, Optional

import pytest
import vreward
from trainer_samples import BAD_TRUTHS, EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward.command_line import main

TEXTS = [GOOD, HALF, EMPTY, *HOSTILE]
EXPECTED = [1.0, 0.5, *[0.0] * (len(TEXTS) - 2)]


def written(trainer: str, folder: Path, name: str = "reward.py") -> Path:
    path = folder / name
    assert main(["adapter", trainer, "--recipe", "detection", "-o", str(path)]) == 0
    return path


# ---- EasyR1 ----------------------------------------------------------------------------------------------------------


@dataclass
class RewardConfig:
    """The fields of EasyR1's (verl/workers/reward/config.py since November 2025); the last is its own to fill in."""

    reward_function: Optional[str] = None
    reward_function_kwargs: Dict[str, Any] = field(default_factory=dict)
    skip_special_tokens: bool = True
    num_cpus: int = 1
    reward_function_name: Optional[str] = field(default=None, init=False)


@dataclass
class WorkerConfig:
    reward: RewardConfig = field(default_factory=RewardConfig)


@dataclass
class PPOConfig:
    worker: WorkerConfig = field(default_factory=WorkerConfig)


def test_easyr1_takes_the_page_s_settings(need: Callable[[str], Any], root: Path) -> None:
    """As verl/trainer/main.py merges a file over its dataclasses, which know no other keys."""
    omegaconf = need("omegaconf")
    page = (root / "docs" / "trainers" / "easyr1.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert blocks
    structured = omegaconf.OmegaConf.structured(PPOConfig)
    merged = omegaconf.OmegaConf.merge(structured, *map(omegaconf.OmegaConf.create, blocks))
    assert merged.worker.reward.reward_function.endswith("reward.py:compute_score")
    old = omegaconf.OmegaConf.create("worker: {reward: {reward_type: batch}}")
    with pytest.raises(omegaconf.errors.ConfigKeyError, match="reward_type"):
        omegaconf.OmegaConf.merge(structured, old)


def easyr1(path: Path, texts: list[str], truths: list[Any], **kwargs: Any) -> dict[str, list[float]]:
    spec = importlib.util.spec_from_file_location("custom_reward_fn", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["custom_reward_fn"] = module
    spec.loader.exec_module(module)
    function = partial(module.compute_score, **kwargs)
    inputs = [
        {"response": text, "response_length": len(text), "ground_truth": truth} for text, truth in zip(texts, truths)
    ]
    batch = getattr(module, "REWARD_TYPE", "batch") == "batch"
    scores = function(inputs) if batch else [function(one) for one in inputs]
    metrics: dict[str, list[float]] = {}
    for score in scores:
        assert isinstance(score["overall"], float)
        for key, value in score.items():
            metrics.setdefault(key, []).append(value)
    return metrics


@pytest.mark.parametrize("batch", [True, False])
def test_easyr1(tmp_path: Path, batch: bool) -> None:
    path = written("easyr1", tmp_path)
    if not batch:
        path.write_text(path.read_text() + '\nREWARD_TYPE = "sequential"\n')
    metrics = easyr1(path, TEXTS, [TRUTH] * len(TEXTS))
    assert metrics["overall"] == EXPECTED
    assert list(metrics) == ["overall", *vreward.Scorer("detection").terms]
    assert {len(values) for values in metrics.values()} == {len(TEXTS)}
    assert all(sum(values) / len(values) >= 0 for values in metrics.values())  # all are numbers, for its averages


@pytest.mark.parametrize("truth", [*BAD_TRUTHS, None])
def test_easyr1_bad_truth(tmp_path: Path, truth: Any) -> None:
    with pytest.raises(vreward.Error, match="vreward.easyr1: row 1: column"):
        easyr1(written("easyr1", tmp_path), [GOOD, GOOD], [TRUTH, truth])


def test_easyr1_two_processes(tmp_path: Path) -> None:
    path = written("easyr1", tmp_path)
    with ProcessPoolExecutor(2) as pool:
        found = [pool.submit(easyr1, path, TEXTS[:2], [TRUTH] * 2) for _ in range(4)]
        assert [one.result(60)["overall"] for one in found] == [[1.0, 0.5]] * 4


# ---- slime -----------------------------------------------------------------------------------------------------------


def sample(text: str, truth: Any = TRUTH, **metadata: Any) -> SimpleNamespace:
    return SimpleNamespace(prompt="?", response=text, label=truth, metadata=metadata, custom_rm_path=None)


def load_function(path: str) -> Callable[..., Any]:
    module, _, name = path.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


@pytest.fixture
def slime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    written("slime", tmp_path, "slime_reward.py")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, "slime_reward", raising=False)
    return SimpleNamespace(custom_rm_path="slime_reward.reward", reward_key="score")


def test_slime_one_by_one_and_as_a_group(slime: Any) -> None:
    async def async_rm(args: Any, one: Any, **kwargs: Any) -> Any:
        return await load_function(args.custom_rm_path)(args, one, **kwargs)

    async def all_at_once() -> list[Any]:
        return list(await asyncio.gather(*(async_rm(slime, sample(text)) for text in TEXTS)))

    rewards = asyncio.run(all_at_once())
    assert [reward[slime.reward_key] for reward in rewards] == EXPECTED
    assert len({tuple(reward) for reward in rewards}) == 1  # the same keys
    assert asyncio.run(async_rm(slime, [sample(text) for text in TEXTS])) == rewards


@pytest.mark.parametrize("truth", [*BAD_TRUTHS, None])
def test_slime_bad_truth(slime: Any, truth: Any) -> None:
    with pytest.raises(vreward.Error, match="vreward.slime: row 0: column"):
        asyncio.run(load_function(slime.custom_rm_path)(slime, sample(GOOD, truth)))


# ---- NeMo RL ---------------------------------------------------------------------------------------------------------


def combine_reward_functions(
    functions: list[tuple[Callable[..., Any], float]],
) -> Callable[[str, str], tuple[float, bool]]:
    total = sum(weight for _, weight in functions)

    def combined(ground_truth: str, response: str) -> tuple[float, bool]:
        scores = [function(ground_truth, response) for function, _ in functions]
        value = sum(score[0] * weight / total for score, (_, weight) in zip(scores, functions))
        return value, all(score[1] for score in scores if score[1] is not None)

    return combined


def test_nemo_rl_functions() -> None:
    from vreward.nemo_rl import reward

    combined = combine_reward_functions([(reward("detection"), 3.0), (reward("detection", term="format"), 1.0)])
    assert combined(TRUTH, GOOD) == (1.0, True)
    assert combined(TRUTH, HALF) == (0.625, False)
    assert all(combined(TRUTH, text)[0] == 0.0 for text in [*HOSTILE[:2], EMPTY])


CONFIG = {"recipe": {"det": "detection", "read": "ocr"}, "by": "task", "overrides": {"max_bytes": 5000}}


def test_nemo_rl_environment_as_a_ray_actor(ray_cluster: Any) -> None:
    import torch
    from vreward.nemo_rl import Environment

    actor = Environment.remote_class().remote(CONFIG)
    logs = [[{"role": "user", "content": "?"}, {"role": "assistant", "content": text}] for text in (GOOD, "ax", HALF)]
    truths = [TRUTH, '{"text": "ab"}', TRUTH]
    metadata = [{"ground_truth": truth, "task": task} for truth, task in zip(truths, ("det", "read", "det"))]
    observations, same, stops, rewards, ended, answers = ray_cluster.get(actor.step.remote(logs, metadata))
    assert rewards.tolist() == [1.0, 0.5, 0.5]
    assert ended.tolist() == [1.0] * 3
    assert (same, stops, answers) == (metadata, [None] * 3, None)
    assert [one["content"] for one in observations] == [
        "Environment: ok",
        "Environment: text_differs",
        "Environment: ok",
    ]
    batch = {"rewards": torch.tensor([1.0, 0.5, 0.5])}
    again, metrics = ray_cluster.get(actor.global_post_process_and_metrics.remote(batch))
    assert again["rewards"].tolist() == [1.0, 0.5, 0.5]
    mean = pytest.approx(2 / 3)
    assert metrics == {"reward": mean, "format": 1.0, "parsed": 1.0, "accuracy": mean}
    for row in range(3):  # as rollouts that run side by side do
        ray_cluster.get(actor.step.remote(logs[row : row + 1], metadata[row : row + 1]))
    assert (
        ray_cluster.get(actor.global_post_process_and_metrics.remote({"total_reward": batch["rewards"]}))[1] == metrics
    )
    with pytest.raises(vreward.Error, match="vreward.nemo_rl: row 1: column"):
        ray_cluster.get(actor.step.remote(logs, [metadata[0], {"task": "read"}, metadata[2]]))


def test_nemo_rl_rewards_by_name(need: Callable[[str], Any]) -> None:
    """What run_multi_turn_rollout does with a dict: adds it up, and puts every entry into the batch under its name."""
    torch = need("torch")
    from vreward.nemo_rl import Environment

    config = {"recipe": {"det": "detection", "read": "ocr"}, "by": "task", "term": ["accuracy", "format"]}
    logs = [[{"role": "assistant", "content": text}] for text in (GOOD, "ax", EMPTY)]
    metadata = [{"ground_truth": TRUTH, "task": "det"}, {"ground_truth": '{"text": "ab"}', "task": "read"}]
    rewards = Environment(config).step(logs, [*metadata, metadata[0]])[3]
    assert {name: one.tolist() for name, one in rewards.items()} == {
        "reward/accuracy": [1.0, 0.5, 0.0],
        "reward/format": [1.0, 1.0, 0.0],
    }
    total = torch.zeros(3)
    total[torch.arange(3)] += sum(rewards.values())
    assert total.tolist() == [2.0, 1.5, 0.0]
    with pytest.raises(vreward.Error, match='vreward.nemo_rl: no term "recall"; the terms are'):
        Environment({**config, "term": ["recall"]})
    assert all(one.tolist() == [] for one in Environment(config).step([], [])[3].values())
    with pytest.raises(vreward.Error, match="vreward.nemo_rl: recipe: recipe must be a name"):
        Environment({})
