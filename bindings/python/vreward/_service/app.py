"""The service as an ASGI application: requests in, scores out, every refusal as JSON that says what is wrong."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any, Dict, Mapping, NamedTuple, Optional
from urllib.parse import parse_qs

from .. import __version__
from .._binding.errors import Error
from .._scoring.shown import printable
from .bodies import Rewards, sender_of
from .deadline import Deadlines
from .metrics import CONTENT_TYPE, Metrics

ROUTES = {"/": "POST", "/verify": "POST", "/health": "GET", "/metrics": "GET"}
LONG_BYTES = 1 << 16  # a body of this size is scored in a thread, so that other requests go on
MOST_CHARACTERS = 2000  # of an error
JSON = "application/json"
NOBODY = "other"  # the sender of what is no trainer's body
log = logging.getLogger("vreward.serve")


class Settings(NamedTuple):
    """What a service is told at its start."""

    recipes: Dict[str, str]  # by name: each a name or JSON
    overrides: Dict[str, Any]
    truth: str  # the member of NeMo Gym's rows that holds the truth
    allow_recipes: bool
    megabytes: float
    seconds: float


class Answer(NamedTuple):
    status: int
    document: bytes
    sender: str = NOBODY
    kind: str = JSON


class Refused(Exception):
    """A request that gets an error instead of scores."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(what)
        self.status = status


class Gone(Exception):
    """The client is no longer there."""


class App:
    """One for each worker."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.deadlines = Deadlines(settings.seconds, self._late)
        self.metrics = Metrics()
        self.limit = int(settings.megabytes * 1e6)
        self.rewards = {
            name: self._rewards(name, recipe, settings.overrides) for name, recipe in settings.recipes.items()
        }

    def _rewards(self, name: str, recipe: str, overrides: Mapping[str, Any]) -> Rewards:
        return Rewards(recipe, overrides, self.settings.truth, lambda reasons: self.metrics.samples(name, reasons))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        begin = time.perf_counter()
        try:
            answer = await self._answer(scope, receive)
        except Refused as refused:
            answer = refusal(refused.status, str(refused))
        except Gone:
            return
        self.deadlines.end(tuple(scope["client"]))
        headers = [(b"content-type", answer.kind.encode()), (b"content-length", b"%d" % len(answer.document))]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.document})
        self.metrics.request(answer.sender, answer.status, time.perf_counter() - begin)

    async def _answer(self, scope: Any, receive: Any) -> Answer:
        path = scope["path"]
        method = ROUTES.get(path)
        if method is None:
            there = ", ".join(f"{ROUTES[one]} {one}" for one in ROUTES)
            raise Refused(404, f"nothing is at {path}; there are {there}")
        if scope["method"] != method:
            raise Refused(405, f"{path} takes {method}, not {scope['method']}")
        if path == "/health":
            return Answer(200, dumped({"status": "ok", "vreward": __version__, "recipes": sorted(self.rewards)}))
        if path == "/metrics":
            return Answer(200, self.metrics.text(), kind=CONTENT_TYPE)
        body = await self._body(scope, receive)
        self.deadlines.end(tuple(scope["client"]))
        recipe = parse_qs(scope["query_string"].decode("ascii", "replace")).get("recipe", [None])[-1]
        if len(body) < LONG_BYTES:
            return self._scored(recipe, body)
        return await asyncio.get_running_loop().run_in_executor(None, self._scored, recipe, body)

    async def _body(self, scope: Any, receive: Any) -> bytearray:
        """The body, which is not read on where it is too large."""
        announced = int(dict(scope["headers"]).get(b"content-length", 0))
        body = bytearray()
        more = True
        while more:
            if max(announced, len(body)) > self.limit:
                raise Refused(
                    413, f"the body is larger than {self.settings.megabytes:g} MB (--max-megabytes); send fewer samples"
                )
            message = await receive()
            if message["type"] != "http.request":
                raise Gone
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return body

    def _scored(self, recipe: Optional[str], body: bytearray) -> Answer:
        sender = NOBODY
        try:
            rewards = self._chosen(recipe)
            document = parsed(body)
            sender = sender_of(document)
            return Answer(200, dumped(rewards.answer(sender, document)), sender)
        except Refused as refused:
            return refusal(refused.status, str(refused), sender)
        except Error as failure:
            return refusal(400, str(failure), sender)
        except RecursionError:
            return refusal(400, "the body is nested too deeply", sender)
        except Exception:
            log.exception("a fault of vreward serve")
            return refusal(500, "a fault of vreward serve; its log says more", sender)

    def _chosen(self, recipe: Optional[str]) -> Rewards:
        """The rewards of the recipe that the address names, of the only one where it names none."""
        if recipe is None:
            if len(self.rewards) > 1:
                raise Refused(400, f"say which recipe: ?recipe= with one of {', '.join(self.rewards)}")
            return next(iter(self.rewards.values()))
        if recipe in self.rewards:
            return self.rewards[recipe]
        if self.settings.allow_recipes:
            return self._rewards("of a request", recipe, {})
        raise Refused(
            403,
            f"this service scores by {', '.join(self.rewards)} only, not by {recipe}; "
            "one that was started with --allow-recipes takes any",
        )

    def _late(self) -> bytes:
        """What a client gets whose request did not come within the time; uvicorn is not asked any more."""
        what = f"the request did not come whole within {self.settings.seconds:g} s (--timeout)"
        body = refusal(408, what).document
        self.metrics.request(NOBODY, 408, self.settings.seconds)
        head = (
            f"HTTP/1.1 408 Request Timeout\r\ncontent-type: {JSON}\r\ncontent-length: {len(body)}\r\nconnection: close"
        )
        return head.encode() + b"\r\n\r\n" + body


def refusal(status: int, what: str, sender: str = NOBODY) -> Answer:
    """An error for the client, said here as well: trainers do not show what a service answers."""
    if len(what) > MOST_CHARACTERS:  # it may quote what came
        what = what[:MOST_CHARACTERS] + " ..."
    log.warning("%d to %s: %s", status, sender, printable(what))
    return Answer(status, dumped({"error": what}), sender)


def parsed(body: bytearray) -> Any:
    try:
        return json.loads(body)
    except ValueError as failure:
        raise Error(f"the body is not JSON: {failure}") from None


def dumped(document: Any) -> bytes:
    return json.dumps(document).encode()
