"""HTTP with a time within which a request must have come whole, so that slow clients hold nothing for long."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, Dict, Tuple

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

Client = Tuple[str, int]


class Deadlines:
    """The connections of this process whose request is still coming, and when that ends.

    seconds  how long it may take
    late     what a client is sent that took longer
    """

    def __init__(self, seconds: float, late: Callable[[], bytes]) -> None:
        self.seconds = seconds
        self.late = late
        self._timers: Dict[Client, asyncio.TimerHandle] = {}

    def begin(self, client: Client, close: Callable[[], None]) -> None:
        """A connection came, or bytes of it; a time that runs already goes on."""
        if client not in self._timers:
            self._timers[client] = asyncio.get_running_loop().call_later(self.seconds, close)

    def end(self, client: Client) -> None:
        """The request came whole, or its connection is gone."""
        timer = self._timers.pop(client, None)
        if timer is not None:
            timer.cancel()


class Protocol(HttpToolsProtocol):
    """uvicorn's own, watched by the `deadlines` of its app."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._deadlines: Deadlines = named["config"].app.deadlines

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._connection = transport
        self._client: Client = tuple(transport.get_extra_info("peername")[:2])
        self._deadlines.begin(self._client, self._close)

    def data_received(self, data: bytes) -> None:
        self._deadlines.begin(self._client, self._close)
        super().data_received(data)

    def connection_lost(self, exc: Any) -> None:
        self._deadlines.end(self._client)
        super().connection_lost(exc)

    def _close(self) -> None:
        self._connection.write(self._deadlines.late())
        self._connection.close()
