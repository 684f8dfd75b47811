"""Hypothesis draws the same examples on every run, new ones with HYPOTHESIS_PROFILE=random."""

import os

from hypothesis import HealthCheck, settings

COMMON = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
settings.register_profile("same", max_examples=150, derandomize=True, **COMMON)
settings.register_profile("random", max_examples=1000, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
