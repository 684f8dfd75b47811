"""What people write, and no checker complains about."""

from __future__ import annotations

import json
import sys
from typing import Any, Dict, Iterator, List, Tuple

import numpy
import vreward
from vreward.types import Explanation, Parsed, Recipe, Score

scorer = vreward.Scorer("detection", min_iou=0.75, labels="ignore")
scores = scorer.score(["[]", "[1, 2, 3, 4]"], [{"boxes": [], "labels": []}] * 2, truth_index=[0, 1])
scorer.score([b"[]"], '{"boxes": [], "labels": []}', 2)
scorer.score(numpy.array(["[]"]), numpy.zeros((1, 4)), truth_index=numpy.zeros(1, int))
scorer.score(iter(["[]"]), None)
row: Score = scorer.score_one("[]", {"boxes": [], "labels": []})
total: float = row["score"] + row["f1"] + row["class"] + sum(row[name] for name in scorer.terms)
part: vreward.Scores = scores[1:]
first: Score = scores[0]
reason: str = scores.reason[0]
rows: Iterator[Score] = iter(scores)
means: Dict[str, float] = scores.mean()
columns: Dict[str, List[Any]] = scores.columns()
found: Score = vreward.score("ocr", "text", "text", truth_format="text", normalize={"lower": True})
parsed: Parsed = vreward.parse("[1, 2, 3, 4]", "json", target="point")
box: Tuple[float, float, float, float] = parsed["items"][0]["box"]
why: Explanation = vreward.explain({"base": "grounding"}, "[1, 2, 3, 4]", [1, 2, 3, 4])
words: str = vreward.describe(why)

# Names and JSON text that are known only when the program runs.
vreward.Scorer({"base": sys.argv[1]})
vreward.Scorer(json.loads(sys.argv[1]))
options: Dict[str, Any] = json.loads(sys.argv[2])
vreward.Scorer("detection", **options)
recipe: Recipe = "counting"

matrix = vreward.overlap([[0, 0, 1, 1]], numpy.zeros((2, 4)), kind="ioa-truth", convention="inclusive")
cell: float = matrix[0, 1] + matrix[0][1]
one: int = vreward.edit_distance("a", b"b", distance="lcs", unit="grapheme", normalize=["nfc", "lower"])
many: List[int] = vreward.edit_distance(["a", "b"], "b").tolist()
pairs, overlaps = vreward.match_boxes([[0, 0, 1, 1]], [[0, 0, 1, 1]], how="greedy")
