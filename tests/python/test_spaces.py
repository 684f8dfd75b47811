"""What is said of many samples whose numbers stand in another space."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path
from typing import Any, List, Tuple

import pytest

import vreward
from vreward._scoring.spaces import Spaces
from vreward.command_line import main
from vreward.trl import reward

SIZE = (1280, 960)


def samples(count: int) -> Tuple[List[str], List[Any]]:
    """Perfect answers in thousandths."""
    draw = random.Random(count)
    completions, truths = [], []
    for _ in range(count):
        x, y = draw.randint(0, 900), draw.randint(0, 600)
        box = [x, y, x + draw.randint(80, 300), y + draw.randint(80, 300)]
        numbers = [round(1000 * number / SIZE[i % 2]) for i, number in enumerate(box)]
        completions.append(json.dumps([{"bbox_2d": numbers}]))
        truths.append({"box": box, "size": SIZE})
    return completions, truths


def collected(scorer: vreward.Scorer, count: int) -> Spaces:
    completions, truths = samples(count)
    scores = scorer.score(completions, truths)
    spaces = Spaces()
    spaces.add(scorer, completions, truths, scores.score, scores.reason)
    return spaces


def test_the_mean_in_the_space_that_fits() -> None:
    (finding,) = collected(vreward.Scorer("grounding"), 100).findings()
    assert finding.startswith("read as norm1000, the mean would be 0.99")
    assert collected(vreward.Scorer("grounding", model="qwen3-vl"), 100).findings() == []


def test_collections_of_several_processes() -> None:
    scorer = vreward.Scorer("grounding")
    whole = Spaces()
    for count in (300, 40):
        whole.merge(pickle.loads(pickle.dumps(collected(scorer, count))))
    (finding,) = whole.findings()
    assert "of the first 256 would be" in finding


def test_the_summary_of_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps({"completion": text, "truth": truth}) + "\n" for text, truth in zip(*samples(50))]
    (tmp_path / "in.jsonl").write_text("".join(lines), encoding="utf-8")
    assert main(["score", str(tmp_path / "in.jsonl"), "--recipe", "grounding", "-o", str(tmp_path / "out.jsonl")]) == 0
    assert "\nread as norm1000, the mean would be 0.99" in capsys.readouterr().err


def test_the_log_of_a_trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VREWARD_LOG", str(tmp_path / "log"))
    completions, truths = samples(60)
    reward("grounding", truth="solution")(completions=completions, solution=[json.dumps(truth) for truth in truths])
    (path,) = tmp_path.glob("log-*.jsonl")
    (line,) = [row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()) if row["why"] == "space"]
    assert line["finding"].startswith("read as norm1000, the mean would be 0.99")
    assert line["suspicious"] > 16


def test_a_few_answers_do_not_make_the_truths_wrong() -> None:
    """Some that are wrong fit by chance when the true boxes are read as x, y, width, height: others would not."""
    scorer = vreward.Scorer("grounding")
    truth = {"box": [100, 50, 200, 150]}
    as_xywh, right = "[100, 50, 300, 200]", "[100, 50, 200, 150]"
    for count, told in ((2, False), (20, True)):
        spaces = Spaces()
        completions = [as_xywh] * count + [right] * (100 - count)
        scores = scorer.score(completions, truth)
        spaces.add(scorer, completions, [truth] * 100, scores.score, scores.reason)
        assert any("is \"order\" missing" in line for line in spaces.findings()) == told
