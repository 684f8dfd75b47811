"""How hard prompts are: the formulas against what they count, the bands at their ends, and the command."""

from __future__ import annotations

import itertools
import json
import math
import random
import statistics
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import vreward
from vreward import command_line
from vreward.curriculum import (
    BANDS,
    ORDERS,
    best_of_k,
    difficulties,
    difficulty,
    keeping,
    ordered,
    pass_at_k,
    profile_row,
    sample,
    weights,
)

ROOT = Path(__file__).resolve().parent.parent.parent


def write(folder: Path, *records: Any, name: str = "scored.jsonl") -> str:
    file = folder / name
    file.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records), encoding="utf-8")
    return str(file)


def run(*arguments: str) -> int:
    return command_line.main(["curriculum", *arguments])


def lines_of(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


# ---- the formulas ----------------------------------------------------------------------------------------------------


def test_pass_at_k_and_best_of_k_count_every_choice() -> None:
    chance = random.Random(1)
    for _ in range(400):
        scores = [chance.choice([0.0, 0.25, 0.5, 1.0, chance.random() * 2 - 1]) for _ in range(chance.randrange(1, 8))]
        k = chance.randrange(1, len(scores) + 1)
        choices = list(itertools.combinations(scores, k))
        passed = sum(score >= 0.5 for score in scores)
        share = sum(any(score >= 0.5 for score in choice) for choice in choices) / len(choices)
        assert pass_at_k(len(scores), passed, k) == pytest.approx(share, abs=1e-12)
        assert best_of_k(scores, k) == pytest.approx(math.fsum(map(max, choices)) / len(choices), abs=1e-12)


@pytest.mark.parametrize(
    ("count", "passed", "k"), [(10**4, 1, 1), (10**5, 3, 100), (10**5, 1, 1), (2000, 1000, 999), (64, 0, 64), (5, 5, 1)]
)
def test_pass_at_k_keeps_its_digits(count: int, passed: int, k: int) -> None:
    exact = 1 - Fraction(math.comb(count - passed, k), math.comb(count, k))
    assert pass_at_k(count, passed, k) == pytest.approx(float(exact), rel=1e-12, abs=0)


def test_best_of_k_of_zeros_and_ones_is_pass_at_k() -> None:
    for passed in range(9):
        for k in range(1, 9):
            scores = [1.0] * passed + [0.0] * (8 - passed)
            assert best_of_k(scores, k) == pytest.approx(pass_at_k(8, passed, k), abs=1e-12)


def test_statistics_are_those_of_the_standard_library() -> None:
    chance = random.Random(2)
    for _ in range(200):
        scores = [chance.random() for _ in range(chance.randrange(2, 20))]
        found = difficulty("p", scores)
        assert found.mean == pytest.approx(statistics.fmean(scores), abs=1e-15)
        assert found.std == pytest.approx(statistics.stdev(scores), abs=1e-12)
        assert (found.best, found.worst) == (max(scores), min(scores))
        assert found.median == statistics.median(scores)
        assert found.gap == pytest.approx(max(scores) - statistics.fmean(scores), abs=1e-12)
    assert difficulty("p", [0.5, 0.4999]).pass_rate == 0.5
    assert difficulty("p", [0.1] * 3).std == 0
    assert difficulty("p", [0.1] * 3).mean == 0.1


def test_scores_that_cannot_be_used() -> None:
    found = difficulty("p", [None, float("nan"), float("inf"), 1.0])
    assert (found.rollouts, found.unusable, found.mean, found.std) == (1, 3, 1.0, 0.0)
    none = difficulty("p", [None])
    assert (none.rollouts, none.unusable, none.mean, none.gap, none.pass_rate) == (0, 1, None, None, None)
    assert not any(band.keeps(none) for band in BANDS.values())
    assert [weights(band, [none]) for band in BANDS.values()] == [[0.0]] * len(BANDS)
    assert [BANDS["prime-rl"].pool(none)] == [None]
    assert difficulty("p", [1.0, 0.0], k=3).best_of_k is None


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: pass_at_k(3, 1, 4), "k is 4, it must be 1 to the number of rollouts, which is 3"),
        (lambda: pass_at_k(3, 4, 1), "passed is 4"),
        (lambda: best_of_k([], 1), "k is 1"),
        (lambda: difficulty("p", [1.0], k=0), "k is 0"),
        (lambda: difficulty("p", [1.0], threshold=float("nan")), "threshold is nan"),
        (lambda: keeping(0.8, 0.2), "a band from 0.8 to 0.2 keeps nothing"),
        (lambda: ordered([], "harder"), "order is 'harder', it must be one of easy-to-hard"),
        (lambda: sample([], [1.0], 1), "1 weights for 0 prompts"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Any, told: str) -> None:
    with pytest.raises(vreward.Error) as refused:
        call()
    assert told in str(refused.value)


