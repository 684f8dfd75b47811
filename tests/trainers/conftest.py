"""What the tests of the adapters share. Those of a real trainer are skipped where it is not installed, except in
`make check-trainers`, which installs them all and sets CHECK_TRAINERS."""

from __future__ import annotations

import importlib
import os
from types import ModuleType
from typing import Callable, Iterator

import pytest


@pytest.fixture(scope="session")
def need() -> Callable[[str], ModuleType]:
    def imported(name: str) -> ModuleType:
        if os.environ.get("CHECK_TRAINERS"):
            return importlib.import_module(name)
        return pytest.importorskip(name, reason="make check-trainers installs it")

    return imported


@pytest.fixture(scope="session")
def ray_cluster(need: Callable[[str], ModuleType]) -> Iterator[ModuleType]:
    """A local Ray cluster with two workers."""
    ray = need("ray")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield ray
    ray.shutdown()
