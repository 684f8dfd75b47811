"""What the adapters of all trainers share: text in its shapes -> completion, columns -> truths, scores -> plain floats.

What every adapter keeps, whatever the trainer: the same keys for every sample; only finite Python floats go out;
nothing that a model wrote raises; a column that is missing or a truth that cannot be used raises at once, and the error
names the trainer, the column, the row and the columns that came. An adapter holds names and JSON only, so it pickles;
scorers are made on first use in each process and shared by its threads.
"""

from __future__ import annotations

import json
import math
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .._binding.containers import listed
from .._binding.errors import Error
from .._rollouts.completion import completion_text, kind
from .._rollouts.record import TRUTH_NAMES
from .._scoring.cache import cached_scorer
from .._scoring.description import describe
from .._scoring.recipes import recipe_text
from .._scoring.truths import document, missing
from ..scorer import Scorer
from ..scores import Scores
from ..types import Explanation
from . import log

# Where a framework's event loop waits for a score, a text of this many characters is scored in a thread.
LONG_CHARACTERS = 4096


class Part(NamedTuple):
    """The rows of a batch that one recipe scored. `rows` is None where these are all rows in order; `truths` are their
    documents, None where the recipe needs none."""

    task: Optional[str]
    rows: Optional[List[int]]
    scores: Scores
    truths: Optional[List[str]]

    def places(self) -> Iterable[int]:
        return range(len(self.scores)) if self.rows is None else self.rows


