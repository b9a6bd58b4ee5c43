"""The files for CI: their own shell lines write the review as a comment, once, to a host that runs on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml

from samestory.releases.review import MARK
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="the jobs of the hosts have bash and curl"
)
OTHER = {"id": 7, "body": "Please look at the second sentence."}


class Host(ThreadingHTTPServer):
    """A code host as far as its comments go; both kinds of addresses lead to the same list."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = [dict(OTHER)]
        self.asked: list[tuple[str, str, str]] = []
        super().__init__(("127.0.0.1", 0), Comments)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Comments(BaseHTTPRequestHandler):
    """Lists, adds and changes comments, like the two hosts do."""

    server: Host

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""

    def answer(self, status: int, said: object) -> None:
        """What is said, as JSON."""
        token = str(self.headers["PRIVATE-TOKEN"] or self.headers["Authorization"])
        self.server.asked.append((self.command, self.path, token))
        made = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(made)))
        self.end_headers()
        self.wfile.write(made)

    def body(self) -> str:
        """The comment that was sent: as JSON to GitHub, as a form to GitLab."""
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        return str(json.loads(sent)["body"] if sent.startswith("{") else parse_qs(sent)["body"][0])

    def do_GET(self) -> None:
        self.answer(200, self.server.comments)

    def do_POST(self) -> None:
        self.server.comments.append({"id": 100 + len(self.server.comments), "body": self.body()})
        self.answer(201, self.server.comments[-1])

    def change(self) -> None:
        """Another text for a comment that is there."""
        wanted = int(self.path.rpartition("/")[2])
        (found,) = (one for one in self.server.comments if one["id"] == wanted)
        found["body"] = self.body()
        self.answer(200, found)

    do_PATCH = do_PUT = change


@pytest.fixture
def host() -> Iterator[Host]:
    """A code host with one comment by somebody else."""
    made = Host()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def script_of(name: str) -> str:
    """The lines of a file for CI that write the comment."""
    jobs = yaml.safe_load((ROOT / "docs" / "ci" / name).read_text("utf-8"))
    return str(jobs["jobs"]["review"]["steps"][-1]["run"] if name == "github.yml" else jobs["review"]["script"][-1])


def run(name: str, folder: Path, host: Host, **more: str) -> None:
    variables = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "GITHUB_API_URL": host.address,
        "GITHUB_REPOSITORY": "tarn/stories",
        "TOKEN": "of-the-run",
        "NUMBER": "12",
        "CI_API_V4_URL": f"{host.address}/api/v4",
        "CI_PROJECT_ID": "3",
        "CI_MERGE_REQUEST_IID": "12",
        "no_proxy": "*",
        **more,
    }
    ran = subprocess.run(
        ["bash", "-e", "-c", script_of(name)], cwd=folder, env=variables, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("name", "listed", "token", "more"),
    [
        ("github.yml", "/repos/tarn/stories/issues/12/comments", "Bearer of-the-run", {}),
        (
            "gitlab.yml",
            "/api/v4/projects/3/merge_requests/12/notes",
            "of-the-project",
            {"REVIEW_TOKEN": "of-the-project"},
        ),
    ],
)
def test_the_review_is_one_comment_that_is_written_anew(
    host: Host, tmp_path: Path, name: str, listed: str, token: str, more: dict[str, str]
) -> None:
    texts = [f"{MARK}## What this changes\n\n- “12 %” becomes “15 %”, & more.\n", f"{MARK}## This changes nothing\n"]

    for text in texts:
        (tmp_path / "review.md").write_text(text, "utf-8")
        run(name, tmp_path, host, **more)
        assert host.comments == [OTHER, {"id": 101, "body": text}]

    assert {asked for _, _, asked in host.asked} == {token}
    assert [(method, path.partition("?")[0]) for method, path, _ in host.asked[:3]] == [
        ("GET", listed),
        ("POST", listed),
        ("GET", listed),
    ]


def test_without_a_token_gitlab_keeps_the_text_and_asks_nobody(host: Host, tmp_path: Path) -> None:
    (tmp_path / "review.md").write_text(f"{MARK}\n", "utf-8")

    run("gitlab.yml", tmp_path, host)

    assert host.asked == []


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_a_file_for_ci_holds_no_secret_and_pins_what_it_installs(name: str) -> None:
    text = (ROOT / "docs" / "ci" / name).read_text("utf-8")

    assert "secrets." not in text
    assert 'pip install "$SAMESTORY"' in text or 'pip install --quiet "$SAMESTORY"' in text
    version = next(line for line in (ROOT / "pyproject.toml").read_text("utf-8").split("\n") if line[:7] == "version")
    number = version.split('"')[1]
    assert f"samestory-{number}-py3-none-any.whl" in text