# ---- the bands -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("band", "scores", "kept"),
    [
        ("dapo", [0.5, 0.5], False),
        ("dapo", [0.5, 0.5000001], True),
        ("dapo", [0.0], False),
        ("easyr1", [0.01, 0.01], False),
        ("easyr1", [0.01, 0.0101], True),
        ("easyr1", [0.99, 0.99], False),
        ("easyr1", [0.98, 0.99], True),
        ("offline", [1, 0, 0, 0, 0], True),
        ("offline", [1, 0, 0, 0, 0, 0], False),
        ("offline", [1, 1, 1, 1, 0], True),
        ("offline", [1, 1, 1, 1, 1, 0], False),
        ("prime-rl", [1.0], True),
        ("timelens", [0.0], True),
    ],
)
def test_the_ends_of_bands(band: str, scores: list[float], kept: bool) -> None:
    assert BANDS[band].keeps(difficulty("p", scores)) == kept


def test_pools_end_at_their_inclusive_largest_mean() -> None:
    means = [-1.0, 0.25, 0.26, 0.75, 0.76, 1.0, 3.0]
    prompts = [difficulty(mean, [mean]) for mean in means]
    band = BANDS["prime-rl"]
    assert [band.pool(one) for one in prompts] == ["hard", "hard", "normal", "normal", "easy", "easy", "easy"]
    assert weights(band, prompts) == [0.2, 0.2, 1, 1, 0.2, 0.2, 0.2]


def test_weights_of_timelens() -> None:
    numpy = pytest.importorskip("numpy")
    chance = random.Random(3)
    means = [chance.random() for _ in range(500)] + [0.0, 1.0, 0.05]
    prompts = [difficulty(i, [mean]) for i, mean in enumerate(means)]
    expected = numpy.exp(-0.5 * ((numpy.array(means) - 0.05) / 0.2) ** 2)
    assert numpy.allclose(weights(BANDS["timelens"], prompts), expected, rtol=1e-12)
    counts, edges = numpy.histogram(means, bins=20, range=(0, 1))
    bins = numpy.clip(numpy.digitize(means, edges), 1, 20) - 1
    assert numpy.allclose(weights(BANDS["timelens-density"], prompts), expected / counts[bins], rtol=1e-12)


def test_bands_have_words_and_sources_and_stand_on_the_page() -> None:
    page = (ROOT / "docs" / "curriculum.md").read_text(encoding="utf-8")
    for name, band in BANDS.items():
        assert band.name == name
        assert band.rule
        assert band.source
        assert f"| `{name}` |" in page
    for order in ORDERS:
        assert f"`{order}`" in page or f"--order {order}" in page


def test_orders() -> None:
    prompts = difficulties([("a", 0.4), ("a", 0.6), ("b", None), ("c", 0.0), ("c", 0.9), ("d", 0.5), ("e", 1.0)])
    names = {order: "".join(prompts[i].prompt for i in ordered(prompts, order)) for order in ORDERS}
    assert names == {"easy-to-hard": "eadcb", "hard-to-easy": "cadeb", "spread": "cadeb", "gap": "cadeb"}


def test_samples_follow_the_weights() -> None:
    prompts = [difficulty(i, [0.5]) for i in range(3)]
    drawn = [sample(prompts, [1.0, 3.0, 0.0], 1, seed)[0] for seed in range(2000)]
    assert 2 not in drawn
    assert drawn.count(1) / 2000 == pytest.approx(0.75, abs=0.04)
    assert sample(prompts, [1.0, 1e-300, 0.0], 5) == [0, 1]
    assert sample(prompts, [1.0, 1.0, 1.0], 2, seed=7) == sample(prompts, [1.0, 1.0, 1.0], 2, seed=7)


