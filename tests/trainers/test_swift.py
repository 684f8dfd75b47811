"""vreward.swift as a plugin file of ms-swift, through its own loader and its own scoring of samples."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, Callable

import pytest
import vreward
from trainer_samples import EMPTY, GOOD, HALF, HOSTILE, TRUTH

PLUGIN = """
from swift.rewards import orms
from vreward.swift import reward

orms["detection"] = reward("detection")
orms["detection_format"] = reward("detection", term="format")
orms["mixed"] = reward({"det": "detection", "read": "ocr"}, by="task", name="mixed")
"""


@pytest.fixture(scope="module")
def swift(need: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    need("swift")
    from swift.utils import import_external_file

    path = tmp_path_factory.mktemp("plugin") / "detection_plugin.py"
    path.write_text(PLUGIN)
    import_external_file(str(path))
    return path


def scores(names: list[str], completions: list[str], **columns: list[Any]) -> Any:
    import torch
    from swift.rl_core.data import GRPOSample
    from swift.rl_core.grpo_algorithm import compute_rewards_per_func
    from swift.rlhf_trainers.utils import resolve_reward_funcs

    functions, found = resolve_reward_funcs(names)
    assert found == names  # what ms-swift logs them as
    samples = [
        GRPOSample(
            messages=[{"role": "user", "content": "?"}, {"role": "assistant", "content": text}],
            extra={name: values[row] for name, values in columns.items()},
        )
        for row, text in enumerate(completions)
    ]
    return compute_rewards_per_func(samples, functions, [None] * len(functions), torch.device("cpu"), None)


def test_two_rewards(swift: Any) -> None:
    found = scores(["detection", "detection_format"], [GOOD, HALF, EMPTY], solution=[TRUTH] * 3)
    assert found.tolist() == [[1.0, 1.0], [0.5, 1.0], [0.0, 0.0]]


def test_hostile_completions(swift: Any) -> None:
    found = scores(["detection"], HOSTILE, solution=[TRUTH] * len(HOSTILE))
    assert found.tolist() == [[0.0]] * len(HOSTILE)


def test_rows_of_other_tasks_are_nobody_s(swift: Any) -> None:
    truths = [TRUTH, '{"text": "ax"}', None]
    found = scores(["mixed"], [HALF, "ab", "4"], solution=truths, task=["det", "read", "math"])
    assert found[:2].tolist() == [[0.5], [0.5]]
    assert found[2].isnan().all()


@pytest.mark.parametrize("truth", ["{}", None, "not JSON"])
def test_a_bad_truth_raises(swift: Any, truth: Any) -> None:
    with pytest.raises(vreward.Error, match='vreward.swift: row 1: column "solution"'):
        scores(["detection"], [GOOD, GOOD], solution=[TRUTH, truth])


def test_a_missing_column_raises(swift: Any) -> None:
    with pytest.raises(vreward.Error, match='vreward.swift: no column "solution".*came: .*answer'):
        scores(["detection"], [GOOD], answer=[TRUTH])


def test_classes_and_instances_pickle(swift: Any) -> None:
    from swift.rewards import orms

    made = orms["detection"](args=None)
    assert pickle.loads(pickle.dumps(made))([HALF], solution=[TRUTH]) == [0.5]
    assert pickle.loads(pickle.dumps(orms["detection"]))()([HALF], solution=[TRUTH]) == [0.5]


def test_the_file_that_the_command_writes(swift: Any, tmp_path: Path) -> None:
    from swift.rewards import orms
    from swift.utils import import_external_file
    from vreward.command_line import main

    path = tmp_path / "vreward_grounding.py"
    assert main(["adapter", "swift", "--recipe", "grounding", "-o", str(path)]) == 0
    import_external_file(str(path))
    assert orms["grounding"](args=None)([HALF], solution=["[10, 10, 30, 30]"]) == [0.5]
