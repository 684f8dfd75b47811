"""Matching and overlaps on public data: optima, tables of IoU and GIoU, COCO's detections."""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import vreward

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from coco import average_precision  # noqa: E402


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def numbers(path: Path) -> tuple[int, list[list[float]]]:
    """A file of n and then n x n costs, wrapped at will."""
    count, *rest = map(float, path.read_text(encoding="utf-8").split())
    n = int(count)
    assert len(rest) == n * n, path
    return n, [rest[i * n : (i + 1) * n] for i in range(n)]


def cost_of(costs: list[list[float]], partner: Any) -> float:
    pairs = [(row, column) for row, column in enumerate(partner) if column >= 0]
    assert len({column for _, column in pairs}) == len(pairs)
    return sum(costs[row][column] for row, column in pairs)


def negated(costs: list[list[float]]) -> list[list[float]]:
    return [[-cost for cost in row] for row in costs]


def test_or_library(shared_data: Path) -> None:
    folder = shared_data / "lap_orlib"
    files = read(folder / "expected.json")["files"]
    for name, expected in files.items():
        n, costs = numbers(folder / f"{name}.txt")
        partner = vreward.match(negated(costs))
        assert min(partner) >= 0 and len(partner) == n
        assert cost_of(costs, partner) == expected["min_cost_scipy"], name
        assert expected["published_optimum_OR_Library"] in (None, expected["min_cost_scipy"])
        assert cost_of(costs, vreward.match(costs)) == expected["max_cost_scipy"], name
    assert len(files) == 9


def as_many_as_possible(costs: list[list[float]]) -> int:
    """The largest number of pairs, by augmenting paths."""
    owner: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for column, cost in enumerate(costs[row]):
            if math.isinf(cost) or column in seen:
                continue
            seen.add(column)
            if column not in owner or place(owner[column], seen):
                owner[column] = row
                return True
        return False

    return sum(place(row, set()) for row in range(len(costs)))


def test_lap(shared_data: Path) -> None:
    folder = shared_data / "lap_tests"
    cases = read(folder / "cases.json")
    infeasible = 0
    for case in cases:
        costs = [[float(cost) for cost in row] for row in case["cost"]]
        partner = list(vreward.match(negated(costs)))
        if float(case["opt"]) == math.inf:
            infeasible += 1
            paired = [column for column in partner if column >= 0]
            assert len(paired) == as_many_as_possible(costs) < len(costs), case["name"]
            assert cost_of(costs, partner) < math.inf
            continue
        assert cost_of(costs, partner) == case["opt"], case["name"]
        if case["name"] != "sq2":  # which has two optima
            assert partner == case["row_to_col"], case["name"]
    assert (len(cases), infeasible) == (14, 4)
    n, costs = numbers(folder / "dense_100x100.txt")
    assert cost_of(costs, vreward.match(negated(costs))) == read(folder / "expected_large.json")["dense_100x100.txt"]


def test_torchvision_tables(shared_data: Path) -> None:
    tables = read(shared_data / "iou_tests" / "torchvision_box_iou.json")
    for name, rows, columns, tolerance in (
        ("int", tables["INT_BOXES"], tables["INT_BOXES2"], tables["atol_int"]),
        ("float", tables["FLOAT_BOXES"], tables["FLOAT_BOXES"], tables["atol_float"]),
    ):
        for kind, key in (("iou", "box_iou"), ("giou", "generalized_box_iou")):
            overlap = vreward.overlap(rows, columns, kind=kind)
            for i, expected in enumerate(tables[key][name]):
                assert list(overlap[i]) == pytest.approx(expected, abs=tolerance), (kind, name, i)
    losses = tables["losses"]
    for first, second, loss in losses["giou"]:
        value = vreward.giou([losses["boxes"][first]], [losses["boxes"][second]])[0][0]
        assert 1.0 - value == pytest.approx(loss, abs=1e-12), (first, second)
    for box, area in tables["box_area"]["int"] + tables["box_area"]["float"]:
        whole = [[box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1]]
        covered = vreward.overlap([box], whole, kind="ioa-truth")[0][0]
        assert covered * (box[2] - box[0] + 2) * (box[3] - box[1] + 2) == pytest.approx(area, abs=1e-3)


def test_detectron2_table(shared_data: Path) -> None:
    table = read(shared_data / "iou_tests" / "detectron2_pairwise_iou.json")
    for kind, key in (("iou", "expected_iou"), ("ioa-truth", "expected_intersection_over_area2")):
        overlap = vreward.overlap([table["box1"]], table["boxes2"], kind=kind)
        assert list(overlap[0]) == pytest.approx(table[key], abs=1e-15), kind


def test_inclusive_tables(shared_data: Path) -> None:
    """A box that includes its last row and column is the half-open box one longer: the same tables, one less written."""
    tables = read(shared_data / "iou_tests" / "torchvision_box_iou.json")

    def shorter(boxes: list[list[float]]) -> list[list[float]]:
        return [[x1, y1, x2 - 1, y2 - 1] for x1, y1, x2, y2 in boxes]

    for kind, key in (("iou", "box_iou"), ("giou", "generalized_box_iou")):
        rows, columns = shorter(tables["INT_BOXES"]), shorter(tables["INT_BOXES2"])
        overlap = vreward.overlap(rows, columns, kind=kind, convention="inclusive")
        for i, expected in enumerate(tables[key]["int"]):
            assert list(overlap[i]) == pytest.approx(expected, abs=tables["atol_int"]), (kind, i)


