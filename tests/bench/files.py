"""Files: the whole command `vreward score` on a file of detections, beside json.loads and json.dumps of the same lines,
and beside reading and writing the same Parquet; `vreward curriculum` on what it has written, beside json.loads. Each in
a process of its own, start included. Of Parquet the scoring alone is told, too: what no way of reading can go below.

"us" is the wall time of a line; the rate and the peak memory of the process that writes stand beside it.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List

from scoring import detections
from timing import all_cores

SENTENCE = "a thought about what can be seen in the image and where it stands. "
TOGETHER = 1 << 15

PEAK = "import sys; print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0], file=sys.stderr)"
LOADS_DUMPS = f"""
import json, sys
with open(sys.argv[1]) as lines, open(sys.argv[2], "w") as out:
    for line in lines:
        out.write(json.dumps(json.loads(line)) + "\\n")
{PEAK}
"""
READ_WRITE = f"""
import sys
import pyarrow
from pyarrow import parquet
out = None
for batch in parquet.ParquetFile(sys.argv[1]).iter_batches(1 << 15):
    out = out or parquet.ParquetWriter(sys.argv[2], batch.schema)
    out.write_table(pyarrow.Table.from_batches([batch]))
out.close()
{PEAK}
"""
LOADS = f"""
import json, sys
with open(sys.argv[1], "rb") as lines:
    for line in lines:
        json.loads(line)
{PEAK}
"""
ALONE = """
import sys, time
from pyarrow import parquet
import vreward
scorer, seconds = vreward.Scorer("detection"), 0.0
for batch in parquet.ParquetFile(sys.argv[1]).iter_batches(1 << 15):
    began = time.perf_counter()
    scorer.score(batch.column("completion"), batch.column("truth"), int(sys.argv[2]))
    seconds += time.perf_counter() - began
print(seconds, file=sys.stderr)
"""
CURRICULUM = f"""
import sys
from vreward.command_line import main
main(["curriculum", sys.argv[1]])
{PEAK}
"""
SCORE = f"""
import sys
from vreward.command_line import main
if __name__ == "__main__":
    main(["score", sys.argv[1], "--recipe", "detection", "-o", sys.argv[2], "--jobs", sys.argv[3], "--threads", sys.argv[3]])
    {PEAK}
"""


def made(lines: int) -> Iterator[List[Dict[str, Any]]]:
    """Rollouts, eight of a prompt, some at a time. No two are alike, as in a real file: where they repeat, Parquet's
    dictionaries make reading and writing cost next to nothing."""
    completions, truths = detections(3, 1000)
    chance, words = random.Random(3), SENTENCE.split()
    for begin in range(0, lines, TOGETHER):
        rows = []
        for i in range(begin, min(begin + TOGETHER, lines)):
            thought = " ".join(chance.choices(words, k=60))
            answer = completions[i // 8 % 1000]
            completion = f"<think>{thought}</think><answer>{answer}</answer>"
            prompt = f"{SENTENCE}{i // 8}"
            rows.append({"id": i, "prompt": prompt, "completion": completion, "truth": truths[i // 8 % 1000]})
        yield rows


def write(folder: Path, lines: int) -> None:
    """The same rollouts as JSONL and as Parquet."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        pyarrow = None
    table: Any = None
    with open(folder / "in.jsonl", "w", encoding="utf-8") as file:
        for rows in made(lines):
            file.writelines(json.dumps(row) + "\n" for row in rows)
            if pyarrow is not None:
                group = pyarrow.Table.from_pylist(rows)
                table = table or parquet.ParquetWriter(folder / "in.parquet", group.schema)
                table.write_table(group)
    if table is not None:
        table.close()


def ran(folder: Path, program: str, *arguments: str) -> str:
    """The last word that a program says on standard error."""
    (folder / "program.py").write_text(program)
    command = [sys.executable, str(folder / "program.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr.split()[-1]


def measured(folder: Path, program: str, *arguments: str) -> tuple[float, int]:
    """Seconds, and the peak memory in megabytes."""
    began = time.perf_counter()
    peak = int(ran(folder, program, *arguments)) // 1000
    return time.perf_counter() - began, peak


def rows(quick: bool) -> Iterator[Dict[str, Any]]:
    all_cores()
    lines = 32_000 if quick else 960_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, lines)
        for form, peer, other, target in (
            ("jsonl", "json.loads + json.dumps", LOADS_DUMPS, 1 / 2),
            ("parquet", "reading + writing it", READ_WRITE, 1 / 1.5),
        ):
            source = folder / f"in.{form}"
            if not source.exists():
                continue
            for jobs in ("1", "2"):
                alone, _ = measured(folder, other, str(source), str(folder / f"copy.{form}"))
                ours, peak = measured(folder, SCORE, str(source), str(folder / f"out.{form}"), jobs)
                scoring = float(ran(folder, ALONE, str(source), jobs)) if form == "parquet" else None
                yield {
                    "work": "vreward score: a line of a file, start and writing included",
                    "file": form,
                    "lines": lines,
                    "processes": jobs,
                    "lines a second": round(lines / ours),
                    "peak MB": peak,
                    "scoring alone us": "-" if scoring is None else round(1e6 * scoring / lines, 2),
                    "ours_us": 1e6 * ours / lines,
                    "peers": {peer: 1e6 * alone / lines},
                    "target": target,
                }
        scored = folder / "out.jsonl"
        alone, _ = measured(folder, LOADS, str(scored))
        ours, peak = measured(folder, CURRICULUM, str(scored))
        yield {
            "work": "vreward curriculum: a line of a scored file, start included",
            "lines": lines,
            "peak MB": peak,
            "ours_us": 1e6 * ours / lines,
            "peers": {"json.loads": 1e6 * alone / lines},
            "target": 1 / 1.5,
        }
