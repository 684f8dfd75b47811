"""`vreward serve` in a process of its own, and what trainers send to it."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Collection, Iterator

from trainer_samples import TRUTH

PROMPT = "<|im_start|>user\nWhere?<|im_end|>\n<|im_start|>assistant\n"


class Service:
    """A running one."""

    def __init__(self, process: subprocess.Popen[str], port: int, said: Iterator[str]) -> None:
        self.process, self.port = process, port
        self.said: list[str] = []  # the lines of its standard error so far
        threading.Thread(target=lambda: self.said.extend(said), daemon=True).start()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, body: Any, path: str = "/", method: str = "POST") -> tuple[int, Any]:
        """Status and document."""
        connection = self.connect()
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, path, data)
        response = connection.getresponse()
        text = response.read()
        connection.close()
        return response.status, json.loads(text) if response.headers["content-type"] == "application/json" else text

    def line(self, part: str) -> str:
        """The line of its standard error that holds this, as soon as it is there."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            found = [line for line in self.said if part in line]
            if found:
                return found[-1]
            time.sleep(0.05)
        raise AssertionError(f"no line holds {part!r}")

    def scored(self, body: Any, path: str = "/") -> Any:
        status, document = self.ask(body, path)
        assert status == 200, document
        return document

    def refused(self, status: int, body: Any, path: str = "/", method: str = "POST") -> str:
        found, document = self.ask(body, path, method)
        assert (found, list(document)) == (status, ["error"])
        return str(document["error"])

    def counted(self, pattern: str) -> float:
        """The sum of the lines of /metrics that match."""
        text = self.ask(None, "/metrics", "GET")[1].decode()
        return sum(float(value) for value in re.findall(rf"^vreward_{pattern} (\S+)$", text, re.MULTILINE))

    def workers(self, count: int, but: Collection[int] = ()) -> list[int]:
        """Its processes, as soon as there are so many that are not among `but`."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        end = time.monotonic() + 30
        while time.monotonic() < end:
            commands = {int(one): Path(f"/proc/{one}/cmdline") for one in children.read_text().split()}
            found = [
                one for one, command in commands.items() if b"spawn_main" in command.read_bytes() and one not in but
            ]
            if len(found) == count:
                return found
            time.sleep(0.05)
        raise AssertionError(f"not {count} workers in time")

    def memory(self) -> int:
        """The most megabytes that a worker ever held."""
        status = [Path(f"/proc/{one}/status").read_text() for one in self.workers(2)]
        return max(int(re.search(r"VmHWM:\s+(\d+)", one).group(1)) for one in status) // 1024  # type: ignore[union-attr]


@contextmanager
def serving(*options: str, ends_with: int = 0) -> Iterator[Service]:
    command = [sys.executable, "-m", "vreward", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = iter(process.stderr.readline, "")
    port = next((int(found.group(1)) for line in said if (found := re.search(r" at http://.*:(\d+)$", line))), None)
    assert port is not None, "it did not say its address"
    try:
        yield Service(process, port, said)
    finally:
        process.terminate()
        assert process.wait(30) == ends_with


def openrlhf(completions: list[str], truths: list[Any]) -> dict[str, Any]:
    return {
        "query": [PROMPT + one + "<|im_end|>" for one in completions],
        "prompts": [PROMPT] * len(completions),
        "labels": truths,
    }


def slime(completion: Any, truth: Any = TRUTH) -> dict[str, Any]:
    return {"prompt": PROMPT, "response": completion, "label": truth}


def gym(completion: str, truth: Any = TRUTH, **members: Any) -> dict[str, Any]:
    content = [{"type": "output_text", "text": completion, "annotations": []}]
    message = {"type": "message", "role": "assistant", "content": content}
    return {
        "responses_create_params": {"input": [{"role": "user", "content": "Where?"}]},
        "response": {"id": "1", "output": [message]},
        "expected_answer": truth,
        **members,
    }
