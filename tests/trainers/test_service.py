"""vreward serve, as its users start it, over real connections."""

from __future__ import annotations

import http.client
import json
import os
import random
import select
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
import vreward
from running_service import Service, gym, openrlhf, serving, slime
from trainer_samples import BAD_TRUTHS, EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward.command_line import main

SECONDS = 2.0  # --timeout of the service under test
LIMITS = ("--timeout", str(SECONDS), "--max-megabytes", "1")


@pytest.fixture(scope="module")
def service(need: Callable[[str], Any]) -> Iterator[Service]:
    for name in ("uvicorn", "httptools", "prometheus_client"):
        need(name)
    with serving("--recipe", "detection", "--workers", "2", *LIMITS) as running:
        yield running


# ---- what trainers send ----------------------------------------------------------------------------------------------


def test_openrlhf_sends_batches_and_single_samples(service: Service) -> None:
    terms = vreward.Scorer("detection").terms
    found = service.scored(openrlhf([GOOD, HALF, EMPTY], [TRUTH] * 3))
    assert found["rewards"] == found["scores"] == [1.0, 0.5, 0.0]
    assert {name: len(values) for name, values in found["extra_logs"].items()} == dict.fromkeys(terms, 3)
    one = service.scored(openrlhf([HALF], [TRUTH]))
    assert (one["rewards"], one["scores"], one["extra_logs"]["accuracy"]) == (0.5, 0.5, 0.5)


def test_openrlhf_with_several_addresses_sends_nothing_to_all_but_the_first(service: Service) -> None:
    found = service.scored(openrlhf([], []))
    assert found["rewards"] == []


def test_openrlhf_itself(service: Service, need: Callable[[str], Any]) -> None:
    need("openrlhf")
    import asyncio

    from openrlhf.utils.agent import SingleTurnAgentExecutor

    executor = SingleTurnAgentExecutor([f"http://127.0.0.1:{service.port}/"])
    body = openrlhf([HALF], [TRUTH])
    (found,) = asyncio.run(executor._fetch_rewards_via_http(body["query"], body["prompts"], body["labels"]))
    assert found == service.scored(body)


def test_slime_sends_one_sample(service: Service) -> None:
    found = service.scored(slime(HALF))
    assert found == {**vreward.Scorer("detection").score_one(HALF, TRUTH)}
    messages = [{"role": "assistant", "content": GOOD}]
    assert service.scored(slime(messages))["score"] == 1.0
    assert service.scored(slime(None))["score"] == 0.0
    assert service.scored(slime(GOOD, json.loads(TRUTH)))["score"] == 1.0


@pytest.mark.parametrize("path", ["/", "/verify"])
def test_nemo_gym_gets_its_row_back(service: Service, path: str) -> None:
    row = gym(HALF, picture="a.png")
    found = service.scored(row, path)
    expected = vreward.Scorer("detection").score_one(HALF, TRUTH)
    terms = {name: value for name, value in expected.items() if name not in ("score", "reason")}
    assert found == {**row, "reward": 0.5, "reward_components": terms, "reward_reason": "ok"}


def test_recorded_rollouts_score_what_the_command_gives_them(service: Service, recorded: Any) -> None:
    with serving("--recipe", recorded.recipe) as running:
        texts, truths = ([row[name] for row in recorded.rows] for name in ("completion", "solution"))
        scores, reasons = ([row[name] for row in recorded.rows] for name in ("score", "reason"))
        batch = running.scored(openrlhf(texts, truths))
        assert batch["rewards"] == scores
        assert batch["extra_logs"] == {name: [row[name] for row in recorded.rows] for name in recorded.terms}
        single = [running.scored(slime(text, truth)) for text, truth in zip(texts, truths)]
        assert [(one["score"], one["reason"]) for one in single] == list(zip(scores, reasons))
        rows = [running.scored(gym(text, truth), "/verify") for text, truth in zip(texts, truths)]
        assert [(row["reward"], row["reward_reason"]) for row in rows] == list(zip(scores, reasons))


