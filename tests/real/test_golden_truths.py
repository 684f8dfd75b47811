"""Truths as published rewards take them, read with truth_format "answer": each says what its document says.

A truth is checked by the completion that its document would call perfect. Skipped where ../shared is not there.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Iterator, Tuple

import pytest

import vreward

# Not what a model would write: a box with the size behind it; boxes and points of one truth in two forms.
OF_THEIR_OWN = {"se-gui-point", "seg-zero"}
READ = 5328  # distinct truths, counted without those of the same text in two files


def truths(golden: Path) -> Iterator[Tuple[str, str, dict]]:
    """File, the truth as the published reward takes it, and as a document; each once."""
    for path in sorted(golden.glob("*.jsonl")):
        seen = set()
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            document, own = row.get("truth"), row.get("peer_truth", row.get("truth"))
            if document is None or own is None:
                continue
            text = own if isinstance(own, str) else json.dumps(own)
            if text not in seen:
                seen.add(text)
                yield path.stem, text, document


def perfect(document: dict) -> Tuple[str, str]:
    """The recipe for a document, and the completion that it calls perfect."""
    if "count" in document:
        return "counting", str(document["count"])
    if "boxes" in document:
        return "detection", json.dumps([{"bbox_2d": box} for box in document["boxes"]])
    return "ocr", document["text"]


def without_extent(document: dict) -> bool:
    return any(not (box[0] < box[2] and box[1] < box[3]) for box in document.get("boxes", ()))


def test_truths_of_published_rewards(shared_golden: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scorers = {
        "counting": vreward.Scorer("counting", truth_format="answer"),
        "detection": vreward.Scorer("detection", truth_format="answer", labels="ignore"),
        "ocr": vreward.Scorer("ocr", truth_format="answer"),
    }
    read, refused, wrong = Counter(), Counter(), []
    for name, text, document in truths(shared_golden):
        if name in OF_THEIR_OWN or not {"count", "boxes", "text"} & set(document):
            continue
        recipe, completion = perfect(document)
        try:
            accuracy = scorers[recipe].score([completion], [text]).terms["accuracy"][0]
        except vreward.Error as error:
            refused[name] += 1
            if not without_extent(document):
                wrong.append((name, text, str(error)))
            continue
        read[name] += 1
        if abs(accuracy - 1) > 1e-12 and not without_extent(document):
            wrong.append((name, text, accuracy))
    with capsys.disabled():
        print()
        for name in sorted(read):
            print(f"  {name:28}{read[name]:6} read{refused[name]:4} without extent")
        print(f"  {sum(read.values())} truths read as a model's answer, {sum(refused.values())} refused")
    assert wrong == []
    assert sum(read.values()) >= READ
