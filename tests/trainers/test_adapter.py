"""The shared core of the adapters, and what all of them keep, without any trainer."""

from __future__ import annotations

import asyncio
import json
import math
import multiprocessing
import pickle
import threading
from concurrent.futures import ProcessPoolExecutor
from types import SimpleNamespace
from typing import Any, Callable

import pytest
import vreward
import vreward.areal
import vreward.easyr1
import vreward.nemo_rl
import vreward.openrlhf
import vreward.slime
import vreward.swift
import vreward.trl
import vreward.verl
from trainer_samples import BAD_TRUTHS, EMPTY, GOOD, HALF, HOSTILE, TRUTH

TRAINERS = ["areal", "easyr1", "nemo_rl", "openrlhf", "slime", "swift", "trl", "verl"]
NOT_GIVEN = object()


def one_value(trainer: str, made: Any, completion: Any, truth: Any = TRUTH) -> float:
    """The reward of one sample, through the trainer's call shape."""
    if trainer == "trl":
        columns = {} if truth is NOT_GIVEN else {"solution": [truth]}
        return made(prompts=["p"], completions=[completion], completion_ids=[[1]], image=[None], **columns)[0]
    if trainer == "swift":
        columns = {} if truth is NOT_GIVEN else {"solution": [truth]}
        return made(args=None)([completion], images=[None], trainer_state=None, **columns)[0]
    if trainer == "verl":
        columns = {} if truth is NOT_GIVEN else {"ground_truth": truth}
        return made(data_source="d", solution_str=completion, extra_info={"num_turns": None}, **columns)["score"]
    if trainer == "easyr1":
        row = {"response": completion, "response_length": 7}
        return made([row if truth is NOT_GIVEN else {**row, "ground_truth": truth}])[0]["overall"]
    if trainer == "openrlhf":
        labels = None if truth is NOT_GIVEN else [truth]
        return made(["<s>ask:" + (completion or "") + "</s>"], ["ask:"], labels)["rewards"]
    if trainer == "nemo_rl":
        return made(response=completion)[0] if truth is NOT_GIVEN else made(truth, completion)[0]
    if trainer == "slime":
        sample = SimpleNamespace(response=completion, label=None if truth is NOT_GIVEN else truth, metadata={})
        return asyncio.run(made(SimpleNamespace(reward_key="score"), sample))["score"]
    columns = {} if truth is NOT_GIVEN else {"solution": truth}
    return made("p", completion, [1], [2], image=None, **columns)


def make(trainer: str, *positional: Any, **named: Any) -> Any:
    module = {"trl": vreward.trl, "swift": vreward.swift, "verl": vreward.verl, "easyr1": vreward.easyr1}.get(trainer)
    module = module or {"openrlhf": vreward.openrlhf, "slime": vreward.slime, "nemo_rl": vreward.nemo_rl}.get(trainer)
    return (module or vreward.areal).reward(*positional, **named)


@pytest.fixture(params=TRAINERS)
def trainer(request: pytest.FixtureRequest) -> str:
    return request.param


# ---- what all keep ---------------------------------------------------------------------------------------------------


def test_the_score_is_the_library_s(trainer: str) -> None:
    made = make(trainer, "detection")
    assert one_value(trainer, made, GOOD) == 1.0
    assert one_value(trainer, made, HALF) == vreward.score("detection", HALF, TRUTH)["score"] == 0.5
    assert type(one_value(trainer, made, HALF)) is float


def test_a_term_and_overrides(trainer: str) -> None:
    assert one_value(trainer, make(trainer, "detection", term="f1"), HALF) == 1.0
    assert one_value(trainer, make(trainer, "detection", term="f1", min_iou=0.75), HALF) == 0.0


def test_nothing_that_a_model_wrote_raises(trainer: str) -> None:
    made = make(trainer, "detection")
    for completion in [*HOSTILE, EMPTY, None]:
        value = one_value(trainer, made, completion)
        assert (type(value), value) == (float, 0.0), repr(completion)[:80]


@pytest.mark.parametrize("truth", BAD_TRUTHS)
def test_a_bad_truth_raises_and_names_trainer_and_row(trainer: str, truth: str) -> None:
    made = make(trainer, "detection")
    with pytest.raises(vreward.Error) as caught:
        one_value(trainer, made, GOOD, truth)
    assert str(caught.value).startswith(f"vreward.{trainer}: row 0: column ")
    assert caught.value.code == -3


