"""vreward.nemo_gym in NeMo Gym's own server, and in the loop of `gym eval reverify`; `make check-nemo-gym`."""

from __future__ import annotations

import asyncio
import json
import math
import os
import socket
import threading
import time
from pathlib import Path
from typing import Any, Iterator
from unittest.mock import MagicMock

import pytest
import vreward
from vreward.command_line import main

if not os.environ.get("CHECK_NEMO_GYM"):
    pytest.importorskip("nemo_gym", reason="make check-nemo-gym installs it, with Python 3.13")

import nemo_gym.rollout_reverification as reverification
import uvicorn
from code_of_pages import blocks
from fastapi.testclient import TestClient
from nemo_gym.config_types import BaseServerConfig
from nemo_gym.server_utils import (
    GlobalAIOHTTPAsyncClientConfig,
    ServerClient,
    is_global_aiohttp_client_setup,
    set_global_aiohttp_client,
)
from omegaconf import OmegaConf
from trainer_samples import BAD_TRUTHS, EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward.nemo_gym import Config, ResourcesServer

TERMS = vreward.Scorer("detection").terms


def server(**settings: Any) -> ResourcesServer:
    config = Config(host="127.0.0.1", port=1, entrypoint="app.py", name="vreward", **settings)
    return ResourcesServer(config=config, server_client=MagicMock(spec=ServerClient, global_config_dict={}))


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(server(recipe="detection").setup_webserver())


def rollout(completion: Any, truth: Any = TRUTH, **members: Any) -> dict[str, Any]:
    """What an agent posts: the row, and what the model answered. A list of texts: thinking, then the answer."""
    parts = completion if isinstance(completion, list) else [completion]
    output: list[Any] = [
        {"id": "r", "type": "reasoning", "summary": [{"type": "summary_text", "text": text}]} for text in parts[:-1]
    ]
    content = [{"type": "output_text", "text": parts[-1], "annotations": []}]
    output.append({"id": "m", "type": "message", "role": "assistant", "status": "completed", "content": content})
    response = {"id": "1", "created_at": 0, "model": "m", "object": "response", "output": output}
    return {
        "responses_create_params": {"input": [{"role": "user", "content": "Where?"}]},
        "response": {**response, "parallel_tool_calls": True, "tool_choice": "auto", "tools": []},
        "expected_answer": truth,
        **members,
    }


def verified(client: TestClient, row: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/verify", json=row)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_row_comes_back_with_its_reward(client: TestClient) -> None:
    found = verified(client, rollout(HALF, picture="a.png"))
    expected = vreward.Scorer("detection").score_one(HALF, TRUTH)
    assert (found["reward"], found["reward_reason"]) == (0.5, "ok")
    assert found["reward_components"] == {name: expected[name] for name in TERMS}
    assert (found["picture"], found["expected_answer"]) == ("a.png", TRUTH)
    assert found["response"]["output"][0]["content"][0]["text"] == HALF


def test_thinking_is_no_answer(client: TestClient) -> None:
    assert verified(client, rollout([GOOD, HALF]))["reward"] == 0.5


@pytest.mark.parametrize("completion", [*HOSTILE, EMPTY])
def test_hostile_and_empty_completions_score_0(client: TestClient, completion: str) -> None:
    found = verified(client, rollout(completion.encode("utf-8", "replace").decode()))
    assert found["reward"] == 0.0
    assert tuple(found["reward_components"]) == TERMS
    assert all(math.isfinite(value) for value in found["reward_components"].values())


@pytest.mark.parametrize("truth", [*BAD_TRUTHS, None])
def test_a_bad_truth_raises(client: TestClient, truth: Any) -> None:
    with pytest.raises(vreward.Error, match='vreward.nemo_gym: row 0: column "expected_answer"'):
        client.post("/verify", json=rollout(GOOD, truth))


def test_a_missing_column_names_those_that_came(client: TestClient) -> None:
    row = rollout(GOOD, solution=TRUTH)
    del row["expected_answer"]
    with pytest.raises(
        vreward.Error, match='no column "expected_answer".*came: responses_create_params, response, sol'
    ):
        client.post("/verify", json=row)


def test_settings() -> None:
    """A truth inside another member, a recipe for each task, a term; from OmegaConf, as from a file."""
    settings = OmegaConf.create(
        {
            "recipe": {"det": "detection", "read": "ocr"},
            "by": "task",
            "truth": "verifier_metadata.truth",
            "term": "accuracy",
        }
    )
    client = TestClient(server(**settings, overrides={"max_bytes": 5000}).setup_webserver())
    found = verified(client, rollout(HALF, None, task="det", verifier_metadata={"truth": json.loads(TRUTH)}))
    assert found["reward"] == 0.5
    found = verified(client, rollout("ax", None, task="read", verifier_metadata={"truth": {"text": "ab"}}))
    assert (found["reward"], list(found["reward_components"])) == (0.5, ["format", "parsed", "accuracy"])
    with pytest.raises(ValueError, match="no built-in recipe is called"):
        server(recipe="nothing-like-it")


def test_sessions_and_metrics(client: TestClient) -> None:
    assert client.post("/seed_session", json={}).json() == {}
    assert client.get("/reverify_mode").json() == "stateless"
    rows = [verified(client, rollout(text, _ng_task_index=i)) for i, text in enumerate([GOOD, HALF, EMPTY])]
    metrics = client.post("/aggregate_metrics", json={"verify_responses": rows}).json()["agent_metrics"]
    assert metrics["mean/reward"] == metrics["mean/accuracy"] == 0.5
    assert (metrics["reason/ok"], metrics["reason/empty_answer"]) == (pytest.approx(2 / 3), pytest.approx(1 / 3))


def test_two_at_once() -> None:
    one = server(recipe="detection")

    async def both() -> list[Any]:
        request = ResourcesServer.verify.__annotations__["body"]
        return await asyncio.gather(*(one.verify(request(**rollout(text))) for text in [GOOD, HALF] * 20))

    assert [found.reward for found in asyncio.run(both())] == [1.0, 0.5] * 20


# ---- gym eval reverify on recorded rollouts --------------------------------------------------------------------------


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server at an address, and a client of NeMo Gym's that knows it."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    app = server(recipe="grounding").setup_webserver()
    uvicorn_server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=uvicorn_server.run, args=([listener],), daemon=True)
    thread.start()
    while not uvicorn_server.started:
        time.sleep(0.05)
    place = {"resources_servers": {"vreward": {"host": "127.0.0.1", "port": port, "entrypoint": "app.py"}}}
    client = ServerClient(
        head_server_config=BaseServerConfig(host="127.0.0.1", port=1),
        global_config_dict=OmegaConf.create({"vreward": place}),
    )

    def setup_server_client() -> ServerClient:
        if not is_global_aiohttp_client_setup():
            set_global_aiohttp_client(GlobalAIOHTTPAsyncClientConfig())
        return client

    monkeypatch.setattr(reverification, "setup_server_client", setup_server_client)
    yield
    uvicorn_server.should_exit = True
    thread.join()


