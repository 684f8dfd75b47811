"""vreward audit: what is blind stays blind, what pays is found, and the docs say what to do about it."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import vreward
from vreward import command_line
from vreward._audit.additions import ADDED
from vreward._audit.answers import Answer
from vreward._audit.blind import BLIND
from vreward._audit.forms import form_of, truth_of
from vreward._audit.honest import Skill, honest
from vreward._audit.others import others_of
from vreward._audit.run import Run
from vreward._audit.samples import samples_of
from vreward.audit import Audit, audit

ROOT = Path(__file__).resolve().parent.parent.parent
LABELS = ["cat", "dog", "car", "person"]


def scenes(count: int = 60) -> list[dict[str, Any]]:
    chance = random.Random(1)
    found = []
    for _ in range(count):
        boxes = []
        for _ in range(chance.randrange(1, 7)):
            x, y = chance.randrange(500), chance.randrange(350)
            boxes.append([x, y, x + 30 + chance.randrange(100), y + 30 + chance.randrange(90)])
        labels = [chance.choice(LABELS) for _ in boxes]
        found.append({"boxes": boxes, "labels": labels, "size": [640, 480]})
    return found


SCENES = scenes()
COUNTS = [{"count": 1 + number % 6} for number in range(60)]
PAGES = [
    {"text": " ".join(random.Random(i).choices(["tree", "house", "river", "of", "the", "night"], k=60))}
    for i in range(8)
]


def holes(found: Audit) -> set[str]:
    return {row.policy for row in found.holes}


def test_blind_policies_know_nothing_of_their_own_truth() -> None:
    """What they say of a picture stays what it is when only that picture's truth changes."""
    scorer = vreward.Scorer("counting")
    for place in (0, 17, 59):
        other = [dict(truth) for truth in COUNTS]
        other[place]["count"] = 6 if other[place]["count"] != 6 else 1
        texts = []
        for truths in (COUNTS, other):
            run = Run(scorer, samples_of(scorer, truths, None, range(60)), 0, 0.7)
            fits, _ = run.applicable(BLIND)
            made = [run.edited(policy, [Answer()], [place])[0] for policy in fits]
            texts.append([run.form.write(answer, run.samples[place]) for answer in made])
        assert texts[0] == texts[1]
        assert len(texts[0]) > 10


def test_statistics_never_come_from_the_same_picture() -> None:
    """Not even where a picture is there several times."""
    scorer = vreward.Scorer("detection")
    samples = samples_of(scorer, SCENES * 3, None, range(180))
    known = others_of(samples, 0)
    for sample, others in zip(samples, known):
        assert sample.document not in {one.document for one in others.samples}
        assert len(others.samples) >= 100
    assert {one.place for others in known for one in others.samples} == set(range(180))


def test_one_truth_has_no_others() -> None:
    found = audit(SCENES[:1], "detection")
    assert found.left_out["the mean box"] == "needs two truths or more"
    assert all(row.error == 0 for row in found.rows)


POINTS = [{"points": [[box[0], box[1]] for box in scene["boxes"]], "size": scene["size"]} for scene in SCENES]

# What a recipe pays that it should not: how good the honest policy is, and cheats that must be found.
RIGGED: dict[str, tuple[list[Any], dict[str, Any], float, set[str]]] = {
    "recall": (
        SCENES,
        {"base": "detection", "weights": {"accuracy": 0, "recall": 1}},
        0.7,
        {"every label beside each"},
    ),
    "only missed items cost": (
        SCENES,
        {"base": "detection", "divisor": "truth", "labels": "ignore"},
        0.7,
        {"and a grid of 4 x 4", "every item twice", "three jittered copies of each item"},
    ),
    "closeness": (
        [{"count": 5 + number % 3} for number in range(60)],
        {"base": "counting", "weights": {"accuracy": 0, "closeness": 1}},
        0.1,
        {"the middle answer", "the best paid constant"},
    ),
    "every place": (POINTS, {"base": "counting", "quality": "diagonal"}, 0.35, {"and the whole picture"}),
}


@pytest.mark.parametrize("name", RIGGED)
def test_what_pays_is_found(name: str) -> None:
    truths, recipe, skill, wanted = RIGGED[name]
    found = audit(truths, recipe, skill=skill)
    assert wanted <= holes(found), found.text()
    assert all(row.gain > 2 * row.error and row.score > row.honest_score for row in found.holes)
    native = audit(truths, {"base": recipe["base"]}, skill=max(skill, 0.35))
    assert not wanted & holes(native), native.text()


def test_the_search_joins_what_pays() -> None:
    found = audit(SCENES, {"base": "detection", "divisor": "truth", "labels": "ignore"})
    chains = [row for row in found.holes if row.section == "search"]
    alone = max(row.gain for row in found.holes if row.section != "search")
    assert chains[0].gain > alone
    assert "and a grid of 4 x 4" in chains[0].policy