def test_a_missing_truth_raises_and_says_what_came(trainer: str) -> None:
    made = make(trainer, "detection")
    with pytest.raises(vreward.Error, match=f"vreward.{trainer}: ") as caught:
        one_value(trainer, made, GOOD, NOT_GIVEN)
    if trainer not in ("openrlhf",):
        assert "columns that came: " in str(caught.value)


@pytest.mark.parametrize("truth", [None, object(), {1, 2}])
def test_a_truth_that_is_no_json_raises(trainer: str, truth: Any) -> None:
    with pytest.raises(vreward.Error, match=f"vreward.{trainer}: row 0: column"):
        one_value(trainer, make(trainer, "detection"), GOOD, truth)


def test_a_truth_that_is_none_is_said_to_be_none(trainer: str) -> None:
    with pytest.raises(vreward.Error, match='row 0: column "[a-z_]+" is None'):
        one_value(trainer, make(trainer, "detection"), GOOD, None)


def test_truths_as_datasets_make_them(trainer: str) -> None:
    numpy = pytest.importorskip("numpy")
    padded = {"box": None, "boxes": [[10, 10, 30, 30]], "labels": ["cat"], "text": None, "size": None}
    arrays = {"boxes": numpy.array([[10.0, 10, 30, 30]]), "labels": numpy.array(["cat"], dtype=object)}
    made = make(trainer, "detection")
    assert one_value(trainer, made, HALF, padded) == 0.5
    assert one_value(trainer, made, HALF, arrays) == 0.5
    assert one_value(trainer, make(trainer, "grounding"), HALF, numpy.array([10.0, 10, 30, 30])) == 0.5
    assert one_value(trainer, make(trainer, "grounding"), HALF, [10, 10, 30, 30]) == 0.5
    assert one_value(trainer, make(trainer, "counting"), "3", 3) == 1.0
    assert one_value(trainer, make(trainer, "counting"), "3", numpy.int64(4)) == 0.375
    assert one_value(trainer, make(trainer, "ocr"), "ab", numpy.str_('{"text": "ab"}')) == 1.0


def test_an_unknown_recipe_raises_at_construction(trainer: str) -> None:
    with pytest.raises(vreward.Error, match=f"vreward.{trainer}: recipe: .*nothing-like-it"):
        make(trainer, "nothing-like-it")
    with pytest.raises(vreward.Error, match=f"vreward.{trainer}: .*min_uio"):
        make(trainer, "detection", min_uio=0.5)
    with pytest.raises(
        vreward.Error, match=f'vreward.{trainer}: no term "iou"; the terms are format, parsed, accuracy'
    ):
        make(trainer, "detection", term="iou")


def test_a_recipe_without_truth_needs_no_column(trainer: str) -> None:
    made = make(trainer, {"base": "length", "soft": 4, "hard": 8, "unit": "codepoint"})
    assert one_value(trainer, made, "abcdef", NOT_GIVEN) == 0.5
    assert one_value(trainer, made, "abcdef", "not JSON") == 0.5


def _value_in_child(trainer: str, made: Any) -> float:
    return one_value(trainer, made, HALF)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_another_process_gets_the_same(trainer: str, method: str) -> None:
    made = make(trainer, "detection")
    assert one_value(trainer, made, HALF) == 0.5  # the scorer is there before the fork
    if method == "forkserver" and trainer not in ("trl", "areal"):
        return  # as spawn, which all do
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        answers = [pool.submit(_value_in_child, trainer, made) for _ in range(2)]
        assert [answer.result(60) for answer in answers] == [0.5, 0.5]


def test_pickle_and_cloudpickle(trainer: str) -> None:
    made = make(trainer, "detection", f1_iou=0.75)
    again = pickle.loads(pickle.dumps(made))
    assert one_value(trainer, again, HALF) == 0.5
    cloudpickle = pytest.importorskip("cloudpickle")
    assert one_value(trainer, pickle.loads(cloudpickle.dumps(made)), HALF) == 0.5


