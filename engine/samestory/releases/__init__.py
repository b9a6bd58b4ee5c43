"""Releases: what was frozen, what changed since, whom a change reaches."""
