"""Truths from data sets: equal to what the field's own readers read, taken by the library, and refused with a remedy.

Small files are written here; COCO's annotations in ../shared/data are read where they are.
"""

from __future__ import annotations

import doctest
import importlib
import io
import json
import re
import shlex
import warnings
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
import vreward
from vreward import truths
from vreward._commands import convert
from vreward.command_line import main

np = pytest.importorskip("numpy")
Image = pytest.importorskip("PIL.Image")
ImageOps = pytest.importorskip("PIL.ImageOps")


def coco_file(folder: Path, **changed: Any) -> Path:
    data = {
        "images": [
            {"id": 7, "file_name": "7.png", "width": 640, "height": 480},
            {"id": 9, "file_name": "9.png", "width": 100, "height": 80},
        ],
        "categories": [{"id": 1, "name": "cat"}, {"id": 18, "name": "dog"}],
        "annotations": [
            {"id": 1, "image_id": 7, "category_id": 1, "bbox": [10, 20, 100.5, 50], "iscrowd": 0},
            {"id": 2, "image_id": 7, "category_id": 18, "bbox": [200, 20, 100, 50], "iscrowd": 1},
        ],
    }
    data.update(changed)
    path = folder / "instances.json"
    path.write_text(json.dumps(data))
    return path


def annotation(**changed: Any) -> dict[str, Any]:
    return {"id": 5, "image_id": 7, "category_id": 1, "bbox": [10, 20, 100, 50], **changed}


def voc_text(objects: str, size: str = "<size><width>64</width><height>48</height></size>", head: str = "") -> str:
    return f"{head}<annotation><filename>a.png</filename>{size}{objects}</annotation>"


def voc_object(x1: float, y1: float, x2: float, y2: float, name: str = "cat", more: str = "") -> str:
    box = f"<xmin>{x1}</xmin><ymin>{y1}</ymin><xmax>{x2}</xmax><ymax>{y2}</ymax>"
    return f"<object><name>{name}</name>{more}<bndbox>{box}</bndbox></object>"


def picture(path: Path, width: int, height: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (width, height)).save(path)


def yolo_folder(folder: Path, lines: str = "0 0.5 0.5 0.25 0.5\n1 0.25 0.25 0.1 0.1\n") -> Path:
    (folder / "labels").mkdir(parents=True)
    (folder / "labels" / "a.txt").write_text(lines)
    picture(folder / "images" / "a.png", 64, 48)
    (folder / "data.yaml").write_text("train: images\nval: images\nnc: 2\nnames: [cat, dog]\n")
    return folder


# ---- beside the field's own readers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["coco", "grounding", "pixmo", "text", "voc", "yolo", "document"])
def test_examples_of_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"vreward._datasets.{name}")).failed == 0
    assert doctest.testmod(truths, extraglobs={"from_text": truths.from_text}).failed == 0


@pytest.mark.parametrize(
    "name", ["coco_fake100/gt_instances_val2014_100.json", "faster_coco_eval_small/gt_dt_small_gt.json"]
)
def test_coco_equals_pycocotools(name: str, shared_data: Path) -> None:
    COCO = pytest.importorskip("pycocotools.coco").COCO
    with_file = truths.from_coco(shared_data / name)
    coco = COCO(str(shared_data / name))
    assert truths.from_coco(coco) == with_file == truths.from_coco(json.loads((shared_data / name).read_text()))
    assert [row["id"] for row in with_file] == list(coco.imgs)
    for row in with_file:
        annotations = coco.imgToAnns[row["id"]]
        truth = row["truth"]
        assert truth["boxes"] == [one["bbox"] for one in annotations]
        assert truth["labels"] == [coco.cats[one["category_id"]]["name"] for one in annotations]
        assert truth.get("ignore", [False] * len(annotations)) == [bool(one["iscrowd"]) for one in annotations]
        own = [one["bbox"][2] * one["bbox"][3] for one in annotations]
        assert truth.get("area", own) == [one.get("area", box) for one, box in zip(annotations, own)]
        assert ("area" in truth) == (truth.get("area", own) != own)
        assert truth["size"] == [coco.imgs[row["id"]]["width"], coco.imgs[row["id"]]["height"]]


def test_coco_equals_supervision(shared_data: Path) -> None:
    sv = pytest.importorskip("supervision")
    path = shared_data / "coco_fake100" / "gt_instances_val2014_100.json"
    theirs = sv.DetectionDataset.from_coco(images_directory_path="images", annotations_path=str(path))
    rows = {row["image"]: row["truth"] for row in truths.from_coco(path)}
    assert len(theirs.annotations) == len(rows) == 100
    for image, detections in theirs.annotations.items():
        truth = rows[Path(image).name]
        boxes = np.array(truth["boxes"], dtype=float).reshape(-1, 4)
        corners = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
        np.testing.assert_allclose(detections.xyxy, corners, rtol=1e-6, atol=1e-4)
        assert [theirs.classes[kind] for kind in detections.class_id] == truth["labels"]