def test_threads(trainer: str) -> None:
    made = make(trainer, "detection")
    wrong: list[float] = []

    def work() -> None:
        for k in range(50):
            completion, expected = [(GOOD, 1.0), (HALF, 0.5), (EMPTY, 0.0)][k % 3]
            value = one_value(trainer, made, completion)
            if value != expected:
                wrong.append(value)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("place", ["score", "term"])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_never_leaves(place: str, number: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """No recipe gives such a number; if one ever did, training must not see it."""
    scores = vreward.Scorer("detection").score([GOOD, HALF], [TRUTH] * 2)
    row = {**scores[0], "score" if place == "score" else "f1": number}
    (scores.score if place == "score" else scores.terms["f1"])[1] = number
    monkeypatch.setattr(vreward.Scorer, "score", lambda *_: scores)
    monkeypatch.setattr(vreward.Scorer, "score_one", lambda *_: row)
    with pytest.raises(vreward.Error, match="vreward.trl: a score or term is not finite"):
        vreward.trl.reward("detection")(completions=[GOOD, HALF], solution=[TRUTH] * 2)
    with pytest.raises(vreward.Error, match="vreward.verl: row 0 has a score or term that is not finite"):
        vreward.verl.reward("detection")(solution_str=GOOD, ground_truth=TRUTH)


def test_an_empty_batch() -> None:
    metrics: dict[str, float] = {}
    assert vreward.trl.reward("detection")(completions=[], solution=[], log_metric=metrics.__setitem__) == []
    assert metrics == {}


# ---- completions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "completion",
    [
        HALF,
        HALF.encode(),
        [{"role": "assistant", "content": HALF}],
        ({"role": "assistant", "content": HALF},),
        [{"role": "assistant", "content": [{"type": "text", "text": HALF[:20]}, {"type": "text", "text": HALF[20:]}]}],
        {"role": "assistant", "content": HALF},
        [{"type": "text", "text": HALF}],
        [
            {"role": "assistant", "content": GOOD, "tool_calls": [{"function": {"name": "zoom", "arguments": {}}}]},
            {"role": "tool", "content": GOOD},
            {"role": "assistant", "content": HALF},
        ],
        [{"role": "assistant", "content": HALF, "reasoning_content": f"perhaps {GOOD}"}],
        # As pydantic has them: a message, and the response of an API client.
        SimpleNamespace(model_dump=lambda: {"role": "assistant", "content": HALF}),
        SimpleNamespace(model_dump=lambda: {"choices": [{"message": {"role": "assistant", "content": HALF}}]}),
    ],
)
def test_the_shapes_of_a_completion(completion: Any) -> None:
    assert vreward.trl.reward("detection")(completions=[completion], solution=[TRUTH]) == [0.5]


@pytest.mark.parametrize(
    "completion", [[], [{"role": "user", "content": GOOD}], [{"role": "assistant", "content": None}], [{}]]
)
def test_completions_with_nothing_in_them(completion: Any) -> None:
    assert vreward.trl.reward("detection")(completions=[completion], solution=[TRUTH]) == [0.0]


@pytest.mark.parametrize("arguments", [{"bbox_2d": [10, 10, 30, 20]}, '{"bbox_2d": [10, 10, 30, 20]}'])
def test_tool_calls_are_read_as_models_write_them(arguments: Any) -> None:
    call = {"type": "function", "function": {"name": "locate", "arguments": arguments}}
    completion = [{"role": "assistant", "content": None, "tool_calls": [call]}]
    made = vreward.trl.reward("grounding", dialect="tool-call")
    assert made(completions=[completion], solution=["[10, 10, 30, 30]"]) == [0.5]


@pytest.mark.parametrize(
    "calls", [[None], [3], [{}], [{"function": None}], [{"function": {"arguments": '{"a": '}}], "zoom", 3]
)
def test_odd_tool_calls_do_not_raise(calls: Any) -> None:
    completion = [{"role": "assistant", "content": HALF, "tool_calls": calls}]
    assert vreward.trl.reward("detection")(completions=[completion], solution=[TRUTH])[0] is not None


def test_a_think_format_sees_the_thinking_that_the_trainer_took_out() -> None:
    recipe = {"base": "format", "format": [{"tags": ["think", "answer"]}]}
    completion = [{"role": "assistant", "content": "<answer>1</answer>", "reasoning_content": "so"}]
    assert vreward.trl.reward(recipe)(completions=[completion]) == [1.0]


@pytest.mark.parametrize("completions", [None, "text", 3, [3], [object()]])
def test_completions_of_a_wrong_kind_are_refused(completions: Any) -> None:
    with pytest.raises(vreward.Error, match=r"vreward.trl: (row 0: a completion|completions) must be"):
        vreward.trl.reward("detection")(completions=completions, solution=[TRUTH])


