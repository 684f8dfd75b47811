"""What many samples come to: the figures that papers print of a whole data set, and what each kind of error costs.

from vreward.evaluation import Errors, Evaluation
"""

from __future__ import annotations

from ._evaluation.accumulator import Evaluation
from ._evaluation.errors import Cost, Errors

__all__ = ["Cost", "Errors", "Evaluation"]
