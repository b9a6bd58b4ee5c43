"""A repository whose storylines sales has signed off, and one with a release; made once, copied by each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.releases.repository import committed, copied, released, signed


@pytest.fixture(scope="session")
def signed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return signed(committed(tmp_path_factory.mktemp("signed") / "tarn"))


@pytest.fixture(scope="session")
def released_once(signed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied(signed_once, tmp_path_factory.mktemp("released") / "tarn")
    released(root, "2026-11-24")
    return root


@pytest.fixture
def repository(signed_once: Path, tmp_path: Path) -> Path:
    """Signed off and committed, not yet released."""
    return copied(signed_once, tmp_path / "tarn")


@pytest.fixture
def live(released_once: Path, tmp_path: Path) -> Path:
    """With the release 2026-11-24, committed."""
    return copied(released_once, tmp_path / "tarn")
