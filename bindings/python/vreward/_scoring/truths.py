"""Truths on their way to C: from what people hold to documents, and for each completion which is its own."""

from __future__ import annotations

import json
from array import array
from ctypes import addressof, byref, c_void_p, sizeof
from typing import Any, Callable, Dict, List, Literal, NamedTuple, Optional, Tuple, Union

from .._binding import header
from .._binding.containers import counted, is_detections, is_table, listed, members_of, to_python
from .._binding.errors import Error
from .._binding.loading import library
from .._binding.texts import TEXT_TYPES, Ragged, encode, from_bytes, from_list, one_chunk, ragged
from .items import true_columns
from .prepared import Truths


def missing(value: Any) -> Optional[str]:
    """What a value is called that stands for none: None, NaN, pandas' NA and NaT. None for all others."""
    if value is None:
        return "None"
    if type(value).__name__ in ("NAType", "NaTType"):
        return str(value)
    is_number = isinstance(value, float) or (hasattr(value, "dtype") and getattr(value, "shape", None) == ())
    return "NaN" if is_number and bool(value != value) else None


def text_truth(truth: Any, name: str = "truth") -> bytes:
    """One truth of a recipe that takes nothing but text."""
    if isinstance(truth, str):
        return encode(truth)
    if isinstance(truth, (bytes, bytearray)):
        return bytes(truth)
    if missing(truth) is not None:
        raise TypeError(f"{name} is {missing(truth)}, a missing value")
    raise TypeError(f"{name} must be text, as the recipe's truth_format says, not {type(truth).__name__}")


def truth_text(truth: Any, name: str = "truth") -> bytes:
    """One truth as its JSON document: str and bytes are that document already, all else is dumped."""
    if isinstance(truth, str):
        return encode(truth)
    if isinstance(truth, (bytes, bytearray)):
        return bytes(truth)
    if missing(truth) is not None:
        return b"NaN" if missing(truth) == "NaN" else b"null"
    try:
        return encode(json.dumps(truth, default=_plain, ensure_ascii=False))
    except (TypeError, ValueError) as failure:
        raise TypeError(f"{name} must be JSON text or what json can dump: {failure}") from None


def _plain(value: Any) -> Any:
    """What json cannot dump by itself: dataclasses, supervision.Detections, mappings that are no dict, and arrays and
    numbers of numpy, torch, pandas, polars and Arrow."""
    members = members_of(value)
    if members is None:
        if is_table(value):
            raise TypeError(f"{type(value).__name__} is not JSON")
        return to_python(value)
    found = dict(members)
    if is_detections(value):  # how sure a detector was is no part of a truth
        found.pop("confidences", None)
    return found


def document(truth: Any, only_text: bool, name: str = "truth") -> bytes:
    """One truth as the document that a recipe reads; `only_text`: the recipe takes nothing but text."""
    return text_truth(truth, name) if only_text else truth_text(truth, name)


# How a recipe reads truths: as documents, as a model writes its answer, or as nothing but text.
Form = Literal["json", "answer", "text"]


class Given(NamedTuple):
    """The truths of a batch: the documents, for each completion which (None: one each, or one for all), what is wrong
    with those that are no text where only text will do, and the arrays or prepared truths that are there instead of
    documents."""

    texts: Ragged
    places: Optional[array[int]]
    wrong: Dict[int, str]
    arrays: Optional[header.TruthArrays] = None
    prepared: Optional[Truths] = None

    @property
    def number(self) -> int:
        return self.texts.number if self.prepared is None else len(self.prepared)

    def fill(self, batch: Union[header.Batch, header.ItemBatch]) -> None:
        """Where a batch has its truths. It points into these, which the caller keeps."""
        texts, prepared = self.texts, self.prepared
        batch.truth = texts.data if prepared is None else None
        batch.truth_offsets = texts.offsets if prepared is None else None
        batch.truth_count = texts.number
        batch.prepared = None if prepared is None else prepared._address
        batch.truth_index = None if self.places is None else self.places.buffer_info()[0]
        batch.truth_arrays = None if self.arrays is None else addressof(self.arrays)

    def wrong_for(self, count: int) -> Dict[int, str]:
        """The same by completion."""
        if not self.wrong:
            return {}
        places = self.places or (range(count) if self.texts.number == count else [0] * count)
        return {item: self.wrong[place] for item, place in enumerate(places) if place in self.wrong}