@pytest.mark.parametrize("completion", [*HOSTILE, EMPTY])
def test_hostile_and_empty_completions_score_0(service: Service, completion: str) -> None:
    assert service.scored(openrlhf([completion], [TRUTH]))["rewards"] == 0.0
    assert service.scored(slime(completion))["score"] == 0.0
    assert service.scored(gym(completion))["reward"] == 0.0


# ---- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("truth", [*BAD_TRUTHS, None, float("nan"), 7, "\ud800"])
def test_a_bad_truth_is_refused_with_row_and_column(service: Service, truth: Any) -> None:
    whole = service.refused(400, openrlhf([GOOD, GOOD], [TRUTH, truth]))
    assert whole.startswith('vreward serve: row 1: column "labels"')
    assert service.refused(400, slime(GOOD, truth)).startswith('vreward serve: row 0: column "label"')
    assert service.refused(400, gym(GOOD, truth)).startswith('vreward serve: row 0: column "expected_answer"')


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "the body is not JSON"),
        (b"{", "the body is not JSON"),
        (b"\xff\xfe", "the body is not JSON"),
        (b'{"query": ' + b"1" * 5000 + b"}", "the body is not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"response": ' + b"[" * 900 + b"]" * 900 + b"}", "a completion must be text"),
        (b"[]", "must be a JSON object, not list"),
        (b"7", "must be a JSON object, not int"),
        (b"{}", "neither"),
        (b'{"text": "x"}', "but 'text'"),
        (b'{"query": "x", "prompts": ["x"], "labels": ["x"]}', "completions must be a list, not str"),
        (b'{"query": ["x"], "labels": ["x"]}', "prompts must come"),
        (b'{"query": ["x"], "prompts": ["x"]}', 'column "labels" must be a list'),
        (b'{"query": ["x"], "prompts": ["x", "y"], "labels": ["x"]}', '"prompts" has 2 values'),
        (b'{"query": ["x"], "prompts": ["y"], "labels": ["x"]}', "does not hold its prompt"),
        (b'{"query": [7], "prompts": ["y"], "labels": ["x"]}', "a completion must be text"),
        (b'{"response": 7, "label": "1"}', "a completion must be text"),
        (b'{"response": "x"}', 'column "label" is None'),
        (b'{"responses_create_params": {}, "response": {"output": []}}', 'no column "expected_answer"'),
    ],
)
def test_a_body_that_is_no_trainer_s(service: Service, body: bytes, message: str) -> None:
    assert message in service.refused(400, body)
    assert service.scored(slime(GOOD))["score"] == 1.0


def test_an_error_that_quotes_what_came_stays_short_and_on_one_line_of_the_log(service: Service) -> None:
    body = gym(GOOD, **{f"{number}\n\x1b[2J": 0 for number in range(9000)})
    del body["expected_answer"]
    assert len(service.refused(400, body)) < 2010
    line = service.line("8\u21b5")
    assert line.startswith("400 to nemo_gym: ")
    assert "\x1b" not in line


def test_other_paths_and_methods(service: Service) -> None:
    assert "POST /, POST /verify, GET /health, GET /metrics" in service.refused(404, None, "/get_reward", "GET")
    assert "/ takes POST, not GET" in service.refused(405, None, "/", "GET")
    assert "/health takes GET, not POST" in service.refused(405, {}, "/health")


# ---- sizes and times -------------------------------------------------------------------------------------------------


