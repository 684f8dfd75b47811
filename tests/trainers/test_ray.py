"""vreward.ray and `vreward score --ray` on a local cluster with two workers, one of which is killed in the middle."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from pathlib import Path
from typing import Any, Callable

import pytest
import vreward
from trainer_samples import BAD_TRUTHS, EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward.command_line import main

ROWS = 3000


@pytest.fixture(scope="module")
def rollouts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = random.Random(4)
    path = tmp_path_factory.mktemp("ray") / "rollouts.jsonl"
    with path.open("w") as file:
        for row in range(ROWS):
            x, y = chance.randint(0, 30), chance.randint(0, 30)
            text = f'[{{"bbox_2d": [{x}, {y}, {x + 20}, {y + 20}], "label": "cat"}}]'
            completion = chance.choice([text, GOOD, HALF, EMPTY, "é 一 😀"])
            file.write(json.dumps({"row": row, "completion": completion, "truth": json.loads(TRUTH)}) + "\n")
    return path


# ---- vreward score --ray ---------------------------------------------------------------------------------------------


def kill_a_worker(named: str, killed: list[int]) -> None:
    """Kills a worker of our own cluster that is at work, once there is one."""
    import psutil

    until = time.monotonic() + 60
    while time.monotonic() < until and not killed:
        for child in psutil.Process().children(recursive=True):
            try:
                if named in " ".join(child.cmdline()):
                    child.send_signal(signal.SIGKILL)
                    killed.append(child.pid)
                    return
            except psutil.NoSuchProcess:
                continue
        time.sleep(0.002)


def test_the_same_lines_as_one_process_with_a_worker_killed(
    ray_cluster: Any, rollouts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vreward._rollouts import reader

    monkeypatch.setattr(reader, "LINES_TOGETHER", 10)
    alone, together = tmp_path / "alone.jsonl", tmp_path / "together.jsonl"
    arguments = ["score", str(rollouts), "--recipe", "detection", "-o"]
    assert main([*arguments, str(alone)]) == 0
    killed: list[int] = []
    killer = threading.Thread(target=kill_a_worker, args=("ray::score_on_worker", killed))
    killer.start()
    assert main([*arguments, str(together), "--ray"]) == 0
    killer.join()
    assert len(killed) == 1
    assert (
        together.read_bytes() == alone.read_bytes()
    )  # nothing lost, nothing twice, the order and the numbers the same
    assert len(together.read_text().splitlines()) == ROWS


def test_bad_truths_and_bad_lines_are_said_as_without_ray(
    ray_cluster: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(
        json.dumps({"completion": GOOD, "truth": TRUTH}) + "\n\n" + json.dumps({"completion": GOOD, "truth": "{}"})
    )
    said = []
    for more in ([], ["--ray"]):
        assert main(["score", str(path), "--recipe", "detection", "-o", str(tmp_path / "out"), *more]) == 1
        said.append(capsys.readouterr().err.splitlines()[0])
    assert said[0] == said[1]
    assert said[0].startswith(f"{path}:3: ")
    path.write_text("{}\n")
    for more in ([], ["--ray"]):
        assert main(["score", str(path), "--recipe", "detection", "-o", str(tmp_path / "out"), *more]) == 2
        assert f"{path}:1: no completion" in capsys.readouterr().err


# ---- map_batches -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def table(need: Callable[[str], Any], rollouts: Path) -> Any:
    pyarrow = need("pyarrow")
    rows = [json.loads(line) for line in rollouts.read_text().splitlines()]
    return pyarrow.table(
        {
            "row": [row["row"] for row in rows],
            "completion": pyarrow.array([row["completion"] for row in rows], pyarrow.large_string()),
            "truth": [json.dumps(row["truth"]) for row in rows],
        }
    )


def expected_of(table: Any) -> list[float]:
    texts, truths = table.column("completion").to_pylist(), table.column("truth").to_pylist()
    return vreward.Scorer("detection").score(texts, truths).score.tolist()


def test_ray_data_with_a_worker_that_dies(ray_cluster: Any, table: Any, tmp_path: Path) -> None:
    import ray.data
    from vreward.ray import Score

    marker = tmp_path / "died"

    class Mortal(Score):
        """Dies once, in the middle of its work."""

        def __call__(self, batch: Any) -> Any:
            scored = super().__call__(batch)
            if batch.column("row")[0].as_py() >= 1000 and not marker.exists():
                marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return scored

    ray.data.DataContext.get_current().execution_options.preserve_order = True
    found = (
        ray.data.from_arrow([table.slice(start, 500) for start in range(0, ROWS, 500)])
        .map_batches(Mortal, fn_constructor_args=("detection",), batch_format="pyarrow", batch_size=250, concurrency=2)
        .take_all()
    )
    assert marker.exists()
    assert [row["row"] for row in found] == list(range(ROWS))
    assert [row["score"] for row in found] == expected_of(table)
    assert set(found[0]) == {"row", "completion", "truth", "score", "reason", "terms"}
    assert tuple(found[0]["terms"]) == vreward.Scorer("detection").terms


# ---- the callable class, without a cluster ---------------------------------------------------------------------------


@pytest.fixture
def arrow() -> Any:
    return pytest.importorskip("pyarrow")


def test_columns_and_kinds_of_text(arrow: Any) -> None:
    from vreward.ray import Score

    messages = [[{"role": "assistant", "content": HALF}]]
    for completion in (arrow.array([HALF]), arrow.array([HALF], arrow.large_string()), arrow.array(messages)):
        for truth in (arrow.array([TRUTH]), arrow.array([json.loads(TRUTH)])):
            found = Score("detection", f1_iou=0.75)(arrow.table({"completion": completion, "truth": truth}))
            assert found.column_names == ["completion", "truth", "score", "reason", "terms"]
            row = found.to_pylist()[0]
            assert (row["score"], row["reason"], row["terms"]["f1"]) == (0.5, "ok", 0.0)


def test_bad_truths_are_null_and_stop_nothing(arrow: Any) -> None:
    from vreward.ray import Score

    table = arrow.table({"completion": [GOOD, *[HALF] * 5, None], "truth": [TRUTH, *BAD_TRUTHS, None, TRUTH]})
    rows = Score("detection")(table).to_pylist()
    assert [row["score"] for row in rows] == [1.0, None, None, None, None, None, 0.0]
    assert [row["reason"] for row in rows] == ["ok", *["bad_truth"] * 5, "empty_answer"]


def test_hostile_slices_and_empty_tables(arrow: Any) -> None:
    from vreward.ray import Score

    score = Score("detection")
    texts = [text.replace("\ud800", "") for text in HOSTILE]
    table = arrow.table({"completion": [GOOD, *texts, HALF], "truth": [TRUTH] * (len(texts) + 2)})
    assert score(table.slice(1, len(texts))).column("score").to_pylist() == [0.0] * len(texts)
    assert score(table.slice(len(texts) + 1)).column("score").to_pylist() == [0.5]
    empty = score(table.slice(0, 0))
    assert empty.num_rows == 0
    assert empty.schema.field("score").type == arrow.float64()
    again = score(score(table))
    assert again.column_names == ["completion", "truth", "score", "reason", "terms"]


def test_tasks_by_a_column(arrow: Any) -> None:
    from vreward.ray import Score

    table = arrow.table(
        {
            "completion": [HALF, "ax", GOOD, "ab"],
            "truth": [TRUTH, '{"text": "ab"}', TRUTH, '{"text": "ab"}'],
            "task": ["det", "read", "det", "read"],
        }
    )
    score = Score({"det": "detection", "read": "ocr"}, by="task")
    found = score(table)
    assert found.column("score").to_pylist() == [0.5, 0.5, 1.0, 1.0]
    assert list(found.to_pylist()[0]["terms"]) == ["format", "parsed", "accuracy"]
    assert score(table.slice(0, 0)).num_rows == 0
    with pytest.raises(vreward.Error, match='vreward.ray: no column "truth" .*came: completion'):
        Score("detection")(table.select(["completion"]))