_NOTHING = Given(from_bytes(b"", ()), None, {})


def truths_for(truths: Any, truth_index: Any, count: int, form: Callable[[], Form]) -> Given:
    """Truths as Scorer.score takes them, for `count` completions. Rollouts that repeat a document share it."""
    if truths is None:
        return _NOTHING
    if type(truths) is Truths:
        found = _NOTHING._replace(prepared=truths)
    else:
        found = truths_of(truths, form, count if truth_index is None else None)
        if found.places is not None:
            return found
    number = found.number
    index = _indices(truth_index, count, number)
    if index is None and number != count and not _is_one(truths):
        given = f"{counted(count, 'completion')} but {counted(number, 'truth')}"
        raise Error(f"{given}; truth_index= says which belongs to which")
    return found if index is None else found._replace(places=index)


def truths_of(truths: Any, form: Callable[[], Form], sharers: Optional[int] = None) -> Given:
    """Truths alone, whichever completions they belong to. Where there is one for each of so many sharers, equal ones
    are left once."""
    if _is_one(truths):
        return _arrays([truths], form) or _documents([truths], ["truths"], form)
    if not isinstance(truths, (list, tuple)) and not _is_arrow_text(truths):
        truths = listed(truths, "truths", "a list or one truth")
    if not isinstance(truths, (list, tuple)):
        truths, places = _shared(truths) if len(truths) == sharers else (truths, None)
        return Given(ragged(truths, "truths"), places, {})
    if set(map(type, truths)) == {str}:
        unique = list(dict.fromkeys(truths)) if len(truths) == sharers != 1 else truths
        if len(unique) == len(truths):
            return Given(from_list(truths, "truths"), None, {})
        place_of = {text: place for place, text in enumerate(unique)}
        return Given(from_list(unique, "truths"), array("q", map(place_of.__getitem__, truths)), {})
    return _arrays(truths, form) or _documents(truths, [f"truths[{i}]" for i in range(len(truths))], form)


def one_document(truth: Any, form: Callable[[], Form]) -> bytes:
    """One truth that is no str."""
    if type(truth) is Truths:
        raise TypeError("truth must be one truth; of prepared ones: score([completion], truths, truth_index=[row])[0]")
    only_text = form() == "text"
    try:
        return document(truth, only_text)
    except TypeError as failure:
        if not only_text:
            raise
        raise Error(str(failure), header.E_TRUTH, 0) from None


def truth_for_one(truth: Any, truth_index: Any, form: Callable[[], Form]) -> Given:
    """One truth, or a row of prepared ones, for one sample."""
    if type(truth) is Truths:
        return truths_for(truth, None if truth_index is None else [truth_index], 1, form)
    if truth_index is not None:
        raise Error("truth_index is the row of prepared truths, and truth is one truth: leave truth_index out")
    return truths_for(None if truth is None else [one_document(truth, form)], None, 1, form)


def prepared(scorer: Optional[int], truths: Any, form: Callable[[], Form]) -> Truths:
    """Truths as Scorer.prepare takes them, read by the library's scorer at this address."""
    given = truths_of(truths, form)
    if given.wrong:
        first = min(given.wrong)
        raise Error(given.wrong[first], header.E_TRUTH, first)
    made, texts, arrays = c_void_p(), given.texts, given.arrays
    documents = (texts.data, texts.offsets) if arrays is None else (None, None)
    try:
        library().long.truths_create(scorer, *documents, texts.number, arrays, byref(made), byref(header.ErrorRecord()))
    except Error as failure:
        if failure.code != header.E_TRUTH:
            raise
        raise Error(f"truths[{failure.index}]: {failure}", failure.code, failure.index, failure.offset) from None
    return Truths._of(made, texts.number)


