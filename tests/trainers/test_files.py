"""Files that the real trainers write while they train, read by `vreward score` as they are: it gets the numbers that
the trainer had. What cannot be installed is in tests/python/test_trainer_files.py, in the shape of its source."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
import vreward
from test_trl import Setting, load
from trainer_samples import EMPTY, GOOD, HALF, TRUTH, whole_text_tokenizer
from vreward.command_line import main


def scored(path: Path, recipe: str, *arguments: str) -> list[dict[str, Any]]:
    out = path.parent / "scored.jsonl"
    assert main(["score", str(path), "--recipe", recipe, "-o", str(out), *arguments]) == 0
    return [json.loads(line) for line in out.read_text().splitlines()]


# ---- TRL -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def setting(need: Callable[[str], Any], root: Path, tmp_path: Path) -> Setting:
    need("trl")
    return Setting(load(root / "examples" / "trl_grpo.py"), tmp_path)


@pytest.mark.parametrize("conversational", [False, True])
def test_trl(setting: Setting, conversational: bool, capsys: pytest.CaptureFixture[str]) -> None:
    from vreward.trl import reward

    rows = setting.rows("ocr")
    if conversational:
        setting.tokenizer.chat_template = "{% for message in messages %}{{ message['content'] }} {% endfor %}"
        rows = [{**row, "prompt": [{"role": "user", "content": row["prompt"]}]} for row in rows]
    rewards = [reward("ocr", term="accuracy"), reward("ocr", term="format")]  # as for GDPO; each logs the truth
    settings = {"log_completions": True, "num_completions_to_print": 0, "max_steps": 1}
    setting.trained(rewards, rows, **settings)
    (path,) = (setting.folder / "completions").glob("*.parquet")
    found = scored(path, "ocr")
    assert len(found) == 16
    assert [row["score"] for row in found] == pytest.approx([row["ocr_accuracy"] for row in found], abs=1e-6)
    assert [row["terms"]["format"] for row in found] == [row["ocr_format"] for row in found]
    assert [row["reason"] for row in found] == [row["ocr_accuracy/reason"] for row in found]
    assert len({row["score"] for row in found}) > 1
    capsys.readouterr()
    assert main(["explain", str(path), "--recipe", "ocr", "--line", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["score"] == found[1]["score"]
    assert main(["lint", str(path), "--recipe", "ocr"]) in (0, 1)
    assert "truths: 16, bad: 0" in capsys.readouterr().out


# ---- verl ------------------------------------------------------------------------------------------------------------

TEXTS = [GOOD, HALF, EMPTY]


@pytest.mark.parametrize("module", ["verl.trainer.ppo.ray_trainer", "verl.trainer.ppo.v1.trainer_base"])
def test_verl(module: str, need: Callable[[str], Any], tmp_path: Path) -> None:
    """What the reward loop returns goes through the function that both of its trainers write rollouts with."""
    from vreward.verl import reward

    writer = trainer_of(need(module))
    made = reward("detection", model="qwen2.5-vl")
    found = [made("det", text, TRUTH, {}) for text in TEXTS]
    extra = {name: [one[name] for one in found] for name in found[0] if name != "score"}
    numbers = [one["score"] for one in found]
    writer._write_generations(["Where?"] * 3, TEXTS, [TRUTH] * 3, numbers, extra, str(tmp_path), 7)
    rows = scored(tmp_path / "7.jsonl", "detection", "--set", "model=qwen2.5-vl")
    assert [row["vreward_score"] for row in rows] == numbers == [1.0, 0.5, 0.0]
    assert [row["score"] for row in rows] == numbers  # verl's own stays
    assert [row["vreward_terms"] for row in rows] == [{name: one[name] for name in made.terms} for one in found]


def trainer_of(module: Any) -> Any:
    return next(one for one in vars(module).values() if isinstance(one, type) and "_write_generations" in vars(one))


def test_verl_from_a_batch(need: Callable[[str], Any], tmp_path: Path) -> None:
    """RayPPOTrainer._log_rollout_data: it decodes what was scored, and takes the truths from the batch."""
    trainer = need("verl.trainer.ppo.ray_trainer").RayPPOTrainer
    import numpy
    import torch
    from test_verl import batch_of

    tokenizer: Any = whole_text_tokenizer(TEXTS)
    batch = batch_of(tokenizer, TEXTS, [TRUTH] * 3)
    numbers = [vreward.score("detection", text, TRUTH, model="qwen2.5-vl")["score"] for text in TEXTS]
    scores = torch.zeros(3, 3)
    scores[:, 0] = torch.tensor(numbers)
    batch.batch["token_level_scores"] = scores
    it = trainer.__new__(trainer)
    it.tokenizer, it.global_steps = tokenizer, 3
    it._init_dump_executor()
    it._log_rollout_data(batch, {"reason": numpy.array(["ok", "ok", "empty_answer"])}, {}, str(tmp_path))
    it._shutdown_dump_executor()
    rows = scored(tmp_path / "3.jsonl", "detection", "--set", "model=qwen2.5-vl")
    assert [row["vreward_score"] for row in rows] == [row["score"] for row in rows] == [1.0, 0.5, 0.0]
    assert [row["vreward_reason"] for row in rows] == [row["reason"] for row in rows]


# ---- ms-swift --------------------------------------------------------------------------------------------------------

PLUGIN = 'from swift.rewards import orms\nfrom vreward.swift import reward\n\norms["ocr"] = reward("ocr")\n'
SWIFT = """
import sys
from swift.pipelines import rlhf_main

