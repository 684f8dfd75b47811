"""How hard each prompt is for a model, from the scores of its rollouts, and which prompts are worth training on.

from vreward.curriculum import BANDS, difficulty
BANDS["easyr1"].keeps(difficulty("prompt 7", [0.0, 0.4, 0.9, 0.9]))  # True
"""

from __future__ import annotations

import heapq
import math
import random
from typing import Any, Callable, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from ._binding.errors import Error

__all__ = [
    "BANDS",
    "ORDERS",
    "Band",
    "Difficulty",
    "best_of_k",
    "difficulties",
    "difficulty",
    "keeping",
    "ordered",
    "pass_at_k",
    "profile_row",
    "sample",
    "weights",
]


def pass_at_k(count: int, passed: int, k: int) -> float:
    """The chance that one of k rollouts passes, estimated without bias from `count` rollouts of which `passed` did:
    1 - C(n-c, k) / C(n, k) (Chen et al. 2021, arXiv 2107.03374), by logarithms, so that nothing overflows and small
    chances keep their digits.

        >>> pass_at_k(4, 1, 2)
        0.5
    """
    _check_k(count, k)
    if not 0 <= passed <= count:
        raise Error(f"passed is {passed}, it must be 0 to count, which is {count}")
    if count - passed < k:
        return 1.0
    return -math.expm1(math.fsum(math.log1p(-k / i) for i in range(count - passed + 1, count + 1)))


def best_of_k(scores: Sequence[float], k: int) -> float:
    """The mean, over every choice of k of these scores, of the best of them: what best-of-k sampling earns, without
    bias. With scores in rising order the i-th of n is the best in C(i-1, k-1) of C(n, k) choices.

        >>> best_of_k([0.0, 0.5, 1.0], 2)
        0.8333333333333333
    """
    count = len(scores)
    _check_k(count, k)
    share, parts = k / count, []
    for i, score in zip(range(count, k - 1, -1), sorted(scores, reverse=True)):
        parts.append(share * score)
        share *= (i - k) / (i - 1) if i > 1 else 0.0
    return min(max(math.fsum(parts), min(scores)), max(scores))


def _check_k(count: int, k: int) -> None:
    if not 1 <= k <= count:
        raise Error(f"k is {k}, it must be 1 to the number of rollouts, which is {count}")


class Difficulty(NamedTuple):
    """One prompt over its rollouts. Where no score can be used the numbers are None."""

    prompt: Any  # what names it
    rollouts: int  # scores that can be used
    unusable: int  # scores that cannot: None, NaN, infinite
    mean: Optional[float]
    std: Optional[float]  # of a sample, over n - 1; 0 for one score
    best: Optional[float]
    worst: Optional[float]
    median: Optional[float]
    pass_rate: Optional[float]  # the share of scores that reach the threshold
    k: Optional[int]  # of the two below; None: fewer scores than the k that was asked
    pass_at_k: Optional[float]
    best_of_k: Optional[float]
    scores: Tuple[float, ...] = ()

    @property
    def gap(self) -> Optional[float]:
        """What choosing the best of k would earn over the mean: what training can still gain."""
        return None if self.best_of_k is None or self.mean is None else self.best_of_k - self.mean

    def members(self) -> Dict[str, Any]:
        """For JSON, as `_difficulty` in a row."""
        names = (
            "rollouts",
            "unusable",
            "mean",
            "std",
            "best",
            "worst",
            "median",
            "pass_rate",
            "k",
            "pass_at_k",
            "best_of_k",
        )
        return {**{name: getattr(self, name) for name in names}, "gap": self.gap}


