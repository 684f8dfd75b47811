"""vreward.trl in the real GRPOTrainer and RLOOTrainer, on a CPU, with models made here."""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
import vreward
from trainer_samples import HOSTILE, whole_text_tokenizer
from vreward.trl import reward


def load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def example(need: Callable[[str], Any], root: Path) -> Any:
    """examples/trl_grpo.py as a module: its tasks, tokenizer and model serve all tests here."""
    need("trl")
    return load(root / "examples" / "trl_grpo.py")


class Setting:
    """A trainer of few steps over rows of the example's tasks."""

    def __init__(self, example: Any, folder: Path) -> None:
        self.example, self.folder = example, folder
        self.tokenizer = example.make_tokenizer()

    def rows(self, task: str, count: int = 32) -> list[dict[str, Any]]:
        chance = random.Random(1)
        made = [self.example.TASKS[task](chance) for _ in range(count)]
        return [{"prompt": row.prompt, "solution": json.dumps(row.truth), "task": task} for row in made]

    def trained(self, rewards: list[Any], rows: list[dict[str, Any]], kind: str = "GRPO", **settings: Any) -> Any:
        import trl
        from datasets import Dataset

        model = self.example.make_model(self.tokenizer, 0)
        fixed = {
            "output_dir": str(self.folder),
            "per_device_train_batch_size": 16,
            "num_generations": 4,
            "max_completion_length": 12,
            "max_steps": 2,
            "logging_steps": 1,
            "save_strategy": "no",
            "report_to": [],
            "use_cpu": True,
            "bf16": False,
            "disable_tqdm": True,
        }
        trainer = getattr(trl, f"{kind}Trainer")(
            model=model,
            reward_funcs=rewards,
            args=getattr(trl, f"{kind}Config")(**{**fixed, **settings}),
            train_dataset=Dataset.from_list(rows),
            processing_class=self.tokenizer,
        )
        trainer.train()
        return trainer


@pytest.fixture
def setting(example: Any, tmp_path: Path) -> Setting:
    return Setting(example, tmp_path)


def logged(trainer: Any) -> dict[str, float]:
    """What the last step logged."""
    return next(line for line in reversed(trainer.state.log_history) if "reward" in line)


# ---- learning --------------------------------------------------------------------------------------------------------

# The rise that was seen, from the mean of the first five steps to that of the last twenty; half of it is asked.
SEEN = {
    "grounding": (0.14, 0.99),
    "detection": (0.10, 0.98),
    "detection, matching": (0.09, 0.98),
    "counting": (0.75, 0.99),
    "ocr": (0.55, 0.99),
}


def test_a_model_learns_all_four_tasks_and_not_without_matching(example: Any) -> None:
    found = example.curves(list(example.TASKS), 150, 0)
    rises = {name: example.ends(curve)[1] - example.ends(curve)[0] for name, curve in found.items()}
    for name, (first, last) in SEEN.items():
        assert rises[name] > (last - first) / 2, (name, rises)
    assert rises["detection, no_matching"] < 0.1, rises
    drawn = example.svg(found)
    assert drawn.count("<path d=") == 6 + 12  # curves and levels


def test_a_vision_language_model_learns_from_pictures(need: Callable[[str], Any], root: Path) -> None:
    need("trl")
    vision = load(root / "examples" / "vlm_grpo.py")
    first, last = vision.ends(vision.learn(40, 0))
    assert last - first > (0.83 - 0.20) / 2, (first, last)  # half of the rise that was seen


# ---- what the trainer logs -------------------------------------------------------------------------------------------


def test_terms_and_reasons_are_logged(setting: Setting) -> None:
    import pyarrow.parquet

    trainer = setting.trained([reward("ocr")], setting.rows("ocr"), log_completions=True, num_completions_to_print=0)
    line = logged(trainer)
    for term in vreward.Scorer("ocr").terms:
        assert isinstance(line[f"ocr/{term}"], float)
    assert line["rewards/ocr/mean"] == pytest.approx(line["ocr/accuracy"], abs=1e-6)
    table = pyarrow.parquet.read_table(setting.folder / "completions" / "completions_00002.parquet")
    assert table.num_rows == 16
    assert set(table.column("ocr/reason").to_pylist()) <= set(vreward.REASONS)


