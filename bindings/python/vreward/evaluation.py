"""What many samples come to: what each kind of error in them costs.

from vreward.evaluation import Errors
"""

from __future__ import annotations

from ._evaluation.errors import Cost, Errors

__all__ = ["Cost", "Errors"]
