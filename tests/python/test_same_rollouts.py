"""docs/same-rollouts.md is what its program makes of the recorded rollouts, and agrees with the numbers published beside them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FIGURES = {  # a title of the page, the folder of the log, its file
    "RefCOCO, Qwen2.5-VL-7B told to think first": ("vlm_r1_7b_rollouts", "orig_refcoco"),
    "RefCOCO, Qwen2.5-VL-3B trained by VLM-R1": ("vlm_r1_rec_logs", "refcoco_val_qwen2_5vl_3b_instruct_r1_500"),
    "RefCOCO+, Qwen2.5-VL-3B trained by VLM-R1": ("vlm_r1_rec_logs", "refcocop_val_qwen2_5vl_3b_instruct_r1_300"),
    "RefCOCO, Qwen2.5-VL-3B fine-tuned": ("vlm_r1_rec_logs", "refcoco_val_qwen2_5vl_3b_instruct_sft_500"),
    "RefCOCO+, Qwen2.5-VL-3B fine-tuned": ("vlm_r1_rec_logs", "refcocop_val_qwen2_5vl_3b_instruct_sft_100"),
    "ScreenSpot-v2 desktop, Qwen2.5-VL-7B": ("vlm_r1_7b_rollouts", "click_desktop_baseline"),
    "ScreenSpot-v2 mobile, Qwen2.5-VL-7B trained to click": ("vlm_r1_7b_rollouts", "click_mobile_ckpt60"),
    "SuperCLEVR, Qwen2-VL-2B": ("counting_superclevr", "qwen2vl_2b_instruct_legacy"),
    "SuperCLEVR, Qwen2-VL-2B trained by R1-V": ("counting_superclevr", "qwen2vl_2b_instruct_r1_100"),
}


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "same-rollouts.md").read_text("utf-8")


def test_the_page_is_up_to_date(root: Path, shared_data: Path, page: str) -> None:
    program = root / "scripts" / "same-rollouts.py"
    ran = subprocess.run([sys.executable, program, shared_data], capture_output=True, text=True, check=True)
    assert ran.stdout == page, "docs/same-rollouts.md is out of date: make same-rollouts"


def published_accuracy(data: Path, folder: str, file: str) -> float:
    found = json.loads((data / folder / "expected.json").read_text())["files"][file]
    return next(found[name] for name in ("published_accuracy", "published_accuracy_full_2000") if name in found)


def test_the_logs_own_evaluation_is_what_was_published(shared_data: Path, page: str) -> None:
    summary = page.split("## In short")[1].split("\n## ")[0].splitlines()
    shown = {cells[1].strip(): cells[3].strip() for line in summary if (cells := line.split("|"))[2:]}
    for title, where in FIGURES.items():
        assert shown[title] == f"{published_accuracy(shared_data, *where):.2f} %"


def test_the_readme_quotes_the_page(root: Path, page: str) -> None:
    readme = (root / "README.md").read_text("utf-8")
    row = next(line for line in page.splitlines() if line.startswith("| RefCOCO, Qwen2.5-VL-7B told"))
    for cell in (3, 4, 5):
        number = row.split("|")[cell].strip(" *").split(" %")[0]
        assert f"{number} %" in readme.split("](docs/same-rollouts.md)")[0]
