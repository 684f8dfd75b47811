"""python -m vreward: score, explain, recipes, version; and what it says of files that are not right."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import vreward
from vreward import command_line
from vreward._rollouts.record import COMPLETION_NAMES, TRUTH_NAMES
from vreward._rollouts.scored import LINES_TOGETHER

CAT = '[{"bbox_2d": [0, 0, 10, 10], "label": "cat"}]'
TRUTH = '{"boxes": [[0, 0, 10, 10]], "labels": ["cat"]}'
NO_TRUTH = f":2: no truth ({', '.join(TRUTH_NAMES)}; --truth names another)"


def write(folder: Path, *records: Any) -> str:
    file = folder / "in.jsonl"
    file.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records), encoding="utf-8")
    return str(file)


def run(*arguments: str) -> int:
    return command_line.main(arguments)


def scored(folder: Path, *records: Any, arguments: tuple[str, ...] = ("--recipe", "detection")) -> list[Any]:
    out = folder / "out.jsonl"
    assert run("score", write(folder, *records), *arguments, "-o", str(out)) == 0
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_score_keeps_the_line_and_adds_to_it(tmp_path: Path) -> None:
    (row,) = scored(tmp_path, {"id": 7, "completion": CAT, "truth": TRUTH, "note": "é"})
    assert (row["id"], row["note"], row["completion"]) == (7, "é", CAT)
    expected = vreward.score("detection", CAT, TRUTH)
    assert (row["score"], row["reason"]) == (expected.pop("score"), expected.pop("reason"))
    assert row["terms"] == expected


def test_scoring_what_was_scored_changes_nothing(tmp_path: Path) -> None:
    records = [{"completion": CAT, "truth": TRUTH}, {"completions": [CAT, "é"], "truth": TRUTH, "x": 1.50}]
    first = scored(tmp_path, *records)
    assert [row["score"] for row in first] == [1, [1, 0]]
    assert scored(tmp_path, *first) == first


def test_the_rest_of_a_line_stays_as_it_was(tmp_path: Path) -> None:
    line = '{"completion":"4",  "n": 1.50, "big": 12345678901234567890.0, "truth": 4 }'
    out = tmp_path / "out.jsonl"
    assert run("score", write(tmp_path, line), "--recipe", "counting", "-o", str(out)) == 0
    assert out.read_text().startswith(line[:-2] + ', "score": 1.0, "reason": "ok", "terms": {"format": 1.0')


SHAPES = [
    None,
    [{"role": "assistant", "content": CAT}, {"role": "user", "content": "thanks"}],
    [{"role": "user", "content": CAT}, {"role": "assistant", "content": None}],
    {"role": "assistant", "content": [{"type": "text", "text": CAT}]},
    [{"type": "text", "text": CAT[:20]}, {"type": "text", "text": CAT[20:]}],
    [{"role": "assistant", "content": CAT, "reasoning_content": "a cat"}],
    [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"function": {"name": "click", "arguments": '{"bbox_2d": [0, 0, 10, 10], "label": "cat"}'}}],
        }
    ],
]


@pytest.mark.parametrize("completion", SHAPES)
def test_the_command_reads_what_trainers_read(completion: Any, tmp_path: Path) -> None:
    from vreward.trl import reward

    recipe = '{"base": "detection", "format": [{"tags": ["think"]}], "weights": {"format": 1}}'
    (row,) = scored(tmp_path, {"completion": completion, "truth": TRUTH}, arguments=("--recipe", recipe))
    assert reward(recipe, truth="truth")(completions=[completion], truth=[TRUTH]) == [row["score"]]


def test_texts_as_truths(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"completion": "Paris", "truth": truth} for truth in ("Paris", {"text": "Paris"}, float("nan"), ["Paris"])]
    file, out = write(tmp_path, *lines), tmp_path / "out.jsonl"
    assert run("score", file, "--recipe", "ocr", "--set", "truth_format=text", "-o", str(out)) == 1
    assert [json.loads(line)["score"] for line in out.read_text().splitlines()] == [1, None, None, None]
    said = capsys.readouterr().err
    assert f"{file}:2: truth must be text" in said and f"{file}:3: truth is NaN, a missing value" in said


@pytest.mark.parametrize("completion", ["completion", "completions", "response", "output"])
@pytest.mark.parametrize("truth", ["truth", "solution", "ground_truth", "answer", "label"])
def test_names_of_members(completion: str, truth: str, tmp_path: Path) -> None:
    assert scored(tmp_path, {completion: CAT, truth: TRUTH})[0]["score"] == 1


@pytest.mark.parametrize(
    "completion",
    [
        [{"role": "assistant", "content": CAT}],
        [{"role": "user", "content": "Where?"}, {"role": "assistant", "content": CAT}],
        [{"role": "assistant", "content": [{"type": "text", "text": CAT[:20]}, {"type": "text", "text": CAT[20:]}]}],
    ],
)
def test_messages(completion: Any, tmp_path: Path) -> None:
    rows = scored(tmp_path, {"messages": completion, "truth": TRUTH}, {"completion": completion, "truth": TRUTH})
    assert [row["score"] for row in rows] == [1, 1]


def test_message_without_text(tmp_path: Path) -> None:
    message = [{"role": "assistant", "content": None, "tool_calls": []}]
    assert scored(tmp_path, {"messages": message, "truth": TRUTH})[0]["score"] == 0


def test_truths_that_are_not_text(tmp_path: Path) -> None:
    assert scored(tmp_path, {"completion": CAT, "truth": json.loads(TRUTH)})[0]["score"] == 1
    grounding = ("--recipe", "grounding")
    assert scored(tmp_path, {"completion": CAT, "truth": [0, 0, 10, 10]}, arguments=grounding)[0]["score"] == 1
    assert scored(tmp_path, {"completion": "4", "answer": 3}, arguments=("--recipe", "counting"))[0]["score"] == 0.375


def test_several_completions_in_a_line(tmp_path: Path) -> None:
    rows = scored(
        tmp_path,
        {"completions": [CAT, "none", CAT], "truth": TRUTH},
        {"completions": [[{"role": "assistant", "content": CAT}]], "truth": TRUTH},
        {"completion": "x", "truth": TRUTH},
    )
    assert rows[0]["score"] == [1, 0, 1]
    assert rows[0]["reason"] == ["ok", "missed_items", "ok"]
    assert rows[0]["terms"]["missed"] == [0, 1, 0]
    assert rows[1]["score"] == [1]
    assert rows[2]["score"] == 0


def test_recipe_in_each_line(tmp_path: Path) -> None:
    rows = scored(
        tmp_path,
        {"recipe": "detection", "completion": CAT, "truth": TRUTH},
        {"recipe": "ocr", "completion": "text", "truth": '"text"'},
        {"recipe": {"base": "format"}, "completion": "<think>a</think><answer>b</answer>"},
        {"recipe": "detection", "completion": "x", "truth": TRUTH},
        arguments=(),
    )
    assert [row["score"] for row in rows] == [1, 1, 1, 0]
    assert ["cer" in row["terms"] for row in rows] == [False, True, False, False]


def test_more_lines_than_a_batch_in_order(tmp_path: Path) -> None:
    count = 2 * LINES_TOGETHER + 3
    records = [{"id": i, "completion": str(i % 7), "truth": 6} for i in range(count)]
    for threads in ("1", "2"):
        rows = scored(tmp_path, *records, arguments=("--recipe", "counting", "--threads", threads))
        assert [row["id"] for row in rows] == list(range(count))
        assert [row["score"] for row in rows] == [1 if i % 7 == 6 else (i % 7) / 12 for i in range(count)]


def test_set_and_names_and_recipe_file(tmp_path: Path) -> None:
    recipe = tmp_path / "mine.json"
    recipe.write_text('{"base": "ocr", "normalize": {"lower": true}}')
    record = {"text": "HELLO", "page": "hello"}
    names = ("--completion", "text", "--truth", "page", "--set", "truth_format=text")
    assert scored(tmp_path, record, arguments=("--recipe", str(recipe), *names))[0]["score"] == 1
    assert scored(tmp_path, record, arguments=("--recipe", "ocr", *names))[0]["score"] == 0
    lower = ("--recipe", "ocr", *names, "--set", 'normalize={"lower": true}')
    assert scored(tmp_path, record, arguments=lower)[0]["score"] == 1


def test_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("score", write(tmp_path, {"completion": CAT, "truth": TRUTH}), "--recipe", "detection") == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["score"] == 1
    assert "1 scored in" in printed.err
    assert "mean score 1.0000; ok 1" in printed.err


def test_empty_lines_and_empty_files(tmp_path: Path) -> None:
    assert len(scored(tmp_path, "", {"completion": CAT, "truth": TRUTH}, "", "  ")) == 1
    assert scored(tmp_path) == []


def test_lone_surrogates_and_invalid_utf8(tmp_path: Path) -> None:
    (row,) = scored(tmp_path, '{"completion": "a\\ud83d", "truth": "\\"a\\ufffd\\""}', arguments=("--recipe", "ocr"))
    assert (row["score"], row["completion"]) == (1, "a\ud83d")
    file = tmp_path / "bytes.jsonl"
    file.write_bytes(b'{"completion": "a\xff", "truth": "\\"a\xef\xbf\xbd\\""}\n')
    assert run("score", str(file), "--recipe", "ocr", "-o", str(tmp_path / "out.jsonl")) == 0
    assert json.loads((tmp_path / "out.jsonl").read_text())["score"] == 1


def test_bad_truths_are_named_and_the_others_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(
        tmp_path,
        {"completion": CAT, "truth": TRUTH},
        {"completion": CAT, "truth": '{"boxes": [[0, 0, 1, 1]], "lables": ["cat"]}'},
        {"completions": [CAT, CAT], "truth": "hello"},
        {"completion": CAT, "truth": TRUTH},
    )
    out = tmp_path / "out.jsonl"
    assert run("score", file, "--recipe", "detection", "-o", str(out)) == 1
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["score"] for row in rows] == [1, None, [None, None], 1]
    assert [row["reason"] for row in rows] == ["ok", "bad_truth", ["bad_truth", "bad_truth"], "ok"]
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"{file}:2: ")
    assert "lables" in lines[0]
    assert lines[1].startswith(f"{file}:3: ")
    assert len(lines) == 3  # and the summary


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("{not JSON", ":2: not JSON: "),
        ("[1]", ":2: must be a JSON object, not a list"),
        (
            {"truth": TRUTH},
            f":2: no completion ({', '.join(COMPLETION_NAMES)}) among its members: truth",
        ),
        ({"completion": 7, "truth": TRUTH}, ":2: completion: must be text or messages, not int"),
        ({"completions": ["a", 7], "truth": TRUTH}, ":2: completions: must be text or messages, not int"),
        ({"completion": CAT}, f"{NO_TRUTH} among its members: completion"),
        ({"completion": CAT, "truth": None}, ":2: no truth (truth) among its members: completion, truth"),
    ],
)
def test_lines_that_cannot_be_used(
    record: Any, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, {"completion": CAT, "truth": TRUTH}, record)
    assert run("score", file, "--recipe", "detection", "-o", str(tmp_path / "out.jsonl")) == 2
    assert f"vreward: {file}{message}" in capsys.readouterr().err


def test_truths_that_are_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """None at all is said as one missing is; where the recipe needs none, some lines may have one."""
    file = write(tmp_path, {"completion": CAT}, {"completion": CAT})
    assert run("score", file, "--recipe", "detection") == 2
    assert f"vreward: {file}{NO_TRUTH} among its members: completion".replace(":2:", ":1:") in capsys.readouterr().err
    file = write(tmp_path, {"completion": CAT, "truth": TRUTH}, {"completion": "<think></think><answer></answer>"})
    assert run("score", file, "--recipe", "format") == 0
    assert [json.loads(line)["score"] for line in capsys.readouterr().out.splitlines()] == [0.0, 1.0]
    assert run("score", file, "--recipe", '{"task": "length", "soft": 1, "hard": 2}') == 0


def test_other_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, {"completion": CAT, "truth": TRUTH}, {"recipe": "nonsense", "completion": "a", "truth": "1"})
    for arguments, message in [
        (("score", file, "--recipe", "detektion"), "detektion"),
        (("score", file, "--recipe", "detection", "--set", "min_iuo=1"), "min_iuo"),
        (("score", file, "--recipe", "detection", "--set", "min_iou"), "--set min_iou: must be MEMBER=VALUE"),
        (("score", file), f'{file}:1: no member "recipe"; name one with --recipe'),
        (("score", str(tmp_path / "none.jsonl"), "--recipe", "ocr"), "none.jsonl: No such file or directory"),
        (("score", file, "--recipe", str(tmp_path / "none.json")), "none.json: No such file or directory"),
        (("score", file, "--recipe", "detection", "-o", file), "is the file that is read"),
        (("score", file, "--recipe", "detection", "-o", str(tmp_path / "no" / "out")), "No such file or directory"),
        (("explain", file, "--recipe", "detection", "--line", "9"), f"{file}: has no line 9"),
        (("explain", file, "--recipe", "detection", "--line", "0"), f"{file}: has no line 0, the first is 1"),
        (("explain", file, "--recipe", "detection", "--line", "1", "--rollout", "3"), f"{file}:1: has 1 completions"),
        (("explain", file, "--line", "2"), f"{file}:2: "),
        (("explain", file, "--recipe", "detection"), "explain needs --line, --id or --where"),
        (("explain", file, "--recipe", "detection", "--id", "9"), f"{file}: no line has '9' as its id, uid, index"),
        (("explain", file, "--recipe", "detection", "--where", "reason"), "--where reason: must be NAME=VALUE"),
        (("explain", file, "--recipe", "detection", "--where", "reason=nope"), "there is no reason 'nope'; there are ok,"),
        (("explain", file, "--recipe", "detection", "--where", "reason<ok"), "--where reason<ok: a reason can be = or !="),
        (("explain", file, "--recipe", "detection", "--where", "score=x"), "--where score=x: 'x' is no number"),
        (("explain", file, "--recipe", "detection", "--where", "nope=1"), "--where nope: no such term or member; there are score, reason, reasons, format"),
        (("explain", file, "--line", "1", "--completion-text", "x"), "--completion-text and --truth-text are instead of a file"),
        (("explain", "--recipe", "ocr"), "explain needs a file, or --completion-text"),
        (("explain", "--recipe", "ocr", "--completion-text", "x", "--line", "1"), "--line chooses from a file"),
        (("explain", "--completion-text", "x"), "explain needs --recipe for --completion-text"),
        (("recipes", "detektion"), "detektion"),
    ]:
        assert run(*arguments) == 2, arguments
        assert message in capsys.readouterr().err


def test_explain_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(
        tmp_path,
        {"completion": "猫", "truth": TRUTH},
        "",
        {"completions": ["x", CAT], "truth": TRUTH},
        {"recipe": "detection", "completion": CAT, "truth": "{}"},
    )
    assert run("explain", file, "--line", "3", "--rollout", "1", "--recipe", "detection", "--json") == 0
    assert json.loads(capsys.readouterr().out) == vreward.explain("detection", CAT, TRUTH)
    assert run("explain", file, "--line", "3", "--recipe", "detection", "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["line"], row["rollout"]) for row in rows] == [(3, 0), (3, 1)]
    assert rows[1]["explanation"] == vreward.explain("detection", CAT, TRUTH)
    assert run("explain", file, "--line", "1", "--recipe", "ocr", "--set", "truth_format=text", "--json") == 0
    printed = capsys.readouterr().out
    assert '"text": "猫"' in printed
    assert "猫" in json.loads(printed)["text"]
    assert run("explain", file, "--line", "4", "--json") == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["reason"] == "bad_truth"
    assert printed.err.startswith(f"{file}:4: ")
    for condition, status in (("score!=1", 1), ("score=1", 0), ("score<1", 0)):  # a bad truth has no score
        assert run("explain", file, "--line", "4", "--where", condition) == status


def test_explain_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [{"id": i, "source": "web" if i % 2 else "book", "completion": str(i), "truth": 4} for i in range(10)]
    file = write(tmp_path, *records, {"id": "ten", "completions": ["4", "8"], "truth": 4})
    counting = ("--recipe", "counting")

    def places(*arguments: str) -> list[str]:
        assert run("explain", file, *counting, *arguments) == 0
        return [line[len(file) :] for line in capsys.readouterr().out.splitlines() if line.startswith(file)]

    assert run("explain", file, *counting, "--line", "4") == 0
    assert capsys.readouterr().out == f"{file}:4\n{vreward.describe(vreward.explain('counting', '3', 4), '3')}\n"
    assert places("--id", "3") == [":4"]
    assert places("--id", "ten") == [":11, rollout 0", ":11, rollout 1"]
    assert places("--id", "ten", "--rollout", "1") == [":11, rollout 1"]
    assert places("--where", "accuracy>=0.375", "--where", "source=web") == [":4", ":6"]
    assert places("--where", "score = 1") == [":5", ":11, rollout 0"]
    assert places("--where", "score==1") == [":5", ":11, rollout 0"]
    assert places("--where", "reason=wrong_count", "--where", "id<2") == [":1", ":2"]
    assert places("--where", "reasons=ok") == [":5", ":11, rollout 0"]
    assert places("--where", "reason!=ok", "--where", "id=ten") == [":11, rollout 1"]
    assert places("--where", "reasons=no_items") == []
    assert places("--where", "reasons!=wrong_count") == [":5", ":11, rollout 0"]
    assert places("--where", "reason=wrong_count", "--first", "2") == [":1", ":2"]
    assert len(places("--where", "reason!=ok")) == 5
    assert len(places("--where", "reason!=ok", "--first", "0")) == 10
    assert run("explain", file, *counting, "--where", "reasons=no_items") == 0
    assert capsys.readouterr().err == f"vreward: {file}: no rollout is like that\n"
    assert run("explain", file, *counting, "--where", "reason!=ok", "--first", "2") == 0
    assert "there are more; --first 0 shows all" in capsys.readouterr().err


def test_explain_two_texts(capsys: pytest.CaptureFixture[str]) -> None:
    texts = ("--completion-text", "Cafe", "--truth-text", "Café")
    assert run("explain", "--recipe", "ocr", "--set", "truth_format=text", *texts) == 0
    assert "Caf[-e-]{+é+}" in capsys.readouterr().out
    assert run("explain", "--recipe", "format", "--completion-text", "x", "--json") == 0
    assert json.loads(capsys.readouterr().out) == vreward.explain("format", "x")
    assert run("explain", "--recipe", "ocr", *texts) == 1
    printed = capsys.readouterr()
    assert "bad_truth" in printed.out
    assert printed.err.startswith("the texts given: the truth is not JSON")


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("wish", "environment", "terminal", "coloured"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {}, True, False),
    ],
)
def test_explain_in_colour(
    wish: str, environment: dict[str, str], terminal: bool, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    out = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert run("explain", "--recipe", "format", "--completion-text", "x", "--color", wish) == 0
    assert ("\x1b[" in out.getvalue()) == coloured


def test_explain_where_the_output_is_no_utf8() -> None:
    command = [sys.executable, "-m", "vreward", "explain", "--recipe", "ocr", "--set", "truth_format=text"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    texts = ["--completion-text", "Café", "--truth-text", "Cafe"]
    ran = subprocess.run([*command, *texts], capture_output=True, text=True, env=environment, check=False)
    assert ran.returncode == 0
    assert "Caf[-\\xe9-]{+e+}" in ran.stdout


def test_recipes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("recipes") == 0
    printed = capsys.readouterr().out
    for name in vreward.recipes():
        assert f"\n{name} " in "\n" + printed
    assert run("recipes", "detection") == 0
    printed = capsys.readouterr().out
    assert "score            0 to 1" in printed
    assert "n_items          0 to inf" in printed
    assert json.loads(printed[printed.index("\n{") :]) == vreward.Scorer("detection").recipe
    assert run("recipes", "video-r1-ocr") == 0
    assert "\nsource: tulerfeng/Video-R1@" in capsys.readouterr().out
    assert run("recipes", "length") == 0
    assert "not usable without further members" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("version") == 0
    assert json.loads(capsys.readouterr().out) == vreward.build_info()
    with pytest.raises(SystemExit) as stopped:
        run("--version")
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"vreward {vreward.__version__}\n"


def test_as_a_program_and_in_a_pipe_that_closes(tmp_path: Path) -> None:
    file = write(tmp_path, *[{"completion": str(i), "truth": 3} for i in range(20_000)])
    command = f"{sys.executable} -m vreward score {file} --recipe counting | head -n 1"
    ran = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.count("\n")) == (0, 1)
    assert "Traceback" not in ran.stderr
