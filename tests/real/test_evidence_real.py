"""How often recorded rollouts, whose space is known to be right, are told that they stand in another one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import vreward

FILES = {
    "vlm_r1_rec_logs": "grounding",
    "vlm_r1_7b_rollouts": "grounding",
}
MOST = 0.02


def rows(shared_data: Path) -> list[tuple[str, dict]]:
    found = []
    for folder in FILES:
        for path in sorted((shared_data / folder).glob("*.jsonl")):
            found += [(path.stem, json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    return found


def size_of(box: list[float]) -> list[int]:
    """COCO pictures are 640 pixels long; which way they lie is not recorded."""
    if box[2] <= 640 and box[3] <= 480:
        return [640, 480]
    return [480, 640] if box[2] <= 480 and box[3] <= 640 else [max(640, round(box[2])), max(640, round(box[3]))]


def test_false_alarms(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts: dict[str, list[int]] = {}
    for name, row in rows(shared_data):
        click = name.startswith("click")
        box = row["ground_truth"]
        truth = {"box": box} if click else {"box": box, "size": size_of(box)}
        told = vreward.score("grounding", row["model_output"], truth, target="point" if click else "box")
        of = counts.setdefault(name, [0, 0, 0])
        of[0] += 1
        of[1] += told["score"] < 0.5
        of[2] += told["reason"] == "space_suspect"
    with capsys.disabled():
        print()
        for name, (seen, low, alarms) in counts.items():
            print(f"  {name}: {seen} completions, {low} below 0.5, {alarms} said to stand in another space")
        total = [sum(column) for column in zip(*counts.values())]
        print(f"  false alarms: {total[2]} of {total[0]}, {100 * total[2] / total[0]:.2f} %")
    assert total[2] < MOST * total[0]