def test_voc_beside_supervision(tmp_path: Path) -> None:
    """supervision takes 1 from all four numbers; here the last pixel, which VOC names, is inside the box."""
    sv = pytest.importorskip("supervision")
    picture(tmp_path / "images" / "a.png", 64, 48)
    (tmp_path / "xml").mkdir()
    (tmp_path / "xml" / "a.xml").write_text(voc_text(voc_object(1, 3, 10, 20) + voc_object(5, 6, 64, 48, "dog")))
    theirs = sv.DetectionDataset.from_pascal_voc(str(tmp_path / "images"), str(tmp_path / "xml"))
    (detections,) = theirs.annotations.values()
    (row,) = truths.from_voc(tmp_path / "xml", tmp_path / "images")
    assert row["truth"]["boxes"] == [[0, 2, 10, 20], [4, 5, 64, 48]]
    np.testing.assert_array_equal(detections.xyxy + [0, 0, 1, 1], row["truth"]["boxes"])
    assert [theirs.classes[kind] for kind in detections.class_id] == row["truth"]["labels"]


def test_yolo_equals_supervision(tmp_path: Path) -> None:
    sv = pytest.importorskip("supervision")
    folder = yolo_folder(tmp_path, "0 0.5 0.5 0.25 0.5\n1 0.2 0.2 0.4 0.2 0.4 0.6\n")
    theirs = sv.DetectionDataset.from_yolo(
        str(folder / "images"), str(folder / "labels"), str(folder / "data.yaml"), force_masks=False
    )
    (detections,) = theirs.annotations.values()
    (row,) = truths.from_yolo(folder)
    assert row["truth"]["labels"] == [theirs.classes[kind] for kind in detections.class_id] == ["cat", "dog"]
    assert row["truth"]["size"] == [64, 48]
    width, height = row["truth"]["size"]
    for (x, y, w, h), theirs_box in zip(row["truth"]["boxes"], detections.xyxy):
        ours = [(x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height]
        np.testing.assert_allclose(theirs_box, ours, atol=1e-4)


# ---- what the rows are worth -----------------------------------------------------------------------------------------


def corners(truth: dict[str, Any], box: list[float]) -> list[float]:
    """A box of a truth in pixels, as x1, y1, x2, y2."""
    a, b, c, d = box
    order = truth.get("order", "xyxy")
    if order == "xywh":
        a, b, c, d = a, b, a + c, b + d
    elif order == "cxcywh":
        a, b, c, d = a - c / 2, b - d / 2, a + c / 2, b + d / 2
    width, height = truth["size"] if truth.get("space") == "norm1" else (1, 1)
    return [a * width, b * height, c * width, d * height]


def answer_of(model: str, truth: dict[str, Any]) -> str:
    """The truth as that model would write it, in the space that its numbers are in."""
    width, height = truth["size"]
    if model == "qwen3-vl":
        across, down = 1000 / width, 1000 / height
    else:
        resized = vreward.smart_resize(height, width, factor=28, max_pixels=12845056)
        across, down = resized[1] / width, resized[0] / height
    items = []
    for index, box in enumerate(truth["boxes"] if "boxes" in truth else [truth["box"]]):
        x1, y1, x2, y2 = corners(truth, box)
        item: dict[str, Any] = {"bbox_2d": [x1 * across, y1 * down, x2 * across, y2 * down]}
        items.append({**item, "label": truth["labels"][index]} if "labels" in truth else item)
    return json.dumps(items)


@pytest.mark.parametrize("model", ["qwen2.5-vl", "qwen3-vl"])
def test_a_perfect_model_earns_everything(model: str, tmp_path: Path) -> None:
    refcoco = [{"bbox": [10, 20, 100, 50], "answer": ["cat"], "image": Image.new("RGB", (640, 480))}]
    screen = [{"file_name": "a", "bbox": [0.1, 0.2, 0.3, 0.4], "instruction": "x", "image": Image.new("L", (960, 540))}]
    (tmp_path / "voc.xml").write_text(voc_text(voc_object(1, 3, 10, 20)))
    for task, rows in [
        ("detection", truths.from_coco(coco_file(tmp_path))),
        ("detection", truths.from_voc(tmp_path / "voc.xml")),
        ("detection", truths.from_yolo(yolo_folder(tmp_path / "yolo"))),
        ("grounding", truths.from_refcoco(refcoco)),
        ("grounding", truths.from_screenspot(screen)),
    ]:
        for row in rows:
            score = vreward.score(task, answer_of(model, row["truth"]), row["truth"], model=model)
            assert score["score"] == pytest.approx(1), (task, row, score)


@pytest.mark.parametrize("model", ["qwen2.5-vl", "qwen3-vl"])
def test_a_perfect_model_earns_everything_on_coco(model: str, shared_data: Path) -> None:
    rows = truths.from_coco(shared_data / "coco_fake100" / "gt_instances_val2014_100.json")
    table = truths.columns(rows)
    scores = vreward.Scorer("detection", model=model).score(
        [answer_of(model, row["truth"]) for row in rows], table["solution"]
    )
    assert min(scores.score) > 0.999
    assert truths.columns(rows, truth="gt")["gt"] == table["solution"]


def test_by_category(tmp_path: Path) -> None:
    rows = truths.from_coco(coco_file(tmp_path), by="category")
    assert [(row["id"], row["phrase"], len(row["truth"]["boxes"])) for row in rows] == [(7, "cat", 1), (7, "dog", 1)]
    assert rows[1]["truth"]["ignore"] == [True]


def test_layouts_of_refcoco() -> None:
    info = json.dumps({"file_name": "COCO_train2014_1.jpg", "width": 640, "height": 480})
    lmms = {"question_id": "4", "bbox": [10, 20, 100, 50], "answer": ["left cat", "cat"], "file_name": "a.jpg"}
    jxu = {
        "ref_id": 4,
        "bbox": [10, 20, 110, 70],
        "sentences": [{"raw": "Left cat", "sent": "left cat"}, {"raw": "cat", "sent": "cat"}],
        "raw_image_info": info,
        "image_path": "coco/train2014/COCO_train2014_1.jpg",
    }
    first, second = truths.from_refcoco([{**lmms, "image": Image.new("RGB", (640, 480))}])
    assert first["phrase"] == "left cat"
    assert first["truth"] == second["truth"] == {"box": [10, 20, 100, 50], "order": "xywh", "size": [640, 480]}
    rows = truths.from_refcoco([jxu])
    assert [row["phrase"] for row in rows] == ["Left cat", "cat"]
    assert rows[0]["truth"] == {"box": [10, 20, 110, 70], "order": "xyxy", "size": [640, 480]}
    assert rows[0]["image"] == jxu["image_path"]


def test_layouts_of_screenspot() -> None:
    first = {"img_filename": "a.png", "bbox": [10, 20, 100, 50], "instruction": "close"}
    pro = {**first, "bbox": [10, 20, 110, 70], "img_size": [640, 480]}
    hub = {"file_name": "a.png", "bbox": [0.1, 0.2, 0.3, 0.4], "instruction": "close"}
    assert truths.from_screenspot([first])[0]["truth"] == {"box": [10, 20, 100, 50], "order": "xywh"}
    assert truths.from_screenspot([pro])[0]["truth"] == {"box": [10, 20, 110, 70], "size": [640, 480]}
    assert truths.from_screenspot([hub])[0]["truth"] == {"box": [0.1, 0.2, 0.3, 0.4], "space": "norm1"}


def test_layouts_of_pixmo() -> None:
    lists = {"label": "cats", "count": 2, "points": {"x": [5.5, 70], "y": [5, 8]}, "image": Image.new("L", (99, 50))}
    pairs = {**lists, "points": [{"x": 5.5, "y": 5}, {"x": 70, "y": 8}]}
    (row,) = truths.from_pixmo_count([lists])
    assert row["truth"] == {"count": 2, "points": [[5.5, 5], [70, 8]], "size": [99, 50]}
    assert truths.from_pixmo_count([pairs])[0]["truth"] == row["truth"]
    assert truths.from_pixmo_count([{**lists, "points": None}])[0]["truth"] == {"count": 2}
    assert truths.from_pixmo_count([lists], points=False)[0]["truth"] == {"count": 2}
    assert truths.from_pixmo_points([pairs])[0]["truth"]["space"] == "norm100"
    assert vreward.score("counting", "There are 2.", row["truth"])["reason"] != "bad_truth"


def test_tables_of_every_kind_are_read_alike(tmp_path: Path) -> None:
    rows = [
        {"count": 2, "label": "cats", "points": [{"x": 5.0, "y": 5.0}, {"x": 7.0, "y": 9.0}], "image_url": "a"},
        {"count": 0, "label": "dogs", "points": [], "image_url": "b"},
    ]
    expected = truths.from_pixmo_points(rows)
    assert [row["truth"]["count"] for row in expected] == [2, 0]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    held: list[Any] = [tmp_path / "rows.jsonl", str(tmp_path / "rows.json"), iter(rows)]
    pa = pytest.importorskip("pyarrow")
    table = pa.Table.from_pylist(rows)
    importlib.import_module("pyarrow.parquet").write_table(table, tmp_path / "rows.parquet")
    held += [table, tmp_path / "rows.parquet"]
    held.append(pytest.importorskip("pandas").DataFrame(rows))
    held.append(pytest.importorskip("polars").DataFrame(rows))
    datasets = pytest.importorskip("datasets")
    held.append(datasets.Dataset.from_list(rows))
    for source in held:
        assert truths.from_pixmo_points(source) == expected, type(source)


def test_columns_for_datasets(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    from vreward.trl import reward

    rows = truths.from_coco(coco_file(tmp_path))
    dataset = datasets.Dataset.from_dict(truths.columns(rows))
    assert dataset.column_names == ["row", "id", "image", "solution"]
    answers = [answer_of("qwen2.5-vl", row["truth"]) for row in rows]
    rewards = reward("detection", model="qwen2.5-vl")(completions=answers, solution=dataset["solution"][:])
    assert rewards == pytest.approx([1, 1])


# ---- EXIF ------------------------------------------------------------------------------------------------------------


def turned_picture(path: Path, orientation: int) -> tuple[list[int], list[int], list[int]]:
    """A stored picture with a white box and an EXIF orientation; the box there, and in the upright picture."""
    pixels = np.zeros((30, 40), dtype=np.uint8)
    stored = [4, 6, 15, 11]
    pixels[stored[1] : stored[3], stored[0] : stored[2]] = 255
    image = Image.fromarray(pixels)
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(path, exif=exif)
    with Image.open(path) as opened:
        upright = np.asarray(ImageOps.exif_transpose(opened))
    ys, xs = np.nonzero(upright)
    box = [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]
    return stored, box, [upright.shape[1], upright.shape[0]]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_turns_boxes_with_the_image(orientation: int, tmp_path: Path) -> None:
    stored, upright, size = turned_picture(tmp_path / "7.png", orientation)
    x1, y1, x2, y2 = stored
    image = {"id": 7, "file_name": "7.png", "width": 40, "height": 30}
    path = coco_file(tmp_path, images=[image], annotations=[annotation(bbox=[x1, y1, x2 - x1, y2 - y1])])
    if orientation == 1:
        assert truths.from_coco(path, tmp_path)[0]["truth"]["order"] == "xywh"
        return
    with pytest.raises(vreward.Error, match=rf'image 7 \(7.png\): EXIF .* {orientation}\).*exif="turn"'):
        truths.from_coco(path, tmp_path)
    (row,) = truths.from_coco(path, tmp_path, exif="turn")
    assert (row["truth"]["boxes"], row["truth"]["size"]) == ([upright], size)
    (row,) = truths.from_coco(path, tmp_path, exif="keep")
    assert (row["truth"]["boxes"], row["truth"]["size"]) == ([[4, 6, 11, 5]], [40, 30])


def test_boxes_of_the_upright_image_are_known_by_their_size(tmp_path: Path) -> None:
    _, upright, size = turned_picture(tmp_path / "7.png", 6)
    image = {"id": 7, "file_name": "7.png", "width": size[0], "height": size[1]}
    x1, y1, x2, y2 = upright
    path = coco_file(tmp_path, images=[image], annotations=[annotation(bbox=[x1, y1, x2 - x1, y2 - y1])])
    for exif in ("refuse", "turn"):
        (row,) = truths.from_coco(path, tmp_path, exif=exif)
        assert (row["truth"]["boxes"], row["truth"]["size"]) == ([[x1, y1, x2 - x1, y2 - y1]], size)


def test_exif_turns_fractions_and_points(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "labels").mkdir()
    stored, upright, size = turned_picture(tmp_path / "images" / "a.png", 8)
    x1, y1, x2, y2 = stored
    (tmp_path / "labels" / "a.txt").write_text(
        f"0 {(x1 + x2) / 80} {(y1 + y2) / 60} {(x2 - x1) / 40} {(y2 - y1) / 30}\n"
    )
    (row,) = truths.from_yolo(tmp_path, names=["cat"], exif="turn")
    assert row["truth"]["size"] == size
    assert corners(row["truth"], row["truth"]["boxes"][0]) == pytest.approx(upright)
    undecoded = {"bytes": (tmp_path / "images" / "a.png").read_bytes(), "path": None}
    rows = [{"label": "cat", "count": 1, "points": [{"x": x1, "y": y1}], "image": undecoded}]
    (row,) = truths.from_pixmo_count(rows, exif="turn")
    assert row["truth"] == {"count": 1, "points": [[upright[0], upright[3]]], "size": size}
    percent = [{**rows[0], "points": [{"x": x1 / 0.4, "y": y1 / 0.3}]}]
    (row,) = truths.from_pixmo_points(percent, exif="turn")
    assert row["truth"]["points"][0] == pytest.approx([upright[0], upright[3]])
    assert row["truth"]["size"] == size


# ---- what cannot be used ---------------------------------------------------------------------------------------------

IMAGE = {"id": 7, "file_name": "7.png", "width": 640, "height": 480}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {"annotations": [annotation(category_id=3)]},
            "image 7 (7.png): annotation 5: its category_id 3 is the id of no",
        ),
        (
            {"annotations": [annotation(image_id=8)]},
            "annotation 5: its image_id 8 is the id of no image: add the image",
        ),
        ({"annotations": [annotation(bbox=[600, 20, 100, 50])]}, "annotation 5: truth member 'box'"),
        ({"annotations": [annotation(), annotation(id=6, bbox=[1, 2, 900, 5])]}, "annotation 6: truth member 'boxes'"),
        ({"annotations": [annotation(bbox=[10, 20, 0, 50])]}, "annotation 5: bbox [10, 20, 0, 50] has no extent"),
        ({"annotations": [annotation(bbox=[10, 20, 5])]}, "annotation 5: bbox must be [x, y, width, height], not"),
        ({"annotations": [annotation(bbox=[10, 20, 5, float("nan")])]}, "annotation 5: bbox must be"),
        ({"annotations": [annotation(bbox="10 20 5 5")]}, "annotation 5: bbox must be"),
        ({"annotations": [annotation(area=-1)]}, "annotation 5: area must be a number from 0, not -1"),
        ({"annotations": None}, 'has no list "annotations"'),
        ({"annotations": ["x"]}, "annotations[0] is str, not an object"),
        ({"categories": []}, "annotation 1: its category_id 1 is the id of no category with a name"),
        ({"images": [IMAGE, IMAGE]}, "two images have the same id"),
        ({"images": [{**IMAGE, "width": 0}]}, "are no size; they must be above 0"),
        ({"images": []}, "is the id of no image"),
        ({"images": [], "annotations": []}, "holds no records"),
    ],
)
def test_wrong_coco(changed: dict[str, Any], expected: str, tmp_path: Path) -> None:
    path = coco_file(tmp_path, **changed)
    with pytest.raises(vreward.Error) as raised:
        truths.from_coco(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert expected in str(raised.value)


def one(function: Callable[..., Any], **row: Any) -> Callable[[Path], Any]:
    return lambda _folder: function([row])


def written(function: Callable[..., Any], name: str, text: str, **options: Any) -> Callable[[Path], Any]:
    def call(folder: Path) -> Any:
        (folder / name).write_text(text)
        return function(folder / name, **options)

    return call


ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
XXE = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            one(truths.from_refcoco, answer=["x"]),
            "row 0: has no box (columns tried: bbox, box; columns that came: answer)",
        ),
        (one(truths.from_refcoco, bbox=[1, 2, 3, 4]), "row 0: has no expression (columns tried: sentences, answer"),
        (one(truths.from_refcoco, bbox=[1, 2, "a", 4], answer=["x"]), "row 0: bbox must be four numbers"),
        (one(truths.from_refcoco, bbox=[9, 9, 5, 0], answer=["x"]), 'if its numbers are xyxy, say order="xyxy"'),
        (one(truths.from_refcoco, bbox=[9, 9, 5, 5], answer=[]), "the expressions must be texts"),
        (one(truths.from_refcoco, bbox=[9, 9, 5, 5], sentences=[{"raw": "x"}]), 'say order="xywh"'),
        (one(truths.from_refcoco, bbox=[9, 9, 5, 5], answer="x", raw_image_info="{"), "raw_image_info is not JSON"),
        (one(truths.from_refcoco, bbox=[9, 9, 99, 5], answer="x", size=[50, 50]), "reaches beyond the image"),
        (one(truths.from_refcoco, bbox=[9, 9, 9, 5], answer="x", size=[50, 0]), "size must be [width, height]"),
        (one(truths.from_screenspot, file_name="a", bbox=[1, 2, 30, 40], instruction="x"), "beyond norm1"),
        (one(truths.from_screenspot, file_name="a", bbox=[0.1, 0.2, 0.3, 0.4]), "has no instruction"),
        (one(truths.from_pixmo_count, label="x", count=3, points=[[1, 1]]), "count is 3, but there are 1 points"),
        (one(truths.from_pixmo_count, label="x", count=1, points=[[1, 1]]), "points=False takes only the count"),
        (one(truths.from_pixmo_count, label="x", count=-1), "count must be a whole number from 0, not -1"),
        (one(truths.from_pixmo_count, label="x", count=1, points=[[1]]), "point 0 must be two numbers"),
        (one(truths.from_pixmo_count, label="x", count=1, points={"x": [1], "y": []}), "points have 1 x and 0 y"),
        (one(truths.from_pixmo_points, label="x", count=1, points=[[150, 1]]), 'if they are pixels, say space="pixel"'),
        (one(truths.from_text, page="a"), "row 0: has no text (columns tried: text, gt"),
        (one(truths.from_text, text=7), "the text must be a text or a list of texts, not 7"),
        (lambda _: truths.from_text(["a"]), "row 0: is str, not a dict of columns"),
        (lambda _: truths.from_text({"train": []}), "pass one split of it, such as source['train']"),
        (lambda _: truths.from_text([]), "holds no records"),
        (lambda folder: truths.from_coco(folder), "is a directory; wanted is COCO's annotations"),
        (lambda folder: truths.from_refcoco(folder), "is a directory; wanted is RefCOCO as rows"),
        (written(truths.from_coco, "a.json", ""), "a.json: is empty; wanted is COCO's"),
        (written(truths.from_coco, "a.json", "{"), "a.json: not JSON"),
        (written(truths.from_coco, "a.json", '[{"image_id": 1}]'), "a list alone is what a detector wrote"),
        (written(truths.from_refcoco, "refs(unc).p", "x"), "is a pickle, which can run any code"),
        (written(truths.from_refcoco, "a.csv", "x"), "is no .jsonl, .json or .parquet file"),
        (written(truths.from_refcoco, "a.parquet", "x"), "not Parquet"),
        (written(truths.from_text, "a.jsonl", '{"text": "x"}\n{"text'), "a.jsonl:2: not JSON"),
        (written(truths.from_text, "a.jsonl", " \n"), "a.jsonl: is empty"),
        (written(truths.from_text, "a.json", "{}"), "holds dict, not a list of rows"),
        (written(truths.from_voc, "a.xml", ""), "a.xml: is empty"),
        (written(truths.from_voc, "a.xml", "<annotation>"), "a.xml: not XML"),
        (written(truths.from_voc, "a.xml", "<html></html>"), "its root is <html>, not <annotation>"),
        (written(truths.from_voc, "a.xml", voc_text("", head=ENTITIES)), "a.xml: has a document type (a)"),
        (written(truths.from_voc, "a.xml", voc_text("", head=XXE)), "a.xml: has a document type (a)"),
        (
            written(truths.from_voc, "a.xml", voc_text(voc_object(0, 1, 5, 5))),
            "where a file counts from 0: first_pixel=0",
        ),
        (written(truths.from_voc, "a.xml", voc_text(voc_object(1, 1, 500, 5))), "object 0 (cat): truth member"),
        (written(truths.from_voc, "a.xml", voc_text("<object><name>x</name></object>")), "has no <bndbox/xmin>"),
        (written(truths.from_voc, "a.xml", voc_text(voc_object(1, 1, 5, 5, " "))), "has no <name>"),
        (lambda folder: truths.from_voc(folder), "holds no .xml file"),
        (written(truths.from_yolo, "a.txt", "0 1 1 1 1"), "a.txt: is no folder; wanted is a YOLO data set"),
        (lambda folder: truths.from_yolo(folder), "names of the classes are in none of data.yaml"),
        (lambda folder: truths.from_yolo(yolo_folder(folder, "7 0.5 0.5 0.1 0.1")), "line 1: class 7 has no name"),
        (lambda folder: truths.from_yolo(yolo_folder(folder, "0 5 0.5 0.1 0.1")), "line 1: truth member"),
        (lambda folder: truths.from_yolo(yolo_folder(folder, "cat 0.5 0.5 0.1 0.1")), "must be a class and numbers"),
        (
            lambda folder: truths.from_yolo(yolo_folder(folder, "0 0.5 0.5 0.1 0.1 0.9")),
            "the confidence of a prediction",
        ),
    ],
)
def test_what_cannot_be_used_is_said(call: Callable[[Path], Any], expected: str, tmp_path: Path) -> None:
    with pytest.raises(vreward.Error) as raised:
        call(tmp_path)
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ({"by": "folder"}, "by must be one of image, category"),
        ({"exif": "ask"}, "exif must be one of refuse, turn, keep"),
        ({"on_error": "stop"}, "on_error must be one of raise, skip"),
    ],
)
def test_wrong_options(option: dict[str, Any], expected: str, tmp_path: Path) -> None:
    with pytest.raises(vreward.Error, match=expected):
        truths.from_coco(coco_file(tmp_path), **option)
    with pytest.raises(TypeError, match="the source is int"):
        truths.from_refcoco(7)


