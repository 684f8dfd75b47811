"""The frozen cases of tests/vectors through the Python package, to the last bit; tests/api/test_vectors.c runs the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import vreward

VECTORS = Path(__file__).parents[1] / "vectors"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['note']}")
    for path in sorted(VECTORS.glob("*.json"))
    for case in json.loads(path.read_text(encoding="ascii"))
]


def bits(value):
    return float(value).hex()


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    scorer = vreward.Scorer(case["recipe"])
    scores = scorer.score([case["completion"]], None if case["truth"] is None else [case["truth"]])
    assert {name: bits(column[0]) for name, column in scores.terms.items()} == {
        name: bits(value) for name, value in case["terms"].items()
    }
    assert bits(scores.score[0]) == bits(case["score"])
    assert scores.reason[0] == case["reason"]
    low, high = scorer.range
    assert low <= scores.score[0] <= high


@pytest.mark.parametrize("threads", [1, 3])
def test_batches_give_what_single_samples_give(threads):
    by_recipe = {}
    for parameter in CASES:
        case = parameter.values[0]
        by_recipe.setdefault(json.dumps(case["recipe"]), []).append(case)
    for recipe, cases in by_recipe.items():
        truths = None if cases[0]["truth"] is None else [case["truth"] for case in cases]
        scores = vreward.Scorer(json.loads(recipe)).score(
            [case["completion"] for case in cases], truths, threads=threads
        )
        assert [bits(score) for score in scores.score] == [bits(case["score"]) for case in cases]
        assert list(scores.reason) == [case["reason"] for case in cases]


def test_the_files_are_what_their_script_writes(tmp_path):
    script = tmp_path / "tests" / "vectors" / "make.py"
    reference = tmp_path / "tests" / "reference" / "rewards.py"
    for copy, original in ((script, VECTORS / "make.py"), (reference, VECTORS.parent / "reference" / "rewards.py")):
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(original.read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, str(script)], check=True, capture_output=True)
    written = {path.name: path.read_text() for path in script.parent.glob("*.json")}
    assert written == {path.name: path.read_text() for path in VECTORS.glob("*.json")}
