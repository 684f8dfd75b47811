"""A reward function for a trainer, made of nothing but a scorer.

The modules vreward.trl, vreward.verl and their like do this and more; a trainer that has none needs these lines.
"""

import json

import vreward

SCORER = vreward.Scorer("detection", weights={"format": 0.1, "accuracy": 0.9})


def detection_reward(completions, solution, **columns):
    """What TRL's GRPOTrainer calls: the completions of a batch (strings, or messages) and every column of the dataset,
    one value per completion. Returns one float per completion."""
    texts = [completion if isinstance(completion, str) else completion[-1]["content"] for completion in completions]
    return SCORER.score(texts, solution).score.tolist()


if __name__ == "__main__":
    # What the trainer does: four rollouts of one prompt, the truth repeated for each.
    truth = json.dumps({"boxes": [[10, 10, 100, 100], [200, 50, 260, 100]], "labels": ["cat", "dog"]})
    cat = '{"bbox_2d": [12, 8, 98, 105], "label": "cat"}'
    dog = '{"bbox_2d": [200, 50, 260, 100], "label": "dog"}'
    rollouts = [
        f"<answer>[{dog}, {cat}]</answer>",
        f"<answer>[{cat}]</answer>",
        f"<answer>[{cat}, {cat}, {dog}, {dog}]</answer>",
        "A cat and a dog.",
    ]
    messages = [[{"role": "assistant", "content": rollout}] for rollout in rollouts]
    for reward, rollout in zip(detection_reward(completions=messages, solution=[truth] * 4), rollouts):
        print(f"{reward:.4f}  {rollout:.60}")
