"""Evaluations of all samples and of those that have something in common."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .._binding.errors import Error
from .._binding.header import E_TRUTH
from .._rollouts.record import member_of
from ..scorer import Scorer
from .accumulator import Evaluation
from .errors import Errors

MOST_SLICES = 10_000
Values = Tuple[Any, ...]  # of the columns, for one slice; None where a row has no such column


class Part(NamedTuple):
    evaluation: Evaluation
    errors: Optional[Errors]


class Slices:
    """An evaluation for each value of some columns, and of all samples together.

    scorer  a vreward.Scorer
    by      columns of the rows, or paths into them (extra_info.source): a slice for each combination of their values
    errors  whether what each kind of error costs is computed, too

        >>> import vreward
        >>> slices = Slices(vreward.Scorer("counting"), by=["source"])
        >>> slices.add(["3", "5"], [3, 4], [{"source": "a"}, {"source": "b"}])
        >>> result = slices.result()
        >>> result["metrics"]["exact"]["value"], [one["metrics"]["exact"]["value"] for one in result["slices"]]
        (0.5, [1.0, 0.0])
    """

    def __init__(self, scorer: Scorer, by: Sequence[str] = (), errors: bool = False) -> None:
        self.scorer = scorer
        self.by = list(by)
        self.with_errors = errors
        self.parts: Dict[Values, Part] = {}
        self.missing: Counter[str] = Counter()  # rows without a column
        self.count = 0

    def add(
        self,
        completions: Sequence[Any],
        truths: Optional[Sequence[Any]],
        rows: Optional[Sequence[Mapping[str, Any]]] = None,
        keys: Optional[Sequence[int]] = None,
    ) -> None:
        """Adds n completions. Those whose truth is bad are counted and left out.

        truths  n documents; None where the recipe needs none
        rows    n mappings that hold the columns; None: there are no slices
        keys    n whole numbers as Evaluation.add takes them; None: each sample is one of its own

            >>> import vreward
            >>> slices = Slices(vreward.Scorer("counting"), by=["source"])
            >>> slices.add(["3", "4"], [3, 3], [{"source": "web"}, {"source": "web"}], keys=[7, 7])
            >>> slices.result()["keys"]
            1
        """
        self._add("add", completions, truths, rows, keys)

    def add_items(
        self, items: Sequence[Any], truths: Sequence[Any], rows: Any = None, keys: Optional[Sequence[int]] = None
    ) -> None:
        """Adds n samples of items, as Scorer.score_items takes them; everything else is as of add.

        >>> import vreward
        >>> slices = Slices(vreward.Scorer("grounding"))
        >>> slices.add_items([[[0, 0, 10, 9]]], [[0, 0, 10, 10]])
        >>> slices.result()["metrics"]["mIoU"]["value"]
        0.9
        """
        self._add("add_items", items, truths, rows, keys)

    def _add(self, method: str, samples: Sequence[Any], truths: Any, rows: Any, keys: Any) -> None:
        if keys is None:
            keys = range(self.count, self.count + len(samples))
        self.count += len(samples)
        for values, places in self._sorted(rows, len(samples)).items():
            part = self._part(values)
            some = [samples[i] for i in places], None if truths is None else [truths[i] for i in places]
            try:
                getattr(part.evaluation, method)(*some, keys=[keys[i] for i in places])
            except Error as failure:
                if failure.code != E_TRUTH:
                    raise
            if part.errors is not None:
                getattr(part.errors, method)(*some)

    def _sorted(self, rows: Any, count: int) -> Dict[Values, List[int]]:
        if not self.by:
            return {(): list(range(count))}
        found: Dict[Values, List[int]] = {}
        for place, row in enumerate(rows):
            found.setdefault(tuple(self._value(row, name) for name in self.by), []).append(place)
        return found

    def _value(self, row: Mapping[str, Any], name: str) -> Any:
        value = member_of(row, (name,))
        if value is None:
            self.missing[name] += 1
        return value if value is None or isinstance(value, (str, int, float)) else json.dumps(value, default=str)

    def _part(self, values: Values) -> Part:
        if values not in self.parts:
            if len(self.parts) >= MOST_SLICES:
                names = ", ".join(self.by)
                raise Error(f"more than {MOST_SLICES} different values of {names}: slices are for columns with few")
            self.parts[values] = Part(Evaluation(self.scorer), Errors(self.scorer) if self.with_errors else None)
        return self.parts[values]

    def whole(self) -> Part:
        """All samples together: their `evaluation`, and their `errors` or None.

        >>> import vreward
        >>> slices = Slices(vreward.Scorer("counting"))
        >>> slices.add(["3"], [3])
        >>> slices.whole().evaluation.result()["samples"]
        1
        """
        if len(self.parts) == 1:
            return next(iter(self.parts.values()))
        whole = Part(Evaluation(self.scorer), Errors(self.scorer) if self.with_errors else None)
        for part in self.parts.values():
            whole.evaluation.merge(part.evaluation)
            if whole.errors is not None and part.errors is not None:
                whole.errors.merge(part.errors)
        return whole

    def result(self, bootstrap: int = 0, seed: int = 0) -> Dict[str, Any]:
        """What Evaluation.result gives for all samples; with `errors` what Errors.result gives; and with `by` a list
        `slices` of the same for each, with its values in `by`, in the order in which they first came.

        bootstrap, seed  as of Evaluation.result

        Raises Error where no sample could be used, or a column of `by` is in no row.

            >>> import vreward
            >>> slices = Slices(vreward.Scorer("counting"), errors=True)
            >>> slices.add(["3", "4"], [3, 3])
            >>> slices.result()["errors"]
            {'wrong_count': {'rollouts': 1, 'alone': 0.3125, 'in_turn': 0.3125}}
        """
        for name in self.by:
            if self.count and self.missing[name] == self.count:
                raise Error(f'no row has a column "{name}"')
        result = _result(self.whole(), bootstrap, seed)
        if not result["samples"]:
            raise Error(
                f"no sample has a truth that can be used; {result['bad_truths']} are bad: vreward lint says why"
            )
        if self.by:
            result["slices"] = list(self._slices(bootstrap, seed))
        return result

    def _slices(self, bootstrap: int, seed: int) -> Iterator[Dict[str, Any]]:
        for values, part in self.parts.items():
            yield {"by": dict(zip(self.by, values)), **_result(part, bootstrap, seed)}


def _result(part: Part, bootstrap: int, seed: int) -> Dict[str, Any]:
    result = part.evaluation.result(bootstrap, seed)
    if part.errors is not None and len(part.errors.scores):
        result["errors"] = part.errors.result()["errors"]
        result["perfect"] = part.errors.result()["perfect"]
    return result


def flat(result: Mapping[str, Any], prefix: str = "") -> Dict[str, float]:
    """The metrics of a result as one flat dict, for loggers: metrics by name, those of slices behind their values.

    result  what Evaluation.result or Slices.result gives
    prefix  before each name, as "eval/"

        >>> import vreward
        >>> evaluation = vreward.Evaluation("counting")
        >>> evaluation.add(["3"], [3])
        >>> flat(evaluation.result(), "eval/")["eval/exact"]
        1.0
    """
    found = {f"{prefix}{name}": one["value"] for name, one in result["metrics"].items() if one["value"] is not None}
    for part in result.get("slices", ()):
        values = ",".join(f"{name}={value}" for name, value in part["by"].items())
        found.update(flat(part, f"{prefix}{values}/"))
    return found
