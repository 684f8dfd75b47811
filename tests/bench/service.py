"""`vreward serve` under load, on loopback: python tests/bench/service.py [SECONDS].

64 clients ask for one sample at a time, as slime does, for SECONDS (60); in the middle a worker is killed. Every answer
is compared with that of vreward.score, and a request whose connection broke is asked again, as trainers do. Then one
client sends batches as OpenRLHF does, beside the call that a trainer makes in its own process. It fails where an answer
is wrong or refused, and where nothing broke."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import sys
import time
import timeit
from functools import partial
from pathlib import Path
from typing import Any, Callable, Iterator

import vreward
import vreward.openrlhf

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from running_service import Service, openrlhf, serving, slime

CLIENTS = 64
BATCHES = (1, 16, 64, 256)
LABELS = ["cat", "dog", "cat", "bird", "dog"]
BOXES = [[10 + 60 * i, 20 + 30 * i, 60 + 60 * i, 90 + 30 * i] for i in range(len(LABELS))]
TRUTH = json.dumps({"boxes": BOXES, "labels": LABELS})


def completion(shift: int) -> str:
    """Five boxes, each some pixels off, behind a little thinking."""
    items = [{"bbox_2d": [x + shift for x in box], "label": label} for box, label in zip(BOXES, LABELS)]
    return f"<think>I look for animals.</think><answer>{json.dumps(items)}</answer>"


TEXTS = [completion(shift) for shift in range(20)]


class Client:
    """One connection, opened again where it broke."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: Any = None
        self.broken = 0
        self.seconds: list[float] = []

    async def ask(self, request: bytes) -> Any:
        begin = time.perf_counter()
        while True:
            try:
                document = await self._ask(request)
            except (ConnectionResetError, BrokenPipeError, asyncio.IncompleteReadError):
                self.streams = None
                self.broken += 1
            else:
                self.seconds.append(time.perf_counter() - begin)
                return document

    async def _ask(self, request: bytes) -> Any:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        document = await reader.readexactly(length)
        assert head.startswith(b"HTTP/1.1 200"), document
        return json.loads(document)


def request_of(body: Any) -> bytes:
    data = json.dumps(body).encode()
    return (
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(data) + data
    )


async def load(service: Service, seconds: float) -> list[Client]:
    """What every client saw."""
    expected = [vreward.score("detection", text, TRUTH)["score"] for text in TEXTS]
    requests = [request_of(slime(text, TRUTH)) for text in TEXTS]
    clients = [Client(service.port) for _ in range(CLIENTS)]
    end = time.perf_counter() + seconds

    async def work(client: Client, place: int) -> None:
        while time.perf_counter() < end:
            place = (place + 1) % len(TEXTS)
            found = await client.ask(requests[place])
            assert found["score"] == expected[place], found

    tasks = [asyncio.create_task(work(client, place)) for place, client in enumerate(clients)]
    await asyncio.sleep(seconds / 2)
    os.kill(service.workers(2)[0], signal.SIGKILL)
    await asyncio.gather(*tasks)
    return clients


def microseconds(call: Callable[[], Any], samples: int) -> float:
    """Of one sample, in the fastest of many calls: the one that other work on the machine disturbed least."""
    return min(timeit.repeat(call, number=1, repeat=max(50, 4000 // samples))) / samples * 1e6


def batches(service: Service) -> Iterator[str]:
    """Rows of a table: the samples in a batch, and what one costs over HTTP and in the process."""
    reward = vreward.openrlhf.reward("detection")
    connection = http.client.HTTPConnection("127.0.0.1", service.port)

    def ask(data: bytes) -> Any:
        connection.request("POST", "/", data)
        return json.loads(connection.getresponse().read())

    for count in BATCHES:
        body = openrlhf([TEXTS[i % len(TEXTS)] for i in range(count)], [TRUTH] * count)
        data = json.dumps(body).encode()
        columns = (body["query"], body["prompts"], body["labels"])
        assert ask(data) == reward(*columns)
        served, here = microseconds(partial(ask, data), count), microseconds(partial(reward, *columns), count)
        yield f"| {count} | {served:.0f} us | {here:.1f} us |"


def main(seconds: float) -> None:
    with serving("--recipe", "detection", "--workers", "2") as service:
        time.sleep(2)  # until both workers are there
        clients = asyncio.run(load(service, seconds))
        taken = sorted(one * 1e3 for client in clients for one in client.seconds)
        p50, p99 = (taken[int(len(taken) * share)] for share in (0.5, 0.99))
        broken = sum(client.broken for client in clients)
        cores, rate = len(os.sched_getaffinity(0)), len(taken) / seconds
        print(f"{CLIENTS} clients, 2 workers, {cores} cores that they share: {len(taken)} requests in {seconds:g} s")
        print(f"{rate:.0f} requests a second, p50 {p50:.1f} ms, p99 {p99:.1f} ms, at most {taken[-1]:.0f} ms")
        print(f"a worker was killed: {broken} connections broke, every request got its answer")
        print(f"the most memory of a worker: {service.memory()} MiB")
        print("| samples in a batch | over HTTP, each | in the process, each |\n|---:|---:|---:|")
        print(*batches(service), sep="\n")
        assert broken > 0, "no connection broke, so nothing was tried"


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
