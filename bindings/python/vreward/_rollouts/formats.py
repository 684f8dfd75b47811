"""What a file's name and first bytes say of its format, and bytes through gzip and Zstandard."""

from __future__ import annotations

import glob
import gzip
import io
import os
import sys
from contextlib import contextmanager, suppress
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Type

from .._binding.errors import Error

STANDARD = "-"  # standard input or output
KINDS = ("jsonl", "json", "csv", "tsv", "parquet", "arrow")
TABLES = ("parquet", "arrow")

_ENDINGS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
_COMPRESSIONS = {".gz": "gz", ".zst": "zst", ".zstd": "zst"}
_UNKNOWN = {
    ".bz2": "bzip2",
    ".xz": "xz",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "tar",
    ".xlsx": "Excel",
    ".pkl": "pickle",
}
_STARTS = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst"}


class Format(NamedTuple):
    """How a file is written. `kind` is None where its name says nothing."""

    kind: Optional[str]
    compression: Optional[str]  # "gz", "zst"


def format_of(path: str) -> Format:
    """What a file's name says."""
    stem, ending = os.path.splitext(path.lower())
    compression = _COMPRESSIONS.get(ending)
    if compression:
        ending = os.path.splitext(stem)[1]
    if ending in _UNKNOWN:
        raise Error(
            f"{path}: {_UNKNOWN[ending]} is not read or written; {', '.join(KINDS)} are, and .gz and .zst of them"
        )
    kind = _ENDINGS.get(ending)
    if compression and kind in TABLES:
        raise Error(f"{path}: {kind} is compressed inside; leave {os.path.splitext(path)[1]} away")
    return Format(kind, compression)


def expanded(names: Sequence[str]) -> List[str]:
    """The files that these names mean; * ? [ ] are patterns where no file has that very name."""
    found: List[str] = []
    for name in names:
        if name == STANDARD or os.path.exists(name) or not glob.has_magic(name):
            found.append(name)
            continue
        matching = sorted(glob.glob(name, recursive=True))
        if not matching:
            raise Error(f"{name}: no file matches")
        found += matching
    for name in found:
        if os.path.isdir(name):
            raise Error(f'{name}: is a directory; its files are "{os.path.join(name, "*.jsonl")}"')
    return found


def needs(package: str, what: str) -> Any:
    """An optional package; where it is missing, a sentence says what it is for and how it comes."""
    import importlib

    module, extra = {"pyarrow": ("pyarrow", "parquet"), "zstandard": ("zstandard", "zstd")}[package]
    try:
        return importlib.import_module(module)
    except ImportError:
        raise Error(f"{what}: needs {package}; pip install 'vreward[{extra}]'") from None


@contextmanager
def kept_memory(paths: Sequence[str]) -> Iterator[None]:
    """Where these are tables, Arrow keeps the memory of one batch for the next. Its usual pool gives it back and takes
    it anew, a seventh of the time of scoring. ARROW_DEFAULT_MEMORY_POOL, which Arrow reads, comes first."""
    if not any(format_of(path).kind in TABLES for path in paths):
        yield
        return
    pyarrow = needs("pyarrow", paths[0])
    usual = pyarrow.default_memory_pool()
    if "ARROW_DEFAULT_MEMORY_POOL" not in os.environ:
        with suppress(NotImplementedError):  # built without it
            pyarrow.set_memory_pool(pyarrow.jemalloc_memory_pool())
    try:
        yield
    finally:
        pyarrow.set_memory_pool(usual)


class Source:
    """A file opened for reading: its bytes without compression, and what it is.

    kind      one of KINDS, or "easyr1"
    file      the bytes; for Parquet and Arrow something that can seek
    position  how many bytes of the file itself have been read, and
    size      how many there are; 0 where that is not known
    """

    def __init__(self, path: str, kind: Optional[str] = None) -> None:
        self.path = path
        self._raw: Any = sys.stdin.buffer if path == STANDARD else open(path, "rb")  # noqa: SIM115
        raw: Any = self._raw
        self.size = 0 if path == STANDARD else os.fstat(self._raw.fileno()).st_size
        named = format_of(path) if path != STANDARD else Format(None, None)
        start: bytes = raw.peek(8)[:8]
        compression = next((name for magic, name in _STARTS.items() if start.startswith(magic)), None)
        if named.compression and not compression and start:
            raise Error(f"{path}: is not {named.compression}, whatever its name says")
        self.file: Any = _OPENED[compression](raw) if compression else raw
        self.kind = kind or self._kind(named.kind)

    def _kind(self, named: Optional[str]) -> str:
        try:
            start: bytes = self.file.peek(64)[:64] if hasattr(self.file, "peek") else b""
        except failures() as damaged:
            raise Error(f"{self.path}: is damaged or cut off: {damaged}") from None
        seen = None
        if start.startswith(b"PAR1"):
            seen = "parquet"
        elif start.startswith((b"ARROW1", b"\xff\xff\xff\xff")):
            seen = "arrow"
        if named is not None and (named in TABLES or seen) and named != seen and start:
            other = f"is {seen}" if seen else f"is not {named}"
            raise Error(f"{self.path}: {other}, whatever its name says")
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Error(f"{self.path}: is UTF-16; vreward reads UTF-8")
        if named in ("csv", "tsv") or seen:
            return seen or str(named)
        text = start.removeprefix(b"\xef\xbb\xbf")
        if text.startswith(b"[prompt] "):
            return "easyr1"
        return "json" if named != "jsonl" and text.lstrip().startswith(b"[") else "jsonl"

    @property
    def position(self) -> int:
        try:
            return int(self._raw.tell())
        except (OSError, ValueError):
            return 0

    def seekable(self) -> Any:
        """The file, or its bytes in memory where it is a pipe."""
        return self.path if self.path != STANDARD else io.BytesIO(self.file.read())

    def close(self) -> None:
        if self.path != STANDARD:
            self.file.close()
            self._raw.close()


def _gunzip(raw: Any) -> Any:
    return io.BufferedReader(gzip.GzipFile(fileobj=raw), 1 << 20)


def _unzstd(raw: Any) -> Any:
    zstandard = needs("zstandard", "reading .zst")
    return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True), 1 << 20)


_OPENED: Dict[str, Callable[[Any], Any]] = {"gz": _gunzip, "zst": _unzstd}


def compressor(compression: Optional[str]) -> Optional[Callable[[bytes], bytes]]:
    """A function that makes a part of a compressed file of some bytes; such parts one after the other are one file."""
    if compression == "gz":
        return lambda data: gzip.compress(data, 6, mtime=0)
    if compression == "zst":
        made = needs("zstandard", "writing .zst").ZstdCompressor()
        return lambda data: bytes(made.compress(data))
    return None


def failures() -> Tuple[Type[BaseException], ...]:
    """What reading compressed bytes raises where they are damaged."""
    import zlib

    found: List[Type[BaseException]] = [EOFError, zlib.error, gzip.BadGzipFile]
    module = sys.modules.get("zstandard")
    return (*found, module.ZstdError) if module else tuple(found)
