"""Edit distance against what else there is on PyPI, everything called from Python.

One pair a call, and lists of 1,000 pairs up to 500 code points, so that the cost of a call shows and counts little. Where a
peer has a form for many pairs it is used. Every result is compared with vreward's. pywfa takes ASCII only, folds case
and takes ! and ? for the ends of texts, so the ASCII texts have none of these; its aligner and the engines of stringzillas are made beforehand.
"""

from __future__ import annotations

import random
import string
from typing import Callable, Dict, Iterator, List, Tuple

import vreward
from peers import module
from timing import alternate

SIZES = [20, 50, 100, 200, 500]  # in lists
LONG = [2000, 4000, 16000]
RATES = [1, 5, 10, 30, None]  # per cent; None: unrelated texts
ALPHABETS = {
    "ascii": list(string.ascii_lowercase + string.digits + " .,;:-()"),
    "chinese": [chr(code) for code in range(0x4E00, 0x4E00 + 3000)],
}
PAIRS_A_CALL = 1000

lev, pywfa, rapidfuzz = module("lev"), module("pywfa"), module("rapidfuzz.distance.Levenshtein")
levenshtein, polyleven, edlib = module("Levenshtein"), module("polyleven"), module("edlib")
stringzilla, stringzillas = module("stringzilla"), module("stringzillas")


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


def distances(alphabet: str) -> Dict[str, Callable[[str, str], int]]:
    """What vreward and each peer offer for one pair."""
    found: Dict[str, Callable[[str, str], int]] = {"vreward": vreward.edit_distance}
    if lev:
        found["lev-rs"] = lev.distance
    if rapidfuzz:
        found["rapidfuzz"] = rapidfuzz.distance
    if levenshtein:
        found["Levenshtein"] = levenshtein.distance
    if polyleven:
        found["polyleven"] = polyleven.levenshtein
    if alphabet == "ascii":
        if pywfa:
            align = pywfa.WavefrontAligner(distance="levenshtein", scope="score").wavefront_align
            found["pywfa"] = align
        if edlib:  # no more than 256 different characters
            found["edlib"] = lambda a, b: edlib.align(a, b, task="distance")["editDistance"]
    return found


def of_pair(a: str, b: str, alphabet: str) -> Dict[str, Callable[[], int]]:
    return {name: lambda f=f: f(a, b) for name, f in distances(alphabet).items()}


def of_pairs(a: List[str], b: List[str], alphabet: str) -> Dict[str, Callable[[], List[int]]]:
    found: Dict[str, Callable[[], List[int]]] = {
        name: lambda f=f: list(map(f, a, b)) for name, f in distances(alphabet).items()
    }
    found["vreward"] = lambda: vreward.edit_distance(a, b)
    if rapidfuzz:
        process = module("rapidfuzz.process")
        found["rapidfuzz"] = lambda: process.cpdist(a, b, scorer=rapidfuzz.distance)
    return found


def of_rollouts(rollouts: List[str], truth: str, alphabet: str) -> Dict[str, Callable[[], List[int]]]:
    """Several texts against one."""
    found = of_pairs(rollouts, [truth] * len(rollouts), alphabet)
    if stringzillas:
        engine = stringzillas.LevenshteinDistances() if alphabet == "ascii" else stringzillas.LevenshteinDistancesUTF8()
        found["stringzillas"] = lambda: engine(stringzilla.Strs(rollouts), stringzilla.Strs([truth]))[:, 0]
    return found


def measured(work: str, contenders: Dict[str, Callable], calls: int, seconds: float, target: float, **dimensions) -> dict:
    """One row: microseconds per pair."""
    results = {name: list(found) if calls > 1 else found for name, found in ((n, c()) for n, c in contenders.items())}
    for name, found in results.items():
        if found != results["vreward"]:
            raise AssertionError(f"{name} and vreward differ: {work}, {dimensions}")
    times = {name: took * 1e6 / calls for name, took in alternate(contenders, seconds, rounds=7).items()}
    ours = times.pop("vreward")
    return {"work": work, **dimensions, "ours_us": ours, "peers": times, "target": target}


def rate_text(rate: float | None) -> str:
    return "unrelated" if rate is None else f"{rate:g} %"


def lists(sizes: List[int], rates: List[float | None], seconds: float) -> Iterator[dict]:
    for alphabet in ALPHABETS:
        for n in sizes:
            for rate in rates:
                source = random.Random(f"{alphabet} {n} {rate}")
                texts = [pair(n, rate, alphabet, source) for _ in range(PAIRS_A_CALL)]
                a, b = [left for left, _ in texts], [right for _, right in texts]
                yield measured("edit distance, lists of 1,000 pairs, us a pair", of_pairs(a, b, alphabet), PAIRS_A_CALL, seconds, 1,
                               alphabet=alphabet, n=n, rate=rate_text(rate))


def target_of(n: int, alphabet: str) -> float:
    if n < 2000:
        return 1 if n >= 500 else 0.5
    return 2 if alphabet == "ascii" else 3


def calls(sizes: List[int], rates: List[float | None], seconds: float) -> Iterator[dict]:
    for alphabet in ALPHABETS:
        for n in sizes:
            for rate in rates:
                a, b = pair(n, rate, alphabet, random.Random(f"{alphabet} {n} {rate}"))
                yield measured("edit distance, one pair a call, us", of_pair(a, b, alphabet), 1, seconds, target_of(n, alphabet),
                               alphabet=alphabet, n=n, rate=rate_text(rate))


def rollout_rows(rates: List[float], seconds: float, sizes: List[int], count: int = 8) -> Iterator[dict]:
    for alphabet, letters in ALPHABETS.items():
        for n in sizes:
            for rate in rates:
                source = random.Random(f"rollouts {alphabet} {n} {rate}")
                truth = "".join(source.choices(letters, k=n))
                rollouts = [corrupted(truth, rate, letters, source) for _ in range(count)]
                contenders = of_rollouts(rollouts, truth, alphabet)
                contenders["vreward"] = lambda r=rollouts, t=truth: vreward.edit_distance(r, t)
                yield measured(f"edit distance, {count} rollouts against one truth, us a rollout", contenders, count, seconds,
                               target_of(n, alphabet), alphabet=alphabet, n=n, rate=rate_text(rate))


def rows(quick: bool) -> Iterator[dict]:
    if quick:
        yield from lists([100], [1, 30], 0.05)
        yield from calls([20, 2000], [1, 30], 0.05)
        yield from rollout_rows([10], 0.05, [500])
        return
    yield from lists(SIZES, RATES, 0.7)
    yield from calls(SIZES + LONG, RATES, 0.7)
    yield from rollout_rows([1, 10, 30], 0.7, [100, 500, 4000])
