"""vreward.lmms_eval in lmms-eval's own evaluation: a task's YAML, its dataset, a model that answers with recorded
rollouts, process_results and the aggregation."""

from __future__ import annotations

import json
import math
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Callable

import pytest
import vreward
from code_of_pages import blocks
from trainer_samples import BAD_TRUTHS, EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward.command_line import main
from vreward.lmms_eval import THRESHOLDS, reward

YAML = """
task: {name}
dataset_path: json
dataset_kwargs: {{data_files: {{test: {rows}}}}}
test_split: test
output_type: generate_until
doc_to_visual: !function images.doc_to_visual
doc_to_text: question
doc_to_target: solution
process_results: !function utils.process_results
metric_list: [{metrics}]
"""


@pytest.fixture(scope="module")
def lmms_eval(need: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("HF_HOME", str(tmp_path_factory.mktemp("hf")))
        changed.setenv("HF_HUB_OFFLINE", "1")
        evaluator = need("lmms_eval.evaluator")
        for name in ("datasets.config", "huggingface_hub.constants"):  # where other tests imported them before
            changed.setattr(need(name), "HF_HUB_OFFLINE", True)
        # lmms-eval 0.7.3 changes a module of filelock that 4.0 lacks, for data sets that are loaded inside others.
        changed.setattr(evaluator._enable_reentrant_filelocks, "_patched", True, raising=False)
        yield evaluator


def written(folder: Path, name: str, recipe: str, rows: list[dict[str, Any]], metrics: list[str]) -> Path:
    """The folder of a task, as the page has it."""
    folder = folder / name
    folder.mkdir()
    (folder / "rows.jsonl").write_text("".join(json.dumps({"question": "?", **row}) + "\n" for row in rows))
    (folder / "images.py").write_text("def doc_to_visual(doc):\n    return []\n")
    assert main(["adapter", "lmms_eval", "--recipe", recipe, "-o", str(folder / "utils.py")]) == 0
    listed = ", ".join(f"{{metric: {one}, aggregation: mean, higher_is_better: true}}" for one in metrics)
    text = YAML.format(name=name, rows=folder / "rows.jsonl", metrics=listed)
    (folder / f"{name}.yaml").write_text(text)
    return folder


def evaluated(folder: Path, answers: list[str]) -> dict[str, Any]:
    """What simple_evaluate returns for a model that gives these answers."""
    from lmms_eval.api.model import lmms
    from lmms_eval.evaluator import simple_evaluate
    from lmms_eval.tasks import TaskManager

    class Recorded(lmms):  # type: ignore[misc]
        def generate_until(self, requests: list[Any]) -> list[str]:
            return [answers[request.doc_id] for request in requests]

        def loglikelihood(self, requests: list[Any]) -> Any:
            raise NotImplementedError

        generate_until_multi_round = loglikelihood

    return simple_evaluate(  # type: ignore[no-any-return]
        Recorded(),
        tasks=[folder.name],
        task_manager=TaskManager(include_path=str(folder), include_defaults=False),
        bootstrap_iters=0,
        process_docs_parallel=1,
    )


def test_the_numbers_of_vreward_score(lmms_eval: Any, recorded: Any, tmp_path: Path) -> None:
    own = {"grounding": ["IoU", *(f"ACC@{one}" for one in THRESHOLDS), "Center_ACC"], "counting": ["acc"]}
    names = ["score", *recorded.terms, *own[recorded.recipe]]
    name = f"recorded_{recorded.recipe}"
    folder = written(tmp_path, name, recorded.recipe, recorded.rows, names)
    found = evaluated(folder, [row["completion"] for row in recorded.rows])
    means = {key.partition(",")[0]: value for key, value in found["results"][name].items() if key.endswith(",none")}
    for one in ("score", *recorded.terms):
        assert means[one] == pytest.approx(recorded.mean(one))
    if recorded.recipe == "grounding":
        assert means["IoU"] == means["iou"]
        assert means["Center_ACC"] == means["center_in"]
        for threshold in THRESHOLDS:
            passed = sum(row["iou"] >= threshold for row in recorded.rows)
            assert means[f"ACC@{threshold}"] == pytest.approx(passed / len(recorded.rows))
    else:
        assert means["acc"] == means["exact"]
    for row, sample in zip(recorded.rows, found["samples"][name]):
        assert sample["score"] == row["score"]


def test_the_page(
    lmms_eval: Any, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = root / "docs" / "trainers" / "lmms_eval.md"
    (code,), (yaml,) = blocks(page, "python"), blocks(page, "yaml")
    folder = written(
        tmp_path, "my_grounding", "grounding", [{"solution": {"box": [10, 10, 30, 30], "size": [84, 56]}}], []
    )
    (folder / "utils.py").write_text(code)
    (folder / "my_grounding.yaml").write_text(yaml)
    monkeypatch.chdir(folder)
    found = evaluated(folder, [HALF])["results"]["my_grounding"]
    assert (found["score,none"], found["ACC@0.5,none"], found["Center_ACC,none"]) == (0.5, 1.0, 1.0)


def test_nothing_that_a_model_wrote_raises(lmms_eval: Any, tmp_path: Path) -> None:
    answers = [*HOSTILE, EMPTY]
    folder = written(tmp_path, "hostile", "detection", [{"solution": TRUTH}] * len(answers), ["score", "f1"])
    samples = evaluated(folder, answers)["samples"]["hostile"]
    assert [sample["score"] for sample in samples] == [0.0] * len(answers)
    made = reward("detection")
    for text in (*answers, None):
        assert all(map(math.isfinite, made({"solution": TRUTH}, [text]).values()))
    assert made({"solution": TRUTH}, [])["score"] == 0.0


def test_a_bad_truth_ends_the_evaluation(lmms_eval: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lmms_eval.api.task import ConfigurableTask
    from tenacity import RetryError, wait_none

    monkeypatch.setattr(ConfigurableTask.process_results.retry, "wait", wait_none())
    folder = written(tmp_path, "bad", "detection", [{"solution": "{}"}], ["score"])
    with pytest.raises(RetryError) as caught:
        evaluated(folder, [GOOD])
    assert 'vreward.lmms_eval: row 0: column "solution"' in str(caught.value.__cause__)


@pytest.mark.parametrize("truth", [*BAD_TRUTHS, None])
def test_a_bad_truth_raises(truth: Any) -> None:
    with pytest.raises(vreward.Error, match=r'vreward.lmms_eval: row 0: column "solution"'):
        reward("detection")({"solution": truth}, [GOOD])


def test_a_recipe_for_each_task_and_what_is_missing() -> None:
    made = reward({"find": "grounding", "read": "ocr"}, by="task")
    keys = ["score", "format", "parsed", "accuracy"]
    assert list(made({"solution": '{"text": "ab"}', "task": "read"}, ["ax"])) == keys
    assert list(made({"solution": "[10, 10, 30, 30]", "task": "find"}, [HALF])) == keys
    with pytest.raises(vreward.Error, match=r'no column "solution"; truth= names another one.*came: bbox'):
        reward("grounding")({"bbox": [1, 2, 3, 4]}, [HALF])


def test_two_processes_at_once() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = pool.map(reward("detection"), [{"solution": TRUTH}] * 4, [[HALF]] * 4)
        assert [one["score"] for one in found] == [0.5] * 4
