"""What many samples come to: the metrics that papers print, slices, comparisons, and what each kind of error costs.

from vreward.evaluation import Errors, Evaluation, Slices, flat, paired
"""

from __future__ import annotations

from ._evaluation.accumulator import Evaluation
from ._evaluation.coco import Results, detections
from ._evaluation.errors import Cost, Errors
from ._evaluation.paired import paired
from ._evaluation.slices import Slices, flat

__all__ = ["Cost", "Errors", "Evaluation", "Results", "Slices", "detections", "flat", "paired"]