def test_images_that_are_not_those(tmp_path: Path) -> None:
    path = coco_file(tmp_path)
    with pytest.raises(vreward.Error, match=r"7\.png: there is no such image"):
        truths.from_coco(path, tmp_path)
    picture(tmp_path / "7.png", 320, 240)
    with pytest.raises(vreward.Error, match="640 x 480 in the annotations, but 320 x 240 in the image"):
        truths.from_coco(path, tmp_path)
    (tmp_path / "7.png").write_text("no image")
    with pytest.raises(vreward.Error, match=r"7\.png: is no image that Pillow can read"):
        truths.from_coco(path, tmp_path)
    folder = yolo_folder(tmp_path / "yolo")
    (folder / "images" / "a.png").rename(folder / "images" / "b.png")
    with pytest.raises(vreward.Error, match=r"a\.txt: has no image of its name"):
        truths.from_yolo(folder)


def test_an_image_without_labels_has_no_boxes(tmp_path: Path) -> None:
    folder = yolo_folder(tmp_path)
    picture(folder / "images" / "b.png", 10, 10)
    (folder / "labels" / "a.txt").write_text("")
    rows = truths.from_yolo(folder)
    assert [(row["id"], row["truth"]["boxes"]) for row in rows] == [("a", []), ("b", [])]
    assert truths.from_coco(coco_file(tmp_path))[1]["truth"]["boxes"] == []


