"""A web host on this machine, with the policy that hosts are told to send."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

LONG_SECONDS = 120  # for what takes a moment on a machine that has nothing else to do
# The Agreed list of the design: what a host is told to send.
POLICY = (
    "default-src 'none'; script-src 'self'; img-src 'self' data:; frame-src 'self'; style-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
POLICY_OF_FRAMES = "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"


class Host(SimpleHTTPRequestHandler):
    """Serves a folder with the policy, always whole: a date in seconds cannot tell two files of one second apart.

    While the gate is closed, whoever asks for what is held has to wait.
    """

    def __init__(self, *args: Any, gate: threading.Event, held: str, **more: Any) -> None:
        self.gate, self.held = gate, held
        super().__init__(*args, **more)

    def do_GET(self) -> None:
        """Answer, when it is time to."""
        del self.headers["If-Modified-Since"]
        if self.path == self.held:
            self.gate.wait(LONG_SECONDS)
        super().do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where there is none, as web hosts do."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        words = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY_OF_FRAMES if "/emails/raw/" in self.path else POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def opened_gate() -> threading.Event:
    gate = threading.Event()
    gate.set()
    return gate


class Patient(ThreadingHTTPServer):
    """Lets many wait at its door: a browser and its worker come with a dozen at once."""

    request_queue_size = 128


@contextmanager
def hosted(folder: Path, gate: threading.Event | None = None, held: str = "/held.txt") -> Iterator[str]:
    """A site on this machine; gives its address."""
    handler = partial(Host, directory=str(folder), gate=gate or opened_gate(), held=held)
    server = Patient(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
