from __future__ import annotations

from pathlib import Path

import pytest
from installing import ROOT, run


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare clone of what is committed."""
    folder = tmp_path_factory.mktemp("clone") / "vreward"
    run("git", "clone", "--quiet", ROOT, folder)
    return folder
