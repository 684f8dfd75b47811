"""What an outcome looks like. Each has a colour, a mark and a line of its own, so that no one has to see colours.

The colours are those of Okabe and Ito (2008), which people with any kind of colour vision tell apart.
"""

from __future__ import annotations

from typing import Dict, NamedTuple, Tuple

from .._scoring.words import TRUE_FATES, WRITTEN_FATES


class Look(NamedTuple):
    colour: str
    mark: str
    dashes: Tuple[int, ...]  # lengths of strokes and gaps; (): an unbroken line
    meaning: str


TRUE = Look("#0072b2", "T", (), "ground truth that was matched")

WRITTEN: Dict[str, Look] = {
    fate: Look(colour, mark, dashes, WRITTEN_FATES.get(fate, "not compared: the answer could not be used"))
    for fate, colour, mark, dashes in (
        ("matched", "#009e73", "\u2713", ()),
        ("unmatched", "#d55e00", "\u2715", (6, 3)),
        ("wrong_label", "#cc79a7", "\u2260", (10, 3, 2, 3)),
        ("below_threshold", "#e69f00", "<", (2, 3)),
        ("refused", "#7a7a7a", "!", (1, 4)),
        ("ignored", "#7a7a7a", "\u2013", (1, 3)),
        ("passed_over", "#7a7a7a", "\u2192", (1, 3)),
        ("not_compared", "#7a7a7a", "?", (4, 4)),
    )
}

TRUTH: Dict[str, Look] = {
    "matched": TRUE,
    "missed": Look("#0072b2", "\u25cb", (6, 4), TRUE_FATES["missed"]),
    "ignored": Look("#7a7a7a", "\u2013", (1, 3), TRUE_FATES["ignored"]),
}
