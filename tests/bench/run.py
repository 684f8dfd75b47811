"""Runs the measurements of this folder, prints them as tables and writes them as JSON, plots and a page.

    python tests/bench/run.py [--quick] [--only MODULE ...] [--json FILE] [--write-docs]

Each module named in MODULES has `rows(quick)`, which yields dicts: "work" (what was measured), "ours_us", "peers" (name
-> microseconds, may be empty), an optional "target" (the ratio to reach against the fastest peer), "rivals" (the peers that
the target speaks of; default: all) and any other keys as the dimensions of the row ("n", "rate", "alphabet", ...). vreward
and its peers alternate within a row, on one core and by processor time, so that the ratio holds whatever else the machine
does.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import os
import platform
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from peers import releases  # noqa: E402
from timing import pin  # noqa: E402

ROOT = HERE.parent.parent
MODULES = ["edit_distance", "matching", "average_precision", "detection_metrics", "data_set", "scoring", "published", "reading", "python_calls", "threads", "files", "adapters", "frameworks"]
FIXED = {"work", "ours_us", "peers", "target", "rivals"}


def machine() -> dict[str, object]:
    """What the numbers depend on: processor, cores, versions."""
    import vreward

    model = platform.processor()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return {
        "date": datetime.date.today().isoformat(),
        "processor": model,
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "peers": releases(),
        "versions": {name: value for name, value in vreward.build_info().items() if name != "path"},
    }


def ratio(row: dict) -> float | None:
    """How many times as long the fastest peer takes, of those that the row's target speaks of."""
    times = [us for name, us in row["peers"].items() if name in row.get("rivals", row["peers"])]
    return min(times) / row["ours_us"] if times else None


def median(us: float) -> float:
    """Of the rounds; `us` itself is their minimum where it was measured in rounds."""
    return getattr(us, "median", us)


def table(rows: list[dict]) -> list[list[str]]:
    """Rows of text, the first the heading."""
    dimensions = [key for key in rows[0] if key not in FIXED]
    peers = list(dict.fromkeys(name for row in rows for name in row["peers"]))
    lines = [[*dimensions, "vreward us", "median", *(f"{name} us" for name in peers), *(["ratio", "target"] if peers else [])]]
    for row in rows:
        line = [str(row.get(key, "")) for key in dimensions] + [f"{row['ours_us']:.4g}", f"{median(row['ours_us']):.4g}"]
        line += [f"{row['peers'][name]:.4g}" if name in row["peers"] else "-" for name in peers]
        if peers:
            reached = ratio(row)
            target = row.get("target")
            line.append("-" if reached is None else f"{reached:.1f}")
            line.append("" if target is None else f"{target:g}" + ("" if reached is not None and reached >= target else " MISSED"))
        lines.append(line)
    return lines


def print_table(work: str, lines: list[list[str]]) -> None:
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    print(f"\n{work}")
    for line in lines:
        print("  " + "  ".join(cell.rjust(width) for cell, width in zip(line, widths)))


def markdown(work: str, lines: list[list[str]]) -> str:
    rows = ["| " + " | ".join(line) + " |" for line in lines]
    rows.insert(1, "|" + "---:|" * len(lines[0]))
    return f"### {work}\n\n" + "\n".join(rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few sizes, few repetitions: does it run, do results agree")
    parser.add_argument("--only", nargs="+", choices=MODULES, help="these modules")
    parser.add_argument("--json", type=Path, help="where the numbers go")
    parser.add_argument("--write-docs", action="store_true", help="write docs/performance.md and its plots")
    options = parser.parse_args()

    begin = time.monotonic()
    rows: list[dict] = []
    for name in options.only or MODULES:
        if not (HERE / f"{name}.py").exists():
            continue
        print(f"... {name}", file=sys.stderr, flush=True)
        pin()
        rows.extend(importlib.import_module(name).rows(quick=options.quick))
    by_work: dict[str, list[dict]] = {}
    for row in rows:
        by_work.setdefault(row["work"], []).append(row)
    description = machine()
    print(", ".join(f"{key}: {value}" for key, value in description.items()))
    for name in (name for name, release in description["peers"].items() if release is None):
        print(f"left out, since it is not installed: {name}")
    for work, group in by_work.items():
        print_table(work, table(group))
    missed = [row for row in rows if row.get("target") is not None and (ratio(row) or 0) < row["target"]]
    print(f"\n{len(rows)} measurements, {len(missed)} below their target")
    if options.json:
        kept = [{**row, "ours_median_us": median(row["ours_us"])} for row in rows]
        options.json.write_text(json.dumps({"machine": description, "rows": kept}, indent=1) + "\n", encoding="utf-8")
    if options.write_docs:
        from report import write_page

        ratios = [(row["work"], ratio(row), row) for row in rows if ratio(row) is not None]
        tables = {work: markdown(work, table(group)) for work, group in by_work.items()}
        write_page(ROOT / "docs", description, tables, ratios, round((time.monotonic() - begin) / 60))
    return 0


if __name__ == "__main__":
    sys.exit(main())
