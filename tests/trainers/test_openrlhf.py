"""vreward.openrlhf through OpenRLHF's own executor, which loads the file by its path."""

from __future__ import annotations

import asyncio
import logging
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable

import pytest
import vreward
from trainer_samples import EMPTY, GOOD, HALF, HOSTILE, TRUTH, whole_text_tokenizer
from vreward.command_line import main

PROMPT = "<|im_start|>user\nWhere is the cat?<|im_end|>\n<|im_start|>assistant\n"


@pytest.fixture(scope="module")
def agent(need: Callable[[str], Any]) -> Any:
    need("openrlhf")
    import openrlhf.utils.agent

    return openrlhf.utils.agent


@pytest.fixture(scope="module")
def executor(agent: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("openrlhf") / "reward.py"
    assert main(["adapter", "openrlhf", "--recipe", "detection", "-o", str(path)]) == 0
    return agent.SingleTurnAgentExecutor(str(path))


def rewards(executor: Any, completion: str, truth: Any = TRUTH) -> dict[str, Any]:
    (found,) = asyncio.run(executor._fetch_rewards_via_func([PROMPT + completion + "<|im_end|>"], [PROMPT], [truth]))
    return found  # type: ignore[no-any-return]


def test_rewards_scores_and_terms(executor: Any) -> None:
    found = rewards(executor, HALF)
    assert found["rewards"] == found["scores"] == 0.5
    assert tuple(found["extra_logs"]) == vreward.Scorer("detection").terms
    assert rewards(executor, GOOD)["rewards"] == 1.0


def test_hostile_and_empty_completions(executor: Any) -> None:
    keys = set(rewards(executor, GOOD)["extra_logs"])
    for text in [*HOSTILE, EMPTY]:
        found = rewards(executor, text)
        assert found["rewards"] == 0.0
        assert set(found["extra_logs"]) == keys
        assert all(type(value) is float and math.isfinite(value) for value in found["extra_logs"].values())


@pytest.mark.parametrize("truth", ["{}", None, "not JSON"])
def test_a_bad_truth_raises(executor: Any, truth: Any) -> None:
    with pytest.raises(vreward.Error, match="vreward.openrlhf: row 0"):
        rewards(executor, GOOD, truth)


class _Engine:
    """Stands for vllm's: answers every prompt with the same tokens."""

    def __init__(self, ids: list[int]) -> None:
        self.ids = ids

    async def generate(self, *_: Any, **__: Any) -> Any:
        return SimpleNamespace(outputs=[SimpleNamespace(token_ids=self.ids, finish_reason="stop", logprobs=None)])


class _OneToken:
    """A tokenizer for which the whole prompt is one token."""

    def __init__(self, tokenizer: Any) -> None:
        self.ids, self.decode = tokenizer.convert_tokens_to_ids, tokenizer.decode

    def __call__(self, text: str, **_: Any) -> dict[str, Any]:
        import torch

        return {"input_ids": torch.tensor([[self.ids(text)]])}


def rollout(executor: Any, truth: str) -> dict[str, Any]:
    """A whole rollout: generation, decoding with special tokens, the reward."""
    tokenizer = _OneToken(whole_text_tokenizer([PROMPT, HALF, "<|im_end|>"]))
    engine = _Engine(tokenizer.ids([HALF, "<|im_end|>"]))
    parameters = SimpleNamespace(max_tokens=8, logprobs=None)
    found: dict[str, Any] = asyncio.run(executor.execute(PROMPT, truth, parameters, 64, tokenizer, engine))
    return found


def test_a_whole_rollout(executor: Any) -> None:
    import torch

    output = rollout(executor, TRUTH)
    assert (output["reward"], output["scores"]) == (0.5, 0.5)
    # What openrlhf/trainer/ppo_utils/samples_generator.py makes of them.
    assert torch.tensor([output["reward"]]).shape == (1,)
    assert {torch.tensor([value]).shape for value in output["extra_logs"].values()} == {(1,)}


def test_a_bad_truth_is_said_although_the_trainer_goes_on(executor: Any) -> None:
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("vreward").addHandler(handler)
    try:
        output = rollout(executor, "{}")
    finally:
        logging.getLogger("vreward").removeHandler(handler)
    assert output["reward"] is None  # OpenRLHF caught the error
    assert len(said) == 1
    assert said[0].startswith("vreward.openrlhf: row 0")


def test_two_processes_at_once(executor: Any, tmp_path: Path) -> None:
    from concurrent.futures import ProcessPoolExecutor

    path = tmp_path / "reward.py"
    assert main(["adapter", "openrlhf", "--recipe", "detection", "-o", str(path)]) == 0
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(_in_child, [str(path)] * 4)) == [0.5] * 4


def _in_child(path: str) -> float:
    from openrlhf.utils.agent import SingleTurnAgentExecutor

    return rewards(SingleTurnAgentExecutor(path), HALF)["rewards"]  # type: ignore[no-any-return]