# ---- columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", [None, 3, TRUTH, {"boxes": []}, iter([TRUTH])])
def test_a_column_that_is_no_list_is_refused(column: Any) -> None:
    with pytest.raises(vreward.Error, match='vreward.trl: column "solution" must be a list .*came: other, solution'):
        vreward.trl.reward("detection")(completions=[GOOD], other=[1], solution=column)


@pytest.mark.parametrize("column", [[], [TRUTH] * 3])
def test_a_column_of_another_length_is_refused(column: Any) -> None:
    with pytest.raises(vreward.Error, match=f'column "solution" has {len(column)} values for 2 completions'):
        vreward.trl.reward("detection")(completions=[GOOD, HALF], solution=column)


def test_columns_as_arrays() -> None:
    numpy = pytest.importorskip("numpy")
    made = vreward.trl.reward("detection")
    assert made(completions=[GOOD, HALF], solution=numpy.array([TRUTH, TRUTH])) == [1.0, 0.5]
    assert made(completions=[GOOD, HALF], solution=(TRUTH, TRUTH)) == [1.0, 0.5]
    boxes = numpy.array([[10, 10, 30, 30], [10, 10, 30, 30]])
    assert vreward.trl.reward("grounding")(completions=[GOOD, HALF], solution=boxes) == [1.0, 0.5]


@pytest.mark.parametrize("library", ["numpy", "pandas", "polars", "pyarrow", "chunks", "datasets"])
def test_columns_of_other_libraries(library: str) -> None:
    """Whatever Scorer.score takes as a list: completions, truths and tasks."""
    module = pytest.importorskip("pyarrow" if library == "chunks" else library)
    column: Callable[[list[str]], Any] = {
        "numpy": lambda values: module.array(values),
        "pandas": lambda values: module.Series(values),
        "polars": lambda values: module.Series(values),
        "pyarrow": lambda values: module.array(values),
        "chunks": lambda values: module.chunked_array([values[:1], values[1:]]),
        "datasets": lambda values: module.Dataset.from_dict({"a": values})["a"],
    }[library]
    made = vreward.trl.reward({"det": "detection"}, by="task")
    found = made(completions=column([GOOD, HALF]), solution=column([TRUTH] * 2), task=column(["det"] * 2))
    assert found == [1.0, 0.5]


def test_the_row_of_a_bad_truth_is_named() -> None:
    with pytest.raises(
        vreward.Error, match=r'vreward.trl: row 1: column "answer": .*\(columns that came: answer, image\)'
    ):
        vreward.trl.reward("detection", truth="answer")(
            prompts=["p"] * 3, completions=[GOOD] * 3, answer=[TRUTH, "{}", TRUTH], image=[0, 0, 0]
        )


@pytest.mark.parametrize(
    ("recipe", "columns", "like"),
    [
        ("detection", {"image": [1], "ground_truth": [TRUTH]}, "ground_truth"),
        ("detection", {"prompt_id": ["7"], "boxes": [json.loads(TRUTH)]}, "boxes"),
        ("detection", {"notes": ['{"a": 1}'], "what": ["[1, 2]"], "target": [TRUTH]}, "target"),
        ("ocr", {"image": [1], "answer": ["Stop"]}, "answer"),
        ("detection", {"image": [1], "notes": ['{"a": 1}'], "empty": []}, None),
    ],
)
def test_a_missing_column_of_truths_names_the_one_that_looks_like_it(recipe: str, columns: Any, like: Any) -> None:
    with pytest.raises(vreward.Error) as caught:
        vreward.trl.reward(recipe)(completions=[HALF], **columns)
    said = str(caught.value)
    came = f" (columns that came: {', '.join(columns)})"
    hint = "" if like is None else f', and "{like}" looks like truths'
    assert said == f'vreward.trl: no column "solution"; truth= names another one{hint}{came}'


def test_a_missing_truth_of_one_sample_names_the_key_that_looks_like_it() -> None:
    with pytest.raises(vreward.Error, match='truth= names another one, and "boxes" looks like truths'):
        vreward.areal.reward("detection")("p", HALF, [], [], messages="...", boxes=TRUTH)


# ---- mixed datasets --------------------------------------------------------------------------------------------------

MIXED = {"det": "detection", "read": "ocr"}


