"""What Git knows: whether all is committed, which commit a name means, and what the sources were there.

Nothing is checked out and nothing is written into the repository. A project may be a sub-folder of a larger repository.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from samestory.model.records import RELEASES, StoryRelease
from samestory.read.sources import CONTENT
from samestory.write import Refused

NO_GIT = "there is no Git history here"
TO_FETCH = (
    "this clone is shallow; fetch its history with `git fetch --unshallow` (in CI: fetch-depth 0), then try again"
)


def has_git(root: Path) -> bool:
    """Whether the project lies in a repository of Git, and Git is there."""
    return _git(root, "rev-parse", "--is-inside-work-tree") == b"true\n"


def uncommitted(root: Path) -> tuple[str, ...]:
    """The files a release is made from that are not as in the last commit, relative to the project."""
    said = _git(root, "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *CONTENT)
    if said is None:
        raise Refused(f"`git status` does not work in {root.name}/; run it there to see why")
    inside = (_git(root, "rev-parse", "--show-prefix") or b"").decode().strip()
    files = (entry[3:].decode(errors="replace") for entry in said.split(b"\0") if entry)
    return tuple(sorted(file.removeprefix(inside) for file in files))


def commit_of(root: Path, revision: str) -> str | None:
    """The full name of the commit that a branch, a tag or a short name means."""
    if revision.startswith("-"):
        return None
    said = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return said.decode().strip() if said else None


def commit_that_added(root: Path, record: StoryRelease) -> str:
    """The commit with which a record came into the history.

    Raises:
        Refused: there is no Git, the record is not committed, or the history was not fetched.
    """
    if not has_git(root):
        raise Refused(f"{NO_GIT}, and only Git knows what the sources of {record.release} were")
    said = _git(root, "log", "-1", "--diff-filter=A", "--format=%H", "--", record.file) or b""
    if said.strip():
        return said.decode().strip()
    if is_shallow(root):
        raise Refused(TO_FETCH)
    raise Refused(f"the record of {record.release} is not committed; commit {RELEASES}/{record.release}/ first")


def is_shallow(root: Path) -> bool:
    """Whether a part of the history was not fetched."""
    return _git(root, "rev-parse", "--is-shallow-repository") == b"true\n"


def day_of_commit(root: Path, commit: str) -> date:
    """The committer's day, in UTC."""
    said = _git(root, "show", "-s", "--format=%ct", commit) or b"0"
    return datetime.fromtimestamp(int(said), UTC).date()


@contextmanager
def sources_at(root: Path, commit: str) -> Iterator[Path]:
    """The sources of the project as they were in a commit, in a folder that goes away afterwards.

    Raises:
        Refused: they cannot be read, because a part of the history was not fetched.
    """
    with TemporaryDirectory(prefix="samestory-") as made:
        folder = Path(made).resolve() / root.name
        folder.mkdir()
        for file, content in _files_at(root, commit):
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield folder


def _files_at(root: Path, commit: str) -> Iterator[tuple[str, bytes]]:
    listed = _git(root, "ls-tree", "-r", "-z", commit, "--", *(f"{name}" for name in CONTENT))
    if listed is None:
        raise Refused(TO_FETCH if is_shallow(root) else f"Git cannot read the commit {commit[:12]}")
    # Links are left out: the reader refuses them, and one could lead out of the folder.
    entries = [entry.split(b"\t", 1) for entry in listed.split(b"\0") if entry.startswith(b"100")]
    blobs = [head.split(b" ")[2] for head, _ in entries]
    said = _git(root, "cat-file", "--batch", stdin=b"".join(blob + b"\n" for blob in blobs)) or b""
    at = 0
    for _, file in entries:
        end = said.index(b"\n", at)
        kind, size = said[at:end].split(b" ")[-2:]
        if kind != b"blob":
            raise Refused(TO_FETCH if is_shallow(root) else f"Git lacks {file.decode()} of the commit {commit[:12]}")
        at = end + 1 + int(size) + 1
        yield file.decode(), said[end + 1 : at - 1]


def _git(root: Path, *arguments: str, stdin: bytes = b"") -> bytes | None:
    """What Git says, or None where it fails or is not there."""
    quiet = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        ran = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, input=stdin, check=False, env=quiet
        )
    except OSError:
        return None
    return ran.stdout if ran.returncode == 0 else None
