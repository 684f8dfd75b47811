"""vreward score on real files: every format in and out, lines that are wrong, runs that are interrupted."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import vreward
from vreward import command_line
from vreward._rollouts import on_processes, output, reader, table_file
from vreward._rollouts.formats import expanded, kept_memory
from vreward._rollouts.progress import Messages, Progress
from vreward._rollouts.reader import Reader
from vreward._rollouts.summary import Groups

pyarrow = pytest.importorskip("pyarrow")
zstandard = pytest.importorskip("zstandard")
from pyarrow import parquet  # noqa: E402

ROWS = [{"id": i, "completion": str(i % 7), "truth": str(i % 5), "note": "é\n" if i % 2 else None} for i in range(40)]
SCORES = list(vreward.Scorer("counting").score([row["completion"] for row in ROWS], [row["truth"] for row in ROWS]).score)


def run(*arguments: Any) -> int:
    return command_line.main([str(one) for one in arguments])


def score(*arguments: Any) -> int:
    return run("score", *arguments, "--recipe", "counting")


def lines_of(rows: list[Any]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def write(path: Path, rows: list[Any] = ROWS) -> Path:
    """Rows in the format that the name says."""
    name = path.name
    if ".csv" in name or ".tsv" in name:
        with open(path, "w", newline="", encoding="utf-8") as file:
            made = csv.DictWriter(file, list(rows[0]), delimiter="\t" if ".tsv" in name else ",")
            made.writeheader()
            made.writerows(rows)
    elif ".parquet" in name:
        parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    elif ".arrow" in name:
        table = pyarrow.Table.from_pylist(rows)
        with pyarrow.ipc.new_file(path, table.schema) as file:
            file.write_table(table)
    else:
        data = json.dumps(rows, indent=1).encode() if ".json" == Path(name).suffixes[0] else lines_of(rows)
        data = gzip.compress(data) if name.endswith(".gz") else data
        path.write_bytes(zstandard.ZstdCompressor().compress(data) if name.endswith(".zst") else data)
    return path


def read(path: Path) -> list[Any]:
    name = path.name
    if ".csv" in name or ".tsv" in name:
        with open(path, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file, delimiter="\t" if ".tsv" in name else ","))
    if ".parquet" in name:
        return parquet.read_table(path).to_pylist()
    if ".arrow" in name:
        return pyarrow.ipc.open_file(path).read_all().to_pylist()
    data = path.read_bytes()
    data = gzip.decompress(data) if name.endswith(".gz") else data
    if name.endswith(".zst"):
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    text = data.decode()
    return json.loads(text) if Path(name).suffixes[0] == ".json" else [json.loads(line) for line in text.splitlines()]


NAMES = ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.parquet", "a.arrow", "a.jsonl.gz", "a.jsonl.zst", "a.json.gz"]


@pytest.mark.parametrize("source", NAMES)
@pytest.mark.parametrize("target", NAMES)
def test_every_format_into_every_format(source: str, target: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    out = tmp_path / target
    assert score(write(tmp_path / "in" / source), "-o", out) == 0
    rows = read(out)
    assert [float(row["score"]) for row in rows] == SCORES
    assert [int(row["id"]) for row in rows] == list(range(40))
    assert [row["note"] or None for row in rows] == [row["note"] for row in ROWS]
    terms = rows[3]["terms"]
    assert (json.loads(terms) if isinstance(terms, str) else terms)["parsed"] == 1
    assert sorted(os.listdir(tmp_path)) == sorted(["in", target])


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
def test_large_rows_are_read_in_smaller_batches(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "TABLE_BYTES", 1 << 20)
    rows = [{**row, "image": bytes([i]) * (128 << 10)} for i, row in enumerate(ROWS)]
    sizes = [batch.rows.num_rows for batch in Reader(str(write(tmp_path / name, rows))).batches()]
    assert sum(sizes) == 40
    assert 4 <= max(sizes) <= 8, "about a MiB"


@pytest.mark.parametrize(("named", "pool"), [(None, "jemalloc"), ("system", None)])
def test_memory_of_tables(named: str | None, pool: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another pool of Arrow while a table is scored, where nobody has named one, and the usual one afterwards."""
    usual = pyarrow.default_memory_pool().backend_name
    monkeypatch.delenv("ARROW_DEFAULT_MEMORY_POOL", raising=False)
    if named:
        monkeypatch.setenv("ARROW_DEFAULT_MEMORY_POOL", named)
    with kept_memory(["a.jsonl"]):
        assert pyarrow.default_memory_pool().backend_name == usual
    with pytest.raises(ZeroDivisionError), kept_memory(["a.jsonl", "b.parquet"]):
        assert pyarrow.default_memory_pool().backend_name == (pool or usual)
        raise ZeroDivisionError
    assert pyarrow.default_memory_pool().backend_name == usual


