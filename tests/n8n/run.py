"""Runs n8n for real: `make test-n8n`. Imports what is recorded, sends it to a mail catcher, and compares every mail.

n8n is installed from npm into a folder that is kept (SAMESTORY_N8N, else ~/.cache/samestory/n8n). What was seen is
written to last-run.json beside this file, with the hash of the workflows; a test fails when they have changed since.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from samestory.prove.email_part import html_part, text_part

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parent / "targets" / "golden"
LAST_RUN = HERE / "last-run.json"
VERSION = "1.123.81"
CACHE = Path(os.environ.get("SAMESTORY_N8N") or Path.home() / ".cache" / "samestory" / "n8n")
# n8n depends on a tarball outside of the registry, and on a package whose newest version asks for more than n8n has.
OVERRIDES = {"xlsx": "0.18.5", "@langchain/langgraph-checkpoint": "1.0.0"}
PACKAGE = {"private": True, "dependencies": {"n8n": VERSION}, "overrides": OVERRIDES}
INSTALL = ("npm", "install", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund")
WAIT_SECONDS = 15  # long enough for a busy machine to note between two emails that somebody has left
PATIENCE_SECONDS = 900  # n8n needs seconds for what a busy machine takes minutes for
NAMES = {"first name": 'Zoë O’Neil }} | "Q" 😀 <b>', "company": "A & B {{ 7 * 7 }}"}
# A line end would end a header; n8n's workflow makes one line of it, and cuts what no person is called.
ODD_NAMES = {"first name": "שלום\r\nBcc: all@example.com", "company": f"a\n{'x' * 500} 😀"}
LONGEST_NAME = 200
FIELD = re.compile(r"\{([^{}|]+) \| ([^{}]*)\}")
Mails = list[dict[str, str]]


def golden_workflows() -> list[Path]:
    """The recorded workflows."""
    return [path for path in sorted(GOLDEN.glob("*/n8n/*/*.json")) if path.name != "manifest.json"]


def left_paths() -> list[str]:
    """Where each project is told who has left."""
    return sorted({path_of(file) for file in golden_workflows() if file.stem == "left"})


def path_of(file: Path) -> str:
    """The path of a workflow's webhook."""
    nodes = json.loads(file.read_text("utf-8"))["nodes"]
    return next(str(node["parameters"]["path"]) for node in nodes if node["type"].endswith(".webhook"))


def role_file(story: dict[str, Any], sequence: dict[str, Any]) -> Path:
    """The recorded workflow of a sequence."""
    (file,) = GOLDEN.glob(f"*/n8n/{story['id']}/{sequence['role']}.json")
    return file


def workflows_hash() -> str:
    """One hash over all recorded workflows."""
    digest = sha256()
    for path in golden_workflows():
        digest.update(f"{path.relative_to(GOLDEN).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


class N8n:
    """n8n with a home of its own, on ports of its own."""

    def __init__(self, home: Path, port: int, smtp_port: int) -> None:
        self.port, self.home = port, home
        self.environment = os.environ | {
            "N8N_USER_FOLDER": str(home),
            "N8N_PORT": str(port),
            "N8N_EXPRESSION_ENGINE": "legacy",
            "N8N_RUNNERS_ENABLED": "false",
            "N8N_DIAGNOSTICS_ENABLED": "false",
            "N8N_VERSION_NOTIFICATIONS_ENABLED": "false",
            "N8N_TEMPLATES_ENABLED": "false",
        }
        access = {"host": "127.0.0.1", "port": smtp_port, "secure": False, "disableStartTls": True}
        credential = {"id": "samestory-smtp", "name": "SameStory SMTP", "type": "smtp", "data": access}
        (home / "credentials.json").write_text(json.dumps([credential]), "utf-8")
        self.run("import:credentials", f"--input={home / 'credentials.json'}")

    def run(self, *words: str) -> str:
        """What a command of n8n says."""
        command = ["node", str(CACHE / "node_modules/n8n/bin/n8n"), *words]
        ran = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
        )
        if ran.returncode:
            raise SystemExit(f"{' '.join(words)}: {ran.stdout}{ran.stderr}")
        return ran.stdout

    def workflows(self) -> list[dict[str, Any]]:
        """Every workflow that n8n has, without what it adds."""
        file = self.home / "all.json"
        self.run("export:workflow", "--all", f"--output={file}")
        kept = ("id", "name", "active", "nodes", "connections")
        made = [{name: one[name] for name in kept} for one in json.loads(file.read_text("utf-8"))]
        return sorted(made, key=lambda one: str(one["id"]))

    @contextmanager
    def started(self) -> Iterator[None]:
        """The server, until its webhooks answer."""
        with (self.home / "n8n.log").open("w") as log:
            command = ["node", str(CACHE / "node_modules/n8n/bin/n8n"), "start"]
            server = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
            try:
                for path in left_paths():
                    body = {"contact": "nobody@example.com", "signal": "returned"}
                    wait_until(lambda path=path, body=body: self.post(path, **body))  # type: ignore[misc]
                yield
            finally:
                server.terminate()
                server.wait(PATIENCE_SECONDS)

    def post(self, path: str, **body: str) -> bool:
        """Whether a webhook took something."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/webhook/{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def wait_until(done: Any) -> None:
    """Ask until the answer is yes.

    Raises:
        SystemExit: it took too long.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > end:
            raise SystemExit("n8n took too long")
        time.sleep(0.5)


