"""The most expensive completion, truth and recipe that is known for each task: processor time of one thread, and the
memory that the process grew by, with the caps of a recipe as they are; the table of docs/limits.md.

    python tests/hostile/limits.py [PART OF A NAME]...    each row in a process of its own, a minute in all"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from typing import Callable, Dict, NamedTuple, Union

import vreward

MIB = 1 << 20
FORMAT = {"base": "format", "format": [{"pattern": "(?s).*\\[.*\\].*"}]}


def boxes(count: int, size: int = 500) -> list:
    """Boxes of which each overlaps every other, no two alike."""
    return [[i % 97, i // 97 % 89, size + i % 83, size + i // 83 % 79] for i in range(count)]


def answer(count: int) -> str:
    return json.dumps([{"bbox_2d": box, "label": "cat"} for box in boxes(count)])


def shared_label(size: int, count: int) -> str:
    return json.dumps({"label": "Long " * (size // 5), "bbox_2d": boxes(count)})


def points(count: int) -> list:
    return [[i % 101 * 3, i // 101 * 2] for i in range(count)]


def page(size: int, salt: int) -> str:
    """Letters in no order; two pages of different salt have nothing in common."""
    state, letters = salt, []
    for _ in range(size):
        state = (state * 1103515245 + 12345) % (1 << 31)
        letters.append(chr(97 + (state >> 16) % 26))
    return "".join(letters)


def other_letters(text: str, apart: int) -> str:
    return "".join("#" if i % apart == 0 else letter for i, letter in enumerate(text))


def truth_of(count: int) -> dict:
    return {"boxes": boxes(count), "labels": ["cat"] * count}


class Row(NamedTuple):
    """What is written in the table, and what makes it: a recipe, and completion and truth where it is scored."""

    bound: str
    recipe: Union[str, Dict[str, object]]
    sample: Callable[[], tuple]
    explain: bool = False


PAIRS = "2^22 overlapping pairs, else `too_large`"
BYTES = "`max_bytes`"
CELLS = "2^38 pairs of units, else `too_large`"
STEPS = "steps of an expression, else `limit`"

ROWS: Dict[str, Row] = {
    "any recipe of items: `NaN` without separators, 4 MiB": Row(
        BYTES, "detection", lambda: ('{"bbox_2d":[' + "NaN" * (4 * MIB // 3 - 8), truth_of(2))
    ),
    "any recipe of items: 4 MiB of half boxes": Row(
        BYTES, "detection", lambda: ("[1,2," * (4 * MIB // 5), truth_of(2))
    ),
    "any recipe: 4 MiB of boxes in four dialects": Row(
        "`max_items`, " + BYTES,
        {"base": "detection", "max_items": 1000000},
        lambda: ('<box>(1,2),(3,4)</box>[1,2,3,4]{"bbox":[1,2,3,4]}<loc0001>' * (4 * MIB // 58 - 1), truth_of(2)),
    ),
    "format: `(?s).*\\[.*\\].*`, `]` and 4 MiB of `[`": Row(STEPS, FORMAT, lambda: ("]" + "[" * (4 * MIB - 1), None)),
    "format: `(a|aa)+!` anywhere in 4 MiB of `a`": Row(
        STEPS,
        {"base": "format", "format": [{"pattern": "(a|aa)+!", "mode": "search"}]},
        lambda: ("a" * (4 * MIB - 1), None),
    ),
    "grounding: a label of 2 MiB, 10,000 boxes": Row(
        "`max_items`", "grounding", lambda: (shared_label(2 * MIB, 10000), {"box": [0, 0, 500, 500]})
    ),
    "detection, `fold`: a label of 2 MiB, 10,000 boxes": Row(
        "each label once", {"base": "detection", "fold": True}, lambda: (shared_label(2 * MIB, 10000), truth_of(100))
    ),
    "the same, explained": Row(
        "labels are cut",
        {"base": "detection", "fold": True},
        lambda: (shared_label(2 * MIB, 10000), truth_of(100)),
        True,
    ),
    "detection: 10,000 boxes, 419 true ones, all overlap": Row(
        PAIRS, "detection", lambda: (answer(10000), truth_of(419))
    ),
    "detection: 2,048 boxes, 2,048 true ones, all overlap": Row(
        PAIRS, "detection", lambda: (answer(2048), truth_of(2048))
    ),
    "detection, `labels` `after`: the same": Row(
        PAIRS, {"base": "detection", "labels": "after"}, lambda: (answer(2048), truth_of(2048))
    ),
    "detection, `ap`: 10,000 boxes, 419 true ones": Row(
        PAIRS, {"base": "detection", "ap": ["ap"]}, lambda: (answer(10000), truth_of(419))
    ),
    "vlm-r1-od-ap: the same": Row(
        PAIRS, "vlm-r1-od-ap", lambda: (f"<answer>```json\n{answer(10000)}\n```</answer>", truth_of(419))
    ),
    "counting, `quality` `diagonal`: 10,000 points, 419 true ones": Row(
        PAIRS,
        {"base": "counting", "quality": "diagonal"},
        lambda: (
            json.dumps([{"point_2d": point} for point in points(10000)]),
            {"points": points(419), "size": [640, 480]},
        ),
    ),
    "counting: 10,000 boxes, 100,000 true points": Row(
        PAIRS, "counting", lambda: (answer(10000), {"points": points(100000), "size": [640, 4000]})
    ),
    "ocr: 4 MiB, unrelated truth of 4 KiB": Row(BYTES, "ocr", lambda: (page(4 * MIB, 1), {"text": page(4096, 2)})),
    "ocr: 4 MiB, unrelated truth of 64 KiB": Row(CELLS, "ocr", lambda: (page(4 * MIB, 1), {"text": page(65536, 2)})),
    "ocr: 512 KiB, unrelated truth of 512 KiB": Row(
        CELLS, "ocr", lambda: (page(MIB // 2, 1), {"text": page(MIB // 2, 2)})
    ),
    "ocr: 1 MiB, a truth with every fifth letter another one": Row(
        CELLS, "ocr", lambda: (page(MIB, 1), {"text": other_letters(page(MIB, 1), 5)})
    ),
    "ocr: 1 MiB, unrelated truth of 1 MiB": Row(CELLS, "ocr", lambda: (page(MIB, 1), {"text": page(MIB, 2)})),
    "ocr: 4 MiB, unrelated truth of 4 MiB": Row(CELLS, "ocr", lambda: (page(4 * MIB, 1), {"text": page(4 * MIB, 2)})),
    "ocr, `nfkc`: 4 MiB of U+FDFA": Row(
        BYTES, {"base": "ocr", "normalize": {"nfkc": True}}, lambda: ("\ufdfa" * (4 * MIB // 3), {"text": "a"})
    ),
    "ocr, `unit` `grapheme`, `tokens`: 4 MiB": Row(
        BYTES, {"base": "ocr", "unit": "grapheme", "tokens": True}, lambda: ("e\u0301 " * MIB, {"text": page(4096, 2)})
    ),
    "repetition, `n` 1000: 4 MiB": Row(BYTES, {"base": "repetition", "n": 1000}, lambda: ("a b " * MIB, None)),
    "length: 4 MiB": Row(BYTES, {"base": "length", "soft": 10, "hard": 20}, lambda: ("a b " * MIB, None)),
    "number: 4 MiB of number words": Row(BYTES, "number", lambda: ("twenty " * (4 * MIB // 7), {"number": 7})),
    "answer: 4 MiB, 26 choices": Row(
        BYTES, "answer", lambda: ("cat " * MIB, {"choice": "cat 7", "choices": [f"cat {i}" for i in range(26)]})
    ),
    "truth: 300,000 boxes (10 MiB)": Row("none: it is yours", "detection", lambda: ("[1, 2, 3, 4]", truth_of(300000))),
    "recipe: 64 expressions of 8 KiB": Row(
        "none: it is yours",
        {"base": "format", "format": [{"pattern": f"{i}" + "(?:[\\w-]{1,9}(?=x))" * 400} for i in range(64)]},
        lambda: ("a" * 1000, None),
    ),
}


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(name: str) -> dict:
    row = ROWS[name]
    completion, truth = row.sample()
    truth = None if truth is None else json.dumps(truth)
    text, before, begin = completion.encode("utf-8", "surrogatepass"), megabytes(), time.process_time()
    scorer = vreward.Scorer(row.recipe)
    reason = scorer.explain(text, truth)["reason"] if row.explain else scorer.score([text], truth).reason[0]
    return {"seconds": time.process_time() - begin, "mib": megabytes() - before, "reason": str(reason)}


def main() -> int:
    if sys.argv[1:2] == ["--row"]:
        print(json.dumps(measure(sys.argv[2])))
        return 0
    print("| the most expensive that is known | seconds | MiB | reason | what bounds it |\n|---|--:|--:|---|---|")
    for name, row in ROWS.items():
        if sys.argv[1:] and not any(part in name for part in sys.argv[1:]):
            continue
        done = subprocess.run([sys.executable, __file__, "--row", name], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{name}: {done.stderr}")
        found = json.loads(done.stdout)
        shown = name.replace("|", "\\|")
        print(
            f"| {shown} | {found['seconds']:.2f} | {found['mib']:.0f} | {found['reason']} | {row.bound} |", flush=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