def test_several_files_and_patterns(tmp_path: Path) -> None:
    for name, part in (("b1.jsonl", ROWS[:9]), ("b2.jsonl.gz", ROWS[9:20]), ("c.parquet", ROWS[20:])):
        write(tmp_path / name, part)
    out = tmp_path / "out.jsonl"
    assert score(tmp_path / "b*", tmp_path / "c.parquet", "-o", out) == 0
    assert [row["score"] for row in read(out)] == SCORES
    odd = write(tmp_path / "d[1].jsonl", ROWS)
    assert expanded([str(odd)]) == [str(odd)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.parquet", "a.jsonl.gz"])
def test_standard_input_and_output(name: str, tmp_path: Path) -> None:
    with open(write(tmp_path / name), "rb") as file:
        command = [sys.executable, "-m", "vreward", "score", "-", "--recipe", "counting", "-o", "-"]
        ran = subprocess.run(command, stdin=file, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert [json.loads(line)["score"] for line in ran.stdout.splitlines()] == SCORES


def test_a_format_that_no_name_says(tmp_path: Path) -> None:
    write(tmp_path / "a.csv").rename(tmp_path / "rows")
    assert score(tmp_path / "rows", "--format", "csv", "-o", tmp_path / "out.jsonl") == 0
    assert [row["score"] for row in read(tmp_path / "out.jsonl")] == SCORES


def test_what_pandas_and_datasets_note_in_a_table_stays(tmp_path: Path) -> None:
    pandas, datasets = pytest.importorskip("pandas"), pytest.importorskip("datasets")
    source, out = tmp_path / "a.parquet", tmp_path / "out.parquet"
    pandas.DataFrame(ROWS).set_index("id").to_parquet(source)
    assert score(source, "-o", out) == 0
    frame = pandas.read_parquet(out)
    assert (frame.index.name, frame["score"].tolist(), list(frame.index)) == ("id", SCORES, list(range(40)))
    kinds = datasets.Features({**dict.fromkeys(["completion", "truth"], datasets.Value("string")), "kind": datasets.ClassLabel(names=["a", "b"])})
    rows = [{"completion": row["completion"], "truth": row["truth"], "kind": 1} for row in ROWS]
    datasets.Dataset.from_list(rows, features=kinds).to_parquet(source)
    assert score(source, "-o", out) == 0
    scored = datasets.Dataset.from_parquet(str(out), cache_dir=str(tmp_path / "cache"))
    assert (scored.features["kind"], scored[:]["score"]) == (kinds["kind"], SCORES)


def test_structs_and_messages_in_tables(tmp_path: Path) -> None:
    rows = [
        {"completion": [{"role": "assistant", "content": "[0, 0, 10, 10]"}], "truth": {"box": [0, 0, 10, 10], "size": None}},
        {"completion": [{"role": "assistant", "content": "[0, 0, 10, 5]"}], "truth": {"box": [0, 0, 10, 10], "size": None}},
    ]
    out = tmp_path / "out.parquet"
    assert run("score", write(tmp_path / "m.parquet", rows), "--recipe", "grounding", "-o", out) == 0
    assert [row["score"] for row in read(out)] == [1, 0.5]
    rows = [{"completion": row["completion"][0]["content"], "truth": row["truth"]} for row in rows]
    assert run("score", write(tmp_path / "s.parquet", rows), "--recipe", "grounding", "-o", out) == 0
    assert [row["score"] for row in read(out)] == [1, 0.5]


# ---- columns of one's own --------------------------------------------------------------------------------------------


def test_own_columns_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{**row, "score": 7, "reason": "mine"} for row in ROWS]
    for name in ("a.jsonl", "a.parquet"):
        out = tmp_path / f"out-{name}"
        assert score(write(tmp_path / name, rows), "-o", out) == 0
        assert "has members score, reason or terms of its own, so vreward_score" in capsys.readouterr().err
        assert [(row["score"], row["reason"]) for row in read(out)] == [(7, "mine")] * 40
        assert [row["vreward_score"] for row in read(out)] == SCORES
        assert score(tmp_path / name, "-o", out, "--prefix", "v.") == 0
        assert [row["v.score"] for row in read(out)] == SCORES
        assert score(tmp_path / name, "-o", out, "--overwrite") == 0
        assert [row["score"] for row in read(out)] == SCORES


def test_a_later_row_with_a_column_of_its_own_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [*ROWS * 20, {**ROWS[0], "terms": "agreed"}]
    source = write(tmp_path / "a.jsonl", rows)
    assert score(source, "-o", tmp_path / "out.jsonl") == 2
    assert f'{source}:801: has a member "terms" of its own; --prefix NAME writes beside it' in capsys.readouterr().err


# ---- lines that are wrong --------------------------------------------------------------------------------------------

BROKEN = [b'{"completion": "4", "tru', b"[1]", b'{"completion": 7, "truth": 4}', b'{"truth": 4}', b"\x00\x00\x00"]


def broken(path: Path) -> Path:
    good = [json.dumps(row).encode() for row in ROWS]
    path.write_bytes(b"\n".join([*good[:20], *BROKEN, *good[20:]]) + b"\n")
    return path


def test_skip_writes_the_others_and_a_file_of_refused_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = broken(tmp_path / "a.jsonl"), tmp_path / "out.jsonl"
    assert score(source, "-o", out, "--on-error", "skip") == 1
    assert [row["score"] for row in read(out)] == SCORES
    refused = [json.loads(line) for line in (tmp_path / "out.jsonl.refused.jsonl").read_text().splitlines()]
    assert [row["place"] for row in refused] == [f"{source}:{number}" for number in range(21, 26)]
    assert [row["line"].encode() for row in refused] == BROKEN
    assert "it holds NUL bytes" in refused[4]["why"]
    assert "refused and not in the output: 5 lines" in capsys.readouterr().err
    assert score(source, "-o", out, "--on-error", "skip", "--refused", tmp_path / "bad") == 1
    assert len((tmp_path / "bad").read_text().splitlines()) == 5


def test_stop_keeps_what_came_before_and_goes_on_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "CHECKPOINT_SECONDS", 0.0)
    rows = ROWS * 30
    source, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(lines_of(rows[:1100]) + b"{broken\n" + lines_of(rows[1100:]))
    assert score(source, "-o", out) == 2
    assert not out.exists()
    assert (tmp_path / "out.jsonl.part").read_bytes().count(b"\n") == 1100
    assert score(source, "-o", out, "--on-error", "skip") == 1
    assert [row["score"] for row in read(out)] == SCORES * 30


