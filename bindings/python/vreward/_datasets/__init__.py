"""Data sets on their way to truths: what people hold, as rows with one document each."""
