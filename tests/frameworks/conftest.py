"""What the tests of the frameworks share. Those of a framework are skipped where it is not installed, except in
`make check-frameworks`, which installs them in two environments and names in CHECK_FRAMEWORKS those it expects."""

from __future__ import annotations

import importlib
import os
from types import ModuleType
from typing import Callable

import pytest

# Nothing here asks a server outside this machine.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "true"


@pytest.fixture(scope="session")
def need() -> Callable[[str], ModuleType]:
    def imported(name: str) -> ModuleType:
        if name.partition(".")[0] in os.environ.get("CHECK_FRAMEWORKS", "").split():
            return importlib.import_module(name)
        return pytest.importorskip(name, reason="make check-frameworks installs it")

    return imported
