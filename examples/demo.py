"""Scores the sample rollouts beside this file and prints why each scored what it scored.

make demo          or, with the package installed:          python examples/demo.py
"""

import json
import sys
from itertools import groupby
from pathlib import Path

import vreward

ROLLOUTS = Path(__file__).with_name("rollouts.jsonl")

# What a person wants to see of each task, besides accuracy and format.
COLUMNS = {
    "grounding": ["iou", "center_in", "n_items"],
    "detection": ["mean_iou", "f1", "label_accuracy", "missed", "extra"],
    "counting": ["exact", "closeness", "location", "n_items"],
    "ocr": ["cer", "exact"],
}


def main():
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    with open(ROLLOUTS, encoding="utf-8") as lines:
        rollouts = [json.loads(line) for line in lines]
    for (recipe, _), group in groupby(rollouts, key=lambda rollout: (rollout["recipe"], rollout["prompt"])):
        print_group(recipe, list(group))
    print_explanation(next(rollout for rollout in rollouts if rollout["note"] == "a wrong label"))


def print_group(recipe, rollouts):
    scorer = vreward.Scorer(recipe)
    scores = scorer.score([rollout["completion"] for rollout in rollouts], [rollout["truth"] for rollout in rollouts])
    columns = ["format", *COLUMNS[recipe]]
    print(f'\n{recipe}   "{rollouts[0]["prompt"]}"   truth: {shortened(rollouts[0]["truth"], 70)}\n')
    widths = [max(len(name), 6) + 2 for name in columns]
    head = "".join(f"{name:>{width}}" for name, width in zip(columns, widths))
    print(f"  {'what the model wrote':42}{'score':>5}{head}  reason")
    for rollout, row in zip(rollouts, scores):
        terms = "".join(f"{row[name]:{width}.3g}" for name, width in zip(columns, widths))
        print(f"  {shortened(rollout['note'], 40):42}{row['score']:5.3f}{terms}  {row['reason']}")


def print_explanation(rollout):
    """An explanation is a dict; this is how people read it. `python -m vreward explain` prints the same."""
    explanation = vreward.explain(rollout["recipe"], rollout["completion"], rollout["truth"])
    print(f"\nWhy {rollout['id']} ({rollout['note']}) scores {explanation['score']:.3f}:\n")
    print(vreward.describe(explanation))


def shortened(text, width):
    return text if len(text) <= width else text[: width - 3] + "..."


if __name__ == "__main__":
    main()
