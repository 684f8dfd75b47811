"""Reading completions: MB/s for each dialect, on real rollouts where ../shared is there, and a megabyte of repetition.

One row a source: `MB/s` is what counts, `ours_us` the time of one completion."""

from __future__ import annotations

import ctypes
import json
import statistics
import time
from pathlib import Path
from typing import Iterator, List, Tuple

import vreward
from vreward._binding import header
from vreward._binding.loading import library

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared" / "data"
VECTORS = ROOT / "tests" / "vectors" / "reading"


def well_formed(size: int) -> str:
    """A Qwen2.5-VL answer of about `size` bytes."""
    items: List[dict] = []
    while len(json.dumps(items)) < size - 60:
        n = len(items)
        items.append({"bbox_2d": [17 * n % 600, 31 * n % 400, 600 + n, 420 + n], "label": ["cat", "white van", "man"][n % 3]})
    return "```json\n" + json.dumps(items) + "\n```"


def sources() -> Iterator[Tuple[str, str, List[str]]]:
    yield "json, well-formed 1 KiB", "json", [well_formed(1024)]
    yield "json, well-formed 1 KiB, found by auto", "auto", [well_formed(1024)]
    for name in ("orig_refcoco", "baseline_refcocop", "click_mobile_ckpt60"):
        path = SHARED / "vlm_r1_7b_rollouts" / f"{name}.jsonl"
        if path.exists():
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            yield f"{name}, real rollouts", "auto", [row["model_output"] for row in rows]
    names = [library().short.dialect_name(i) for i in range(100)]
    dialects = {name.decode() for name in names if name}
    for path in sorted(VECTORS.glob("*.json")):
        cases = json.loads(path.read_text(encoding="utf-8"))
        case = next((case for case in cases if case["expect"].get("items") or "number" in path.stem), None)
        if case is None:  # a page of what is no item
            continue
        yield f"{path.stem}, its first vector ten times", case.get("dialect", path.stem if path.stem in dialects else "auto"), ["\n".join([case["text"]] * 10)]
    yield "1 MiB of [", "auto", ["[" * (1 << 20)]
    yield "1 MiB of <answer>", "auto", ["<answer>" * (1 << 17)]
    yield '1 MiB of {"a":', "auto", ['{"a":' * ((1 << 20) // 5)]
    yield "1 MiB of digits", "auto", ["7" * (1 << 20)]


def seconds(scorer: vreward.Scorer, texts: List[bytes], rounds: int) -> float:
    """Median processor time of reading all texts once: one thread, which waits for nothing. The call through ctypes,
    half a microsecond, is in it; taken off as the time of empty texts, it made short texts cost less than nothing."""
    parse, handle = library().short.parse, scorer._open().pointer
    capacity = 20000
    items = (header.Item * capacity)()
    parsed = header.Parsed(ctypes.sizeof(header.Parsed))
    record = header.ErrorRecord()
    size = ctypes.sizeof(header.Item)
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        for text in texts:
            parse(handle, text, len(text), items, size, capacity, ctypes.byref(parsed), ctypes.byref(record))
        times.append(time.process_time() - begin)
    return statistics.median(times)


def rows(quick: bool = False) -> Iterator[dict]:
    for name, dialect, texts in sources():
        recipe = {"base": "counting" if dialect == "number" else "grounding", "dialect": dialect}
        encoded = [text.encode() for text in texts]
        total = sum(map(len, encoded))
        repeat = max(1, (200_000 if quick else 2_000_000) // total)
        taken = seconds(vreward.Scorer(recipe), encoded * repeat, 3 if quick else 7) / repeat
        yield {
            "work": "reading, the call from Python included",
            "text": name,
            "bytes": total // len(encoded),
            "MB/s": round(total / taken / 1e6, 1),
            "ours_us": taken / len(encoded) * 1e6,
            "peers": {},
        }
