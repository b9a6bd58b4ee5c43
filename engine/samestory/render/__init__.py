"""Station 4: emails, pages and the bundle, from the same touches."""
