"""What trainers write is read as it is, in the shapes that docs/command-line.md names with their sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from vreward import command_line

BOX = {"box": [0, 0, 10, 10]}
RIGHT, HALF = "[0, 0, 10, 10]", "[0, 0, 10, 5]"


def scores(path: Path, *arguments: str) -> list[float]:
    out = path.parent / "out.jsonl"
    assert command_line.main(["score", str(path), "--recipe", "grounding", "-o", str(out), *arguments]) == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    name = "vreward_score" if "vreward_score" in rows[0] else "score"
    found = [row[name] for row in rows]
    return [score for each in found for score in (each if isinstance(each, list) else [each])]


def explained(path: Path, line: int, capsys: pytest.CaptureFixture[str], *arguments: str) -> float:
    capsys.readouterr()
    command = ["explain", str(path), "--recipe", "grounding", "--line", str(line), "--json", *arguments]
    assert command_line.main(command) == 0
    return float(json.loads(capsys.readouterr().out)["score"])


def jsonl(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


TRUTH = json.dumps(BOX)


def response(*items: Any) -> Any:
    return {"id": "r", "object": "response", "output": list(items)}


def said(text: str) -> Any:
    return {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "output_text", "text": text, "annotations": []}],
    }


def trace(text: str, **members: Any) -> Any:
    """Of verifiers: what was sampled is the model's, other messages are the prompt's, whoever they are of."""
    asked = [
        {"message": {"role": "user", "content": "Where?"}, "sampled": False},
        {"message": {"role": "assistant", "content": "[0, 0, 1, 1]"}, "sampled": True},
    ]
    shown = {"message": {"role": "assistant", "content": "[5, 5, 6, 6]"}, "sampled": False}
    return {"nodes": [*asked, {"message": {"role": "assistant", "content": text}, "sampled": True}, shown], **members}


ROWS: dict[str, list[Any]] = {
    "verl": [
        {"input": "Where?", "output": text, "gts": TRUTH, "score": 0.3, "step": 1, "reason": "theirs"}
        for text in (RIGHT, HALF)
    ],
    "OpenRLHF": [{"input": "Where?", "output": text, "label": TRUTH, "reward": 0.0} for text in (RIGHT, HALF)],
    "NeMo Gym": [
        {
            "responses_create_params": {"input": []},
            "response": response({"type": "reasoning", "summary": []}, said(text)),
            "reward": 1.0,
            "expected_answer": TRUTH,
            "_ng_task_index": 0,
        }
        for text in (RIGHT, HALF)
    ],
    "NeMo Gym, with a tool": [
        {
            "response": response(said(HALF), {"type": "function_call_output", "output": "0"}, said(text)),
            "expected_answer": TRUTH,
        }
        for text in (RIGHT, HALF)
    ],
    "verifiers": [
        {"task": {"type": "Detect", "data": {"idx": 0, "solution": BOX}}, "traces": [trace(text)]} for text in (RIGHT, HALF)
    ],
    "verifiers before 0.4": [
        {
            "example_id": 0,
            "prompt": [{"role": "user", "content": "Where?"}],
            "completion": [{"role": "assistant", "content": text}],
            "answer": TRUTH,
            "reward": 0.0,
        }
        for text in (RIGHT, HALF)
    ],
    "Chat Completions": [
        {"choices": [{"message": {"role": "assistant", "content": text}}], "solution": TRUTH} for text in (RIGHT, HALF)
    ],
    "verl's data set": [
        {
            "prompt": [],
            "responses": [RIGHT, HALF],
            "reward_model": {"style": "rule", "ground_truth": TRUTH},
            "data_source": "x",
        }
    ],
    "VREWARD_LOG": [
        {
            "why": "group",
            "truth": TRUTH,
            "scores": [1, 0.5],
            "explained": [{"completion": text, "explanation": {}} for text in (RIGHT, HALF)],
        }
    ],
    "ms-swift": [
        {
            "step": ["1", "1"],
            "prompt": ["Where?", "Where?"],
            "completion": [RIGHT, HALF],
            "IoU": [0.1, 0.2],
            "advantages": [0, 1],
            "solution": [TRUTH, TRUTH],
        }
    ],
}


@pytest.mark.parametrize("name", ROWS)
def test_lines(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = jsonl(tmp_path / "rollouts.jsonl", *ROWS[name])
    assert scores(path) == [1, 0.5]
    if len(ROWS[name]) == 2:
        assert explained(path, 2, capsys) == 0.5
    else:
        assert explained(path, 1, capsys, "--rollout", "1") == 0.5
    assert command_line.main(["lint", str(path), "--recipe", "grounding"]) == 0


def test_verls_own_score_stays(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "1.jsonl", *ROWS["verl"])
    scores(path)
    row = json.loads((tmp_path / "out.jsonl").read_text().splitlines()[1])
    assert (row["score"], row["reason"], row["vreward_score"], row["gts"]) == (0.3, "theirs", 0.5, TRUTH)


def test_swifts_columns_become_rows(tmp_path: Path) -> None:
    scores(jsonl(tmp_path / "completions.jsonl", *ROWS["ms-swift"]))
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(row["step"], row["completion"], row["IoU"], row["advantages"]) for row in rows] == [
        ("1", RIGHT, 0.1, 0),
        ("1", HALF, 0.2, 1),
    ]


def test_completions_that_share_a_truth_are_no_columns(tmp_path: Path) -> None:
    messages = [{"role": "system", "content": "a"}, {"role": "user", "content": "b"}]
    assert scores(jsonl(tmp_path / "a.jsonl", {"prompt": messages, "completions": [RIGHT, HALF], "truth": TRUTH})) == [
        1,
        0.5,
    ]


def test_verifiers_episodes_of_several_traces_and_of_none(tmp_path: Path) -> None:
    """The reply of a root agent counts, whatever its helpers wrote last."""
    task = {"data": {"answer": BOX}}
    path = jsonl(
        tmp_path / "traces.jsonl",
        {"task": task, "traces": [trace(RIGHT), trace(RIGHT, root_reply=HALF)]},
        {"task": task, "traces": []},
        {"task": task, "traces": [{"nodes": []}]},
    )
    assert scores(path) == [1, 0.5, 0, 0]
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["score"] for row in rows] == [[1, 0.5], 0, 0]


def test_nemo_rl(tmp_path: Path) -> None:
    """It logs no truth; a recipe that needs none reads the model's text."""
    row = {"content": ["<user> Where?", "<think>a</think><answer>b</answer>", "Environment: correct"], "rewards": 1.0}
    out = tmp_path / "out.jsonl"
    path = jsonl(tmp_path / "train_data_step1.jsonl", row)
    assert command_line.main(["score", str(path), "--recipe", "format", "-o", str(out)]) == 0
    assert json.loads(out.read_text())["score"] == 1


