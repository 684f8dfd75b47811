"""What binds the library: the header in Python, loading, memory for C, errors."""