rlhf_main(sys.argv[1:])
"""


def test_swift(
    need: Callable[[str], Any], with_trl: Callable[[str], dict[str, str]], root: Path, tmp_path: Path
) -> None:
    """A step of its GRPO on a CPU, by its own command."""
    need("swift")
    example = load(root / "examples" / "trl_grpo.py")
    rows = Setting(example, tmp_path).rows("ocr", 8)
    tokenizer = example.make_tokenizer()
    tokenizer.chat_template = "{% for message in messages %}{{ message['content'] }} {% endfor %}"
    for made in (tokenizer, example.make_model(tokenizer, 0)):
        made.save_pretrained(tmp_path / "model")
    lines = ({"messages": [{"role": "user", "content": row["prompt"]}], "solution": row["solution"]} for row in rows)
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (tmp_path / "plugin.py").write_text(PLUGIN)
    (tmp_path / "run.py").write_text(SWIFT)
    arguments = (
        "--rlhf_type grpo --model model --model_type llama --template dummy --tuner_type full --dataset data.jsonl "
        "--external_plugins plugin.py --reward_funcs ocr --num_generations 4 --per_device_train_batch_size 8 "
        "--max_steps 1 --max_completion_length 8 --output_dir out --log_completions true --logging_steps 1 "
        "--report_to none --save_strategy no --use_cpu true --torch_dtype float32 --bf16 false --fp16 false "
        "--split_dataset_ratio 0 --add_version false --gradient_checkpointing false --dataset_num_proc 1"
    )
    ran = subprocess.run(
        [sys.executable, "run.py", *arguments.split()],
        cwd=tmp_path,
        env=with_trl("0.29.1"),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = scored(tmp_path / "out" / "completions.jsonl", "ocr")
    assert len(found) == 2 * 8  # it writes the last step once more when training ends
    assert found[:8] == found[8:]
    assert [row["score"] for row in found] == pytest.approx([row["ocr"] for row in found], abs=1e-6)
    assert any(row["score"] for row in found)
    logged = json.loads((tmp_path / "out" / "logging.jsonl").read_text().splitlines()[0])
    assert sum(row["score"] for row in found) / 16 == pytest.approx(logged["rewards/ocr/mean"], abs=1e-6)
