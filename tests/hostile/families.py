"""Texts that an untrained network may write, and that would show a step of the reading that is not linear.

FAMILIES maps a name to a function from a size in bytes to a text of about that size; REASONS says why the text of 32 KiB
reads as it does."""

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
    "brackets and a number": repeat("[" * 63 + "1"),
    "brackets, spaces and a number": repeat("[    " * 63 + "1"),
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
    "curly quotes": repeat("\u201c", "["),
    "curly keys never closed": repeat("\u201ca", "{"),
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
    "brackets and a number": "no_items",
    "brackets, spaces and a number": "no_items",
    "curly quotes": "bad_syntax",
    "curly keys never closed": "bad_syntax",
    "opening brackets": "bad_syntax",
    "opening braces": "bad_syntax",
    "brackets of three kinds": "bad_syntax",
    "objects in objects": "bad_syntax",
    "deep lists": "bad_syntax",
    "deep objects": "bad_syntax",
    "numbers in one list": "bad_syntax",
    "half numbers": "bad_syntax",
    "long numbers": "bad_syntax",
    "huge exponents": "bad_syntax",
    "colons in an object": "bad_syntax",
    "semicolons between numbers": "bad_syntax",
    "lists with semicolons": "bad_syntax",
    "double lists with semicolons": "bad_syntax",
    "double quotes in a list": "bad_syntax",
    "single quotes in a list": "bad_syntax",
    "quotes and spaces": "bad_syntax",
    "words with apostrophes": "bad_syntax",
    "escaped quotes": "bad_syntax",
    "backslashes": "bad_syntax",
    "surrogate halves": "bad_syntax",
    "unquoted keys": "bad_syntax",
    "parallel labels": "bad_syntax",
    "box": "bad_syntax",
    "box start": "bad_syntax",
    "det": "bad_syntax",
    "half tokens": "bad_syntax",
    "point": "bad_syntax",
    "points": "bad_syntax",
    "tool call": "bad_syntax",
    "begin of box": "bad_syntax",
    "kosmos": "bad_syntax",
    "boxed": "bad_syntax",
    "opening parentheses": "no_items",
    "closing brackets": "no_items",
    "closing braces": "no_items",
    "digits": "no_items",
    "digits in a list": "no_items",
    "digits of fractions": "no_items",
    "exponents": "no_items",
    "minus signs": "no_items",
    "minus signs in a list": "no_items",
    "commas": "no_items",
    "commas in a list": "no_items",
    "double quotes": "no_items",
    "quotes behind colons": "no_items",
    "comments never closed": "no_items",
    "unquoted words": "no_items",
    "fences": "no_items",
    "tags in quotes": "no_items",
    "ref": "no_items",
    "object ref": "no_items",
    "less-than signs": "no_items",
    "number words": "no_items",
    "zero-width spaces": "no_items",
    "combining characters": "no_items",
    "half characters": "no_items",
    "NUL bytes": "no_items",
    "boxes of ones": "bad_value",
    "loc": "bad_value",
    "pairs": "bad_value",
    "ten thousand boxes and more": "ok",
    "one enormous label": "ok",
    "duplicate keys": "ok",
    "fences around lists": "ok",
    "answers": "ok",
    "labels in front of pairs": "ok",
    "numbers in one object": "truncated",
    "an enormous label never closed": "truncated",
    "labels never closed": "truncated",
    "florence's loc": "truncated",
    "a point's attributes": "truncated",
    "alternating dialects": "truncated",
    "a prefix of a valid answer": "truncated",
    "think": "no_answer",
    "end of think": "empty_answer",
    "think and its end": "empty_answer",
    "answer": "empty_answer",
    "end of answer": "empty_answer",
    "answer and spaces": "empty_answer",
    "spaces": "empty_answer",
    "line breaks": "empty_answer",
}
