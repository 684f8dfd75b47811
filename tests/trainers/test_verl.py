"""vreward.verl through verl's own configuration, loader and reward loop: two Ray workers score a real DataProto."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path
from typing import Any, Callable, Optional

import pytest
import vreward
from trainer_samples import EMPTY, GOOD, HALF, HOSTILE, TRUTH, whole_text_tokenizer

TEXTS = [GOOD, HALF, EMPTY, *(text.replace("\ud800", "").replace("\x00", "") for text in HOSTILE)]
KEYS = ["score", *vreward.Scorer("detection").terms, "reason"]


@pytest.fixture(scope="module")
def tokenizer(need: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    need("verl")
    made: Any = whole_text_tokenizer(TEXTS)
    made.folder = tmp_path_factory.mktemp("tokenizer")
    made.save_pretrained(made.folder)
    return made


def configured(tokenizer: Any, *settings: str) -> Any:
    """verl's own configuration, with settings as on its command line."""
    from hydra import compose, initialize_config_module

    path = ["reward.custom_reward_function.path=pkg://vreward.verl"]
    with initialize_config_module("verl.trainer.config", version_base=None):
        return compose(
            "ppo_trainer",
            overrides=[
                *([] if any(".path=" in setting for setting in settings) else path),
                "reward.custom_reward_function.name=compute_score",
                f"actor_rollout_ref.model.path={tokenizer.folder}",
                "reward.num_workers=2",
                *settings,
            ],
        )


def batch_of(tokenizer: Any, texts: list[str], truths: list[Any], sources: Optional[list[str]] = None) -> Any:
    import numpy
    import torch
    from verl import DataProto

    count = len(texts)
    ids = [[tokenizer.convert_tokens_to_ids(text), tokenizer.eos_token_id, tokenizer.pad_token_id] for text in texts]
    mask = torch.tensor([[1, 1, 1, 1, 0]] * count)
    return DataProto.from_dict(
        tensors={"prompts": torch.full((count, 2), 2), "responses": torch.tensor(ids), "attention_mask": mask},
        non_tensors={
            "data_source": numpy.array(sources or ["x"] * count, dtype=object),
            "reward_model": numpy.array([{"ground_truth": truth} for truth in truths], dtype=object),
            "extra_info": numpy.array([{} for _ in texts], dtype=object),
        },
    )


def run_single(config: Any, tokenizer: Any, batch: Any) -> dict[str, Any]:
    from verl.experimental.reward_loop.reward_manager.naive import NaiveRewardManager
    from verl.trainer.ppo.reward import get_custom_reward_fn

    async def run() -> dict[str, Any]:
        found: dict[str, Any] = await NaiveRewardManager(config, tokenizer, get_custom_reward_fn(config)).run_single(
            batch
        )
        return found

    return asyncio.run(run())


DETECTION = "+reward.custom_reward_function.reward_kwargs.recipe=detection"


def test_two_ray_workers_score_a_batch(tokenizer: Any, ray_cluster: Any) -> None:
    from verl.experimental.reward_loop.reward_loop import RewardLoopManager

    manager = RewardLoopManager(configured(tokenizer, DETECTION))
    found = manager.compute_rm_score(batch_of(tokenizer, TEXTS, [TRUTH] * len(TEXTS)))
    assert found.meta_info["reward_extra_keys"] == KEYS
    expected = [vreward.score("detection", text, TRUTH)["score"] for text in TEXTS]
    assert expected[:3] == [1.0, 0.5, 0.0]
    assert found.non_tensor_batch["score"].tolist() == expected
    assert found.batch["rm_scores"][:, 1].tolist() == pytest.approx(expected)  # at the last token that is attended to
    assert found.non_tensor_batch["reason"].tolist()[:3] == ["ok", "ok", "empty_answer"]
    assert all(math.isfinite(v) for key in KEYS[:-1] for v in found.non_tensor_batch[key].tolist())


def test_validation_metrics_take_the_result(tokenizer: Any) -> None:
    """verl averages what is a number over its validation set and leaves names alone."""
    from verl.trainer.ppo.metric_utils import process_validation_metrics

    results = [
        run_single(configured(tokenizer, DETECTION), tokenizer, batch_of(tokenizer, [text], [TRUTH]))
        for text in TEXTS[:2]
    ]
    infos = {key: [result["reward_extra_info"][key] for result in results] for key in KEYS}
    metrics = process_validation_metrics(["x", "x"], ["a", "a"], infos)["x"]
    assert metrics["accuracy"]["mean@2"] == 0.75
    assert "reason" not in metrics


def test_a_recipe_as_members_and_a_term(tokenizer: Any) -> None:
    config = configured(
        tokenizer,
        "+reward.custom_reward_function.reward_kwargs={recipe: {base: detection, f1_iou: 0.75}, term: f1}",
    )
    found = run_single(config, tokenizer, batch_of(tokenizer, [HALF], [TRUTH]))
    assert found["reward_score"] == 0.0
    assert found["reward_extra_info"]["accuracy"] == 0.5


