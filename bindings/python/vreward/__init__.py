"""vreward: rule-based rewards for visual perception.

From the text a vision-language model wrote and the truth to a score, its terms, a reason and an explanation:

    >>> import vreward
    >>> vreward.score("grounding", '{"bbox_2d": [0, 0, 10, 5]}', {"box": [0, 0, 10, 10]})["score"]
    0.5

Scorer compiles a recipe for batches. The primitives beneath (overlap, match, match_boxes, edit_distance, smart_resize,
parse) work without a recipe. No dependencies; arrays of numpy, torch and pyarrow are accepted without importing them.
"""

from ._binding.arrays import Matrix
from ._binding.errors import Error
from ._binding.header import REASONS
from ._binding.loading import OWN_VERSION as _VERSION
from ._binding.loading import version_text as _version_text
from ._scoring.description import describe
from ._scoring.recipes import build_info, models, published_recipes, recipes
from ._scoring.single import explain, parse, score
from ._trainers.tables import score_table
from .evaluation import Evaluation
from .primitives import edit_distance, giou, iou, match, match_boxes, overlap, smart_resize
from .scorer import Scorer
from .scores import Scores

__version__ = _version_text(_VERSION)

__all__ = [
    "REASONS",
    "Error",
    "Evaluation",
    "Matrix",
    "Scorer",
    "Scores",
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
