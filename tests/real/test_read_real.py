"""Reading what models really wrote: recorded rollouts, other projects' parser tests, outputs collected from notebooks.
Where a test of another project expects something else than vreward reads, the case is named with the reason."""

from __future__ import annotations

import collections
import json
import re
from pathlib import Path

import pytest

import vreward

GROUNDING = [
    "vlm_r1_rec_logs/refcoco_val_qwen2_5vl_3b_instruct_r1_500",
    "vlm_r1_rec_logs/refcocop_val_qwen2_5vl_3b_instruct_r1_300",
    "vlm_r1_rec_logs/refcoco_val_qwen2_5vl_3b_instruct_sft_500",
    "vlm_r1_rec_logs/refcocop_val_qwen2_5vl_3b_instruct_sft_100",
    "vlm_r1_7b_rollouts/orig_refcoco",
    "vlm_r1_7b_rollouts/baseline_refcocop",
]


def rows(path: Path) -> list:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def table(title: str, header: tuple, lines: list) -> None:
    print(f"\n{title}")
    widths = [max(len(str(line[i])) for line in [header, *lines]) for i in range(len(header))]
    for line in [header, *lines]:
        print("  " + "  ".join(str(cell).ljust(width) for cell, width in zip(line, widths)))


def boxes(found: dict) -> list:
    return [item["box"] for item in found["items"] if "box" in item]


def recorded_expectation(folder: Path, name: str) -> dict:
    expected = json.loads((folder / "expected.json").read_text())["files"][name]
    return expected.get("kept", expected)


def test_recorded_boxes_are_among_the_items_read(shared_data):
    """3,720 recorded boxes; their IoU and the flag follow from them."""
    total, lines = 0, []
    for name in GROUNDING:
        correct = written = seen_correct = 0
        log = rows(shared_data / f"{name}.jsonl")
        grounding = vreward.Scorer("grounding", invalid="legacy")
        scores = grounding.score(
            [row["model_output"] for row in log], [json.dumps({"box": row["ground_truth"]}) for row in log]
        )
        for row, score in zip(log, scores.score):
            found = vreward.parse(row["model_output"])
            recorded = tuple(map(float, row["extracted_answer"]))
            seen_correct += score > 0.5
            if recorded == (0, 0, 0, 0):
                continue
            written += 1
            assert recorded in boxes(found), (name, row["i"], found)
            overlap = vreward.overlap([recorded], [row["ground_truth"]], invalid="legacy")[0][0]
            assert overlap == pytest.approx(row["iou"], abs=1e-6), (name, row["i"])
            assert (overlap > 0.5) == bool(row["correct"]), (name, row["i"])
            correct += overlap > 0.5
        folder, file = name.split("/")
        expected = recorded_expectation(shared_data / folder, file)
        assert correct == expected["n_correct"] and len(log) == expected["n"]
        total += written
        share = f"{100 * correct / len(log):.2f} %"
        lines.append((file, len(log), written, share, f"{100 * seen_correct / len(log):.2f} %"))
    table(
        "IoU above 0.5: over the recorded boxes, and over what the recipe `grounding` reads",
        ("log", "rows", "recorded boxes", "recorded", "grounding"),
        lines,
    )
    assert total == 3720


WAYS = ("strictly", "leniently", "said to be empty", "not at all")


def way_of(found: dict) -> str:
    if found["items"]:
        return "leniently" if found["repairs"] else "strictly"
    return "said to be empty" if found["reason"] == "ok" else "not at all"


def test_shares_of_the_rollouts_read(shared_data):
    lines = []
    for path in sorted((shared_data / "vlm_r1_7b_rollouts").glob("*.jsonl")):
        options = {"target": "point"} if path.stem.startswith("click") else {}
        log = rows(path)
        ways = collections.Counter(way_of(vreward.parse(row["model_output"], **options)) for row in log)
        assert ways["strictly"] + ways["leniently"] >= sum(any(row["extracted_answer"]) for row in log), path.stem
        lines.append((path.stem, len(log), *(f"{100 * ways[way] / len(log):.1f} %" for way in WAYS)))
    table("How the rollouts are read", ("log", "rows", *WAYS), lines)
    assert len(lines) == 4

# Rows of orig_refcoco for which the recorded extraction failed, looked at by eye: what the reading makes of them.
LOOKED_AT = {
    0: ("ok", 1),  # a fenced list, no answer tag
    5: ("ok", 2),  # a box, and the same again as text under "answer"
    33: ("ok", 1),  # the box as text under "answer"
    47: ("ok", 0),  # {"bounding_box": []}: it says that there is nothing
    51: ("truncated", 1),  # breaks off in the label, the box is complete
    67: ("empty_answer", 0),  # thinking, which holds the box, and nothing else
    188: ("ok", 0),  # "There is no bounding box ..": a sentence that says that nothing is there
    587: ("ok", 0),  # "There are none."
    693: ("ok", 1),  # thinking that an answer ends, and text behind it
    933: ("bad_syntax", 0),  # five numbers
    1189: ("bad_syntax", 0),  # breaks off in the only box
    1347: ("ok", 0),  # {"answer": "There is no such person in the image."}
}


