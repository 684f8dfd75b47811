"""What the adapters of the frameworks add to a score: `make bench-frameworks`, and of lmms-eval `make bench-adapters`.

Those are measured whose framework is installed, called as it calls them, on the objects that it hands over. Where the
explanation goes into the result, its cost is among what is added.
"""

from __future__ import annotations

import os
from typing import Any, Callable, Coroutine, Dict, Iterator

import vreward
from peers import module
from scoring import detections
from timing import alternate

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "true"  # or eval-protocol asks the network


def rows(quick: bool) -> Iterator[Dict[str, Any]]:
    completions, truths = detections(9, 1)
    text, truth = completions[0], truths[0]
    scorer = vreward.Scorer("detection")
    calls = {name: make(text, truth) for name, make in CALLS.items() if module(name) is not None}
    if not calls:
        return
    found = alternate({"score": lambda: scorer.score_one(text, truth), **calls}, 0.3 if quick else 2.0)
    own = found.pop("score") * 1e6
    for name, seconds in found.items():
        yield {
            "work": "Frameworks, us per sample (9 boxes)",
            "call": name,
            "score": round(own, 2),
            "over the score": round(seconds * 1e6 - own, 2),
            "ours_us": seconds * 1e6,
            "peers": {},
        }


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it waits")


def verifiers(text: str, truth: str) -> Callable[[], object]:
    import verifiers.v1 as vf
    from vreward.verifiers import reward

    class Data(vf.TaskData):  # type: ignore[misc]
        solution: str

    data, made = Data(solution=truth), reward("detection")
    node = vf.MessageNode(message=vf.AssistantMessage(content=text), sampled=True)
    agent = vf.AgentInfo(config=vf.AgentConfig())
    trace = vf.Trace(task=vf.TraceTask(type="t", data=data), agent=agent, nodes=[node])
    return lambda: run(made(task=data, trace=trace))


def openenv(text: str, truth: str) -> Callable[[], object]:
    from openenv.core.env_server.types import Action
    from vreward.openenv import reward

    class Answer(Action):  # type: ignore[misc]
        message: str

    rubric, action = reward("detection"), Answer(message=text)
    rubric.row = {"solution": truth}
    return lambda: rubric(action, None)


def inspect_ai(text: str, truth: str) -> Callable[[], object]:
    from inspect_ai.model import ModelName, ModelOutput
    from inspect_ai.scorer import Target
    from inspect_ai.solver import TaskState
    from vreward.inspect_ai import reward

    output, made, target = ModelOutput.from_content("mock", text), reward("detection"), Target(truth)
    state = TaskState(ModelName("mockllm/model"), sample_id=1, epoch=1, input="?", messages=[], output=output)
    return lambda: run(made(state, target))


def eval_protocol(text: str, truth: str) -> Callable[[], object]:
    from eval_protocol.models import EvaluationRow, Message
    from vreward.eval_protocol import reward

    made = reward("detection")
    row = EvaluationRow(messages=[Message(role="assistant", content=text)], ground_truth=truth)
    return lambda: made(row)


def lmms_eval(text: str, truth: str) -> Callable[[], object]:
    from vreward.lmms_eval import reward

    made = reward("detection")
    return lambda: made({"solution": truth}, [text])


CALLS: Dict[str, Callable[[str, str], Callable[[], object]]] = {
    "verifiers": verifiers,
    "openenv": openenv,
    "inspect_ai": inspect_ai,
    "eval_protocol": eval_protocol,
    "lmms_eval": lmms_eval,
}
