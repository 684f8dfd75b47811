"""The pages of the frameworks: every block of code runs and prints what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest
from code_of_pages import blocks, run
from trainer_samples import HALF, TRUTH

MODULES = {
    "verifiers": "verifiers.v1",
    "openenv": "openenv.core.rubrics",
    "inspect_ai": "inspect_ai",
    "eval_protocol": "eval_protocol.models",
}


@pytest.fixture(params=MODULES)
def namespace(
    root: Path, request: pytest.FixtureRequest, need: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """What the blocks of a page define."""
    need(MODULES[request.param])
    found: dict[str, Any] = {"__name__": "page"}
    codes = blocks(root / "docs" / "trainers" / f"{request.param}.md", "python")
    assert codes
    for code in codes:
        run(code, found, capsys)
    found["page"] = request.param
    return found


def test_python(namespace: dict[str, Any], root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = namespace["page"]
    if page == "verifiers":
        import asyncio

        from test_verifiers import trace_of

        trace = trace_of(namespace["vf"], HALF)
        asyncio.run(namespace["Detect"](namespace["Boxes"](solution=TRUTH)).score(trace))
        assert (trace.reward, trace.metrics["detection/f1"]) == (0.5, 1.0)
    if page == "inspect_ai":
        from inspect_ai import eval
        from inspect_ai.model import ModelOutput, ModelUsage, get_model

        output = ModelOutput.from_content("mock", HALF)
        output.usage = ModelUsage()
        model = get_model("mockllm/model", custom_outputs=[output])
        (log,) = eval(namespace["task"], model=model, log_dir=str(tmp_path), display="none")
        assert log.samples[0].scores["detection"].value["score"] == 0.5
    if page == "eval_protocol":
        from eval_protocol.models import EvaluationRow
        from eval_protocol.pytest import evaluation_test

        (code,) = blocks(root / "docs" / "trainers" / "eval_protocol.md", "py")
        names = {**namespace, "EvaluationRow": EvaluationRow, "evaluation_test": evaluation_test, "rows_of": list}
        run(code, names, capsys)  # its decorator checks what it decorates
