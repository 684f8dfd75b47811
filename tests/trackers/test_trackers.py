"""Rows of vreward.report in the trackers that people use, each in its own package and without a network: any connection
but to this machine fails its test."""

from __future__ import annotations

import io
import json
import os
import socket
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Iterator

# Whatever a program that a tracker starts asks for goes to a port where nothing listens.
for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
    os.environ[name] = "http://127.0.0.1:9"
os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", HF_HUB_OFFLINE="1", TRACKIO_DISABLE_TELEMETRY="1")

import pytest
import vreward.report
import vreward.trl
from PIL import Image

SIZE = (120, 80)
TRUTH = {"boxes": [[10, 10, 50, 50]], "labels": ["cat"], "size": list(SIZE)}
BOTH = ['[{"bbox_2d": [10, 10, 50, 50], "label": "cat"}]', '[{"bbox_2d": [60, 10, 90, 50], "label": "cat"}]']
GREEN, VERMILION = (0, 158, 115), (213, 94, 0)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    connect = socket.socket.connect
    asked = []

    def refuse(self: socket.socket, address: Any) -> Any:
        local = self.family == socket.AF_UNIX or str(address[0]).startswith(("127.", "::1", "localhost"))
        if not local:
            asked.append(address)
            raise OSError("no network in this test")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.chdir(tmp_path)
    yield
    assert asked == []


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    images = [Image.new("RGB", SIZE, "navy"), None]
    return vreward.report.rows(BOTH, TRUTH, "detection", images=images)


def has(picture: Any, colour: tuple[int, int, int]) -> bool:
    return any(pixel == colour for _, pixel in picture.convert("RGB").getcolors(1 << 20))


def test_pictures_show_the_outcome(rows: list[dict[str, Any]]) -> None:
    matched, unmatched = (row["picture"] for row in rows)
    assert matched.size == SIZE
    assert has(matched, GREEN)
    assert not has(matched, VERMILION)
    assert has(unmatched, VERMILION)
    assert unmatched.size == (768, 512)  # a blank sheet of the shape of the truth's size
    assert has(matched, (0, 0, 128))


@pytest.fixture
def wandb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("WANDB_DATA_DIR", str(tmp_path / "data"))  # where pictures of tables wait to be sent
    import wandb

    yield wandb.init(project="p", dir=str(tmp_path), mode="offline")
    wandb.finish()


def wandb_tables(run: Any) -> list[Any]:
    folder = Path(run.dir) / "media" / "table"
    return [json.loads(file.read_text()) for file in sorted(folder.rglob("*.table.json"))]


def wandb_pictures(folder: Path) -> list[Any]:
    staged = [file for file in (folder / "data").rglob("*") if file.is_file()]
    return [Image.open(file) for file in staged if file.read_bytes().startswith(b"\x89PNG")]


def test_wandb(wandb: Any, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    assert vreward.report.log_table("eval/rollouts", rows) == ["wandb"]
    wandb.log(vreward.report.summary(rows, "eval/"))
    [table] = wandb_tables(wandb)
    assert table["columns"] == list(rows[0])
    place = table["columns"].index("reason")
    assert [row[place] for row in table["data"]] == ["ok", "no_overlap"]
    assert sorted(picture.size for picture in wandb_pictures(tmp_path)) == [SIZE, (768, 512)]
    assert wandb.summary["eval/score"] == 0.5
    assert wandb.summary["eval/reason/ok"] == 0.5


def test_trl_s_reward_logs_its_rollouts(wandb: Any) -> None:
    reward = vreward.trl.reward("detection", pictures=1)
    state = SimpleNamespace(global_step=9, logging_steps=10, is_world_process_zero=True)
    given = {"prompts": ["Find it."] * 2, "completions": BOTH, "solution": [TRUTH] * 2, "image": [b"broken", None]}
    assert reward(**given, trainer_state=state) == [1.0, 0.0]
    [table] = wandb_tables(wandb)
    assert len(table["data"]) == 1
    assert table["data"][0][table["columns"].index("prompt")] == "Find it."
    assert table["data"][0][table["columns"].index("n_matched")] == 1
    reward(**given, trainer_state=SimpleNamespace(global_step=8, logging_steps=10, is_world_process_zero=True))
    reward(**given, trainer_state=SimpleNamespace(global_step=9, logging_steps=10, is_world_process_zero=False))
    assert len(wandb_tables(wandb)) == 1


def test_what_a_tracker_raises_ends_no_training(wandb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(type(wandb), "log", broken)
    reward = vreward.trl.reward("detection", pictures=1)
    with pytest.warns(UserWarning, match="not drawn: the disk is full"):
        assert reward(completions=BOTH, solution=[TRUTH] * 2) == [1.0, 0.0]


def test_no_run_is_said(rows: list[dict[str, Any]]) -> None:
    assert vreward.report.log_table("x", rows) == []
    with pytest.warns(UserWarning, match="no tracker has a run"):
        vreward.trl.reward("detection", pictures=1)(completions=BOTH, solution=[TRUTH] * 2)


def test_trackio(rows: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKIO_DIR", str(tmp_path / "trackio"))
    import trackio
    from trackio.sqlite_storage import SQLiteStorage

    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # what it cannot store it skips with a warning
        run = trackio.init(project="p", name="r", auto_log_gpu=False)
        assert vreward.report.log_table("eval/rollouts", rows) == ["trackio"]
        trackio.log(vreward.report.summary(rows, "eval/"))
        trackio.finish()
    logs = SQLiteStorage.get_logs("p", run.name)
    table = next(log["eval/rollouts"] for log in logs if "eval/rollouts" in log)
    assert [row["reason"] for row in table["_value"]] == ["ok", "no_overlap"]
    assert next(log["eval/score"] for log in logs if "eval/score" in log) == 0.5
    assert "picture" in table["_value"][0]
    assert "file_path" in json.dumps(table["_value"][0]["picture"])


def test_swanlab(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    import swanlab

    swanlab.init(project="p", log_dir=str(tmp_path / "swanlab"), mode="offline")
    assert vreward.report.log_table("eval/rollouts", rows) == ["swanlab"]
    swanlab.log(vreward.report.summary(rows, "eval/"))
    swanlab.finish()
    pictures = [Image.open(file) for file in (tmp_path / "swanlab").rglob("*.png")]
    assert sorted(picture.size for picture in pictures) == [SIZE, (768, 512)]


def test_tensorboard(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    import numpy
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(str(tmp_path))
    for name, value in vreward.report.summary(rows, "eval/").items():
        writer.add_scalar(name, value, 3)
    for i, row in enumerate(rows):
        writer.add_image(f"rollouts/{i}", numpy.asarray(row["picture"]), 3, dataformats="HWC")
    writer.close()
    seen = EventAccumulator(str(tmp_path))
    seen.Reload()
    assert seen.Scalars("eval/score")[0].value == 0.5
    shown = Image.open(io.BytesIO(seen.Images("rollouts/0")[0].encoded_image_string))
    assert shown.size == SIZE
    assert has(shown, GREEN)


def test_pandas(rows: list[dict[str, Any]]) -> None:
    import pandas

    frame = pandas.DataFrame(rows).drop(columns="picture")
    assert list(frame["n_matched"]) == [1, 0]