def test_vlm_r1_tables(shared_data: Path) -> None:
    """The convention of VLM-R1 has the same tables for whole numbers that overlap by more than one."""
    tables = read(shared_data / "iou_tests" / "torchvision_box_iou.json")
    overlap = vreward.overlap(tables["INT_BOXES"], tables["INT_BOXES2"], convention="vlm-r1")
    for i, expected in enumerate(tables["box_iou"]["int"]):
        assert list(overlap[i]) == pytest.approx(expected, abs=tables["atol_int"]), i


def corners(box: list[float]) -> list[float]:
    return [box[0], box[1], box[0] + box[2], box[1] + box[3]]


class Image:
    """Truth and detections of one image."""

    def __init__(self) -> None:
        self.true: list[dict[str, Any]] = []
        self.found: list[dict[str, Any]] = []

    def completion(self) -> str:
        """As Qwen2.5-VL writes it."""
        items = [
            {"bbox_2d": corners(item["bbox"]), "label": f"{item['category_id']:03}", "confidence": item["score"]}
            for item in self.found
        ]
        return f"```json\n{json.dumps(items)}\n```"

    def truth(self, crowds: bool = True) -> str:
        true = [item for item in self.true if crowds or not item["iscrowd"]]
        boxes, labels = [corners(item["bbox"]) for item in true], [f"{item['category_id']:03}" for item in true]
        return json.dumps({"boxes": boxes, "labels": labels, "ignore": [bool(item["iscrowd"]) for item in true]})


def images(truth: Path, detections: Path) -> dict[int, Image]:
    found: dict[int, Image] = defaultdict(Image)
    dataset = read(truth)
    for image in dataset["images"]:
        found[image["id"]].true = []
    for item in dataset["annotations"]:
        found[item["image_id"]].true.append({"iscrowd": 0, **item})
    for item in read(detections):
        found[item["image_id"]].found.append(item)
    return dict(found)


@pytest.fixture(scope="session")
def coco(shared_data: Path) -> dict[int, Image]:
    folder = shared_data / "coco_fake100"
    return images(folder / "gt_instances_val2014_100.json", folder / "dt_fakebbox100.json")


def test_largest_sums_of_coco(shared_data: Path, coco: dict[int, Image]) -> None:
    """The sums of IoU of the best pairs, with and without labels, through the detection scorer and from the boxes."""
    lines = (shared_data / "coco_fake100" / "matching_derived.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for how, recipe in (
        ("class_aware", vreward.Scorer("detection")),
        ("class_agnostic", vreward.Scorer("detection", labels="ignore")),
    ):
        chosen = [coco[row["image_id"]] for row in rows]
        scores = recipe.score([image.completion() for image in chosen], [image.truth(False) for image in chosen])
        for i, row in enumerate(rows):
            n, m = row["n_dt"], row["n_gt"]
            assert scores.terms["n_items"][i] == n
            total = scores.terms["accuracy"][i] * max(n, (n + m) / 2)
            if n == m == 0:
                continue
            assert total == pytest.approx(row[how]["max_sum_iou"], abs=1e-8), (how, row["image_id"])
    for row in rows:
        image = coco[row["image_id"]]
        found = [corners(item["bbox"]) for item in image.found]
        true = [corners(item["bbox"]) for item in image.true if not item["iscrowd"]]
        _, overlap = vreward.match_boxes(found, true)
        assert sum(overlap) == pytest.approx(row["class_agnostic"]["max_sum_iou"], abs=1e-8), row["image_id"]
    assert len(rows) == 100


def check_precision(seen: dict[int, Image]) -> int:
    """AP of every image that has something true, to the last digit of pycocotools."""
    terms = ("ap", "ap50", "ap75")
    scorer = vreward.Scorer("detection", ap=list(terms))
    chosen = [image for image in seen.values() if any(not item["iscrowd"] for item in image.true)]
    scores = scorer.score([image.completion() for image in chosen], [image.truth() for image in chosen])
    for i, image in enumerate(chosen):
        found = sorted((corners(item["bbox"]), item["category_id"], item["score"]) for item in image.found)
        expected = average_precision(
            [item[0] for item in found],
            [item[1] for item in found],
            [item[2] for item in found],
            [corners(item["bbox"]) for item in image.true],
            [item["category_id"] for item in image.true],
            [bool(item["iscrowd"]) for item in image.true],
        )
        assert tuple(scores.terms[term][i] for term in terms) == expected, i
    return len(chosen)


def test_precision_of_coco(coco: dict[int, Image]) -> None:
    assert check_precision(coco) > 90


def test_precision_of_small_set(shared_data: Path) -> None:
    folder = shared_data / "faster_coco_eval_small"
    assert check_precision(images(folder / "gt_dt_small_gt.json", folder / "gt_dt_small_dt.json")) == 3
