"""What only the rendered email shows: its size."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Rendered, email_check
from samestory.diagnostics import Finding
from samestory.model.emails import MAX_HTML_BYTES, html_bytes


@email_check("email-too-large")
def no_email_is_clipped(rendered: Rendered) -> Iterator[Finding]:
    """An email's HTML is larger than 80 KB.

    Why: Gmail shows some 102 KB and hides the rest, the unsubscribe link included; tools add tracking to ours.
    Fix: shorten the email; the text is what counts, the frame has some 8 KB.
    """
    for sequence in rendered.sequences:
        for touch in (*sequence.touches, *sequence.drafts):
            email = rendered.emails.get(touch.key)
            beat = rendered.library.storyline[touch.storyline].beat(touch.beat)
            if email and beat and beat.email and html_bytes(email) > MAX_HTML_BYTES:
                size = f"{html_bytes(email) / 1024:.0f} KB"
                message = f"the email for `{touch.role}` has {size} of HTML, more than {MAX_HTML_BYTES // 1024} KB"
                yield Finding(beat.source.on(beat.email.line), message, "Shorten it.")