def test_recorded_rollouts_are_verified_anew(running: None, shared_data: Path, tmp_path: Path) -> None:
    recorded = (shared_data / "vlm_r1_7b_rollouts" / "baseline_refcocop.jsonl").read_text().splitlines()[:300]
    rows = []
    for index, line in enumerate(recorded):
        one = json.loads(line)
        row = rollout(one["model_output"], {"box": one["ground_truth"]}, reward=-1.0, agent_ref={"name": "agent"})
        rows.append({"_ng_task_index": index, "_ng_rollout_index": 0, **row})
    rollouts, inputs = tmp_path / "rollouts.jsonl", tmp_path / "inputs.jsonl"
    rollouts.write_text("".join(json.dumps(row) + "\n" for row in rows))
    inputs.write_text(
        "".join(json.dumps({key: row[key] for key in row if key not in ("response", "reward")}) + "\n" for row in rows)
    )

    output = tmp_path / "reverified.jsonl"
    config = reverification.RolloutReverificationConfig(
        materialized_inputs_jsonl_fpath=str(inputs), rollouts_jsonl_fpath=str(rollouts), output_jsonl_fpath=str(output)
    )
    with pytest.warns(UserWarning, match="routing EVERY rollout"):
        asyncio.run(reverification.RolloutReverificationHelper().run_from_config(config))
    found = {row["_ng_task_index"]: row for row in map(json.loads, output.read_text().splitlines())}

    scored = tmp_path / "scored.jsonl"
    assert main(["score", str(rollouts), "--recipe", "grounding", "--overwrite", "-o", str(scored)]) == 0
    expected = [json.loads(line) for line in scored.read_text().splitlines()]
    assert len(expected) == len(found) == 300
    assert [found[index]["reward"] for index in range(300)] == [row["score"] for row in expected]
    assert [found[index]["reward_reason"] for index in range(300)] == [row["reason"] for row in expected]
    (metrics,) = json.loads((tmp_path / "reverified_aggregate_metrics.json").read_text())
    mean = sum(row["score"] for row in expected) / 300
    assert 0.5 < mean < 1
    assert metrics["agent_metrics"]["mean/accuracy"] == pytest.approx(mean)


def test_the_page(root: Path) -> None:
    page = root / "docs" / "trainers" / "nemo_gym.md"
    (code,), (text,) = blocks(page, "python"), blocks(page, "yaml")
    app: dict[str, Any] = {"__name__": "app", "__file__": "app.py"}
    exec(compile(code, "app.py", "exec"), app)
    settings = OmegaConf.create(text)["vreward"]["resources_servers"]["vreward"]
    one = Config.model_validate({**settings, "host": "127.0.0.1", "port": 1, "name": "vreward"})
    assert one.REVERIFY_MODE == "stateless"
    made = app["ResourcesServer"](config=one, server_client=MagicMock(spec=ServerClient, global_config_dict={}))
    assert verified(TestClient(made.setup_webserver()), rollout(HALF))["reward"] == 0.5
