"""Rule 5: what an email tool imports has every email, and each of them once."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.prove.finding import Difference, Place
from samestory.prove.mail import SENT
from samestory.prove.read_back import ReadBack
from samestory.prove.rule import rule
from samestory.prove.rules.parts import SAYS


@rule(5, SAYS)
def each_email_once_in_each_payload(build: ReadBack) -> Iterator[Difference]:
    """Each email tool gets every email of the sequences once, and none besides."""
    by_tool: dict[str, dict[str, list[str]]] = {tool: {} for tool in build.tools}
    for key, emails in build.payloads.items():
        for tool, email in emails:
            by_tool.setdefault(tool, {}).setdefault(key, []).append(email.file)
    for tool, files in by_tool.items():
        for key, mail in build.mails.items():
            found = files.pop(key, [])
            if len(found) == 1:
                continue
            meant = Place(SENT, mail.touch.line, key)
            twice = tuple(Place(f"{tool}/{file}", 1, key) for file in found)
            yield Difference(key, (meant, *(twice or [Place(tool, 1, "")])))
        for key, found in files.items():
            for file in found:
                yield Difference(key, (Place(SENT, 1, ""), Place(f"{tool}/{file}", 1, key)))
