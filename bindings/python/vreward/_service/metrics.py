"""What Prometheus reads, summed over the workers: each counts in files of its own, which outlive it."""

from __future__ import annotations

from collections import Counter as Tally
from functools import lru_cache
from typing import Sequence

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of this process. Any thread may use them."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        requests = Counter(
            "vreward_requests", "Requests by who sent them and what they got", ["sender", "status"], registry=registry
        )
        seconds = Histogram(
            "vreward_request_seconds",
            "From the head of a request to its answer",
            ["sender"],
            registry=registry,
            buckets=SECONDS,
        )
        samples = Counter(
            "vreward_samples",
            "Completions by recipe and the reason of their score",
            ["recipe", "reason"],
            registry=registry,
        )
        # There are few combinations of labels, and finding one takes as long as counting.
        self._requests = lru_cache(None)(requests.labels)
        self._seconds = lru_cache(None)(seconds.labels)
        self._samples = lru_cache(None)(samples.labels)

    def request(self, sender: str, status: int, seconds: float) -> None:
        self._requests(sender, status).inc()
        self._seconds(sender).observe(seconds)

    def samples(self, recipe: str, reasons: Sequence[str]) -> None:
        for reason, count in Tally(reasons).items():
            self._samples(recipe, reason).inc(count)

    @staticmethod
    def text() -> bytes:
        """The sums over all workers that there are or were."""
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