def test_skipping_leaves_out_whole_records_and_says_so(tmp_path: Path) -> None:
    path = coco_file(tmp_path, annotations=[annotation(), annotation(id=6, bbox=[1, 1, 0, 5])])
    with pytest.warns(UserWarning, match="1 records left out; the first: .*annotation 6: bbox"):
        rows = truths.from_coco(path, on_error="skip")
    assert [row["id"] for row in rows] == [9]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        truths.from_coco(coco_file(tmp_path), on_error="skip")


def test_pages_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("Café\n", encoding="utf-8-sig")
    (tmp_path / "2.md").write_text("")
    rows = truths.from_text(tmp_path)
    assert [(row["id"], row["truth"]) for row in rows] == [("1", {"text": "Café\n"}), ("2", {"text": ""})]
    (tmp_path / "3.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(vreward.Error, match=r"3\.txt: is not UTF-8 \(byte 0\)"):
        truths.from_text(tmp_path)


JUNK = [None, True, -1, 7, 1e300, float("nan"), "", "x", [], [1], [[1]], {}, {"x": 1}, [None] * 4, "0 0 1 1"]
ROWS: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (truths.from_refcoco, {"bbox": [1, 2, 3, 4], "answer": ["a"], "size": [9, 9], "image": None, "raw_image_info": {}}),
    (truths.from_refcoco, {"bbox": [1, 2, 3, 4], "sentences": [{"raw": "a", "sent": "a"}], "raw_image_info": "{}"}),
    (truths.from_screenspot, {"img_filename": "a", "bbox": [1, 2, 3, 4], "instruction": "a", "img_size": [9, 9]}),
    (truths.from_pixmo_count, {"count": 1, "label": "a", "points": {"x": [1], "y": [1]}, "size": [9, 9]}),
    (truths.from_pixmo_points, {"count": 1, "label": "a", "points": [{"x": 1, "y": 1}], "image": None}),
    (truths.from_text, {"text": ["a", "b"], "image": "a"}),
]


