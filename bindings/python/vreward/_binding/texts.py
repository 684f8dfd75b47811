"""Texts for C: UTF-8 in one block of bytes, with int64 offsets.

A list of ASCII strings is joined and read where it lies, at a fifth of the cost of encoding each; Arrow arrays come as
they are. A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD: what a model wrote never raises.
"""

from __future__ import annotations

import ctypes
import json
import re
import struct
from array import array
from itertools import accumulate
from typing import AbstractSet as Set
from typing import Any, Callable, Dict, Iterable, List, Mapping, NamedTuple, Optional, Tuple, Union

from .errors import Error

_SURROGATE = re.compile("[\ud800-\udfff]")


class Ragged(NamedTuple):
    """Texts as C takes them. `owner` keeps the memory behind both addresses alive."""

    data: Union[bytes, int]  # the block, or its address
    offsets: int  # address of number + 1 int64
    number: int
    size: int  # bytes of all texts
    owner: Any


def encode(text: str) -> bytes:
    """UTF-8, lone surrogates as U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


def encode_any(text: Any, name: str) -> bytes:
    """One text as bytes; TypeError where it is none. `name` says what it is."""
    if isinstance(text, str):
        return encode(text)
    if isinstance(text, (bytes, bytearray, memoryview)):
        return bytes(text)
    raise TypeError(f"{name} must be str or bytes, not {type(text).__name__}")


def ragged(texts: Any, name: str) -> Ragged:
    """A list (or other iterable) of str or bytes, or an Arrow array of strings. `name` is for the error."""
    if isinstance(texts, (list, tuple)):
        return _from_list(texts, name)
    if isinstance(texts, (str, bytes, bytearray)):
        raise TypeError(f"{name} must be a list of str or bytes, not one {type(texts).__name__}")
    _refuse_tables(texts, name)
    if hasattr(texts, "combine_chunks"):  # a column in chunks
        texts = texts.combine_chunks()
    if hasattr(texts, "buffers") and hasattr(texts, "null_count"):
        found = _from_arrow(texts, name)
        if found is not None:
            return found
    try:
        texts = texts.to_pylist() if hasattr(texts, "to_pylist") else list(texts)
    except TypeError:
        raise TypeError(f"{name} must be a list of str or bytes, not {type(texts).__name__}") from None
    return _from_list(texts, name)


def _refuse_tables(values: Any, name: str) -> None:
    """What iterates over names or in no order is no list."""
    if isinstance(values, (Mapping, Set)) or hasattr(values, "columns") or hasattr(values, "column_names"):
        raise TypeError(f"{name} must be a list, not {type(values).__name__}; of a table, give one column")


def _from_list(texts: Union[List[Any], Tuple[Any, ...]], name: str) -> Ragged:
    if len(texts) == 1:
        return one_text(texts[0], name + "[0]")
    kinds = set(map(type, texts))
    if kinds == {str}:
        joined = "".join(texts)
        if joined.isascii():
            address = _address_of_ascii(joined)
            return from_bytes(joined.encode() if address is None else joined, map(len, texts), address)
        try:
            encoded = list(map(str.encode, texts))
        except UnicodeEncodeError:
            encoded = [encode(text) for text in texts]
    elif kinds == {bytes}:
        encoded = texts  # type: ignore[assignment]
    else:
        encoded = [encode_any(text, f"{name}[{i}]") for i, text in enumerate(texts)]
    return from_bytes(b"".join(encoded), map(len, encoded))


def from_bytes(data: Union[bytes, str], lengths: Iterable[int], address: Optional[int] = None) -> Ragged:
    """Texts of these lengths (bytes), one after the other in `data`, or at the address of what `data` keeps alive."""
    ends = tuple(accumulate(lengths, initial=0))
    offsets = array("q", struct.pack(f"={len(ends)}q", *ends))  # half the time of array("q", ends)
    place: Any = data if address is None else address
    return Ragged(place, offsets.buffer_info()[0], len(ends) - 1, ends[-1], (data, offsets))


def one_text(text: Any, name: str) -> Ragged:
    """A single text."""
    data = encode(text) if type(text) is str else encode_any(text, name)
    size = len(data)
    offsets = array("q", (0, size))
    return Ragged(data, offsets.buffer_info()[0], 1, size, offsets)


def _address_of_ascii(text: str) -> Optional[int]:
    """Where CPython keeps the bytes of an ASCII string, which are UTF-8; None for other interpreters."""
    return None if _as_utf8 is None else _as_utf8(text, None)


def _find_as_utf8() -> Any:
    try:
        function = ctypes.pythonapi.PyUnicode_AsUTF8AndSize
    except AttributeError:
        return None
    function.argtypes = [ctypes.py_object, ctypes.c_void_p]
    function.restype = ctypes.c_void_p
    return function


_as_utf8 = _find_as_utf8()


def _from_arrow(texts: Any, name: str) -> Optional[Ragged]:
    """The memory of an Arrow array, without a copy where offsets have 64 bits; None for a layout that is not text."""
    layout = str(texts.type)
    if layout not in ("large_string", "large_binary", "string", "binary"):
        return None
    if texts.null_count:
        missing = next(i for i, valid in enumerate(texts.is_valid()) if not valid.as_py())
        raise TypeError(f"{name}[{missing}] must be str or bytes, not null")
    count, first = len(texts), texts.offset
    _, offsets, data = texts.buffers()
    if count == 0 or offsets is None:
        return from_bytes(b"", [0] * count)
    wide = memoryview(offsets).cast("B").cast("q" if layout.startswith("large") else "i")[first : first + count + 1]
    if len(wide) <= count or not 0 <= wide[0] <= wide[count] <= (0 if data is None else data.size):
        raise Error(f"{name} is a damaged Arrow array: its offsets lie outside its data")
    address = data.address if data is not None else 0
    if layout.startswith("large"):
        return Ragged(address, offsets.address + 8 * first, count, wide[count] - wide[0], (texts, offsets, data))
    copied = array("q", wide)
    return Ragged(address, copied.buffer_info()[0], count, wide[count] - wide[0], (texts, data, copied))


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
    """Numbers and arrays of numpy, torch and others inside a truth."""
    to_list = getattr(value, "tolist", None)
    if to_list is None:
        raise TypeError(f"{type(value).__name__} is not JSON")
    return to_list()


class Truths(NamedTuple):
    """The truths of a batch: the documents, for each completion which (None: one each, or one for all), and what is
    wrong with those that are no text where only text will do."""

    texts: Ragged
    places: Optional[array[int]]
    wrong: Dict[int, str]

    def wrong_for(self, count: int) -> Dict[int, str]:
        """The same by completion."""
        if not self.wrong:
            return {}
        places = self.places or (range(count) if self.texts.number == count else [0] * count)
        return {item: self.wrong[place] for item, place in enumerate(places) if place in self.wrong}


_NOTHING = Truths(from_bytes(b"", ()), None, {})


def truths_for(truths: Any, truth_index: Any, count: int, wants_text: Callable[[], bool]) -> Truths:
    """Truths as Scorer.score takes them, for `count` completions. Rollouts that repeat a document share it."""
    if truths is None:
        return _NOTHING
    if isinstance(truths, (str, bytes, bytearray, Mapping, int, float)):
        texts, wrong = _documents([truths], ["truths"], wants_text)
        return Truths(texts, _indices(truth_index, count, 1), wrong)
    if not isinstance(truths, (list, tuple)):
        _refuse_tables(truths, "truths")
        if not hasattr(truths, "combine_chunks") and not hasattr(truths, "buffers"):
            truths = _listed(truths)
    wrong = {}
    if not isinstance(truths, (list, tuple)):
        texts = ragged(truths, "truths")
    elif set(map(type, truths)) == {str}:
        unique = list(dict.fromkeys(truths)) if truth_index is None and count > 1 else truths
        if len(unique) < len(truths) == count:
            place_of = {text: place for place, text in enumerate(unique)}
            return Truths(_from_list(unique, "truths"), array("q", map(place_of.__getitem__, truths)), {})
        texts = _from_list(truths, "truths")
    else:
        texts, wrong = _documents(truths, [f"truths[{i}]" for i in range(len(truths))], wants_text)
    index = _indices(truth_index, count, texts.number)
    if index is None and texts.number != count:
        raise Error(f"{count} completions but {texts.number} truths; truth_index= says which belongs to which")
    return Truths(texts, index, wrong)


def _listed(values: Any) -> List[Any]:
    try:
        return list(values)
    except TypeError:
        raise TypeError(f"truths must be a list or one truth, not {type(values).__name__}") from None


def _documents(
    truths: Union[List[Any], Tuple[Any, ...]], names: List[str], wants_text: Callable[[], bool]
) -> Tuple[Ragged, Dict[int, str]]:
    """Truths of any kind as documents, and what is wrong with those that are no text where only text will do."""
    only_text = not set(map(type, truths)) <= {str, bytes} and wants_text()
    documents: List[Any] = []
    wrong: Dict[int, str] = {}
    for place, (truth, name) in enumerate(zip(truths, names)):
        try:
            documents.append((text_truth if only_text else truth_text)(truth, name))
        except TypeError as failure:
            if not only_text:
                raise
            documents.append(b"")
            wrong[place] = str(failure)
    return _from_list(documents, "truths"), wrong


def _indices(truth_index: Any, count: int, truth_count: int) -> Optional[array[int]]:
    if truth_index is None:
        return None
    try:
        index = array("q", truth_index)
    except OverflowError:
        raise Error("truth_index holds a number beyond 64 bits") from None
    except TypeError:
        raise TypeError("truth_index must hold one whole number for each completion") from None
    if len(index) != count:
        raise Error(f"{count} completions but {len(index)} numbers in truth_index")
    for item, truth in enumerate(index):
        if not 0 <= truth < truth_count:
            raise Error(f"truth_index[{item}] is {truth}, but there are {truth_count} truths", index=item)
    return index


def character_positions(text: str, encoded: bytes, offsets: Iterable[int]) -> List[int]:
    """Positions in `text` for byte offsets in its encoded form."""
    if len(encoded) == len(text):
        return list(offsets)
    positions = {}
    passed = characters = 0
    wanted = list(offsets)
    for offset in sorted(set(wanted)):
        characters += len(encoded[passed:offset].decode("utf-8", "replace"))
        passed = offset
        positions[offset] = characters
    return [positions[offset] for offset in wanted]
