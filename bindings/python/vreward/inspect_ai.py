"""Scorers for Inspect AI. See docs/trainers/inspect_ai.md.

from vreward.inspect_ai import reward

Task(dataset=..., solver=generate(), scorer=reward("detection"))
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from ._binding.errors import Error
from ._rollouts.completion import message_text
from ._trainers.adapter import LONG_CHARACTERS, Adapter

__all__ = ["Reward", "reward"]

# Members of an explanation that go into the log. Its items would make the log several times as large as the answers.
IN_THE_LOG = ("reasons", "dialect", "repairs", "space", "fits_as")


class Reward(Adapter):
    """A scorer of Inspect AI's shape; made by `reward`."""

    trainer = "vreward.inspect_ai"

    async def __call__(self, state: Any, target: Any) -> Any:
        columns = {**(state.metadata or {}), "target": list(target) if len(target) != 1 else target[0]}
        text = _completion(state.output)
        if len(text) <= LONG_CHARACTERS:
            return self._score(text, columns)
        import anyio.to_thread  # asyncio and trio, as Inspect runs on either

        return await anyio.to_thread.run_sync(self._score, text, columns)

    def _score(self, text: str, columns: Dict[str, Any]) -> Any:
        from inspect_ai.scorer import Score

        sample = text, *self.of_row(columns)
        found = self.one(*sample)
        explanation, described = self.explained(*sample)
        value: Any = self.value(found)
        return Score(
            value=value if self.term is not None else {"score": value, **self.numbers(found)},
            answer=_part(text, explanation["answer"]),
            explanation=described,
            reason=None if found["reason"] == "ok" else found["reason"],
            metadata={key: value for key, value in explanation.items() if key in IN_THE_LOG},
        )


def _completion(output: Any) -> str:
    """What the model wrote, with the thinking and the tool calls that Inspect keeps beside the text."""
    message: Dict[str, Any] = {"content": output.completion}
    if output.choices:
        written = output.choices[0].message
        parts = written.content if isinstance(written.content, list) else []
        message["reasoning_content"] = "".join(part.reasoning for part in parts if part.type == "reasoning") or None
        message["tool_calls"] = [
            {"name": call.function, "arguments": call.arguments} for call in written.tool_calls or []
        ]
    return message_text(message)


def _part(text: str, span: List[int]) -> str:
    """The bytes of a completion that an explanation names."""
    return text.encode("utf-8", "surrogatepass")[slice(*span)].decode("utf-8", "replace")


def reward(
    recipe: Any,
    truth: str = "target",
    term: Optional[str] = None,
    *,
    by: Optional[str] = None,
    name: Optional[str] = None,
    **overrides: Any,
) -> Any:
    """A scorer for a Task of Inspect AI: Task(..., scorer=reward("detection")).

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe
    truth      "target" (the target of the sample), or a key of the sample's metadata
    term       a term alone: then the value is that number instead of a dict of the score and every term
    by         the key of the sample's metadata that holds the task
    name       what the log calls it; default: the recipe and the term
    overrides  members of the recipe that differ

    Its metrics are the mean and the standard error of the score and of each term.
    """
    try:
        from inspect_ai.scorer import mean, scorer, stderr
    except ImportError:
        raise Error("vreward.inspect_ai needs the package inspect_ai: pip install inspect-ai") from None
    adapter = Reward(recipe, truth, term, by=by, name=name, **overrides)
    metrics: Any = [mean(), stderr()]

    def made(recipe: Any, **named: Any) -> Any:
        return adapter

    # Inspect writes the arguments of such a call into its log, so these are the ones that were given.
    registered: Any = scorer(metrics=metrics if term is not None else {"*": metrics}, name=adapter.name)(made)
    given = {"truth": truth, "term": term, "by": by, "name": name, **overrides}
    return registered(recipe, **{key: value for key, value in given.items() if value is not None})
