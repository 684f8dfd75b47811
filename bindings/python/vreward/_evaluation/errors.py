"""What each kind of error costs: the score that would be given back if that error alone were repaired."""

from __future__ import annotations

import json
import math
from array import array
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

from .._binding.errors import Error
from ..scorer import Scorer
from ..scores import Scores
from .scene import Items, Scene, asked_by, wanted

# In this order the repairs follow on each other.
REPAIRS = ("form", "unread", "space", "label", "imprecise", "missed", "extra")
WORDS = {
    "form": "the form of the text: format checks that weigh, and what else of the score is not about the items",
    "unread": "nothing could be read from the completion: what is true is written",
    "space": "the numbers fit another coordinate space or order: they are read in that one",
    "label": "a wrong label, or none, on an item that overlaps a true one: it gets the true label",
    "imprecise": "an item that stands for a true one is not quite there: it gets its place",
    "missed": "a true item that nothing stands for: it is written, too",
    "extra": "an item that stands for nothing: it is taken away",
    "other": "samples that could not be taken apart, which lose all they lose",
}
_NEAR = 1e-9


def scores_of(score: Callable[..., Scores], *arguments: Any) -> Scores:
    """What Scorer.score or Scorer.score_items gives; NaN for samples whose truth is bad."""
    try:
        return score(*arguments)
    except Error as failure:
        if failure.scores is None:
            raise
        return failure.scores


class Cost(NamedTuple):
    """One kind of error.

    rollouts  how many samples have it
    alone     the mean score that would be gained were it the only one repaired
    in_turn   what it gains after the repairs above it: these add up to perfect - mean
    """

    rollouts: int
    alone: float
    in_turn: float


