"""vreward.inspect_ai through Inspect's own eval(), whose model answers with the recorded rollouts."""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Callable

import pytest
import vreward
from trainer_samples import BAD_TRUTHS, EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward.inspect_ai import reward


@pytest.fixture(scope="module")
def inspect(need: Callable[[str], Any]) -> Any:
    return need("inspect_ai")


def evaluated(folder: Path, made: Any, answers: list[Any], samples: list[dict[str, Any]]) -> Any:
    """The log of an evaluation in which the model gives these answers in order."""
    from inspect_ai import Task, eval
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.model import ModelOutput, ModelUsage, get_model

    outputs = [one if isinstance(one, ModelOutput) else ModelOutput.from_content("mock", one) for one in answers]
    for one in outputs:
        one.usage = ModelUsage()  # or Inspect counts tokens by a table that it downloads
    (log,) = eval(
        Task(dataset=MemoryDataset([Sample(input="?", **sample) for sample in samples]), scorer=made),
        model=get_model("mockllm/model", custom_outputs=outputs),
        log_dir=str(folder),
        display="none",
        max_samples=1,
    )
    return log


def one_score(folder: Path, made: Any, answer: Any, **sample: Any) -> Any:
    log = evaluated(folder, made, [answer], [sample])
    assert log.status == "success", log.error
    (score,) = log.samples[0].scores.values()
    return score


def test_the_numbers_of_vreward_score(inspect: Any, recorded: Any, tmp_path: Path) -> None:
    from inspect_ai.log import read_eval_log

    samples = [{"target": row["solution"]} for row in recorded.rows]
    log = evaluated(tmp_path, reward(recorded.recipe), [row["completion"] for row in recorded.rows], samples)
    log = read_eval_log(log.location)  # as it was written
    assert log.status == "success"
    for row, sample in zip(recorded.rows, log.samples):
        score = sample.scores[recorded.recipe]
        assert score.value == {"score": row["score"], **{name: row[name] for name in recorded.terms}}
        assert score.reason == (None if row["reason"] == "ok" else row["reason"])
        assert score.explanation.startswith("score     ")
        assert score.answer in row["completion"]
        assert score.metadata["reasons"][0] == row["reason"]
    means = {one.name: one.metrics["mean"].value for one in log.results.scores}
    assert means == {name: pytest.approx(recorded.mean(name)) for name in ("score", *recorded.terms)}


def test_a_term_alone_and_what_the_log_says_of_the_scorer(inspect: Any, tmp_path: Path) -> None:
    made = reward("detection", term="f1", min_iou=0.75)
    log = evaluated(tmp_path, made, [HALF, GOOD], [{"target": TRUTH}] * 2)
    assert [sample.scores["detection_f1"].value for sample in log.samples] == [0.0, 1.0]
    (result,) = log.results.scores
    assert (result.name, result.metrics["mean"].value) == ("detection_f1", 0.5)
    assert result.params == {"recipe": "detection", "truth": "target", "term": "f1", "min_iou": 0.75}


def test_two_scorers_of_one_task(inspect: Any, tmp_path: Path) -> None:
    log = evaluated(tmp_path, [reward("detection"), reward("format", name="form")], [HALF], [{"target": TRUTH}])
    assert set(log.samples[0].scores) == {"detection", "form"}


def test_thinking_and_tool_calls_count(inspect: Any, tmp_path: Path) -> None:
    from inspect_ai.model import ChatCompletionChoice, ChatMessageAssistant, ContentReasoning, ContentText, ModelOutput
    from inspect_ai.tool import ToolCall

    answer = f"<answer>{HALF}</answer>"
    thought = ChatMessageAssistant(content=[ContentReasoning(reasoning="a cat"), ContentText(text=answer)])
    said = ModelOutput(model="mock", choices=[ChatCompletionChoice(message=thought)])
    made = reward({"base": "detection", "format": [{"tags": ["think", "answer"]}]}, term="format")
    assert one_score(tmp_path, made, said, target=TRUTH).value == 1.0
    assert one_score(tmp_path, made, answer, target=TRUTH).value == 0.0
    call = ToolCall(id="1", function="answer", arguments={"bbox_2d": [10, 10, 30, 20], "label": "cat"})
    called = ModelOutput(
        model="mock",
        choices=[ChatCompletionChoice(message=ChatMessageAssistant(content="", tool_calls=[call]))],
    )
    assert vreward.inspect_ai._completion(called) == (
        '<tool_call>{"name": "answer", "arguments": {"bbox_2d": [10, 10, 30, 20], "label": "cat"}}</tool_call>'
    )


def test_nothing_that_a_model_wrote_raises(inspect: Any, tmp_path: Path) -> None:
    answers = [text.replace("\ud800", "") for text in HOSTILE] + [EMPTY]  # Inspect's log holds no lone surrogates
    log = evaluated(tmp_path, reward("detection"), answers, [{"target": TRUTH}] * len(answers))
    assert log.status == "success"
    for sample in log.samples:
        score = sample.scores["detection"]
        assert score.value["score"] == 0.0
        assert all(math.isfinite(value) for value in score.value.values())
        assert score.reason
    assert log.samples[-1].scores["detection"].reason == "empty_answer"


def test_a_lone_surrogate_and_a_long_answer(inspect: Any) -> None:
    """On the scorer itself, since Inspect's log holds no lone surrogates."""
    import asyncio

    from inspect_ai.model import ModelName, ModelOutput
    from inspect_ai.scorer import Target
    from inspect_ai.solver import TaskState

    made = reward("detection")
    for text, score in ((HALF + "\ud800", 0.5), (HALF + " " * 100_000, 0.5), *((text, 0.0) for text in HOSTILE)):
        output = ModelOutput.from_content("mock", text)
        state = TaskState(ModelName("mockllm/model"), sample_id=1, epoch=1, input="?", messages=[], output=output)
        assert asyncio.run(made(state, Target(TRUTH))).value["score"] == score


@pytest.mark.parametrize("truth", BAD_TRUTHS)
def test_a_bad_truth_ends_the_evaluation(inspect: Any, tmp_path: Path, truth: str) -> None:
    log = evaluated(tmp_path, reward("detection"), [GOOD], [{"target": truth}])
    assert log.status == "error"
    assert 'vreward.inspect_ai: row 0: column "target"' in log.error.message


def test_a_truth_in_the_metadata_and_a_recipe_for_each_task(inspect: Any, tmp_path: Path) -> None:
    made = reward({"det": "detection", "read": "ocr"}, truth="boxes", by="task")
    metadata = {"boxes": {"text": "ab"}, "task": "read"}
    assert one_score(tmp_path, made, "ax", metadata=metadata).value["score"] == 0.5
    log = evaluated(tmp_path, made, ["ax"], [{"metadata": {"task": "read"}}])
    assert 'no column "boxes"; truth= names another one (columns that came: task, target)' in log.error.message


def test_several_targets_are_a_list(inspect: Any, tmp_path: Path) -> None:
    assert one_score(tmp_path, reward("answer"), "B", target=["A", "B"]).value["score"] == 1.0


def test_an_unknown_recipe_raises_when_it_is_made(inspect: Any) -> None:
    with pytest.raises(vreward.Error, match=r"vreward.inspect_ai: recipe: "):
        reward("detectoin")


def test_two_processes_at_once(inspect: Any, tmp_path: Path) -> None:
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(_in_child, [str(tmp_path / name) for name in "ab"])) == [0.5] * 2


def _in_child(folder: str) -> float:
    return one_score(Path(folder), reward("detection"), HALF, target=TRUTH).value["score"]  # type: ignore[no-any-return]
