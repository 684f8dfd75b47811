"""Every example of docs/why-is-my-reward-zero.md gives the reason that it stands under, and every reason has one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import vreward

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "why-is-my-reward-zero.md"
EXAMPLES = dict(re.findall(r"^### `(\w+)`\n\n```json\n(.*)\n```$", PAGE.read_text(encoding="utf-8"), re.M))


@pytest.mark.parametrize("reason", EXAMPLES)
def test_example(reason):
    example = json.loads(EXAMPLES[reason])
    truth = json.dumps(example["truth"])
    try:
        scores = vreward.Scorer(example["recipe"]).score([example["completion"]], [truth])
    except vreward.Error as failure:
        assert reason == "bad_truth"
        scores = failure.scores
    assert scores.reason[0] == reason
    assert not scores.score[0] >= 1


def test_every_reason_has_an_example():
    names = set(vreward.REASONS)
    assert set(EXAMPLES) == names - {"ok"}