@pytest.mark.parametrize("skip", [(), ("--on-error", "skip")])
def test_a_truncated_last_line_loses_nothing_else(skip: tuple[str, ...], tmp_path: Path) -> None:
    source, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(lines_of(ROWS)[:-9])
    assert score(source, "-o", out, *skip) == 1
    assert [row["score"] for row in read(out)] == SCORES[:-1]


def test_nothing_fits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = write(tmp_path / "a.jsonl", [{"completion": "x", "truth": {"boxes": []}} for _ in range(2000)]), tmp_path / "o.jsonl"
    assert run("score", source, "--recipe", "ocr", "-o", out) == 2
    said = capsys.readouterr().err
    assert "no truth fits the recipe; is it the right one, and --truth the right member?" in said
    assert len(said.splitlines()) == 3 + 1 + 1 + 1, "three of 2,000 equal messages, how many more, summary, verdict"
    assert "... and 1,997 more: " in said
    assert len(read(out)) == 2000


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PAR1 and no more", "a.jsonl: is parquet, whatever its name says"),
        ("äb".encode("utf-16"), "a.jsonl: is UTF-16; vreward reads UTF-8"),
        (b'{"completion": "4", "answr": 4}\n', "no truth ("),
        (b'{"text": "4", "truth": 4}\n', "no completion (completion, completions"),
        (b'{"completion": "4", "truth": 4}\n\x00\x00\x00\n', "a.jsonl:2: not JSON: it holds NUL bytes"),
        (b"\x1f\x8bnot gzip at all", "a.jsonl: is damaged or cut off: "),
        (b"[" * 100_000 + b"\n", "too deep"),
    ],
)
def test_files_that_cannot_be_read(
    content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    assert score(tmp_path / "a.jsonl", "-o", tmp_path / "out.jsonl") == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()


def test_more_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "a.jsonl")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "c.parquet").write_bytes(source.read_bytes())
    (tmp_path / "d.csv").write_text("completion,truth\n1,2,3\n")
    (tmp_path / "e.jsonl.gz").write_bytes(source.read_bytes())
    (tmp_path / "f.json").write_text('[{"completion": "4", "truth": 4}, {"comp')
    (tmp_path / "a.jsonl.bz2").write_bytes(b"BZh9")
    for arguments, told in [
        ((tmp_path,), "is a directory; its files are"),
        ((tmp_path / "none*.jsonl",), "none*.jsonl: no file matches"),
        ((tmp_path / "a.jsonl.bz2",), "bzip2 is not read or written"),
        ((tmp_path / "b.parquet",), "b.parquet: "),
        ((tmp_path / "c.parquet",), "c.parquet: is not parquet, whatever its name says"),
        ((tmp_path / "d.csv",), "d.csv:1: has more fields than the first line has names"),
        ((tmp_path / "e.jsonl.gz",), "e.jsonl.gz: is not gz, whatever its name says"),
        ((tmp_path / "f.json",), "f.json: element 2: not JSON, or cut off"),
        ((source, "-o", source), "is the file that is read"),
        ((source, "-o", tmp_path / "out.jsonl", "--on-error", "skip", "--refused", source), "is the file that is read"),
        ((source, "-o", tmp_path / "out.parquet.gz"), "parquet is compressed inside"),
        ((source, "-o", "/dev/full"), "/dev/full: No space left on device"),
        ((source, "--jobs", "0"), "--jobs 0: must be 1 or more"),
        ((source, "--prefix", 'a"'), "must be letters"),
    ]:
        assert score(*arguments) == 2, arguments
        assert told in capsys.readouterr().err
    assert source.read_bytes() == lines_of(ROWS)