def test_completions_become_a_page(setting: Setting) -> None:
    """What TRL writes with the columns of the reward; its pictures want a tracker, and training goes on without one."""
    import pyarrow.parquet
    from vreward.command_line import main

    with pytest.warns(UserWarning, match="no tracker has a run"):
        rewards = [reward("detection", pictures=2)]
        setting.trained(rewards, setting.rows("detection"), log_completions=True, num_completions_to_print=0)
    file = setting.folder / "completions" / "completions_00002.parquet"
    table = pyarrow.parquet.read_table(file)
    items = (
        vreward.Scorer("detection").score(table.column("completion"), table.column("detection/truth")).terms["n_items"]
    )
    assert table.column("detection/n_items").to_pylist() == list(items)
    page = setting.folder / "page.html"
    assert main(["report", str(file), "--recipe", "detection", "-o", str(page)]) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("aggregation", ["sum_then_normalize", "normalize_then_sum"])
def test_separate_terms_with_weights(setting: Setting, aggregation: str) -> None:
    """Weights, and the aggregation of GDPO, want one function for each term."""
    rewards = [reward("ocr", term="accuracy"), reward("ocr", term="format"), reward("length", soft=4, hard=12)]
    trainer = setting.trained(
        rewards,
        setting.rows("ocr"),
        reward_weights=[0.7, 0.2, 0.1],
        multi_objective_aggregation=aggregation,
        log_completions=True,
        num_completions_to_print=0,
    )
    line = logged(trainer)
    means = [line[f"rewards/{name}/mean"] for name in ("ocr_accuracy", "ocr_format", "length")]
    assert line["reward"] == pytest.approx(0.7 * means[0] + 0.2 * means[1] + 0.1 * means[2], abs=1e-5)


def test_a_mixed_dataset_in_one_function_and_in_two(setting: Setting) -> None:
    rows = [row for pair in zip(setting.rows("ocr"), setting.rows("counting")) for row in pair]
    tasks = {"ocr": "ocr", "counting": "counting"}
    line = logged(setting.trained([reward(tasks, by="task", name="all")], rows))
    assert {"all/ocr/cer", "all/counting/exact", "rewards/all/mean"} <= set(line)
    two = [reward({task: task}, by="task") for task in tasks]
    line = logged(setting.trained(two, rows, log_completions=True, num_completions_to_print=0))
    assert {"rewards/ocr/mean", "rewards/counting/mean"} <= set(line)


def test_conversations(setting: Setting) -> None:
    setting.tokenizer.chat_template = (
        "{% for message in messages %}{{ message['content'] }} {% endfor %}{% if add_generation_prompt %}{% endif %}"
    )
    rows = [{**row, "prompt": [{"role": "user", "content": row["prompt"]}]} for row in setting.rows("ocr")]
    assert 0 <= logged(setting.trained([reward("ocr")], rows))["ocr/accuracy"] <= 1


TWO = """
import json, os, sys
sys.path[:0] = sys.argv[1:3]
import test_trl
from pathlib import Path
from vreward.trl import reward

setting = test_trl.Setting(test_trl.load(Path(sys.argv[1]) / "trl_grpo.py"), Path(sys.argv[3]))
ocr, counting = setting.rows("ocr", 16), setting.rows("counting", 16)
rows = [row for at in range(0, 16, 4) for row in ocr[at : at + 4] + counting[at : at + 4]]  # each process has one task
made = reward({"ocr": "ocr", "counting": "counting"}, by="task", name="all")
settings = {"shuffle_dataset": False, "max_steps": 3, "log_completions": True, "num_completions_to_print": 0}
trainer = setting.trained([made], rows, **settings)
if trainer.accelerator.is_main_process:
    assert trainer.accelerator.num_processes == 2
    print(json.dumps(test_trl.logged(trainer)))
"""


