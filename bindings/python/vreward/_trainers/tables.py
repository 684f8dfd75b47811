"""Scoring an Arrow table. pyarrow is imported only when one is scored, and text in it is read where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Tuple, Union

from .._binding.errors import Error
from .._binding.frames import arrow_numbers, imported
from .._binding.texts import TEXT_TYPES
from .._scoring.cache import cached_scorer
from .._scoring.truths import truth_text
from ..scorer import Scorer
from ..scores import Scores
from ..types import Members, Recipe
from .adapter import Adapter

if TYPE_CHECKING:  # what only checkers need, and bring along
    from typing_extensions import Unpack

_ADDED = ("score", "reason", "terms")


class TableScorer:
    """Adds the columns "score", "reason" and "terms" to a table.

    adapter     the recipes, and the columns that hold truths and tasks
    completion  the column that holds what the model wrote
    threads     of one call
    prefix      what the names of these columns begin with

    Columns of these names are replaced.
    """

    def __init__(self, adapter: Adapter, completion: str, threads: int, prefix: str = "") -> None:
        self.adapter = adapter
        self.completion = completion
        self.threads = threads
        self.prefix = prefix

    def added_names(self) -> List[str]:
        """The names of the columns that are added."""
        return [self.prefix + name for name in _ADDED]

    def __call__(self, table: Any) -> Any:
        import pyarrow
        import pyarrow.compute

        texts = self._texts(table)
        truths = self._column(table, self.adapter.truth) if self.adapter.needs_truth else None
        found: List[Any] = []
        order: List[int] = []
        for task, rows in self._tasks(table):
            part_texts = texts if rows is None else texts.take(pyarrow.array(rows, pyarrow.int64()))
            part_truths = (
                truths if rows is None or truths is None else truths.take(pyarrow.array(rows, pyarrow.int64()))
            )
            found.append(self._added(self._scores(task, part_texts, part_truths)))
            order += range(table.num_rows) if rows is None else rows
        added = pyarrow.concat_tables(found) if found else self._added(None)
        if len(found) > 1:
            places = sorted(range(len(order)), key=order.__getitem__)
            added = added.take(pyarrow.array(places, pyarrow.int64()))
        for name, column in zip(self.added_names(), added.columns):
            place = table.schema.get_field_index(name)
            table = table.append_column(name, column) if place < 0 else table.set_column(place, name, column)
        return table

    def _column(self, table: Any, name: str) -> Any:
        if name not in table.column_names:
            raise self.adapter.error(f'no column "{name}" (columns that came: {", ".join(table.column_names)})')
        return table.column(name).combine_chunks()

    def _texts(self, table: Any) -> Any:
        """The completions as an Arrow array of text; null is the empty text."""
        import pyarrow

        column = self._column(table, self.completion)
        if str(column.type) not in TEXT_TYPES:
            values = self.adapter.texts(column.to_pylist())
            return pyarrow.array(values, pyarrow.large_string())
        return column.fill_null("") if column.null_count else column

    def _documents(self, scorer: Scorer, column: Any) -> Any:
        """The truths of a column as a recipe takes them; null is a bad truth like any other."""
        import pyarrow

        is_text = str(column.type) in TEXT_TYPES
        if is_text and not column.null_count:
            return column
        if scorer.wants_text:
            return column.to_pylist()
        if is_text:
            return column.fill_null("null")
        values = column.to_pylist()  # None is the JSON null, a bad truth
        texts = [one if isinstance(one, str) else truth_text(one).decode("utf-8", "replace") for one in values]
        return pyarrow.array(texts, pyarrow.large_string())

    def _tasks(self, table: Any) -> Iterator[Tuple[Optional[str], Optional[List[int]]]]:
        if self.adapter.by is None:
            yield None, None
            return
        groups: Dict[Optional[str], List[int]] = {}
        for row, value in enumerate(self._column(table, self.adapter.by).to_pylist()):
            groups.setdefault(self.adapter.task(value, row, table.column_names), []).append(row)
        yield from groups.items()

    def _scores(self, task: Optional[str], texts: Any, truths: Any) -> Scores:
        scorer = cached_scorer(self.adapter.source(task), {})
        try:
            return scorer.score(texts, None if truths is None else self._documents(scorer, truths), self.threads)
        except Error as failure:
            if failure.scores is None:
                raise
            return failure.scores

    def _added(self, scores: Optional[Scores]) -> Any:
        """The three columns as a table; nothing is null but what a bad truth made NaN."""
        import pyarrow

        number = pyarrow.float64()
        names = self.adapter.terms
        if scores is None:
            columns = [pyarrow.array([], number) for _ in range(1 + len(names))]
            reason: Any = []
        else:
            columns = [arrow_numbers(scores.score), *(arrow_numbers(scores.terms[name]) for name in names)]
            reason = scores.reason
        terms = pyarrow.StructArray.from_arrays(columns[1:], list(names))
        return pyarrow.table([columns[0], pyarrow.array(reason, pyarrow.string()), terms], names=_ADDED)


def score_table(
    table: Any,
    recipe: Union[Recipe, Mapping[str, Recipe]],
    *,
    truth: str = "truth",
    completion: str = "completion",
    by: Optional[str] = None,
    prefix: str = "",
    threads: int = 1,
    **overrides: Unpack[Members],
) -> Any:
    """Scores a table of Arrow, pandas or polars, and gives it back with three more columns: "score", "reason", and
    "terms", a struct (in pandas dicts) of the terms that all recipes have.

    table       a pyarrow.Table or RecordBatch, a pandas.DataFrame or a polars.DataFrame of n rows
    recipe      a name, a dict or JSON text; with `by` a mapping of task -> recipe
    truth       the column that holds the truth: JSON text, or what becomes it (structs, lists, numbers)
    completion  the column that holds what the model wrote: text, which is read where it lies, or messages
    by          the column that holds the task
    prefix      what the names of the new columns begin with
    threads     how many threads, in all, share the rows
    overrides   members of the recipe that differ

    A truth that cannot be used stops nothing: its row has a null score and the reason "bad_truth". A null completion
    is the empty text. Raises Error for a recipe that cannot be used, for a column that is not there (columns that came
    are named) and for a column that a new one would replace, TypeError for what is no table, ImportError where pyarrow
    is missing.

    Example:

        >>> import pyarrow
        >>> table = pyarrow.table({"completion": ["3", "4"], "truth": ["3", "3"]})
        >>> vreward.score_table(table, "counting")["score"].to_pylist()
        [1.0, 0.375]
    """
    adapter = _TableAdapter(recipe, truth=truth, by=by, **overrides)
    given = _arrow(table)
    scorer = TableScorer(adapter, completion, threads, prefix)
    for name in scorer.added_names():
        if name in given.column_names:
            raise adapter.error(f'the table has a column "{name}" already; prefix= gives the new ones other names')
    return _as_given(scorer(given), table)


class _TableAdapter(Adapter):
    trainer = "vreward.score_table"


def _arrow(table: Any) -> Any:
    """A table of any of these libraries as Arrow's, its text where it lies if that library keeps it so."""
    pyarrow = imported("pyarrow", "vreward.score_table")
    if isinstance(table, pyarrow.Table):
        return table
    if isinstance(table, pyarrow.RecordBatch):
        return pyarrow.Table.from_batches([table])
    library = type(table).__module__.split(".")[0]
    if library == "pandas" and hasattr(table, "columns"):
        return pyarrow.Table.from_pandas(table)
    if library == "polars" and hasattr(table, "to_arrow"):
        return table.to_arrow()
    raise TypeError(
        f"table must be a table of Arrow, pandas or polars, not {type(table).__name__}; of a dataset of Hugging Face, "
        'give dataset.with_format("arrow")[:]'
    )


def _as_given(scored: Any, table: Any) -> Any:
    """A scored Arrow table as the library has it whose table was given."""
    library = type(table).__module__.split(".")[0]
    if library == "pandas":
        return scored.to_pandas()
    return imported("polars", "vreward.score_table").from_arrow(scored) if library == "polars" else scored
