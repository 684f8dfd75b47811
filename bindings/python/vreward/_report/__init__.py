"""Rollouts for the eyes of people: pages, pictures and rows of tables."""
