"""A reward of one's own beside a recipe: equal rows, planted differences, and functions that misbehave."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import vreward
from vreward import command_line
from vreward.compare import compare, load_function, shape_of

BOXES = ["[0, 0, 10, 10]", "[0, 0, 10, 5]", "no box", "[5, 0, 15, 10]"]
TRUTH = [0, 0, 10, 10]


def iou_of(text: str, truth: list[float]) -> float:
    """The reward that people paste: the first four numbers in brackets."""
    match = re.search(r"\[([\d.]+), ([\d.]+), ([\d.]+), ([\d.]+)\]", text)
    if match is None:
        return 0.0
    box = [float(number) for number in match.groups()]
    width = min(box[2], truth[2]) - max(box[0], truth[0])
    height = min(box[3], truth[3]) - max(box[1], truth[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (box, truth))
    return width * height / (areas - width * height)


def trl_reward(completions: list[str], solution: list[Any], **_: Any) -> list[float]:
    return [iou_of(text, truth) for text, truth in zip(completions, solution)]


def trl_messages(prompts: Any, completions: list[Any], solution: list[Any]) -> list[float]:
    return [iou_of(one[0]["content"], truth) for one, truth in zip(completions, solution)]


def verl_reward(data_source: str, solution_str: str, ground_truth: Any, extra_info: Any = None) -> dict[str, float]:
    return {"score": iou_of(solution_str, ground_truth), "other": 7.0}


def easyr1_batch(reward_inputs: list[dict[str, Any]]) -> list[dict[str, float]]:
    return [{"overall": iou_of(one["response"], one["ground_truth"])} for one in reward_inputs]


def easyr1_single(reward_input: dict[str, Any]) -> dict[str, float]:
    return {"overall": iou_of(reward_input["response"], reward_input["ground_truth"])}


def run(function: Any, completions: list[str] = BOXES, **more: Any) -> Any:
    return compare(function, vreward.Scorer("grounding"), completions, [TRUTH] * len(completions), **more)


@pytest.mark.parametrize("function", [trl_reward, trl_messages, verl_reward, easyr1_batch, easyr1_single])
def test_equal_in_every_shape(function: Any) -> None:
    found = run(function)
    assert [row.function for row in found.rows] == [1.0, 0.5, 0.0, 1 / 3]
    assert found.different() == []
    assert "| equal as float32 | 4 (100.00%) |" in found.text()


def test_a_planted_difference_is_found() -> None:
    def planted(completions: list[str], solution: list[Any]) -> list[float]:
        return [value * (1.001 if value == 0.5 else 1) for value in trl_reward(completions, solution)]

    found = run(planted)
    assert [row.place for row in found.different()] == [1]
    assert found.summary()["largest_difference"] == pytest.approx(0.0005)


# As models end and begin, right and wrong.
SECTIONS = [
    "<think>a</think><answer>b</answer>",
    "<think>a\n</think>\n \n<answer>\nb</answer>",
    "<think>a</think> so <answer>b</answer>",
    " <think>a</think><answer>b</answer>",
    "<think>a</think><answer>b</answer>\n",
    "<think>a</think><answer></answer>",
    "<answer>b</answer>",
    "<think></think><answer>b</answer><answer>c</answer>",
    "<think>a</think><answer>b</answer><|im_end|>",
    "",
]


def think_answer(completions: list[str], **_: Any) -> list[float]:
    pattern = r"<think>.*?</think>\s*<answer>.*?</answer>"
    return [1.0 if re.fullmatch(pattern, text, re.DOTALL) else 0.0 for text in completions]


def test_a_published_recipe_is_what_people_paste() -> None:
    found = compare(think_answer, vreward.Scorer("think-answer"), SECTIONS, None)
    assert [row.vreward for row in found.rows] == [1, 1, 0, 0, 0, 1, 0, 1, 0, 0]
    assert found.different() == []


def test_a_planted_difference_to_a_published_recipe_is_found() -> None:
    def planted(completions: list[str], **_: Any) -> list[float]:
        """search in the place of fullmatch"""
        pattern = r"<think>.*?</think>\s*<answer>.*?</answer>"
        return [1.0 if re.search(pattern, text, re.DOTALL) else 0.0 for text in completions]

    found = compare(planted, vreward.Scorer("think-answer"), SECTIONS, None)
    assert [(row.place, row.function, row.vreward) for row in found.different()] == [(3, 1, 0), (4, 1, 0), (8, 1, 0)]
    assert all(row.reason == "format_failed" for row in found.different())


def test_what_misbehaves_is_told_row_by_row() -> None:
    def raises(completions: list[str], solution: list[Any]) -> list[float]:
        if any("no box" in text for text in completions):
            raise ValueError("no match | none")
        return trl_reward(completions, solution)

    def returns_nothing(solution_str: str) -> Any:
        return {"[0, 0, 10, 10]": None, "[0, 0, 10, 5]": float("nan"), "no box": "text"}.get(solution_str, [1.0, 2.0])

    found = run(raises)
    assert [type(row.function) for row in found.rows] == [float, float, str, float]
    assert found.summary()["without_number"] == {"raised ValueError: no match | none": 1}
    assert "no match \\| none" in found.text()
    found = run(returns_nothing)
    assert [row.function for row in found.rows] == [
        "returned NoneType, no number",
        "returned nan",
        "returned str, no number",
        "returned list, no number",
    ]


def test_another_number_of_values() -> None:
    def too_few(completions: list[str]) -> list[float]:
        return [1.0] * (len(completions) - 1)

    assert {row.function for row in run(too_few).rows} == {"raised ValueError: 0 values for one completion"}


def test_a_bad_truth_is_a_row() -> None:
    found = compare(trl_reward, vreward.Scorer("grounding"), BOXES[:2], [TRUTH, [1, 1, 1, 1]], solutions=[TRUTH, TRUTH])
    assert [row.equal for row in found.rows] == [True, False]
    assert found.rows[1].reason == "bad_truth"


def test_no_rows() -> None:
    assert run(trl_reward, []).summary()["rows"] == 0


def test_shapes_are_told_by_parameters() -> None:
    shapes = [shape_of(one) for one in (trl_reward, verl_reward, easyr1_batch, easyr1_single)]
    assert shapes == ["trl", "verl", "easyr1", "easyr1"]
    with pytest.raises(vreward.Error, match=r"the parameters \(text\) fit no trainer.*--shape"):
        shape_of(lambda text: 0.0)


def test_a_dict_needs_its_key() -> None:
    def two(solution_str: str) -> dict[str, float]:
        return {"iou": 1.0, "format": 0.0}

    assert "returned a dict without score: iou, format" in str(run(two).rows[0].function)
    assert run(two, key="iou").rows[0].function == 1.0


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nothing", "must be module:function"),
        ("no_such_module:reward", "No module named"),
        ("json:no_such", "has no function no_such"),
        ("nowhere.py:reward", "no such file"),
    ],
)
def test_functions_that_are_not_there(name: str, says: str) -> None:
    with pytest.raises(vreward.Error, match=says):
        load_function(name)


REWARD = """
import json

