"""The pages of docs/trainers, docs/many-machines.md and the README's trainer: every block of code runs."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from code_of_pages import blocks, run
from trainer_samples import GOOD, HALF, TRUTH
from vreward.command_line import main

PAGES = ["areal", "easyr1", "nemo_rl", "openrlhf", "slime", "swift", "trl", "verl"]
FRAMEWORKS = ["eval_protocol", "inspect_ai", "lmms_eval", "nemo_gym", "openenv", "verifiers"]  # tests of their own


@pytest.fixture
def page(root: Path, request: pytest.FixtureRequest) -> Path:
    return root / "docs" / "trainers" / f"{request.param}.md"


@pytest.fixture
def on_a_cpu(need: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Stands in for what a page takes for granted: a dataset, a tokenizer, and a GPU with a large model."""
    trl, transformers = need("trl"), need("transformers")
    from datasets import Dataset

    sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
    import trl_grpo

    tokenizer = trl_grpo.make_tokenizer()
    trl_grpo.make_model(tokenizer, 0).save_pretrained(tmp_path / "model")
    tokenizer.save_pretrained(tmp_path / "model")
    config, trainer = trl.GRPOConfig, trl.GRPOTrainer

    def small_config(**named: Any) -> Any:
        small = {"output_dir": str(tmp_path), "use_cpu": True, "bf16": False, "max_steps": 1, "report_to": []}
        return config(**small, max_completion_length=8, save_strategy="no", disable_tqdm=True, **named)

    def small_trainer(**named: Any) -> Any:
        assert named["model"] == "Qwen/Qwen2.5-VL-3B-Instruct"
        return trainer(**{**named, "model": str(tmp_path / "model")})

    load = transformers.AutoProcessor.from_pretrained

    def processor_of(name: str, **named: Any) -> Any:
        return tokenizer if name.startswith("Qwen/") else load(name, **named)

    monkeypatch.setattr(transformers.AutoProcessor, "from_pretrained", processor_of)
    monkeypatch.setattr(trl, "GRPOConfig", small_config)
    monkeypatch.setattr(trl, "GRPOTrainer", small_trainer)
    rows = [{"prompt": "find cat top", "solution": TRUTH, "task": "det"}] * 8
    yield {"dataset": Dataset.from_list(rows), "tokenizer": tokenizer}
    sys.path.pop(0)


def test_the_readme_s_trainer_trains(root: Path, on_a_cpu: dict[str, Any]) -> None:
    (code,) = blocks(root / "README.md", "python trainer")
    exec(code, on_a_cpu)
    on_a_cpu["trainer"].train()
    assert "rewards/detection/mean" in on_a_cpu["trainer"].state.log_history[0]


def test_trl(root: Path, on_a_cpu: dict[str, Any]) -> None:
    codes = blocks(root / "docs" / "trainers" / "trl.md", "python")
    assert len(codes) == 5
    for code in codes:
        exec(code, on_a_cpu)
        if code is codes[0]:
            on_a_cpu["trainer"].train()
        if "rewards" in on_a_cpu:
            ids = [on_a_cpu["tokenizer"].convert_tokens_to_ids(["7"])]
            for made in on_a_cpu["rewards"]:
                truth = "[10, 10, 30, 30]" if made.name == "pr1-grounding" else TRUTH
                found = made(completions=[GOOD], completion_ids=ids, solution=[truth], task=["det"])
                assert isinstance(found[0], float)
    assert on_a_cpu["args"].multi_objective_aggregation == "normalize_then_sum"


@pytest.mark.parametrize("page", sorted(set(PAGES) - {"trl"}), indirect=True)
def test_python(page: Path, need: Callable[[str], Any], capsys: pytest.CaptureFixture[str]) -> None:
    if page.stem == "swift":
        need("swift")
    namespace: dict[str, Any] = {}
    codes = blocks(page, "python")
    assert codes
    for code in codes:
        run(code, namespace, capsys)
    if page.stem == "verl":
        truth = namespace["row"]["reward_model"]["ground_truth"]
        assert namespace["compute_score"]("det", HALF, truth, {})["score"] == 0.5
    if page.stem == "openrlhf":
        assert namespace["reward_func"](["p" + HALF], ["p"], [TRUTH])["rewards"] == 0.5
    if page.stem == "nemo_rl":
        need("torch")
        log = [{"role": "user", "content": "?"}, {"role": "assistant", "content": HALF}]
        returned = namespace["environment"].step([log], [{"ground_truth": TRUTH}])
        rewards = {name: values.tolist() for name, values in returned[3].items()}
        assert rewards == {"reward/accuracy": [0.5], "reward/format": [1.0]}
        assert returned[4].tolist() == [1.0]


