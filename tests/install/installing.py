"""What the tests of installing share: commands in a clean environment, and what an installed package must do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

THREE_LINES = """
import vreward
result = vreward.score("grounding", '<answer>[{"bbox_2d": [0, 0, 10, 5]}]</answer>', '{"box": [0, 0, 10, 10]}')
print(result["score"], result["reason"])
"""

TEN_LINES = r"""
#include <stdio.h>
#include <vreward.h>
int main(void) {
    const char text[] = "<answer>[{\"bbox_2d\": [0, 0, 10, 5]}]</answer>", truth[] = "{\"box\": [0, 0, 10, 10]}";
    int64_t text_offsets[] = {0, sizeof text - 1}, truth_offsets[] = {0, sizeof truth - 1};
    vreward_scorer *scorer; vreward_error err; double score = -1;
    vreward_batch batch = {sizeof batch, 1, text, text_offsets, truth, truth_offsets, 1, 0, 0, 0};
    vreward_result result = {sizeof result, &score, 0, 0, 0};
    if (!vreward_scorer_create("grounding", 9, &scorer, &err)) vreward_score(scorer, &batch, &result, &err);
    printf("%g %s\n", score, err.message); }
"""


def run(*command: object, cwd: Path | None = None, **environment: str) -> str:
    """Output of a command in an environment where nothing of this checkout is found by chance."""
    clean = {name: value for name, value in os.environ.items() if name not in ("VREWARD_LIBRARY", "PYTHONPATH")}
    ran = subprocess.run(
        list(map(str, command)), cwd=cwd, env={**clean, **environment}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}"
    return ran.stdout


def empty_environment(folder: Path) -> Path:
    run(sys.executable, "-m", "venv", folder)
    return folder / "bin"


def check_installed(programs: Path, folder: Path) -> None:
    """The package works, from another folder, and is the installed one."""
    assert run(programs / "python", "-c", THREE_LINES, cwd=folder) == "0.5 ok\n"
    path = run(programs / "python", "-c", "import vreward; print(vreward.build_info()['path'])", cwd=folder)
    assert Path(path.strip()).is_relative_to(programs.parent)
    assert "grounding" in run(programs / "vreward", "recipes", cwd=folder)
    assert "detection" in run(programs / "python", "-m", "vreward", "recipes", cwd=folder)
    listed = run(programs / "python", "-m", "pip", "show", "vreward", cwd=folder)
    assert "Requires: \n" in listed
    typed = run(programs / "python", "-c", "import vreward, os; print(os.listdir(os.path.dirname(vreward.__file__)))")
    assert "py.typed" in typed
    assert (Path(path.strip()).parent / "_report" / "page" / "page.html.j2").is_file()
