"""A small search for what pays: edits one upon the other, chosen on one half of the samples and judged on the other.

What is chosen is the same for every sample, so that no score tells a policy anything about the sample it is used on.
"""

from __future__ import annotations

from typing import Callable, List, Sequence, Tuple

from .answers import Answer
from .policies import Policy

ROUNDS = 3
WORTH = 1e-6  # what an edit must add to be kept

# What answers become under a policy that comes as this step, and the mean score of answers; both on the same samples.
Edited = Callable[[Policy, int, Sequence[Answer]], List[Answer]]
Scored = Callable[[Sequence[Answer]], float]


def search(edits: Sequence[Policy], start: Sequence[Answer], edited: Edited, scored: Scored) -> Tuple[Policy, ...]:
    """The chain of edits that raised the mean most; empty where none did."""
    chain: Tuple[Policy, ...] = ()
    answers, best = list(start), scored(start)
    for step in range(ROUNDS):
        tried = [edited(edit, step, answers) for edit in edits]
        earned = [scored(one) for one in tried]
        place = max(range(len(edits)), key=lambda i: (earned[i], -i))
        if earned[place] <= best + WORTH:
            break
        best, answers, chain = earned[place], tried[place], (*chain, edits[place])
    return chain


def learnt_on(count: int) -> range:
    """Every second sample."""
    return range(0, count, 2)


def judged_on(count: int) -> range:
    """The samples that nothing was learnt on."""
    return range(1, count, 2)
