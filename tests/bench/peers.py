"""The peers that are installed, in which releases, and which of those in peers.txt are not."""

from __future__ import annotations

import importlib
import importlib.metadata
from pathlib import Path
from typing import Any, Dict, Optional

HERE = Path(__file__).resolve().parent


def module(name: str) -> Optional[Any]:
    """A module, or None where it does not install on this machine."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def releases() -> Dict[str, Optional[str]]:
    """Distribution -> release, None where it is not installed."""
    names = [line for text in ("requirements.txt", "peers.txt") for line in (HERE / text).read_text().split("\n")]
    found: Dict[str, Optional[str]] = {}
    for name in names:
        if name and not name.startswith("#"):
            try:
                found[name] = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                found[name] = None
    return found
