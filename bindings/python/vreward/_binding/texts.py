"""Texts for C: UTF-8 in one block of bytes, with int64 offsets.

The library gathers a list of str itself where it can (bridge.py); Arrow arrays come as they are. A lone surrogate,
which UTF-8 cannot hold, becomes U+FFFD: what a model wrote never raises.
"""

from __future__ import annotations

import re
import struct
from array import array
from itertools import accumulate
from typing import Any, Iterable, List, Literal, NamedTuple, Optional, Tuple, Union

from .containers import is_table, listed
from .errors import Error
from .loading import library

# The types of Arrow whose texts are read where they lie.
TEXT_TYPES = ("string", "large_string", "binary", "large_binary")

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
    """A column of str or bytes: a list, or one of any library. Text of Arrow is read where it lies. `name` is for the
    error."""
    if isinstance(texts, (list, tuple)):
        return from_list(texts, name)
    if hasattr(texts, "combine_chunks") and not is_table(texts):  # a column in chunks
        texts = one_chunk(texts)
    if hasattr(texts, "buffers") and hasattr(texts, "null_count"):
        found = _from_arrow(texts, name)
        if found is not None:
            return found
    return from_list(listed(texts, name, "a list of str or bytes"), name)


def from_list(texts: Union[List[Any], Tuple[Any, ...]], name: str) -> Ragged:
    """The same for what is a list or tuple already."""
    count = len(texts)
    if count == 1:
        return one_text(texts[0], name + "[0]")
    offsets = _WHOLE * (count + 1)
    begins = offsets.buffer_info()[0]
    block = library().bridge.gather(texts, begins, count)
    if block is not None:
        return Ragged(block, begins, count, len(block), offsets)
    kinds = set(map(type, texts))
    if kinds == {str}:
        encoded = list(map(encode, texts))
    elif kinds == {bytes}:
        encoded = texts  # type: ignore[assignment]
    else:
        encoded = [encode_any(text, f"{name}[{i}]") for i, text in enumerate(texts)]
    return from_bytes(b"".join(encoded), map(len, encoded))


_WHOLE = array("q", (0,))


def from_bytes(data: bytes, lengths: Iterable[int]) -> Ragged:
    """Texts of these lengths, one after the other in `data`."""
    ends = tuple(accumulate(lengths, initial=0))
    offsets = array("q", struct.pack(f"={len(ends)}q", *ends))  # half the time of array("q", ends)
    return Ragged(data, offsets.buffer_info()[0], len(ends) - 1, ends[-1], offsets)


def one_text(text: Any, name: str) -> Ragged:
    """A single text."""
    data = encode(text) if type(text) is str else encode_any(text, name)
    size = len(data)
    offsets = array("q", (0, size))
    return Ragged(data, offsets.buffer_info()[0], 1, size, offsets)


def one_chunk(texts: Any) -> Any:
    """A column of Arrow in one array; texts beyond what 32 bits of offsets reach get 64."""
    if str(texts.type) in ("string", "binary") and texts.nbytes > _NARROW_BYTES:
        texts = texts.cast("large_" + str(texts.type))
    return texts.combine_chunks()


_NARROW_BYTES = 2**31 - 1


def _from_arrow(texts: Any, name: str) -> Optional[Ragged]:
    """The memory of an Arrow array, without a copy where offsets have 64 bits; None for a layout that is not text."""
    layout = str(texts.type)
    if layout not in TEXT_TYPES:
        return None
    if texts.null_count:
        missing = next(i for i, valid in enumerate(texts.is_valid()) if not valid.as_py())
        raise TypeError(f"{name}[{missing}] must be str or bytes, not null")
    count = len(texts)
    if not layout.startswith("large"):
        _check_offsets(texts, "i", name)  # before they are widened, which trusts them
        texts = texts.cast("large_" + layout)
    _check_offsets(texts, "q", name)
    _, offsets, data = texts.buffers()
    if count == 0 or offsets is None:
        return from_bytes(b"", [0] * count)
    first = texts.offset
    ends = memoryview(offsets).cast("B").cast("q")
    size = ends[first + count] - ends[first]
    return Ragged(data.address if data is not None else 0, offsets.address + 8 * first, count, size, (offsets, data))


def _check_offsets(texts: Any, kind: Literal["i", "q"], name: str) -> None:
    count, first = len(texts), texts.offset
    _, offsets, data = texts.buffers()
    if count == 0 or offsets is None:
        return
    ends = memoryview(offsets).cast("B").cast(kind)[first : first + count + 1]
    if len(ends) <= count or not 0 <= ends[0] <= ends[count] <= (0 if data is None else data.size):
        raise Error(f"{name} is a damaged Arrow array: its offsets lie outside its data")


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