def changed_at_every_place(value: Any) -> Iterator[Any]:
    """The value with junk in the place of each of its parts."""
    yield from JUNK
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        for changed in changed_at_every_place(part):
            copy = value.copy()
            copy[key] = changed
            yield copy


def test_nothing_that_a_file_holds_raises_but_an_error_that_names_it(tmp_path: Path) -> None:
    coco = json.loads(coco_file(tmp_path).read_text())
    calls = [(truths.from_coco, changed) for changed in changed_at_every_place(coco)]
    calls += [(function, [row]) for function, whole in ROWS for row in changed_at_every_place(whole)]
    refused = 0
    for function, held in calls:
        (tmp_path / "held.json").write_text(json.dumps(held))
        try:
            rows = function(tmp_path / "held.json")
        except vreward.Error as error:
            assert str(error).startswith(f"{tmp_path / 'held.json'}: "), (function, held)
            refused += 1
        else:
            assert all(row["truth"] and None not in row.values() for row in rows)
    assert 500 < refused < len(calls)


# ---- the command -----------------------------------------------------------------------------------------------------


def test_convert_writes_what_the_function_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "truths.jsonl"
    folder = yolo_folder(tmp_path / "yolo")
    for source, kind, options, rows in [
        (coco_file(tmp_path), "coco", ["--by", "category"], truths.from_coco(coco_file(tmp_path), by="category")),
        (folder, "yolo", [], truths.from_yolo(folder)),
    ]:
        assert main(["convert", kind, str(source), "-o", str(out), *options]) == 0
        assert [json.loads(line) for line in out.read_text().splitlines()] == rows
        assert f"{len(rows)} truths" in capsys.readouterr().err
        assert main(["convert", kind, str(source), *options]) == 0
        assert capsys.readouterr().out == out.read_text()
    lines = tmp_path / "counts.jsonl"
    lines.write_text('{"label": "x", "count": 1, "points": [[5, 5]]}\n')
    assert main(["convert", "pixmo-count", str(lines), "--no-points", "-o", str(out)]) == 0
    assert json.loads(out.read_text())["truth"] == {"count": 1}


