"""Two small repositories, and everything they compile to for email tools."""
