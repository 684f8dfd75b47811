"""vreward evaluate: numbers that others published, slices, two files compared, COCO's results, and input that is not right."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import vreward
from vreward.command_line import main
from vreward.evaluation import Results, Slices, detections, flat, paired

LOG = ("--completion", "model_output", "--truth", "ground_truth", "--bootstrap", "0")


def evaluated(capsys: pytest.CaptureFixture[str], *arguments: Any) -> dict[str, Any]:
    assert main(["evaluate", *map(str, arguments), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def value(found: dict[str, Any], name: str) -> Any:
    return found["metrics"][name]["value"]


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


# ---- numbers that were published -------------------------------------------------------------------------------------

# Rows in which the log's own parser took one of several boxes, or read none where there is one: they follow another
# convention, are counted here, and left out on both sides.
OTHERWISE = {
    "vlm_r1_rec_logs/refcoco_val_qwen2_5vl_3b_instruct_r1_500": 0,
    "vlm_r1_rec_logs/refcocop_val_qwen2_5vl_3b_instruct_r1_300": 2,
    "vlm_r1_rec_logs/refcoco_val_qwen2_5vl_3b_instruct_sft_500": 0,
    "vlm_r1_rec_logs/refcocop_val_qwen2_5vl_3b_instruct_sft_100": 2,
    "vlm_r1_7b_rollouts/baseline_refcocop": 1,
    "vlm_r1_7b_rollouts/orig_refcoco": 1281,
    "vlm_r1_7b_rollouts/click_desktop_baseline": 8,
    "vlm_r1_7b_rollouts/click_mobile_ckpt60": 32,
}


@pytest.mark.parametrize("log", OTHERWISE)
def test_grounding_logs(log: str, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, file = log.split("/")
    expected = json.loads((shared_data / folder / "expected.json").read_text())["files"][file]
    expected = expected.get("kept", expected)
    rows = rows_of(shared_data / f"{log}.jsonl")
    assert sum(row["correct"] for row in rows) == expected["n_correct"]
    point = "click" in log
    recipe = json.dumps({"base": "grounding", "target": "point"}) if point else "grounding"
    scorer = vreward.Scorer(recipe)
    same = [row for row in rows if one_box_of_both(scorer, row)]
    assert len(rows) - len(same) == OTHERWISE[log]
    found = evaluated(capsys, write(tmp_path / "same.jsonl", *same), "--recipe", recipe, *LOG)
    name = "accuracy" if point else "Acc@0.5"
    assert value(found, name) == sum(row["correct"] for row in same) / len(same)
    if len(same) == len(rows):
        assert value(found, name) == expected["n_correct"] / expected["n"]
        assert value(found, "mIoU") == pytest.approx(expected["mean_iou"], abs=1e-6)


def one_box_of_both(scorer: vreward.Scorer, row: dict[str, Any]) -> bool:
    items = scorer.explain(row["model_output"], {"box": row["ground_truth"]}).get("items", [])
    return len(items) == 1 and any(row["extracted_answer"])


@pytest.mark.parametrize("file", ["qwen2vl_2b_instruct_legacy", "qwen2vl_2b_instruct_r1_100"])
def test_counting_logs(file: str, shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The log's own parser wants answer tags: it reads no number where vreward reads 3 right ones and 10 wrong ones."""
    folder = shared_data / "counting_superclevr"
    expected = json.loads((folder / "expected.json").read_text())["files"][file]
    found = evaluated(capsys, folder / f"{file}.jsonl", "--recipe", "counting", *LOG)
    more = {"qwen2vl_2b_instruct_legacy": 3, "qwen2vl_2b_instruct_r1_100": 0}[file]
    assert value(found, "exact") == (expected["n_exact"] + more) / expected["n"]
    if not expected["n_null_extracted"]:
        assert value(found, "MAE") == pytest.approx(expected["MAE_over_extracted"], abs=1e-12)


GRAPHEMES = json.dumps({"base": "ocr", "unit": "grapheme", "normalize": {"nfc": True}})


