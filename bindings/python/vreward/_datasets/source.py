"""What people hold, as records: a path, an open data set, a table, a list of dicts."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Union

from .._binding.errors import Error
from .document import Draft, refused

Path = Union[str, "os.PathLike[str]"]


class Record(NamedTuple):
    """A row of a table, and what it is called in errors."""

    place: str
    number: int  # from 0
    members: Mapping[str, Any]


def is_path(source: Any) -> bool:
    return isinstance(source, (str, os.PathLike))


def name_of(source: Any) -> str:
    """What a source is called in errors."""
    return os.fspath(source) if is_path(source) else type(source).__name__


def text_of(path: Path, wanted: str) -> str:
    """The text of a file. `wanted` says what the file should be, for the errors about a folder and an empty file."""
    name = os.fspath(path)
    if os.path.isdir(name):
        raise Error(f"{name}: is a directory; wanted is {wanted}")
    try:
        with open(name, encoding="utf-8-sig") as file:
            text = file.read()
    except UnicodeDecodeError as failure:
        raise Error(f"{name}: is not UTF-8 (byte {failure.start}); wanted is {wanted}") from None
    if not text.strip():
        raise Error(f"{name}: is empty; wanted is {wanted}")
    return text


def json_of(path: Path, wanted: str) -> Any:
    text = text_of(path, wanted)
    try:
        return json.loads(text)
    except ValueError as failure:
        raise Error(f"{os.fspath(path)}: not JSON: {failure}; wanted is {wanted}") from None


def files_in(folder: Path, endings: Iterable[str]) -> List[str]:
    """The files below a folder with one of the endings, sorted."""
    found = (os.path.join(base, name) for base, _, names in os.walk(os.fspath(folder)) for name in names)
    return sorted(path for path in found if path.lower().endswith(tuple(endings)))


def records_of(source: Any, wanted: str) -> Iterator[Union[Record, Draft]]:
    """The rows of a table: a .jsonl, .json or .parquet file, or a Dataset of `datasets`, a DataFrame, an Arrow table or
    any iterable of dicts. A row that is none is a Draft that says so."""
    name = name_of(source)
    for number, members in enumerate(_rows(source, wanted)):
        place = f"{name}: row {number}"
        if isinstance(members, Draft):
            yield members
        elif isinstance(members, Mapping):
            yield Record(place, number, members)
        else:
            yield refused(place, f"is {type(members).__name__}, not a dict of columns; wanted is {wanted}")


def _rows(source: Any, wanted: str) -> Iterable[Any]:
    if is_path(source):
        return _rows_of_file(os.fspath(source), wanted)
    if isinstance(source, Mapping):
        raise Error(
            f"a {type(source).__name__} is no list of rows; "
            + ("pass one split of it, such as source['train']" if "train" in source or "test" in source
               else f"wanted is {wanted}")
        )  # fmt: skip
    for method in ("iter_rows", "to_pylist"):  # polars; Arrow
        if hasattr(source, method):
            listed: Iterable[Any] = getattr(source, method)(**({"named": True} if method == "iter_rows" else {}))
            return listed
    if hasattr(source, "to_dict") and hasattr(source, "iloc"):  # pandas
        rows: Iterable[Any] = source.to_dict("records")
        return rows
    if isinstance(source, (bytes, int, float)) or not hasattr(source, "__iter__"):
        raise TypeError(f"the source is {type(source).__name__}; wanted is {wanted}, its path or rows as dicts")
    return source  # type: ignore[no-any-return]


def _rows_of_file(name: str, wanted: str) -> Iterable[Any]:
    ending = os.path.splitext(name)[1].lower()
    if os.path.isdir(name):
        raise Error(f"{name}: is a directory; wanted is {wanted}")
    if ending == ".parquet":
        return _rows_of_parquet(name)
    if ending in (".p", ".pkl", ".pickle"):
        raise Error(
            f"{name}: is a pickle, which can run any code when read; load it yourself and pass its rows as dicts"
        )
    if ending == ".json":
        rows: Any = json_of(name, wanted)
        if not isinstance(rows, list):
            raise Error(f"{name}: holds {type(rows).__name__}, not a list of rows; wanted is {wanted}")
        return rows
    if ending in (".jsonl", ".ndjson"):
        return _rows_of_lines(name, wanted)
    raise Error(f"{name}: is no .jsonl, .json or .parquet file; wanted is {wanted}")


def _rows_of_lines(name: str, wanted: str) -> Iterator[Any]:
    for number, line in enumerate(text_of(name, wanted).split("\n"), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as failure:
                yield refused(f"{name}:{number}", f"not JSON: {failure}")


def _rows_of_parquet(name: str) -> Iterator[Dict[str, Any]]:
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError:
        raise ImportError(f"{name}: reading Parquet needs pyarrow: pip install vreward[parquet]") from None
    try:
        file = parquet.ParquetFile(name)
    except ArrowInvalid as failure:
        raise Error(f"{name}: not Parquet: {failure}") from None
    for batch in file.iter_batches(1024):
        yield from batch.to_pylist()


def column(record: Record, names: Iterable[str], what: str) -> Any:
    """The first of these columns that a record has. Error: none of them, with those that came."""
    for name in names:
        if record.members.get(name) is not None:
            return record.members[name]
    came = ", ".join(map(str, record.members)) or "none"
    raise Error(f"has no {what} (columns tried: {', '.join(names)}; columns that came: {came})")
