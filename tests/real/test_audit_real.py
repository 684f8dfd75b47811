"""vreward audit on public data: no cheat beats honesty under a native recipe, and docs/audit.md says which do under published ones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Callable

import pytest
from vreward.audit import Audit, audit
from vreward.truths import from_coco

ROOT = Path(__file__).resolve().parent.parent.parent
Truths = Callable[[Path], list[Any]]


def corners(truth: dict[str, Any]) -> dict[str, Any]:
    """The truth with its boxes as two corners."""
    assert truth.pop("order") == "xywh"
    return {**truth, "boxes": [[x, y, x + width, y + height] for x, y, width, height in truth["boxes"]]}


def fake100(data: Path) -> list[Any]:
    return [corners(row["truth"]) for row in from_coco(data / "coco_fake100" / "gt_instances_val2014_100.json")]


def small(data: Path) -> list[Any]:
    return [corners(row["truth"]) for row in from_coco(data / "faster_coco_eval_small" / "gt_dt_small_gt.json")]


def without(*names: str) -> Truths:
    return lambda data: [{key: truth[key] for key in truth if key not in names} for truth in fake100(data)]


def points(data: Path) -> list[Any]:
    return [
        {"points": [[(a + c) / 2, (b + d) / 2] for a, b, c, d in truth["boxes"]], "size": truth["size"]}
        for truth in fake100(data)
    ]


def one_box(data: Path) -> list[Any]:
    return [
        {"box": truth["boxes"][0], "size": truth["size"], "input_size": truth["size"]}
        for truth in fake100(data)
        if truth["boxes"]
    ]


def spans(data: Path) -> list[Any]:
    return [
        {"spans": [[box[0] / 10, box[2] / 10] for box in truth["boxes"]], "labels": truth["labels"]}
        for truth in fake100(data)
    ]


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def counts(data: Path) -> list[Any]:
    rows = lines(data / "counting_gt" / "countbench.jsonl")
    return [{"count": row["answer"]} for row in rows if isinstance(row["answer"], int)]


def numbers(data: Path) -> list[Any]:
    return [{"number": truth["count"] * 1.5} for truth in counts(data)]


def choices(data: Path) -> list[Any]:
    return [{"choice": "ABCD"[truth["count"] % 4]} for truth in counts(data)]


def yes_or_no(data: Path) -> list[Any]:
    return [{"yes": truth["count"] % 2 == 1} for truth in counts(data)]


def pages(data: Path) -> list[Any]:
    return [{"text": row["gt"]} for row in lines(data / "mdpbench_gemini3" / "page_pairs.jsonl")]


def scans(data: Path) -> list[Any]:
    return [{"text": row["gt"]} for row in lines(data / "dinglehopper" / "pairs.jsonl")]


def nothing(data: Path) -> list[Any]:
    return [None] * 3


NATIVE: list[tuple[Any, Truths]] = [
    ("detection", fake100),
    ("detection", small),
    ("detection", spans),
    ({"base": "detection", "labels": "ignore"}, points),
    ("grounding", one_box),
    ("counting", counts),
    ("counting", without("labels")),
    ("counting", points),
    ("number", numbers),
    ("answer", choices),
    ("answer", yes_or_no),
    ("ocr", pages),
    ("ocr", scans),
    ("format", nothing),
    ("repetition", nothing),
    ({"base": "length", "soft": 50, "hard": 200}, nothing),
]


@pytest.mark.parametrize(("recipe", "truths"), NATIVE, ids=lambda one: getattr(one, "__name__", str(one)))
def test_native_recipes_have_no_hole(recipe: Any, truths: Truths, shared_data: Path) -> None:
    found = audit(truths(shared_data), recipe)
    assert found.perfect >= 0.99
    assert found.holes == [], found.text()


def test_filler_pays_a_page_that_stopped_early(shared_data: Path) -> None:
    """Under `ocr`, and docs/audit.md says so; not under the remedy that it names."""
    found = {row.policy: row for row in audit(pages(shared_data), "ocr").rows}
    filled = found["the first half, and as much filler"]
    assert (filled.tempts, filled.cheats) == (True, False)
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    written = (found["the first half"].mean, filled.mean, found["honest"].mean)
    assert f"earns {written[0]:.3f}, and {written[1]:.3f} with as much filler behind it" in text
    assert f"less than the {written[2]:.3f} of the honest policy" in text
    assert audit(pages(shared_data), {"base": "ocr", "unit": "word"}).tempting == []


def first(number: int) -> Truths:
    """The first pictures: average precision takes its time."""
    return lambda data: fake100(data)[:number]


PUBLISHED: list[tuple[str, Truths, float, str]] = [
    ("vlm-r1-iou-qwen", one_box, 0.7, "three jittered copies of each item"),
    ("vlm-r1-od-ap", first(50), 0.7, "every label beside each"),
    ("vlm-r1-od-ap50", first(50), 0.7, "every label beside each"),
    ("perception-r1-detection", fake100, 0.7, "and the whole picture"),
    ("perception-r1-detection", fake100, 0.35, "and the whole picture"),
    ("perception-r1-counting", without("labels"), 0.35, "every item twice"),
]


def table_row(recipe: str, skill: float, cheat: str, found: Audit) -> str:
    (row,) = [row for row in found.holes if row.policy == cheat]
    honest = found.rows[0].mean
    return f"| `{recipe}` | {skill} | {honest:.3f} | {row.mean:.3f} | {cheat} |"


@pytest.mark.parametrize(("recipe", "truths", "skill", "cheat"), PUBLISHED)
def test_published_recipes_show_their_holes(
    recipe: str, truths: Truths, skill: float, cheat: str, shared_data: Path
) -> None:
    found = audit(truths(shared_data), {"base": recipe}, skill=skill)
    written = re.findall(r"^\| `.*", (ROOT / "docs" / "audit.md").read_text(encoding="utf-8"), re.M)
    assert table_row(recipe, skill, cheat, found) in written


def test_the_table_has_no_other_rows(shared_data: Path) -> None:
    written = re.findall(
        r"^\| `([\w-]+)` \| ([\d.]+) \|.*\| (.*) \|$", (ROOT / "docs" / "audit.md").read_text("utf-8"), re.M
    )
    assert written == [(recipe, str(skill), cheat) for recipe, _, skill, cheat in PUBLISHED]
