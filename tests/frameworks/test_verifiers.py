"""vreward.verifiers through verifiers' own evaluation: a taskset, an agent whose model calls go to a server on this
machine that answers with recorded rollouts, scoring, and the traces.jsonl that verifiers writes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from trainer_samples import BAD_TRUTHS, EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward.command_line import main
from vreward.verifiers import reward

TASKSET = '''
import httpx
import verifiers.v1 as vf
from vreward.verifiers import reward

ROWS = {rows}


class Boxes(vf.TaskData):
    solution: str | None = None


class Detect(vf.Task[Boxes]):
    accuracy = vf.reward(reward({recipe!r}), weight=2.0)


class DetectTaskset(vf.Taskset[Detect, vf.TasksetConfig]):
    def load(self):
        for row in ROWS:
            yield Detect(Boxes(**row), self.config.task)


class OneCall(vf.Harness[vf.HarnessConfig]):
    """The least an agent can be: one call of the model."""

    EXECUTES_CODE = NEEDS_CONTAINER = False

    async def setup(self, runtime):
        return None

    async def launch(self, ctx, trace, runtime, endpoint, secret, mcp_urls, data):
        body = {{"model": ctx.model, "messages": [{{"role": "user", "content": data.prompt}}]}}
        async with httpx.AsyncClient() as client:
            url, headers = endpoint.rstrip("/") + "/chat/completions", {{"authorization": "Bearer " + secret}}
            (await client.post(url, json=body, headers=headers, timeout=60)).raise_for_status()
        return vf.ProgramResult(exit_code=0, stdout="", stderr="")


__all__ = ["DetectTaskset", "OneCall"]
'''


@pytest.fixture(scope="module")
def vf(need: Callable[[str], Any]) -> Any:
    return need("verifiers.v1")


@contextlib.contextmanager
def model_server(messages: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The address of an API on this machine that answers each prompt with its message."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            message = {"role": "assistant", **messages[asked["messages"][-1]["content"]]}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            body = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def evaluated(
    folder: Path, name: str, recipe: Any, rows: list[dict[str, Any]], messages: list[Any], **task: Any
) -> tuple[list[Any], Path]:
    """The traces of an evaluation by verifiers, in the order of the rows, and the traces.jsonl that it wrote."""
    from verifiers.v1.cli.eval.runner import run_eval
    from verifiers.v1.configs.cli.eval import EvalConfig

    rows = [{"prompt": f"{number}: where?", **row} for number, row in enumerate(rows)]
    (folder / f"{name}.py").write_text(TASKSET.format(rows=rows, recipe=recipe))
    answers = {row["prompt"]: one if isinstance(one, dict) else {"content": one} for row, one in zip(rows, messages)}
    sys.path.insert(0, str(folder))
    try:
        with model_server(answers) as address:
            config = EvalConfig(
                env={"taskset": {"id": name, "task": task}, "agent": {"runtime": {"type": "subprocess"}}},
                client={"base_url": address, "api_key_var": "NO_KEY"},
                model="m",
                run={"name": name},
                output_dir=folder,
                max_concurrent=4,  # no more than the server's queue of connections holds
                push=False,
                rich=None,
            )
            episodes = asyncio.run(run_eval(config))
    finally:
        sys.path.remove(str(folder))
    traces = sorted((trace for episode in episodes for trace in episode.traces), key=lambda one: one.task.data.idx)
    assert len(traces) == len(rows), [episode.errors for episode in episodes]
    return traces, folder / name / "traces.jsonl"


def test_the_numbers_of_vreward_score(vf: Any, recorded: Any, tmp_path: Path) -> None:
    recipe = recorded.recipe
    traces, written = evaluated(
        tmp_path,
        f"recorded_{recipe}",
        recipe,
        [{"solution": row["solution"]} for row in recorded.rows],
        [row["completion"] for row in recorded.rows],
    )
    for row, trace in zip(recorded.rows, traces):
        assert (trace.ok, trace.errors) == (True, [])
        assert trace.rewards[recipe].score == row["score"]
        assert trace.reward == 2 * row["score"]
        assert trace.metrics == {f"{recipe}/{name}": row[name] for name in recorded.terms}
        assert trace.info == {f"{recipe}/reason": row["reason"]}
    # The file that verifiers wrote is one that vreward reads.
    assert main(["score", str(written), "--recipe", recipe, "-o", str(tmp_path / "scored.jsonl")]) == 0
    scored = [json.loads(line) for line in (tmp_path / "scored.jsonl").read_text().splitlines()]
    scored.sort(key=lambda row: row["task"]["data"]["idx"])
    assert [row["score"] for row in scored] == [row["score"] for row in recorded.rows]
    assert [row["terms"] for row in scored] == [{name: row[name] for name in recorded.terms} for row in recorded.rows]


def test_hostile_and_empty_completions_and_thinking(vf: Any, tmp_path: Path) -> None:
    thought = {"content": "<answer>x</answer>", "reasoning_content": "a cat"}
    called = {
        "content": None,
        "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": '{"bbox_2d": [1, 2'}}],
    }
    answers = [*(text.replace("\ud800", "") for text in HOSTILE), EMPTY, thought, called]
    traces, written = evaluated(tmp_path, "hostile", "detection", [{"solution": TRUTH}] * len(answers), answers)
    for trace in traces:
        assert (trace.ok, trace.reward) == (True, 0.0)
        assert all(math.isfinite(value) for value in trace.metrics.values())
    assert main(["score", str(written), "--recipe", "detection", "-o", str(tmp_path / "out.jsonl")]) == 0
    # Thinking stands beside the text in a message, and counts.
    form = {"base": "format", "format": [{"tags": ["think", "answer"]}]}
    traces, _ = evaluated(tmp_path, "thinking", form, [{}] * 2, [thought, "<answer>x</answer>"])
    assert [trace.rewards["format"].score for trace in traces] == [1.0, 0.0]


@pytest.mark.parametrize("solution", [*BAD_TRUTHS, None])
def test_a_bad_truth_is_an_error_of_the_trace(vf: Any, tmp_path: Path, solution: Any) -> None:
    name = f"bad{abs(hash(solution))}"
    (trace,), _ = evaluated(tmp_path, name, "detection", [{"solution": solution}], [GOOD])
    assert not trace.ok
    assert 'vreward.verifiers: row 0: column "solution"' in trace.last_error.message


def test_a_missing_column_is_said(vf: Any, tmp_path: Path) -> None:
    class Data(vf.TaskData):  # type: ignore[misc, name-defined]
        boxes: str

    class Detect(vf.Task[Data]):  # type: ignore[misc, name-defined]
        detection = vf.reward(reward("detection"))

    with pytest.raises(vf.TaskError, match=r'no column "solution"; truth= names another one.*boxes'):
        asyncio.run(Detect(Data(boxes=TRUTH)).score(trace_of(vf, GOOD)))


def trace_of(vf: Any, text: str) -> Any:
    """A trace of one answer, without the run that would have led to it."""
    node = vf.MessageNode(message=vf.AssistantMessage(content=text), sampled=True)
    return vf.Trace(
        task=vf.TraceTask(type="t", data=vf.TaskData()), agent=vf.AgentInfo(config=vf.AgentConfig()), nodes=[node]
    )


def test_a_recipe_for_each_task(vf: Any) -> None:
    class Data(vf.TaskData):  # type: ignore[misc, name-defined]
        solution: str
        kind: str

    class Both(vf.Task[Data]):  # type: ignore[misc, name-defined]
        both = vf.reward(reward({"det": "detection", "read": "ocr"}, by="kind", name="both"))

    trace = trace_of(vf, "ax")
    asyncio.run(Both(Data(solution='{"text": "ab"}', kind="read")).score(trace))
    assert trace.rewards["both"].score == 0.5
    assert set(trace.metrics) == {"both/format", "both/parsed", "both/accuracy"}
    with pytest.raises(vf.TaskError, match="there are recipes for 'det', 'read'"):
        asyncio.run(Both(Data(solution=TRUTH, kind="other")).score(trace))


def test_what_a_root_agent_replied_counts(vf: Any) -> None:
    class Data(vf.TaskData):  # type: ignore[misc, name-defined]
        solution: str = TRUTH

    class Detect(vf.Task[Data]):  # type: ignore[misc, name-defined]
        detection = vf.reward(reward("detection"))

    trace = trace_of(vf, GOOD)
    trace.root_reply = HALF
    asyncio.run(Detect(Data()).score(trace))
    assert trace.reward == 0.5


def test_a_file_that_the_configuration_names(vf: Any, tmp_path: Path) -> None:
    path = tmp_path / "reward.py"
    assert main(["adapter", "verifiers", "--recipe", "detection", "--set", "min_iou=0.75", "-o", str(path)]) == 0
    assert f"--env.taskset.task.rewards.detection.fn {path}:detection" in path.read_text()
    plugged = {"detection": {"fn": f"{path}:detection", "weight": 0.5}}
    answers, rows = [GOOD, HALF], [{"solution": TRUTH}] * 2
    traces, _ = evaluated(tmp_path, "plugged", "format", rows, answers, rewards=plugged)
    assert [trace.rewards["detection"].value for trace in traces] == [0.5, 0.0]


def test_two_processes_at_once(vf: Any) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_in_child, [reward("detection")] * 4, [HALF] * 4)) == [0.5] * 4


def _in_child(made: Any, text: str) -> float:
    import verifiers.v1 as vf

    class Data(vf.TaskData):  # type: ignore[misc]
        solution: str = TRUTH

    class Detect(vf.Task[Data]):  # type: ignore[misc]
        detection = vf.reward(made)

    trace = trace_of(vf, text)
    asyncio.run(Detect(Data()).score(trace))
    return trace.reward  # type: ignore[no-any-return]