def reward(completions, ground_truth, **kwargs):
    return [float(json.loads(c) == t["box"]) for c, t in zip(completions, ground_truth)]
"""


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.py").write_text(REWARD)
    rows = [{"response": text, "ground_truth": {"box": TRUTH}} for text in ("[0, 0, 10, 10]", "[0, 0, 10, 5]")]
    rollouts = tmp_path / "rollouts.jsonl"
    rollouts.write_text("".join(json.dumps(row) + "\n" for row in rows))
    arguments = ["compare", str(rollouts), "--recipe", "grounding", "--with", f"{tmp_path / 'mine.py'}:reward"]
    assert command_line.main(arguments) == 1
    printed = capsys.readouterr().out
    assert "| equal as float32 | 1 (50.00%) |" in printed
    assert "line 2: function 0.0, vreward 0.5" in printed
    assert command_line.main([*arguments, "--set", 'overlap={"at_least": 0.9}']) == 0
    assert command_line.main([*arguments, "--term", "iuo"]) == 2
    assert "no such term; there are format, parsed, accuracy" in capsys.readouterr().err
    assert command_line.main([*arguments, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["first"][0]["explanation"]["items"]


def test_a_recipe_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.py").write_text(REWARD)
    (tmp_path / "recipe.json").write_text('{"base": "grounding", "overlap": {"at_least": 0.9}}')
    (tmp_path / "rollouts.jsonl").write_text('{"response": "[0, 0, 10, 5]", "ground_truth": {"box": [0, 0, 10, 10]}}\n')
    recipe, mine = str(tmp_path / "recipe.json"), f"{tmp_path / 'mine.py'}:reward"
    assert command_line.main(["compare", str(tmp_path / "rollouts.jsonl"), "--recipe", recipe, "--with", mine]) == 0
    assert "| equal as float32 | 1 (100.00%) |" in capsys.readouterr().out