class Caught(Message):
    """The mails that came in."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: Mails = []

    def handle_message(self, message: Any) -> None:
        """Keep the parts of a mail."""
        mail = message_from_bytes(message.as_bytes(), policy=policy.default)
        parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
        self.mails.append(
            {
                "to": str(mail["X-RcptTo"] or mail["To"]),
                "subject": str(mail["Subject"]),
                "html": parts.get("text/html", ""),
                "text": parts.get("text/plain", ""),
            }
        )


def install() -> None:
    """n8n in its folder, once: about four minutes."""
    if (CACHE / "node_modules/sqlite3/build/Release/node_sqlite3.node").exists():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / "package.json").write_text(json.dumps(PACKAGE), "utf-8")
    subprocess.run(INSTALL, cwd=CACHE, check=True)
    build = ["node", "../node-gyp/bin/node-gyp.js", "rebuild", "--nodedir=/usr"]
    subprocess.run(build, cwd=CACHE / "node_modules/sqlite3", check=True, stdout=subprocess.DEVNULL)


def shortened(folder: Path) -> None:
    """Write the recorded workflows with waits of some seconds."""
    for number, path in enumerate(golden_workflows()):
        workflow = json.loads(path.read_text("utf-8"))
        for node in workflow["nodes"]:
            if node["type"] == "n8n-nodes-base.wait":
                node["parameters"] |= {"amount": WAIT_SECONDS, "unit": "seconds"}
        (folder / f"{number}.json").write_text(json.dumps(workflow), "utf-8")


def sequences() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every sequence of the recorded projects with its storyline, as the neutral format has them."""
    for project in sorted({path.relative_to(GOLDEN).parts[0] for path in golden_workflows()}):
        file = HERE.parent / "golden" / project / "bundle" / "sequences.json"
        for story in json.loads(file.read_text("utf-8"))["storylines"]:
            for sequence in story["sequences"]:
                yield story, sequence


def every_touch() -> Iterator[dict[str, Any]]:
    """The touches of all sequences."""
    return (touch for _, sequence in sequences() for one in sequence["segments"] for touch in one["touches"])


def expected(touch: dict[str, Any], contact: str, names: dict[str, str], page: str) -> dict[str, str]:
    """A mail as the neutral form says it, for a contact with these fields."""
    address = f"{page}{'&' if '?' in page else '?'}contact={quote(contact, safe='')}"

    def said(words: str, *, in_html: bool) -> str:
        def value(found: re.Match[str]) -> str:
            if found[1] not in names:
                return found[2]
            one_line = " ".join(names[found[1]].split())[:LONGEST_NAME]
            return escape(one_line) if in_html else one_line

        made = FIELD.sub(value, words).replace("{unsubscribe}", escape(address) if in_html else address)
        return made if in_html else made.replace("\\{", "{")

    return {
        "to": contact,
        "subject": said(touch["subject"], in_html=False),
        "html": said(touch["html"], in_html=True),
        "text": said(touch["text"], in_html=False),
    }


def differs(mail: dict[str, str], wanted: dict[str, str]) -> str:
    """The first part in which a mail is not what it has to be."""
    if mail["to"] != wanted["to"]:
        return "to"
    if mail["subject"] != wanted["subject"]:
        return f"subject: {mail['subject']!r}"
    got, meant = html_part(mail["html"]), html_part(wanted["html"])
    if (got.whole, got.links) != (meant.whole, meant.links):
        return "html"
    got, meant = text_part(mail["text"]), text_part(wanted["text"])
    return "" if (got.whole, got.links) == (meant.whole, meant.links) else "text"


