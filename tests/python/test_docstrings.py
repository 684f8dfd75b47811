"""Every public function has a docstring with an example, and every example does what it says. The pages of docs/trainers
have those of the trainers' modules."""

from __future__ import annotations

import doctest
import inspect
from typing import Any, Iterator

import pytest
import vreward
from vreward import compare, curriculum, evaluation, truths

# Beside vreward itself.
TOOLS = {"truths": truths, "curriculum": curriculum, "compare": compare, "evaluation": evaluation}
CALLED_BY_THE_COMMAND = {"load_function", "shape_of"}


def public() -> Iterator[tuple[str, Any]]:
    """Every function, class, method and property that stands in vreward.__all__."""
    for name in vreward.__all__:
        value = getattr(vreward, name)
        if not callable(value):
            continue
        yield name, value
        yield from methods(name, value)
    for module, tools in TOOLS.items():
        for name in tools.__all__:
            value = getattr(tools, name)
            if inspect.isfunction(value) and name not in CALLED_BY_THE_COMMAND:
                yield f"{module}.{name}", value
            if module == "evaluation" and inspect.isclass(value) and not issubclass(value, tuple):
                yield f"{module}.{name}", value
                yield from methods(f"{module}.{name}", value)


def methods(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    for member, method in vars(value).items() if inspect.isclass(value) else ():
        if not member.startswith("_") and (inspect.isfunction(method) or isinstance(method, property)):
            yield f"{name}.{member}", method


@pytest.mark.parametrize(("name", "value"), [pytest.param(*one, id=one[0]) for one in public()])
def test_examples(name: str, value: Any) -> None:
    text = inspect.getdoc(value) or ""
    names = {**vars(TOOLS.get(name.split(".")[0], vreward)), "vreward": vreward}
    tests = doctest.DocTestParser().get_doctest(text, names, name, None, 0)
    assert tests.examples, f"{name} has no example"
    found: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL).run(tests, out=found.append)
    assert result.failed == 0, "".join(found)


@pytest.mark.parametrize(("name", "value"), [pytest.param(*one, id=one[0]) for one in public()])
def test_parameters_are_explained(name: str, value: Any) -> None:
    """Each parameter is named in the docstring, or in the one that it refers to."""
    if not inspect.isfunction(value):
        return
    text = inspect.getdoc(value) or ""
    text += "".join(inspect.getdoc(other) or "" for other in REFERS.get(name, ()))
    names = [one for one in inspect.signature(value).parameters if one != "self"]
    assert [one for one in names if one not in text] == []


REFERS = {
    "Scorer.score_items": (vreward.Scorer.score,),
    "Scorer.explain": (vreward.Scorer.score,),
    "Scorer.explain_items": (vreward.Scorer.score,),
    "Scorer.parse": (vreward.parse,),
    "Evaluation.add_items": (vreward.Evaluation.add,),
    "evaluation.Evaluation.add_items": (vreward.Evaluation.add,),
    "evaluation.Slices.add_items": (evaluation.Slices.add,),
    "explain": (vreward.score,),
    "match_boxes": (vreward.overlap, vreward.match),
}


def test_addresses_are_nobodys_business() -> None:
    shown = [name for name in dir(vreward.Scores) if not name.startswith("_")]
    assert shown == sorted(
        ["columns", "mean", "reason", "reason_bits", "reasons", "score", "terms"]
        + ["to_arrow", "to_dicts", "to_numpy", "to_pandas"]
    )