def test_bom_and_long_lines(tmp_path: Path) -> None:
    source, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    long = json.dumps({"completion": "4", "truth": 4, "image": "A" * (100 << 20)}).encode()
    source.write_bytes(b"\xef\xbb\xbf" + b'{"completion": "4", "truth": 4}\n' + long + b"\n" + lines_of(ROWS[:1]))
    assert score(source, "-o", out) == 0
    assert [row["score"] for row in read(out)] == [1, 1, SCORES[0]]


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_tables_whose_first_lines_are_refused(ending: str, tmp_path: Path) -> None:
    source, out = write(tmp_path / "a.jsonl", [{"no": 1}] * 600 + ROWS), tmp_path / f"out.{ending}"
    assert score(source, "-o", out, "--on-error", "skip") == 1
    assert [row["score"] for row in read(out)] == SCORES


@pytest.mark.parametrize("ending", ["parquet", "arrow", "jsonl", "jsonl.gz"])
def test_what_a_checkpoint_counts_is_in_the_file(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a killed run could not be gone on with."""
    monkeypatch.setattr(table_file, "ROWS_TOGETHER", 30)
    with output.Output(str(tmp_path / f"out.{ending}"), []) as out:
        out.write(ROWS if ending in ("parquet", "arrow") else [json.dumps(row) + "\n" for row in ROWS])
        out.checkpoint({})
        state = json.loads((tmp_path / f"out.{ending}.part.state").read_text())
        assert 0 < state["bytes"] == (tmp_path / f"out.{ending}.part").stat().st_size


def test_columns_of_several_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In any order, but the same."""
    first, out = write(tmp_path / "a.parquet"), tmp_path / "out.parquet"
    turned = write(tmp_path / "b.parquet", [dict(reversed(row.items())) for row in ROWS])
    assert score(first, turned, "-o", out) == 0
    assert [row["score"] for row in read(out)] == SCORES * 2
    assert [row["id"] for row in read(out)] == [*range(40), *range(40)]
    more = write(tmp_path / "c.parquet", [{**row, "more": 1} for row in ROWS])
    assert score(first, more, "-o", out) == 2
    assert "a later row does not fit the columns of the first" in capsys.readouterr().err


def test_mixed_types_fit_in_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [*[{"completion": "4", "truth": 4}] * 600, {"completion": "4", "truth": "4", "more": 1}, {"completion": "4", "truth": []}]
    source = write(tmp_path / "a.jsonl", rows)
    assert score(source, "-o", tmp_path / "out.parquet") == 2
    assert "a later row has more, which the first has not; JSONL can hold both" in capsys.readouterr().err
    mixed = write(tmp_path / "mixed.jsonl", [rows[0], rows[-1]])
    assert score(mixed, "-o", tmp_path / "out.parquet") == 2
    assert "JSONL can hold them" in capsys.readouterr().err
    more = write(tmp_path / "more.jsonl", [rows[0], {**rows[0], "more": 1}])
    assert score(more, "-o", tmp_path / "out.parquet") == 0
    assert [row["more"] for row in read(tmp_path / "out.parquet")] == [None, 1]
    assert score(source, "-o", tmp_path / "out.csv") == 2
    assert "a later row has more, which the first has not; JSONL can hold both" in capsys.readouterr().err
    assert score(source, "-o", tmp_path / "out.jsonl") == 0


@pytest.mark.parametrize("package", ["pyarrow", "zstandard"])
def test_a_package_that_is_missing(package: str, tmp_path: Path) -> None:
    name = {"pyarrow": "a.parquet", "zstandard": "a.jsonl.zst"}[package]
    program = f"import sys; sys.modules[{package!r}] = None; from vreward.command_line import main; sys.exit(main(sys.argv[1:]))"
    extra = {"pyarrow": "parquet", "zstandard": "zstd"}[package]
    plain = write(tmp_path / "plain.jsonl")
    for arguments in ([str(write(tmp_path / name))], [str(plain), "-o", str(tmp_path / f"out-{name}")]):
        command = [sys.executable, "-c", program, "score", *arguments, "--recipe", "counting"]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == 2
        assert f"needs {package}; pip install 'vreward[{extra}]'" in ran.stderr
    ran = subprocess.run([sys.executable, "-c", program, "score", str(plain), "--recipe", "counting"], check=False)
    assert ran.returncode == 0, "JSONL needs none"


# ---- runs that are interrupted ---------------------------------------------------------------------------------------


def small_disk() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))


