"""What many samples come to: metrics with their intervals, errors by reason, two files compared."""
