"""What each kind of error costs: scenes where the answer is plain, and sums that hold for any scene."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import pytest
import vreward
from vreward.evaluation import Errors

CAT, DOG = ([0, 0, 10, 10], "cat"), ([20, 0, 30, 10], "dog")
TRUTH = {"boxes": [CAT[0], DOG[0]], "labels": ["cat", "dog"], "size": [100, 100]}


def boxes(*items: tuple[list[float], str]) -> str:
    return json.dumps([{"bbox_2d": box, "label": label} for box, label in items])


def costs(recipe: Any, completion: str, truth: Any, **overrides: Any) -> dict[str, tuple[float, float]]:
    """Kind -> (alone, in turn) of one sample."""
    errors = Errors(vreward.Scorer(recipe, **overrides))
    errors.add([completion], [truth])
    return {kind: (cost["alone"], cost["in_turn"]) for kind, cost in errors.result()["errors"].items()}


@pytest.mark.parametrize(
    ("completion", "expected"),
    [
        (boxes(CAT, DOG), {}),
        ("I see them.", {"unread": 1}),
        (boxes((CAT[0], "dog"), DOG), {"label": 1 / 2}),
        (json.dumps([CAT[0], DOG[0]]), {"label": 1}),  # no labels at all
        (boxes(([0, 0, 10, 5], "cat"), DOG), {"imprecise": 1 / 4}),
        (boxes(CAT), {"missed": 1 / 3}),  # 1 / 1.5, soft
        (boxes(CAT, DOG, ([50, 50, 60, 60], "dog")), {"extra": 1 / 3}),
        (boxes(CAT, CAT, DOG), {"extra": 1 / 3}),
    ],
)
def test_one_error(completion: str, expected: dict[str, float]) -> None:
    assert costs("detection", completion, TRUTH) == {
        kind: (pytest.approx(gain), pytest.approx(gain)) for kind, gain in expected.items()
    }


def test_errors_of_a_sample_follow_on_each_other() -> None:
    """A half box with a wrong label, and a box where nothing is: nothing of two is right."""
    found = costs("detection", boxes(([0, 0, 10, 5], "cow"), ([50, 50, 60, 60], "dog")), TRUTH)
    assert {kind: (pytest.approx(alone), pytest.approx(turn)) for kind, (alone, turn) in found.items()} == {
        "label": (1 / 4, 1 / 4),  # half a box of two
        "imprecise": (0, 1 / 4),  # its label is still wrong; once it is right: a whole box of two
        "missed": (1 / 3, 1 / 6),  # one right of three; two of three
        "extra": (0, 1 / 3),  # two of two
    }


def test_numbers_in_another_space() -> None:
    found = costs("detection", boxes(([0, 0, 100, 100], "cat"), ([200, 0, 300, 100], "dog")), TRUTH)
    assert found["space"] == (pytest.approx(0.995), pytest.approx(0.995))  # all but what they overlap as they are
    assert {kind: turn for kind, (_, turn) in found.items() if kind != "space"} == {
        kind: pytest.approx(0) for kind in found if kind != "space"
    }


def test_below_a_threshold_is_imprecise() -> None:
    half = boxes(([0, 0, 10, 5], "cat"), DOG)
    assert costs("detection", half, TRUTH, min_iou=0.75) == {"imprecise": (pytest.approx(0.5), pytest.approx(0.5))}


def test_the_form_comes_first() -> None:
    found = costs(
        "grounding", "[0, 0, 10, 5]", {"box": [0, 0, 10, 10]},
        weights={"format": 0.5, "accuracy": 0.5}, format=[{"tags": ["answer"]}],
    )  # fmt: skip
    assert found == {"form": (0.5, 0.5), "imprecise": (0.25, 0.25)}


def test_any_of_several_is_enough() -> None:
    truth = {"any_of": [[0, 0, 10, 10], [50, 50, 60, 60]]}
    assert costs("grounding", "[50, 50, 60, 55]", truth) == {"imprecise": (0.5, 0.5)}
    assert costs("grounding", "nothing", truth)["missed"][1] == 1


def test_ignored_items_cost_nothing() -> None:
    crowd = {"boxes": [[0, 0, 10, 10], [40, 0, 80, 40]], "labels": ["cat", "cat"], "ignore": [False, True]}
    assert costs("detection", boxes(CAT, ([40, 0, 80, 40], "cat")), crowd) == {}
    assert costs("detection", boxes(([40, 0, 80, 40], "cat")), crowd) == {"missed": (1, 1)}


def test_labels_that_are_compared_afterwards() -> None:
    """`labels: after` matches by place: the wrong label is on a matched item."""
    overrides = {"labels": "after", "weights": {"right": 1, "accuracy": 0}}
    assert costs("detection", boxes((CAT[0], "cow"), DOG), TRUTH, **overrides) == {"label": (0.5, 0.5)}


@pytest.mark.parametrize(
    ("recipe", "completion", "truth", "expected"),
    [
        ("counting", "There are 4.", 3, {"wrong_count": 0.625}),
        ("counting", "I cannot tell.", 3, {"unread": 1}),
        ("ocr", "EXIT12", {"text": "EXIT 12"}, {"text_differs": 1 / 7}),
        ("answer", "(C)", {"choice": "B"}, {"wrong_answer": 1}),
    ],
)
def test_recipes_without_items(recipe: str, completion: str, truth: Any, expected: dict[str, float]) -> None:
    """All that is lost belongs to the primary reason."""
    assert costs(recipe, completion, truth) == {
        kind: (pytest.approx(gain), pytest.approx(gain)) for kind, gain in expected.items()
    }


def test_counting_places_and_points() -> None:
    truth = {"boxes": [[0, 0, 10, 10], [80, 80, 90, 90]], "size": [100, 100]}
    assert set(costs("counting", boxes(CAT), truth)) == {"missed"}
    assert costs("grounding", "(50, 50)", {"box": [0, 0, 10, 10]}, target="point")["extra"][1] > 0


def test_what_cannot_be_taken_apart_is_said() -> None:
    """An item of arrays has a box or a point; visionreasoner wants both."""
    found = costs("visionreasoner", "<answer>[]</answer>", {"boxes": [CAT[0]], "labels": ["cat"]})
    assert found == {"other": (3, 3)}


def test_bad_truths_are_left_out_and_nothing_is_refused() -> None:
    errors = Errors(vreward.Scorer("grounding"))
    with pytest.raises(vreward.Error, match="no sample"):
        errors.result()
    errors.add(["[0, 0, 10, 5]", "[0, 0, 10, 10]"], [{"box": [0, 0, 10, 10]}, {"box": "?"}])
    assert errors.result()["samples"] == 1


def scene(chance: random.Random) -> tuple[str, dict[str, Any]]:
    def box() -> list[float]:
        x, y = chance.randrange(80), chance.randrange(80)
        return [x, y, x + chance.randrange(1, 20), y + chance.randrange(1, 20)]

    true = [box() for _ in range(chance.randrange(5))]
    written = [[edge + chance.randrange(-3, 4) for edge in one] for one in true if chance.random() < 0.7]
    written += [box() for _ in range(chance.randrange(3))]
    names = ["a", "b"]
    truth = {"boxes": true, "labels": chance.choices(names, k=len(true)), "size": [100, 100]}
    truth["ignore"] = [chance.random() < 0.2 for _ in true]
    answer = boxes(*((one, chance.choice(names)) for one in written))
    return chance.choice([answer] * 9 + ["none of them", answer[:-3]]), truth


RECIPES: list[tuple[str, dict[str, Any]]] = [
    ("detection", {}),
    ("detection", {"min_iou": 0.5, "weights": {"format": 0.2, "accuracy": 0.8}}),
    ("detection", {"labels": "ignore", "divisor": "larger", "overlap": {"at_least": 0.5}}),
    ("detection", {"weights": {"f1": 1, "accuracy": 0}, "match": "greedy"}),
    ("counting", {}),
    ("perception-r1-detection", {}),
]


@pytest.mark.parametrize(("recipe", "overrides"), RECIPES)
def test_gains_in_turn_add_up(recipe: str, overrides: dict[str, Any]) -> None:
    chance = random.Random(7)
    scorer = vreward.Scorer(recipe, **overrides)
    completions, truths = zip(*(scene(chance) for _ in range(300)))
    errors, first, second = Errors(scorer), Errors(scorer), Errors(scorer)
    errors.add(completions, truths)
    first.add(completions[:100], truths[:100])
    second.add(completions[100:], truths[100:])
    first.merge(second)
    found = errors.result()
    assert found["mean"] == pytest.approx(scorer.score(completions, truths).mean()["score"])
    assert math.fsum(cost["in_turn"] for cost in found["errors"].values()) == pytest.approx(
        found["perfect"] - found["mean"]
    )
    assert found["perfect"] == pytest.approx(scorer.range[1])
    assert "other" not in found["errors"]
    assert first.result()["errors"] == {
        kind: {name: pytest.approx(value) for name, value in cost.items()} for kind, cost in found["errors"].items()
    }


def test_recorded_rollouts(shared_data: Path) -> None:
    """Of answers told to think first, what could be read is imprecise in the first place."""
    with (shared_data / "vlm_r1_7b_rollouts" / "orig_refcoco.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    errors = Errors(vreward.Scorer("grounding"))
    errors.add([row["model_output"] for row in rows], [{"box": row["ground_truth"]} for row in rows])
    found = errors.result()
    assert found["perfect"] == 1
    assert max(found["errors"], key=lambda kind: found["errors"][kind]["alone"]) == "imprecise"
    assert sum(cost["in_turn"] for cost in found["errors"].values()) == pytest.approx(1 - found["mean"])
