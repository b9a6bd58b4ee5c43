"""The values that travel between the stations."""