def ocr(recipe: Any, written: str, true: str) -> dict[str, Any]:
    evaluation = vreward.Evaluation(recipe)
    evaluation.add([written], [{"text": true}])
    return evaluation.result()


def test_dinglehopper(shared_data: Path) -> None:
    """CER by grapheme clusters after NFC, as dinglehopper counts; WER where it was published."""
    for row in rows_of(shared_data / "dinglehopper" / "pairs.jsonl"):
        found = ocr(GRAPHEMES, row["pred"], row["gt"])
        assert value(found, "CER") == row["lev_graphemes"] / row["n_graphemes_gt"]
        if row["published"]:
            assert value(found, "CER") == float(Fraction(row["published"]["cer"]))
            assert value(found, "WER") == float(Fraction(row["published"]["wer"]))


# Conventions of its own: something written for an empty page is infinitely wrong there and 1 here; words have no
# punctuation there, and here are what white space separates.
DINGLEHOPPER_DIFFERS = {("cer", "", "Foo"): 1, ("wer", "Dies. ist ein Beispielsatz!", "Dies ist ein Beispielsatz!"): 0.25}


@pytest.mark.parametrize("metric", ["cer", "wer"])
def test_cases_of_dinglehopper(metric: str, shared_data: Path) -> None:
    cases = json.loads((shared_data / "dinglehopper" / "unit_cases.json").read_text())[metric]
    differ = set()
    for true, written, expected in cases:
        wanted = float(expected if expected == "inf" else Fraction(expected))
        found = value(ocr(GRAPHEMES, written, true), metric.upper())
        if found != wanted:
            differ.add((metric, true, written))
            assert found == DINGLEHOPPER_DIFFERS[metric, true, written]
    assert differ == {case for case in DINGLEHOPPER_DIFFERS if case[0] == metric}


def test_ocrevaluation(shared_data: Path) -> None:
    folder = shared_data / "ocrevaluation"
    for row in rows_of(folder / "pairs.jsonl"):
        found = ocr({"base": "ocr", "normalize": {"trim": False}}, row["pred"], row["gt"])
        assert value(found, "NED") == pytest.approx(row["ned_max"], abs=1e-9)
        assert value(found, "CER") == (row["lev"] / row["len_gt"] if row["len_gt"] else min(row["lev"], 1))
    cases = json.loads((folder / "unit_cases.json").read_text())
    for metric in ("cer", "wer"):
        for true, written, expected in cases[metric]:
            assert value(ocr("ocr", written, true), metric.upper()) == float(Fraction(expected))


TWELVE = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR@1", "AR@10", "AR@100", "ARs", "ARm", "ARl")
NAMES = ("AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large", "AR_1", "AR_10", "AR_100", "AR_small", "AR_medium", "AR_large")
REVIEW = ("coco_fake100/dt_fakebbox100.json", "review_od_metrics/coco_gt.json")


def coco_metrics(results: Path, annotations: Any, as_text: bool) -> dict[str, Any]:
    """From arrays, or from the same boxes written down as a model answers."""
    taken = detections(results, annotations)
    evaluation = vreward.Evaluation("detection")
    keys = range(len(taken.items))
    if as_text:
        texts = [
            json.dumps([{"bbox_2d": b, "label": l, "confidence": c} for b, l, c in zip(*one.values())])
            for one in taken.items
        ]
        evaluation.add(texts, taken.truths, keys=keys)
    else:
        evaluation.add_items(taken.items, taken.truths, keys=keys)
    metrics: dict[str, Any] = evaluation.result()["metrics"]
    return metrics


