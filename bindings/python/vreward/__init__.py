"""vreward: rule-based rewards for visual perception.

From the text a vision-language model wrote and the truth to a score, its terms, a reason and an explanation:

    >>> import vreward
    >>> vreward.score("grounding", '{"bbox_2d": [0, 0, 10, 5]}', {"box": [0, 0, 10, 10]})["score"]
    0.5

Scorer compiles a recipe for batches. The primitives beneath (overlap, match, match_boxes, edit_distance, smart_resize,
parse) work without a recipe. No dependencies; arrays of numpy, torch and pyarrow are accepted without importing them.
"""

from typing import TYPE_CHECKING as _CHECKING
from typing import Any as _Any
from typing import List as _List

from ._binding.arrays import Matrix
from ._binding.errors import Error
from ._binding.header import REASONS
from ._binding.loading import OWN_VERSION as _VERSION
from ._binding.loading import version_text as _version_text
from ._scoring.prepared import Truths
from ._scoring.recipes import build_info, models, published_recipes, recipes
from ._scoring.single import explain, parse, score
from .primitives import edit_distance, giou, iou, match, match_boxes, overlap, smart_resize
from .scorer import Scorer
from .scores import Scores

if _CHECKING:
    from . import evaluation as evaluation
    from ._scoring.description import describe
    from ._trainers.tables import score_table
    from .evaluation import Evaluation

__version__ = _version_text(_VERSION)

# Where to find what is imported when it is first asked for: it brings along as much as all else.
_LATER = {
    "Evaluation": "evaluation",
    "describe": "_scoring.description",
    "evaluation": "evaluation",
    "score_table": "_trainers.tables",
}


def __getattr__(name: str) -> _Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f".{_LATER[name]}", __name__)
    found = globals()[name] = getattr(module, name, module)
    return found


def __dir__() -> _List[str]:
    return sorted({*globals(), *_LATER})


__all__ = [
    "REASONS",
    "Error",
    "Evaluation",
    "Matrix",
    "Scorer",
    "Scores",
    "Truths",
    "__version__",
    "build_info",
    "describe",
    "edit_distance",
    "explain",
    "giou",
    "iou",
    "match",
    "match_boxes",
    "models",
    "overlap",
    "parse",
    "published_recipes",
    "recipes",
    "score",
    "score_table",
    "smart_resize",
]