def truth_list(truths: Any) -> List[Any]:
    """Truths as Scorer.score takes them, as a list; one truth is a list of one."""
    return [truths] if _is_one(truths) else listed(truths, "truths", "a list or one truth")


def _is_one(truths: Any) -> bool:
    """Whether this is one truth: text, a number, also one of numpy or torch, or named members."""
    if isinstance(truths, (str, bytes, bytearray, int, float)):
        return True
    if isinstance(truths, (list, tuple)) or is_table(truths):
        return False
    return members_of(truths) is not None or getattr(truths, "shape", None) == ()


def _is_arrow_text(truths: Any) -> bool:
    """Whether this is an Arrow array, in chunks or not, whose text is read where it lies."""
    return hasattr(truths, "null_count") and hasattr(truths, "type") and str(truths.type) in TEXT_TYPES


_LOOKED_AT = 256  # rows that tell whether documents repeat, as those of rollouts of one prompt do


def _shared(truths: Any) -> Tuple[Any, Optional[array[int]]]:
    """A column of Arrow in which many documents repeat, as each of them once and where each row's is. Any other as it
    is, since finding that out for all rows would cost a tenth of scoring them, and so are damaged ones."""
    looked_at = truths.slice(0, _LOOKED_AT)
    if truths.null_count or len(truths) < _LOOKED_AT or not _is_sound(looked_at):
        return truths, None
    if 2 * len(looked_at.unique()) > _LOOKED_AT or not _is_sound(truths):
        return truths, None
    encoded = (one_chunk(truths) if hasattr(truths, "combine_chunks") else truths).dictionary_encode()
    places = array("q")
    places.frombytes(memoryview(encoded.indices.cast("int64").buffers()[1])[: 8 * len(encoded)])
    return encoded.dictionary, places


def _is_sound(column: Any) -> bool:
    """Whether Arrow may compute with it: what trusts the offsets of a damaged array reads beyond it."""
    try:
        column.validate(full=True)
    except ValueError:  # what Arrow raises is one
        return False
    return True


def _arrays(truths: Union[List[Any], Tuple[Any, ...]], form: Callable[[], Form]) -> Optional[Given]:
    """Truths that are boxes or points with labels as they stand in memory, where the recipe reads documents of them."""
    if not truths or type(truths[0]) is not dict or form() != "json":
        return None
    columns = true_columns(truths)
    if columns is None:
        return None
    arrays = header.TruthArrays(sizeof(header.TruthArrays))
    columns.fill(arrays)
    return Given(
        Ragged(0, 0, columns.count, columns.numbers.itemsize * len(columns.numbers), columns), None, {}, arrays
    )


def _documents(truths: Union[List[Any], Tuple[Any, ...]], names: List[str], form: Callable[[], Form]) -> Given:
    """Truths of any kind as documents."""
    only_text = not set(map(type, truths)) <= {str, bytes} and form() == "text"
    documents: List[Any] = []
    wrong: Dict[int, str] = {}
    for place, (truth, name) in enumerate(zip(truths, names)):
        try:
            documents.append(document(truth, only_text, name))
        except TypeError as failure:
            if not only_text:
                raise
            documents.append(b"")
            wrong[place] = str(failure)
    return Given(from_list(documents, "truths"), None, wrong)


def _indices(truth_index: Any, count: int, truth_count: int) -> Optional[array[int]]:
    if truth_index is None:
        return None
    try:
        index = array("q", listed(truth_index, "truth_index"))
    except OverflowError:
        raise Error("truth_index holds a number beyond 64 bits") from None
    except TypeError:
        raise TypeError("truth_index must hold one whole number for each completion") from None
    if len(index) != count:
        raise Error(f"{counted(count, 'completion')} but {counted(len(index), 'number')} in truth_index")
    are = "is" if truth_count == 1 else "are"
    for item, truth in enumerate(index):
        if not 0 <= truth < truth_count:
            raise Error(f"truth_index[{item}] is {truth}, but there {are} {counted(truth_count, 'truth')}", index=item)
    return index
