"""Work and memory of hostile text. Reading: instructions of vreward_parse, with callgrind; it fails where twice the text
takes more than 2.5 times as many, or where a byte takes too many. Scoring and explaining with every recipe: a megabyte
by the clock, and where a text takes long or grows faster than its length, by instructions, too. Everywhere the heap in
use is bounded by a small multiple of the text.  python tests/hostile/linear.py build/tests/hostile/count_work"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from families import FAMILIES
from recipes import RECIPES, recipe_json, truth_json

SIZES = [(1 << 10, 1 << 11), (1 << 15, 1 << 16), (1 << 19, 1 << 20)]
MOST = 2.5
# 372 took 17 ms for a megabyte where this was written; 20 ms is what an unparsable megabyte may take.
MOST_PER_BYTE = 420
# The tags of a text take up to 32 bytes of heap a byte (the arena doubles); items up to what max_items (10,000) allows.
HEAP_PER_BYTE, HEAP_OF_CAPS = 40, 8 << 20
# Texts are decoded and folded; repetition keeps, of a text whose every character is a token, each of them and its place
# in four orders. An expression keeps the places that it may come back to, within the limit of parse/pattern_programs.c.
HEAP_PER_BYTE_OF = {
    "ocr": 64,
    "ocr, everything forgiven": 128,
    "perception-r1-ocr": 64,
    "repetition": 128,
    "pr1-grounding": 64,
    "vlm-r1-od-ap": 128,
}
# An explanation names each of 10,000 items with its place, fate and partner.
HEAP_OF_EXPLANATION = 96 << 20
# Twice the text may take three times as long by a clock; where it takes longer, the instructions decide.
LARGE, LONGER, WORTH_COUNTING_MS = (1 << 19, 1 << 20), 3.0, 20.0
RECIPE = '{"base": "grounding", "max_items": 1000000}'


def texts(sizes: tuple, names: object = FAMILIES) -> list:
    return [(f"{name} @{size}", FAMILIES[name](size)) for name in names for size in sizes]


def pack(cases: list) -> bytes:
    return b"".join(f"{name}\t{len(text)}\n".encode() + text + b"\n" for name, text in cases)


def count(program: str, cases: list, mode: str, recipe: str, truth: str = "") -> dict:
    """Instructions of vreward_`mode` for each text."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", f"--toggle-collect=vreward_{mode}"]
        done = subprocess.run([*command, program, mode, recipe, truth], input=pack(cases), capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr.decode())
        counts = {}
        for path in Path(folder).iterdir():
            text = path.read_text()
            name = re.search(r"^desc: Trigger: Client Request: (.*)$", text, re.M)
            if name:
                counts[name[1]] = int(re.search(r"^(?:summary|totals): (\d+)", text, re.M)[1])
        return counts


def measure(program: str, cases: list, mode: str, recipe: str, truth: str = "") -> dict:
    """Milliseconds and the most bytes of heap in use for each text."""
    done = subprocess.run([program, mode, recipe, truth], input=pack(cases), capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr.decode())
    lines = [line.split("\t") for line in done.stdout.decode().splitlines()]
    return {line[0]: (float(line[4]), int(line[5])) for line in lines}


def check_reading(program: str) -> int:
    sizes = sorted({size for pair in SIZES for size in pair})
    cases = texts(tuple(sizes))
    shares = [list(FAMILIES)[0::2], list(FAMILIES)[1::2]]
    with ThreadPoolExecutor(2) as pool:
        halves = pool.map(lambda names: count(program, texts(tuple(sizes), names), "parse", RECIPE), shares)
        counts = {name: number for half in halves for name, number in half.items()}
    heaps = measure(program, cases, "parse", "grounding")
    lengths = {name: len(text) for name, text in cases}
    failures = 0
    print(f"{'family':34}" + "".join(f"{pair[1] // 1024:>7} KiB" for pair in SIZES) + "   per byte  heap KiB")
    for name in FAMILIES:
        ratios = [ratio_of(counts, lengths, name, pair) for pair in SIZES]
        per_byte = counts[f"{name} @{sizes[-1]}"] / lengths[f"{name} @{sizes[-1]}"]
        most_heap = heaps[f"{name} @{sizes[-1]}"][1]
        bad = max(ratios) >= MOST or per_byte > MOST_PER_BYTE or most_heap > HEAP_PER_BYTE * sizes[-1] + HEAP_OF_CAPS
        failures += bad
        print(f"{name:34}" + "".join(f"{ratio:11.2f}" for ratio in ratios) + f"{per_byte:11.1f}{most_heap // 1024:10}" + ("  FAILS" if bad else ""))
    return failures


def ratio_of(counts: dict, lengths: dict, name: str, pair: tuple) -> float:
    """How many times as much twice the text takes."""
    small, large = (f"{name} @{size}" for size in pair)
    return counts[large] / counts[small] * 2 / (lengths[large] / lengths[small])


def check_recipe(program: str, name: str, mode: str) -> tuple:
    """What fails, and the worst time (ms) and heap (bytes) of a megabyte."""
    cases = texts(LARGE)
    lengths = {case: len(text) for case, text in cases}
    recipe, truth = recipe_json(name), truth_json(name)
    found = measure(program, cases, mode, recipe, truth)
    limit = HEAP_PER_BYTE_OF.get(name, HEAP_PER_BYTE) * LARGE[1] + (HEAP_OF_CAPS if mode == "score" else HEAP_OF_EXPLANATION)
    failures = []
    suspects = []
    for family in FAMILIES:
        milliseconds, heap = found[f"{family} @{LARGE[1]}"]
        if heap > limit:
            failures.append(f"{mode} {name}: {family} takes {heap >> 10} KiB of heap")
        if milliseconds > WORTH_COUNTING_MS and milliseconds > LONGER * found[f"{family} @{LARGE[0]}"][0]:
            suspects.append(family)
    if suspects:
        counts = count(program, texts(LARGE, suspects), mode, recipe, truth)
        for family in suspects:
            ratio = ratio_of(counts, lengths, family, LARGE)
            if ratio >= MOST:
                failures.append(f"{mode} {name}: {family} takes {ratio:.2f} times as many instructions for twice the text")
    worst = [found[f"{family} @{LARGE[1]}"] for family in FAMILIES]
    return failures, max(time for time, _ in worst), max(heap for _, heap in worst)


def check_recipes(program: str) -> int:
    jobs = [(name, mode) for name in RECIPES for mode in ("score", "explain")]
    failed = 0
    print(f"\n{'a megabyte, worst family':34}{'score ms':>10}{'KiB':>10}{'explain ms':>12}{'KiB':>10}")
    with ThreadPoolExecutor(2) as pool:
        results = dict(zip(jobs, pool.map(lambda job: check_recipe(program, *job), jobs)))
    for name in RECIPES:
        (_, time, heap), (_, other_time, other_heap) = results[name, "score"], results[name, "explain"]
        print(f"{name:34}{time:10.1f}{heap >> 10:10}{other_time:12.1f}{other_heap >> 10:10}")
    for failures, *_ in results.values():
        failed += len(failures)
        for failure in failures:
            print(f"  FAILS  {failure}")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="tests/hostile/count_work.c, built")
    parser.add_argument("--recipes-only", action="store_true", help="scoring and explaining only")
    options = parser.parse_args()
    failures = check_recipes(options.program)
    if not options.recipes_only:
        failures += check_reading(options.program)
    print(f"{len(FAMILIES)} families, {len(RECIPES)} recipes, {failures} failures")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