def test_rows_without_a_recorded_box(shared_data):
    log = {row["i"]: row for row in rows(shared_data / "vlm_r1_7b_rollouts/orig_refcoco.jsonl")}
    for i, (reason, count) in LOOKED_AT.items():
        assert tuple(log[i]["extracted_answer"]) == (0, 0, 0, 0)
        found = vreward.parse(log[i]["model_output"])
        assert (found["reason"], len(found["items"])) == (reason, count), (i, found)
    # A box is found only where its numbers stand, one after the other.
    for row in log.values():
        for item in vreward.parse(row["model_output"])["items"]:
            begin, end = item["span"]
            written = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", row["model_output"][begin:end])]
            numbers = list(item.get("box") or item["point"])
            assert any(written[i : i + len(numbers)] == numbers for i in range(len(written))), (row["i"], item)


def test_rows_with_two_forms(shared_data):
    """One answer counts in one dialect, and the items of the others were written: one row of all, [48,0,251,247] and the
    same box again as JSON, earns half of what it earned when they were prose."""
    found = [
        (name, row["i"])
        for name in GROUNDING
        for row in rows(shared_data / f"{name}.jsonl")
        if any(item["reason"] == "extra_items" for item in vreward.parse(row["model_output"])["items"])
    ]
    assert len(found) == 1 and found[0][0].endswith("orig_refcoco")


