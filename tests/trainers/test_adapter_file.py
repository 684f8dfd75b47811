"""`vreward adapter`: the files it writes are loaded as the trainers load them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from trainer_samples import HALF, TRUTH
from vreward.adapter_file import TRAINERS
from vreward.command_line import main


def load(path: Path) -> Any:
    """As trainers do it: by path, under a name of their own."""
    spec = importlib.util.spec_from_file_location("custom_reward_fn", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("trainer", sorted(set(TRAINERS) - {"swift"}))  # its file imports ms-swift
def test_each_file_is_short_and_makes_the_reward(trainer: str, tmp_path: Path) -> None:
    path = tmp_path / "reward.py"
    assert main(["adapter", trainer, "--recipe", "detection", "--set", "min_iou=0.75", "-o", str(path)]) == 0
    text = path.read_text()
    assert len(text.splitlines()) <= 6
    assert 'reward("detection", min_iou=0.75)' in text
    made = getattr(load(path), TRAINERS[trainer].attribute or "detection")
    assert made.terms[:3] == ("format", "parsed", "accuracy")


def test_easyr1(tmp_path: Path) -> None:
    path = tmp_path / "reward.py"
    assert main(["adapter", "easyr1", "--recipe", "detection", "--term", "f1", "-o", str(path)]) == 0
    rows = [{"response": HALF, "response_length": 9, "ground_truth": TRUTH}]
    assert load(path).compute_score(rows)[0]["overall"] == 1.0


def test_a_recipe_in_json_and_a_column(capsys: pytest.CaptureFixture[str]) -> None:
    recipe = '{"det": {"base": "detection", "f1_iou": 0.75}, "read": "ocr"}'
    assert main(["adapter", "trl", "--recipe", recipe, "--by", "task", "--truth", "answer"]) == 0
    text = capsys.readouterr().out
    assert "{'det': {'base': 'detection', 'f1_iou': 0.75}, 'read': 'ocr'}" in text
    namespace: dict[str, Any] = {}
    exec(text, namespace)
    made = namespace["detection_ocr"]
    assert made(completions=[HALF, "4"], answer=[TRUTH, None], task=["det", "math"]) == [0.5, None]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--recipe", "nothing-like-it"], "recipe"),
        (["--recipe", "{"], "not JSON"),
        (["--recipe", "detection", "--term", "iou"], 'no term "iou"'),
        (["--recipe", "detection", "--by", "task"], "a mapping of task to recipe"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "reward.py"
    assert main(["adapter", "trl", *arguments, "-o", str(path)]) == 2
    assert message in capsys.readouterr().err
    assert not path.exists()


def test_a_trainer_that_passes_no_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adapter", "easyr1", "--recipe", '{"a": "ocr"}', "--by", "task"]) == 2
    assert "easyr1 passes no column" in capsys.readouterr().err


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "reward.py"
    path.write_text("mine")
    assert main(["adapter", "trl", "--recipe", "ocr", "-o", str(path)]) == 2
    assert path.read_text() == "mine"
