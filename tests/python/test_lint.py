"""vreward lint and Scorer.check: planted errors are found, and nothing else is."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest
import vreward
from vreward import command_line


def good(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    boxes = [
        [x, y, x + 20 + chance.randrange(80), y + 20 + chance.randrange(80)] for x, y in ((number % 300, 7), (9, 200))
    ]
    return {
        "boxes": boxes,
        "labels": [chance.choice(["cat", "dog", "traffic light"]) for _ in boxes],
        "size": [640, 480],
    }


GOOD = [good(number) for number in range(60)]


def planted(**members: Any) -> list[Any]:
    return [*GOOD, {**good(7), **members}]


BOX = [10, 10, 60, 60]
PLANTED: dict[str, tuple[list[Any], str, str]] = {
    "outside the image": (planted(boxes=[BOX, [600, 10, 700, 90]]), "bad_truth", "beyond the image"),
    "size exchanged": (planted(boxes=[BOX, [500, 10, 630, 90]], size=[480, 640]), "bad_truth", "exchanged"),
    "no extent": (planted(boxes=[BOX, [50, 50, 50, 90]]), "bad_truth", "extent"),
    "a misspelt member": (planted(lables=["cat", "dog"]), "bad_truth", "lables"),
    "fewer labels": (planted(labels=["cat"]), "bad_truth", "label"),
    "no labels": ([*GOOD, {"boxes": [BOX], "size": [640, 480]}], "bad_truth", "labels"),
    "three numbers": (planted(boxes=[BOX, [1, 2, 3]]), "bad_truth", ""),
    "words for numbers": (planted(boxes=[BOX, ["a", 2, 3, 4]]), "bad_truth", ""),
    "NaN": (planted(boxes=[BOX, [float("nan"), 2, 3, 4]]), "bad_truth", ""),
    "an unknown order": (planted(order="whxy"), "bad_truth", "order"),
    "missing": ([*GOOD, None], "bad_truth", ""),
    "no JSON": ([*GOOD, "a cat at the left"], "bad_truth", "JSON"),
    "tiny": (planted(boxes=[BOX, [50, 50, 51, 90]]), "tiny", "less than 2 pixels"),
    "twice": (planted(boxes=[BOX, BOX], labels=["cat", "cat"]), "duplicates", "twice"),
    "fractions": (planted(boxes=[[0.1, 0.1, 0.5, 0.5], [0.2, 0.3, 0.9, 0.9]]), "bad_truth", "norm1"),
    "fractions without size": (
        [{"boxes": [[0.1, n / 99, 0.5, 0.9]], "labels": ["cat"]} for n in range(30)],
        "fractions",
        "norm1",
    ),
    "input_size exchanged": (planted(input_size=[480, 640]), "bad_truth", "shape"),
    "a size in some": ([*GOOD, {"boxes": [BOX], "labels": ["cat"]}], "some_sizes", "some have none"),
    "a label in capitals": (planted(labels=["Cat", "dog"]), "twins", '"Cat" (1) beside "cat"'),
    "a plural": (planted(labels=["dogs", "cat"]), "twins", '"dogs" (1) beside "dog"'),
    "a letter too few": (planted(labels=["trafic light", "cat"]), "twins", '"trafic light" (1) beside "traffic light"'),
    "letters exchanged": (planted(labels=["traffic lihgt", "cat"]), "twins", '"traffic lihgt" (1) beside "traffic light"'),
    "a label with _": (planted(labels=["traffic_light", "cat"]), "twins", "traffic_light"),
    "an empty label": (planted(labels=[" ", "cat"]), "empty_label", "empty"),
    "mostly empty": (
        [*GOOD[:20], *[{"boxes": [], "labels": [], "size": [w, 480]} for w in range(700, 730)]],
        "empty",
        "60 %",
    ),
    "all alike": ([GOOD[0]] * 60, "alike", "nearly all truths are the same"),
    "x, y, width, height": (
        [{"boxes": [[300, 200, 40 + n, 30 + n]], "labels": ["cat"], "size": [640, 480]} for n in range(30)],
        "xywh",
        "xywh",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_errors_are_found(name: str) -> None:
    truths, kind, message = PLANTED[name]
    found = vreward.Scorer("detection").check(truths)
    mine = [one for one in found if one.kind == kind]
    assert mine, found
    assert message in mine[0].message
    if len(truths) == 61 and kind not in ("some_sizes",):
        assert (mine[0].count, mine[0].places) == (1, [60])
        assert [one.kind for one in found] == [kind], "and nothing else"


TEXTS: dict[str, tuple[Any, str]] = {
    "empty": ("  ", "empty_text"),
    "space around": ("Total 12 ", "spaces"),
    "decoded wrongly": ("CafÃ© au lait", "encoding"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_planted_errors_in_texts(name: str) -> None:
    text, kind = TEXTS[name]
    truths = [*[{"text": f"line {number}"} for number in range(30)], {"text": text}]
    assert [one.kind for one in vreward.Scorer("ocr").check(truths)] == [kind]
    assert vreward.Scorer("ocr").check(truths[:-1]) == []


def test_good_truths_are_good() -> None:
    assert vreward.Scorer("detection").check(GOOD) == []


def coco(folder: Path) -> list[Any]:
    file = folder / "coco_fake100" / "gt_instances_val2014_100.json"
    document = json.loads(file.read_text())
    names = {one["id"]: one["name"] for one in document["categories"]}
    rows: dict[int, Any] = {
        one["id"]: {"boxes": [], "labels": [], "order": "xywh", "size": [one["width"], one["height"]]}
        for one in document["images"]
    }
    for one in document["annotations"]:
        rows[one["image_id"]]["boxes"].append(one["bbox"])
        rows[one["image_id"]]["labels"].append(names[one["category_id"]])
    return list(rows.values())


def test_no_alarm_on_real_sets(shared_data: Path) -> None:
    from vreward._scoring.checks import Check

    found = Check(vreward.Scorer("detection"))
    rows = coco(shared_data)
    found.add(rows, range(len(rows)))
    assert [
        one for one in found.findings() if one.bad or one.kind in ("twins", "alike", "empty", "xywh", "fractions")
    ] == []
    assert found.count == len(rows)


def command(folder: Path, rows: list[Any], *arguments: str) -> int:
    file = folder / "a.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return command_line.main(["lint", str(file), *arguments])


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"solution": truth} for truth in GOOD]
    assert command(tmp_path, rows, "--recipe", "detection") == 0
    assert capsys.readouterr().out.splitlines() == ["truths: 60, bad: 0, boxes: 120, labels: 3"]
    bad = [*rows, *[{"solution": json.dumps({"boxes": [[9, 9, 9, 20 + n]], "labels": ["cat"]})} for n in range(7)]]
    assert command(tmp_path, bad, "--recipe", "detection") == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("bad: 7 x ") and first.endswith(
        f"({tmp_path}/a.jsonl:61, {tmp_path}/a.jsonl:62, {tmp_path}/a.jsonl:63, {tmp_path}/a.jsonl:64, {tmp_path}/a.jsonl:65, ...)"
    )
    assert command(tmp_path, bad, "--recipe", "detection", "--json") == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["truths"], document["bad"], document["found"][0]["count"]) == (67, 7, 7)
    for arguments, told in [
        (("--recipe", "format"), "compares with no truth"),
        ((), "lint needs --recipe"),
        (("--recipe", "detection", "--truth", "nope"), "no truth (nope) among its members: solution"),
    ]:
        assert command(tmp_path, rows, *arguments) == 2
        assert told in capsys.readouterr().err


def test_spaces_with_completions_at_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = []
    for number in range(40):
        box = [100 + number, 300, 400, 900]
        inside = [box[0] * 0.64, box[1] * 0.48, box[2] * 0.64, box[3] * 0.48]
        rows.append({"completion": json.dumps([{"bbox_2d": box}]), "truth": {"box": inside, "size": [640, 480]}})
    assert command(tmp_path, rows, "--recipe", "grounding") == 1
    assert "suspicious: read as norm1000, the mean would be" in capsys.readouterr().out
    rows += [{**rows[0], "completion": text} for text in ("<box>[[1, 2, 3, 4]]</box>", "a cat")]
    assert command(tmp_path, rows, "--recipe", "grounding") == 1
    assert "dialects of the first 42 completions: json 40, internvl 1, auto 1" in capsys.readouterr().out
    assert command(tmp_path, rows, "--recipe", "grounding", "--json") == 1
    assert json.loads(capsys.readouterr().out)["dialects"] == {"json": 40, "internvl": 1, "auto": 1}


def test_many(tmp_path: Path) -> None:
    truths = [json.dumps(good(number)) for number in range(20_000)]
    began = time.process_time()
    found = vreward.Scorer("detection").check(truths)
    assert time.process_time() - began < 4, "200 microseconds each at most; a million takes 20 s here"
    assert [one for one in found if one.bad] == []
