"""Recipes as JSON: the built-in ones, and what a recipe and its overrides make."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple

from .._binding import header
from .._binding.errors import Error
from .._binding.loading import library, read_text
from .._binding.texts import encode, encode_any
from ..types import AnyRecipe


def recipe_text(recipe: AnyRecipe, overrides: Mapping[str, Any]) -> bytes:
    """The JSON that makes a scorer of a recipe and its overrides (merged member by member, RFC 7396)."""
    if isinstance(recipe, (str, bytes, bytearray)):
        text = encode_any(recipe, "recipe")
        if not overrides:
            return text
        written = text.strip()
        if not written.startswith((b"{", b'"')):
            return _dumped({"base": written.decode("utf-8", "replace"), **overrides})
        try:
            recipe = json.loads(written)
        except ValueError as failure:
            raise Error(
                f"the recipe is not JSON: {failure}", header.E_RECIPE, None, getattr(failure, "pos", None)
            ) from None
        if isinstance(recipe, str):
            return _dumped({"base": recipe, **overrides})
    if not isinstance(recipe, Mapping):
        raise TypeError(f"recipe must be a name, a dict or JSON text, not {type(recipe).__name__}")
    return _dumped(merged(recipe, overrides))


def merged(target: Any, patch: Any) -> Any:
    """JSON Merge Patch, RFC 7396."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def _dumped(recipe: Mapping[str, Any]) -> bytes:
    try:
        return encode(json.dumps(recipe, ensure_ascii=False, allow_nan=False))
    except (TypeError, ValueError) as failure:
        if "Out of range" in str(failure):
            raise Error(f"`{_not_finite(recipe)}` is not a finite number", header.E_RECIPE) from None
        raise TypeError(f"the recipe must be what json can dump: {failure}") from None


def _not_finite(value: Any) -> Optional[str]:
    """The name of the first member that is, or holds, NaN or an infinity; empty: the value itself is."""
    if isinstance(value, float):
        return "" if value - value != 0 else None
    named: Iterable[Tuple[Any, Any]] = ()
    if isinstance(value, Mapping):
        named = value.items()
    elif isinstance(value, (list, tuple)):
        named = [("", part) for part in value]
    for name, part in named:
        inner = _not_finite(part)
        if inner is not None:
            return ".".join(filter(None, (str(name), inner)))
    return None


def recipes() -> Dict[str, str]:
    """The native recipes: name -> description.

    >>> "detection" in vreward.recipes()
    True
    """
    return {name: recipe.get("description", "") for name, recipe in _all_recipes().items() if "source" not in recipe}


def published_recipes() -> Dict[str, Dict[str, str]]:
    """The recipes that reproduce a reward which somebody published: name -> "description" and "source".

    >>> sorted(vreward.published_recipes()["vlm-r1-iou-qwen"])
    ['description', 'source']
    """
    members = ("description", "source")
    return {
        name: {member: recipe.get(member, "") for member in members}
        for name, recipe in _all_recipes().items()
        if "source" in recipe
    }


def _all_recipes() -> Dict[str, Dict[str, Any]]:
    names = [library().short.recipe_name(index) for index in range(library().short.recipe_count())]
    return {name.decode(): builtin_recipe(name) for name in names}


def builtin_recipe(name: bytes) -> Dict[str, Any]:
    """A built-in recipe as written, without the defaults."""
    recipe: Dict[str, Any] = json.loads(read_text(library().short.recipe_json, name, len(name)))
    return recipe


def models() -> Dict[str, Dict[str, Any]]:
    """The models that a recipe's member `model` may name: name -> "description", "writes" (an example of what it
    writes), "source" (where that is said) and "members" (those of a recipe that the name stands for).

    >>> vreward.models()["qwen3-vl"]["members"]["space"]["prediction"]
    'norm1000'
    """
    found: Dict[str, Dict[str, Any]] = {}
    while True:
        name = library().short.model_name(len(found))
        if name is None:
            return found
        found[name.decode()] = json.loads(read_text(library().short.model_json, name, len(name)))


def build_info() -> Dict[str, Any]:
    """Versions of the library and of what it was built with, and the file that was loaded ("path").

    >>> "path" in vreward.build_info()
    True
    """
    return {**json.loads(read_text(library().short.build_info)), "path": library().path}
