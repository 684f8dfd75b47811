"""What a model wrote, from the shapes that trainers, datasets and logs give it: the same text for all of them."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, Mapping, Sequence, Union

_ASSISTANTS = ("assistant", "model", None)


def completion_text(value: Any) -> Union[str, bytes]:
    """The text of a completion: text, messages (the last of the assistant's counts), a message, a response of an
    API (Chat Completions or Responses), such a message or response as an object of pydantic, or None (nothing was
    written). TypeError for anything else."""
    if isinstance(value, (str, bytes)):
        return value
    if value is None:
        return ""
    if isinstance(value, Mapping):
        if isinstance(value.get("output"), (list, tuple)):
            return response_text(value["output"])
        choices = value.get("choices")
        if isinstance(choices, (list, tuple)) and choices and isinstance(choices[0], Mapping):
            return completion_text(choices[0].get("message", choices[0].get("text")))
        return message_text(value)
    if is_messages(value):
        for message in reversed(value):
            if "type" in message and "role" not in message:
                return content_text(value)
            if message.get("role") in _ASSISTANTS:
                return message_text(message)
        return ""
    dump = getattr(value, "model_dump", None)
    if callable(dump):
        return completion_text(dump())
    raise TypeError(f"must be text or messages, not {kind(value)}")


def is_messages(value: Any) -> bool:
    """Whether these are messages, or the parts of one."""
    return isinstance(value, (list, tuple)) and all(isinstance(one, Mapping) for one in value)


def message_text(message: Mapping[str, Any]) -> str:
    """What the model wrote in a message: its thinking where the trainer took it out, its text, its tool calls."""
    text = content_text(message.get("content"))
    thinking = message.get("reasoning_content") or message.get("thinking")
    if isinstance(thinking, str):
        text = f"<think>{thinking}</think>{text}"
    calls = message.get("tool_calls")
    if isinstance(calls, (list, tuple)):
        text += "".join(map(tool_call_text, calls))
    return text


def response_text(items: Sequence[Any]) -> str:
    """The text of a response of the Responses API, as NeMo Gym keeps it: what came behind the last tool's output."""
    thinking = text = ""
    for item in items:
        kind_of = item.get("type") if isinstance(item, Mapping) else None
        if kind_of == "function_call_output" or (isinstance(item, Mapping) and item.get("role") == "user"):
            thinking = text = ""
        elif kind_of == "reasoning":
            thinking += content_text(item.get("content")) or content_text(item.get("summary"))
        elif kind_of == "function_call":
            text += tool_call_text(item)
        elif isinstance(item, Mapping):
            text += content_text(item.get("content"))
    return f"<think>{thinking}</think>{text}" if thinking else text


def content_text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, (list, tuple)):
        parts = (
            part if isinstance(part, str) else part.get("text") for part in content if isinstance(part, (str, Mapping))
        )
        return "".join(part for part in parts if isinstance(part, str))
    return ""


def tool_call_text(call: Any) -> str:
    """A tool call as models write it, which the dialect "tool-call" reads."""
    if not isinstance(call, Mapping):
        return ""
    function = call.get("function")
    function = function if isinstance(function, Mapping) else call
    arguments = function.get("arguments")
    if isinstance(arguments, str):
        with suppress(ValueError, RecursionError):  # what is no JSON stays as the model wrote it
            arguments = json.loads(arguments)
    written = json.dumps({"name": function.get("name"), "arguments": arguments}, ensure_ascii=False, default=str)
    return f"<tool_call>{written}</tool_call>"


def kind(value: Any) -> str:
    return "None" if value is None else f"{type(value).__module__}.{type(value).__qualname__}".replace("builtins.", "")
