"""Door: the site on this machine. What was saved is seen without a reload, and what is wrong lies over the page."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

from watchfiles import watch

from samestory.cache.kept import Kept
from samestory.cache.last_look import LastLook
from samestory.cache.remembered import Remembered
from samestory.cache.same import Same
from samestory.cache.store import Store
from samestory.mkdocs_plugin import make_site
from samestory.preview import CONTENT, Preview, Shown

LIVE = "/-/samestory/"  # no page of the site begins like this
HOLD_SECONDS = 20  # a browser's question is answered after that at the latest; it asks again
LOOK_UP_SECONDS = 1.0
GATHER_MS = 120  # editors save in several steps
NOTHING_YET = "<!doctype html><html lang=en><meta charset=utf-8><title>SameStory</title><body>"


class State:
    """What the open pages are told: changes with every build."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number = 0
        self._shown = Shown(0, (), "")

    def show(self, shown: Shown) -> None:
        """Tell every page that waits."""
        with self._changed:
            self._number += 1
            self._shown = shown
            self._changed.notify_all()

    def after(self, number: int, seconds: float) -> str:
        """As JSON, as soon as it is another than `number`, or after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._number != number, seconds)
            problems = [asdict(found) for found in self._shown.diagnostics if found.severity == "error"]
            return json.dumps(
                {
                    "number": self._number,
                    "site": self._shown.site,
                    "problems": problems,
                    "sentence": self._shown.sentence,
                }
            )

    @property
    def site(self) -> int:
        """The number of the site that is served."""
        return self._shown.site


class Pages(SimpleHTTPRequestHandler):
    """Serves the last good site, each page with the script that listens for the next one."""

    def __init__(self, *arguments: object, state: State, **more: object) -> None:
        self.state = state
        super().__init__(*arguments, **more)  # type: ignore[arg-type]  # the server's own arguments, passed on

    def do_GET(self) -> None:
        """A page with its script, an answer about the state, or a file as it is."""
        parts = urlsplit(self.path)
        if parts.path == f"{LIVE}state":
            since = parse_qs(parts.query).get("since", ["0"])[0]
            self._answer("application/json", self.state.after(int(since) if since.isdigit() else 0, HOLD_SECONDS))
        elif parts.path == f"{LIVE}live.js":
            self._answer("text/javascript", files("samestory").joinpath("theme/live.js").read_text("utf-8"))
        elif (page := self._page()) is not None:
            script = f'<script src="{LIVE}live.js" data-site="{self.state.site}"></script>'
            self._answer("text/html", page + script)
        else:
            super().do_GET()

    def _page(self) -> str | None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix == ".html" and path.is_file():
            return path.read_text("utf-8")
        return None if self.state.site else NOTHING_YET

    def _answer(self, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):  # the page was closed meanwhile
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        """Have every page asked for again."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


class Saves:
    """What is saved in a project from now on, also while a preview is built."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._ended, self._saved = threading.Event(), threading.Event()
        self._problem: Exception | None = None
        threading.Thread(target=self._watch, daemon=True).start()

    def wait_for_one(self) -> None:
        """Wait until something was saved since the last time; raises what ended the watching."""
        while not self._saved.wait(LOOK_UP_SECONDS):  # on Windows, Ctrl-C does not end a wait without an end
            pass
        self._saved.clear()
        if self._problem:
            raise self._problem

    def end(self) -> None:
        """Look no longer."""
        self._ended.set()

    def _watch(self) -> None:
        step, concerns = GATHER_MS // 4, _concerns(self._root)
        try:
            for _ in watch(self._root, watch_filter=concerns, debounce=GATHER_MS, step=step, stop_event=self._ended):
                self._saved.set()
        except Exception as problem:  # such as a system that watches no more files: told where somebody waits
            self._problem = problem
            self._saved.set()


def serve_site(root: Path, day: date, port: int, tell: Callable[[str], None]) -> None:
    """Build a preview and serve it until interrupted; build/ is not touched.

    Raises:
        OSError: the port is taken.
    """
    state = State()
    with TemporaryDirectory(prefix="samestory-") as folder:
        kept = Kept(Store(root))
        remembered, same = Remembered(kept.each), Same()
        preview = Preview(root, Path(folder), day, make_site, remembered.each, same.again)
        handler = partial(Pages, state=state, directory=str(preview.site))
        with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
            last, saves = LastLook(root, day), Saves(root)
            try:
                _show(preview, state, tell, last)
                kept.save()
                tell(f"The site is at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)")
                while True:
                    saves.wait_for_one()
                    remembered.next_build()
                    same.next_build()
                    _show(preview, state, tell, last)
            except KeyboardInterrupt:
                tell("")
            finally:
                saves.end()
                server.shutdown()
                kept.save()


def _show(preview: Preview, state: State, tell: Callable[[str], None], last: LastLook) -> None:
    looks = last.now()
    shown = preview.again()
    state.show(shown)
    tell(shown.in_words())
    last.remember(looks, shown.diagnostics)


def _concerns(root: Path) -> Callable[[object, str], bool]:
    """Whether a changed path is one that pages are made of."""
    heads = {str(root / name) for name in CONTENT}

    def concerns(_change: object, path: str) -> bool:
        return any(path == head or path.startswith(f"{head}/") for head in heads)

    return concerns
