"""The file of a few lines that a trainer loads its reward from; `vreward adapter` writes it."""

from __future__ import annotations

import json
import keyword
import os
import pprint
from typing import Any, Dict, List, NamedTuple, Optional

SAFE_NAME = str.maketrans(dict.fromkeys("-+. /", "_"))


class Trainer(NamedTuple):
    """How a trainer loads a reward: where the callable comes from, the name it looks for, and how to point at it."""

    factory: str  # the module with `reward`
    attribute: str  # "" takes the name of the reward
    use: str  # the line for the trainer's configuration; {file} and {attribute} are filled in
    by: bool  # whether a column can choose the recipe
    before: str = ""  # a line before the assignment
    target: str = "{attribute}"


TRAINERS: Dict[str, Trainer] = {
    "areal": Trainer("areal", "reward_fn", 'RLVRWorkflow(reward_fn="{module}.{attribute}", ...)', True),
    "axolotl": Trainer("trl", "", "trl: {{reward_funcs: [{module}.{attribute}]}}", True),
    "easyr1": Trainer("easyr1", "compute_score", "worker.reward.reward_function={file}:{attribute}", False),
    "lmms_eval": Trainer(
        "lmms_eval", "process_results", "process_results: !function {module}.{attribute} in the YAML beside it", True
    ),
    "nemo_rl": Trainer("nemo_rl", "reward", "combine_reward_functions([({module}.{attribute}, 1.0)])", False),
    "openrlhf": Trainer("openrlhf", "reward_func", "--reward.remote_url {file}", False),
    "slime": Trainer("slime", "reward", "--custom-rm-path {module}.{attribute} --reward-key score", True),
    "swift": Trainer(
        "swift",
        "",
        "--external_plugins {file} --reward_funcs {attribute}",
        True,
        before="from swift.rewards import orms\n",
        target='orms["{attribute}"]',
    ),
    "trl": Trainer("trl", "", "from {module} import {attribute}; GRPOTrainer(reward_funcs=[{attribute}], ...)", True),
    "verifiers": Trainer("verifiers", "", "--env.taskset.task.rewards.{attribute}.fn {file}:{attribute}", True),
    "verl": Trainer(
        "verl",
        "compute_score",
        "reward.custom_reward_function.path={file} reward.custom_reward_function.name={attribute}",
        True,
    ),
}


def identifier(name: str) -> str:
    name = name.translate(SAFE_NAME)
    return name if name.isidentifier() and not keyword.iskeyword(name) else "reward"


def file_text(name: str, attribute: str, recipe: Any, named: Dict[str, Any], path: str) -> str:
    """The file. Short, without helpers, to be read and changed by a person."""
    trainer = TRAINERS[name]
    module = os.path.splitext(os.path.basename(path))[0]
    use = trainer.use.format(file=path, module=module, attribute=attribute)
    arguments: List[str] = [literal(recipe)]
    options = {key: value for key, value in named.items() if not _needs_quotes(key)}
    arguments += [f"{key}={literal(value)}" for key, value in options.items()]
    rest: Optional[Dict[str, Any]] = {key: value for key, value in named.items() if key not in options}
    if rest:
        arguments.append(f"**{literal(rest)}")
    call = f"{trainer.target.format(attribute=attribute)} = reward({', '.join(arguments)})"
    alias = "" if attribute != "reward" or trainer.target != "{attribute}" else " as make_reward"
    call = call.replace(" = reward(", " = make_reward(") if alias else call
    return (
        f'"""The reward for {name}: {_in_docstring(use)}"""\n\n'
        f"{trainer.before}from vreward.{trainer.factory} import reward{alias}\n\n{call}\n"
    )


def _in_docstring(text: str) -> str:
    """A path of the user's may hold anything: quotes would end the docstring, backslashes begin an escape."""
    return "".join(
        "\\" + one if one in '\\"' else one if one.isprintable() else one.encode("unicode_escape").decode()
        for one in text
    )


def _needs_quotes(key: str) -> bool:
    return not key.isidentifier() or keyword.iskeyword(key)


def literal(value: Any) -> str:
    return pprint.pformat(value, width=100, sort_dicts=False) if not isinstance(value, str) else _quoted(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if "\\" not in text and text.isprintable() else repr(text)
