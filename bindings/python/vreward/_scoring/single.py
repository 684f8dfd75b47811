"""One completion without a Scorer of one's own: vreward.score, vreward.explain and vreward.parse."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Union

from .._binding.errors import Error
from ..scorer import Scorer
from ..types import Dialect, Explanation, Members, Parsed, Recipe, Score
from .cache import cached_scorer
from .recipes import recipes

if TYPE_CHECKING:  # what only checkers need, and bring along
    from typing_extensions import Unpack


def score(recipe: Recipe, completion: Union[str, bytes], truth: Any = None, **overrides: Unpack[Members]) -> Score:
    """The score of one completion: a dict of "score", "reason" and every term of the recipe.

    recipe      a name, a dict or JSON text; its scorer is kept for the next call
    completion  str or bytes; whatever it holds is scored
    truth       the JSON document, or a dict, list or number to be dumped to it; None where the recipe needs none
    overrides   members of the recipe that differ: vreward.score("ocr", text, "Paris", truth_format="text")

    Raises Error for a recipe or a truth that cannot be used, TypeError for a completion that is no text.

    Example:

        >>> result = vreward.score("grounding", "[0, 0, 10, 5]", {"box": [0, 0, 10, 10]})
        >>> result["score"], result["reason"], result["iou"]
        (0.5, 'ok', 0.5)
    """
    try:
        scorer = cached_scorer(recipe, overrides)
    except Error as failure:
        if isinstance(completion, str) and completion in recipes() and recipe != completion:
            raise Error(f"{failure} (the recipe comes first: score(recipe, completion, truth))", failure.code) from None
        raise
    return scorer.score_one(completion, truth)


def explain(
    recipe: Recipe, completion: Union[str, bytes], truth: Any = None, **overrides: Unpack[Members]
) -> Explanation:
    """Why one completion scores what it scores: a dict, described in docs/explanation.md.

    Arguments, and what is raised, as of vreward.score; a bad truth raises Error, whose member `explanation` is the dict
    all the same. vreward.describe says it in plain words.

    Example:

        >>> why = vreward.explain("counting", "4", 3)
        >>> why["reason"], why["number"], why["count"]
        ('wrong_count', 4, 3)
    """
    return cached_scorer(recipe, overrides).explain(completion, truth)


def parse(text: Union[str, bytes], dialect: Dialect = "auto", **options: Any) -> Parsed:
    """What a model wrote, as items.

    dialect  how items are written (docs/recipes.md); "auto" recognises those that cannot be confused
    options  members of a recipe: target="point", answer={"tag": "result"}, space={"order": "xywh"}, ...

    "items"    a list of dicts: "box" (x1, y1, x2, y2) or "point" (x, y), numbers as written; "label" and "confidence",
               None where not written; "span" (begin, end): text[begin:end] is what was read, in characters of a str
               and bytes of bytes; "reason": "ok", or, for an item that counts but pairs with nothing, "bad_value" or
               "extra_items" (it is of another form than the one that counts)
    "reason"   the main finding, "ok" where there is none; "reasons" all of them
    "dialect"  what it was read as; "space": that dialect's coordinate space; "repairs": what had to be repaired
    "answer"   span of the answer; "number": the number that was read (dialect "number"), else None

    Raises TypeError for what is no text, Error for options that no recipe has.

    Example:

        >>> found = vreward.parse("<box>(120,80),(560,930)</box>", "qwen-vl")
        >>> found["items"][0]["box"], found["space"]
        ((120.0, 80.0, 560.0, 930.0), 'norm1000')
    """
    return (_reader(dialect, **options) if options else _plain_reader(dialect)).parse(text)


def _reader(dialect: str, **options: Any) -> Scorer:
    if dialect == "text":
        return cached_scorer({"base": "ocr", **options}, {})
    base = "counting" if dialect == "number" else "grounding"
    return cached_scorer({"base": base, "dialect": dialect, **options}, {})


_plain_reader = functools.lru_cache(maxsize=32)(_reader)
