"""Scoring on many machines with Ray. See docs/many-machines.md.

from vreward.ray import Score

scored = ray.data.read_parquet(path).map_batches(
    Score, fn_constructor_args=("detection",), batch_format="pyarrow", concurrency=(1, 8)
)
"""

from __future__ import annotations

import argparse
import io
import sys
from collections import deque
from contextlib import redirect_stderr
from itertools import islice
from typing import Any, Deque, Dict, Iterator, List, NamedTuple, Optional, TextIO, Tuple

from ._binding.errors import Error
from ._rollouts.records import BadRecord, record_of
from ._scoring.cache import cached_scorer
from ._trainers.adapter import Adapter, documents
from .command_line import Scorers, Summary, score_batch
from .scorer import Scorer
from .scores import Scores

__all__ = ["Score"]

LINES_PER_TASK = 2048
TASKS_PER_CORE = 3  # submitted ahead, so that no core waits for the driver


class _Adapter(Adapter):
    trainer = "vreward.ray"


class Score:
    """Scores an Arrow table; a callable class for Ray Data's map_batches with batch_format="pyarrow".

    recipe      a name, a dict or JSON; with `by` a mapping of task -> recipe
    completion  the column that holds what the model wrote: text, which is read where it lies, or messages
    truth       the column that holds the truth: JSON text, which is read where it lies, or what becomes it
    by          the column that holds the task
    threads     of one call; Ray's own parallelism is the argument `concurrency` of map_batches
    overrides   members of the recipe that differ

    The table comes back with three more columns: "score", "reason", and "terms", a struct of the terms that all recipes
    have. A truth that cannot be used does not stop the job: its row has a null score and the reason "bad_truth".
    """

    def __init__(
        self,
        recipe: Any,
        completion: str = "completion",
        truth: str = "truth",
        by: Optional[str] = None,
        threads: int = 1,
        **overrides: Any,
    ) -> None:
        self.adapter = _Adapter(recipe, truth=truth, by=by, **overrides)
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
        if str(column.type) not in ("string", "large_string", "binary", "large_binary"):
            values = self.adapter.texts(column.to_pylist())
            return pyarrow.array(values, pyarrow.large_string())
        return column.fill_null("") if column.null_count else column

    def _documents(self, scorer: Scorer, column: Any) -> Any:
        """The truths of a column as a recipe takes them; null is a bad truth like any other."""
        import pyarrow

        is_text = str(column.type) in ("string", "large_string", "binary", "large_binary")
        if is_text and not column.null_count:
            return column
        if scorer.wants_text:
            return column.to_pylist()
        if is_text:
            return column.fill_null("null")
        return pyarrow.array(documents(column.to_pylist()), pyarrow.large_string())

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


# ---- vreward score --ray ---------------------------------------------------------------------------------------------


class Part(NamedTuple):
    """What a worker makes of some lines of a file."""

    lines: List[str]
    summary: Summary
    said: str  # what goes to standard error
    failure: Optional[str]  # what ends the run


def score_lines(options: argparse.Namespace, lines: List[Tuple[int, bytes]]) -> Part:
    """Scores lines of options.file, given with their numbers, as `vreward score` does. Runs on a worker."""
    summary, said, failure = Summary(), io.StringIO(), None
    scored: List[str] = []
    try:
        with redirect_stderr(said):
            records = [
                record_of(f"{options.file}:{number}", number, line, options.completion, options.truth)
                for number, line in lines
            ]
            scored += score_batch(Scorers(options), records, 1, summary)
    except (Error, BadRecord) as refused:
        failure = str(refused)
    return Part(scored, summary, said.getvalue(), failure)


def score_file(options: argparse.Namespace, recipe: Optional[str], out: TextIO, summary: Summary) -> None:
    """Scores options.file on Ray's workers and writes the lines in order. The file is read here, so that workers need
    not see it. A task whose worker dies is run again by Ray, and only what finished tasks return is written: nothing is
    lost and nothing is there twice."""
    import ray

    options = argparse.Namespace(**{**vars(options), "recipe": recipe, "run": None})
    started = not ray.is_initialized()
    if started:
        ray.init(log_to_driver=False)  # the cluster that RAY_ADDRESS or Ray itself knows of, else one of this machine
    try:
        work = ray.remote(max_retries=-1)(score_lines)
        ahead = TASKS_PER_CORE * max(1, int(ray.cluster_resources().get("CPU", 1)))
        waiting: Deque[Any] = deque()
        with open(options.file, "rb") as file:
            numbered = ((number, line) for number, line in enumerate(file, 1) if line.strip())
            more = True
            while more or waiting:
                while more and len(waiting) < ahead:
                    lines = list(islice(numbered, LINES_PER_TASK))
                    more = bool(lines)
                    if more:
                        waiting.append(work.remote(options, lines))
                if waiting:
                    _written(ray.get(waiting.popleft()), out, summary)
    finally:
        if started:
            ray.shutdown()


def _written(part: Part, out: TextIO, summary: Summary) -> None:
    sys.stderr.write(part.said)
    if part.failure is not None:
        raise BadRecord(part.failure)
    out.writelines(part.lines)
    summary.count += part.summary.count
    summary.total += part.summary.total
    summary.bad_truths += part.summary.bad_truths
    summary.reasons.update(part.summary.reasons)
    summary.spaces.merge(part.summary.spaces)
