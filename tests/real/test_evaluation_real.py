"""COCO's figures on public sets of boxes: as published, and to the last digit as pycocotools, from arrays and from text."""

from __future__ import annotations

import contextlib
import copy
import io
import json
from collections import defaultdict
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import vreward
import vreward.truths
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

FIGURES = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR@1", "AR@10", "AR@100", "ARs", "ARm", "ARl")
SETS = {
    "coco_fake100": ("coco_fake100/gt_instances_val2014_100.json", "coco_fake100/dt_fakebbox100.json"),
    "faster_coco_eval_small": (
        "faster_coco_eval_small/gt_dt_small_gt.json",
        "faster_coco_eval_small/gt_dt_small_dt.json",
    ),
    "review_od_metrics": ("review_od_metrics/coco_gt.json", "coco_fake100/dt_fakebbox100.json"),
}
# Where the numbers stand that others published, and how far they are written.
PUBLISHED = {
    "coco_fake100": ("coco_fake100/expected.json", "published_cocoapi_3dec", 5e-4),
    "faster_coco_eval_small": ("faster_coco_eval_small/gt_dt_small_recomputed.json", None, 1e-15),
    "review_od_metrics": ("review_od_metrics/expected_coco.json", "published_by_repo_tests_tol_1e-6", 1e-6),
}


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def by_name(truth: Any, found: list[Any]) -> tuple[Any, list[Any]]:
    """The same set with its categories numbered in the order of their names: pycocotools sums in that of the numbers, which
    the last digit depends on."""
    names = {one["id"]: one["name"] for one in truth["categories"]}
    number = {name: i + 1 for i, name in enumerate(sorted(names.values()))}
    truth, found = copy.deepcopy((truth, found))
    for one in truth["categories"]:
        one["id"] = number[one["name"]]
    for one in [*truth["annotations"], *found]:
        one["category_id"] = number[names[one["category_id"]]]
    return truth, found


def total(values: Any) -> float:
    """numpy 2's sum: in halves down to 128 numbers. numpy 1 does so in pieces of 8,192, which are added one by one."""
    if values.size <= 8192:
        return float(values.sum())
    half = values.size // 2
    half -= half % 8
    return total(values[:half]) + total(values[half:])


def theirs(truth: Any, found: list[Any]) -> list[float]:
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = truth
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(found), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        with mock.patch("pycocotools.cocoeval.np.mean", lambda values: total(values) / values.size):
            evaluation.summarize()
    return evaluation.stats.tolist()


def corners(box: list[float]) -> list[float]:
    x, y, width, height = box
    return [x, y, x + width, y + height]


def ours(truth: Any, found: list[Any], as_text: bool) -> vreward.Evaluation:
    names = {one["id"]: one["name"] for one in truth["categories"]}
    of_image = defaultdict(list)
    for one in found:
        of_image[one["image_id"]].append(one)
    evaluation = vreward.Evaluation("detection")
    rows = vreward.truths.from_coco(truth)
    keys, truths = [row["id"] for row in rows], [row["truth"] for row in rows]
    if as_text:
        written = [
            [
                {"bbox_2d": corners(one["bbox"]), "label": names[one["category_id"]], "confidence": one["score"]}
                for one in of_image[key]
            ]
            for key in keys
        ]
        evaluation.add(list(map(json.dumps, written)), truths, keys)
    else:
        items = [
            {
                "boxes": [corners(one["bbox"]) for one in of_image[key]],
                "labels": [names[one["category_id"]] for one in of_image[key]],
                "confidences": [one["score"] for one in of_image[key]],
            }
            for key in keys
        ]
        evaluation.add_items(items, truths, keys)
    return evaluation


@pytest.mark.parametrize("name", SETS)
def test_every_digit(name: str, shared_data: Path) -> None:
    truth, found = (read(shared_data / path) for path in SETS[name])
    images = {image["id"] for image in truth["images"]}
    found = [one for one in found if one["image_id"] in images]
    result = ours(truth, found, as_text=False).result()
    values = [result["metrics"][figure]["value"] for figure in FIGURES]
    assert values == theirs(*by_name(truth, found))
    assert values == pytest.approx(theirs(truth, found), abs=1e-15)
    path, member, tolerance = PUBLISHED[name]
    published = read(shared_data / path)
    assert values == pytest.approx(list((published[member] if member else published).values()), abs=tolerance)
    assert ours(truth, found, as_text=True).result(bootstrap=5) == ours(truth, found, as_text=False).result(bootstrap=5)


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def values(evaluation: vreward.Evaluation) -> dict[str, float]:
    return {name: metric["value"] for name, metric in evaluation.result()["metrics"].items()}