def test_convert_refuses_in_its_own_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = coco_file(tmp_path, annotations=[annotation(bbox=[1, 1, 0, 5])]), tmp_path / "truths.jsonl"

    def fails(*arguments: object) -> str:
        assert main(["convert", *map(str, arguments)]) == 2
        error = capsys.readouterr().err
        assert error.startswith("vreward: ")
        assert error.count("\n") == 1
        return error

    assert "--on-error skip" in fails("coco", path, "-o", out)
    assert not out.exists()
    assert "is the file that is read" in fails("coco", path, "-o", path)
    assert "name it .jsonl" in fails("coco", path, "-o", tmp_path / "truths.parquet")
    assert fails("coco", tmp_path).count("wanted is") == 1
    assert "is a directory" in fails("coco", tmp_path)
    assert "No such file" in fails("coco", tmp_path / "nothing.json")
    (tmp_path / "a.xml").write_text(voc_text(voc_object(0, 1, 5, 5)))
    assert "--first-pixel 0" in fails("voc", tmp_path / "a.xml")
    assert "No such file" in fails("coco", coco_file(tmp_path), "-o", tmp_path / "no" / "truths.jsonl")
    path = coco_file(tmp_path, annotations=[annotation(bbox=[1, 1, 0, 5])])
    assert main(["convert", "coco", str(path), "-o", str(out), "--on-error", "skip"]) == 1
    assert "1 records left out" in capsys.readouterr().err
    assert len(out.read_text().splitlines()) == 1
    assert sorted(file.name for file in tmp_path.glob("*.part")) == []


