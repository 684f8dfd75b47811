"""examples/which_reward.py in small: its policy learns, and what it learns depends on the reward as docs/which-reward.md says."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")


@pytest.fixture(scope="module")
def example(root: Path) -> Any:
    spec = importlib.util.spec_from_file_location("which_reward", root / "examples" / "which_reward.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["which_reward"] = module
    spec.loader.exec_module(module)
    return module


def test_one_to_one_matching_teaches_and_its_absence_fills_answers_with_duplicates(example: Any) -> None:
    rewards = ["detection", "detection, unmatched"]
    options = argparse.Namespace(seeds=1, steps=120, imitate=200, scenes=150, rewards=rewards, json=None)
    results = {name: runs[0] for name, runs in example.run(options).items()}
    print(results)
    beginner, taught, unmatched = (results[name] for name in ("imitation alone", *rewards))
    assert taught["F1"] > beginner["F1"] + 0.03
    assert unmatched["items"] > taught["items"] + 1
    assert unmatched["duplicates"] > taught["duplicates"] + 0.1


def test_intervals_over_seeds(example: Any) -> None:
    assert example.interval([0.5]) == "0.500"
    assert example.interval([0.4, 0.5, 0.6]) == "0.500 ± 0.248"  # 4.30 * 0.1 / sqrt(3)
    runs = [{"AP": 0.2, "F1": 0.7, "duplicates": 0.0, "items": 2.0}, {"AP": 0.3, "F1": 0.8, "duplicates": 0.0, "items": 2.0}]
    lines = example.table({"worse": [{**run, "AP": run["AP"] - 0.1} for run in runs], "detection": runs}).splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["detection", "worse"]
    assert lines[3].split("|")[6].strip() == "-0.100 ± 0.000"


def test_the_page_tells_of_every_reward(example: Any, root: Path) -> None:
    page = (root / "docs" / "which-reward.md").read_text(encoding="utf-8")
    assert [name for name in example.REWARDS if f"| {name} |" not in page] == []