# ---- the command -----------------------------------------------------------------------------------------------------

ROLLOUTS = [
    {"prompt": prompt, "image": f"{prompt}.png", "completion": "x", "score": score, "reason": "ok", "terms": {"iou": iou}}
    for prompt, score, iou in [("a", 0.0, 0.5), ("b", 0.5, 0.1), ("a", 0.0, 0.7), ("b", 1.0, 0.2), ("c", 1.0, 1.0), ("c", 1.0, 1.0)]
]  # fmt: skip


def test_rows(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run(write(tmp_path, *ROLLOUTS), "--order", "easy-to-hard", "-o", str(out)) == 0
    rows = lines_of(out)
    assert [row["prompt"] for row in rows] == ["c", "b", "a"]
    assert rows[1] == {"prompt": "b", "image": "b.png", "_difficulty": difficulty("b", [0.5, 1.0]).members()}
    assert run(write(tmp_path, *ROLLOUTS), "--band", "prime-rl", "-o", str(out)) == 0
    assert [(row["_difficulty"]["pool"], row["_difficulty"]["weight"]) for row in lines_of(out)] == [
        ("hard", 0.2),
        ("normal", 1.0),
        ("easy", 0.2),
    ]


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (("--band", "easyr1"), ["b"]),
        (("--band", "dapo"), ["b"]),
        (("--keep", "0:0.75"), ["a", "b"]),
        (("--keep", "0.75:"), ["b", "c"]),
        (("--keep", ":0"), ["a"]),
        (("--term", "iou", "--keep", "0.5:0.7"), ["a"]),
        (("--by", "image", "--keep", "1:1"), ["c.png"]),
        (("--band", "timelens", "--sample", "1"), ["a"]),
    ],
)
def test_ids(
    arguments: tuple[str, ...], ids: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write(tmp_path, *ROLLOUTS), *arguments, "--write", "ids") == 0
    printed = capsys.readouterr()
    assert [json.loads(line) for line in printed.out.splitlines()] == ids
    assert printed.err == f"{len(ids)} of 3 prompts written\n"


def test_groups_in_a_line_and_keys_that_are_no_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages = [{"role": "user", "content": "Où?"}]
    file = write(
        tmp_path,
        {"prompt": messages, "completions": ["x", "y"], "score": [0.0, 1.0]},
        {"prompt": messages, "completion": "z", "reward": "0.5"},
        {"prompt": 7, "completion": "z", "score": True},
    )
    assert run(file, "--write", "rows") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["prompt"], row["_difficulty"]["rollouts"]) for row in rows] == [(messages, 3), (7, 1)]
    file = write(tmp_path, {"extra": {"index": 3}, "score": 1}, {"extra": {"index": 3}, "score": 0})
    assert run(file, "--by", "extra.index", "--write", "ids") == 0
    assert capsys.readouterr().out == "3\n"


def test_rows_of_a_data_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write(tmp_path, {"prompt": "b", "solution": 1}, {"prompt": "x"}, {"prompt": "a", "solution": 2}, name="d.jsonl")
    assert run(write(tmp_path, *ROLLOUTS), "--rows", data) == 0
    printed = capsys.readouterr()
    rows = [json.loads(line) for line in printed.out.splitlines()]
    assert [(row["prompt"], row["solution"], row["_difficulty"]["mean"]) for row in rows] == [("a", 2, 0), ("b", 1, 0.75)]
    assert f'{data}: 1 prompts have no row there, the first is "c"' in printed.err


def test_a_profile_comes_back_as_it_went(tmp_path: Path) -> None:
    """What NeMo Gym's reward_profile.py writes has these members."""
    out = tmp_path / "out_reward_profiling.jsonl"
    assert run(write(tmp_path, *ROLLOUTS), "--write", "profile", "-o", str(out)) == 0
    first = lines_of(out)[1]
    assert first["sample"] == {"prompt": "b", "image": "b.png"}
    assert (first["mean/reward"], first["max/reward"], first["min/reward"], first["median/reward"]) == (0.75, 1, 0.5, 0.75)
    assert first["std/reward"] == statistics.stdev([0.5, 1.0])
    assert (first["num_rollouts"], first["missing_num_rollouts"], first["reward_profile_completion_pct"]) == (2, 0, 100.0)
    assert first["rollout_infos"][1] == {"rollout_id": "1:1", "_ng_task_index": 1, "_ng_rollout_index": 1, "reward": 1.0}
    again, rows = tmp_path / "again.jsonl", tmp_path / "rows.jsonl"
    assert run(str(out), "--write", "profile", "-o", str(again)) == 0
    assert again.read_bytes() == out.read_bytes()
    assert run(str(out), "-o", str(rows)) == 0
    assert lines_of(rows)[1]["_difficulty"] == difficulty("b", [0.5, 1.0]).members()


