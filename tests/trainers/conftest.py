"""What the tests of the adapters share. Those of a real trainer are skipped where it is not installed, except in
`make check-trainers`, which installs them all and sets CHECK_TRAINERS."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Callable, Dict, Iterator

import pytest


@pytest.fixture(scope="session")
def need() -> Callable[[str], ModuleType]:
    def imported(name: str) -> ModuleType:
        if os.environ.get("CHECK_TRAINERS"):
            return importlib.import_module(name)
        return pytest.importorskip(name, reason="make check-trainers installs it")

    return imported


@pytest.fixture(scope="session")
def with_trl() -> Callable[[str], Dict[str, str]]:
    """The environment of a process that imports another release of TRL, which trainers.mk puts beside the newest."""

    def environment(version: str) -> Dict[str, str]:
        folder = Path(sys.prefix) / f"trl-{version}"
        if not folder.exists() and not os.environ.get("CHECK_TRAINERS"):
            pytest.skip("make check-trainers installs it")
        assert folder.exists(), f"no TRL {version}: see trainers.mk"
        return {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), os.environ["PYTHONPATH"]])}

    return environment


@pytest.fixture(scope="session")
def ray_cluster(need: Callable[[str], ModuleType]) -> Iterator[ModuleType]:
    """A local Ray cluster with two workers."""
    ray = need("ray")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield ray
    ray.shutdown()