class Adapter:
    """A recipe, or one for each task of a mixed dataset, and the columns it reads.

    recipe     a name, a dict or JSON; with `by` a mapping of task -> recipe
    truth      the column that holds the truth, one JSON document for each row
    term       the name of a term: that instead of the score
    by         the column that holds the task
    name       what the reward is called in logs; default: from the recipe and the term
    overrides  members of the recipe (of each, with `by`) that differ
    """

    trainer = "vreward"
    keeps_other_tasks = False  # whether rows of other tasks may stay without a score

    def __init__(
        self,
        recipe: Any,
        truth: str = "solution",
        term: Optional[str] = None,
        by: Optional[str] = None,
        name: Optional[str] = None,
        **overrides: Any,
    ) -> None:
        recipe, overrides = plain(recipe), plain(overrides)
        if by is None:
            recipes = {None: recipe}
        elif isinstance(recipe, dict) and recipe:
            recipes = recipe
        else:
            raise self.error(f'with by="{by}" the recipe must be a mapping of task to recipe, like {{"ocr": "ocr"}}')
        self.truth = truth
        self.term = term
        self.by = by
        self._sources: Dict[Optional[str], str] = {}
        self._needs_truth: Dict[Optional[str], bool] = {}
        columns: List[Tuple[str, ...]] = []
        for task, one in recipes.items():
            scorer, self._sources[task] = self._compile(task, one, overrides)
            self._needs_truth[task] = scorer.needs_truth
            columns.append(scorer.terms)
        # Where recipes differ, every sample has what all of them have.
        self.terms = tuple(name for name in columns[0] if all(name in others for others in columns))
        if term is not None:
            self.check_term(term)
        self.name = name or "_".join(filter(None, ["_".join(map(recipe_name, recipes.values())), term]))
        self.__name__ = self.name
        self._log = log.current()

    def _compile(self, task: Optional[str], recipe: Any, overrides: Dict[str, Any]) -> Tuple[Scorer, str]:
        place = "" if task is None else f" of task {task!r}"
        try:
            source = recipe_text(recipe, overrides).decode()
            return cached_scorer(source, {}), source
        except (Error, TypeError) as failure:
            raise Error(f"{self.trainer}: recipe{place}: {failure}", *codes(failure)) from None

    def check_term(self, name: Any) -> None:
        if name not in self.terms:
            raise self.error(f'no term "{name}"; the terms are {", ".join(self.terms)}')

    def __getstate__(self) -> Dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "_log"}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._log = log.current()

    def __repr__(self) -> str:
        return f"<{self.trainer} reward {self.name}>"

    def error(self, what: str) -> Error:
        return Error(f"{self.trainer}: {what}")

    def source(self, task: Optional[str] = None) -> str:
        """The recipe of a task as JSON or a name, for cached_scorer."""
        return self._sources[task]

    @property
    def needs_truth(self) -> bool:
        """Whether any of the recipes compares with a truth."""
        return any(self._needs_truth.values())

    # ---- one sample --------------------------------------------------------------------------------------------------

    def one(
        self, completion: Any, truth: Any, task: Any = None, came: Iterable[str] = (), row: int = 0
    ) -> Dict[str, Any]:
        """The scores of one completion: "score", "reason" and every term of the recipe. `truth` MISSING: no such
        column. `came`: the names of the columns, for errors."""
        scorer, text, document = self._prepared(completion, truth, task, came, row)
        try:
            found: Any = scorer.score_one(text, document)
        except Error as failure:
            raise self._bad_truth(failure, row, came) from None
        values = sum(found[name] for name in scorer.terms) + found["score"]
        if not math.isfinite(values):
            raise self.error(f"row {row} has a score or term that is not finite: {found}")
        if self._log is not None:
            self._log.one(self, scorer, text, document, found)
        return found  # type: ignore[no-any-return]

    def of_row(self, row: Mapping[str, Any]) -> Tuple[Any, Any, Mapping[str, Any]]:
        """What `one` and `explained` take behind the completion, where a mapping holds the columns of the sample."""
        return row.get(self.truth, MISSING), None if self.by is None else row.get(self.by), row

    def explained(
        self, completion: Any, truth: Any, task: Any = None, came: Iterable[str] = (), row: int = 0
    ) -> Tuple[Explanation, str]:
        """The explanation of one completion, for frameworks that have a place for it, and the same in plain words."""
        scorer, text, document = self._prepared(completion, truth, task, came, row)
        explanation = scorer.explain(text, document)
        return explanation, describe(explanation, text)

    def _prepared(
        self, completion: Any, truth: Any, task: Any, came: Iterable[str], row: int
    ) -> Tuple[Scorer, Any, Optional[str]]:
        """What scores it, its text, and its truth as a document where the recipe has one."""
        text = completion if type(completion) is str else self.text(completion, row)
        task = self.task(task, row, came) if self.by is not None else None
        document = None
        if self._needs_truth[task]:
            document = truth if type(truth) is str else self.document(truth, row, came, task)
        return cached_scorer(self._sources[task], {}), text, document

    def value(self, found: Mapping[str, Any]) -> float:
        """The number that the trainer is to have."""
        number: float = found["score" if self.term is None else self.term]
        return number

    def numbers(self, found: Mapping[str, Any]) -> Dict[str, float]:
        """Every term that all samples have."""
        return {name: found[name] for name in self.terms}

    # ---- a batch -----------------------------------------------------------------------------------------------------

    def batch(self, completions: Any, columns: Mapping[str, Any], prompts: Any = None) -> List[Part]:
        """The scores of many completions. A row whose task has no recipe is in no part (or refused)."""
        texts = self.texts(completions)
        if self.by is None:
            return [self._part(None, None, texts, columns, prompts)]
        groups: Dict[str, List[int]] = {}
        for row, value in enumerate(self.column(self.by, columns, len(texts))):
            task = self.task(value, row, columns)
            if task is not None:
                groups.setdefault(task, []).append(row)
        return [self._part(task, rows, texts, columns, prompts) for task, rows in groups.items()]

    def _part(
        self, task: Optional[str], rows: Optional[List[int]], texts: List[Any], columns: Mapping[str, Any], prompts: Any
    ) -> Part:
        truths: Optional[List[Any]] = None
        if self._needs_truth[task]:
            column = self.column(self.truth, columns, len(texts))
            if rows is not None:
                column = [column[row] for row in rows]
            if set(map(type, column)) <= {str}:
                truths = column
            else:
                places = range(len(column)) if rows is None else rows
                truths = [self.document(value, row, columns, task) for value, row in zip(column, places)]
        if rows is not None:
            texts = [texts[row] for row in rows]
        scorer = cached_scorer(self._sources[task], {})
        try:
            scores = scorer.score(texts, truths)
        except Error as failure:
            if failure.index is not None and rows is not None:
                failure.index = rows[failure.index]
            raise self._bad_truth(failure, failure.index, columns) from None
        if not math.isfinite(sum(scores.score) + sum(map(sum, scores.terms.values()))):
            raise self.error("a score or term is not finite")
        part = Part(task, rows, scores, truths)
        if self._log is not None:
            self._log.batch(self, scorer, texts, truths, scores, None if rows is not None else prompts)
        return part

    def values(self, part: Part) -> Sequence[float]:
        """The numbers that the trainer is to have for the rows of a part."""
        return part.scores.score if self.term is None else part.scores.terms[self.term]

    # ---- what trainers pass ------------------------------------------------------------------------------------------

    def column(self, name: str, columns: Mapping[str, Any], count: int) -> List[Any]:
        """A column as a list of `count` values."""
        if name not in columns:
            raise self._no_column(name, columns)
        values = columns[name]
        if type(values) is not list:
            try:
                if hasattr(values, "__next__"):  # a column is gone through once for each task
                    raise TypeError
                values = listed(values, name)
            except TypeError:
                raise self.error(
                    f'column "{name}" must be a list with one value for each of the {count} completions, '
                    f"not {kind(values)}{_came(columns)}"
                ) from None
        if len(values) != count:
            raise self.error(f'column "{name}" has {len(values)} values for {count} completions{_came(columns)}')
        return values

    def _no_column(self, name: str, columns: Iterable[str]) -> Error:
        argument = "by" if name == self.by else "truth"
        form = "; how truths are written is truth_format=" if name in ("json", "text", "answer") else ""
        like = self._like_truths(columns) if argument == "truth" else None
        which = "names another one" if like is None else f'names another one, and "{like}" looks like truths'
        return self.error(f'no column "{name}"; {argument}= {which}{form}{_came(columns)}')

    def _like_truths(self, columns: Iterable[str]) -> Optional[str]:
        """The column that could be the truths: by its name, else by what stands in its first row."""
        names = [str(name) for name in columns]
        named = next((name for name in TRUTH_NAMES if name in names), None)
        if named is not None or not isinstance(columns, Mapping):
            return named
        return next((name for name in names if self._reads(columns[name])), None)

    def _reads(self, values: Any) -> bool:
        first = values[0] if isinstance(values, (list, tuple)) and values else values
        if not (isinstance(first, Mapping) or (isinstance(first, str) and first.lstrip()[:1] in ("{", "["))):
            return False
        try:
            for source in self._sources.values():
                cached_scorer(source, {}).score_one("", document(first, False).decode("utf-8", "replace"))
        except (Error, TypeError):
            return False
        return True

    def task(self, value: Any, row: int, columns: Iterable[str] = ()) -> Optional[str]:
        """The task of a row; None for one that another reward scores."""
        if hasattr(value, "item"):  # numpy's strings
            value = value.item()
        if isinstance(value, str) and value in self._sources:
            return value
        if value is None or isinstance(value, str):
            if self.keeps_other_tasks:
                return None
            known = ", ".join(map(repr, self._sources))
            raise self.error(
                f'row {row}: column "{self.by}" is {value!r}, and there are recipes for {known}{_came(columns)}'
            )
        raise self.error(
            f'row {row}: column "{self.by}" must hold the name of a task, not {kind(value)}{_came(columns)}'
        )

    def document(self, truth: Any, row: Optional[int], came: Iterable[str] = (), task: Optional[str] = None) -> str:
        """A truth as its JSON document, from what datasets make of it: text, a dict that Arrow filled up with None, a
        number, a list, a numpy array or scalar. Where the recipe of the task takes texts only, nothing else will do."""
        if isinstance(truth, str):
            return truth
        if truth is MISSING:
            raise self._no_column(self.truth, came)
        if missing(truth) is not None:
            raise self.error(f'row {row}: column "{self.truth}" is {missing(truth)}, a missing value{_came(came)}')
        only_text = cached_scorer(self._sources[task], {}).wants_text
        try:
            return document(truth, only_text).decode("utf-8", "replace")
        except TypeError as failure:
            raise self.error(f'row {row}: column "{self.truth}": {failure}{_came(came)}') from None

    def _bad_truth(self, failure: Error, row: Optional[int], came: Iterable[str]) -> Error:
        place = "" if row is None else f"row {row}: "
        return Error(
            f'{self.trainer}: {place}column "{self.truth}": {failure}{_came(came)}', failure.code, row, failure.offset
        )

    def texts(self, completions: Any) -> List[Any]:
        """Completions as texts, whatever the trainer makes of them."""
        if type(completions) is not list:
            try:
                completions = listed(completions, "completions")
            except TypeError:
                raise self.error(f"completions must be a list, not {kind(completions)}") from None
        if set(map(type, completions)) == {str}:
            return completions  # type: ignore[no-any-return]
        return [self.text(value, row) for row, value in enumerate(completions)]

    def text(self, value: Any, row: int) -> Any:
        """One completion, as completion_text reads it."""
        try:
            return completion_text(value)
        except TypeError as failure:
            raise self.error(f"row {row}: a completion {failure}") from None


class _Missing:
    """Stands for a column that did not come."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()


def plain(value: Any) -> Any:
    """Configuration as plain dicts and lists: OmegaConf hands out its own kinds."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)) or type(value).__name__ == "ListConfig":
        return [plain(one) for one in value]
    return value


def recipe_name(recipe: Any) -> str:
    """What to call a recipe in a log."""
    if isinstance(recipe, str) and recipe.lstrip().startswith(("{", '"')):
        recipe = json.loads(recipe)
    if isinstance(recipe, Mapping):
        return str(recipe.get("base", "vreward"))
    return str(recipe)


def codes(failure: Exception) -> Tuple[Any, ...]:
    return (failure.code, failure.index, failure.offset) if isinstance(failure, Error) else ()


def _came(columns: Iterable[str]) -> str:
    names = [str(name) for name in columns if name not in ("trainer_state", "log_extra", "log_metric", "environments")]
    return f" (columns that came: {', '.join(names) or 'none'})"