def test_a_profile_without_single_rewards(tmp_path: Path) -> None:
    """As NeMo Gym wrote it before rollout_infos: what cannot be known is null."""
    row = {"mean/reward": 0.6, "max/reward": 1.0, "min/reward": 0.0, "median/reward": 0.7, "std/reward": 0.4}
    file = write(
        tmp_path,
        {**row, "sample": {"prompt": "a"}},
        {**row, "min/reward": 0.5, "sample": {"prompt": "b"}, "num_rollouts": 4},
        {**row, "max/reward": 0.4, "sample": {}},
    )
    out = tmp_path / "out.jsonl"
    assert run(file, "-o", str(out)) == 0
    found = [each["_difficulty"] for each in lines_of(out)]
    assert [(each["rollouts"], each["pass_rate"], each["best_of_k"], each["std"]) for each in found] == [
        (1, None, None, 0.4),
        (4, 1.0, None, 0.4),
        (1, 0.0, None, 0.4),
    ]
    assert profile_row(difficulty("a", [None]), 0, {})["num_rollouts"] == 0


def test_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, *ROLLOUTS)
    assert run(file) == 0
    text = capsys.readouterr().out
    assert "3 prompts, 6 rollouts\n" in text
    assert "  0.7 to 0.8         1  ####" in text
    assert "  easyr1                   1  0.01 < mean < 0.99" in text
    assert "(hard 1, normal 1, easy 1)" in text
    assert run(file, "--json", "--k", "1") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["mean"], found["gap"], found["histogram"][0], found["histogram"][9]) == (pytest.approx(1.75 / 3), 0, 1, 1)
    assert found["bands"]["prime-rl"]["pools"] == {"hard": 1, "normal": 1, "easy": 1}


def test_what_cannot_be_used_is_counted_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = [
        {"completion": "x", "score": 1.0},
        {"prompt": "a"},
        {"prompt": "d", "score": None},
        '{"prompt": "a", "score": NaN}',
        {"prompt": "a", "score": "high"},
    ]
    file = write(tmp_path, *ROLLOUTS, *bad, *[{"completion": "x", "score": 1.0}] * 4)
    out = tmp_path / "out.jsonl"
    assert run(file, "-o", str(out)) == 1
    told = capsys.readouterr().err
    assert f'5 x no member "prompt" that names the prompt: {file}:7, {file}:12, {file}:13, ...' in told
    assert f"1 x no score (score, reward): {file}:8" in told
    assert f"1 x the score is null, as where the truth is bad: {file}:9" in told
    assert f"1 x the score is NaN, as where the truth is bad: {file}:10" in told
    assert f'1 x the score is "high", which is no number: {file}:11' in told
    assert "1 prompts have no score that can be used: they are in no band" in told
    assert [(row["prompt"], row["_difficulty"]["unusable"]) for row in lines_of(out)] == [("a", 2), ("b", 0), ("c", 0), ("d", 1)]


