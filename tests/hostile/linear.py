"""Counts the instructions that reading takes, with callgrind, and fails where twice the text takes more than 2.5 times as
many, or where a byte takes too
many, and where the heap in use is not bounded.  python tests/hostile/linear.py build/tests/hostile/count_work"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from families import FAMILIES

SIZES = [(1 << 10, 1 << 11), (1 << 15, 1 << 16), (1 << 19, 1 << 20)]
MOST = 2.5
# 372 took 17 ms for a megabyte where this was written; 20 ms is what an unparsable megabyte may take.
MOST_PER_BYTE = 420
# The tags of a text take up to 32 bytes of heap a byte (the arena doubles); items up to what max_items (10,000) allows.
HEAP_PER_BYTE, HEAP_OF_CAPS = 40, 8 << 20
RECIPE = '{"base": "grounding", "max_items": 1000000}'


def texts(sizes: list) -> list:
    return [(f"{name} @{size}", FAMILIES[name](size)) for name in FAMILIES for size in sizes]


def pack(cases: list) -> bytes:
    return b"".join(f"{name}\t{len(text)}\n".encode() + text + b"\n" for name, text in cases)


def count(program: str, cases: list) -> dict:
    """Instructions of vreward_parse for each text."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", "--toggle-collect=vreward_parse"]
        done = subprocess.run([*command, program, RECIPE], input=pack(cases), capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr.decode())
        counts = {}
        for path in Path(folder).iterdir():
            text = path.read_text()
            name = re.search(r"^desc: Trigger: Client Request: (.*)$", text, re.M)
            if name:
                counts[name[1]] = int(re.search(r"^(?:summary|totals): (\d+)", text, re.M)[1])
        return counts


def heap(program: str, cases: list) -> dict:
    """The most bytes of heap that vreward_parse had in use for each text, under the default caps."""
    done = subprocess.run([program, "grounding"], input=pack(cases), capture_output=True, check=True)
    lines = [line.split("\t") for line in done.stdout.decode().splitlines()]
    return {line[0]: int(line[5]) for line in lines}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="tests/hostile/count_work.c, built")
    program = parser.parse_args().program
    sizes = sorted({size for pair in SIZES for size in pair})
    cases = texts(sizes)
    counts = count(program, cases)
    heaps = heap(program, cases)
    lengths = {name: len(text) for name, text in cases}
    failures = 0
    print(f"{'family':34}" + "".join(f"{pair[1] // 1024:>7} KiB" for pair in SIZES) + "   per byte  heap KiB")
    for name in FAMILIES:
        ratios = []
        for small, large in SIZES:
            growth = lengths[f"{name} @{large}"] / lengths[f"{name} @{small}"]
            ratios.append(counts[f"{name} @{large}"] / counts[f"{name} @{small}"] * 2 / growth)
        per_byte = counts[f"{name} @{sizes[-1]}"] / lengths[f"{name} @{sizes[-1]}"]
        most_heap = heaps[f"{name} @{sizes[-1]}"]
        bad = max(ratios) >= MOST or per_byte > MOST_PER_BYTE or most_heap > HEAP_PER_BYTE * sizes[-1] + HEAP_OF_CAPS
        failures += bad
        print(f"{name:34}" + "".join(f"{ratio:11.2f}" for ratio in ratios) + f"{per_byte:11.1f}{most_heap // 1024:10}" + ("  FAILS" if bad else ""))
    print(f"{len(FAMILIES)} families, {failures} of them fail")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
