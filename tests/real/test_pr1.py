"""pr1-grounding: every value that the published function returned, truths as it takes them, and why a score is what it is."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import vreward


def rows(golden: Path, name: str = "pr1-grounding") -> list[dict]:
    return [json.loads(line) for line in (golden / f"{name}.jsonl").read_text("utf-8").splitlines()]


def test_every_value(shared_golden: Path) -> None:
    """To the last bit; Python squares with pow, whose last bit may differ from a product's. 0 where it raised, and where a
    number is beyond 1e9."""
    found = rows(shared_golden)
    scores = vreward.Scorer("pr1-grounding").score(
        [row["completion"] for row in found], [json.dumps(row["truth"]) for row in found]
    )
    for row, score in zip(found, scores.score):
        value = row.get("value", 0.0) if not is_large(row) else 0.0
        assert abs(score - value) <= (0 if "raises" in row else math.ulp(value)), (row, score)
    assert sum(map(is_large, found)) == 4
    differ = sum(score != row.get("value", 0.0) for row, score in zip(found, scores.score))
    print(f"{len(found)} rows, {differ} differ in the last bit")
    assert (len(found), sum("raises" in row for row in found)) == (367, 12)


def test_truths_as_the_published_code_takes_them(shared_golden: Path) -> None:
    """A bare list of four numbers is the box."""
    found = rows(shared_golden)
    assert len(found) > 300
    scorer = vreward.Scorer("pr1-grounding")
    completions = [row["completion"] for row in found]
    bare = scorer.score(completions, [row["peer_truth"] for row in found])
    documents = scorer.score(completions, [json.dumps(row["truth"]) for row in found])
    assert list(bare.score) == list(documents.score)
    for row, reason in zip(found, bare.reason):
        if "raises" in row:
            assert reason == ("bad_value" if has_box(row) else "no_items" if row["completion"] else "empty_answer"), row


def is_large(row: dict) -> bool:
    """With the token: without it the published function multiplies, and what comes of it fits no image."""
    return "<|box_start|>" in row["completion"] and re.search(r"\d{11}", row["completion"]) is not None


def has_box(row: dict) -> bool:
    return vreward.score("pr1-grounding", row["completion"], row["truth"])["parsed"] == 1.0


def test_every_row_of_the_format(shared_golden: Path) -> None:
    found = rows(shared_golden, "pr1-grounding-format")
    assert len(found) > 300
    scores = vreward.Scorer("pr1-grounding").score([row["completion"] for row in found], {"box": [0, 0, 1, 1]})
    assert [row["id"] for row, value in zip(found, scores.terms["format"]) if value != row["value"]] == []


def test_reasons() -> None:
    def score(completion: str, truth: object = (0, 0, 500, 500)) -> tuple[float, str]:
        result = vreward.score("pr1-grounding", completion, json.dumps(truth))
        return result["score"], result["reason"]

    assert score("[0, 0, 0.5, 0.5]") == (1.0, "ok")
    assert score("<|box_start|>(0,0),(500,250)<|box_end|>") == (0.25, "ok")
    assert score("no box") == (0.0, "no_items")
    assert score("[0.6, 0.6, 0.7, 0.7]") == (0.0, "no_overlap")
    assert score("[0.5, 0, 0, 0.5]") == (0.0, "bad_value")  # the published code divides by zero
    assert score("[0, 0, 1" + "0" * 400 + ", 1]") == (0.0, "bad_value")  # and cannot bring infinity to an int
    # Digits and white space of any script, as Python's \d and \s.
    assert score("[\u0660\u2003, 0, 0.5, 0.5]")[1] == "no_items"
    assert score("[\u2003\u0660,\u00a00, 0.\U0001d7d3, \uff10.5]") == (1.0, "ok")
    # The token is deleted before anything is looked for, and spans are those of the text as written.
    explained = vreward.explain("pr1-grounding", "x[0,<|endoftext|> 0, 0.5, 0.5]", "[0, 0, 500, 500]")
    assert explained["score"] == 1.0
    assert explained["items"][0]["span"] == [1, 30]