def test_lists_in_a_recipe(tokenizer: Any) -> None:
    config = configured(
        tokenizer,
        "+reward.custom_reward_function.reward_kwargs={recipe: format, format: [{tags: [think]}, {json: array}]}",
    )
    found = run_single(config, tokenizer, batch_of(tokenizer, [HALF], [TRUTH]))
    assert found["reward_score"] == 0.5


def test_a_recipe_for_each_data_source(tokenizer: Any) -> None:
    config = configured(
        tokenizer,
        "+reward.custom_reward_function.reward_kwargs={recipe: {det: detection, read: ocr}, by: data_source}",
    )
    one = run_single(config, tokenizer, batch_of(tokenizer, [HALF], [TRUTH], ["det"]))["reward_extra_info"]
    other = run_single(config, tokenizer, batch_of(tokenizer, [HALF], ['{"text": "x"}'], ["read"]))["reward_extra_info"]
    assert list(one) == list(other) == ["score", "format", "parsed", "accuracy", "reason"]
    with pytest.raises(vreward.Error, match="column \"data_source\" is 'math'"):
        run_single(config, tokenizer, batch_of(tokenizer, [HALF], [TRUTH], ["math"]))


def test_truths_as_parquet_makes_them(tokenizer: Any) -> None:
    import numpy

    config = configured(tokenizer, DETECTION)
    padded = {"box": None, "boxes": numpy.array([numpy.array([10.0, 10, 30, 30])], dtype=object), "labels": ["cat"]}
    assert run_single(config, tokenizer, batch_of(tokenizer, [HALF], [padded]))["reward_score"] == 0.5


@pytest.mark.parametrize("truth", ["{}", None, "not JSON"])
def test_a_bad_truth_stops_the_step(tokenizer: Any, truth: Any) -> None:
    with pytest.raises(vreward.Error, match='vreward.verl: row 0: column "ground_truth"'):
        run_single(configured(tokenizer, DETECTION), tokenizer, batch_of(tokenizer, [HALF], [truth]))


def test_the_file_that_the_command_writes(tokenizer: Any, tmp_path: Path) -> None:
    from vreward.command_line import main

    path = tmp_path / "reward.py"
    assert main(["adapter", "verl", "--recipe", "detection", "--set", "f1_iou=0.75", "-o", str(path)]) == 0
    config = configured(tokenizer, f"reward.custom_reward_function.path={path}")
    found = run_single(config, tokenizer, batch_of(tokenizer, [HALF], [TRUTH]))
    assert found["reward_score"] == 0.5
    assert found["reward_extra_info"]["f1"] == 0.0


def test_a_function_that_is_awaited(tokenizer: Any, ray_cluster: Any, root: Path, tmp_path: Path) -> None:
    """The page's, in the workers of the reward loop."""
    from verl.experimental.reward_loop.reward_loop import RewardLoopManager

    page = (root / "docs" / "trainers" / "verl.md").read_text(encoding="utf-8")
    (code,) = [block.split("```")[0] for block in page.split("```python\n")[1:] if "async def" in block]
    judge = (
        "\n\nimport asyncio\n\n\nasync def judge(text):\n    await asyncio.sleep(0.01)\n    return float(bool(text))\n"
    )
    path = tmp_path / "reward.py"
    path.write_text(code + judge)
    config = configured(tokenizer, f"reward.custom_reward_function.path={path}")
    config.reward.custom_reward_function.name = "judged_score"
    texts, truth = [GOOD, HALF, EMPTY], TRUTH
    found = RewardLoopManager(config).compute_rm_score(batch_of(tokenizer, texts, [truth] * 3))
    assert found.non_tensor_batch["score"].tolist() == pytest.approx([1.0, 0.55, 0.0])
    assert found.non_tensor_batch["accuracy"].tolist() == [1.0, 0.5, 0.0]
    assert found.non_tensor_batch["reason"].tolist() == ["ok", "ok", "empty_answer"]


def test_special_tokens_are_gone_before_the_reward_sees_the_text(tokenizer: Any) -> None:
    """What the page warns of: verl decodes without them, so a recipe that wants them scores another text."""
    made: Any = whole_text_tokenizer(["(10,10),(30,30)"])
    written = "<|box_start|>(10,10),(30,30)<|box_end|>"
    ids = made.convert_tokens_to_ids(["<|box_start|>", "(10,10),(30,30)", "<|box_end|>"])
    assert made.decode(ids, skip_special_tokens=False) == written
    assert made.decode(ids, skip_special_tokens=True) == "(10,10),(30,30)"
    truth = "[10, 10, 30, 30]"
    assert vreward.score("grounding", made.decode(ids, skip_special_tokens=True), truth)["score"] == 1.0