SMALL = ("AP_all", "AP_50", "AP_75", "AP_small", "", "AP_large", "AR_all", "AR_second", "AR_third", "AR_small", "AR_medium", "AR_large")


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize(
    ("results", "annotations", "expected", "names"),
    [
        (*REVIEW, "review_od_metrics/expected_coco.json", NAMES),
        (REVIEW[0], "coco_fake100/gt_instances_val2014_100.json", "coco_fake100/expected.json", NAMES),
        ("faster_coco_eval_small/gt_dt_small_dt.json", "faster_coco_eval_small/gt_dt_small_gt.json",
         "faster_coco_eval_small/expected.json", SMALL),
    ],
    ids=["areas of boxes", "areas of masks", "small"],
)  # fmt: skip
def test_coco(
    results: str, annotations: str, expected: str, names: tuple[str, ...], as_text: bool, shared_data: Path
) -> None:
    """All digits but the last, which follows the order of the labels (tests/real/test_evaluation_real.py)."""
    figures = json.loads((shared_data / expected).read_text())
    figures = figures.get("recomputed_here_with_cocoapi_8c9bcc3") or figures["gt_dt_small"]
    found = coco_metrics(shared_data / results, shared_data / annotations, as_text)
    for ours, theirs in zip(TWELVE, names):
        assert not theirs or found[ours]["value"] == pytest.approx(figures[theirs], rel=1e-15), theirs


def test_the_command_on_coco(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results, annotations = (shared_data / name for name in REVIEW)
    found = evaluated(capsys, results, "--annotations", annotations, "--recipe", "detection", "--bootstrap", 50, "--errors")
    one = found["metrics"]["AP"]
    assert one["value"] == pytest.approx(0.503647, abs=1e-6)
    assert one["low"] < one["value"] + 0.1 < one["high"] + 0.2
    assert found["labels"]["person"]["truths"] == 250
    assert set(found["errors"]) == {"label", "imprecise", "missed"}


def test_results_that_were_read_are_those_that_were_written(shared_data: Path, tmp_path: Path, capsys: Any) -> None:
    results, annotations = (shared_data / name for name in REVIEW)
    taken = detections(results, annotations)
    rows = [
        {
            "image_id": row["id"],
            "completion": json.dumps([{"bbox_2d": b, "label": l, "confidence": c} for b, l, c in zip(*one.values())]),
            "truth": truth,
        }
        for one, truth, row in zip(taken.items, taken.truths, taken.rows)
    ]
    rollouts, out = write(tmp_path / "rollouts.jsonl", *rows), tmp_path / "out.json"
    first = evaluated(
        capsys, rollouts, "--recipe", "detection", "--annotations", annotations, "--results", out, "--bootstrap", 0
    )
    second = evaluated(capsys, out, "--recipe", "detection", "--annotations", annotations, "--bootstrap", 0)
    assert {name: one["value"] for name, one in first["metrics"].items()} == pytest.approx(
        {name: one["value"] for name, one in second["metrics"].items()}, rel=1e-12
    )
    assert len(json.loads(out.read_text())) == len(json.loads(results.read_text()))


# ---- slices and comparisons ------------------------------------------------------------------------------------------

TRUE = {"box": [0, 0, 10, 10]}
RIGHT, HALF, WRONG = "[0, 0, 10, 10]", "[0, 0, 10, 5]", "[50, 50, 60, 60]"


def answers(*completions: str, **columns: list[Any]) -> list[dict[str, Any]]:
    return [
        {"id": i, "completion": text, "truth": TRUE, **{name: values[i] for name, values in columns.items()}}
        for i, text in enumerate(completions)
    ]


def test_slices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = answers(RIGHT, HALF, WRONG, RIGHT, a=["x", "x", "y", "y"], b=[1, 2, 1, 1])
    rows.append({**rows[0], "id": 9, "a": None})
    file = write(tmp_path / "in.jsonl", *rows)
    one = evaluated(capsys, file, "--recipe", "grounding", "--by", "a")
    assert [(part["by"], part["samples"], value(part, "mIoU")) for part in one["slices"]] == [
        ({"a": "x"}, 2, 0.75), ({"a": "y"}, 2, 0.5), ({"a": None}, 1, 1.0),
    ]  # fmt: skip
    assert value(one, "mIoU") == pytest.approx(3.5 / 5)
    both = evaluated(capsys, file, "--recipe", "grounding", "--by", "a", "--by", "b")
    assert [tuple(part["by"].values()) for part in both["slices"]] == [("x", 1), ("x", 2), ("y", 1), (None, 1)]
    assert {name: one["metrics"][name] for name in one["metrics"]} == both["metrics"]  # merged in another way
    assert main(["evaluate", str(file), "--recipe", "grounding", "--by", "a"]) == 0
    told = capsys.readouterr()
    assert '1 of 5 rows have no member "a"' in told.err
    assert "none" in told.out


def test_rows_that_name_their_recipes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{**row, "recipe": "grounding"} for row in answers(RIGHT, HALF)]
    rows.append({"recipe": {"base": "counting"}, "completion": "3", "truth": 3})
    file = write(tmp_path / "in.jsonl", *rows)
    found = evaluated(capsys, file)["recipes"]
    assert {name: (one["task"], one["samples"]) for name, one in found.items()} == {
        "grounding": ("grounding", 2), '{"base": "counting"}': ("counting", 1),
    }  # fmt: skip
    assert main(["evaluate", str(file)]) == 0
    assert "== grounding\n2 samples, grounding" in capsys.readouterr().out


