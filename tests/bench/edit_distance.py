"""Edit distance of pages against what else there is on PyPI, everything called from Python.

For n up to 500 every contender gets 1,000 pairs a call, so that the cost of a call counts little; above, one pair. Where a
peer has a form for many pairs it is used. Every result is compared with vreward's.
"""

from __future__ import annotations

import random
from typing import Callable, Dict, Iterator, List, Tuple

import edlib
import Levenshtein
import polyleven
import rapidfuzz
from rapidfuzz.distance import Levenshtein as rapidfuzz_levenshtein
from timing import alternate

import vreward

SIZES = [100, 500, 2000, 4000, 16000, 64000]
RATES = [0.5, 1, 2, 5, 10, 30, None]  # per cent; None: unrelated texts
ALPHABETS = {
    "ascii": [chr(code) for code in range(32, 127)],
    "chinese": [chr(code) for code in range(0x4E00, 0x4E00 + 3000)],
}
PAIRS_A_CALL = 1000
SMALL = 500


def corrupted(text: str, rate: float, letters: List[str], source: random.Random) -> str:
    """`text` with about `rate` per cent of its characters replaced, dropped or preceded by another."""
    out = []
    for letter in text:
        if source.random() * 100 >= rate:
            out.append(letter)
            continue
        kind = source.randrange(3)
        if kind == 0:
            out.append(source.choice(letters))
        elif kind == 1:
            out += [source.choice(letters), letter]
    return "".join(out)


def pair(n: int, rate: float | None, alphabet: str, source: random.Random) -> Tuple[str, str]:
    letters = ALPHABETS[alphabet]
    truth = "".join(source.choices(letters, k=n))
    if rate is None:
        return "".join(source.choices(letters, k=n)), truth
    return corrupted(truth, rate, letters, source), truth


def peers_of_pair(a: str, b: str, alphabet: str) -> Dict[str, Callable[[], int]]:
    peers: Dict[str, Callable[[], int]] = {
        "rapidfuzz": lambda: rapidfuzz_levenshtein.distance(a, b),
        "Levenshtein": lambda: Levenshtein.distance(a, b),
        "polyleven": lambda: polyleven.levenshtein(a, b),
    }
    if alphabet == "ascii":  # no more than 256 different characters
        peers["edlib"] = lambda: edlib.align(a, b, task="distance")["editDistance"]
    return peers


def peers_of_pairs(a: List[str], b: List[str], alphabet: str) -> Dict[str, Callable[[], List[int]]]:
    peers: Dict[str, Callable[[], List[int]]] = {
        "rapidfuzz": lambda: rapidfuzz.process.cpdist(a, b, scorer=rapidfuzz_levenshtein.distance),
        "Levenshtein": lambda: list(map(Levenshtein.distance, a, b)),
        "polyleven": lambda: list(map(polyleven.levenshtein, a, b)),
    }
    if alphabet == "ascii":
        peers["edlib"] = lambda: [edlib.align(x, y, task="distance")["editDistance"] for x, y in zip(a, b)]
    return peers


def target_of(n: int, rate: float | None) -> float:
    if n < 2000:
        return 1
    return 10 if rate is not None and rate <= 2 else 2


def measured(work: str, contenders: Dict[str, Callable], calls: int, seconds: float, target: float, **dimensions) -> dict:
    """One row: microseconds per pair."""
    results = {name: list(found) if calls > 1 else found for name, found in ((n, c()) for n, c in contenders.items())}
    for name, found in results.items():
        if found != results["vreward"]:
            raise AssertionError(f"{name} and vreward differ: {work}, {dimensions}")
    times = {name: took * 1e6 / calls for name, took in alternate(contenders, seconds, rounds=5).items()}
    ours = times.pop("vreward")
    return {"work": work, **dimensions, "ours_us": ours, "peers": times, "target": target}


def rate_text(rate: float | None) -> str:
    return "unrelated" if rate is None else f"{rate:g} %"


def single_rows(sizes: List[int], rates: List[float | None], seconds: float) -> Iterator[dict]:
    for alphabet in ALPHABETS:
        for n in sizes:
            for rate in rates:
                source = random.Random(f"{alphabet} {n} {rate}")
                count = PAIRS_A_CALL if n <= SMALL else 1
                texts = [pair(n, rate, alphabet, source) for _ in range(count)]
                a, b = [left for left, _ in texts], [right for _, right in texts]
                if count > 1:
                    contenders = {"vreward": lambda a=a, b=b: vreward.edit_distance(a, b), **peers_of_pairs(a, b, alphabet)}
                else:
                    x, y = texts[0]
                    contenders = {"vreward": lambda x=x, y=y: vreward.edit_distance(x, y), **peers_of_pair(x, y, alphabet)}
                yield measured("edit distance, us a pair", contenders, count, seconds, target_of(n, rate), alphabet=alphabet,
                               n=n, rate=rate_text(rate))


def rollout_rows(rates: List[float], seconds: float, n: int = 4000, count: int = 8) -> Iterator[dict]:
    for alphabet, letters in ALPHABETS.items():
        for rate in rates:
            source = random.Random(f"rollouts {alphabet} {rate}")
            truth = "".join(source.choices(letters, k=n))
            rollouts = [corrupted(truth, rate, letters, source) for _ in range(count)]
            contenders: Dict[str, Callable] = {"vreward": lambda r=rollouts, t=truth: vreward.edit_distance(r, t)}
            singles = [peers_of_pair(rollout, truth, alphabet) for rollout in rollouts]
            for name in singles[0]:
                contenders[name] = lambda name=name, singles=singles: [peers[name]() for peers in singles]
            yield measured(f"edit distance, {count} rollouts against one truth, us a rollout", contenders, count, seconds, 4,
                           alphabet=alphabet, n=n, rate=rate_text(rate))


def rows(quick: bool) -> Iterator[dict]:
    if quick:
        yield from single_rows([100, 2000], [1, 30], 0.05)
        yield from rollout_rows([10], 0.05)
        return
    yield from single_rows(SIZES, RATES, 0.5)
    yield from rollout_rows([1, 10, 30], 0.5)
