"""Praise of ourselves, which is a claim in disguise."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.diagnostics import Finding


# Requirement: R44
@check("unproved-praise", "warning", can_be_silenced=True)
def praise_of_ourselves_is_proved(context: Context) -> Iterator[Finding]:
    """A text says that we are the largest, the leading or the only ones, or what we always or never do; no claim.

    Why: an untested "largest" is a claim in disguise. Buyers meet contradicting claims in four of ten sources
    (Gartner, 2019), and one that nobody can prove weakens the proved ones beside it.
    Fix: say what can be shown with `{claim: …}` in the same sentence, or drop the word. Words that are right here
    pass as `{as-is: …}`, as `phrases` under `[allow]` in the settings, or with `Let pass:` under `## Note`.
    """
    allowed = {" ".join(phrase.casefold().split()) for phrase in context.settings.allow.phrases}
    for spoken in context.spoken:
        if not spoken.words:
            continue
        for found in spoken.find(spoken.words.praise):
            words = " ".join(found[0].split())
            fine = any(spoken.words.no_praise.find(spoken.own[max(found.start() - 10, 0) : found.end() + 20]))
            if fine or words.casefold() in allowed or spoken.is_claimed(found.start(), found.end()):
                continue
            message = f"`{words}` praises ourselves, and no claim proves it"
            hint = "Cite a claim in the sentence, or say what can be shown."
            yield Finding(spoken.place(found.start()), message, hint)
