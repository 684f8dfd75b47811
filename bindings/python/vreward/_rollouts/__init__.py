"""Rollouts in files: reading them, scoring them, writing them."""