@pytest.mark.parametrize("ending", ["jsonl", "parquet", "arrow"])
def test_a_full_disk_loses_nothing(ending: str, tmp_path: Path) -> None:
    chance = random.Random(1)
    rows = [{**row, "note": chance.randbytes(50).hex()} for row in ROWS * 200]
    source, out = write(tmp_path / "a.jsonl", rows), tmp_path / f"out.{ending}"
    program = f"""
import sys
from vreward._rollouts import output, table_file
output.CHECKPOINT_SECONDS, table_file.ROWS_TOGETHER = 0, 1000
from vreward.command_line import main
sys.exit(main(["score", {str(source)!r}, "--recipe", "counting", "-o", {str(out)!r}]))
"""
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, preexec_fn=small_disk, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert f"out.{ending}.part: File too large; what is written stays, and the same command goes on from there" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1, ran.stderr
    assert not out.exists()
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "going on behind line" in ran.stderr
    assert [row["score"] for row in read(out)] == SCORES * 200
    assert [row["note"] for row in read(out)] == [row["note"] for row in rows]


def lines_kept(out: Path) -> int:
    """How far a run has come, as a later one would read it."""
    try:
        return int(json.loads(Path(f"{out}.part.state").read_text())["lines"])
    except FileNotFoundError:
        return 0


