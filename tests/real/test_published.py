"""Published recipes beside the values that the published functions returned: equal as float32, which trainers keep.

tests/real/published.json says how many rows are equal and in which classes the others are; docs/published.md is made of it. Run
this file as a program to count again (`python tests/real/test_published.py`); new rows that differ are put in the class "?", for you
to name."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
import vreward

ROOT = Path(__file__).resolve().parent.parent.parent
NOTES = ROOT / "tests" / "real" / "published.json"

# Why a row may differ: no code is written for these.
CLASSES = {
    "integers beyond 1e9",
    "NaN and Infinity",
    "JSON booleans as numbers",
    "an exception of the published code",
    "JSON that only a quirk accepts",
    "limit",
    "digits of other scripts",
    "white space at the ends of labels",
}


def read_notes() -> dict[str, Any]:
    return json.loads(NOTES.read_text("utf-8"))


def recipes_noted() -> dict[str, dict[str, Any]]:
    return read_notes()["recipes"]


def float32(number: float) -> bytes:
    return struct.pack("<f", number + 0.0)


def rows_of(golden: Path, name: str) -> list[dict[str, Any]]:
    path = golden / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def wanted(row: dict[str, Any]) -> float:
    """What the function returned; 0 where it raised, or returned no finite number."""
    value = row.get("value", 0.0)
    value = value["accuracy"] if isinstance(value, dict) else value
    return 0.0 if isinstance(value, str) else float(value)


def is_real(row: dict[str, Any]) -> bool:
    return not row["source"].startswith(("synthetic", "peers"))


def reaches_out(truth: dict[str, Any], width: float, height: float) -> bool:
    return any(max(x1, x2) > width or max(y1, y2) > height for x1, y1, x2, y2 in truth["boxes"])


def rex_omni_truth(truth: dict[str, Any], width: float, height: float) -> dict[str, Any]:
    """In pixels with their size. Some data-set boxes stand beside the size of another image, which is refused: those are in
    thousandths, as the written ones are."""
    if not reaches_out(truth, width, height):
        return {**truth, "size": [width, height]}
    boxes = [[1000 * at / of for at, of in zip(box, (width, height) * 2)] for box in truth["boxes"]]
    return {"boxes": boxes, "labels": truth["labels"]}


def truth_of(name: str, row: dict[str, Any]) -> str | None:
    truth = row["truth"]
    if truth is not None and "value" in truth:
        truth = {"number": truth["value"]}
    if "input_size" in row.get("context", {}):
        truth = {**truth, **row["context"]}
    if name.startswith("rex-omni"):
        truth = rex_omni_truth(truth, *row["context"]["size"])
    if row.get("context", {}).get("normalize"):  # vero-grounding: whole thousandths
        width, height = row["context"]["size"]
        places = [zip(box, (width, height) * 2) for box in truth["boxes"]]
        truth = {**truth, "boxes": [[min(1000, max(0, round(1000 * (at / of)))) for at, of in box] for box in places]}
    if name == "gta1-click":  # the published code cuts the true boxes to whole pixels
        width, height = row["context"]["size"]
        scale = (width / 1000, height / 1000) * 2
        truth = {"any_of": [[int(value * by) for value, by in zip(box, scale)] for box in truth["boxes"]]}
    return None if truth is None else json.dumps(truth)


def members_of(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """What the parameters of the published function, or the truth, are in a recipe; a weight of 0 is refused, so it is nearly 0."""
    if name.startswith("rex-omni") and reaches_out(row["truth"], *row["context"]["size"]):
        return {"space": {"prediction": "same"}}
    if name != "open-r1-repetition":
        return {}
    context = row["context"]
    return {"n": context["ngram_size"], "weights": {"repeated": context["max_penalty"] or 1e-300}}


def score_all(name: str, rows: list[dict[str, Any]]) -> list[float]:
    """Rows of equal parameters together."""
    scores = [0.0] * len(rows)
    groups: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        groups.setdefault(json.dumps(members_of(name, row)), []).append(i)
    for members, chosen in groups.items():
        truths = [truth_of(name, rows[i]) for i in chosen]
        scorer = vreward.Scorer({"base": name, **json.loads(members)})
        made = scorer.score([rows[i]["completion"] for i in chosen], None if truths[0] is None else truths)
        for i, score in zip(chosen, made.score):
            scores[i] = score
    return scores


def counted(name: str, golden: Path) -> tuple[dict[str, int], set[int]]:
    """Rows and real rows, all and equal; the others."""
    rows = rows_of(golden, name)
    equal = [float32(score) == float32(wanted(row)) for score, row in zip(score_all(name, rows), rows)]
    real = [one for one, row in zip(equal, rows) if is_real(row)]
    counts = {"rows": len(rows), "equal": sum(equal), "real": len(real), "real_equal": sum(real)}
    return counts, {row["id"] for row, one in zip(rows, equal) if not one}


def test_every_published_recipe_has_its_note() -> None:
    noted = recipes_noted()
    assert set(vreward.published_recipes()) <= set(noted) <= set(vreward.published_recipes()) | set(vreward.recipes())
    for name, note in noted.items():
        assert note["breaks"] and note["instead"], f"{name}: which rule does it break (`none`), what is its native recipe?"


def test_what_is_named_instead_is_a_recipe() -> None:
    """Every `...` of these columns."""
    notes = read_notes()
    for note in [*notes["recipes"].values(), *notes["left_out"]]:
        for code in re.findall(r"`([^`]+)`", note["instead"]):
            vreward.Scorer(json.loads(code) if code.startswith("{") else code)


@pytest.mark.parametrize("name", [name for name, note in recipes_noted().items() if "rows" in note])
def test_every_row(name: str, shared_golden: Path) -> None:
    note = recipes_noted()[name]
    counts, different = counted(name, shared_golden)
    print(f"{name}: {counts['equal']} of {counts['rows']} rows equal, {counts['real_equal']} of {counts['real']} real ones")
    assert counts["real_equal"] == counts["real"]
    assert counts["equal"] >= 0.95 * counts["rows"]
    assert {**note, **counts} == note, "count again: python tests/real/test_published.py"
    assert set(note["different"]) <= CLASSES
    assert different == {row for rows in note["different"].values() for row in rows}


def test_every_recipe_with_golden_rows_is_counted(shared_golden: Path) -> None:
    for name, note in recipes_noted().items():
        assert ("rows" in note) == (shared_golden / f"{name}.jsonl").exists(), name
        assert "rows" in note or note["checked"]


def count_again(golden: Path) -> None:
    notes = read_notes()
    for name in sorted(set(vreward.published_recipes()) | set(notes["recipes"])):
        note = notes["recipes"].setdefault(name, {"breaks": "", "instead": "", "different": {}})
        if not rows_of(golden, name):
            continue
        counts, different = counted(name, golden)
        known = {row: kind for kind, rows in note.get("different", {}).items() for row in rows}
        kinds: dict[str, list[int]] = {}
        for row in sorted(different):
            kinds.setdefault(known.get(row, "?"), []).append(row)
        note.update(counts, different=kinds)
    notes["recipes"] = dict(sorted(notes["recipes"].items()))
    text = json.dumps(notes, indent=2, ensure_ascii=False)
    NOTES.write_text(re.sub(r"\[\s+((?:\d+,?\s+)+)\]", lambda ids: f"[{' '.join(ids[1].split())}]", text) + "\n", "utf-8")


if __name__ == "__main__":
    count_again(ROOT.parent / "shared" / "golden")
