"""VREWARD_LOG: what it writes, where it stops, and that it never stops a step."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
from pathlib import Path
from typing import Any

import pytest
import vreward
import vreward.trl
import vreward.verl
from trainer_samples import EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward._trainers import log


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = str(tmp_path / "log")
    monkeypatch.setenv("VREWARD_LOG", made)
    monkeypatch.setenv("VREWARD_LOG_EVERY", "0")
    return made


def lines(prefix: str) -> list[dict[str, Any]]:
    folder = Path(prefix).parent
    found = []
    for path in sorted(folder.glob("log-*.jsonl")):
        found += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return found


def test_off_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VREWARD_LOG", raising=False)
    assert log.current() is None
    assert vreward.trl.reward("detection")._log is None


def test_every_n_th_sample(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VREWARD_LOG_EVERY", "3")
    made = vreward.trl.reward("detection")
    for _ in range(2):
        made(completions=[GOOD, HALF, GOOD, HALF, GOOD], solution=[TRUTH] * 5)
    found = lines(prefix)
    assert [(line["why"], line["sample"]) for line in found] == [("sample", 3), ("sample", 6), ("sample", 9)]
    assert [line["scores"] for line in found] == [[1.0], [1.0], [0.5]]
    first = found[0]
    assert (first["trainer"], first["reward"], first["truth"]) == ("vreward.trl", "detection", TRUTH)
    assert first["explained"] == [{"completion": GOOD, "explanation": vreward.explain("detection", GOOD, TRUTH)}]


def test_groups_of_which_all_are_zero(prefix: str) -> None:
    made = vreward.trl.reward("detection")
    prompts = ["a"] * 2 + ["b"] * 2 + ["c"] * 2
    made(prompts=prompts, completions=[EMPTY, HALF, "x", EMPTY, GOOD, GOOD], solution=[TRUTH] * 6)
    (line,) = lines(prefix)
    assert (line["why"], line["scores"]) == ("group", [0.0, 0.0])
    assert [one["completion"] for one in line["explained"]] == ["x", EMPTY]
    assert line["explained"][0]["explanation"]["reason"] == "no_items"


def test_groups_of_which_all_are_equal(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VREWARD_LOG_GROUPS", "equal")
    vreward.trl.reward("detection")(completions=[GOOD, GOOD], solution=[TRUTH] * 2)
    assert [line["scores"] for line in lines(prefix)] == [[1.0, 1.0]]


def test_groups_where_the_trainer_calls_for_one_at_a_time(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VREWARD_LOG_GROUP", "4")
    made = vreward.verl.reward("detection")
    other = '{"boxes": [[0, 0, 5, 5]], "labels": ["dog"]}'
    for completion in ["x", EMPTY, "y", "z", GOOD]:  # four of one truth are a group; other truths come between
        made(solution_str=completion, ground_truth=TRUTH)
        made(solution_str='[{"bbox_2d": [0, 0, 5, 5], "label": "dog"}]', ground_truth=other)
    (line,) = lines(prefix)
    assert (line["trainer"], line["why"], line["scores"]) == ("vreward.verl", "group", [0.0] * 4)


def test_the_file_is_bounded(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VREWARD_LOG_EVERY", "1")
    monkeypatch.setenv("VREWARD_LOG_MEGABYTES", "0.02")
    made = vreward.trl.reward("detection")
    for _ in range(50):
        made(completions=[HALF, HOSTILE[-1]], solution=[TRUTH] * 2)
    (path,) = Path(prefix).parent.glob("log-*.jsonl")
    assert 10_000 < path.stat().st_size <= 20_000
    assert all(len(one["completion"]) < 4_100 for line in lines(prefix) for one in line["explained"])


def test_a_place_that_cannot_be_written_warns_once_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VREWARD_LOG", str(tmp_path / "no" / "such" / "folder" / "log"))
    monkeypatch.setenv("VREWARD_LOG_EVERY", "1")
    made = vreward.trl.reward("detection")
    with pytest.warns(RuntimeWarning, match="VREWARD_LOG ends here: FileNotFoundError") as caught:
        values = [made(completions=[HALF], solution=[TRUTH]) for _ in range(3)]
    assert values == [[0.5]] * 3
    assert len(caught) == 1
    monkeypatch.setenv("VREWARD_LOG", str(tmp_path / "no" / "such" / "folder" / "other"))
    alone = vreward.verl.reward("detection")
    with pytest.warns(RuntimeWarning, match="VREWARD_LOG ends here: FileNotFoundError"):
        assert alone(solution_str=HALF, ground_truth=TRUTH)["score"] == 0.5


def test_a_wrong_setting_is_said_at_once(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VREWARD_LOG_GROUPS", "some")
    with pytest.raises(vreward.Error, match="VREWARD_LOG_GROUPS must be zero, equal or none, not 'some'"):
        vreward.trl.reward("detection")
    monkeypatch.setenv("VREWARD_LOG_GROUPS", "none")
    monkeypatch.setenv("VREWARD_LOG_EVERY", "often")
    with pytest.raises(vreward.Error, match="VREWARD_LOG_EVERY must be a number, not 'often'"):
        vreward.trl.reward("detection")


def _score_in_child(made: Any) -> None:
    made(completions=[HALF], solution=[TRUTH])


def test_one_file_for_each_process(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VREWARD_LOG_EVERY", "1")
    made = vreward.trl.reward("detection")
    made(completions=[GOOD], solution=[TRUTH])
    for method in ("fork", "spawn"):
        child = multiprocessing.get_context(method).Process(target=_score_in_child, args=(made,))
        child.start()
        child.join(60)
        assert child.exitcode == 0
    names = [path.name for path in Path(prefix).parent.glob("log-*.jsonl")]
    assert len(names) == 3
    assert f"-{os.getpid()}.jsonl" in "".join(names)
    assert all(line["sample"] == 1 for line in lines(prefix))


def test_threads(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VREWARD_LOG_EVERY", "1")
    made = vreward.verl.reward("detection")

    def work() -> None:
        for _ in range(25):
            made(solution_str=HALF, ground_truth=TRUTH)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(line["sample"] for line in lines(prefix)) == list(range(1, 101))


def test_what_utf_8_cannot_hold(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VREWARD_LOG_EVERY", "1")
    vreward.trl.reward("detection")(completions=["\ud800 \x00", b"\xff"], solution=[TRUTH] * 2)
    assert len(lines(prefix)) == 3  # two samples, and the group, all zero
