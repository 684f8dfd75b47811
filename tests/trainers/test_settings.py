"""The command lines of docs/trainers and of `vreward adapter`, parsed by the trainers' own parsers. The blocks of
verl's and TRL's pages are in test_docs.py, EasyR1's in test_stand_ins.py. slime needs Megatron: its flags are those of
its source."""

from __future__ import annotations

import argparse
import ast
import datetime
import importlib.util
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
from vreward.adapter_file import TRAINERS


def arguments_of(root: Path, page: str) -> list[str]:
    """What stands behind the trainer's command on its page."""
    text = (root / "docs" / "trainers" / f"{page}.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^(?:python -m openrlhf.cli.train_ppo_ray|swift rlhf) (.*) \.\.\.$", text, re.MULTILINE)
    return shlex.split(line)


def used_by(trainer: str) -> list[str]:
    """What `vreward adapter` says in the first line of its file."""
    return shlex.split(TRAINERS[trainer].use.format(file="reward.py", module="reward", attribute="detection"))


def openrlhf_parser() -> argparse.ArgumentParser:
    """Made by the lines of its program that make it; the rest of the program wants a GPU."""
    spec = importlib.util.find_spec("openrlhf")
    assert spec is not None
    assert spec.origin is not None
    program = ast.parse((Path(spec.origin).parent / "cli" / "train_ppo_ray.py").read_text(encoding="utf-8"))
    (main,) = [one for one in program.body if isinstance(one, ast.If)]
    made = [one for one in main.body if "parse_args" not in ast.dump(one)]
    made = [one for one in made if "parser" in ast.dump(one)]
    namespace: dict[str, Any] = {"argparse": argparse, "datetime": datetime.datetime}
    exec(compile(ast.Module(made, []), "train_ppo_ray", "exec"), namespace)
    parser: argparse.ArgumentParser = namespace["parser"]
    return parser


def test_openrlhf(need: Callable[[str], Any], root: Path) -> None:
    need("openrlhf")
    parser = openrlhf_parser()
    found = vars(parser.parse_args([*arguments_of(root, "openrlhf"), *used_by("openrlhf")]))
    assert found["reward.remote_url"] == "reward.py"
    assert found["data.label_key"] == "solution"
    with pytest.raises(SystemExit):
        parser.parse_args(["--remote_rm_url", "reward.py"])  # what it was called before 0.11


SWIFT = """
import json, sys
from swift.arguments import RLHFArguments
from swift.utils import parse_args

RLHFArguments.__post_init__ = lambda _: None  # it loads the model
found, rest = parse_args(RLHFArguments, sys.argv[1:])
print(json.dumps([found.external_plugins, found.reward_funcs, found.reward_weights, rest]))
"""


def swift_takes(arguments: list[str]) -> Any:
    """In a process of its own, because swift.arguments changes the Trainer of transformers for everybody."""
    ran = subprocess.run([sys.executable, "-c", SWIFT, *arguments], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout.splitlines()[-1])


def test_swift(need: Callable[[str], Any], root: Path) -> None:
    need("swift")
    plugins, functions, weights, rest = swift_takes(arguments_of(root, "swift"))
    assert (plugins, functions) == (["detection_plugin.py"], ["detection", "detection_format"])
    assert (weights, rest) == ([0.8, 0.2], [])
    plugins, functions, _, rest = swift_takes(used_by("swift"))
    assert (plugins, functions, rest) == (["reward.py"], ["detection"], [])
    assert swift_takes(["--reward_function", "detection"])[3] == ["--reward_function", "detection"]


def test_slime(root: Path) -> None:
    """slime/utils/arguments.py, add_data_arguments and add_reward_model_arguments."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for flag in ("--label-key", "--custom-rm-path", "--reward-key"):
        parser.add_argument(flag)
    parser.add_argument("--group-rm", action="store_true")
    page = (root / "docs" / "trainers" / "slime.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"`(--custom-rm-path [^`]+)`", page)
    found = parser.parse_args(shlex.split(line))
    assert (found.custom_rm_path, found.reward_key, found.label_key) == ("slime_reward.reward", "score", "solution")
    assert parser.parse_args(used_by("slime")).reward_key == "score"
    assert "`--group-rm`" in page


def test_areal(need: Callable[[str], Any], root: Path) -> None:
    """The workflow of the page takes the argument by this name, a callable or the name of one."""
    need("areal")
    import inspect

    from areal.workflow.rlvr import RLVRWorkflow
    from areal.workflow.vision_rlvr import VisionRLVRWorkflow

    assert "RLVRWorkflow(reward_fn=reward_fn" in (root / "docs" / "trainers" / "areal.md").read_text(encoding="utf-8")
    assert used_by("areal")[0].startswith("RLVRWorkflow(reward_fn=")
    for workflow in (RLVRWorkflow, VisionRLVRWorkflow):
        kind = inspect.signature(workflow).parameters["reward_fn"].annotation
        assert "str" in str(kind)


def test_verl(need: Callable[[str], Any]) -> None:
    need("verl")
    from hydra import compose, initialize_config_module

    with initialize_config_module("verl.trainer.config", version_base=None):
        config = compose("ppo_trainer", overrides=used_by("verl"))
    assert config.reward.custom_reward_function.path == "reward.py"
    assert config.reward.custom_reward_function.name == "detection"


def test_every_trainer_s_line_is_parsed_somewhere() -> None:
    # A key of YAML or a line of Python: test_stand_ins.py, test_trl.py; tests/frameworks and test_lmms_eval.py.
    others = {"easyr1", "axolotl", "nemo_rl", "trl", "verifiers", "lmms_eval"}
    assert set(TRAINERS) == others | {"openrlhf", "swift", "slime", "areal", "verl"}
