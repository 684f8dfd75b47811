"""Conditions on a scored rollout, as `--where` takes them: reason=no_overlap, accuracy<0.5, source=web."""

from __future__ import annotations

import json
import operator
import re
from typing import Any, Callable, Dict, Mapping, NamedTuple, Optional

from .._binding.errors import Error
from .._binding.header import REASONS

_COMPARED: Dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_WRITTEN = re.compile(r"\s*([^<>=!\s]+)\s*(<=|>=|!=|==?|<|>)\s*(.*?)\s*", re.S)


class Condition(NamedTuple):
    name: str
    sign: str
    value: str

    def holds(self, found: Mapping[str, Any], members: Mapping[str, Any]) -> Optional[bool]:
        """found    what Scorer.explain gives: its score, reason, reasons and terms come first
        members  of the line
        None: neither has this name.
        """
        name = self.name
        if name == "reasons":
            return (self.value in found["reasons"]) == (self.sign == "=")
        for place in (found if name in ("score", "reason") else {}, found["terms"], members):
            if name in place:
                return self._compares(place[name])
        return None

    def _compares(self, value: Any) -> bool:
        if value is None:  # the score of a bad truth
            return self.sign == "!="
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            try:
                return _COMPARED[self.sign](value, float(self.value))
            except ValueError:
                return self.sign == "!="
        if self.sign not in ("=", "!="):  # a text is neither less nor more than a number
            return False
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return _COMPARED[self.sign](text, self.value)


def condition(text: str) -> Condition:
    """NAME, a sign and a value. Raises Error for what is none, and for a reason that does not exist."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise Error(f"--where {text}: must be NAME=VALUE, or with !=, <, <=, > or >=, as in 'accuracy<0.5'")
    name, sign, value = match.groups()
    sign = "=" if sign == "==" else sign
    if name in ("reason", "reasons"):
        if sign not in ("=", "!="):
            raise Error(f"--where {text}: a reason can be = or !=")
        if value not in REASONS:
            raise Error(f"--where {text}: there is no reason {value!r}; there are {', '.join(REASONS)}")
    elif name == "score" or sign not in ("=", "!="):
        try:
            float(value)
        except ValueError:
            raise Error(f"--where {text}: {value!r} is no number") from None
    return Condition(name, sign, value)
