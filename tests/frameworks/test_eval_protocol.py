"""vreward.eval_protocol in eval-protocol's own evaluation_test, run by pytest as its users run it."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Callable

import pytest
import vreward
from trainer_samples import BAD_TRUTHS, EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward.eval_protocol import reward

EVALUATION = """
import json
from eval_protocol.models import EvaluationRow, Message
from eval_protocol.pytest import NoOpRolloutProcessor, evaluation_test
from vreward.eval_protocol import reward

evaluator = reward({recipe!r})


def rows_of(dataset):
    return [
        EvaluationRow(
            messages=[Message(role="user", content="?"), Message(role="assistant", content=row["completion"])],
            ground_truth=row["solution"],
        )
        for row in dataset
    ]


@evaluation_test(
    input_dataset=[{file!r}],
    dataset_adapter=rows_of,
    rollout_processor=NoOpRolloutProcessor(),
    passed_threshold={threshold},
    mode="pointwise",
)
def test_recorded(row: EvaluationRow) -> EvaluationRow:
    row.evaluation_result = evaluator(row)
    with open({out!r}, "a") as file:
        found = [row.messages[-1].content, row.ground_truth, row.evaluation_result.model_dump()]
        file.write(json.dumps(found) + "\\n")
    return row
"""


@pytest.fixture(scope="module")
def models(need: Callable[[str], Any]) -> Any:
    return need("eval_protocol.models")


def run(folder: Path, recipe: str, file: Path, threshold: float) -> tuple[int, str, dict[Any, Any]]:
    """How pytest ended, what it printed, and the result of each completion and truth."""
    out = folder / "results.jsonl"
    test = folder / f"test_{recipe}.py"
    test.write_text(EVALUATION.format(recipe=recipe, file=str(file), threshold=threshold, out=str(out)))
    environment = {**os.environ, "HOME": str(folder), "EP_DISABLE_AUTO_BROWSER": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", test.name],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    written = out.read_text().splitlines() if out.exists() else []
    found = (json.loads(line) for line in written)
    return done.returncode, done.stdout + done.stderr, {(text, truth): result for text, truth, result in found}


def test_the_numbers_of_vreward_score(models: Any, recorded: Any, tmp_path: Path) -> None:
    code, printed, results = run(tmp_path, recorded.recipe, recorded.file, recorded.mean("score") - 1e-9)
    assert code == 0, printed
    for row in recorded.rows:
        result = results[row["completion"], row["solution"]]
        assert (result["score"], result["is_score_valid"]) == (row["score"], True)
        assert {name: one["score"] for name, one in result["metrics"].items()} == {
            name: row[name] for name in recorded.terms
        }
        assert {one["reason"] for one in result["metrics"].values()} == {row["reason"]}
        assert result["reason"].split("\n")[0].split()[2] == row["reason"]


def row_of(completion: Any, **named: Any) -> Any:
    from eval_protocol.models import EvaluationRow, Message

    messages = [Message(role="user", content="?")]
    if completion is not None:
        message = completion if isinstance(completion, dict) else {"content": completion}
        messages.append(Message(role="assistant", **message))
    return EvaluationRow(messages=messages, **named)


def test_nothing_that_a_model_wrote_raises(models: Any) -> None:
    evaluator = reward("detection")
    for text in [*HOSTILE, EMPTY, None]:
        result = evaluator(row_of(text, ground_truth=TRUTH))
        assert (result.score, result.is_score_valid) == (0.0, True)
        assert all(math.isfinite(one.score) for one in result.metrics.values())
    assert evaluator(row_of(None, ground_truth=TRUTH)).metrics["f1"].reason == "empty_answer"


def test_truths_as_text_and_as_json(models: Any) -> None:
    evaluator = reward("detection")
    assert evaluator(row_of(HALF, ground_truth=TRUTH)).score == 0.5
    assert evaluator(row_of(HALF, ground_truth=json.loads(TRUTH))).score == 0.5
    assert reward("counting")(row_of("3", ground_truth=3)).score == 1.0


def test_thinking_counts(models: Any) -> None:
    form = reward({"base": "format", "format": [{"tags": ["think", "answer"]}]})
    thought = {"content": "<answer>x</answer>", "reasoning_content": "a cat"}
    assert form(row_of(thought)).score == 1.0
    assert form(row_of("<answer>x</answer>")).score == 0.0


@pytest.mark.parametrize("truth", BAD_TRUTHS)
def test_a_bad_truth_raises(models: Any, truth: str) -> None:
    with pytest.raises(vreward.Error, match=r'vreward.eval_protocol: row 0: column "ground_truth"'):
        reward("detection")(row_of(GOOD, ground_truth=truth))


def test_a_bad_truth_fails_the_test(models: Any, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"completion": GOOD, "solution": "{}"}) + "\n")
    code, printed, _ = run(tmp_path, "detection", file, 0.0)
    assert code == 1
    assert 'vreward.eval_protocol: row 0: column "ground_truth"' in printed


def test_a_truth_elsewhere_a_recipe_for_each_task_and_what_is_missing(models: Any) -> None:
    evaluator = reward({"det": "detection", "read": "ocr"}, truth="solution", by="task")
    info = {"dataset_info": {"solution": '{"text": "ab"}', "task": "read"}}
    result = evaluator(row_of("ax", input_metadata=info))
    assert (result.score, list(result.metrics)) == (0.5, ["format", "parsed", "accuracy"])
    assert evaluator(row_of(HALF, solution=TRUTH, task="det")).score == 0.5
    with pytest.raises(vreward.Error, match=r'no column "ground_truth"; truth= names another one.*came: answer\)'):
        reward("detection")(row_of(GOOD, answer=TRUTH))


def test_two_processes_at_once(models: Any) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_in_child, [reward("detection")] * 4, [HALF] * 4)) == [0.5] * 4


def _in_child(evaluator: Any, text: str) -> float:
    return evaluator(row_of(text, ground_truth=TRUTH)).score  # type: ignore[no-any-return]
