"""The words of an email that are neither the writer's nor the settings', by language.

To add a language, add an entry to FRAME_WORDS: nothing else in the engine says words to a buyer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FrameWords:
    """What the frame of an email says. `reason` is a whole sentence and has `{name}` where our name stands."""

    source: str
    sources: str
    reason: str
    unsubscribe: str

    def why(self, name: str) -> str:
        """Why the reader gets this email."""
        return self.reason.replace("{name}", name)


FRAME_WORDS: Mapping[str, FrameWords] = MappingProxyType(
    {
        "en": FrameWords(
            source="Source",
            sources="Sources",
            reason="You receive this because you have been in touch with {name}.",
            unsubscribe="Unsubscribe",
        ),
        "de": FrameWords(
            source="Quelle",
            sources="Quellen",
            reason="Sie erhalten diese E-Mail, weil Sie mit {name} in Kontakt stehen.",
            unsubscribe="Abmelden",
        ),
    }
)


def frame_words(language: str) -> FrameWords:
    """The frame in a language (`de`, and for `de-AT` the same); in English where it was not translated."""
    return FRAME_WORDS.get(language.partition("-")[0].lower(), FRAME_WORDS["en"])