def test_a_dict_for_loggers() -> None:
    slices = Slices(vreward.Scorer("grounding"), ["a"])
    slices.add([RIGHT, WRONG], [TRUE, TRUE], [{"a": "x"}, {"a": "y"}])
    logged = flat(slices.result(), "eval/")
    assert logged["eval/Acc@0.5"] == 0.5
    assert (logged["eval/a=x/Acc@0.5"], logged["eval/a=y/Acc@0.5"]) == (1, 0)
    assert all(isinstance(one, (int, float)) for one in logged.values())


def test_two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = write(tmp_path / "a.jsonl", *answers(RIGHT, HALF, WRONG, "nothing"))
    second = write(tmp_path / "b.jsonl", *reversed(answers(RIGHT, RIGHT, HALF, HALF)))
    found = evaluated(capsys, first, "--against", second, "--recipe", "grounding")
    assert (found["better"], found["worse"], found["equal"]) == (3, 0, 1)
    one = found["metrics"]["mIoU"]
    assert (one["before"], one["after"], one["difference"]) == (0.375, 0.75, 0.375)
    assert one["low"] < 0.375 < one["high"]
    moves = {(move["before"], move["after"]): (move["samples"], move["gain"]) for move in found["reasons"]}
    assert moves[("ok", "ok")] == (2, 0.125)
    assert sum(number for number, _ in moves.values()) == 4
    assert sum(gain for _, gain in moves.values()) == pytest.approx(0.375)


def test_what_is_equal_differs_by_nothing_in_every_resample() -> None:
    """Two models draw the same prompts: the interval of no difference is a point, however wide those of each are."""
    completions, truths = [RIGHT, HALF, WRONG] * 5, [TRUE] * 15
    found = paired(vreward.Scorer("grounding"), completions, completions, truths, bootstrap=100)
    assert (found["metrics"]["mIoU"]["low"], found["metrics"]["mIoU"]["high"]) == (0, 0)
    assert found["reasons"] == []


def test_the_same_prompts_are_drawn_for_both() -> None:
    """Answers that differ much from prompt to prompt, each a fifth better: so is every resample."""
    before, after = ([f"[0, 0, 10, {high + more}]" for high in (1, 3, 5, 8)] for more in (0, 2))
    found = paired(vreward.Scorer("grounding"), before, after, [TRUE] * 4, bootstrap=100)["metrics"]["mIoU"]
    assert (found["low"], found["difference"], found["high"]) == (pytest.approx(0.2),) * 3