def raw(service: Service, *parts: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", service.port), timeout=60)
    for part in parts:
        client.sendall(part)
    return client


def reply(client: socket.socket) -> tuple[int, Any]:
    response = http.client.HTTPResponse(client)
    response.begin()
    return response.status, json.loads(response.read())


def test_a_body_that_says_that_it_is_too_large_is_refused_before_it_comes(service: Service) -> None:
    client = raw(service, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n")
    status, document = reply(client)
    assert (status, document["error"]) == (413, "the body is larger than 1 MB (--max-megabytes); send fewer samples")


@pytest.mark.parametrize("chunked", [True, False])
def test_a_gibibyte_is_refused_early_and_held_nowhere(service: Service, chunked: bool) -> None:
    before = service.memory()
    head = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % (1 << 30)
    client = raw(service, b"POST / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
    part = b"x" * (1 << 20)
    sent = answered = 0
    while sent < 1 << 30 and answered < 64:  # 64 MiB more after the answer are swallowed, too
        answered += bool(select.select([client], [], [], 0)[0])
        client.sendall(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
        sent += len(part)
    assert sent < 1 << 29
    assert reply(client)[0] == 413
    assert service.memory() - before < 32


@pytest.mark.parametrize(
    "begin",
    [b"", b"POST / HT", b"POST / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"],
    ids=["nothing", "line", "head", "body"],
)
def test_slow_clients_are_not_waited_for(service: Service, begin: bytes) -> None:
    client = raw(service, begin)
    started = time.monotonic()
    if b"Content" in begin:  # a byte now and then does not help
        for _ in range(3):
            time.sleep(SECONDS / 4)
            client.sendall(b" ")
    assert service.scored(slime(GOOD))["score"] == 1.0  # others do not wait
    status, document = reply(client)
    assert (status, document["error"]) == (408, "the request did not come whole within 2 s (--timeout)")
    assert SECONDS * 0.9 < time.monotonic() - started < SECONDS * 3
    assert client.recv(1) == b""


def test_a_connection_is_kept_for_the_next_request(service: Service) -> None:
    connection = service.connect()
    for wait in (0, 0, SECONDS * 1.5):  # the time of a request does not run between two
        time.sleep(wait)
        connection.request("POST", "/", json.dumps(slime(HALF)))
        assert json.loads(connection.getresponse().read())["score"] == 0.5


def test_an_answer_does_not_wait_for_the_client_s_acknowledgement(service: Service) -> None:
    """Its two parts would, for 40 ms, if a connection had Nagle's algorithm."""
    connection, taken = service.connect(), []
    for _ in range(25):
        begin = time.monotonic()
        connection.request("POST", "/", json.dumps(slime(HALF)))
        connection.getresponse().read()
        taken.append(time.monotonic() - begin)
    assert min(taken[1:]) < 0.02


# ---- many clients and workers that die -------------------------------------------------------------------------------


def rewards_of(service: Service, completions: list[str], results: list[Any]) -> None:
    """As trainers ask: again where a connection broke."""
    for completion in completions:
        for _ in range(10):
            try:
                results.append(service.scored(slime(completion))["score"])
                break
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)


def test_clients_at_once_get_their_own_answers(service: Service) -> None:
    texts = [[GOOD, HALF, EMPTY][(client + i) % 3] for client in range(8) for i in range(30)]
    results: list[list[Any]] = [[] for _ in range(8)]
    threads = [
        threading.Thread(target=rewards_of, args=(service, texts[client::8], results[client])) for client in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = {GOOD: 1.0, HALF: 0.5, EMPTY: 0.0}
    assert results == [[expected[text] for text in texts[client::8]] for client in range(8)]


def test_a_long_request_does_not_hold_up_the_others(service: Service) -> None:
    draw = random.Random(0)
    text, truth = ("".join(draw.choices("abcdefghij", k=200_000)) for _ in range(2))
    with serving("--recipe", "ocr", "--workers", "1") as running:
        assert running.scored(slime("a", {"text": "a"}))["score"] == 1.0
        begin = time.monotonic()
        long = threading.Thread(target=running.scored, args=(slime(text, {"text": truth}),))
        long.start()
        waits = []
        while long.is_alive():
            asked = time.monotonic()
            running.ask(None, "/health", "GET")
            waits.append(time.monotonic() - asked)
        assert max(waits) < (time.monotonic() - begin) / 3


def test_nothing_is_lost_when_workers_are_killed(service: Service) -> None:
    results: list[Any] = []
    clients = [threading.Thread(target=rewards_of, args=(service, [HALF] * 100, results)) for _ in range(4)]
    for client in clients:
        client.start()
    first = service.workers(2)
    for worker in first:
        os.kill(worker, signal.SIGKILL)
        time.sleep(0.3)
    for client in clients:
        client.join()
    assert results == [0.5] * 400
    assert len(service.workers(2, but=first)) == 2


def test_metrics_count_over_all_workers(service: Service) -> None:
    samples = r'samples_total\{reason="bad_value",recipe="detection"\}'
    requests = r'requests_total\{sender="openrlhf",status="200"\}'
    seconds = r'request_seconds_count\{sender="openrlhf"\}'
    before = [service.counted(one) for one in (samples, requests, seconds)]
    worthless = '[{"bbox_2d": [NaN, 1, 2, 3], "label": "cat"}]'
    for _ in range(20):  # of two workers
        service.scored(openrlhf([worthless, worthless], [TRUTH] * 2))
    after = [service.counted(one) for one in (samples, requests, seconds)]
    assert [b - a for a, b in zip(before, after)] == [40, 20, 20]
    service.refused(400, b"{")
    assert service.counted(r'requests_total\{sender="other",status="400"\}') > 0


def test_health(service: Service) -> None:
    found = service.ask(None, "/health", "GET")
    assert found == (200, {"status": "ok", "vreward": vreward.__version__, "recipes": ["detection"]})


# ---- recipes ---------------------------------------------------------------------------------------------------------


def test_no_recipe_comes_from_the_network(service: Service) -> None:
    assert service.scored(slime(HALF), "/?recipe=detection")["score"] == 0.5
    message = service.refused(403, slime(HALF), "/?recipe=counting")
    assert message.startswith("this service scores by detection only, not by counting")
    assert "--allow-recipes" in message


def test_several_recipes_and_those_that_are_allowed(service: Service, tmp_path: Path) -> None:
    strict = tmp_path / "strict.json"
    strict.write_text('{"base": "detection", "min_iou": 0.75}')
    options = ("--recipe", "detection", "--recipe", str(strict), "--set", "max_bytes=40", "--workers", "1")
    with serving(*options, "--allow-recipes") as running:
        assert running.scored(slime(HALF), "/?recipe=detection")["reason"] == "too_large"  # --set
        assert running.scored(slime(HALF), "/?recipe=strict")["reason"] == "too_large"
        assert "?recipe= with one of detection, strict" in running.refused(400, slime(HALF))
        assert running.scored(slime("3", 3), "/?recipe=counting")["score"] == 1.0
        assert running.scored(slime(HALF), "/?recipe=%7B%22base%22:%22detection%22%7D")["score"] == 0.5
        assert "no built-in recipe" in running.refused(400, slime(HALF), "/?recipe=nothing-like-it")
        assert running.counted(r'samples_total\{reason="ok",recipe="of a request"\}') == 2


# ---- beginning and ending --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--recipe", "nothing-like-it"], "no built-in recipe"),
        (["--recipe", "{"], "recipe"),
        (["--recipe", "ocr", "--recipe", "ocr"], "another is called ocr already"),
        (["--recipe", "ocr", "--set", "min_iou"], "must be MEMBER=VALUE"),
        (["--recipe", "ocr", "--workers", "0"], "--workers 0: must be 1 or more"),
        (["--recipe", "ocr", "--timeout", "nan"], "--timeout nan: must be 0.1 or more"),
        (["--recipe", "ocr", "--host", "not a host"], "--host not a host --port 8000"),
        (["--recipe", "ocr", "--port", "70000"], "--port 70000"),
    ],
)
def test_what_is_wrong_is_said_at_once(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str], service: Service
) -> None:
    assert main(["serve", *options]) == 2
    assert message in capsys.readouterr().err


def test_an_address_that_is_taken(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--recipe", "ocr", "--port", str(service.port)]) == 2
    assert f"--host 127.0.0.1 --port {service.port}: Address already in use" in capsys.readouterr().err


def test_what_has_to_be_installed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in [name for name in sys.modules if name.startswith("vreward._service.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    assert main(["serve", "--recipe", "ocr"]) == 2
    assert "needs prometheus_client: pip install vreward[serve]" in capsys.readouterr().err


def test_workers_end_with_a_service_that_is_killed(service: Service) -> None:
    with serving("--recipe", "ocr", "--workers", "2", ends_with=-signal.SIGKILL) as running:
        workers = running.workers(2)
        running.process.kill()
        running.process.wait()
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{one}").exists() for one in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [one for one in workers if Path(f"/proc/{one}").exists()] == []
