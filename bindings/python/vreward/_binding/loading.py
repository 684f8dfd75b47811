"""Finding and loading libvreward, once per process and on first use.

The file is the one that VREWARD_LIBRARY names, else the one that was installed with the package; always by absolute
path, so that no other copy on the loader's path is taken by accident.

It is opened twice. Calls through `short` keep the interpreter's lock: right for work of a few microseconds, which would
otherwise wait for milliseconds to win the lock back from busy threads. Calls through `long` release it.
"""

from __future__ import annotations

import ctypes
import json
import os
import threading
from ctypes import POINTER, byref, c_char_p, c_double, c_int32, c_int64, c_void_p
from typing import Any, Dict, Optional, Tuple

from . import header
from .bridge import bridge_of
from .errors import Error, raise_failure

_STATUS = c_int32
_ERROR = POINTER(header.ErrorRecord)

# name: (type that comes back, or _STATUS with the error record as last argument; types of the other arguments)
PROTOTYPES: Dict[str, Tuple[Any, Tuple[Any, ...], bool]] = {
    "version": (c_int32, (), False),
    "version_string": (c_char_p, (), False),
    "build_info": (_STATUS, (c_void_p, c_int64, POINTER(c_int64)), True),
    "error_name": (c_char_p, (c_int32,), False),
    "reason_name": (c_char_p, (c_int32,), False),
    "overlap": (_STATUS, (POINTER(header.OverlapOptions), c_void_p, c_int64, c_void_p, c_int64, c_void_p), True),
    "smart_resize": (
        _STATUS,
        (c_int64, c_int64, c_int64, c_int64, c_int64, POINTER(c_int64), POINTER(c_int64)),
        True,
    ),
    "edit_distance": (
        _STATUS,
        (
            POINTER(header.EditDistanceOptions),
            c_void_p,
            c_void_p,
            c_int64,
            c_void_p,
            c_void_p,
            c_int64,
            c_void_p,
        ),
        True,
    ),
    "match": (_STATUS, (POINTER(header.MatchOptions), c_void_p, c_int64, c_int64, c_void_p), True),
    "match_boxes": (
        _STATUS,
        (POINTER(header.MatchOptions), c_void_p, c_int64, c_void_p, c_int64, c_void_p, c_void_p),
        True,
    ),
    "recipe_count": (c_int64, (), False),
    "recipe_name": (c_char_p, (c_int64,), False),
    "recipe_json": (_STATUS, (c_char_p, c_int64, c_void_p, c_int64, POINTER(c_int64)), True),
    "model_name": (c_char_p, (c_int64,), False),
    "model_json": (_STATUS, (c_char_p, c_int64, c_void_p, c_int64, POINTER(c_int64)), True),
    "scorer_create": (_STATUS, (c_char_p, c_int64, POINTER(c_void_p)), True),
    "scorer_destroy": (None, (c_void_p,), False),
    "scorer_term_count": (c_int64, (c_void_p,), False),
    "scorer_term_name": (c_char_p, (c_void_p, c_int64), False),
    "scorer_term_range": (_STATUS, (c_void_p, c_int64, POINTER(c_double), POINTER(c_double)), True),
    "scorer_range": (_STATUS, (c_void_p, POINTER(c_double), POINTER(c_double)), True),
    "scorer_recipe_json": (_STATUS, (c_void_p, c_void_p, c_int64, POINTER(c_int64)), True),
    "parse": (_STATUS, (c_void_p, c_char_p, c_int64, c_void_p, c_int64, c_int64, POINTER(header.Parsed)), True),
    "dialect_name": (c_char_p, (c_int32,), False),
    "space_name": (c_char_p, (c_int32,), False),
    "repair_name": (c_char_p, (c_int32,), False),
    "truths_create": (
        _STATUS,
        (c_void_p, c_void_p, c_void_p, c_int64, POINTER(header.TruthArrays), POINTER(c_void_p)),
        True,
    ),
    "truths_destroy": (None, (c_void_p,), False),
    "score": (_STATUS, (c_void_p, POINTER(header.Batch), POINTER(header.Result)), True),
    "score_items": (_STATUS, (c_void_p, POINTER(header.ItemBatch), POINTER(header.Result)), True),
    "explain": (_STATUS, (c_void_p, POINTER(header.Batch), c_int64, c_void_p, c_int64, POINTER(c_int64)), True),
    "explain_items": (
        _STATUS,
        (c_void_p, POINTER(header.ItemBatch), c_int64, c_void_p, c_int64, POINTER(c_int64)),
        True,
    ),
    "evaluation_create": (_STATUS, (c_void_p, POINTER(c_void_p)), True),
    "evaluation_destroy": (None, (c_void_p,), False),
    "evaluation_add": (_STATUS, (c_void_p, POINTER(header.Batch), c_void_p), True),
    "evaluation_add_items": (_STATUS, (c_void_p, POINTER(header.ItemBatch), c_void_p), True),
    "evaluation_merge": (_STATUS, (c_void_p, c_void_p), True),
    "evaluation_json": (
        _STATUS,
        (c_void_p, POINTER(header.EvaluationOptions), c_void_p, c_int64, POINTER(c_int64)),
        True,
    ),
}


