"""Texts that an untrained network may write, and that would show a step of the reading that is not linear.

FAMILIES maps a name to a function from a size in bytes to a text of about that size; REASONS says what is expected of the
text of 32 KiB, where it is not that there are no items."""

from __future__ import annotations

from typing import Callable, Dict

Family = Callable[[int], bytes]


def repeat(unit: str, before: str = "", after: str = "") -> Family:
    encoded, first, last = unit.encode("utf-8", "surrogatepass"), before.encode(), after.encode()

    def make(size: int) -> bytes:
        return first + encoded * max(1, (size - len(first) - len(last)) // len(encoded)) + last

    return make


def nested(opening: str, middle: str, closing: str) -> Family:
    def make(size: int) -> bytes:
        depth = max(1, (size - len(middle)) // (len(opening) + len(closing)))
        return (opening * depth + middle + closing * depth).encode()

    return make


def prefix_of(unit: str) -> Family:
    """An answer that breaks off in the middle of an item."""

    def make(size: int) -> bytes:
        return ("[" + unit * (size // len(unit) + 1)).encode()[:size]

    return make


ITEM = '{"bbox_2d": [10, 20, 30, 40], "label": "a cat"}, '

FAMILIES: Dict[str, Family] = {
    "opening brackets": repeat("["),
    "opening braces": repeat("{"),
    "opening parentheses": repeat("("),
    "closing brackets": repeat("]"),
    "closing braces": repeat("}"),
    "brackets of three kinds": repeat("[{("),
    "objects in objects": repeat('{"a":'),
    "deep lists": nested("[", "1, 2, 3, 4", "]"),
    "deep objects": nested('{"bbox":', "[1, 2, 3, 4]", "}"),
    "boxes of ones": repeat("[1,1,1,1]"),
    "ten thousand boxes and more": repeat(ITEM, "[", "]"),
    "numbers in one list": repeat("1,", "["),
    "numbers in one object": repeat('"bbox":[1,2,3,4],', "{"),
    "half numbers": repeat("[1,2,"),
    "digits": repeat("7"),
    "digits in a list": repeat("7", "["),
    "digits of fractions": repeat("7", "[0."),
    "long numbers": repeat("[1.2345678901234567890123e-200,"),
    "exponents": repeat("1e"),
    "huge exponents": repeat("[1e999999999,"),
    "minus signs": repeat("-"),
    "minus signs in a list": repeat("-", "["),
    "commas": repeat(","),
    "commas in a list": repeat(",", "["),
    "colons in an object": repeat(":", '{"a"'),
    "semicolons between numbers": repeat("0.1,0.2;", "["),
    "lists with semicolons": repeat("[0.1,0.2,0.3,0.4;"),
    "double lists with semicolons": repeat("[[111,222,333,444;"),
    "double quotes": repeat('"'),
    "double quotes in a list": repeat('"', "["),
    "single quotes in a list": repeat("'", "["),
    "quotes behind colons": repeat(':"'),
    "quotes and spaces": repeat('["   '),
    "words with apostrophes": repeat("don't ", "['"),
    "escaped quotes": repeat('\\"', '["'),
    "backslashes": repeat("\\", '["'),
    "surrogate halves": repeat("\\ud800", '{"label": "'),
    "one enormous label": repeat("long ", '[{"bbox": [1, 2, 3, 4], "label": "', '"}]'),
    "an enormous label never closed": repeat("long ", '[{"bbox": [1, 2, 3, 4], "label": "'),
    "labels never closed": repeat('{"label": "a cat, {"bbox": [1, 2, 3, 4]}, '),
    "comments never closed": repeat("[/*"),
    "unquoted words": repeat("word ", "{"),
    "unquoted keys": repeat("{key: "),
    "duplicate keys": repeat('"bbox": [1, 2, 3, 4], ', "[{", "}]"),
    "parallel labels": repeat('"a",', '{"labels": ['),
    "fences": repeat("```json\n"),
    "fences around lists": repeat("```json\n[]\n```\n"),
    "think": repeat("<think>"),
    "end of think": repeat("</think>"),
    "think and its end": repeat("<think></think>"),
    "answer": repeat("<answer>"),
    "end of answer": repeat("</answer>"),
    "answer and spaces": repeat("<answer>    \n"),
    "answers": repeat("<answer>[1, 2, 3, 4]</answer>"),
    "tags in quotes": repeat('{"a": "<answer>"}'),
    "ref": repeat("<ref>"),
    "box": repeat("<box>"),
    "box start": repeat("<|box_start|>("),
    "object ref": repeat("<|object_ref_start|>a"),
    "det": repeat("<|det|>[["),
    "loc": repeat("<loc0001>"),
    "florence's loc": repeat("<loc_1>"),
    "half tokens": repeat("<loc"),
    "point": repeat("<point "),
    "points": repeat('<points x1="'),
    "a point's attributes": repeat('x1="1" y1="2" ', "<points "),
    "tool call": repeat("<tool_call>"),
    "begin of box": repeat("<|begin_of_box|>"),
    "kosmos": repeat("<object><patch_index_0001>"),
    "less-than signs": repeat("<"),
    "alternating dialects": repeat('<box>(1,2),(3,4)</box>[1,2,3,4]{"bbox":[1,2,3,4]}<loc0001>'),
    "pairs": repeat("(1,2),"),
    "labels in front of pairs": repeat("a cat (1,2),(3,4) "),
    "number words": repeat("twenty "),
    "zero-width spaces": repeat("\u200b"),
    "combining characters": repeat("e\u0301\u0302\u0303"),
    "half characters": lambda size: b"\xe7\x8c" * (size // 2),
    "NUL bytes": lambda size: b"\0" * size,
    "spaces": repeat(" "),
    "line breaks": repeat("\n"),
    "boxed": repeat("\\boxed{"),
    "a prefix of a valid answer": prefix_of(ITEM),
}

REASONS = {
    "boxes of ones": "ok",
    "ten thousand boxes and more": "ok",
    "duplicate keys": "ok",
    "a prefix of a valid answer": "truncated",
    "one enormous label": "ok",
    "an enormous label never closed": "truncated",
    "digits in a list": "no_items",
    "spaces": "empty_answer",
    "line breaks": "empty_answer",
    "think": "no_answer",
    "end of think": "empty_answer",
    "think and its end": "empty_answer",
    "fences around lists": "ok",
    "answers": "ok",
    "alternating dialects": "ok",
    "labels in front of pairs": "ok",
}
