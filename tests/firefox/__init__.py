"""The site in Firefox."""
