"""Truths from data sets that people hold: one row for each image or prompt, with the truth as a document.

import vreward.truths
rows = vreward.truths.from_coco("instances_val2017.json")
dataset = datasets.Dataset.from_dict(vreward.truths.columns(rows))

See docs/datasets.md. On the command line: `vreward convert`.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable, List

from ._datasets.coco import from_coco
from ._datasets.document import Row
from ._datasets.grounding import from_refcoco, from_screenspot
from ._datasets.pixmo import from_pixmo_count, from_pixmo_points
from ._datasets.text import from_text
from ._datasets.voc import from_voc
from ._datasets.yolo import from_yolo

__all__ = [
    "Row",
    "columns",
    "from_coco",
    "from_pixmo_count",
    "from_pixmo_points",
    "from_refcoco",
    "from_screenspot",
    "from_text",
    "from_voc",
    "from_yolo",
]


def columns(rows: Iterable[Row], truth: str = "solution") -> Dict[str, List[Any]]:
    """Rows as columns, for `datasets.Dataset.from_dict`, a DataFrame or an Arrow table.

    rows   what a function of this module gave
    truth  the name of the column with the truths; "solution" is what TRL's and ms-swift's rewards look for

    A truth is JSON text there: columns of dicts would be given each other's members. What some rows lack is None.

        >>> columns(from_text([{"text": "one"}, {"text": "two"}]))
        {'row': [0, 1], 'solution': ['{"text": "one"}', '{"text": "two"}']}
    """
    listed = list(rows)
    names = [name for name in ("row", "id", "image", "phrase") if any(row.get(name) is not None for row in listed)]
    found: Dict[str, List[Any]] = {name: [row.get(name) for row in listed] for name in names}
    found[truth] = [json.dumps(row["truth"], ensure_ascii=False) for row in listed]
    return found
