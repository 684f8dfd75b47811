"""Two models on the same prompts: what each metric gains, and which rollouts changed."""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, List, Optional, Sequence, Tuple

from .._binding.errors import Error
from .._binding.header import E_TRUTH
from ..scorer import Scorer
from ..scores import Scores
from .accumulator import Evaluation
from .errors import scores_of

EQUAL = 1e-9  # scores that are nearer than this are equal


def paired(
    scorer: Scorer,
    before: Sequence[Any],
    after: Sequence[Any],
    truths: Optional[Sequence[Any]],
    keys: Optional[Sequence[int]] = None,
    *,
    bootstrap: int = 1000,
    seed: int = 0,
) -> Dict[str, Any]:
    """Two lists of completions for the same truths, the second compared with the first.

    scorer     a vreward.Scorer
    before     n completions of one model, and
    after      n of the other
    truths     n documents; None where the recipe needs none
    keys       n whole numbers: the prompt of each, where several have one; None: each is one of its own
    bootstrap  resamples of the keys that intervals come from; both models are drawn alike, so that what is hard for
               both does not widen the interval of their difference
    seed       which resamples

    Returns a dict of "samples" and "keys"; "metrics", for each name "before", "after", "difference", "low" and "high"
    (its 95 % interval, where bootstrap is above 0), "comparable" and "convention"; "better", "worse" and "equal", how
    many samples; "reasons", a list of {"before", "after", "samples", "gain"}: which primary reason became which, how
    often, and what the mean score gained by that. Samples whose truth is bad are left out ("bad_truths").
    Raises Error for lists of unequal length and where no sample is left.

        >>> import vreward
        >>> found = paired(vreward.Scorer("counting"), ["3", "four"], ["3", "5"], [3, 5], bootstrap=0)
        >>> found["metrics"]["exact"]["difference"], found["better"], found["reasons"][0]["before"]
        (0.5, 1, 'wrong_count')
    """
    if len(before) != len(after):
        raise Error(f"{len(before)} completions before and {len(after)} after: they must be of the same prompts")
    keys = list(range(len(before))) if keys is None else keys
    results, scores = [], []
    for completions in (before, after):
        results.append(_result(scorer, completions, truths, keys, bootstrap, seed))
        scores.append(scores_of(scorer.score, completions, truths))
    if not results[0]["samples"]:
        raise Error(
            f"no sample has a truth that can be used; {results[0]['bad_truths']} are bad: vreward lint says why"
        )
    first, second = results
    return {
        "task": first["task"],
        "samples": first["samples"],
        "keys": first["keys"],
        "bad_truths": first["bad_truths"],
        "metrics": {
            name: _difference(one, second["metrics"][name], bootstrap) for name, one in first["metrics"].items()
        },
        **_changes(scores[0], scores[1]),
    }


def _result(scorer: Scorer, completions: Any, truths: Any, keys: Any, bootstrap: int, seed: int) -> Dict[str, Any]:
    evaluation = Evaluation(scorer)
    try:
        evaluation.add(completions, truths, keys)
    except Error as failure:
        if failure.code != E_TRUTH:
            raise
    return evaluation.result(bootstrap, seed, resamples=bootstrap > 0)


def _difference(before: Dict[str, Any], after: Dict[str, Any], bootstrap: int) -> Dict[str, Any]:
    found = {"before": before["value"], "after": after["value"], "difference": None}
    if before["value"] is not None and after["value"] is not None:
        found["difference"] = after["value"] - before["value"]
        if bootstrap:
            pairs = zip(before["resamples"], after["resamples"])
            found["low"], found["high"] = interval([b - a for a, b in pairs if a is not None and b is not None])
    return {**found, "comparable": before["comparable"], "convention": before["convention"]}


def interval(values: Sequence[float]) -> Tuple[float, float]:
    """The 2.5th and the 97.5th percentile, linear between values, as Evaluation.result has them."""
    ordered = sorted(values)

    def at(share: float) -> float:
        place = share * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

    return at(0.025), at(0.975)


def _changes(before: Scores, after: Scores) -> Dict[str, Any]:
    better = worse = equal = 0
    moved: Counter[Tuple[str, str]] = Counter()
    gains: Dict[Tuple[str, str], float] = {}
    for a, b, was, now in zip(before.score, after.score, before.reason, after.reason):
        if a != a or b != b:
            continue
        better += b - a > EQUAL
        worse += a - b > EQUAL
        equal += abs(a - b) <= EQUAL
        moved[was, now] += 1
        gains[was, now] = gains.get((was, now), 0.0) + b - a
    count = max(better + worse + equal, 1)
    reasons: List[Dict[str, Any]] = [
        {"before": was, "after": now, "samples": number, "gain": gains[was, now] / count}
        for (was, now), number in moved.most_common()
        if was != now or abs(gains[was, now]) > EQUAL
    ]
    return {"better": better, "worse": worse, "equal": equal, "reasons": reasons}