def test_a_recipe_for_each_task() -> None:
    made = vreward.trl.reward(MIXED, by="task")
    truths = [TRUTH, '{"text": "ab"}', "another reward's", TRUTH]
    tasks = ["det", "read", "math", "det"]
    assert made(completions=[HALF, "ax", "4", GOOD], solution=truths, task=tasks) == [0.5, 0.5, None, 1.0]
    assert made.terms == ("format", "parsed", "accuracy")
    with pytest.raises(vreward.Error, match='row 3: column "solution"'):
        made(completions=[HALF, "ax", "4", GOOD], solution=[*truths[:3], "{}"], task=tasks)
    with pytest.raises(vreward.Error, match='vreward.trl: no column "task"; by= names another one'):
        made(completions=[HALF], solution=truths[:1])
    with pytest.raises(vreward.Error, match='row 0: column "task" must hold the name of a task, not int'):
        made(completions=[HALF], solution=truths[:1], task=[3])
    with pytest.raises(vreward.Error, match="a mapping of task to recipe"):
        vreward.trl.reward("detection", by="task")
    with pytest.raises(vreward.Error, match="recipe of task 'b': .*nothing"):
        vreward.trl.reward({"a": "ocr", "b": "nothing"}, by="task")


def test_a_batch_without_any_row_of_ours() -> None:
    log: dict[str, Any] = {}
    made = vreward.trl.reward(MIXED, by="task")
    assert made(completions=["4"], solution=[None], task=["math"], log_extra=log.__setitem__) == [None]
    assert log == {"detection_ocr/reason": [None], "detection_ocr/truth": [None]}


def test_verl_has_the_same_keys_for_every_task_and_refuses_others() -> None:
    made = vreward.verl.reward(MIXED, by="data_source")
    det = made(data_source="det", solution_str=HALF, ground_truth=TRUTH, extra_info={})
    ocr = made(data_source="read", solution_str="ax", ground_truth='{"text": "ab"}', extra_info={})
    assert list(det) == list(ocr) == ["score", "format", "parsed", "accuracy", "reason"]
    assert (det["score"], ocr["score"]) == (0.5, 0.5)
    with pytest.raises(vreward.Error, match="""vreward.verl: row 0: column "data_source" is 'math'"""):
        made(data_source="math", solution_str="4", ground_truth="4", extra_info={})


# ---- the trainers' own shapes ----------------------------------------------------------------------------------------


def test_trl_logs_terms_and_reasons() -> None:
    metrics: dict[str, float] = {}
    extra: dict[str, list[str]] = {}
    made = vreward.trl.reward("detection")
    made(
        completions=[GOOD, HALF, EMPTY],
        solution=[TRUTH] * 3,
        log_extra=extra.__setitem__,
        log_metric=metrics.__setitem__,
        trainer_state=SimpleNamespace(global_step=1),
    )
    assert extra == {
        "detection/reason": ["ok", "ok", "empty_answer"],
        "detection/truth": [TRUTH] * 3,
        "detection/n_items": [1, 1, 0],
    }
    assert metrics["detection/accuracy"] == 0.5
    assert set(metrics) == {f"detection/{term}" for term in vreward.Scorer("detection").terms}


def test_names_are_readable() -> None:
    assert vreward.trl.reward("detection").__name__ == "detection"
    assert vreward.trl.reward("detection", term="f1").__name__ == "detection_f1"
    assert vreward.trl.reward({"base": "detection", "min_iou": 0.75}).__name__ == "detection"
    assert vreward.trl.reward("detection", name="mine").__name__ == "mine"
    assert vreward.swift.reward("detection", term="format").__name__ == "detection_format"


def test_verl_by_name_takes_what_omegaconf_makes() -> None:
    class Config(dict):  # OmegaConf's DictConfig is a Mapping that is no dict of JSON's
        pass

    found = vreward.verl.compute_score(
        data_source="x",
        solution_str=HALF,
        ground_truth=TRUTH,
        extra_info={},
        reward_router_address="127.0.0.1:1",
        reward_model_tokenizer=object(),
        recipe=Config(base="detection", f1_iou=0.75),
    )
    assert found["score"] == 0.5
    assert found["f1"] == 0.0
    with pytest.raises(TypeError, match="vreward.verl: no recipe"):
        vreward.verl.compute_score("x", HALF, TRUTH, {})
    with pytest.raises(vreward.Error, match="vreward.verl: recipe: .*lables"):
        vreward.verl.compute_score("x", HALF, TRUTH, {}, recipe="detection", lables="ignore")


def test_easyr1_one_and_many() -> None:
    made = vreward.easyr1.reward("detection")
    row = {"response": HALF, "response_length": 3, "ground_truth": TRUTH}
    one = made(row)
    assert made([row, row]) == [one, one]
    assert made([]) == []
    assert list(one) == ["overall", *vreward.Scorer("detection").terms]
    assert all(type(value) is float for value in one.values())
    with pytest.raises(vreward.Error, match="vreward.easyr1: reward_inputs must be"):
        made("text")