def main() -> None:
    """Install, import twice, send, compare, write down."""
    install()
    caught = Caught()
    home = Path(tempfile.mkdtemp(prefix="samestory-n8n-"))
    catcher = Controller(caught, hostname="127.0.0.1", port=12526)
    catcher.start()
    try:
        seen = _seen(N8n(home, 15679, 12526), caught, home)
    finally:
        catcher.stop()
        shutil.rmtree(home, ignore_errors=True)
    record = {"n8n": VERSION, "workflows": workflows_hash(), **seen}
    LAST_RUN.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    print(json.dumps(record, indent=2))  # noqa: T201


def _seen(n8n: N8n, caught: Caught, home: Path) -> dict[str, Any]:
    folder = home / "workflows"
    folder.mkdir()
    shortened(folder)
    first, second = (_imported(n8n, folder) for _ in range(2))
    if first != second or any(one["active"] for one in second):
        raise SystemExit("a second import changed something, or something is switched on")
    n8n.run("update:workflow", "--all", "--active=true")
    with n8n.started():
        compared = _entered(n8n, caught)
        compared |= _left(n8n, caught)
    return {"workflows_imported": len(second), "second_import": "unchanged, all switched off", **compared}


def _imported(n8n: N8n, folder: Path) -> list[dict[str, Any]]:
    n8n.run("import:workflow", "--separate", f"--input={folder}")
    return n8n.workflows()


def _entered(n8n: N8n, caught: Caught) -> dict[str, Any]:
    """Enter contacts with all fields, with odd ones and with none at every stage, and everybody a second time."""
    wanted: list[dict[str, str]] = []
    entered: list[tuple[str, dict[str, str]]] = []
    for story, sequence in sequences():
        page = _unsubscribe_page(story, sequence)
        for at, segment in enumerate(sequence["segments"]):
            touches = [touch for one in sequence["segments"][at:] for touch in one["touches"]]
            for kind, names in (("all", NAMES), ("odd", ODD_NAMES), ("none", {})):
                contact = f"{story['id']}.{sequence['role']}.{segment['stage']}.{kind}@example.com"
                fields = {name.replace(" ", "_"): value for name, value in names.items()}
                body = {"email": contact, "stage": segment["stage"], **fields}
                entered.append((path_of(role_file(story, sequence)), body))
                wanted += [expected(touch, contact, names, page) for touch in touches if touch["channel"] == "email"]
    for path, body in entered:
        wait_until(lambda path=path, body=body: n8n.post(path, **body))  # type: ignore[misc]
    wait_until(lambda: len(caught.mails) >= len(wanted))
    had = ",".join(touch["key"] for touch in every_touch())
    for path, body in entered:
        n8n.post(path, **body, had=had)
    time.sleep(6 * WAIT_SECONDS)
    _compare(caught.mails, wanted)
    return {"mails": len(caught.mails), "equal": len(wanted), "entered_again_with_had": "nothing was sent twice"}


def _compare(mails: Mails, wanted: Mails) -> None:
    if len(mails) != len(wanted):
        raise SystemExit(f"{len(mails)} mails came in, and {len(wanted)} were meant")
    for meant in wanted:
        near = [mail for mail in mails if (mail["to"], mail["subject"]) == (meant["to"], meant["subject"])]
        problems = [differs(mail, meant) for mail in near] or [
            f"no mail {meant['subject']!r} came to {meant['to']}, but: "
            + ", ".join(mail["subject"] for mail in mails if mail["to"] == meant["to"])
        ]
        if all(problems):
            raise SystemExit(f"{meant['to']}, {meant['subject']!r}: {problems[0]}")


def _unsubscribe_page(story: dict[str, Any], sequence: dict[str, Any]) -> str:
    found = re.search(r'UNSUBSCRIBE = (\\?".*?\\?");', role_file(story, sequence).read_text("utf-8"))
    assert found
    return str(json.loads(found[1].replace('\\"', '"')))


def _left(n8n: N8n, caught: Caught) -> dict[str, Any]:
    """Somebody leaves between two emails of the longest sequence."""
    story, sequence = max(sequences(), key=lambda pair: sum(_emails(one) for one in pair[1]["segments"]))
    before = len(caught.mails)
    file = role_file(story, sequence)
    n8n.post(path_of(file), email="leaves@example.com")
    wait_until(lambda: len(caught.mails) > before)
    n8n.post(path_of(file.with_name("left.json")), contact="Leaves@example.com ", signal="replied")
    time.sleep(4 * WAIT_SECONDS)
    if len(caught.mails) != before + 1:
        raise SystemExit("somebody who left got another mail")
    return {"left": "nothing more was sent"}


def _emails(segment: dict[str, Any]) -> int:
    return sum(touch["channel"] == "email" for touch in segment["touches"])


if __name__ == "__main__":
    sys.exit(main())
