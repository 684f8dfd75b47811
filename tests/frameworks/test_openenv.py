"""vreward.openenv through OpenEnv's own environments: reset, step, the rubric and its children."""

from __future__ import annotations

import asyncio
import math
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Callable, Mapping

import pytest
import vreward
from trainer_samples import BAD_TRUTHS, EMPTY, GOOD, HALF, HOSTILE, TRUTH
from vreward.openenv import reward


@pytest.fixture(scope="module")
def openenv(need: Callable[[str], Any]) -> Any:
    return need("openenv.core.env_server.interfaces")


def environment(rubric: Any, rows: list[Mapping[str, Any]]) -> Any:
    """An environment as its users write them: each episode is one question."""
    from openenv.core.env_server.interfaces import Environment
    from openenv.core.env_server.types import Observation, State

    class Detect(Environment):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(rubric=rubric)
            self.rows = iter(rows)

        def reset(self, seed: Any = None, episode_id: Any = None, **_: Any) -> Observation:
            self._reset_rubric()
            self.rubric.row = next(self.rows)
            return Observation()

        def step(self, action: Any, timeout_s: Any = None, **_: Any) -> Observation:
            observation = Observation(done=True)
            observation.reward = self._apply_rubric(action, observation)
            return observation

        @property
        def state(self) -> State:
            return State()

    return Detect()


def answer(text: str) -> Any:
    from openenv.core.env_server.types import Action

    class Answer(Action):  # type: ignore[misc]
        message: str

    return Answer(message=text)


def test_the_numbers_of_vreward_score(openenv: Any, recorded: Any) -> None:
    env = environment(reward(recorded.recipe), recorded.rows)
    for row in recorded.rows:
        assert env.reset().reward is None
        assert env.step(answer(row["completion"])).reward == row["score"]
        assert {name: term.last_score for name, term in env.rubric.named_rubrics()} == {
            name: row[name] for name in recorded.terms
        }
        assert (env.rubric.last_score, env.rubric.reason) == (row["score"], row["reason"])


def test_in_a_rubric_of_the_user_s_own_and_with_hooks(openenv: Any) -> None:
    from openenv.core.rubrics import WeightedSum

    detection, form = reward("detection"), reward("detection", term="format")
    both = WeightedSum([detection, form], [0.75, 0.25])
    detection.row = form.row = {"solution": TRUTH}
    heard = []
    both.get_rubric("rubric_0.f1").register_forward_hook(lambda rubric, action, observation, value: heard.append(value))
    assert both(answer(HALF), None) == 0.75 * 0.5 + 0.25
    assert heard == [1.0]


def test_asynchronous_steps(openenv: Any) -> None:
    env = environment(reward("detection"), [{"solution": TRUTH}])
    env.reset()
    assert asyncio.run(env.step_async(answer(HALF))).reward == 0.5
    assert asyncio.run(env._apply_rubric_async(answer(GOOD), None)) == 1.0


def test_nothing_that_a_model_wrote_raises(openenv: Any) -> None:
    rubric = reward("detection")
    rubric.row = {"solution": TRUTH}
    for text in [*HOSTILE, EMPTY]:
        assert rubric(answer(text), None) == 0.0
        assert all(math.isfinite(term.last_score) for term in rubric.children())


@pytest.mark.parametrize("truth", [*BAD_TRUTHS, None])
def test_a_bad_truth_raises(openenv: Any, truth: Any) -> None:
    env = environment(reward("detection"), [{"solution": truth}])
    env.reset()
    with pytest.raises(vreward.Error, match=r'vreward.openenv: row 0: column "solution"'):
        env.step(answer(GOOD))


def test_what_is_missing_is_said(openenv: Any) -> None:
    from openenv.core.env_server.types import Action

    class Two(Action):  # type: ignore[misc]
        thought: str = ""
        message: str = ""

    rubric = reward("detection")
    with pytest.raises(vreward.Error, match=r"rubric.row is not set: in reset"):
        rubric(answer(GOOD), None)
    rubric.row = {"truth": TRUTH}
    with pytest.raises(
        vreward.Error, match=r'no column "solution"; truth= names another one, and "truth" looks like truths'
    ):
        rubric(answer(GOOD), None)
    with pytest.raises(vreward.Error, match="Two has the fields thought, message; completion= names the one"):
        rubric(Two(message=GOOD), None)
    named = reward("detection", truth="truth", completion="message")
    named.row = rubric.row
    assert named(Two(message=GOOD), None) == 1.0
    wrong = reward("detection", truth="truth", completion="text")
    wrong.row = rubric.row
    with pytest.raises(vreward.Error, match='Two has no field "text"; the fields'):
        wrong(Two(message=GOOD), None)


def test_a_new_episode_forgets_the_row_of_the_last(openenv: Any) -> None:
    rubric = reward("detection")
    rubric.row = {"solution": TRUTH}
    rubric.reset()
    with pytest.raises(vreward.Error, match=r"rubric.row is not set"):
        rubric(answer(GOOD), None)


def test_a_recipe_for_each_task(openenv: Any) -> None:
    rubric = reward({"det": "detection", "read": "ocr"}, by="task")
    assert [name for name, _ in rubric.named_rubrics()] == ["format", "parsed", "accuracy"]
    rubric.row = {"solution": '{"text": "ab"}', "task": "read"}
    assert rubric(answer("ax"), None) == 0.5


def test_two_processes_at_once(openenv: Any) -> None:
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(_in_child, [HALF] * 4)) == [0.5] * 4


def _in_child(text: str) -> float:
    env = environment(reward("detection"), [{"solution": TRUTH}])
    env.reset()
    return env.step(answer(text)).reward  # type: ignore[no-any-return]
