"""n8n, run for real."""
