"""A reward function of your own beside a recipe, on the same rollouts: how many rows are equal, and what differs.

from vreward.compare import compare
print(compare(my_reward, vreward.Scorer("detection"), completions, truths).text())
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import inspect
import json
import math
import os
import struct
import sys
import time
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from ._binding.errors import Error
from ._rollouts.records import Record, read_records
from .scorer import Scorer

__all__ = ["Comparison", "Row", "compare", "load_function", "shape_of"]

# What a function returned for a row: a number, or why there is none.
Value = Union[float, str]


class Row(NamedTuple):
    """One rollout: what the function returned (a number, or why there is none), and what the recipe gave."""

    place: int  # among the rollouts, from 0
    function: Value
    vreward: float
    reason: str

    @property
    def equal(self) -> bool:
        """Equal as float32, which is what trainers keep."""
        return not isinstance(self.function, str) and _float32(self.function) == _float32(self.vreward)


class Comparison(NamedTuple):
    """All rows, and the seconds that both took."""

    rows: List[Row]
    function_seconds: float
    vreward_seconds: float

    def different(self) -> List[Row]:
        return [row for row in self.rows if not row.equal]

    def summary(self) -> Dict[str, Any]:
        """The counts as a dict, for JSON."""
        numbers = [row for row in self.different() if not isinstance(row.function, str)]
        failures: Dict[str, int] = {}
        for row in self.rows:
            if isinstance(row.function, str):
                failures[row.function] = failures.get(row.function, 0) + 1
        count = max(len(self.rows), 1)
        return {
            "rows": len(self.rows),
            "equal": len(self.rows) - len(self.different()),
            "different": len(numbers),
            "largest_difference": max((abs(float(row.function) - row.vreward) for row in numbers), default=0.0),
            "without_number": failures,
            "function_us_per_row": self.function_seconds / count * 1e6,
            "vreward_us_per_row": self.vreward_seconds / count * 1e6,
        }

    def text(self) -> str:
        """The summary as a Markdown table, to be pasted into an issue."""
        found = self.summary()
        share = found["equal"] / found["rows"] if found["rows"] else 1.0
        lines = [
            "| rows | |",
            "|---|---|",
            f"| compared | {found['rows']} |",
            f"| equal as float32 | {found['equal']} ({share:.2%}) |",
            f"| different | {found['different']}, by {found['largest_difference']:.6g} at most |",
        ]
        lines += [f"| {_cell(why)} | {number} |" for why, number in found["without_number"].items()]
        theirs, ours = found["function_us_per_row"], found["vreward_us_per_row"]
        lines.append(f"| time a row | function {theirs:.1f} us, vreward {ours:.1f} us |")
        return "\n".join(lines)


def compare(
    function: Callable[..., Any],
    scorer: Scorer,
    completions: Sequence[str],
    truths: Optional[Sequence[Any]],
    *,
    columns: Optional[Sequence[Mapping[str, Any]]] = None,
    solutions: Optional[Sequence[Any]] = None,
    shape: Optional[str] = None,
    key: Optional[str] = None,
    term: Optional[str] = None,
) -> Comparison:
    """Runs the function and the recipe on the same rollouts.

    function     of TRL's shape (prompts, completions, **columns), of verl's (data_source, solution_str, ground_truth,
                 extra_info) or of EasyR1's (reward_inputs, or reward_input)
    completions  [n] texts
    truths       [n] documents for the recipe; None where it needs none
    columns      [n] further columns of each row, which functions of TRL's shape get by name
    solutions    [n] truths as the function wants them; default: `truths`
    shape        "trl", "verl" or "easyr1"; default: from the names of the function's parameters
    key          the member of a returned dict that counts; default: score (verl), overall (EasyR1)
    term         a term of the recipe instead of its score

    A function that raises, returns another number of values, or no number, is told row by row and ends nothing.
    A truth that cannot be used gives its row NaN. Errors: vreward.Error where the shape cannot be told.
    """
    call = _CALLS[shape or shape_of(function)]
    rows = list(columns) if columns is not None else [{} for _ in completions]
    wanted = list(solutions if solutions is not None else truths if truths is not None else [None] * len(completions))
    begin = time.perf_counter()
    values = call(function, list(completions), wanted, rows, key)
    middle = time.perf_counter()
    try:
        scores = scorer.score(list(completions), None if truths is None else list(truths))
    except Error as failure:
        if failure.scores is None:
            raise
        scores = failure.scores  # rows of a truth that cannot be used are NaN, and differ
    ours = scores.score if term is None else scores.terms[term]
    end = time.perf_counter()
    found = [Row(i, values[i], ours[i], scores.reason[i]) for i in range(len(values))]
    return Comparison(found, middle - begin, end - middle)


# ---- the function ----------------------------------------------------------------------------------------------------


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


_CALLS = {"trl": _call_trl, "verl": _call_verl, "easyr1": _call_easyr1}


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


def _float32(number: float) -> bytes:
    try:
        packed = struct.pack("<f", number)
    except OverflowError:  # beyond float32: equal only where the doubles are
        return struct.pack("<d", number)
    return packed if number != 0 else struct.pack("<f", 0.0)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


# ---- the command -----------------------------------------------------------------------------------------------------


def add_compare(commands: Any) -> None:
    from .command_line import add_input

    parser = commands.add_parser(
        "compare",
        help="a reward function of yours beside a recipe, on the same rollouts",
        description="Calls the function as its trainer would, scores the same rollouts by the recipe, and prints how "
        "many rows are equal, the first that differ with the explanation of each, and the time of both.",
    )
    add_input(parser)
    parser.add_argument("--with", dest="function", required=True, metavar="MODULE:FUNCTION", help="or FILE.py:FUNCTION")
    parser.add_argument(
        "--solution", metavar="NAME", help="the member that the function compares with; default: --truth"
    )
    parser.add_argument(
        "--shape", choices=sorted(_CALLS), help="whose call the function expects; default: by its parameters"
    )
    parser.add_argument("--key", help="the member of a returned dict that counts")
    parser.add_argument("--term", help="a term of the recipe instead of its score")
    parser.add_argument(
        "--first", type=int, default=3, metavar="N", help="how many different rows are shown; default: 3"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    parser.set_defaults(run=run_compare)


def run_compare(options: argparse.Namespace) -> int:
    """Returns 0 where all rows are equal, else 1."""
    from .command_line import Scorers

    if options.recipe is None:
        raise Error("compare needs --recipe")
    scorer = Scorers(options).of(options.recipe)
    if options.term is not None and options.term not in scorer.terms:
        raise Error(f"--term {options.term}: no such term; there are {', '.join(scorer.terms)}")
    rows = [
        (record, text)
        for record in read_records(options.file, options.completion, options.truth)
        for text in record.completions
    ]
    truths = [record.truth for record, _ in rows]
    found = compare(
        load_function(options.function),
        scorer,
        [text for _, text in rows],
        None if all(truth is None for truth in truths) else truths,
        columns=[record.members for record, _ in rows],
        solutions=[_solution(record, options) for record, _ in rows],
        shape=options.shape,
        key=options.key,
        term=options.term,
    )
    shown = [_shown(row, rows, scorer) for row in found.different()[: options.first]]
    if options.json:
        print(json.dumps({**found.summary(), "first": shown}, ensure_ascii=False))
    else:
        print(f"{options.function} beside {options.recipe}\n\n{found.text()}")
        for one in shown:
            print("\n" + _as_text(one))
    return 1 if found.different() else 0


def _solution(record: Record, options: argparse.Namespace) -> Any:
    """The truth as it stands in the file."""
    if options.solution is None:
        return record.members.get(options.truth) if options.truth else record.truth
    if options.solution not in record.members:
        raise Error(f'line {record.line}: no member "{options.solution}" among {", ".join(record.members)}')
    return record.members[options.solution]


def _shown(row: Row, rows: Sequence[Tuple[Record, str]], scorer: Scorer) -> Dict[str, Any]:
    record, text = rows[row.place]
    try:
        explanation = scorer.explain(text, record.truth)
    except Error as failure:
        explanation = failure.explanation or {"bad_truth": str(failure)}
    return {"line": record.line, "function": row.function, "vreward": row.vreward, "explanation": explanation}


def _as_text(shown: Mapping[str, Any]) -> str:
    explanation = dict(shown["explanation"])
    head = (
        f"line {shown['line']}: function {shown['function']}, vreward {shown['vreward']}, {explanation.get('reason')}"
    )
    return f"{head}\n  {json.dumps(explanation, ensure_ascii=False)}"
