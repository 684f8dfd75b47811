"""Reward functions of one's own: loading one by its name, and calling it as its trainer would."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import math
import os
import sys
from typing import Any, Callable, Dict, List, Mapping, Optional, Union

from .._binding.errors import Error

# What a function returned for a row: a number, or why there is none.
Value = Union[float, str]


def load_function(name: str) -> Callable[..., Any]:
    """The function that "module:function" or "file.py:function" names; modules are looked for here first."""
    place, colon, attribute = name.rpartition(":")
    if not colon or not place:
        raise Error(f"{name}: must be module:function or file.py:function")
    if place.endswith(".py"):
        module = _module_of_file(place)
    else:
        sys.path.insert(0, os.getcwd())
        try:
            module = importlib.import_module(place)
        except ImportError as failure:
            raise Error(f"{name}: {failure}") from failure
        finally:
            sys.path.remove(os.getcwd())
    function = getattr(module, attribute, None)
    if not callable(function):
        raise Error(f"{name}: the module has no function {attribute}")
    return function  # type: ignore[no-any-return]


def _module_of_file(path: str) -> Any:
    if not os.path.isfile(path):
        raise Error(f"{path}: no such file")
    spec = importlib.util.spec_from_file_location(os.path.splitext(os.path.basename(path))[0], path)
    assert spec is not None
    assert spec.loader is not None  # a .py file has one
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shape_of(function: Callable[..., Any]) -> str:
    """The trainer whose call the function's parameters fit."""
    names = _parameters(function)
    for shape, wanted in (("trl", "completions"), ("verl", "solution_str"), ("easyr1", "reward_inputs")):
        if wanted in names:
            return shape
    if "reward_input" in names:
        return "easyr1"
    raise Error(
        f"the parameters ({', '.join(names)}) fit no trainer: completions (TRL), solution_str (verl), reward_inputs or "
        "reward_input (EasyR1); name the shape with --shape"
    )


def _parameters(function: Callable[..., Any]) -> List[str]:
    return list(inspect.signature(function).parameters)


def _accepted(function: Callable[..., Any], arguments: Dict[str, Any]) -> Dict[str, Any]:
    """Those of the arguments that the function takes."""
    parameters = inspect.signature(function).parameters
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters.values()):
        return arguments
    return {name: value for name, value in arguments.items() if name in parameters}


# ---- the calls of the trainers ---------------------------------------------------------------------------------------

Columns = List[Mapping[str, Any]]


def _call_trl(
    function: Callable[..., Any], completions: List[str], solutions: List[Any], columns: Columns, key: Optional[str]
) -> List[Value]:
    """As GRPOTrainer calls: lists, one value for each completion; texts, or messages where the function wants these."""
    names = dict.fromkeys(name for row in columns for name in row)
    named = {name: [row.get(name) for row in columns] for name in names if name not in _NOT_COLUMNS}
    prompts = [row.get("prompt") for row in columns]
    named.setdefault("solution", solutions)

    def batch(first: int, last: int, messages: bool) -> Any:
        texts: List[Any] = completions[first:last]
        if messages:
            texts = [[{"role": "assistant", "content": text}] for text in texts]
        given = {name: values[first:last] for name, values in named.items()}
        return function(**_accepted(function, {"prompts": prompts[first:last], "completions": texts, **given}))

    values = _by_batch(lambda first, last: batch(first, last, False), len(completions), key)
    if completions and all(isinstance(value, str) for value in values):
        values = _by_batch(lambda first, last: batch(first, last, True), len(completions), key)
    return values


_NOT_COLUMNS = ("prompt", "prompts", "completion", "completions")


def _call_verl(
    function: Callable[..., Any], completions: List[str], solutions: List[Any], columns: Columns, key: Optional[str]
) -> List[Value]:
    """As verl calls: one sample at a time, a number or a dict with "score"."""

    def one(i: int) -> Any:
        row = columns[i]
        arguments = {
            "data_source": row.get("data_source"),
            "solution_str": completions[i],
            "ground_truth": solutions[i],
            "extra_info": row.get("extra_info", {}),
        }
        return function(**_accepted(function, arguments))

    return [_attempt(one, i, key or "score") for i in range(len(completions))]


def _call_easyr1(
    function: Callable[..., Any], completions: List[str], solutions: List[Any], columns: Columns, key: Optional[str]
) -> List[Value]:
    """As EasyR1 calls: dicts in a list (reward_inputs), or one at a time (reward_input); a dict with "overall"."""
    inputs = [
        {"response": text, "response_length": len(text), "ground_truth": solution}
        for text, solution in zip(completions, solutions)
    ]
    if "reward_input" in _parameters(function):
        return [_attempt(lambda i: function(inputs[i]), i, key or "overall") for i in range(len(inputs))]
    return _by_batch(lambda first, last: function(inputs[first:last]), len(inputs), key or "overall")


CALLS = {"trl": _call_trl, "verl": _call_verl, "easyr1": _call_easyr1}


def _by_batch(call: Callable[[int, int], Any], count: int, key: Optional[str]) -> List[Value]:
    """The values of a function of lists: all rows at once and, where that fails, row by row, to tell which it was."""
    try:
        returned = list(call(0, count))
    except Exception:  # whatever a function of others raises
        returned = []
    if len(returned) == count:
        return [_number(value, key) for value in returned]
    return [_attempt(lambda i: _only(call(i, i + 1)), i, key) for i in range(count)]


def _only(returned: Any) -> Any:
    values = list(returned)
    if len(values) != 1:
        raise ValueError(f"{len(values)} values for one completion")
    return values[0]


def _attempt(call: Callable[[int], Any], row: int, key: Optional[str]) -> Value:
    try:
        value = call(row)
    except Exception as failure:  # whatever a function of others raises
        return f"raised {type(failure).__name__}: {failure}"[:200]
    return _number(value, key)


def _number(value: Any, key: Optional[str]) -> Value:
    """A number that was returned, or why it is none."""
    if isinstance(value, Mapping):
        if key is None or key not in value:
            return f"returned a dict without {key or 'a key that was named'}: {', '.join(map(str, value))}"[:200]
        value = value[key]
    try:
        number = float(value)
    except (TypeError, ValueError):
        return f"returned {type(value).__name__}, no number"
    return number if math.isfinite(number) else f"returned {number}"