class Errors:
    """Collects samples, and says what each kind of error in them costs.

    scorer  a vreward.Scorer

    For recipes that pair items the kinds are those of REPAIRS; for others each sample's whole loss belongs to its
    primary reason, and nothing but `unread` has a kind of its own. Samples whose truth is bad are left out.

        >>> import vreward
        >>> errors = Errors(vreward.Scorer("detection"))
        >>> truth = {"boxes": [[0, 0, 10, 10], [20, 0, 30, 10]], "labels": ["cat", "dog"]}
        >>> errors.add(['[{"bbox_2d": [0, 0, 10, 10], "label": "dog"}]'], [truth])
        >>> result = errors.result()
        >>> result["mean"], result["errors"]["label"]["alone"], round(result["errors"]["missed"]["in_turn"], 3)
        (0.0, 0.6666666666666666, 0.333)
    """

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        self.scores = array("d")
        self.perfect = array("d")
        self.costs: Dict[str, List[float]] = {}  # rollouts, alone, in turn
        self._recipe = scorer.recipe
        self._asks = asked_by(self._recipe)
        # An item of arrays has a place or a point, not both.
        self._apart = not any(part.get("in_own_box") for part in self._recipe.get("pair", []))
        self._best = scorer.range[1]
        self._scorers: Dict[str, Scorer] = {}

    def add(self, completions: Sequence[Any], truths: Optional[Sequence[Any]]) -> None:
        """Adds n completions.

        truths  n documents; None where the recipe needs none

        Raises as Scorer.score does, but not for a truth that is bad.

        >>> import vreward
        >>> errors = Errors(vreward.Scorer("counting"))
        >>> errors.add(["three", "I cannot tell."], [3, 3])
        >>> errors.result()["errors"]
        {'unread': {'rollouts': 1, 'alone': 0.5, 'in_turn': 0.5}}
        """
        self._add_samples("", completions, truths)

    def add_items(self, items: Sequence[Any], truths: Sequence[Any]) -> None:
        """Adds n samples of items, as Scorer.score_items takes them, with n `truths`.

        >>> import vreward
        >>> errors = Errors(vreward.Scorer("grounding"))
        >>> errors.add_items([[[0, 0, 10, 5]]], [[0, 0, 10, 10]])
        >>> errors.result()["errors"]
        {'imprecise': {'rollouts': 1, 'alone': 0.5, 'in_turn': 0.5}}
        """
        self._add_samples("_items", items, truths)

    def _add_samples(self, kind: str, samples: Sequence[Any], truths: Optional[Sequence[Any]]) -> None:
        """kind: "" of texts, "_items" of arrays; it ends the names of the scorer's methods."""
        scores = scores_of(getattr(self.scorer, "score" + kind), samples, truths)
        trial = _Trial(self._as_compared, self._asks.labels)
        for i, score in enumerate(scores.score):
            if score != score:
                continue
            self.scores.append(score)
            if score >= self._best:
                self.perfect.append(score)
                continue
            sample = _Sample(samples[i], None if truths is None else truths[i], "explain" + kind)
            self._take(trial, sample.explained_by(self.scorer), sample)
        self._end(trial)

    def merge(self, other: Errors) -> None:
        """What another has collected by the same recipe.

        >>> import vreward
        >>> first, second = Errors(vreward.Scorer("counting")), Errors(vreward.Scorer("counting"))
        >>> second.add(["three"], [3])
        >>> first.merge(second)
        >>> first.result()["samples"]
        1
        """
        self.scores.extend(other.scores)
        self.perfect.extend(other.perfect)
        for kind, cost in other.costs.items():
            self._add(kind, *cost)

    def result(self) -> Dict[str, Any]:
        """`mean` and `perfect`, the mean score as it is and after all repairs; `errors`, for each kind that occurs
        `rollouts`, `alone` and `in_turn` (Cost). Raises Error where nothing was added.

        >>> import vreward
        >>> errors = Errors(vreward.Scorer("counting"))
        >>> errors.add(["three"], [3])
        >>> errors.result()
        {'samples': 1, 'mean': 1.0, 'perfect': 1.0, 'errors': {}}
        """
        count = len(self.scores)
        if not count:
            raise Error("no sample with a truth that can be used was added")
        order = {kind: place for place, kind in enumerate(WORDS)}
        found = sorted(self.costs.items(), key=lambda each: order.get(each[0], len(order)))
        return {
            "samples": count,
            "mean": math.fsum(self.scores) / count,
            "perfect": math.fsum(self.perfect) / count,
            "errors": {kind: Cost(int(cost[0]), cost[1] / count, cost[2] / count)._asdict() for kind, cost in found},
        }

    # ---- one sample --------------------------------------------------------------------------------------------------

    def _add(self, kind: str, rollouts: float, alone: float, in_turn: float) -> None:
        cost = self.costs.setdefault(kind, [0.0, 0.0, 0.0])
        for place, value in enumerate((rollouts, alone, in_turn)):
            cost[place] += value

    def _take(self, trial: _Trial, explained: Any, sample: _Sample) -> None:
        unread = explained["terms"]["parsed"] == 0
        if not self._apart:
            self._lose("other", explained["score"])
        elif "truth" not in explained:
            kind = "unread" if unread else explained["reason"]
            self._lose("imprecise" if kind == "ok" else kind, explained["score"])
        elif unread:
            trial.plan(_Plan(explained, [("unread", wanted(explained, self._asks))], []), sample.truth)
        else:
            self._plan(trial, explained, sample)

    def _lose(self, kind: str, score: float) -> None:
        self._add(kind, 1, self._best - score, self._best - score)
        self.perfect.append(self._best)

    def _plan(self, trial: _Trial, explained: Any, sample: _Sample) -> None:
        scene = Scene(explained, self._asks)
        turn: List[Tuple[str, Items]] = [("form", scene.items())]
        alone: List[Tuple[str, Items]] = list(_each(scene))
        better = self._read_better(explained, sample)
        if better is not None:
            scene = Scene(better, self._asks)
            turn.append(("space", scene.items()))
            alone.insert(0, ("space", scene.items()))
        items = scene.items()
        for kind, repair in _repairs(scene):
            items = repair(items)
            turn.append((kind, items))
        trial.plan(_Plan(explained, turn, alone), sample.truth)

    def _read_better(self, explained: Any, sample: _Sample) -> Optional[Any]:
        """The explanation in the space and order that the numbers fit; None: there is none that a recipe can name."""
        fits = explained.get("fits_as")
        if fits is None or "truth_order" in fits or "size_exchanged" in fits:
            return None
        space = {"prediction": fits["space"], "order": fits["order"], "resize": fits.get("resize", {})}
        better = sample.explained_by(self._in_space(space))
        usable = better["space"] == explained["space"] and all("fate" in item for item in better["items"])
        return better if usable else None

    def _in_space(self, space: Dict[str, Any]) -> Scorer:
        key = json.dumps(space, sort_keys=True)
        if key not in self._scorers:
            self._scorers[key] = Scorer(self._recipe, space=space)
        return self._scorers[key]

    def _as_compared(self, name: str) -> Scorer:
        """For items whose numbers are those that an explanation calls `compared`."""
        return self._in_space({"prediction": name, "order": "xyxy", "resize": {}})

    def _end(self, trial: _Trial) -> None:
        for plan in trial.run():
            score = plan.explained["score"]
            if plan.turn[0][0] == "form" and abs(plan.accuracy - plan.explained["terms"]["accuracy"]) > _NEAR:
                self._lose("other", score)
                continue
            self.perfect.append(plan.in_turn[-1])
            alone = dict(zip((kind for kind, _ in plan.alone), plan.alone_scores))
            base = plan.in_turn[0]
            for (kind, _), after, before in zip(plan.turn, plan.in_turn, [score, *plan.in_turn]):
                gain = alone[kind] - base if kind in alone else after - before
                if abs(gain) > _NEAR or abs(after - before) > _NEAR:
                    self._add(kind, 1, gain, after - before)


