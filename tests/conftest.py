"""What the Python tests share: the repository, the compiler, and the test data that lies beside a checkout."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_report_header(config: pytest.Config) -> list[str]:
    import vreward

    lines = [f"vreward library: {vreward.build_info()['path']}"]
    if not SHARED.is_dir():
        lines.append("../shared is not there: tests that need its data are skipped")
    return lines


def shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"../shared/{name} is not there")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Public test data, one folder per source."""
    return shared("data")


@pytest.fixture(scope="session", params=["grounding", "counting"])
def recorded(request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """VLM-R1's rollouts on RefCOCO, and Qwen2-VL's on SuperCLEVR."""
    from recorded import Recorded

    return Recorded(shared_data, request.param, tmp_path_factory.mktemp("recorded"))


@pytest.fixture(scope="session")
def shared_golden() -> Path:
    """Values that published rewards returned."""
    return shared("golden")


@pytest.fixture(scope="session")
def shared_cases() -> Path:
    """Cases from public reports."""
    return shared("cases")


@pytest.fixture(scope="session")
def compiler() -> str:
    """The C compiler."""
    found = shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc") or shutil.which("clang")
    if found is None:
        pytest.skip("no C compiler")
    return found
