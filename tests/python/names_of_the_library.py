"""The names that vreward.types lists, as the library and the page of recipes say them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

import vreward
from vreward._binding import header, loading


def counted(name_of: Callable[[int], Optional[bytes]]) -> Iterator[str]:
    """The names that a function of the library gives from 0 on, until it gives none."""
    number = 0
    while (name := name_of(number)) is not None:
        yield name.decode()
        number += 1


def scorer(name: str) -> vreward.Scorer:
    """A scorer of a recipe, with what it cannot do without."""
    recipe: Any = {"base": name}
    return vreward.Scorer({**recipe, "soft": 10, "hard": 20} if name == "length" else recipe)


def names() -> dict[str, list[str]]:
    """For each Literal its words in order."""
    short = loading.library().short
    recipes = [*vreward.recipes(), *vreward.published_recipes()]
    return {
        "RecipeName": recipes,
        "ModelName": list(vreward.models()),
        "Reason": list(counted(short.reason_name)),
        "Dialect": list(counted(short.dialect_name)),
        "Space": list(counted(short.space_name)),
        "Repair": list(counted(short.repair_name)),
        "Term": list(dict.fromkeys(term for name in recipes for term in scorer(name).terms)),
        "OverlapKind": list(header.OVERLAP_KINDS),
        "Convention": list(header.CONVENTIONS),
        "Invalid": list(header.INVALID_POLICIES),
        "Matching": list(header.MATCHINGS),
        "Distance": list(header.DISTANCES),
        "Unit": list(header.UNITS),
        "Normalization": list(header.NORMALIZATIONS),
    }


def members(root: Path) -> dict[str, str]:
    """The members of recipes that stand at the top, and the type of each, from the table of docs/recipes.md."""
    found: dict[str, list[str]] = {}
    page = (root / "docs" / "recipes.md").read_text(encoding="utf-8").split("\n## Members\n")[1]
    for path, kind in re.findall(r"^\| `([\w.\[\]]+)` \| (.*?) \| .* \| .* \| .* \|$", page, re.M):
        name = re.split(r"[.\[]", path)[0]
        types = found.setdefault(name, [])
        kind = "Any" if name != path else NAMED.get(name) or type_of(kind)
        if kind not in types:
            types.append(kind)
    return {name: joined(types) for name, types in found.items()}


# Members whose words are those of another list, and one that is a text or a list of many.
NAMED = {"dialect": "Dialect", "model": "ModelName", "format": "Any"}


def joined(types: list[str]) -> str:
    """None takes every member back to its default."""
    if "Any" in types:
        return "Any"
    return f"Optional[{types[0]}]" if len(types) == 1 else f"Union[{', '.join(types)}, None]"


def type_of(kind: str) -> str:
    if kind == "true or false":
        return "bool"
    if re.search(r"\bor\b", kind):
        return "Any"
    if kind.startswith("whole number"):
        return "int"
    if kind.startswith("number"):
        return "float"
    if kind == "string":
        return "str"
    words = re.findall(r"`([\w-]+)`", kind)
    if words and re.fullmatch(r"`[\w-]+`(, `[\w-]+`)*", kind):
        return f"Literal[{', '.join(map(repr, words))}]".replace("'", '"')
    return "Any"
