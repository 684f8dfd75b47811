"""Rollouts for the eyes of people, in a tracker's tables; pages of them are written by `vreward report`.

from vreward.report import rows, summary
found = rows(completions, truths, "detection", images=images)
wandb.log({"rollouts": wandb.Table(columns=list(found[0]), data=[list(row.values()) for row in found])})
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, Dict, List, Mapping, Optional, Sequence

from ._binding.errors import Error
from ._report.tables import log_table, picture_of, row_of
from .scorer import Scorer
from .types import Recipe

__all__ = ["log_table", "rows", "summary"]


def rows(
    completions: Sequence[str],
    truths: Any,
    recipe: Recipe,
    *,
    images: Optional[Sequence[Any]] = None,
    **overrides: Any,
) -> List[Dict[str, Any]]:
    """Rollouts as rows of a table: W&B, Trackio and pandas take them as they are.

    completions  [n] texts
    truths       [n] documents, or one for all; None where the recipe needs none
    recipe       a name, a dict or JSON
    images       [n] pictures: of Pillow, bytes, paths, {"bytes", "path"} of `datasets`, or None for a blank sheet; then
                 each row has a "picture" of Pillow, what was written drawn over what is true (vreward[report])
    overrides    members of the recipe that differ

    Each row has "completion", "score", "reason", every term, and for recipes with items the counts "n_items",
    "n_truths" (those that count) and "n_matched". Errors: vreward.Error for a wrong recipe, a wrong truth, a broken
    picture or another number of images.

        >>> rows(["[10, 10, 20, 20]"], {"box": [10, 10, 20, 20]}, "grounding")[0]["n_matched"]
        1
    """
    scorer = Scorer(recipe, **overrides)
    count = len(completions)
    each = list(truths) if isinstance(truths, (list, tuple)) else [truths] * count
    for name, values in (("truths", each), ("images", images)):
        if values is not None and len(values) != count:
            raise Error(f"{name} has {len(values)} values for {count} completions")
    found = []
    for i, (completion, truth) in enumerate(zip(completions, each)):
        explanation = scorer.explain(completion, truth if scorer.needs_truth else None)
        row = row_of(completion, explanation)
        if images is not None:
            row["picture"] = picture_of(explanation, truth, images[i])
        found.append(row)
    return found


def summary(rows: Sequence[Mapping[str, Any]], prefix: str = "") -> Dict[str, float]:
    """The means of scores, terms and counts, and the share of each reason, as any logger takes them.

    rows    what `rows` gives
    prefix  stands before each name: "eval/"

        >>> summary(rows(["7", "8"], {"count": 7}, "counting"), "eval/")["eval/exact"]
        0.5
    """
    numbers: Dict[str, List[float]] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, (int, float)):
                numbers.setdefault(name, []).append(value)
    found = {f"{prefix}{name}": math.fsum(values) / len(values) for name, values in numbers.items()}
    reasons = Counter(row["reason"] for row in rows)
    return {**found, **{f"{prefix}reason/{name}": number / len(rows) for name, number in reasons.items()}}