@pytest.mark.parametrize(
    ("begins", "ending", "jobs", "times"),
    [
        ("jsonl", "jsonl", "1", 10),
        ("jsonl", "jsonl", "2", 3),
        ("jsonl", "json", "1", 3),
        ("jsonl", "csv", "1", 3),
        ("jsonl", "jsonl.gz", "1", 3),
        ("jsonl", "jsonl.zst", "2", 3),
        ("jsonl", "parquet", "1", 3),
        ("jsonl", "arrow", "2", 3),
        ("parquet", "parquet", "1", 10),
        ("arrow", "arrow", "1", 3),
    ],
)
def test_killed_and_resumed(begins: str, ending: str, jobs: str, times: int, tmp_path: Path) -> None:
    """The same bytes as of a run that nobody disturbs."""
    rows = [{**row, "prompt": f"{i // 8}"} for i, row in enumerate(ROWS * (500 if begins == "jsonl" else 1000))]
    rows[777] = {**rows[777], "completion": None, "truth": None}  # refused
    source, whole, out = write(tmp_path / f"a.{begins}", rows), tmp_path / f"whole.{ending}", tmp_path / f"out.{ending}"
    program = f"""
import sys
from vreward._rollouts import on_processes, output, reader, run, table_file
output.CHECKPOINT_SECONDS, output.COMPRESSED_TOGETHER, run.WORTH = 0, 1 << 16, 1
reader.ROWS_TOGETHER, table_file.ROWS_TOGETHER = 2000, 1800
from vreward.command_line import main
if __name__ == "__main__":
    sys.exit(main(["score", {str(source)!r}, "--recipe", "counting", "--on-error", "skip", "--jobs", {jobs!r}, "-o", sys.argv[1]]))
"""
    (tmp_path / "program.py").write_text(program)
    command = [sys.executable, str(tmp_path / "program.py")]
    first = subprocess.run([*command, str(whole)], capture_output=True, text=True, check=False)
    assert first.returncode == 1, first.stderr
    chance, resumed = random.Random(begins + ending + jobs), 0
    for _ in range(times):
        lines = lines_kept(out)
        with subprocess.Popen([*command, str(out)], stderr=subprocess.PIPE, text=True) as running:
            while running.poll() is None and lines_kept(out) == lines:  # until it has come further
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.03))
            running.send_signal(chance.choice([signal.SIGKILL, signal.SIGINT]))
            said = running.communicate(timeout=30)[1]
        resumed += "going on behind line" in said
        if out.exists():
            break
    assert resumed, "no run was killed behind its first checkpoint"
    code = running.returncode
    if not out.exists():
        last = subprocess.run([*command, str(out)], capture_output=True, text=True, check=False)
        said, code = last.stderr, last.returncode
    assert out.read_bytes() == whole.read_bytes()
    assert Path(f"{out}.refused.jsonl").read_bytes() == Path(f"{whole}.refused.jsonl").read_bytes()
    if code == 1:  # else it was killed when the file was whole
        assert said.partition("mean score")[2] == first.stderr.partition("mean score")[2]
    assert sorted(path.name for path in tmp_path.glob("*.part*")) == []


def test_two_runs_on_one_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = write(tmp_path / "a.jsonl"), tmp_path / "out.jsonl"
    with output.Output(str(out), [str(source)]):
        assert score(source, "-o", out) == 2
        assert "out.jsonl.part: another run is writing it" in capsys.readouterr().err
    assert score(source, "-o", out) == 0


def test_what_another_run_left_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output, "CHECKPOINT_SECONDS", 0.0)
    source, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(lines_of(ROWS * 20) + b"{broken\n")
    assert score(source, "-o", out) == 2
    assert run("score", source, "--recipe", "counting", "--set", "floor=0.1", "-o", out, "--on-error", "skip") in (1, 2)
    capsys.readouterr()
    source.write_bytes(lines_of(ROWS))
    assert score(source, "-o", out) == 0
    assert [row["score"] for row in read(out)] == SCORES