def test_every_sample_is_drawn_by_itself() -> None:
    """Also where samples come in several calls."""
    slices = Slices(vreward.Scorer("grounding"))
    for _ in range(2):
        slices.add([RIGHT, WRONG], [TRUE, TRUE])
    assert slices.result()["keys"] == 4


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (answers(RIGHT, RIGHT), '2 of 4 "id" are not in the other file'),
        ([*answers(RIGHT, RIGHT, RIGHT, RIGHT), answers(HALF)[0]], '1 "id" stand in more rows of one file'),
        ([{**row, "truth": {"box": [0, 0, 9, 9]}} for row in answers(RIGHT, RIGHT, RIGHT, RIGHT)], "4 rows have another truth"),
    ],
)
def test_files_that_do_not_quite_fit(second: Any, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = write(tmp_path / "a.jsonl", *answers(RIGHT, HALF, WRONG, RIGHT))
    other = write(tmp_path / "b.jsonl", *second)
    assert main(["evaluate", str(first), "--against", str(other), "--recipe", "grounding"]) == 0
    assert told in capsys.readouterr().err


def test_several_rollouts_of_a_prompt_are_paired_in_their_order(tmp_path: Path, capsys: Any) -> None:
    first = write(tmp_path / "a.jsonl", {"prompt": "p", "completions": [RIGHT, WRONG], "truth": TRUE})
    second = write(tmp_path / "b.jsonl", {"prompt": "p", "completions": [RIGHT, RIGHT], "truth": TRUE})
    assert 'no member "id, prompt_id' in refused(capsys, first, "--against", second, "--recipe", "grounding")
    found = evaluated(capsys, first, "--against", second, "--recipe", "grounding", "--key", "prompt")
    assert (found["samples"], found["keys"], found["better"], found["equal"]) == (2, 1, 1, 1)


def test_rollouts_of_one_prompt_are_drawn_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{**row, "uid": row["id"] // 3, "image": row["id"] // 2} for row in answers(*[RIGHT, WRONG] * 300)]
    rows = [{("n" if name == "id" else name): value for name, value in row.items()} for row in rows]
    file = write(tmp_path / "in.jsonl", *rows)
    by_uid, by_image, alone = (
        evaluated(capsys, file, "--recipe", "grounding", *more) for more in ((), ("--key", "image"), ("--key", "n"))
    )
    assert (by_uid["keys"], by_image["keys"], alone["keys"]) == (200, 300, 600)
    widths = [one["metrics"]["mIoU"]["high"] - one["metrics"]["mIoU"]["low"] for one in (by_image, by_uid, alone)]
    assert widths[0] == 0 < widths[1] < widths[2]  # each image has one right and one wrong answer
    assert main(["evaluate", str(file), "--recipe", "grounding"]) == 0
    assert "600 samples of 200 keys" in capsys.readouterr().out
    assert "which --key names" in refused(capsys, file, "--recipe", "grounding", "--key", "no")
    several = write(tmp_path / "k.jsonl", *({"completions": [RIGHT, WRONG], "truth": TRUE} for _ in range(600)))
    found = evaluated(capsys, several, "--recipe", "grounding")
    assert (found["samples"], found["keys"]) == (1200, 600)


# ---- input that is not right -----------------------------------------------------------------------------------------


def refused(capsys: pytest.CaptureFixture[str], *arguments: Any) -> str:
    assert main(["evaluate", *map(str, arguments)]) == 2
    return capsys.readouterr().err


def test_files_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty, good = write(tmp_path / "empty.jsonl"), write(tmp_path / "good.jsonl", *answers(RIGHT))
    without = write(tmp_path / "without.jsonl", {"completion": RIGHT})
    bad = write(tmp_path / "bad.jsonl", {"completion": RIGHT, "truth": {"box": "?"}})
    assert 'no member "recipe"; name one with --recipe' in refused(capsys, good)
    assert "--against needs --recipe" in refused(capsys, good, "--against", good)
    assert f"{empty}: holds no rollouts" in refused(capsys, empty, "--recipe", "grounding")
    assert f"{without}:1: no truth" in refused(capsys, without, "--recipe", "grounding")
    assert "1 are bad: vreward lint says why" in refused(capsys, bad, "--recipe", "grounding")
    assert 'no row has a column "c"' in refused(capsys, good, "--recipe", "grounding", "--by", "c")
    assert "--bootstrap -1" in refused(capsys, good, "--recipe", "grounding", "--bootstrap", -1)
    assert "--by, --errors and --annotations" in refused(capsys, good, "--recipe", "grounding", "--against", good, "--errors")
    assert "--key names another" in refused(capsys, good, "--recipe", "grounding", "--against", good, "--key", "no")
    other = write(tmp_path / "other.jsonl", {**answers(RIGHT)[0], "id": "else"})
    assert 'have no "id" in common' in refused(capsys, good, "--recipe", "grounding", "--against", other)


def test_bad_truths_are_left_out_and_end_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "in.jsonl", *answers(RIGHT, HALF), {"completion": RIGHT, "truth": {"box": "?"}})
    assert main(["evaluate", str(file), "--recipe", "grounding", "--errors"]) == 1
    assert "2 samples, grounding; 1 left out, whose truths are bad" in capsys.readouterr().out


def test_scores_of_another_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are scored again, and it is said."""
    rows = [{**row, "score": 0.25, "reason": "ok", "terms": {}} for row in answers(RIGHT, HALF)]
    assert main(["evaluate", str(write(tmp_path / "in.jsonl", *rows)), "--recipe", "grounding"]) == 0
    assert "2 of the first 2 rows hold a score that is not this recipe's" in capsys.readouterr().err


def test_a_terminal_is_not_steered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = {"boxes": [[0, 0, 9, 9]], "labels": ["\x1b[31m"]}
    file = write(tmp_path / "in.jsonl", {"completion": "[]", "truth": truth, "source": "\x1b[2J"})
    assert main(["evaluate", str(file), "--recipe", "detection", "--by", "source", "--errors"]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "U+001B" in shown


def test_numbers_in_another_space_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"completion": "[100, 100, 200, 200]", "truth": {"box": [200, 100, 400, 200], "size": [2000, 1000]}}
    assert main(["evaluate", str(write(tmp_path / "in.jsonl", *[row] * 20)), "--recipe", "grounding"]) == 0
    assert "read as norm1000, the mean would be 1.000" in capsys.readouterr().err


COCO = {
    "images": [{"id": 7, "width": 64, "height": 48}],
    "categories": [{"id": 1, "name": "cat"}],
    "annotations": [{"id": 1, "image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 10]}],
}
FOUND = {"image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 10], "score": 0.5}


@pytest.mark.parametrize(
    ("results", "message"),
    [
        ({}, "is no list; wanted is COCO's results"),
        (["?"], "result 0 is str"),
        ([{**FOUND, "image_id": 8}], "result 0: its image_id 8 is the id of no image"),
        ([FOUND, {**FOUND, "category_id": 2}], "result 1: its category_id 2 is the id of no category"),
        ([{**FOUND, "bbox": [1, 2, 3]}], r"result 0: bbox is \[1, 2, 3\]"),
        ([{**FOUND, "score": None}], "score None"),
    ],
)
def test_results_that_are_none(results: Any, message: str) -> None:
    with pytest.raises(vreward.Error, match=message):
        detections(results, COCO)


def test_images_without_detections_count() -> None:
    assert detections([], COCO).items == [{"boxes": [], "labels": [], "confidences": []}]


def test_what_cannot_be_written_as_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    annotations = tmp_path / "gt.json"
    annotations.write_text(json.dumps(COCO))
    truth = {"boxes": [[10, 20, 40, 30]], "labels": ["cat"], "size": [64, 48]}
    row = {"image_id": 7, "completion": '[{"bbox_2d": [1, 2, 3, 4], "label": "dog"}]', "truth": truth}
    file, out = write(tmp_path / "in.jsonl", row), tmp_path / "out.json"
    assert "--results needs --annotations" in refused(capsys, file, "--recipe", "detection", "--results", out)
    assert main(["evaluate", *map(str, (file, "--recipe", "detection", "--annotations", annotations, "--results", out))]) == 0
    assert "as no category is called dog: 1" in capsys.readouterr().err
    assert json.loads(out.read_text()) == []
    with pytest.raises(vreward.Error, match="task ocr reads no boxes"):
        Results(vreward.Scorer("ocr"), COCO)
    results = Results(vreward.Scorer("detection"), COCO)
    with pytest.raises(vreward.Error, match="8 is the id of no image"):
        list(results.of(["[]"], [truth], [{"id": 8}]))
    norm = {"boxes": [[100, 200, 400, 300]], "labels": ["cat"], "space": "norm1000"}
    with pytest.raises(vreward.Error, match="COCO's boxes are pixels"):
        list(results.of(['[{"bbox_2d": [1, 2, 3, 4], "label": "cat"}]'], [norm], [{"id": 7}]))
