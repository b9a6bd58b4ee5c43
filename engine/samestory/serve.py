"""Door: the site on this machine, built again whenever a story was saved."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from samestory.mkdocs_plugin import make_site
from samestory.pipeline import build
from samestory.report import as_text

WATCHED = ("stories", "buyers", "site", "pyproject.toml", "samestory.toml", "mkdocs.yml")
LOOK_EVERY_SECONDS = 0.4


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line per request, and lets no browser keep an old page."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        """Have every page asked for again."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


def serve_site(root: Path, day: date, port: int, tell: Callable[[str], None]) -> None:
    """Build and serve until interrupted; the last good build stays while there are errors.

    Raises:
        OSError: the port is taken.
    """
    handler = partial(Quiet, directory=str(root / "build" / "site"))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        _build(root, day, tell)
        tell(f"The site is at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            for _ in _saved(root):
                _build(root, day, tell)
        except KeyboardInterrupt:
            tell("")
        finally:
            server.shutdown()


def _build(root: Path, day: date, tell: Callable[[str], None]) -> None:
    began = time.monotonic()
    made = build(root, day, make_site)
    if made.diagnostics:
        tell(as_text(made.diagnostics))
    kept = "" if made.value else "; the last good site stays"
    tell(f"Built in {time.monotonic() - began:.1f} s{kept}")


def _saved(root: Path) -> Iterator[None]:
    """Once for every time something that is watched was changed."""
    before = _state(root)
    while True:
        time.sleep(LOOK_EVERY_SECONDS)
        now = _state(root)
        if now != before:
            before = now
            yield


def _state(root: Path) -> tuple[tuple[str, int, int], ...]:
    paths = [path for name in WATCHED for path in (root / name, *(root / name).rglob("*"))]
    return tuple(
        sorted((str(path), (found := path.lstat()).st_mtime_ns, found.st_size) for path in paths if path.exists())
    )
