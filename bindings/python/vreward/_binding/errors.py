"""The one exception of the package."""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple

from ..scores import Scores
from . import header


class Error(ValueError):
    """What the caller gave cannot be used: a recipe, a truth, an option. (What a model wrote never raises.)

    code         number of the header's VREWARD_E_*: -1 argument, -2 recipe, -3 bad truth, -5 memory, -6 unsupported,
                 -7 limit
    index        of the completion, text or box that it is about, or None
    offset       byte in the recipe or truth that it is about, or None
    scores       bad truth in Scorer.score: the Scores of the whole batch, NaN where the truth is bad; else None
    explanation  bad truth in Scorer.explain: the explanation all the same; else None

    Example:

        >>> import vreward
        >>> try:
        ...     vreward.Scorer("counting").score(["3", "4"], [3, "many"])
        ... except vreward.Error as error:
        ...     print(error.index, error.scores.reason)
        1 ['ok', 'bad_truth']
    """

    def __init__(
        self, message: str, code: int = header.E_ARGUMENT, index: Optional[int] = None, offset: Optional[int] = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.index = index
        self.offset = offset
        self.scores: Optional[Scores] = None
        self.explanation: Optional[Dict[str, Any]] = None

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self.args[0], self.code, self.index, self.offset), self.__dict__


# Tracebacks and pickles name it as callers do.
Error.__module__ = "vreward"


def raise_failure(code: int, _function: object, arguments: Tuple[Any, ...]) -> int:
    """The errcheck of every C function that returns a status: its last argument is the error record, by reference."""
    if code == 0:
        return code
    record = arguments[-1]._obj
    raise Error(
        record.message.decode("utf-8", "replace"),
        code,
        record.index if record.index >= 0 else None,
        record.offset if record.offset >= 0 else None,
    )
