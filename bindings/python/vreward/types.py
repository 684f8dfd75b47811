"""Types for those who check theirs: the names that arguments take, and what comes back.

Each list of names is compared with the library by a test.
"""

from __future__ import annotations

from typing import Any, Dict, List, Literal, Mapping, Optional, Tuple, TypedDict, Union

# fmt: off

# Built-in recipes.
RecipeName = Literal[
    "answer", "counting", "detection", "format", "grounding", "length", "number", "ocr", "repetition",
    "areal-count", "gta1-click", "gui-click", "gui-g2-point", "lens-grounding-format", "llava-ov-rl-bbox",
    "llava-ov-rl-ocr", "ms-swift-format", "olmocr-edit", "onethinker-ocr", "onethinker-regression",
    "onethinker-spatial", "onethinker-temporal", "open-r1-format", "open-r1-repetition", "open-r1-tag-count",
    "perception-r1-counting", "perception-r1-detection", "perception-r1-grounding", "perception-r1-ocr",
    "pr1-grounding", "pr1-grounding-format", "pr1-think-format", "rex-omni-box", "rex-omni-point",
    "seg-zero-think-answer-format", "think-answer", "time-r1-tiou", "trl-think-format", "vero-grounding",
    "video-r1-ocr", "video-r1-regression", "visionreasoner", "visual-rft-iou", "vlm-r1-iou-glm",
    "vlm-r1-iou-internvl", "vlm-r1-iou-qwen", "vlm-r1-od-ap", "vlm-r1-od-ap50", "vlm-r1-od-length",
    "vlm-r1-rec-format", "vlm-r1-weighted-sum",
]
# What a recipe's member `model` may name.
ModelName = Literal[
    "cogvlm", "deepseek-ocr", "deepseek-vl2", "florence-2", "gemini", "glm-4v", "internvl", "kimi-vl", "kosmos-2",
    "minicpm-v", "molmo", "molmo2", "moondream", "paligemma", "qwen2-vl", "qwen2.5-vl", "qwen3-vl", "rex-omni",
    "seed", "shikra", "ui-tars", "ui-tars-1.5", "visual-rft",
]
# Why a score is what it is.
Reason = Literal[
    "ok", "no_answer", "empty_answer", "truncated", "bad_syntax", "no_items", "bad_value", "ambiguous", "too_large",
    "limit", "space_suspect", "bad_truth", "no_overlap", "label_mismatch", "missed_items", "extra_items",
    "wrong_count", "text_differs", "format_failed", "below_threshold", "no_label", "too_long", "repeats",
    "wrong_answer",
]
# How items are written.
Dialect = Literal[
    "auto", "json", "qwen-vl", "brackets", "internvl", "deepseek-vl2", "paligemma", "florence", "gemini", "molmo",
    "moondream", "cogvlm", "shikra", "seed", "glm", "rex-omni", "visual-rft", "tool-call", "kosmos", "number",
    "text", "pattern", "molmo2", "span",
]
# Coordinate spaces.
Space = Literal[
    "same", "dialect", "auto", "pixel", "input", "norm1", "norm100", "norm999", "norm1000", "norm1024",
]
# What had to be mended in an answer.
Repair = Literal[
    "truncated", "trailing_comma", "python_literal", "unquoted_key", "nan", "numeric_string", "extra_level",
    "prose", "other", "unknown_key",
]
# Every term of every built-in recipe.
Term = Literal[
    "format", "parsed", "accuracy", "exact", "similarity", "closeness", "location", "n_items", "mean_iou",
    "precision", "recall", "f1", "label_accuracy", "missed", "extra", "iou", "giou", "center_in", "relative",
    "tolerance", "mra", "cer", "wer", "repeated", "class", "errors", "ap", "ap50", "count_ratio", "right",
    "complete",
]
# `kind` of overlap and match_boxes.
OverlapKind = Literal["iou", "giou", "ioa-prediction", "ioa-truth"]
# `convention`: how the area of a box is computed.
Convention = Literal["half-open", "inclusive", "vlm-r1"]
# `invalid`: what becomes of boxes without extent.
Invalid = Literal["reject", "sort", "legacy"]
# `how` of match and match_boxes.
Matching = Literal["optimal", "greedy", "per-column", "sequential"]
# `distance` of edit_distance.
Distance = Literal["levenshtein", "indel", "lcs"]
# `unit` of edit_distance.
Unit = Literal["codepoint", "grapheme", "byte", "word", "cjk-or-word", "token"]
# `normalize` of edit_distance.
Normalization = Literal[
    "strip_fence", "crlf", "nfc", "nfkc", "lower", "remove_space", "collapse_space", "trim", "width", "quotes",
    "markup", "invisible",
]