@pytest.mark.parametrize("folder", ["vlm_r1_rec_logs", "vlm_r1_7b_rollouts"])
def test_published_accuracies_of_boxes(folder: str, shared_data: Path) -> None:
    """From the boxes that the published code extracted, which asks for more than 0.5."""
    compared = 0
    for name, published in read(shared_data / folder / "expected.json")["files"].items():
        expected = published.get("kept", published)
        rows = json_lines(shared_data / folder / f"{name}.jsonl")
        if "mean_iou" not in expected:
            continue
        boxes = [[row["extracted_answer"]] if row["extracted_answer"] else {"boxes": []} for row in rows]
        evaluation = vreward.Evaluation("grounding", invalid="legacy")
        evaluation.add_items(boxes, [row["ground_truth"] for row in rows])
        found = values(evaluation)
        assert found["Acc@0.5"] == expected["n_correct"] / expected["n"], name
        assert found["mIoU"] == pytest.approx(expected["mean_iou"], abs=1e-6), name
        compared += 1
    assert compared >= 2


def test_published_counts(shared_data: Path) -> None:
    folder = shared_data / "counting_superclevr"
    name = "qwen2vl_2b_instruct_r1_100"  # the file in which the published code could read every answer
    expected = read(folder / "expected.json")["files"][name]
    rows = json_lines(folder / f"{name}.jsonl")
    evaluation = vreward.Evaluation("counting")
    evaluation.add([row["model_output"] for row in rows], [row["ground_truth"] for row in rows])
    found = values(evaluation)
    assert found["exact"] * 100 == pytest.approx(expected["published_accuracy"], abs=1e-9)
    assert found["MAE"] == pytest.approx(expected["MAE_over_extracted"], abs=1e-12)


@pytest.mark.parametrize(("folder", "distance"), [("dinglehopper", "lev_codepoints"), ("ocrevaluation", "lev")])
def test_published_pages(folder: str, distance: str, shared_data: Path) -> None:
    rows = json_lines(shared_data / folder / "pairs.jsonl")
    evaluation = vreward.Evaluation("ocr", truth_format="text", think="none", normalize={"trim": False})
    evaluation.add([row["pred"] for row in rows], [row["gt"] for row in rows])
    found = values(evaluation)
    lengths = [(len(row["gt"]), max(len(row["gt"]), len(row["pred"]))) for row in rows]
    assert found["CER"] == sum(row[distance] for row in rows) / sum(true for true, _ in lengths)
    pages = [row[distance] / longer for row, (_, longer) in zip(rows, lengths)]
    assert found["NED"] == pytest.approx(sum(pages) / len(pages), abs=1e-14)


@pytest.mark.parametrize(("convention", "area"), [("inclusive", 0.2456866804), ("half-open", 0.225397)])
def test_voc_as_published(shared_data: Path, convention: str, area: float) -> None:
    """Object-Detection-Metrics' worked example at IoU 0.3: with pixels counted as VOC does, and without that."""
    folder = shared_data / "padilla_odm"

    def rows(kind: str, image: Path) -> list[list[str]]:
        return [line.split() for line in (folder / kind / image.name).read_text().splitlines() if line]

    def corners(numbers: list[str]) -> list[float]:
        x, y, width, height = map(float, numbers)
        return [x, y, x + width, y + height]

    evaluation = vreward.Evaluation("detection", f1_iou=0.3, overlap={"convention": convention})
    for key, image in enumerate(sorted((folder / "groundtruths").glob("*.txt"))):
        true, found = rows("groundtruths", image), rows("detections", image)
        items = {
            "boxes": [corners(row[2:]) for row in found],
            "labels": [row[0] for row in found],
            "confidences": [float(row[1]) for row in found],
        }
        truth = {"boxes": [corners(row[1:]) for row in true], "labels": [row[0] for row in true]}
        evaluation.add_items([items], [truth], [key])
    metrics = evaluation.result()["metrics"]
    assert metrics["VOC_AP"]["value"] == pytest.approx(area, abs=1e-6 if convention == "half-open" else 1e-10)
    assert metrics["VOC_AP11"]["value"] == pytest.approx(read(folder / "expected.json")["AP_11_point_exact"], abs=1e-10)