class Calls:
    """The functions of the library without their prefix: calls.score is vreward_score."""

    def __init__(self, opened: ctypes.CDLL) -> None:
        self._opened = opened

    # Reached once per name: the function then is an attribute.
    def __getattr__(self, name: str) -> Any:
        try:
            returned, arguments, has_error = PROTOTYPES[name]
        except KeyError:
            raise AttributeError(name) from None
        try:
            function = getattr(self._opened, "vreward_" + name)
        except AttributeError as failure:
            raise ImportError(f"the vreward library is not whole: {failure}", path=self._opened._name) from None
        function.restype = returned
        if has_error:
            function.argtypes = (*arguments, _ERROR)
            function.errcheck = raise_failure
        else:
            function.argtypes = arguments
        setattr(self, name, function)
        return function


class Library:
    """The loaded library: its path, and its functions as `short` (lock kept) and `long` (lock released) calls."""

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            opened = ctypes.PyDLL(path)
            self.short = Calls(opened)
            self.long = Calls(ctypes.CDLL(path))
            found = int(self.short.version())
        except (OSError, ImportError) as failure:
            raise ImportError(f"cannot load the vreward library {path}: {failure}", path=path) from None
        if not compatible(found):
            raise ImportError(
                f"the vreward library {path} is version {version_text(found)}, which this package, version "
                f"{version_text(OWN_VERSION)}, cannot use",
                path=path,
            )
        self.bridge = bridge_of(opened)


OWN_VERSION = header.VERSION_MAJOR * 1000000 + header.VERSION_MINOR * 1000 + header.VERSION_PATCH


def version_text(version: int) -> str:
    """ "1.2.3" for 1002003."""
    return f"{version // 1000000}.{version // 1000 % 1000}.{version % 1000}"


def compatible(found: int, own: int = OWN_VERSION) -> bool:
    """Whether a library of version `found` serves a package of version `own`: the same major version (before 1.0, the
    same minor version) and not older."""
    unit = 1000 if own < 1000000 else 1000000
    return found // unit == own // unit and found >= own


# Where the package carries it: beside its first file.
INSTALLED = os.path.join(os.path.dirname(os.path.dirname(__file__)), "libvreward.so")

_loaded: Optional[Library] = None
_lock = threading.Lock()


def library() -> Library:
    """The library, loaded on first use. Raises ImportError that names the file."""
    global _loaded
    if _loaded is None:
        with _lock:
            if _loaded is None:
                named = os.environ.get("VREWARD_LIBRARY")
                _loaded = Library(os.path.abspath(named or INSTALLED))
    return _loaded


def _renew_lock() -> None:
    """In a forked child: another thread of the parent may have held the lock, and is not here to release it."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def read_text(function: Any, *arguments: Any) -> bytes:
    """What a C function writes that takes (..., buffer, capacity, &needed, &error): asked once more where the first
    buffer is too short. An error that comes with a text (a bad truth is explained, too) carries it as explanation."""
    needed = c_int64()
    record = header.ErrorRecord()
    capacity = 8192
    while True:
        buffer = ctypes.create_string_buffer(capacity)
        try:
            function(*arguments, buffer, capacity, byref(needed), byref(record))
        except Error as failure:
            if needed.value > capacity:
                capacity = needed.value
                continue
            if failure.code == header.E_TRUTH and needed.value > 0:
                failure.explanation = json.loads(buffer.raw[: needed.value])
            raise
        return buffer.raw[: needed.value]