class _Sample(NamedTuple):
    written: Any
    truth: Any
    method: str  # of a Scorer, that explains it

    def explained_by(self, scorer: Scorer) -> Any:
        return getattr(scorer, self.method)(self.written, self.truth)


Repair = Callable[[Items], Items]


def _repairs(scene: Scene) -> List[Tuple[str, Repair]]:
    return [
        ("label", scene.with_labels),
        ("imprecise", scene.with_places),
        ("missed", scene.with_missed),
        ("extra", scene.with_extra),
    ]


def _each(scene: Scene) -> List[Tuple[str, Items]]:
    return [(kind, repair(scene.items())) for kind, repair in _repairs(scene)]


class _Plan:
    """What is to be scored for one sample: its items after repairs that follow on each other, and after each alone."""

    def __init__(self, explained: Any, turn: List[Tuple[str, Items]], alone: List[Tuple[str, Items]]) -> None:
        self.explained = explained
        self.turn = turn
        self.alone = alone
        self.versions: List[Items] = []  # different ones: a repair often has nothing to do
        self.places = [self._version(items) for _, items in turn + alone]
        places = [item.place for items in self.versions for item in items if item is not None]
        self.width = len(places[0]) if places else 0
        self.in_turn: List[float] = []
        self.alone_scores: List[float] = []
        self.accuracy = math.nan  # of the items as they are

    def _version(self, items: Items) -> int:
        if items not in self.versions:
            self.versions.append(items)
        return self.versions.index(items)

    def scored(self, scores: Sequence[float], accuracy: float) -> None:
        """scores  of each version"""
        values = [scores[place] for place in self.places]
        self.in_turn, self.alone_scores = values[: len(self.turn)], values[len(self.turn) :]
        self.accuracy = accuracy


class _Trial:
    """The plans of a batch, scored together: a call for each space and kind of item."""

    def __init__(self, scorer_of: Callable[[str], Scorer], labelled: bool) -> None:
        self.scorer_of = scorer_of
        self.labelled = labelled
        self.plans: List[Tuple[_Plan, Any]] = []

    def plan(self, plan: _Plan, truth: Any) -> None:
        self.plans.append((plan, truth))

    def run(self) -> List[_Plan]:
        together: Dict[Tuple[str, int], List[Tuple[_Plan, Any]]] = {}
        for plan, truth in self.plans:
            together.setdefault((plan.explained["space"], plan.width), []).append((plan, truth))
        for (space, _), plans in together.items():
            scores = self.scorer_of(space).score_items(
                [_arrays(items, self.labelled) for plan, _ in plans for items in plan.versions],
                [truth for _, truth in plans],
                truth_index=[place for place, (plan, _) in enumerate(plans) for _ in plan.versions],
            )
            place = 0
            for plan, _ in plans:
                end = place + len(plan.versions)
                plan.scored(scores.score[place:end], scores.terms["accuracy"][place])
                place = end
        return [plan for plan, _ in self.plans]


def _arrays(items: Items, labelled: bool) -> Dict[str, Any]:
    kept = [item for item in items if item is not None]
    found: Dict[str, Any] = {
        "points" if kept and len(kept[0].place) == 2 else "boxes": [item.place for item in kept],
        "confidences": [math.nan if item.confidence is None else item.confidence for item in kept],
    }
    if labelled:
        found["labels"] = [item.label or "" for item in kept]
    return found
