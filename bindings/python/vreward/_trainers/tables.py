"""Scoring an Arrow table. pyarrow is imported only when one is scored, and text in it is read where it lies."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Optional, Tuple

from .._binding.errors import Error
from .._binding.texts import TEXT_TYPES
from .._scoring.cache import cached_scorer
from .._scoring.truths import truth_text
from ..scorer import Scorer
from ..scores import Scores
from .adapter import Adapter


class TableScorer:
    """Adds the columns "score", "reason" and "terms" to a table.

    adapter     the recipes, and the columns that hold truths and tasks
    completion  the column that holds what the model wrote
    threads     of one call
    """

    def __init__(self, adapter: Adapter, completion: str, threads: int) -> None:
        self.adapter = adapter
        self.completion = completion
        self.threads = threads

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
        for name in added.column_names:
            place = table.schema.get_field_index(name)
            column = added.column(name)
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
            columns = [_nulls(scores.score), *(_nulls(scores.terms[name]) for name in names)]
            reason = scores.reason
        return pyarrow.table(
            {
                "score": columns[0],
                "reason": pyarrow.array(reason, pyarrow.string()),
                "terms": pyarrow.StructArray.from_arrays(columns[1:], list(names)),
            }
        )


def _nulls(values: Any) -> Any:
    """An array('d') as an Arrow array over the same memory, or with nulls for NaN where there is any."""
    import pyarrow
    import pyarrow.compute

    column = pyarrow.Array.from_buffers(pyarrow.float64(), len(values), [None, pyarrow.py_buffer(values)])
    bad = pyarrow.compute.is_nan(column)
    if pyarrow.compute.any(bad).as_py():
        column = pyarrow.compute.if_else(bad, pyarrow.scalar(None, pyarrow.float64()), column)
    return column