def test_parquet_has_the_bytes_of_one_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_file, "ROWS_TOGETHER", 40)
    rows = pyarrow.Table.from_pylist(ROWS * 30).replace_schema_metadata({"by": "hand"})
    with open(tmp_path / "groups", "w+b") as file:
        groups = table_file.TableFile("parquet", file)
        for place in range(0, len(rows), 40):
            groups.write(rows[place : place + 40])
        groups.finish()
    with parquet.ParquetWriter(tmp_path / "one", rows.schema) as one:
        for place in range(0, len(rows), 40):
            one.write_table(rows[place : place + 40])
    assert (tmp_path / "groups").read_bytes() == (tmp_path / "one").read_bytes()
    monkeypatch.setattr(table_file, "_end", lambda group: 4)  # as if pyarrow counted from another byte
    with open(tmp_path / "groups", "w+b") as file, pytest.raises(OSError, match="counts its bytes otherwise"):
        table_file.TableFile("parquet", file).write(rows[:40])


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_a_table_that_cannot_be_gone_on_with_begins_anew(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What an earlier run left was changed since, so its index fits no more."""
    monkeypatch.setattr(output, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(table_file, "ROWS_TOGETHER", 500)
    source, out = tmp_path / "a.jsonl", tmp_path / f"out.{ending}"
    source.write_bytes(lines_of(ROWS * 50) + b"{broken\n")
    assert score(source, "-o", out) == 2
    state = Path(f"{out}.part.state")
    kept = json.loads(state.read_text())
    damages: list[Any] = [{"bytes": kept["bytes"] - 8}, {"table": {}}, {"table": None}]
    damages += [{"table": {**kept["table"], name: "AAAA"}} for name in kept["table"]]
    for damage in damages:
        state.write_text(json.dumps({**kept, **damage}))
        assert score(source, "-o", out) == 2
        assert f"out.{ending}.part: cannot be gone on with, this one begins anew" in capsys.readouterr().err
    assert score(source, "-o", out, "--on-error", "skip") == 1
    assert "going on behind line 1,536" in capsys.readouterr().err
    assert [row["score"] for row in read(out)] == SCORES * 50


def test_processes_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vreward._rollouts import run as running

    monkeypatch.setattr(running, "WORTH", 1)
    rows = [*[{**row, "prompt": f"{i // 8}"} for i, row in enumerate(ROWS * 100)], {"completion": "a", "truth": "?"}]
    source = write(tmp_path / "a.jsonl", rows)
    said = []
    for jobs in ("1", "2"):
        command = [sys.executable, "-m", "vreward", "score", str(source), "--recipe", "counting", "--jobs", jobs]
        program = f"import sys\nfrom vreward._rollouts import run\nrun.WORTH = 1\nfrom vreward.command_line import main\nif __name__ == '__main__': sys.exit(main({command[3:] + ['-o', str(tmp_path / jobs)]!r}))"
        (tmp_path / "program.py").write_text(program)
        ran = subprocess.run([sys.executable, str(tmp_path / "program.py")], capture_output=True, text=True, check=False)
        assert ran.returncode == 1, ran.stderr
        said.append(ran.stderr.replace(ran.stderr.split(" scored in ")[1].split(",")[0], ""))
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    assert said[0] == said[1]
    assert on_processes.AHEAD > 0


# ---- what a person sees ----------------------------------------------------------------------------------------------


def test_groups_without_signal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"prompt": f"{i // 4}", "completion": "3" if i < 8 else str(i % 4), "truth": 3} for i in range(16)]
    rows += [{"prompt": "last", "completions": ["x", "y"], "truth": 3}]
    assert score(write(tmp_path / "a.jsonl", rows), "-o", tmp_path / "out.jsonl") == 0
    said = capsys.readouterr().err
    assert "3 of 5 groups (60.0 %) have no signal: all scores of the group are equal, in 1 of them 0" in said
    assert "ok 10 (55.6 %)" in said


@pytest.mark.parametrize("chunks", [1, 2])
def test_groups_of_a_table_are_those_of_its_rows(chunks: int) -> None:
    from vreward._rollouts.summary import Summary

    keys = ["a", "a", None, None, "b", "a", "a", "c", "c", "c", "null"]
    completions = ["1", "1", "1", "2", "1", "1", "2", "2", "2", "2", "2"]
    scores = vreward.Scorer("counting").score(completions, 1)
    expected, found = Groups(), Summary()
    expected.add_rows(keys, scores.score)
    column = pyarrow.chunked_array([keys] if chunks == 1 else [keys[:3], keys[3:]])
    found.add_table_groups(pyarrow.table({"prompt": column}), scores)
    assert expected.totals() == found.groups.totals()
    assert expected.totals()[0] == 4


def test_groups_are_the_same_wherever_batches_end() -> None:
    chance = random.Random(3)
    rows = [(key, chance.choice([0.0, 1.0])) for key in "AABBBACCCCCDAAB" for _ in range(chance.choice([1, 2]))]
    whole = Groups()
    whole.add_rows([key for key, _ in rows], [score for _, score in rows])
    for _ in range(200):
        places = sorted(chance.choices(range(len(rows) + 1), k=4))
        joined = Groups()
        for begin, end in zip([0, *places], [*places, len(rows)]):
            part = Groups()
            part.add_rows([key for key, _ in rows[begin:end]], [score for _, score in rows[begin:end]])
            joined.merge(part)
        assert joined.totals() == whole.totals()


def test_repairs_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"completion": "[{'bbox_2d': [0, 0, 9, 9]}]", "truth": {"box": [0, 0, 9, 9]}}] * 5
    assert run("score", write(tmp_path / "a.jsonl", rows), "--recipe", "grounding", "-o", tmp_path / "o.jsonl") == 0
    assert "repairs in the first 5: python_literal 5" in capsys.readouterr().err


def test_small_files_are_looked_at_like_a_large_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers in another space, in tables of five rows each, as trainers write one for every step."""
    truth = json.dumps({"box": [100, 100, 200, 200], "size": [2000, 1000]})
    for file in range(70):
        rows = [{"completion": "[50, 100, 100, 200]", "truth": truth}] * 5
        write(tmp_path / f"step{file:03}.parquet", rows)
    assert run("score", tmp_path / "*.parquet", "--recipe", "grounding", "-o", tmp_path / "o.parquet") == 0
    assert "read as norm1000, the mean of the first 256 would be 1.000 instead of" in capsys.readouterr().err


class Terminal:
    def __init__(self, is_one: bool) -> None:
        self.is_one, self.text = is_one, ""

    def isatty(self) -> bool:
        return self.is_one

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("is_one", [True, False])
def test_progress_is_for_terminals(is_one: bool) -> None:
    terminal = Terminal(is_one)
    progress = Progress(1000, terminal)  # type: ignore[arg-type]
    progress.update(0, 0)
    progress.told = progress.started = time.monotonic() - 2
    progress.update(5000, 500)
    assert (", 50 %, 2 s left" in terminal.text) == is_one
    assert (terminal.text == "") != is_one
    messages = Messages(progress)
    for number in range(40):
        messages.add(f"a:{number}: box {number} is wrong")
    messages.end()
    assert terminal.text.count("is wrong\n") == 4
    assert "... and 37 more: box 39 is wrong" in terminal.text


def test_ctrl_c_says_so(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", ROWS * 20_000)
    out = tmp_path / "o.jsonl"
    command = [sys.executable, "-m", "vreward", "score", str(source), "--recipe", "counting", "-o", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None and not Path(f"{out}.part").exists():
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=30)[1]
    assert running.returncode == 130
    assert said.splitlines()[-1] == "vreward: interrupted"
    assert "Traceback" not in said


def test_constant_memory(tmp_path: Path) -> None:
    """Ten times the lines need no more memory."""
    peaks = []
    for times in (500, 5000):
        source = write(tmp_path / "a.jsonl", ROWS * times)
        program = f"""
from vreward.command_line import main
main(["score", {str(source)!r}, "--recipe", "counting", "-o", "/dev/null", "--jobs", "1"])
print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
"""
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        peaks.append(int(ran.stdout))
    assert peaks[1] < peaks[0] + 6000, peaks


def test_constant_memory_of_tables(tmp_path: Path) -> None:
    """Four times the rows need no more memory."""
    peaks = []
    table = pyarrow.Table.from_pylist(ROWS * 1000)
    for times in (5, 20):
        with parquet.ParquetWriter(tmp_path / "a.parquet", table.schema) as file:
            for _ in range(times):
                file.write_table(table)
        program = f"""
from vreward.command_line import main
main(["score", {str(tmp_path / "a.parquet")!r}, "--recipe", "counting", "-o", {str(tmp_path / "o.parquet")!r}])
print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
"""
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        peaks.append(int(ran.stdout))
    assert peaks[1] < 1.2 * peaks[0], peaks


def test_reader_finds_lines(tmp_path: Path) -> None:
    rows = Reader(str(write(tmp_path / "a.parquet")))
    assert [record.line for record in rows] == list(range(1, 41))
    assert [record.members["id"] for record in rows.at(7)] == [6]