def difficulty(
    prompt: Any, scores: Iterable[Optional[float]], *, threshold: float = 0.5, k: Optional[int] = None
) -> Difficulty:
    """One prompt.

    prompt     what names it
    scores     of its rollouts; None, NaN and infinite ones (bad truths) are counted and left out
    threshold  a score passes that reaches it
    k          of pass_at_k and best_of_k; default: all rollouts of the prompt

        >>> found = difficulty("a", [0.0, 0.4, 0.9, 0.9, float("nan")], k=2)
        >>> found.rollouts, found.unusable, round(found.mean, 6), found.pass_rate
        (4, 1, 0.55, 0.5)
        >>> round(found.pass_at_k, 6), round(found.best_of_k, 6), round(found.gap, 6)
        (0.833333, 0.816667, 0.266667)
    """
    if not math.isfinite(threshold):
        raise Error(f"threshold is {threshold}, it must be a number")
    if k is not None and k < 1:
        raise Error(f"k is {k}, it must be 1 or more")
    given = list(scores)
    kept = [float(score) for score in given if score is not None and math.isfinite(score)]
    usable = sorted(kept)
    count = len(usable)
    unusable = len(given) - count
    if not usable:
        return Difficulty(prompt, 0, unusable, None, None, None, None, None, None, None, None, None)
    worst, best = usable[0], usable[-1]
    mean = min(max(math.fsum(usable) / count, worst), best)
    std = 0.0 if worst == best else math.sqrt(math.fsum((x - mean) ** 2 for x in usable) / (count - 1))
    median = (usable[(count - 1) // 2] + usable[count // 2]) / 2
    passed = sum(score >= threshold for score in usable)
    chosen = count if k is None else k if k <= count else None
    return Difficulty(
        prompt, count, unusable, mean, std, best, worst, median, passed / count, chosen,
        None if chosen is None else pass_at_k(count, passed, chosen),
        None if chosen is None else best_of_k(usable, chosen),
        tuple(kept),
    )  # fmt: skip


def difficulties(
    rollouts: Iterable[Tuple[Any, Optional[float]]], *, threshold: float = 0.5, k: Optional[int] = None
) -> List[Difficulty]:
    """Every prompt of `rollouts`, (prompt, score) pairs, in the order in which they first come. Prompts must be
    hashable. `threshold` and `k` as in `difficulty`.

        >>> [(one.prompt, one.mean) for one in difficulties([("a", 1.0), ("b", 0.0), ("a", 0.5)])]
        [('a', 0.75), ('b', 0.0)]
    """
    grouped: Dict[Any, List[Optional[float]]] = {}
    for prompt, score in rollouts:
        grouped.setdefault(prompt, []).append(score)
    return [difficulty(prompt, scores, threshold=threshold, k=k) for prompt, scores in grouped.items()]


Rule = Callable[[Difficulty], bool]


class Band(NamedTuple):
    """What a trainer or a paper does with the difficulty of a prompt. Prompts without a score are in no band."""

    name: str
    rule: str  # in words
    source: str
    kept: Rule
    pools: Tuple[Tuple[str, float, float], ...] = ()  # name, inclusive largest mean, weight; the last holds the rest
    weight: Optional[Callable[[float], float]] = None  # of the mean
    by_density: bool = False  # the weight is divided by how many prompts have about this mean

    def keeps(self, found: Difficulty) -> bool:
        return found.rollouts > 0 and self.kept(found)

    def pool(self, found: Difficulty) -> Optional[str]:
        """The name of the pool, None where the band has none."""
        return None if not self.pools or found.mean is None else self._pool(found.mean)[0]

    def _pool(self, mean: float) -> Tuple[str, float, float]:
        return next((pool for pool in self.pools if mean <= pool[1]), self.pools[-1])


def _timelens(mean: float) -> float:
    return math.exp(-0.5 * ((mean - 0.05) / 0.2) ** 2)


def _every(_found: Difficulty) -> bool:
    return True


_TIMELENS = "TencentARC/TimeLens, training/data/grounding.py, and its training scripts"

BANDS: Dict[str, Band] = {
    band.name: band
    for band in (
        Band(
            "dapo",
            "not all scores are equal",
            "verl, algorithm.filter_groups (DAPO, arXiv 2503.14476)",
            lambda found: found.best != found.worst,
        ),
        Band(
            "easyr1",
            "0.01 < mean < 0.99",
            "EasyR1, verl/trainer/config.py and ray_trainer.py: filter_low, filter_high with online_filtering",
            lambda found: found.mean is not None and 0.01 < found.mean < 0.99,
        ),
        Band(
            "offline",
            "0.2 <= pass rate <= 0.8",
            "asuzukosi/post-training-experiments#8: 16 rollouts at temperature 1 before training",
            lambda found: found.pass_rate is not None and 0.2 <= found.pass_rate <= 0.8,
        ),
        Band(
            "prime-rl",
            "pools by mean: hard to 0.25 of weight 0.2, normal to 0.75 of weight 1, easy of weight 0.2",
            "prime-rl, configs/orchestrator.py: default_difficulty_pools; orchestrator/curriculum/samplers/pool.py",
            _every,
            (("hard", 0.25, 0.2), ("normal", 0.75, 1.0), ("easy", 1.0, 0.2)),
        ),
        Band("timelens", "weight exp(-((mean - 0.05) / 0.2)^2 / 2)", _TIMELENS, _every, weight=_timelens),
        Band(
            "timelens-density",
            "the weight of timelens over the number of prompts in the same of 20 bins of the mean",
            f"{_TIMELENS}: fixed_gaussian_sampling",
            _every,
            weight=_timelens,
            by_density=True,
        ),
    )
}


def keeping(low: float, high: float) -> Band:
    """A band of one's own: low <= mean <= high.

    >>> keeping(0.2, 0.8).keeps(difficulty("a", [0.0, 1.0]))
    True
    """
    if not low <= high:
        raise Error(f"a band from {low:g} to {high:g} keeps nothing")
    return Band(
        f"{low:g}:{high:g}",
        f"{low:g} <= mean <= {high:g}",
        "your own",
        lambda found: found.mean is not None and low <= found.mean <= high,
    )


def weights(band: Band, prompts: Sequence[Difficulty]) -> List[float]:
    """How often each of `prompts` is to be drawn, beside the others: 0 where the band does not keep it. Only ratios
    count.

        >>> weights(BANDS["easyr1"], [difficulty("a", [0.5]), difficulty("b", [1.0])])
        [1.0, 0.0]
    """
    found = [_weight(band, one) for one in prompts]
    if band.by_density:
        bins = [None if one.mean is None else min(max(int(one.mean * 20), 0), 19) for one in prompts]
        counts = [bins.count(place) for place in range(20)]
        found = [weight if place is None else weight / counts[place] for weight, place in zip(found, bins)]
    return found


def _weight(band: Band, found: Difficulty) -> float:
    if found.mean is None or not band.keeps(found):
        return 0.0
    if band.pools:
        return band._pool(found.mean)[2]
    return 1.0 if band.weight is None else band.weight(found.mean)


def sample(prompts: Sequence[Difficulty], weight: Sequence[float], number: int, seed: int = 0) -> List[int]:
    """The places of `number` prompts, drawn by weight without replacement, in their order; all of weight above 0 where
    there are no more (Efraimidis and Spirakis 2006). The same seed draws the same.

        >>> sample(difficulties([("a", 0.0), ("b", 0.5), ("c", 1.0)]), [1.0, 1.0, 0.0], 5)
        [0, 1]
    """
    if len(prompts) != len(weight):
        raise Error(f"{len(weight)} weights for {len(prompts)} prompts")
    chance = random.Random(seed)
    # A weight may be smaller than any power: keys are compared by their logarithms.
    keys = [(math.log(1.0 - chance.random()) / each, i) for i, each in enumerate(weight) if each > 0]
    return sorted(i for _, i in heapq.nlargest(number, keys))


def _by_mean(found: Difficulty) -> float:
    return -math.inf if found.mean is None else found.mean


ORDERS: Dict[str, Callable[[Difficulty], float]] = {
    "easy-to-hard": lambda found: -_by_mean(found),
    "hard-to-easy": lambda found: math.inf if found.mean is None else found.mean,
    "spread": lambda found: math.inf if found.std is None else -found.std,
    "gap": lambda found: math.inf if found.gap is None else -found.gap,
}


def ordered(prompts: Sequence[Difficulty], order: str) -> List[int]:
    """The places of the prompts in an order of ORDERS: easy-to-hard (by mean), hard-to-easy, the largest spread or
    best-of-k gap first. Equal ones stay as they come, and those without a score come last.

        >>> ordered(difficulties([("a", 0.0), ("b", 0.5), ("c", 1.0)]), "easy-to-hard")
        [2, 1, 0]
    """
    if order not in ORDERS:
        raise Error(f"order is {order!r}, it must be one of {', '.join(ORDERS)}")
    return sorted(range(len(prompts)), key=lambda i: ORDERS[order](prompts[i]))


def profile_row(found: Difficulty, task: int, row: Mapping[str, Any]) -> Dict[str, Any]:
    """A line of NeMo Gym's *_reward_profiling.jsonl.

    found  the prompt and its scores
    task   the number of the prompt, from 0
    row    what is trained on, as the member `sample`

        >>> profile_row(difficulty("a", [0.0, 1.0]), 0, {"question": "?"})["mean/reward"]
        0.5
    """
    statistics = {"mean": found.mean, "max": found.best, "min": found.worst, "median": found.median, "std": found.std}
    expected = found.rollouts + found.unusable
    return {
        **{f"{name}/reward": value for name, value in statistics.items() if value is not None},
        "sample": dict(row),
        "num_rollouts": found.rollouts,
        "expected_num_rollouts": expected,
        "missing_num_rollouts": found.unusable,
        "reward_profile_completion_pct": 100.0 * found.rollouts / expected if expected else 100.0,
        "rollout_infos": [
            {"rollout_id": f"{task}:{i}", "_ng_task_index": task, "_ng_rollout_index": i, "reward": score}
            for i, score in enumerate(found.scores)
        ],
    }
