"""Rollouts of real models, scored by the command line, which what calls vreward in other ways must score the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vreward.command_line import main

SOURCES = {
    "grounding": "vlm_r1_rec_logs/refcoco_val_qwen2_5vl_3b_instruct_r1_500.jsonl",
    "counting": "counting_superclevr/qwen2vl_2b_instruct_r1_100.jsonl",
}


class Recorded:
    """Rollouts of real models as `vreward score` scores them. Each row has "completion", "solution", "question" and
    what the command added: "score", "reason" and the terms."""

    def __init__(self, data: Path, recipe: str, folder: Path, count: int = 40) -> None:
        self.recipe = recipe
        self.file = folder / f"{recipe}.jsonl"
        lines = (data / SOURCES[recipe]).read_text(encoding="utf-8").splitlines()[:count]
        written = [
            {
                "completion": row["model_output"],
                "solution": json.dumps(row["ground_truth"]),
                "question": row["question"],
            }
            for row in map(json.loads, lines)
        ]
        self.file.write_text("".join(json.dumps(row) + "\n" for row in written))
        scored = folder / f"{recipe}-scored.jsonl"
        assert main(["score", str(self.file), "--recipe", recipe, "-o", str(scored)]) == 0
        found = [json.loads(line) for line in scored.read_text().splitlines()]
        self.rows: list[dict[str, Any]] = [{**row, **row["terms"]} for row in found]
        self.terms = tuple(found[0]["terms"])

    def mean(self, name: str) -> float:
        return float(sum(row[name] for row in self.rows) / len(self.rows))
