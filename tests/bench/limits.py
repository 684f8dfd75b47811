"""docs/performance-limits.md: the instructions of the four main paths beside those that any way must at least execute.

    python tests/bench/limits.py PROGRAM      PROGRAM: what tests/bench/limits.c is compiled to

Instructions are counted by callgrind, in the library's calls alone and with AVX2, since valgrind knows no AVX-512.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Tuple

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "performance-limits.md"
Counts = Dict[str, float]
Term = Tuple[str, float, float]  # what must be done, how often, instructions each time

BYTES = "bytes read once, 32 at a time: load, two look-ups of their kind, and, compare, mask"
NUMBERS = "numbers out of their digits, up to eight digits at once: load, shift, two multiplications with their shifts, conversion, store"
OVERLAP = "overlaps, four at a time: two maxima, two minima, two differences, two clips, product, sum of areas, difference, quotient, comparison, store"
OVERLAP_PRICE = 14


@dataclass
class MainPath:
    name: str  # the argument of the program
    title: str
    unit: str
    units: Callable[[Counts], float]
    bound: Callable[[Counts], List[Term]]
    remark: str


def comparisons(n: float) -> float:
    """That any sorting of n needs."""
    return math.lgamma(n + 1) / math.log(2)


def distance_bound(counts: Counts) -> List[Term]:
    half = round(counts["edits"] / 2)
    points = 2 * sum(math.ceil((2 * edits + 1) / 8) for edits in range(1, half + 1))
    return [
        ("both texts compared once, 32 bytes at a time: load, compare, collect", counts["characters"] / 2 / 32, 3),
        ("how far each diagonal comes with each number of edits from both ends, eight diagonals at a time: three loads, two maxima, "
         "addition, two gathers, comparison, store", points, 10),
    ]


def text_bound(counts: Counts) -> List[Term]:
    boxes, kinds = counts["boxes"], counts["labels"]
    return [
        (BYTES, counts["bytes"] / 32, 6),
        (NUMBERS, 8 * boxes + counts["confidences"], 8),
        ("labels compared: load, compare", 2 * boxes, 2),
        (OVERLAP + "; of boxes of the same label", boxes * boxes / kinds / 4, OVERLAP_PRICE),
    ]


def boxes_bound(counts: Counts) -> List[Term]:
    return [
        ("coordinates read once, four at a time", 2 * counts["boxes"], 1),
        ("comparisons that sort both sides, without which all combinations must be looked at: compare, choose",
         2 * comparisons(counts["boxes"]), 2),
        (OVERLAP + "; of pairs that overlap", counts["pairs"] / 4, OVERLAP_PRICE),
        ("pairs that overlap, looked at once for the assignment: load, compare", counts["pairs"], 2),
    ]


def precision_bound(counts: Counts) -> List[Term]:
    boxes, kinds = counts["boxes"], counts["labels"]
    return [
        *text_bound(counts),
        ("comparisons that sort each label's boxes by confidence: compare, choose", kinds * comparisons(boxes / kinds), 2),
        ("whether a box is right at each of ten thresholds, and precision and recall so far, four at a time: compare, count, "
         "quotient, maximum", 10 * boxes / 4, 4),
    ]


PATHS = [
    MainPath("distance", "Edit distance, 4,000 characters, 1 % errors", "character", lambda counts: counts["characters"], distance_bound,
          "A table of bit vectors has (2 d + 1) n cells within the band, {band:,.0f} here; at 256 cells a vector and 17 operations that is {table:,.0f} "
          "instructions. The search along the diagonals is below that, so its points are what is counted."),
    MainPath("detection", "Text to `detection` score, 9 boxes, with its truth", "byte", lambda counts: counts["bytes"], text_bound,
          "What the bound leaves out: that the text may be anything else, and every check of format, numbers and space."),
    MainPath("boxes", "Boxes to pairs, 1,000 on each side", "overlapping pair", lambda counts: counts["pairs"], boxes_bound,
          "Of a million combinations {pairs:,.0f} overlap. The bound has one look at each for the assignment; the sums of an optimal one need more."),
    MainPath("ap", "Text to average precision, 60 boxes of 5 labels, with its truth", "byte", lambda counts: counts["bytes"], precision_bound,
          "All terms of `detection` are computed besides, and the greedy matching of COCO at each threshold."),
]


def self_costs(profile: str) -> Counter[str]:
    """Instructions of each function itself, from what callgrind wrote."""
    names: Dict[str, str] = {}
    costs: Counter[str] = Counter()
    function, of_callee = "", False
    for line in profile.splitlines():
        if named := re.match(r"fn=(\(\d+\))(?: (.*))?", line):
            names.setdefault(named[1], named[2] or "")
            function = names[named[1]]
        elif named := re.match(r"cfn=(\(\d+\))(?: (.*))?", line):
            names.setdefault(named[1], named[2] or "")
        elif line.startswith("calls="):
            of_callee = True
        elif re.match(r"[+*\d-]\S* \d+$", line):
            if not of_callee:
                costs[function.split("'")[0]] += int(line.split()[1])
            of_callee = False
    return costs


def measured(program: str, name: str) -> Tuple[Counts, Counter[str]]:
    """What a call had to do, and the instructions of it by function."""
    # valgrind counts every round of a `rep` instruction, so the C library is kept from them.
    tunables = "glibc.cpu.x86_rep_movsb_threshold=0x10000000:glibc.cpu.x86_rep_stosb_threshold=0x10000000"
    environment = {**os.environ, "VREWARD_ISA": "avx2", "LD_BIND_NOW": "1", "GLIBC_TUNABLES": tunables}
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        command = ["valgrind", "-q", "--tool=callgrind", "--collect-atstart=no", f"--callgrind-out-file={profile}", program, name]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        counts = {key: float(value) for key, value in (line.split() for line in done.stdout.splitlines())}
        text = profile.read_text()
    costs = self_costs(text)
    total = re.search(r"^totals: (\d+)", text, re.MULTILINE)
    if total is None or sum(costs.values()) != int(total[1]):
        raise ValueError(f"{name}: the functions of callgrind's profile do not add up to its total")
    return counts, Counter({function: round(cost / counts["calls"]) for function, cost in costs.items()})


def section(path: MainPath, counts: Counts, costs: Counter[str]) -> Tuple[str, str]:
    """The row of the table, and the part of the page."""
    total = sum(costs.values())
    terms = path.bound(counts)
    bound = sum(times * price for _, times, price in terms)
    units = path.units(counts)
    row = f"| {path.title} | {total:,} | {units:,.0f} | {path.unit} | {total / units:.3g} | {bound:,.0f} | {bound / units:.2g} | {total / bound:.1f} |"
    lines = [f"## {path.title}", "", "| at least | times | instructions each | together |", "|---|---:|---:|---:|"]
    lines += [f"| {what} | {times:,.0f} | {price} | {times * price:,.0f} |" for what, times, price in terms]
    numbers = dict(counts)
    if "edits" in counts:
        numbers["band"] = (2 * counts["edits"] + 1) * counts["characters"] / 2
        numbers["table"] = numbers["band"] / 256 * 17
    shares = ", ".join(f"`{name}` {cost / total:.0%}" for name, cost in costs.most_common(8))
    lines += ["", path.remark.format(**numbers), "", f"Where the {total:,} are: {shares}."]
    return row, "\n".join(lines)


HEAD = """# How far from the limit

The instructions that one call of the library executes, counted by callgrind, beside a lower bound: what must be done however it
is done, each thing at the price of the best AVX2 code for it alone; where there are several methods, the cheapest that is known. No program
reaches such a bound, as it leaves out everything that joins its parts; it says what is left to gain at the very most. What the same costs in time, beside other libraries: [performance.md](performance.md).

Written by `make bench-limits` (some seconds; valgrind, which knows no AVX-512). Inputs are made by `tests/bench/limits.c`; a number is the mean of several calls.

| path | instructions a call | of so many | units | a unit | at least, a call | a unit | times |
|---|---:|---:|---|---:|---:|---:|---:|
"""


def main(program: str) -> int:
    rows, sections = zip(*(section(path, *measured(program, path.name)) for path in PATHS))
    PAGE.write_text(HEAD + "\n".join(rows) + "\n\n" + "\n\n".join(sections) + "\n", encoding="utf-8")
    print("\n".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
