"""The presets of models: what lists them, and what a name does."""

import json

import pytest

import vreward
from vreward.command_line import main


def test_models_are_listed() -> None:
    known = vreward.models()
    assert list(known) == sorted(known)
    assert {"qwen2-vl", "qwen2.5-vl", "qwen3-vl", "gemini", "molmo", "ui-tars", "ui-tars-1.5"} <= set(known)
    for model in known.values():
        assert set(model) == {"description", "writes", "source", "members"}
        assert all(source.startswith("https://") for source in model["source"])
        assert set(model["members"]) <= {"dialect", "space", "think", "answer"}


@pytest.mark.parametrize("name", vreward.models())
def test_a_preset_is_its_members(name: str) -> None:
    named = vreward.Scorer("detection", model=name).recipe
    spelled_out = vreward.Scorer({"base": "detection", **vreward.models()[name]["members"]}).recipe
    assert {**spelled_out, "model": name} == named
    assert vreward.Scorer(named).recipe == named


def test_nothing_else_is_needed() -> None:
    # 1920 x 1080 becomes 1932 x 1092
    truth = {"box": [100, 200, 500, 800], "size": [1920, 1080]}
    answer = '```json\n[{"bbox_2d": [101, 202, 503, 809], "label": "dog"}]\n```'
    assert vreward.score("grounding", answer, truth, model="qwen2.5-vl")["score"] > 0.99
    with pytest.raises(vreward.Error, match="'size' is missing: the numbers of the model qwen2.5-vl cannot"):
        vreward.score("grounding", answer, [100, 200, 500, 800], model="qwen2.5-vl")


def test_an_unknown_model_names_the_nearest() -> None:
    with pytest.raises(vreward.Error, match=r"no model is called `Qwen/Qwen3-VL-8B-Instruct`; nearest: qwen3-vl$"):
        vreward.Scorer("detection", model="Qwen/Qwen3-VL-8B-Instruct")
    with pytest.raises(vreward.Error, match="no model is called `resnet`; there are cogvlm, "):
        vreward.Scorer("detection", model="resnet")


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    assert "qwen2.5-vl" in capsys.readouterr().out
    assert main(["models", "gemini"]) == 0
    assert json.loads(capsys.readouterr().out)["members"]["space"]["order"] == "yxyx"
    assert main(["models", "gemni"]) == 2
    assert "nearest: gemini" in capsys.readouterr().err
