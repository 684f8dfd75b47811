"""Pages of vreward report in the system's Chromium. A page that says anything on its console, fails in its script, opens
a dialog or asks for anything but itself fails its test."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from vreward.command_line import main

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found is not None, "there is no Chromium: scripts/packages.sh install browser"
    with sync_playwright() as playwright:
        # Root, as whom CI runs, has no sandbox.
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def made(path: Path, *options: str) -> Path:
    """The page of the rollouts in a file."""
    out = path.with_suffix(".html")
    assert main(["report", str(path), *options, "-o", str(out)]) == 0
    return out


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens a page at a width, light or dark."""
    heard: list[str] = []
    contexts = []

    def open_page(file: Path, width: int = 1400, scheme: Any = "light", scripts: bool = True) -> Page:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, color_scheme=scheme, java_script_enabled=scripts)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}") or dialog.dismiss())  # type: ignore[func-returns-value]
        address = file.as_uri()
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith("data:") or request.url == address
                else heard.append(f"request: {request.url}")
            ),
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert heard == []
