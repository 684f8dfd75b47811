"""No member of a recipe does nothing: for every member of docs/recipes.md, and every task that has it, two values of it and
a completion that they score, or at least explain, differently.

A new member needs a row in CASES: a function from the task to (members, other members, completion, truth)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

import vreward

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "recipes.md"
TASKS = [
    name
    for name in vreward.recipes()
    if vreward.Scorer(name if name != "length" else {"base": "length", "soft": 1, "hard": 9}).recipe["task"] == name
]
NAMES = {"base", "task", "description", "source"}  # say what a recipe is, and change nothing

Case = tuple[dict[str, Any], dict[str, Any], str, Any]

SIZE = [200, 100]
BOX, NEAR = [20, 10, 100, 50], [30, 10, 100, 50]
ITEM = '{"bbox_2d": [20, 10, 100, 50], "label": "cat"}'


def truth_of(task: str) -> Any:
    if "grounding" in task:
        return {"box": BOX, "size": SIZE}
    if "detection" in task:
        return {"boxes": [BOX], "labels": ["cat"], "size": SIZE}
    if "counting" in task:
        return {"boxes": [BOX], "size": SIZE}
    if "ocr" in task:
        return {"text": "x"}
    return 1 if task in ("number", "answer") else None


def items(task: str, text: str) -> str:
    """So that `repetition` sees whether it was read."""
    return f"{text}\n{text}" if task == "repetition" else text


def read(one: dict[str, Any], other: dict[str, Any], text: str) -> Callable[[str], Case]:
    """Members that decide what is read of a text."""

    def case(task: str) -> Case:
        more = {"of": "items"} if task == "repetition" else {}
        return {**more, **one}, {**more, **other}, items(task, text), truth_of(task)

    return case


def checked(one: dict[str, Any], other: dict[str, Any], text: str, **check: Any) -> Callable[[str], Case]:
    """Members that every task has: seen in its format checks, of which `check` is one for both."""
    both = {"format": [check]} if check else {}
    return lambda task: ({**both, **one}, {**both, **other}, text, truth_of(task))


def compared(one: dict[str, Any], other: dict[str, Any], text: str, truth: Any = None) -> Callable[[str], Case]:
    return lambda task: (one, other, text, truth if truth is not None else truth_of(task))


def gated(other: dict[str, Any]) -> Callable[[str], Case]:
    """What becomes of the sum, of which half of the format makes 0.15."""
    both = {"format": [{"pattern": "x"}, {"pattern": "y"}], "weights": {"format": 0.3}}
    return lambda task: (both, {**both, **other}, "x", truth_of(task))


def folded(name: str, text: str, true: str, value: Any = True) -> Callable[[str], Case]:
    return compared({"normalize": {name: value}}, {"normalize": {"trim": False}}, text, {"text": true})


def resized(one: dict[str, Any], other: dict[str, Any], size: list[int]) -> Callable[[str], Case]:
    def case(task: str) -> Case:
        box = [size[0] // 10, size[1] // 10, size[0] // 2, size[1] // 2]
        truth = {"box": box, "size": size} if "grounding" in task else {"boxes": [box], "labels": ["cat"], "size": size}
        if "counting" in task:
            del truth["labels"]
        members = [{"space": {"prediction": "input", "resize": resize}} for resize in (one, other)]
        return members[0], members[1], json.dumps([{"bbox_2d": box, "label": "cat"}]), truth

    return case


def parted(one: dict[str, Any], other: dict[str, Any], text: str) -> Callable[[str], Case]:
    """Two parts of a pair, of items labelled cat."""
    return compared({"pair": [one]}, {"pair": [other]}, text)


def two_boxes(task: str) -> Any:
    """Two that overlap."""
    truth: dict[str, Any] = {"boxes": [[0, 0, 40, 40], [30, 0, 70, 40]], "size": SIZE}
    return {**truth, "labels": ["cat", "cat"]} if "detection" in task else truth


def no_boxes(task: str) -> Any:
    """Members that take the boxes away."""
    return {"box": None, "boxes": []} if "grounding" in task else {"boxes": [], "labels": None}


CROSSED = '[{"bbox_2d": [30, 0, 70, 40], "label": "cat"}, {"bbox_2d": [16, 0, 56, 40], "label": "cat"}]'
CROSSED_ONE = '[{"bbox_2d": [30, 0, 70, 40], "label": "cat"}]'
THOUSANDTHS = '[{"bbox_2d": [100, 100, 500, 500], "label": "cat"}]'
BOTH = '{"bbox_2d": [20, 10, 100, 50], "point_2d": [60, 30], "label": "cat"}'
NEARLY = f"[{ITEM}]".replace("20, 10", "30, 10")
POINTS = {"points": [[20, 20], [120, 60]], "labels": ["cat", "cat"], "size": SIZE}
NUMBERED = "I see 1."

CASES: dict[str, list[tuple[str, Callable[[str], Case]]]] = {
    # a pattern for the tasks, and the case
    "weights": [("", checked({}, {"weights": {"format": 0.5}}, "x", pattern="x"))],
    "factors": [("", gated({"factors": ["format"]}))],
    "clip": [("", gated({"clip": [0, 0.1]}))],
    "round": [("", gated({"round": 0}))],
    "both_empty": [
        ("ocr", compared({}, {"both_empty": 0}, "", {"text": ""})),
        ("", compared({}, {"both_empty": 0}, "none", {"boxes": [], "labels": [], "size": SIZE})),
    ],
    "format": [("", compared({"format": [{"pattern": "x"}]}, {"format": [{"pattern": "y"}]}, "x"))],
    "format[].pattern": [("", compared({"format": [{"pattern": "x"}]}, {"format": [{"pattern": "y"}]}, "x"))],
    "format[].mode": [
        ("", compared({"format": [{"pattern": "x"}]}, {"format": [{"pattern": "x", "mode": "search"}]}, "axb"))
    ],
    "format[].tags": [("", compared({"format": [{"tags": "a"}]}, {"format": [{"tags": "b"}]}, "<a>1</a>"))],
    "format[].opened": [
        ("", compared({"format": [{"tags": "a"}]}, {"format": [{"tags": "a", "opened": "completion"}]}, "1</a>"))
    ],
    "format[].json": [("", compared({"format": [{"json": "array"}]}, {"format": [{"json": "object"}]}, "[]"))],
    "format[].weight": [
        (
            "",
            compared(
                {"format": [{"pattern": "x"}, {"pattern": "y"}]},
                {"format": [{"pattern": "x"}, {"pattern": "y", "weight": 3}]},
                "x",
            ),
        )
    ],
    "signed_format": [("", checked({"signed_format": False}, {"signed_format": True}, "x", pattern="y"))],
    "answer.tag": [("", checked({"answer": {"tag": "a"}}, {"answer": {"tag": "b"}}, "<a>[]</a>", json="array"))],
    "answer.which": [
        ("", checked({}, {"answer": {"which": "first"}}, "<answer>[]</answer><answer>{}</answer>", json="array"))
    ],
    "answer.missing": [("", checked({}, {"answer": {"missing": "none"}}, "[]", json="array"))],
    "answer.pattern": [("", checked({}, {"answer": {"pattern": "at (?<answer>.*)"}}, "at []", json="array"))],
    "think": [("", checked({}, {"think": "none"}, "<think>x</think>[]", json="array"))],
    "think.tag": [("", checked({}, {"think": {"tag": "why"}}, "<why>x</why>[]", json="array"))],
    "max_bytes": [("", checked({}, {"max_bytes": 1}, "xyz", pattern="x"))],
    "dialect": [
        ("pr1", compared({}, {"dialect": "auto", "pattern": None}, "[20 , 10, 100, 50]")),
        ("", read({}, {"dialect": "molmo"}, "[[20, 10, 100, 50]]")),
    ],
    "pattern": [
        (
            "",
            read(
                {"dialect": "pattern", "pattern": r"at (?<x1>\d+) (?<y1>\d+) (?<x2>\d+) (?<y2>\d+)"},
                {"dialect": "pattern", "pattern": r"to (?<x1>\d+) (?<y1>\d+) (?<x2>\d+) (?<y2>\d+)"},
                "at 20 10 100 50",
            ),
        )
    ],
    "empty": [
        ("ocr", compared({}, {"empty": ["zilch"]}, "zilch", {"text": ""})),
        ("", compared({}, {"empty": ["zilch"]}, "zilch")),
    ],
    "keys.box": [("", read({}, {"keys": {"box": ["spot"]}}, '{"spot": [20, 10, 100, 50], "other": [1, 2, 3, 4]}'))],
    "keys.point": [("", read({}, {"keys": {"point": ["spot"]}}, '{"spot": [60, 30], "other": [1, 2]}'))],
    "keys.label": [
        (
            "repetition",
            lambda task: (
                {"of": "items"},
                {"of": "items", "keys": {"label": ["what"]}},
                '[{"bbox_2d": [1, 2, 3, 4], "what": "a"}, {"bbox_2d": [1, 2, 3, 4], "what": "b"}]',
                None,
            ),
        ),
        (
            "",
            compared(
                {}, {"keys": {"label": ["what"]}}, '{"bbox_2d": [20, 10, 100, 50], "what": "cat", "label": "dog"}'
            ),
        ),
    ],
    "keys.confidence": [("", compared({}, {"keys": {"confidence": ["sure"]}}, ITEM.replace("}", ', "sure": 0.5}')))],
    "max_items": [
        (
            "pr1",
            compared(
                {"dialect": "auto", "pattern": None},
                {"dialect": "auto", "pattern": None, "max_items": 1},
                "[[20, 10, 100, 50], [20, 10, 100, 51]]",
            ),
        ),
        ("", read({}, {"max_items": 1}, "[[20, 10, 100, 50], [20, 10, 100, 51]]")),
    ],
    "items": [("", compared({}, {"items": "distinct"}, f"[{ITEM}, {ITEM}]"))],
    "strict": [("", compared({}, {"strict": True}, f"[{ITEM},]"))],
    "unreadable": [
        ("", lambda task: ({}, {"unreadable": "empty"}, "?!", {**truth_of(task), **no_boxes(task)})),
    ],
    "order": [
        (
            "counting",
            compared(
                {"match": "per-truth", "quality": 40},
                {"match": "per-truth", "quality": 40, "order": "written"},
                "[[30, 20], [10, 20]]",
                {"points": [[20, 20], [50, 20]], "size": SIZE},
            ),
        ),
        (
            "",
            compared(
                {"ap": ["ap"]},
                {"ap": ["ap"], "order": "written"},
                f"[{ITEM}, {ITEM.replace('[20', '[1')}]",
                {"boxes": [BOX], "labels": ["cat"], "size": SIZE},
            ),
        ),
    ],
    "faulty": [("", compared({}, {"faulty": "drop"}, f"[{ITEM}, {ITEM.replace('100', '20')}]"))],
    "number": [
        ("counting", compared({}, {"number": "only"}, NUMBERED, {"count": 1})),
        ("", compared({}, {"number": "only"}, NUMBERED)),
    ],
    "model": [("", compared({}, {"model": "qwen3-vl"}, THOUSANDTHS))],
    "space.prediction": [("", compared({}, {"space": {"prediction": "norm1000"}}, THOUSANDTHS))],
    "space.order": [("", compared({}, {"space": {"order": "yxyx"}}, f"[{ITEM}]"))],
    "space.resize.factor": [
        ("", resized({"factor": 28, "max_pixels": 300000}, {"factor": 100, "max_pixels": 300000}, [640, 470]))
    ],
    "space.resize.min_pixels": [
        (
            "",
            resized(
                {"factor": 28, "max_pixels": 300000, "min_pixels": 30000},
                {"factor": 28, "max_pixels": 300000, "min_pixels": 60000},
                [100, 100],
            ),
        )
    ],
    "space.resize.max_pixels": [
        ("", resized({"factor": 28, "max_pixels": 300000}, {"factor": 28, "max_pixels": 200000}, [1000, 900]))
    ],
    "invalid": [("", compared({}, {"invalid": "sort"}, '[{"bbox_2d": [100, 50, 20, 10], "label": "cat"}]'))],
    "overlap.convention": [
        ("", compared({}, {"overlap": {"convention": "inclusive"}}, '[{"bbox_2d": [30, 10, 100, 50], "label": "cat"}]'))
    ],
    **{
        f"overlap.{name}": [
            ("", compared({}, {"overlap": {name: value}}, '[{"bbox_2d": [30, 10, 100, 50], "label": "cat"}]'))
        ]
        for name, value in {"power": 2, "above": 0.5, "at_least": 0.5, "ramp": [0.1, 0.9]}.items()
    },
    "pair": [("", compared({"pair": [{}]}, {"pair": [{"of": "inside"}]}, NEARLY))],
    "pair[].of": [("", parted({"of": "inside"}, {"of": "overlap"}, NEARLY))],
    **{
        f"pair[].{name}": [("", parted({}, {name: value}, NEARLY))]
        for name, value in {"above": 0.5, "at_least": 0.5, "power": 2, "ramp": [0.1, 0.9], "weight": 2}.items()
    },
    "pair[].below": [("", parted({"of": "corners", "below": 1}, {"of": "corners", "below": 9}, NEARLY))],
    "pair[].gaussian": [("", parted({"of": "distance", "gaussian": 1}, {"of": "distance", "gaussian": 2}, NEARLY))],
    "pair[].in_own_box": [
        (
            "",
            parted(
                {"of": "distance", "below": 9},
                {"of": "distance", "below": 9, "in_own_box": True},
                f"[{BOTH}]".replace("100, 50", "100, 29"),
            ),
        )
    ],
    "target": [
        ("counting", compared({}, {"target": "box"}, "(10, 10), (30, 30)", {**POINTS, "labels": None})),
        ("", compared({}, {"target": "point"}, '{"point_2d": [60, 30]}')),
    ],
    "point_decay": [
        ("", compared({"target": "point"}, {"target": "point", "point_decay": 1}, '{"point_2d": [60, 55]}'))
    ],
    "truth_format": [
        ("ocr|number|answer", compared({}, {"truth_format": "text"}, "it is 1", "it is 1")),
        ("pr1", compared({}, {"truth_format": "answer"}, "x", "<answer>[20, 10, 100, 50]</answer>")),
        ("", compared({}, {"truth_format": "answer"}, f"[{ITEM}]", f"<answer>[{ITEM}]</answer>")),
    ],
    "labels": [("", compared({}, {"labels": "ignore"}, f"[{ITEM}]".replace("cat", "dog")))],
    "fold": [("", compared({}, {"fold": True}, f"[{ITEM}]".replace("cat", "CAT")))],
    "quality": [
        (
            "detection",
            compared(
                {},
                {"quality": 30},
                '[{"point_2d": [20, 41], "label": "cat"}, {"point_2d": [120, 60], "label": "cat"}]',
                POINTS,
            ),
        ),
        (
            "",
            compared(
                {}, {"quality": 30}, '[{"point_2d": [20, 41]}, {"point_2d": [120, 60]}]', {**POINTS, "labels": None}
            ),
        ),
    ],
    "min_iou": [("", compared({}, {"min_iou": 0.95}, f"[{ITEM}]".replace("20", "30")))],
    "f1_iou": [("", compared({}, {"f1_iou": 0.95}, f"[{ITEM}]".replace("20", "30")))],
    "match": [("", lambda task: ({}, {"match": "sequential"}, CROSSED, two_boxes(task)))],
    "divisor": [
        ("grounding", compared({}, {"divisor": "truth"}, f"[{ITEM}, {ITEM}]")),
        ("", lambda task: ({}, {"divisor": "predicted"}, CROSSED_ONE, two_boxes(task))),
    ],
    "ap": [("", compared({}, {"ap": ["ap"]}, f"[{ITEM}]"))],
    "tolerance": [
        ("number", compared({"tolerance": [0.2, 0]}, {"tolerance": 0}, "11", 10)),
        ("", compared({}, {"tolerance": 0.2}, "11", 10)),
    ],
    "eps": [("", lambda task: ({"weights": {"relative": 1}}, {"weights": {"relative": 1}, "eps": 0.1}, "1.5", 1))],
    "distance": [("", compared({}, {"distance": "indel"}, "abc", {"text": "abd"}))],
    "norm": [("", compared({}, {"norm": "truth"}, "abcd", {"text": "abc"}))],
    "above": [
        ("answer", compared({}, {"above": 0.5}, "abc", {"text": "abd"})),
        ("", compared({}, {"above": 0.9}, "abc", {"text": "abd"})),
    ],
    "at_least": [
        ("answer", compared({}, {"at_least": 0.5}, "abc", {"text": "abd"})),
        ("", compared({}, {"at_least": 0.9}, "abc", {"text": "abd"})),
    ],
    "unit": [
        ("length", lambda task: ({}, {"unit": "codepoint"}, "a word", None)),
        ("repetition", lambda task: ({"n": 1}, {"n": 1, "unit": "codepoint"}, "abab", None)),
        ("", compared({}, {"unit": "word"}, "a bcd", {"text": "a bce"})),
    ],
    "normalize.strip_fence": [("", folded("strip_fence", "```\na\n```", "a"))],
    "normalize.crlf": [("", folded("crlf", "a\r\nb", "a\nb"))],
    "normalize.nfc": [("", folded("nfc", "e\u0301", "\u00e9"))],
    "normalize.nfkc": [("", folded("nfkc", "\u2460", "1"))],
    "normalize.invisible": [("", folded("invisible", "a\u200bb", "ab"))],
    "normalize.width": [("", folded("width", "\uff21", "A"))],
    "normalize.quotes": [("", folded("quotes", "\u2018", "'"))],
    "normalize.lower": [("", folded("lower", "A", "a"))],
    "normalize.markup": [("", folded("markup", "**a**", "a"))],
    "normalize.map": [("", folded("map", "a", "b", {"a": "b"}))],
    "normalize.remove_space": [("", folded("remove_space", "a b", "ab"))],
    "normalize.collapse_space": [("", folded("collapse_space", "a  b", "a b"))],
    "normalize.trim": [("", folded("trim", " a", "a"))],
    "tokens": [("", compared({}, {"tokens": True}, "a", {"text": "a"}))],
    "soft": [("", compared({"soft": 1}, {"soft": 2}, "a b c"))],
    "hard": [("", compared({"hard": 9}, {"hard": 19}, "a b c"))],
    "of": [("", compared({}, {"of": "items"}, "[1, 2, 3, 4]\n[1, 2, 3, 4]\n[1, 2, 3, 4]"))],
    "n": [("", compared({}, {"n": 1}, "a a b"))],
    "lower": [("", compared({"n": 1}, {"n": 1, "lower": True}, "a A b"))],
}


def listed() -> Iterator[tuple[str, str]]:
    """(task, member) of docs/recipes.md."""
    table = PAGE.read_text(encoding="utf-8").split("## Members")[1]
    for line in re.findall(r"^\| `.*$", table, re.M):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        member, tasks = cells[0].strip("`"), cells[3]
        if member in NAMES:
            continue
        names = TASKS if tasks == "all" else [name.strip() for name in tasks.split(",")]
        for name in names:
            yield name, member


def seen(task: str, members: dict[str, Any], completion: str, truth: Any) -> Any:
    required = {"soft": 1, "hard": 9} if task == "length" else {}
    try:
        scorer = vreward.Scorer(
            {"task": task, **required, **members} if task == "format" else {"base": task, **required, **members}
        )
    except vreward.Error as error:
        raise AssertionError(f"{task} {members}: {error}") from None
    try:
        row = scorer.score([completion], None if truth is None else [truth]).to_dicts()[0]
    except vreward.Error:
        return "refused"
    why = scorer.explain(completion, truth)
    return row, why.get("items"), why.get("text")


def case_of(task: str, member: str) -> Case:
    for tasks, make in CASES.get(member, []):
        if re.search(tasks, task):
            return make(task)
    pytest.fail(f"`{member}` has no case: does it change anything?")


@pytest.mark.parametrize("task, member", sorted(set(listed())))
def test_no_member_does_nothing(task: str, member: str) -> None:
    one, other, completion, truth = case_of(task, member)
    if task == "format" and "format" not in one:
        one, other = ({"format": [{"pattern": ".*"}], **members} for members in (one, other))
    first, second = (seen(task, members, completion, truth) for members in (one, other))
    assert first != second, (task, member, one, other, first)


def test_every_case_is_of_a_member() -> None:
    assert set(CASES) <= {member for _, member in listed()}
