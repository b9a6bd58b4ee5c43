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
    }
)


def frame_words(language: str) -> FrameWords:
    """The frame in a language; in English where it was not translated."""
    return FRAME_WORDS.get(language, FRAME_WORDS["en"])
