"""Tensors of torch as truths, items, boxes and indices, as trainers hold them."""

from __future__ import annotations

import pytest
import vreward

torch = pytest.importorskip("torch")

BOXES = [[0, 0, 10, 5], [0, 0, 10, 10]]
KINDS = ["float64", "float32", "float16", "bfloat16", "int64", "int32"]


@pytest.mark.parametrize("kind", KINDS)
def test_boxes(kind: str) -> None:
    boxes = torch.tensor(BOXES, dtype=getattr(torch, kind))
    assert vreward.Scorer("grounding").score(["[0, 0, 10, 10]"] * 2, boxes).score.tolist() == [0.5, 1]
    assert vreward.Scorer("grounding").score_items(boxes[:, None], boxes).score.tolist() == [1, 1]
    assert vreward.Scorer("grounding").score_one("[0, 0, 10, 10]", {"box": boxes[0]})["score"] == 0.5
    assert vreward.iou(boxes, boxes[1:]).tolist() == [[0.5], [1]]
    assert vreward.iou(boxes.T.contiguous().T, boxes[1:]).tolist() == [[0.5], [1]]


def test_counts_and_indices() -> None:
    counting = vreward.Scorer("counting")
    assert counting.score(["3", "4"], torch.tensor([3, 4])).score.tolist() == [1, 1]
    assert counting.score(["3", "3"], torch.tensor(3)).score.tolist() == [1, 1]
    assert counting.score(["3", "4"], [4, 3], truth_index=torch.tensor([1, 0])).score.tolist() == [1, 1]


def test_a_tensor_with_gradients() -> None:
    boxes = torch.tensor(BOXES, dtype=torch.float32, requires_grad=True)
    assert vreward.Scorer("grounding").score_items([boxes[:1]], [BOXES[1]]).score.tolist() == [0.5]
    assert vreward.iou(boxes, boxes).shape == (2, 2)


def test_scores_as_a_tensor() -> None:
    scores = vreward.Scorer("counting").score(["3", "4"], 3)
    assert torch.frombuffer(scores.score, dtype=torch.float64).tolist() == [1, 0.375]


def test_tokens_are_no_texts() -> None:
    with pytest.raises(TypeError, match=r"completions\[0\] must be str or bytes, not int"):
        vreward.Scorer("counting").score(torch.tensor([3, 4]), 3)