def settings(code: str) -> list[str]:
    return [line for line in code.splitlines() if line]


def test_verl_s_settings(root: Path, need: Callable[[str], Any]) -> None:
    need("verl")
    from hydra import compose, initialize_config_module
    from verl.trainer.ppo.reward import get_custom_reward_fn

    codes = blocks(root / "docs" / "trainers" / "verl.md", "sh verl")
    assert len(codes) == 4
    for code in codes:
        with initialize_config_module("verl.trainer.config", version_base=None):
            config = compose("ppo_trainer", overrides=settings(code))
        score = get_custom_reward_fn(config)
        found = score(data_source="det", solution_str=HALF, ground_truth=TRUTH, extra_info={})
        assert found["accuracy"] == 0.5


@pytest.mark.parametrize("page", ["README", *PAGES, *FRAMEWORKS], indirect=True)
def test_the_command_as_the_page_has_it(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"python -m vreward (adapter [^`\n]+)", page.read_text(encoding="utf-8"))
    assert commands or page.stem in ("trl", "nemo_rl", "eval_protocol", "inspect_ai", "nemo_gym", "openenv")
    for command in commands:
        assert main(shlex.split(command)) == 0
        assert (tmp_path / shlex.split(command)[-1]).exists()


def test_many_machines(
    root: Path, ray_cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import pyarrow
    import pyarrow.parquet

    page = root / "docs" / "many-machines.md"
    rows = {"completion": [GOOD, HALF], "truth": [TRUTH, TRUTH]}
    pyarrow.parquet.write_table(pyarrow.table(rows), tmp_path / "in.parquet")
    namespace = {"path": str(tmp_path / "in.parquet"), "output": str(tmp_path / "out")}
    (code,) = blocks(page, "python")
    exec(code, namespace)
    found = pyarrow.parquet.read_table(tmp_path / "out").to_pylist()
    assert sorted(row["score"] for row in found) == [0.5, 1.0]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rollouts.jsonl").write_text(json.dumps({"completion": HALF, "truth": TRUTH}) + "\n")
    (command,) = blocks(page, "sh")
    assert main(shlex.split(command)[1:]) == 0
    assert json.loads((tmp_path / "scored.jsonl").read_text())["score"] == 0.5


def test_every_page_is_listed(root: Path) -> None:
    listed = (root / "docs" / "trainers" / "README.md").read_text(encoding="utf-8")
    pages = sorted(path.stem for path in (root / "docs" / "trainers").glob("*.md"))
    assert pages == sorted([*PAGES, *FRAMEWORKS, "README"])
    for name in (*PAGES, *FRAMEWORKS):
        assert f"({name}.md)" in listed
        assert f"`vreward.{name}`" in listed


def test_the_releases_seen_to_work_are_those_that_are_tested(root: Path) -> None:
    folder = root / "tests" / "trainers"
    pins = "".join((folder / name).read_text() for name in ("requirements.txt", "requirements-no-deps.txt"))
    pinned = dict(re.findall(r"^([a-zA-Z-]+)(?:\[\w+\])?==(\S+)$", pins, re.MULTILINE))
    (others,) = re.findall(r"^OTHER_TRL := (.*)$", (folder / "trainers.mk").read_text(), re.MULTILINE)
    page = (root / "docs" / "trainers" / "README.md").read_text(encoding="utf-8")
    section = page[page.index("## Seen to work") : page.index("## What holds everywhere")]
    assert re.findall(r"TRL (\d\S+\d)", section) == [pinned["trl"], *others.split()]
    for name, written in (("verl", "verl"), ("ms-swift", "ms-swift"), ("openrlhf", "OpenRLHF"), ("areal", "AReaL")):
        assert f"| {written} {pinned[name]} |" in section
    for name, written in (("torch", "torch"), ("transformers", "transformers"), ("ray", "Ray")):
        assert f"{written} {pinned[name]}" in section
