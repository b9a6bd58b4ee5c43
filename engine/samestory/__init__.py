"""One storyline in, email sequences and the reps' site out."""

__version__ = "0.1.0"