def test_easyr1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    samples = [("Where?\nSay it.", RIGHT), ("Where?", f"Here:\n\n{HALF}")]
    text = "".join(
        f"[prompt] {prompt}\n[output] {output}\n[ground_truth] {TRUTH}\n[score] 0.5\n\n" for prompt, output in samples
    )
    (tmp_path / "generations.log").write_text(text)
    assert scores(tmp_path / "generations.log") == [1, 0.5]
    row = json.loads((tmp_path / "out.jsonl").read_text().splitlines()[0])
    assert (row["prompt"], row["score"], row["vreward_score"]) == ("Where?\nSay it.", 0.5, 1)


@pytest.mark.parametrize("conversational", [False, True])
def test_trl(conversational: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    written = [[{"role": "assistant", "content": text}] if conversational else text for text in (RIGHT, HALF)]
    prompts = [[{"role": "user", "content": "Where?"}] if conversational else "Where?"] * 2
    columns = {
        "step": [1, 1],
        "prompt": prompts,
        "completion": written,
        "grounding": [1.0, 0.5],
        "solution": [TRUTH] * 2,
        "advantage": [0.7, -0.7],
    }
    path = tmp_path / "completions_00001.parquet"
    parquet.write_table(pyarrow.table(columns), path)
    assert scores(path) == [1, 0.5]
    assert explained(path, 2, capsys) == 0.5