@pytest.mark.parametrize("name", ["click_desktop_baseline", "click_mobile_ckpt60"])
def test_recorded_clicks(shared_data, name):
    correct, log = 0, rows(shared_data / f"vlm_r1_7b_rollouts/{name}.jsonl")
    for row in log:
        recorded = tuple(row["extracted_answer"])
        found = vreward.parse(row["model_output"], target="point")
        if recorded == (0, 0):
            # the answer of one says that there is nothing to click, which is an empty prediction
            assert not found["items"] and not row["correct"]
            continue
        points = [item["point"] for item in found["items"] if "point" in item]
        centres = [((x1 + x2) // 2, (y1 + y2) // 2) for x1, y1, x2, y2 in boxes(found)]
        assert recorded in points + centres, (row["i"], found)
        x1, y1, x2, y2 = row["ground_truth"]
        inside = x1 <= recorded[0] <= x2 and y1 <= recorded[1] <= y2
        assert inside == bool(row["correct"])
        correct += inside
    assert correct == recorded_expectation(shared_data / "vlm_r1_7b_rollouts", name)["n_correct"]


COUNTING = {"qwen2vl_2b_instruct_legacy": 48.0, "qwen2vl_2b_instruct_r1_100": 80.0}


def test_counting_superclevr(shared_data):
    lines = []
    for name, published in COUNTING.items():
        log = rows(shared_data / f"counting_superclevr/{name}.jsonl")
        strict = vreward.Scorer("counting", number="only")
        default = vreward.Scorer("counting")
        exact = default_exact = more = 0
        for row in log:
            only, anywhere = strict.parse(row["model_output"]), default.parse(row["model_output"])
            assert only["number"] == row["extracted_answer"], row["i"]
            if row["extracted_answer"] is not None:
                assert anywhere["number"] == row["extracted_answer"], row["i"]
            exact += only["number"] == row["ground_truth"]
            default_exact += anywhere["number"] == row["ground_truth"]
            more += anywhere["number"] is not None and only["number"] is None
        assert 100 * exact / len(log) == published
        lines.append((name, f"{published} %", f"{100 * default_exact / len(log)} %", more))
    table(
        "Exact counts: a number alone in the answer, the only number anywhere, rows read in addition",
        ("log", "only", "anywhere", "more rows"),
        lines,
    )


# What supervision's tests expect otherwise, and why.
SUPERVISION = {
    "unlabelled": "supervision keeps boxes only when each has a label; here a box without one is a box",
    "classes": "supervision drops boxes whose class is not in a list of its own; here labels are compared when scoring",
    "size": "supervision raises for an image without extent; here the size is the truth's business",
    "truncated": "supervision needs the object closed; here the last box counts when its coordinates were complete",
    "outlines": "Florence's polygons and quadrilaterals are no boxes",
    "none": "supervision reads no object where a caption says so; here that is prose, unless the recipe names it",
}


def difference(test: str, case: dict, text: str) -> str | None:
    if "raises" in str(case.get("exception")) and 0 >= min([*case["resolution_wh"], *case.get("input_wh", [1])]):
        return "size"
    if case.get("classes"):
        return "classes"
    if text.endswith("<loc0768>") or '"missing box"' in text:
        return "unlabelled"
    if "[30, 40, 130, 140]" in text:
        return "truncated"
    return "outlines" if "'polygons'" in text or "quad_boxes" in text else None


def scale_of(found: dict, case: dict) -> tuple:
    width, height = case["resolution_wh"]
    divisor = {"norm1024": 1024, "norm1000": 1000}.get(found["space"])
    if divisor:
        return width / divisor, height / divisor
    if "input_wh" in case:
        return width / case["input_wh"][0], height / case["input_wh"][1]
    return 1, 1


def florence_text(result: dict) -> str:
    value = next(iter(result.values()))
    return value if isinstance(value, str) else str(result)


def test_supervision(shared_data):
    document = json.loads((shared_data / "supervision_vlm_tests/vlm_parse_cases.json").read_text())
    dialects = {"test_from_paligemma": "paligemma", "test_from_qwen_2_5_vl": "json", "test_from_google_gemini": "gemini"}
    told: collections.Counter = collections.Counter()
    for group in document:
        for case in group["cases"]:
            florence = "florence_result" in case
            text = florence_text(case["florence_result"]) if florence else case["result"]
            found = vreward.parse(text, dialects.get(group["test"], "auto"))
            reason = difference(group["test"], case, text)
            if reason is not None:
                told[reason] += 1
                continue
            expected = case["expected_results"]
            wanted = expected[0] if expected and isinstance(expected[0], list) else []
            x, y = scale_of(found, case)
            scaled = [(b[0] * x, b[1] * y, b[2] * x, b[3] * y) for b in boxes(found)]
            assert len(scaled) == len(wanted), (text, found)
            for box, target in zip(scaled, wanted):
                assert box == pytest.approx(target), text
            labels = (expected[1] if florence else expected[2]) if wanted else None
            if isinstance(labels, list) and labels:
                assert [item["label"] for item in found["items"]] == labels, text
    table("supervision's cases in which vreward differs", ("cases", "why"), [(n, SUPERVISION[r]) for r, n in told.items()])
    assert told["unlabelled"] == 2 and told["truncated"] == 1 and told["outlines"] == 3


# Roboflow's: one row of x_min .. y_max lacks a member, and the tool then refuses all; here it costs that item.
COSTS_ONE_ITEM = "test_run_method_for_invalid_claude_and_gemini_output"


def test_roboflow(shared_data):
    folder = shared_data / "roboflow_inference_vlm_tests"
    for case in rows(folder / "vlm_as_detector_cases.jsonl"):
        found = vreward.parse(case["vlm_output"])
        name, model = case["test"], case["model_type"]
        height, width = case["image_hw"]
        if name == COSTS_ONE_ITEM:
            assert len(found["items"]) == 5
        elif case["expected_error"]:
            assert not found["items"]
        elif "ocr" in name:
            assert not found["items"], "quadrilaterals are no boxes"
        elif case["expected_xyxy"] is None:
            assert len(found["items"]) == (0 if "empty" in name else 1)
        elif found["space"] == "norm1000" and model != "google-gemini":
            # These providers are prompted for box_2d in x, y order and per cent or 0-1000 of another size; the key says
            # y, x and 0-1000 here. The numbers are the same.
            assert len(found["items"]) == len(case["expected_xyxy"])
        else:
            unit = {"norm1000": 1000}.get(found["space"], None)
            if "florence" in name:
                sx = sy = 1.0
            else:
                sx, sy = (width / unit, height / unit) if unit else (width, height)
            scaled = [(b[0] * sx, b[1] * sy, b[2] * sx, b[3] * sy) for b in boxes(found)]
            assert len(scaled) == len(case["expected_xyxy"])
            for box, target in zip(scaled, case["expected_xyxy"]):
                assert box == pytest.approx(target, abs=1.0), (name, box, target)
    conventions = json.loads((folder / "coordinate_cases.json").read_text())
    for malformed in conventions["malformed_boxes_must_be_rejected"]:
        found = vreward.parse(json.dumps(malformed))
        # A box in a string is read, as formats with quoted numbers need it; it is told as a repair.
        assert found["repairs"] == ("numeric_string",) if isinstance(malformed.get("box_2d"), str) else not found["items"]
    for case in conventions["conversions"]:
        gemini = "gemini" in case["convention"]
        key = "box_2d" if gemini else "bbox_2d"
        box = boxes(vreward.parse(json.dumps({key: case["box"]})))[0]
        height, width = case["image_hw"]
        scaled = (box[0] * width / 1000, box[1] * height / 1000, box[2] * width / 1000, box[3] * height / 1000)
        if "(clamped)" not in case["convention"]:  # here nothing is clamped
            assert scaled == pytest.approx(case["expected_xyxy_px"])


def reference_box(item: dict) -> tuple:
    values = item.get("v_yxyx_1024") or item["v"]
    if "v_yxyx_1024" in item or item.get("key") == "box_2d":
        values = [values[1], values[0], values[3], values[2]]
    return tuple(map(float, values))


# Formats without reference boxes: what stands there.
COLLECTED = {
    "tool_call": ("tool-call", 1),
    "tool_call_args_in_prose": ("json", 1),
    "seed_point_tag_0_1000": ("seed", 1),
    "florence2_dict_repr": ("json", 6),
    "think_answer": ("auto", 0),
    "think_answer_bbox": ("brackets", 1),
}

NAMED = {"cogvlm_double_bracket_000_999": "cogvlm"}  # [[347,454,540,847]] alone may be anything


def test_collected_outputs(shared_data):
    lines = []
    for row in rows(shared_data / "vlm_raw_outputs/raw_outputs.jsonl"):
        found = vreward.parse(row["text"], NAMED.get(row["format"], "auto"))
        points = vreward.parse(row["text"], target="point")
        lines.append((row["id"], row["format"], found["dialect"], found["space"], len(found["items"]), found["reason"]))
        if "ref_items" in row:
            assert boxes(found) == [reference_box(item) for item in row["ref_items"]], row["id"]
            for item, wanted in zip(found["items"], row["ref_items"]):
                if wanted.get("label"):
                    assert item["label"] == wanted["label"]
        elif row["format"] in COLLECTED:
            dialect, count = COLLECTED[row["format"]]
            read = points if dialect in ("tool-call", "seed") else found
            assert (read["dialect"], len(read["items"])) == (dialect, count), row["id"]
        elif "odd number" in row["note"]:
            assert found["reason"] == "bad_syntax" and not found["items"]
        elif "unrelated JSON" in row["note"]:
            assert found["reason"] == "ok" and not found["items"]  # "I could not detect anything"
        else:
            assert len(found["items"]) == 1
        if "ref_answer" in row and row["format"] == "think_answer":
            read = vreward.Scorer("ocr").score([row["text"]], [json.dumps({"text": row["ref_answer"]})])
            assert read.score[0] == 1.0, row["id"]
    table("Collected outputs", ("row", "format", "dialect", "space", "items", "reason"), lines)


PROBE = {"bbox_2d": [1, 2, 3, 4], "label": "probe"}

# Where json_repair, jsonrepair and vreward differ by policy. The first two make a JSON value of any text; vreward looks
# for items in it.
POLICIES = [
    ("text around and between values", "one value, or a list of them", "prose; items count wherever they stand"),
    ("text without quotes", "a string", "a label, where a label is expected; else skipped"),
    ("numbers in strings", "kept as strings, or by schema", "numbers, where coordinates are expected"),
    ("a list that breaks off", "closed; what was begun is kept", "closed; a half item is none, a half label neither"),
    ("duplicate keys", "the last, or two objects", "the last"),
    ("comments, backslashes, stray brackets", "dropped", "dropped"),
]


def items_of(found: dict) -> list:
    return [(item.get("box") or item.get("point"), item["label"]) for item in found["items"]]


def test_json_repair_corpus(shared_data):
    """Repair serves items, not JSON at large: every input is read, and the shares are printed. The first: the items are
    those of the value that json_repair's own tests expect. The second: an item behind the damage is still found, with
    its label."""
    corpus = rows(shared_data / "json_repair_tests/json_repair_cases.jsonl")
    texts = [(case["args"][0], case["expected"]) for case in corpus if case["args"] and isinstance(case["args"][0], str)]
    assert len(texts) > 200
    same = survived = 0
    kinds: collections.Counter = collections.Counter()
    for text, expected in texts:
        found = vreward.parse(text)
        kinds[found["reason"]] += 1
        assert all(0 <= item["span"][0] <= item["span"][1] <= len(text) for item in found["items"])
        value = expected if isinstance(expected, str) else json.dumps(expected)
        same += items_of(found) == items_of(vreward.parse(value))
        followed = vreward.parse(f"[{text}, {json.dumps(PROBE)}]", dialect="json")
        survived += ((1.0, 2.0, 3.0, 4.0), "probe") in items_of(followed)
    table("json_repair's inputs, by reason", ("reason", "cases"), kinds.most_common())
    table(
        "json_repair's inputs",
        ("what", "share"),
        [
            ("the items of the expected value", f"{100 * same / len(texts):.1f} %"),
            ("an item behind the damage is found", f"{100 * survived / len(texts):.1f} %"),
        ],
    )
    table("Policies", ("what", "json_repair, jsonrepair", "vreward"), POLICIES)
