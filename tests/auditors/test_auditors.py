"""Auditors that others wrote, run over vreward.trl.reward: whatever they find is answered in docs/decisions.md.

answered.json has for each auditor and reward the findings that there are, with the answer to each by its name. A new finding
fails, and so does an answer to one that is no longer found.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
DECISIONS = HERE.parent.parent / "docs" / "decisions.md"
ANSWERED: dict[str, dict[str, dict[str, str]]] = json.loads((HERE / "answered.json").read_text(encoding="utf-8"))
sys.path.insert(0, str(HERE))
import rewards  # noqa: E402

BOXES = ([10, 10, 50, 60], [100, 20, 300, 180], [5, 40, 90, 200])
CAR = [400, 10, 500, 90]


def tasks(name: str) -> list[dict[str, str]]:
    """Rows: what is asked, what the reward compares with, and a right completion."""
    if name == "counting":
        pairs = [(str(n), str(n)) for n in (3, 7, 42, 12, 5, 9, 1)]
    elif name == "answer":
        pairs = [(text, text) for text in ("B", "C", "42", "Paris", "yes", "Eiffel Tower")]
    elif name == "ocr":
        pairs = [
            (text, text)
            for text in ("The quick brown fox jumps over the lazy dog.", "Invoice 42, due on Monday", "STOP")
        ]
    elif name == "grounding":
        pairs = [(json.dumps({"box": box}), json.dumps([{"bbox_2d": box}])) for box in BOXES]
    else:
        pairs = [
            (
                json.dumps({"boxes": [box, CAR], "labels": ["cat", "car"]}),
                json.dumps([{"bbox_2d": box, "label": "cat"}, {"bbox_2d": CAR, "label": "car"}]),
            )
            for box in BOXES
        ]
    return [
        {"prompt": f"Picture {i}: look.", "solution": truth, "answer": text} for i, (truth, text) in enumerate(pairs)
    ]


def reward_doctor(name: str, folder: Path) -> set[str]:
    from reward_doctor import audit

    found = audit(getattr(rewards, name), threshold=0.99 if name == "ocr" else 0.0)
    return {failure["id"] for failure in found.to_dict()["failures"]}


def rewardprobe(name: str, folder: Path) -> set[str]:
    from rewardprobe.probe import Probe

    report = Probe().test_fn(getattr(rewards, name), tasks(name), name=name)
    return {finding.attack for family in report.families for finding in family.findings}


def falsepass(name: str, folder: Path) -> set[str]:
    rows = folder / "rows.jsonl"
    rows.write_text("".join(json.dumps(row) + "\n" for row in tasks(name)), encoding="utf-8")
    settings: dict[str, Any] = {
        "id": f"local/{name}", "framework": "reward", "task": str(HERE / "rewards.py"), "dataset": str(rows),
        "functions": [name], "prompt_column": "prompt", "answer_column": "answer",
    }  # fmt: skip
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    (folder / "env.toml").write_text("[env]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "falsepass.runner", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (folder / "probe-results.json").is_file(), ran.stdout + ran.stderr
    found = json.loads((folder / "probe-results.json").read_text(encoding="utf-8"))["results"]
    assert len(found) > 50
    return {f"{one['probe']} {one['variant']}" for one in found if not one["passed"]}


AUDITORS = {"reward-doctor": reward_doctor, "rewardprobe": rewardprobe, "falsepass": falsepass}
RUNS = [
    (auditor, name)
    for auditor in AUDITORS
    for name in ("counting", "answer", "ocr", "grounding", "detection")
    if auditor != "reward-doctor" or name in ("counting", "answer", "ocr")  # its cases are of texts
]


@pytest.mark.parametrize(("auditor", "name"), RUNS)
def test_every_finding_is_answered(auditor: str, name: str, tmp_path: Path) -> None:
    found = AUDITORS[auditor](name, tmp_path)
    answered = set(ANSWERED[auditor][name])
    assert found - answered == set(), "new findings: mend them, or answer them in answered.json and docs/decisions.md"
    assert answered - found == set(), "these are found no longer: take their answers away"


def test_every_answer_is_written() -> None:
    section = DECISIONS.read_text(encoding="utf-8").partition("### Auditors of others")[2].partition("\n### ")[0]
    written = set(re.findall(r"^- \*\*(.+?)\*\*", section, re.M))
    given = {answer for rewards_ in ANSWERED.values() for findings in rewards_.values() for answer in findings.values()}
    assert given == written


def test_denied_numbers_are_not_taken() -> None:
    """What reward-doctor found first."""
    for text in ("The answer is definitely not 42.", "I cannot solve this problem. It is certainly not 42, though."):
        assert rewards.counting([text], ["42"]) == [0.0]
        assert rewards.answer([text], ["42"]) == [0.0]