def test_two_processes_whose_batches_hold_other_tasks(example: Any, root: Path, tmp_path: Path) -> None:
    """The metrics that one process logs and the other does not, gathered by TRL."""
    import pyarrow.parquet

    script = tmp_path / "two.py"
    script.write_text(TWO)
    here = [str(root / "examples"), str(root / "tests" / "trainers"), str(tmp_path)]
    paths = os.pathsep.join([os.environ["PYTHONPATH"], str(root / "tests")])  # trainer_samples.py is there
    launch = ["-m", "torch.distributed.run", "--nproc_per_node=2", "--master_port=29517", str(script), *here]
    environment = {**os.environ, "PYTHONPATH": paths}
    ran = subprocess.run(
        [sys.executable, *launch], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    line = json.loads(ran.stdout.splitlines()[-1])
    assert line["rewards/all/mean"] == line["reward"]
    assert {"all/ocr/cer", "all/counting/exact"} <= set(line)
    table = pyarrow.parquet.read_table(tmp_path / "completions" / "completions_00003.parquet")
    assert table.num_rows == 32
    reasons = table.column("all/reason").to_pylist()
    scores = table.column("all").to_pylist()
    assert all((score > 0) or reason != "ok" for score, reason in zip(scores, reasons))


# ---- what goes wrong -------------------------------------------------------------------------------------------------


def test_a_bad_truth_stops_training_and_names_the_row(setting: Setting) -> None:
    rows = [{**row, "solution": "not JSON"} for row in setting.rows("ocr")]
    with pytest.raises(vreward.Error, match=r'vreward.trl: row 0: column "solution": .*came: .*solution, task'):
        setting.trained([reward("ocr")], rows)


def test_a_missing_column_stops_training_and_names_those_that_came(setting: Setting) -> None:
    with pytest.raises(vreward.Error, match=r'vreward.trl: no column "answer".*came: solution, task'):
        setting.trained([reward("ocr", truth="answer")], setting.rows("ocr"))


def test_truths_as_dicts_that_arrow_filled_up(setting: Setting) -> None:
    rows = [{**row, "solution": json.loads(row["solution"])} for row in setting.rows("ocr") + setting.rows("counting")]
    tasks = {"ocr": "ocr", "counting": "counting"}
    assert "rewards/all/mean" in logged(setting.trained([reward(tasks, by="task", name="all")], rows))


def test_hostile_completions_in_the_trainer_s_own_loop(setting: Setting) -> None:
    trainer = setting.trained([reward("detection")], setting.rows("detection"), max_steps=1)
    texts = [text.replace("\ud800", "") for text in HOSTILE]
    inputs = [{"prompt": "p", "solution": '{"boxes": [], "labels": []}'}] * len(texts)
    found = trainer._calculate_rewards(inputs, ["p"] * len(texts), texts, [[1]] * len(texts))
    assert found.isfinite().all()


# ---- special tokens --------------------------------------------------------------------------------------------------


def test_tokens_that_decoding_strips_are_decoded_from_the_ids(example: Any) -> None:
    tokenizer: Any = whole_text_tokenizer(["a cat", "(10,10),(30,30)"])
    pieces = ["<|box_start|>", "(10,10),(30,30)", "<|box_end|>", "<end>", "<pad>"]
    ids = [tokenizer.convert_tokens_to_ids(pieces)]
    completions = tokenizer.batch_decode(ids, skip_special_tokens=True)
    assert completions == ["(10,10),(30,30)"]
    seen: list[Any] = []
    made = reward("grounding", tokenizer=tokenizer)
    made.texts = lambda texts: seen.append(texts) or texts  # type: ignore[func-returns-value, method-assign]
    columns = {"solution": ["[10, 10, 30, 30]"]}
    assert made(prompts=["p"], completions=completions, completion_ids=ids, **columns) == [1.0]
    assert seen == [["<|box_start|>(10,10),(30,30)<|box_end|>"]]
    assert ids == [tokenizer.convert_tokens_to_ids(pieces)]  # the trainer's own ids are left alone
    with pytest.raises(vreward.Error, match="vreward.trl: tokenizer= decodes completion_ids, and they did not come"):
        made(prompts=["p"], completions=completions, **columns)


# ---- those that call as TRL does -------------------------------------------------------------------------------------


def test_axolotl_finds_two_parameters() -> None:
    assert len(inspect.signature(reward("ocr")).parameters) >= 2


def test_the_file_that_the_command_writes_for_axolotl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vreward.command_line import main

    path = tmp_path / "axolotl_rewards.py"
    assert main(["adapter", "axolotl", "--recipe", "perception-r1-ocr", "-o", str(path)]) == 0
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    made = importlib.import_module("axolotl_rewards").perception_r1_ocr
    assert made(prompts=["p"], completions=["ab"], solution=['{"text": "ab"}']) == [2.0]
