"""The workers of a service: processes that share one address, each replaced when it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from multiprocessing.connection import wait
from typing import Any, List, Optional

from .._binding.errors import Error
from .app import App, Settings
from .deadline import Protocol

BACKLOG = 2048  # connections that wait to be taken
AT_A_TIME = 1  # that a worker takes; asyncio would take all that wait, and leave the other workers without
IDLE_SECONDS = 75  # longer than clients keep a connection that they mean to use again: aiohttp's 15
GRACE_SECONDS = 10  # for requests in progress, when the service ends
SHORT_SECONDS = 2.0  # a worker that ends sooner is not begun again at once
_processes = multiprocessing.get_context("spawn")


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serves until SIGINT or SIGTERM. Connections wait at the address while a worker is replaced."""
    with listening(host, port) as listener, tempfile.TemporaryDirectory(prefix="vreward-serve-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # where the workers count
        signal.signal(signal.SIGTERM, _stop)
        running: List[Any] = []
        try:
            running.extend(_begun(settings, listener) for _ in range(workers))
            print(f"vreward serve: {', '.join(settings.recipes)} at {address(listener)}", file=sys.stderr, flush=True)
            while True:
                wait([worker.sentinel for worker in running])
                running[:] = [
                    worker if worker.is_alive() else _replaced(worker, settings, listener) for worker in running
                ]
        except KeyboardInterrupt:
            print("vreward serve: ends", file=sys.stderr)
        finally:
            for worker in running:
                worker.terminate()
            for worker in running:
                worker.join()


def _stop(*_of_signal: Any) -> None:
    raise KeyboardInterrupt


def listening(host: str, port: int) -> socket.socket:
    """The address, taken before any worker begins, so that a wrong one is said at once."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, OverflowError) as failure:
        raise Error(f"--host {host} --port {port}: {getattr(failure, 'strerror', None) or failure}") from None
    # Every connection inherits it. An answer is written in two parts, and the second would wait 40 ms for the client.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{'[' + host + ']' if ':' in host else host}:{port}"


def _begun(settings: Settings, listener: socket.socket) -> Any:
    worker = _processes.Process(target=_work, args=(settings, listener), daemon=True)
    worker.start()
    worker.began = time.monotonic()  # type: ignore[attr-defined]
    return worker


def _replaced(worker: Any, settings: Settings, listener: socket.socket) -> Any:
    print(f"vreward serve: worker {worker.pid} ended ({worker.exitcode}), another begins", file=sys.stderr, flush=True)
    if time.monotonic() - worker.began < SHORT_SECONDS:
        time.sleep(SHORT_SECONDS)
    return _begun(settings, listener)


def _work(settings: Settings, listener: socket.socket) -> None:
    """What a worker does."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: Optional[List[socket.socket]] = None) -> None:
            await super().startup(sockets)
            listener.listen(BACKLOG)  # asyncio takes as many at a time as it lets wait

    threading.Thread(target=_end_with_parent, daemon=True).start()
    config = uvicorn.Config(
        App(settings),
        http=Protocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level="warning",
        backlog=AT_A_TIME,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    Server(config).run([listener])


def _end_with_parent() -> None:
    """Workers do not outlive a parent that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