def test_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(write(tmp_path, ROLLOUTS[0], ROLLOUTS[1])) == 0
    assert "one rollout of each prompt: no spread and no gap; only timelens' weights" in capsys.readouterr().err
    assert run(write(tmp_path, *ROLLOUTS), "--k", "3") == 0
    assert "3 of 3 prompts have fewer than 3 rollouts: no pass@k and best-of-k" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("records", "arguments", "told"),
    [
        ([], (), "holds no rollouts"),
        (["{"], (), ":1: not JSON"),
        (["[1]"], (), ":1: must be a JSON object"),
        ([{"id": 1, "score": 1}], (), '1 x no member "prompt" that names the prompt'),
        ([{"id": 1, "score": 1}], (), "(its last line has id, score; --by and --score name others)"),
        ([{"prompt": 1, "score": 1}], ("--term", "iou"), 'no term "iou" among the members of "terms"'),
        (ROLLOUTS, ("--keep", "x"), "--keep x: must be LOW:HIGH, as 0.2:0.8"),
        (ROLLOUTS, ("--keep", "0.8:0.2"), "a band from 0.8 to 0.2 keeps nothing"),
        (ROLLOUTS, ("--keep", "0:1", "--band", "dapo"), "--band and --keep: give one of them"),
        (ROLLOUTS, ("--sample", "0"), "--sample 0: must be 1 or more"),
        (ROLLOUTS, ("--k", "0"), "k is 0, it must be 1 or more"),
        (ROLLOUTS, ("--threshold", "nan"), "threshold is nan, it must be a number"),
        (ROLLOUTS, ("--rows", "none.jsonl"), "none.jsonl: No such file"),
    ],
)
def test_errors(
    records: list[Any], arguments: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write(tmp_path, *records), *arguments) == 2
    assert told in capsys.readouterr().err


def test_the_file_that_is_read_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, *ROLLOUTS)
    before = Path(file).read_bytes()
    assert run(file, "-o", file) == 2
    assert run(file, "--rows", file, "-o", file) == 2
    assert "is the file that is read" in capsys.readouterr().err
    assert Path(file).read_bytes() == before


def test_recorded_rollouts(shared_data: Path, tmp_path: Path) -> None:
    """VLM-R1's rollouts on RefCOCO, scored and banded by a command each, the questions of one image being a group."""
    scored, out = tmp_path / "scored.jsonl", tmp_path / "out.jsonl"
    source = shared_data / "vlm_r1_7b_rollouts" / "orig_refcoco.jsonl"
    names = ("--completion", "model_output", "--truth", "ground_truth")
    assert command_line.main(["score", str(source), "--recipe", "grounding", *names, "-o", str(scored)]) == 0
    assert run(str(scored), "--by", "image", "--completion", "model_output", "--band", "easyr1", "-o", str(out)) == 0
    groups: dict[str, list[float]] = {}
    for row in lines_of(scored):
        groups.setdefault(row["image"], []).append(row["score"])
    means = {image: statistics.fmean(scores) for image, scores in groups.items()}
    kept = {row["image"]: row["_difficulty"] for row in lines_of(out)}
    assert set(kept) == {image for image, mean in means.items() if 0.01 < mean < 0.99}
    assert 0 < len(kept) < len(means)
    for image, found in kept.items():
        assert found["mean"] == pytest.approx(means[image], abs=1e-12)
        assert found["best"] == max(groups[image])
        assert found["rollouts"] == len(groups[image])


def test_tables_are_grouped_as_lines_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what is looked at is made Python's values, and what is written is the same."""
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    rows = [
        {
            "prompt": f"p{i // 4}",
            "info": {"task": i // 2},
            "completion": str(i % 3),
            "output": "kept",
            "score": [0.0, 0.5, 1.0, None][i % 4],
            "reason": "ok",
            "terms": {"exact": i % 2 / 1},
        }
        for i in range(40)
    ]
    lines = write(tmp_path, *rows)
    table = tmp_path / "scored.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(rows), table)
    for arguments in (
        (),
        ("--term", "exact"),
        ("--by", "info.task"),
        ("--score", "terms.exact"),
        ("--band", "easyr1", "-o", str(tmp_path / "o.jsonl")),
        ("--write", "ids", "-o", str(tmp_path / "o.jsonl")),
        ("--write", "profile", "--by", "info.task", "-o", str(tmp_path / "o.jsonl")),
        ("--by", "reason", "--completion", "output", "--write", "rows", "-o", str(tmp_path / "o.jsonl")),
        ("--by", "no"),
    ):
        told = []
        for file in (lines, str(table)):
            code = run(file, *arguments)
            said = capsys.readouterr()
            written = (tmp_path / "o.jsonl").read_text() if "-o" in arguments else ""
            told.append((code, said.out, said.err.replace(file, "FILE"), written))
        assert told[0] == told[1]
    assert '"output": "kept"' not in written