# Recipes that read answers in forms of their own.
FORMS: dict[str, tuple[list[Any], dict[str, Any]]] = {
    "thousandths": (SCENES, {"base": "detection", "model": "qwen3-vl"}),
    "y first": (SCENES, {"base": "detection", "model": "gemini"}),
    "resized": (SCENES, {"base": "detection", "model": "qwen2.5-vl"}),
    "tokens": (SCENES, {"base": "detection", "model": "florence-2"}),
    "bins": (SCENES, {"base": "detection", "model": "paligemma"}),
    "percent": (POINTS, {"base": "counting", "model": "molmo"}),
    "in tags only": (COUNTS, {"base": "counting", "answer": {"missing": "none"}, "format": [{"tags": ["think", "answer"]}],
                              "weights": {"accuracy": 0.9, "format": 0.1}}),
    "boxed": (COUNTS, {"base": "counting", "answer": {"tag": "boxed", "missing": "none"}, "number": "only"}),
    "spans": ([{"span": [n, n + 4.5]} for n in range(20)], {"base": "grounding"}),
    "one of several": ([{"any_of": scene["boxes"], "size": scene["size"]} for scene in SCENES], {"base": "grounding"}),
    "a click": ([{"box": scene["boxes"][0]} for scene in SCENES], {"base": "grounding", "target": "point"}),
    "ignored boxes": ([{**scene, "ignore": [i > 0 for i in range(len(scene["boxes"]))]} for scene in SCENES],
                      {"base": "detection"}),
    "answers as truth": (["<answer>[[1, 2, 30, 40]]</answer>"], {"base": "detection", "truth_format": "answer", "labels": "ignore"}),
    "short texts": ([{"text": ["Eiffel tower", "Tour Eiffel"]}, {"text": "Paris"}], {"base": "answer"}),
    "several choices": ([{"choice": ["A", "C"]}, {"choice": "B"}], {"base": "answer"}),
    "options": ([{"choice": "a dog", "choices": ["a cat", "a dog"]}] * 3, {"base": "answer"}),
    "yes or no": ([{"yes": True}, {"yes": False}], {"base": "answer"}),
    "text as it is": (["one page", "another page"], {"base": "ocr", "truth_format": "text"}),
    "negative numbers": ([{"number": -5 - n} for n in range(9)], {"base": "number"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_the_form_that_a_recipe_reads_is_found(name: str) -> None:
    truths, recipe = FORMS[name]
    scorer = vreward.Scorer(recipe)
    samples = samples_of(scorer, truths, None, range(len(truths)))
    form, earned = form_of(scorer, samples)
    assert earned >= 0.97
    scores = scorer.score([form.write(truth_of(one), one) for one in samples], [one.document for one in samples]).score
    assert min(scores) >= 0.9


def test_honest_answers_get_better_with_skill() -> None:
    for truths, recipe in ((SCENES, "detection"), (COUNTS, "counting"), (PAGES, "ocr"), (POINTS, "counting")):
        means = [audit(truths, recipe, skill=skill).rows[0].mean for skill in (0.2, 0.6, 0.9, 1.0)]
        assert means == sorted(means)
        assert means[-1] == 1.0
    samples = samples_of(vreward.Scorer("detection"), SCENES[:9], None, range(9))
    for sample, others in zip(samples, others_of(samples, 0)):
        answer = honest(sample, others, random.Random(3), Skill.of(1.0))
        assert sorted(answer.items or (), key=str) == sorted(sample.items, key=str)


def test_the_same_seed_finds_the_same() -> None:
    first, again, other = (audit(SCENES, "detection", seed=seed) for seed in (4, 4, 5))
    assert first == again
    assert first.rows[0].mean != other.rows[0].mean


def test_the_models_own_rollouts() -> None:
    texts: list[Any] = [["5", "no idea"], *([str(1 + n % 6)] for n in range(1, 60))]
    found = audit(COUNTS, "counting", completions=texts)
    row = next(row for row in found.rows if row.kind == "model")
    assert (row.policy, row.cheats) == ("the model's own", False)
    worst = vreward.Scorer("counting").score_one("5", COUNTS[0])["score"] / 2
    assert row.mean == pytest.approx((59 + worst) / 60)


def test_recipes_without_a_truth() -> None:
    for recipe in ("format", "repetition", {"base": "length", "soft": 50, "hard": 100}, "open-r1-tag-count"):
        found = audit([None] * 3, recipe)
        assert found.rows[0].mean == found.perfect == 1.0
        assert "a loop" in {row.policy for row in found.rows}


def test_truths_that_are_not_compared_do_not_matter() -> None:
    assert audit(SCENES, "format").rows == audit([None] * len(SCENES), "format").rows


def test_pictures_without_objects() -> None:
    empty = {"boxes": [], "labels": [], "size": [640, 480]}
    found = audit([empty] * 200, "detection")
    assert found.rows[0].mean == pytest.approx(0.9, abs=0.05)
    assert "an empty list" in holes(found)  # and nothing else can be learnt from such truths
    assert audit([*POINTS[:9], {"points": [], "size": [640, 480]}], "counting").samples == 10
    assert audit([*COUNTS[:9], {"boxes": []}], "counting").samples == 9


def test_what_cannot_be_audited() -> None:
    with pytest.raises(vreward.Error, match="no truths"):
        audit([], "detection")
    with pytest.raises(vreward.Error, match="skill is 0"):
        audit(COUNTS, "counting", skill=0)
    with pytest.raises(vreward.Error, match="^1: truth member 'lables'"):
        audit([SCENES[0], {"boxes": [[1, 2, 3, 4]], "lables": ["x"]}], "detection")
    with pytest.raises(vreward.Error, match="earns no more than silence"):
        audit(COUNTS, {"base": "counting", "dialect": "pattern", "pattern": "#(?<count>[0-9]+)#"})


def test_most_of_the_truths_decide_what_is_asked() -> None:
    found = audit([*COUNTS[:40], *SCENES[:3]], "counting")
    assert found.samples == 40
    assert found.left_out["other kinds of truth"] == "3 of 43 are not count"


# ---- the command ---------------------------------------------------------------------------------------------------


def written(folder: Path, rows: list[Any]) -> str:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def run(*arguments: str) -> int:
    return command_line.main(["audit", *arguments])


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, [{"truth": truth} for truth in SCENES])
    assert run(file, "--recipe", "detection") == 0
    out = capsys.readouterr().out
    assert "honest" in out
    assert out.endswith("no cheat beats honesty\n")
    assert run(file, "--recipe", "detection", "--set", "divisor=truth", "--set", "labels=ignore") == 1
    out = capsys.readouterr().out
    assert "and a grid of 4 x 4: pays +" in out
    assert "docs/audit.md#more-boxes" in out
    assert f"most at {file}:" in out
    assert run(file, "--recipe", "detection", "--json", "--skill", "0.5", "--seed", "2") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["holes"] == []
    assert document["rows"][0]["policy"] == "honest"
    assert document["samples"] == 60


def test_rollouts_of_one_prompt_are_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"prompt": f"{n}", "completion": "3", "truth": COUNTS[n]} for n in range(20) for _ in range(4)]
    assert run(written(tmp_path, rows), "--recipe", "counting", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["samples"] == 20
    assert document["rows"][1]["kind"] == "model"


@pytest.mark.parametrize(
    ("rows", "arguments", "told"),
    [
        ([{"truth": 3}], [], "audit needs --recipe"),
        ([{"truth": {"cuont": 3}}], ["--recipe", "counting"], "rows.jsonl:1: truth member 'cuont'"),
        ([{"x": 3}], ["--recipe", "counting"], "no truth (truth, solution"),
        ([], ["--recipe", "counting"], "holds no rows"),
        ([{"truth": 3}], ["--recipe", "counting", "--skill", "2"], "skill is 2.0"),
        ([{"truth": None}], ["--recipe", "counting"], "no truth"),
    ],
)
def test_what_the_command_cannot_do(
    rows: list[Any], arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(written(tmp_path, rows), *arguments) == 2
    assert told in capsys.readouterr().err


# ---- the page ------------------------------------------------------------------------------------------------------


def test_the_page_names_every_policy_in_its_section() -> None:
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### ([\w-]+)\n(.*?)(?=^##)", text, re.M | re.S))
    policies = {policy.name: policy.section for policy in (*BLIND, *ADDED)}
    assert len(policies) == len(BLIND) + len(ADDED)
    for name, section in policies.items():
        assert f"*{name}*" in sections[section].replace("\n", " "), name
    assert set(sections) == {*policies.values(), "search"}
    named = [name for body in sections.values() for name in re.findall(r"\*([^*`]+)\*", body.partition(". ")[0])]
    assert set(named) - {"without labels"} <= set(policies)


def test_the_members_that_the_page_names_exist() -> None:
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    members = [json.loads("{%s}" % one) for one in re.findall(r"`(\"\w+\": [^`]+)`", text)]
    assert len(members) > 10
    for one in members:
        assert any(accepted(task, one) for task in ("detection", "grounding", "counting", "ocr", "answer")), one


def accepted(task: str, members: dict[str, Any]) -> bool:
    try:
        vreward.Scorer({"base": task, **members})
    except vreward.Error:
        return False
    return True
