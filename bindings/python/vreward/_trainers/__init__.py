"""What the adapters of all trainers share."""
