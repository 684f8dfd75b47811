"""Degenerate policies on the user's own truths; vreward.audit is what is public of it."""