def test_openrlhf_finds_the_completion() -> None:
    find: Callable[..., Any] = vreward.openrlhf.completion_of
    prompt = "<|im_start|>user\n<|image_pad|>where?<|im_end|>\n<|im_start|>assistant\n"
    assert find(prompt + "here<|im_end|>", prompt) == "here"
    assert find(prompt + "here<|im_end|>\n<|endoftext|>", prompt) == "here"
    assert find("<bos>" + prompt + "here", prompt) == "here"
    assert find(prompt.replace("<|image_pad|>", "<|image_pad|>" * 300) + "here<|im_end|>", prompt) == "here"
    assert find(prompt[30:] + "here", prompt) == "here"
    again = "<|im_start|>assistant\n"
    assert find("<bos>" + prompt + "here" + again + "there", prompt) == "here" + again + "there"
    two = prompt + "no<|im_end|>\n" + prompt
    assert find("<bos>" + two + "here", two) == "here"
    assert find("something else", prompt) is None
    with pytest.raises(vreward.Error, match="vreward.openrlhf: row 0: the query does not hold its prompt"):
        vreward.openrlhf.reward("detection")(["something else"], [prompt], [TRUTH])


def test_openrlhf_one_and_many() -> None:
    made = vreward.openrlhf.reward("detection")
    one = made(["p" + HALF], ["p"], [TRUTH])
    assert one["rewards"] == one["scores"] == 0.5
    assert one["extra_logs"]["precision"] == 1.0
    assert made(["p" + HALF, "p"], ["p", "p"], [TRUTH, TRUTH])["rewards"] == [0.5, 0.0]


def test_openrlhf_says_aloud_what_the_trainer_swallows(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(vreward.Error):
        vreward.openrlhf.reward("detection")(["p"], ["p"], ["{}"])
    assert "vreward.openrlhf: row 0" in caplog.text


def test_slime_samples_metadata_and_groups() -> None:
    made = vreward.slime.reward(MIXED, truth="answer", by="task")
    good = SimpleNamespace(response=HALF, label=None, metadata={"task": "det", "answer": TRUTH})
    read = SimpleNamespace(response="ax" * 3000, label=None, metadata={"task": "read", "answer": '{"text": "ax"}'})
    found = asyncio.run(made(None, [good, read], evaluation=True))
    assert [one["score"] for one in found] == [0.5, pytest.approx(2 / 6000)]
    assert asyncio.run(made(None, read))["score"] == found[1]["score"]
    with pytest.raises(vreward.Error, match='no column "answer".*came: label, task'):
        asyncio.run(made(None, SimpleNamespace(response=HALF, label=TRUTH, metadata={"task": "det"})))


def test_slime_leaves_the_event_loop_free_while_a_long_text_is_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    """The score waits for something that only the event loop does: scored on the loop, it would wait in vain."""
    loop_went_on = threading.Event()
    score = vreward.slime.Reward.one

    def one(*arguments: Any) -> Any:
        assert loop_went_on.wait(timeout=20), "the event loop stood still"
        return score(*arguments)

    monkeypatch.setattr(vreward.slime.Reward, "one", one)
    made = vreward.slime.reward("ocr")
    long = SimpleNamespace(response="ab" * 20_000, label=json.dumps({"text": "ab" * 20_000}), metadata={})

    async def both() -> Any:
        task = asyncio.create_task(made(None, long))
        await asyncio.sleep(0)
        loop_went_on.set()
        return await task

    assert asyncio.run(both())["score"] == 1.0


def test_nemo_rl_says_what_is_right() -> None:
    assert vreward.nemo_rl.reward("detection")(TRUTH, GOOD) == (1.0, True)
    assert vreward.nemo_rl.reward("detection", right=0.4)(TRUTH, HALF) == (0.5, True)
    assert vreward.nemo_rl.reward("detection")(TRUTH, HALF) == (0.5, False)


def test_areal_takes_the_token_off_that_ends_the_turn() -> None:
    made = vreward.areal.reward("ocr")
    assert made("p", "ab<end_of_turn>", [], [], solution='{"text": "ab"}') == 1.0
    assert made("p", "ab<|im_end|>", [], [], solution='{"text": "ab"}') == 1.0