# A recipe: a built-in name, a dict, or JSON as bytes. A name or JSON text that is known only when the program runs goes
# in as {"base": name} or json.loads(text): a str that is none of the names is what a checker is to find.
Recipe = Union[RecipeName, bytes, Mapping[str, Any]]

# The same for the functions within.
AnyRecipe = Union[str, bytes, Mapping[str, Any]]


# fmt: on


class Members(TypedDict, total=False):
    """Members of a recipe, as keywords; docs/recipes.md says what each means."""

    base: Optional[str]
    task: Optional[str]
    description: Optional[str]
    source: Optional[str]
    weights: Any
    factors: Any
    clip: Any
    round: Optional[int]
    both_empty: Optional[float]
    format: Any
    signed_format: Optional[bool]
    answer: Any
    think: Any
    max_bytes: Optional[int]
    dialect: Optional[Dialect]
    pattern: Optional[str]
    empty: Any
    keys: Any
    max_items: Optional[int]
    items: Union[Literal["all", "distinct"], Literal["all", "distinct", "first", "only"], None]
    strict: Optional[bool]
    unreadable: Optional[Literal["worst", "empty"]]
    faulty: Optional[Literal["count", "drop", "void"]]
    number: Optional[Literal["anywhere", "only", "first", "last"]]
    model: Optional[ModelName]
    space: Any
    invalid: Optional[Literal["reject", "sort", "legacy"]]
    overlap: Any
    pair: Any
    target: Union[Literal["box", "point"], Literal["truth", "box"], None]
    point_decay: Optional[float]
    truth_format: Union[Literal["json", "answer"], Literal["json", "answer", "text"], None]
    labels: Optional[Literal["match", "ignore", "after"]]
    fold: Optional[bool]
    quality: Any
    min_iou: Optional[float]
    f1_iou: Optional[float]
    match: Optional[Literal["optimal", "greedy", "per-truth", "sequential", "confidence", "any"]]
    divisor: Optional[Literal["soft", "larger", "predicted", "truth", "mean"]]
    ap: Any
    order: Optional[Literal["canonical", "written"]]
    tolerance: Any
    eps: Optional[float]
    distance: Optional[Literal["levenshtein", "indel"]]
    norm: Optional[Literal["longer", "truth"]]
    above: Optional[float]
    at_least: Optional[float]
    unit: Any
    normalize: Any
    tokens: Optional[bool]
    soft: Optional[int]
    hard: Optional[int]
    of: Optional[Literal["text", "items"]]
    n: Optional[int]
    lower: Optional[bool]


# The score of one completion. Which terms there are, beside the first three, is up to the recipe.
Score = TypedDict(
    "Score",
    {
        "score": float,
        "reason": Reason,
        "format": float,
        "parsed": float,
        "accuracy": float,
        "exact": float,
        "similarity": float,
        "closeness": float,
        "location": float,
        "n_items": float,
        "mean_iou": float,
        "precision": float,
        "recall": float,
        "f1": float,
        "label_accuracy": float,
        "missed": float,
        "extra": float,
        "iou": float,
        "giou": float,
        "center_in": float,
        "relative": float,
        "tolerance": float,
        "mra": float,
        "cer": float,
        "wer": float,
        "repeated": float,
        "class": float,
        "errors": float,
        "ap": float,
        "ap50": float,
        "count_ratio": float,
        "right": float,
        "complete": float,
    },
)


class ParsedItem(TypedDict):
    """One item of parse: it has either a box or a point."""

    box: Tuple[float, float, float, float]
    point: Tuple[float, float]
    label: Optional[str]
    confidence: Optional[float]
    span: Tuple[int, int]
    reason: Reason


class Parsed(TypedDict):
    """What parse gives."""

    items: List[ParsedItem]
    reason: Reason
    reasons: Tuple[Reason, ...]
    dialect: Dialect
    space: Space
    repairs: Tuple[Repair, ...]
    answer: Tuple[int, int]
    number: Optional[float]


class Explanation(TypedDict):
    """What explain gives. Beside the first six, which there are is up to the task and the truth."""

    recipe: Optional[str]
    task: str
    score: Optional[float]
    reason: Reason
    reasons: List[Reason]
    terms: Dict[Term, Optional[float]]
    answer: List[int]
    dialect: Dialect
    repairs: List[Repair]
    checks: List[Dict[str, Any]]
    items: List[Dict[str, Any]]
    truth: Any
    space: Space
    fits_as: Dict[str, Any]
    number: Optional[float]
    count: Optional[float]
    truth_number: Optional[float]
    distance: float
    unit: Unit
    length: float
    truth_length: float
    text: str
    truth_text: str
    truth_index: int
    bad_truth: str
