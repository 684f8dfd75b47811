"""docs/many-machines.md in Dask and Spark: the page's own code on recorded rollouts gets the numbers of `vreward score`."""

from __future__ import annotations

import importlib
import math
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from code_of_pages import blocks

BAD = {"completion": None, "truth": "not JSON"}


def need(name: str) -> None:
    if name in os.environ.get("CHECK_EVERYWHERE", "").split():
        importlib.import_module(name)
    else:
        pytest.importorskip(name, reason="make check-everywhere installs it")


def code_for(root: Path, kind: str) -> str:
    (code,) = blocks(root / "docs" / "many-machines.md", f"python {kind}")
    return code


def scored_by(code: str, recorded: Any, folder: Path) -> list[dict[str, Any]]:
    """Runs the page's code over three files of rollouts, the last of which has a row that cannot be used."""
    import pyarrow
    from pyarrow import parquet

    rows = [
        {"id": str(place), "completion": row["completion"], "truth": row["solution"]}
        for place, row in enumerate(recorded.rows)
    ]
    rows.append({"id": "bad", **BAD})
    (folder / "in").mkdir()
    for part in range(3):
        rows_of_part = pyarrow.Table.from_pylist(rows[part::3])
        parquet.write_table(rows_of_part, folder / "in" / f"{part}.parquet", compression="zstd")
    namespace = {"path": str(folder / "in"), "output": str(folder / "out"), "recipe": recorded.recipe}
    exec(compile(code, "many-machines.md", "exec"), namespace)
    found = parquet.read_table(folder / "out").to_pylist()
    assert len(found) == len(rows)
    return found


def check(found: list[dict[str, Any]], recorded: Any) -> None:
    by_id = {row["id"]: row for row in found}
    bad = by_id.pop("bad")
    assert bad["reason"] == "bad_truth"
    assert bad["score"] is None or math.isnan(bad["score"])
    for place, row in enumerate(recorded.rows):
        mine = by_id[str(place)]
        assert (mine["score"], mine["reason"]) == (row["score"], row["reason"])
        assert mine["terms"] == {name: row[name] for name in recorded.terms}
    assert len({row["score"] for row in recorded.rows}) > 1


def test_dask(root: Path, recorded: Any, tmp_path: Path) -> None:
    need("dask")
    check(scored_by(code_for(root, "dask"), recorded, tmp_path), recorded)


def test_spark(root: Path, recorded: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("pyspark")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    # Java's Snappy takes the library for musl where one lies beside glibc, as on a machine that makes wheels for both.
    settings = "--conf spark.ui.enabled=false --conf spark.sql.parquet.compression.codec=zstd"
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"--master local[2] {settings} pyspark-shell")
    check(scored_by(code_for(root, "spark"), recorded, tmp_path), recorded)
