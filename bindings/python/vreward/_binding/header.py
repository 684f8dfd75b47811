"""The C header in Python: constants and structs of include/vreward.h (a test compares each with the compiler's)."""

from __future__ import annotations

from ctypes import (
    Structure,
    c_char,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_uint32,
    c_uint64,
    c_void_p,
)

VERSION_MAJOR, VERSION_MINOR, VERSION_PATCH = 0, 2, 0

OK = 0
E_ARGUMENT = -1
E_RECIPE = -2
E_TRUTH = -3
E_CAPACITY = -4
E_MEMORY = -5
E_UNSUPPORTED = -6
E_LIMIT = -7

REASONS = (
    "ok",
    "no_answer",
    "empty_answer",
    "truncated",
    "bad_syntax",
    "no_items",
    "bad_value",
    "ambiguous",
    "too_large",
    "limit",
    "space_suspect",
    "bad_truth",
    "no_overlap",
    "label_mismatch",
    "missed_items",
    "extra_items",
    "wrong_count",
    "text_differs",
    "format_failed",
    "below_threshold",
    "no_label",
    "too_long",
    "repeats",
    "wrong_answer",
)

# The words that options take in Python, with the numbers of the header.
OVERLAP_KINDS = {"iou": 0, "giou": 1, "ioa-prediction": 2, "ioa-truth": 3}
CONVENTIONS = {"half-open": 0, "inclusive": 1, "vlm-r1": 2}
INVALID_POLICIES = {"reject": 0, "sort": 1, "legacy": 2}
DISTANCES = {"levenshtein": 0, "indel": 1, "lcs": 2}
UNITS = {"codepoint": 0, "grapheme": 1, "byte": 2, "word": 3, "cjk-or-word": 4, "token": 5}
NORMALIZATIONS = {
    "strip_fence": 1,
    "crlf": 2,
    "nfc": 4,
    "nfkc": 8,
    "lower": 16,
    "remove_space": 32,
    "collapse_space": 64,
    "trim": 128,
    "width": 256,
    "quotes": 512,
    "markup": 1024,
    "invisible": 2048,
}
MATCHINGS = {"optimal": 0, "greedy": 1, "per-column": 2, "sequential": 3}
ITEM_BOX, ITEM_POINT = 1, 2


class ErrorRecord(Structure):
    """vreward_error"""

    _fields_ = [
        ("code", c_int32),
        ("reserved", c_int32),
        ("index", c_int64),
        ("offset", c_int64),
        ("message", c_char * 232),
    ]


class OverlapOptions(Structure):
    """vreward_overlap_options"""

    _fields_ = [
        ("struct_size", c_uint64),
        ("kind", c_int32),
        ("convention", c_int32),
        ("invalid", c_int32),
        ("reserved", c_int32),
    ]


class EditDistanceOptions(Structure):
    """vreward_edit_distance_options"""

    _fields_ = [
        ("struct_size", c_uint64),
        ("distance", c_int32),
        ("unit", c_int32),
        ("normalize", c_uint32),
        ("bounded", c_int32),
        ("bound", c_int64),
    ]


class MatchOptions(Structure):
    """vreward_match_options"""

    _fields_ = [
        ("struct_size", c_uint64),
        ("how", c_int32),
        ("use_min", c_int32),
        ("min", c_double),
        ("kind", c_int32),
        ("convention", c_int32),
        ("invalid", c_int32),
        ("reserved", c_int32),
    ]


class Item(Structure):
    """vreward_item"""

    _fields_ = [
        ("value", c_double * 4),
        ("confidence", c_double),
        ("begin", c_int64),
        ("end", c_int64),
        ("label_begin", c_int64),
        ("label_end", c_int64),
        ("kind", c_int32),
        ("reason", c_int32),
    ]


class Parsed(Structure):
    """vreward_parsed"""

    _fields_ = [
        ("struct_size", c_uint64),
        ("label_text", c_void_p),
        ("label_capacity", c_int64),
        ("label_length", c_int64),
        ("count", c_int64),
        ("reasons", c_uint64),
        ("repairs", c_uint64),
        ("answer_begin", c_int64),
        ("answer_end", c_int64),
        ("number", c_double),
        ("reason", c_int32),
        ("dialect", c_int32),
        ("space", c_int32),
        ("reserved", c_int32),
    ]


# Text pointers are c_char_p, which take bytes (kept alive by the struct) as well as an address; number pointers are
# c_void_p and take the address of memory that the caller keeps.
class TruthArrays(Structure):
    """vreward_truth_arrays"""

    _fields_ = [
        ("struct_size", c_uint64),
        ("item_offsets", c_void_p),
        ("box", c_void_p),
        ("point", c_void_p),
        ("span", c_void_p),
        ("label", c_char_p),
        ("label_offsets", c_void_p),
        ("ignore", c_void_p),
        ("number", c_void_p),
        ("text", c_char_p),
        ("text_offsets", c_void_p),
        ("size", c_void_p),
        ("input_size", c_void_p),
        ("space", c_int32),
        ("any_of", c_int32),
        ("area", c_void_p),
    ]


class Batch(Structure):
    """vreward_batch"""

    _fields_ = [
        ("struct_size", c_uint64),
        ("count", c_int64),
        ("completion", c_char_p),
        ("completion_offsets", c_void_p),
        ("truth", c_char_p),
        ("truth_offsets", c_void_p),
        ("truth_count", c_int64),
        ("truth_index", c_void_p),
        ("threads", c_int32),
        ("reserved", c_int32),
        ("truth_arrays", c_void_p),
        ("prepared", c_void_p),
    ]


class Result(Structure):
    """vreward_result"""

    _fields_ = [
        ("struct_size", c_uint64),
        ("score", c_void_p),
        ("term", c_void_p),
        ("reason", c_void_p),
        ("reasons", c_void_p),
        ("term_stride", c_int64),
    ]


class ItemBatch(Structure):
    """vreward_item_batch"""

    _fields_ = [
        ("struct_size", c_uint64),
        ("count", c_int64),
        ("item_offsets", c_void_p),
        ("box", c_void_p),
        ("point", c_void_p),
        ("label", c_char_p),
        ("label_offsets", c_void_p),
        ("confidence", c_void_p),
        ("truth", c_char_p),
        ("truth_offsets", c_void_p),
        ("truth_count", c_int64),
        ("truth_index", c_void_p),
        ("threads", c_int32),
        ("reserved", c_int32),
        ("truth_arrays", c_void_p),
        ("prepared", c_void_p),
    ]


class EvaluationOptions(Structure):
    """vreward_evaluation_options"""

    _fields_ = [
        ("struct_size", c_uint64),
        ("bootstrap", c_int64),
        ("seed", c_int64),
        ("resamples", c_int32),
        ("reserved", c_int32),
    ]
