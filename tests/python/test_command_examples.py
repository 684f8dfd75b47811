"""The `vreward ...` lines of README.md and docs/: each runs on files that have the names it names."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# What other tests run: docs/datasets.md with the files that its own blocks write (test_truths.py), what never ends or
# needs more than this package.
ELSEWHERE = re.compile(r"vreward (convert|serve)\b|--ray\b")

Example = tuple[str, str]  # page and line, command


def examples() -> list[Example]:
    found = []
    for page in PAGES:
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            command = re.match(r"(?: {4})?((?:z?cat \S+ \| )?(?:python -m )?vreward (?!\w+\.|\w+ \*|\w+ =|\w+;)[a-z].*)", line)
            if command and not ELSEWHERE.search(line):
                found.append((f"{page.relative_to(ROOT)}:{number}", re.sub(r"\s+#.*| \[name\]", "", command[1])))
    return found


def rows_for(command: str) -> list[dict[str, object]]:
    """The example rollouts of the command's recipe; of all recipes where it names none. As many as a file has."""
    recipe = re.search(r"--recipe (\w+)", command.replace("my_recipe.json", "detection"))
    lines = (ROOT / "examples" / "rollouts.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if recipe is None or row["recipe"] == recipe[1]]
    rows.append({**rows[-1], "completion": '[{"bbox_2d": [0, 0, 2, 2], "label": "cat"}]'})  # overlaps with nothing
    rows = [{**row, "solution": row["truth"], "step": step} for step in range(3) for row in rows]
    return [{**row, "id": number, "question_id": number, "source": "ab"[number % 2]} for number, row in enumerate(rows)]


def trace_of(row: dict[str, object]) -> dict[str, object]:
    """A rollout as verifiers writes it."""
    node = {"sampled": True, "message": {"role": "assistant", "content": row["completion"]}}
    return {"task": {"data": {"solution": row["solution"]}}, "traces": [{"nodes": [node]}]}


def write_files(folder: Path, command: str) -> None:
    rows = rows_for(command)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    for name in ("rollouts", "truths", "other", "older", "base", "trained"):
        (folder / f"{name}.jsonl").write_text(text)
    (folder / "traces.jsonl").write_text("".join(json.dumps(trace_of(row)) + "\n" for row in rows))
    if "--annotations" in command:
        write_coco(folder, len(rows))
    (folder / "rollouts.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    (folder / "my_recipe.json").write_text('{"base": "detection", "min_iou": 0.5}')
    (folder / "coco" / "val2017").mkdir(parents=True)
    (folder / "val2017").mkdir()
    (folder / "my_rewards.py").write_text(
        "def iou_reward(completions, solution, **columns):\n    return [0.0] * len(completions)\n"
    )
    if ".parquet" in command:
        arrow = pytest.importorskip("pyarrow")
        table = arrow.Table.from_pylist(rows)
        (folder / "steps").mkdir()
        for name in ("steps/1.parquet", "steps/2.parquet", "train.parquet"):
            pytest.importorskip("pyarrow.parquet").write_table(table, str(folder / name))
    if "scored" in re.sub(r"-o \S+", "", command):
        run(folder, "vreward score rollouts.jsonl -o scored.jsonl")


def write_coco(folder: Path, images: int) -> None:
    """A cat in each image, and a detector that finds it."""
    box = {"category_id": 1, "bbox": [10, 10, 20, 20]}
    data = {
        "images": [{"id": number, "width": 640, "height": 480} for number in range(images)],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [{"id": number, "image_id": number, **box} for number in range(images)],
    }
    (folder / "instances_val2017.json").write_text(json.dumps(data))
    found = [{"image_id": number, "score": 0.5, **box} for number in range(images)]
    (folder / "results.json").write_text(json.dumps(found))


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    command = re.sub(r"(python -m )?\bvreward (?=[a-z]+)", f"{sys.executable} -m vreward ", command)
    return subprocess.run(["bash", "-ec", command], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("place", "command"), [pytest.param(*one, id=one[0]) for one in examples()])
def test_example(place: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "bindings" / "python"))
    write_files(tmp_path, command)
    done = run(tmp_path, command)
    assert done.returncode in (0, 1), f"{place}: {command}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    output = re.search(r"(?:-o|>) (\S+)", command)
    assert (tmp_path / output[1]).stat().st_size > 0 if output else done.stdout


def test_there_are_examples() -> None:
    """Of every command that a page could show."""
    commands = {re.search(r"vreward ([a-z]+)", command)[1] for _, command in examples()}  # type: ignore[index]
    assert commands >= {"score", "evaluate", "lint", "explain", "curriculum", "compare", "recipes", "adapter", "version"}
