"""Mistakes, each of which a checker is to find on its own line."""

from __future__ import annotations

import vreward

scorer = vreward.Scorer("detection")

vreward.Scorer("no-such")
vreward.Scorer("detection", minn_iou=3)
vreward.Scorer("detection", min_iou="much")
vreward.Scorer("detection", match="optimum")
vreward.Scorer(42)
vreward.score("no-such", "text", "text")
vreward.score("ocr", 42, "text")
vreward.explain("no-such", "text", "text")
scorer.score(42, 42)
scorer.score([42], None)
scorer.score(["text"], None, "two")
scorer.score_one(None)
scorer.score_one("text")["scores"]
scorer.score(["text"]).terms.keys().score
scorer.score(["text"])[0]["no_such_term"]
scorer.score(["text"]).addresses()
vreward.parse("text", "no-such")
vreward.parse("text")["item"]
vreward.overlap([[0, 0, 1, 1]], [[0, 0, 1, 1]], kind="nonsense")
vreward.overlap([[0, 0, 1, 1]], [[0, 0, 1, 1]], convention="nonsense")
vreward.overlap([[0, 0, 1, 1]], [[0, 0, 1, 1]], invalid="nonsense")
vreward.iou(42, [[0, 0, 1, 1]])
vreward.match([[0.5]], how="nonsense")
vreward.match_boxes([[0, 0, 1, 1]], [[0, 0, 1, 1]], kind="nonsense")
vreward.edit_distance("a", "b", distance="nonsense")
vreward.edit_distance("a", "b", unit="nonsense")
vreward.edit_distance("a", "b", normalize="nonsense")
vreward.edit_distance(1, 2)
