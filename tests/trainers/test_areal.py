"""vreward.areal in AReaL's own AsyncRewardWrapper and its pool of processes."""

from __future__ import annotations

import asyncio
import math
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
import vreward
from trainer_samples import EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward.areal import reward
from vreward.command_line import main


@pytest.fixture(scope="module")
def wrapper(need: Callable[[str], Any]) -> Any:
    need("areal")
    from areal.api.reward_api import AsyncRewardWrapper

    return AsyncRewardWrapper


def run(wrapped: Any, *completions: Any, **data: Any) -> list[float]:
    async def calls() -> list[float]:
        return list(await asyncio.gather(*(wrapped("p", text, [1], [2], **data) for text in completions)))

    return asyncio.run(calls())


def test_a_pool_of_two_processes(wrapper: Any) -> None:
    wrapped = wrapper(reward("detection"), max_workers=2)
    assert run(wrapped, *[GOOD, HALF, EMPTY] * 8, solution=TRUTH, images=None, query_id="1") == [1.0, 0.5, 0.0] * 8


def test_hostile_completions(wrapper: Any) -> None:
    values = run(wrapper(reward("detection"), max_workers=2), *HOSTILE, solution=TRUTH)
    assert all(type(value) is float and math.isfinite(value) for value in values)
    assert set(values) == {0.0}


def test_the_token_that_ends_the_turn(wrapper: Any) -> None:
    assert run(wrapper(reward("ocr"), max_workers=2), "ab<|im_end|>", solution='{"text": "ab"}') == [1.0]


@pytest.mark.parametrize("data", [{"solution": "{}"}, {"solution": None}, {"answer": TRUTH}])
def test_a_bad_truth_comes_back_from_the_pool(wrapper: Any, data: dict[str, Any]) -> None:
    with pytest.raises(vreward.Error, match="vreward.areal: ") as caught:
        run(wrapper(reward("detection"), max_workers=2, max_retries=0), GOOD, **data)
    assert "columns that came: " in str(caught.value)


def test_by_name_as_a_string(wrapper: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What RLVRWorkflow does with a reward_fn that is text."""
    from areal.utils.dynamic_import import import_from_string

    path = tmp_path / "areal_reward.py"
    assert main(["adapter", "areal", "--recipe", "detection", "-o", str(path)]) == 0
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert run(wrapper(import_from_string("areal_reward.reward_fn"), max_workers=2), HALF, solution=TRUTH) == [0.5]
