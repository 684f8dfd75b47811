"""vreward.trl in the releases of TRL before the newest, and in the other trainers of the newest that take rewards."""

from __future__ import annotations

import dataclasses
import importlib
import json
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any, Callable

import pytest
from test_trl import Setting, load
from trainer_samples import GOOD, HALF, TRUTH
from vreward.trl import reward


@pytest.fixture(scope="module")
def example(need: Callable[[str], Any], root: Path) -> Any:
    need("trl")
    return load(root / "examples" / "trl_grpo.py")


@pytest.fixture
def setting(example: Any, tmp_path: Path) -> Setting:
    return Setting(example, tmp_path)


def trainer_of(module: str, kind: str, setting: Setting, made: Any) -> Any:
    """A trainer of two steps."""
    from datasets import Dataset

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # TRL's, of what is experimental
        trainers = importlib.import_module(module)
    config = getattr(trainers, f"{kind}Config")
    wished: dict[str, Any] = {"num_generations": 4, "max_completion_length": 12, "max_new_tokens": 12}
    if kind != "OnlineDPO":
        wished["beta"] = 0.0  # no copy of the model, which would be loaded by its name
    known = {field.name for field in dataclasses.fields(config)}
    return getattr(trainers, f"{kind}Trainer")(
        model=setting.example.make_model(setting.tokenizer, 0),
        reward_funcs=[made],
        args=config(
            output_dir=str(setting.folder),
            per_device_train_batch_size=16,
            max_steps=2,
            logging_steps=1,
            save_strategy="no",
            report_to=[],
            use_cpu=True,
            bf16=False,
            disable_tqdm=True,
            **{name: value for name, value in wished.items() if name in known},
        ),
        train_dataset=Dataset.from_list(setting.rows("ocr")),
        processing_class=setting.tokenizer,
    )


def trained_by(module: str, kind: str, setting: Setting, made: Any) -> list[dict[str, float]]:
    """What it logged."""
    trainer = trainer_of(module, kind, setting, made)
    trainer.train()
    return list(trainer.state.log_history)


class Recorded:
    """A reward that keeps what it returned."""

    def __init__(self, made: Any) -> None:
        self.made, self.__name__ = made, made.__name__
        self.batches: list[list[float]] = []

    def __call__(self, **named: Any) -> Any:
        found = self.made(**named)
        self.batches.append(found)
        return found


# What each trainer calls the mean reward of a step. (SDPO loads its teacher from the hub; AsyncGRPO wants a server.)
MEANS = {
    ("trl", "RLOO"): "rewards/ocr/mean",
    ("trl.experimental.gmpo", "GMPO"): "rewards/ocr/mean",
    ("trl.experimental.online_dpo", "OnlineDPO"): "objective/scores",
    ("trl.experimental.a2po", "A2PO"): "reward",
}


@pytest.mark.parametrize(("module", "kind"), MEANS)
def test_the_newest_s_other_trainers(module: str, kind: str, setting: Setting) -> None:
    made = Recorded(reward("ocr"))
    lines = [line for line in trained_by(module, kind, setting, made) if MEANS[module, kind] in line]
    means = [sum(batch) / len(batch) for batch in made.batches]
    assert len({score for batch in made.batches for score in batch}) > 1
    if kind == "A2PO":  # it scores the whole data set before the first step, and logs the mean of a part
        assert 0 < lines[0]["reward"] < 1
    else:
        assert [line[MEANS[module, kind]] for line in lines] == pytest.approx(means, abs=1e-6)


# ---- the releases before ---------------------------------------------------------------------------------------------


