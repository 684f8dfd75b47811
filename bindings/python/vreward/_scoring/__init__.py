"""What scores: recipes, truths and items on their way to C, and what comes back."""