@pytest.mark.parametrize(
    ("missing", "call"),
    [
        ("PIL", lambda folder: truths.from_coco(coco_file(folder), folder)),
        ("yaml", lambda folder: truths.from_yolo(yolo_folder(folder))),
        ("pyarrow", written(truths.from_text, "a.parquet", "x")),
    ],
)
def test_a_missing_package_is_named(
    missing: str, call: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    with pytest.raises(ImportError, match=r"pip install vreward\["):
        call(tmp_path)


def test_bytes_and_images_alike() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30)).save(stream, "PNG")
    row = {"bbox": [1, 2, 3, 4], "answer": "x"}
    for image in (Image.new("RGB", (40, 30)), stream.getvalue(), {"bytes": stream.getvalue(), "path": None}):
        assert truths.from_refcoco([{**row, "image": image}])[0]["truth"]["size"] == [40, 30]
    with pytest.raises(vreward.Error, match="image is int"):
        truths.from_refcoco([{**row, "image": 7}])


# ---- the page --------------------------------------------------------------------------------------------------------


def test_commands_of_the_page(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/datasets.md: what its commands write is what its functions gave, for the files that its blocks write."""
    page = (root / "docs" / "datasets.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    Dataset = pytest.importorskip("datasets").Dataset
    names: dict[str, Any] = {"__name__": "__main__"}
    seen = []
    for block, command in re.findall(r"^```python\n(.*?)^```|^    vreward convert ([^\n]*)$", page, re.M | re.S):
        if block:
            exec(block, names)
            continue
        kind, source, *_ = arguments = shlex.split(command)
        if kind == "refcoco":  # the page has it from the hub, with its image
            row = {"question_id": "0", "bbox": [64, 48, 128, 96], "answer": ["cat"], "image": "val2017/7.jpg"}
            image = importlib.import_module("datasets").Image()
            Dataset.from_list([row]).cast_column("image", image).to_parquet(source)
        if kind == "pixmo-points":
            row = {"label": "cats", "count": 1, "points": [{"x": 25.0, "y": 25.0}], "image_url": "https://example.com"}
            Dataset.from_list([row]).to_parquet(source)
        assert main(["convert", *arguments]) == 0, command
        lines = [json.loads(line) for line in Path("truths.jsonl").read_text().splitlines()]
        if kind not in ("refcoco", "pixmo-points"):
            assert lines == names["rows"], command
        seen.append(kind)
    assert sorted(seen) == ["coco", "pixmo-points", "refcoco", "screenspot", "text", "voc", "yolo"]
    assert {f"from_{kind.replace('-', '_')}" for kind in convert.KINDS} == set(truths.__all__) - {"Row", "columns"}


def test_real_pages(shared_data: Path) -> None:
    path = shared_data / "mdpbench_gemini3" / "page_pairs.jsonl"
    rows = truths.from_text(path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(row["image"], row["truth"]["text"]) for row in rows] == [(line["page"], line["gt"]) for line in lines]


def test_real_expressions(shared_data: Path) -> None:
    """VLM-R1's logs have RefCOCO's boxes as x1, y1, x2, y2, and its published overlaps."""
    path = shared_data / "vlm_r1_rec_logs" / "refcoco_val_qwen2_5vl_3b_instruct_r1_500.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    held = [{"bbox": line["ground_truth"], "expression": line["question"]} for line in lines]
    rows = truths.from_refcoco(held, order="xyxy")
    assert [row["truth"]["box"] for row in rows] == [line["ground_truth"] for line in lines]
    completions = [line["model_output"] for line in lines]
    scorer = vreward.Scorer("grounding")
    ours = scorer.score(completions, truths.columns(rows)["solution"])
    same = scorer.score(completions, [{"box": line["ground_truth"]} for line in lines])
    assert ours.score.tolist() == same.score.tolist()
    assert sum(score > 0.5 for score in ours.score) > 400