def run(code: str, version: str, with_trl: Any, root: Path, folder: Path, *arguments: str) -> Any:
    """What a script prints at the end, in a process that has this release."""
    script = folder / "script.py"
    script.write_text(code)
    folders = [str(root / "tests"), str(root / "tests" / "trainers"), str(root / "examples"), str(folder)]
    ran = subprocess.run(
        [sys.executable, str(script), *folders, *arguments],
        env=with_trl(version),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(ran.stdout.splitlines()[-1])


STEPS = """
import json, sys
from pathlib import Path
sys.path[:0] = sys.argv[1:4]
import test_trl_releases, trl
from vreward.trl import reward

setting = test_trl_releases.Setting(test_trl_releases.load(Path(sys.argv[3]) / "trl_grpo.py"), Path(sys.argv[4]))
made = test_trl_releases.Recorded(reward("ocr"))
logged = test_trl_releases.trained_by(sys.argv[5], sys.argv[6], setting, made)
print(json.dumps([trl.__version__, logged, made.batches]))
"""


# 1.15's loss of GRPO and RLOO runs on a GPU only (Triton); its online DPO calls rewards, too.
@pytest.mark.parametrize(
    ("version", "module", "kind", "mean"),
    [
        ("1.15.0", "trl.experimental.online_dpo", "OnlineDPO", "objective/scores"),
        ("1.14.2", "trl", "GRPO", "rewards/ocr/mean"),
        ("1.14.2", "trl", "RLOO", "rewards/ocr/mean"),
    ],
)
def test_a_release_before(
    version: str, module: str, kind: str, mean: str, example: Any, with_trl: Any, root: Path, tmp_path: Path
) -> None:
    used, logged, batches = run(STEPS, version, with_trl, root, tmp_path, module, kind)
    assert used == version
    means = [sum(batch) / len(batch) for batch in batches]
    assert [line[mean] for line in logged if mean in line] == pytest.approx(means, abs=1e-6)
    assert max(means) > 0


CALL = """
import json, sys
from pathlib import Path
sys.path[:0] = sys.argv[1:4]
import test_trl_releases, trl
from vreward.trl import reward

setting = test_trl_releases.Setting(test_trl_releases.load(Path(sys.argv[3]) / "trl_grpo.py"), Path(sys.argv[4]))
found = {}
for kind in ("GRPO", "RLOO"):
    trainer = test_trl_releases.trainer_of("trl", kind, setting, reward("ocr"))
    inputs = [{"prompt": "read", "solution": json.dumps({"text": "ab"})}] * 2
    found[kind] = trainer._calculate_rewards(inputs, ["read"] * 2, ["ab", "ax"], [[1], [2]]).tolist()
print(json.dumps([trl.__version__, found]))
"""


def test_1_15_calls_rewards_as_before(example: Any, with_trl: Any, root: Path, tmp_path: Path) -> None:
    used, found = run(CALL, "1.15.0", with_trl, root, tmp_path)
    assert (used, found) == ("1.15.0", {"GRPO": [[1.0], [0.5]], "RLOO": [[1.0], [0.5]]})


# ---- tools and several pictures --------------------------------------------------------------------------------------


def test_tool_calls(setting: Setting) -> None:
    """What _tool_call_loop makes of a completion: the call, what the tool said, and the answer."""
    call = {"type": "function", "function": {"name": "zoom", "arguments": {"bbox_2d": [10, 10, 30, 30]}}}
    with_tool = [
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "name": "zoom", "content": GOOD},  # what a tool says is not the model's
        {"role": "assistant", "content": HALF},
    ]
    only_called = with_tool[:1]
    ended_in_a_tool = with_tool[:2]
    completions = [with_tool, only_called, ended_in_a_tool, [{"role": "assistant", "content": GOOD}]]
    trainer = setting.trained([reward("detection")], setting.rows("detection"), max_steps=1)
    inputs = [{"prompt": "p", "solution": TRUTH}] * len(completions)
    found = trainer._calculate_rewards(inputs, ["p"] * len(completions), completions, [[1]] * len(completions))
    assert found[:, 0].tolist() == [0.5, 0.0, 0.0, 1.0]  # the box of a call has no label


def test_several_pictures(need: Callable[[str], Any], root: Path, tmp_path: Path) -> None:
    """Two in each prompt; the truth is of the second, and its size that picture's."""
    need("trl")
    import random

    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    vision = load(root / "examples" / "vlm_grpo.py")
    chance = random.Random(0)
    rows = []
    for _ in range(8):
        first, second = vision.make_row(chance), vision.make_row(chance)
        content = [{"type": "image"}, {"type": "image"}, {"type": "text", "text": "where"}]
        truth = {**json.loads(second["solution"]), "size": list(second["image"].size)}
        prompt = [{"role": "user", "content": content}]
        images = [first["image"], second["image"]]
        rows.append({"prompt": prompt, "images": images, "solution": json.dumps(truth)})
    processor = vision.make_processor()
    made = Recorded(reward("grounding", model="qwen2.5-vl"))
    args = GRPOConfig(
        output_dir=str(tmp_path),
        per_device_train_batch_size=8,
        num_generations=4,
        max_completion_length=8,
        max_steps=1,
        report_to=[],
        use_cpu=True,
        bf16=False,
        disable_tqdm=True,
        save_strategy="no",
    )
    model = vision.make_model(processor, 0)
    data = Dataset.from_list(rows)
    trainer = GRPOTrainer(model=model, reward_funcs=[made], args=args, train_dataset=data, processing_class=processor)
    trainer.train()
    assert [len(batch) for batch in made.batches] == [8]
    assert all(0 <= score <= 1 for score in made.batches[0])
