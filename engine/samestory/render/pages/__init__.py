"""The pages of the reps' site."""
