"""An email in HTML and plain text, neutral and filled in, from one touch: both parts from the same tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from mjml import mjml2html

from samestory.each import Each, one_by_one
from samestory.model.emails import UNSUBSCRIBE, RenderedEmail, spelled_html
from samestory.model.sequence import Email, Sequence, Talk, Told, Touch
from samestory.model.settings import Settings
from samestory.model.text import Element, Node, Nodes, OfferLink
from samestory.render import markup
from samestory.render.colours import Palette, dark_palette, light_palette
from samestory.render.frame_words import FrameWords, frame_words
from samestory.render.markup import FILLED, NEUTRAL, Spelling

BREAK = Element("br")
NOWHERE = Markup()
SIGNATURE = "-- "  # the writer's part ends here; mail clients know this line as the beginning of a signature
# The reader's own system font; nothing is loaded. Outlook for Windows takes Times where it does not know the first
# font of a list, and a Mac has no Segoe UI, so each finds its own.
FONTS = "Segoe UI, -apple-system, BlinkMacSystemFont, Roboto, Helvetica, Arial, sans-serif"
MONOSPACE = "Consolas, SFMono-Regular, Menlo, monospace"
INDENTED = "margin:0 0 16px 24px;padding:0"  # Outlook for Windows knows no padding of a list, and cuts its dots off


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the story: our name, sources, why this comes, who we are, which touch this is."""

    words: FrameWords
    name: str
    sources: tuple[str, ...]
    imprint: tuple[str, ...]
    stamp: str

    @property
    def source_lines(self) -> Nodes:
        """The sources as inline text: one behind its word, several under it."""
        if len(self.sources) == 1:
            return (f"{self.words.source}: {self.sources[0]}",)
        under = (part for source in self.sources for part in (BREAK, source))
        return (f"{self.words.sources}:", *under) if self.sources else ()

    @property
    def why(self) -> str:
        """Why the reader gets this email."""
        return self.words.why(self.name)


@dataclass(frozen=True, slots=True)
class StoryPart:
    """A stretch of the story as HTML, or the button between two of them."""

    words: Markup
    button: bool = False
    address: Markup = NOWHERE


def render_emails(
    sequences: Iterable[Sequence], settings: Settings, each: Each = one_by_one
) -> Mapping[str, RenderedEmail]:
    """Every email by its touch key, those of drafts too, which only previews and the site show."""
    touches = [touch for sequence in sequences for touch in (*sequence.touches, *sequence.drafts) if touch.email]
    made = each(render_email, ((_as_emailed(touch), settings) for touch in touches))
    return MappingProxyType({email.key: email for email in made})


def _as_emailed(touch: Touch) -> Touch:
    """A touch without what its email does not depend on, so that it cannot."""
    return replace(
        touch, former_keys=(), uuid="", day=None, segment_day=None, wait_days=None, talk=Talk(), told=Told(), idea=""
    )


def render_email(touch: Touch, settings: Settings) -> RenderedEmail:
    """One email, neutral and filled in.

    Raises:
        ValueError: the touch is no email.
    """
    email = email_of(touch)
    frame = _frame(touch, email, settings)
    neutral = _html_part(email, frame, settings)
    return RenderedEmail(
        key=touch.key,
        subject=markup.line(email.subject, NEUTRAL),
        preview=markup.line(email.preview, NEUTRAL),
        html=neutral,
        text=_text_part(email, frame, NEUTRAL, UNSUBSCRIBE),
        filled_subject=markup.line(email.subject),
        filled_preview=markup.line(email.preview),
        preview_html=spelled_html(neutral, lambda _name, fallback: fallback, settings.unsubscribe_url),
        preview_text=_text_part(email, frame, FILLED, settings.unsubscribe_url),
    )


def email_of(touch: Touch) -> Email:
    """The touch's email.

    Raises:
        ValueError: it has none.
    """
    if touch.email is None:
        raise ValueError(f"{touch.key} is no email")
    return touch.email


def _frame(touch: Touch, email: Email, settings: Settings) -> Frame:
    # Two claims may rest on one proof: its line is shown once.
    sources = tuple(dict.fromkeys(source.text for source in email.sources if source.text))
    return Frame(
        frame_words(email.language), settings.name, sources, _imprint(settings), f"{touch.key} · {touch.stamp}"
    )


def _imprint(settings: Settings) -> tuple[str, ...]:
    starts_with_name = settings.postal_address.startswith(settings.name)
    return (settings.postal_address,) if starts_with_name else (settings.name, settings.postal_address)


# HTML


def _html_part(email: Email, frame: Frame, settings: Settings) -> str:
    light = light_palette(settings.colour)
    made = _layout().render(
        language=email.language,
        # MJML puts the title in an attribute as well, where an email tool's spelling of a field may bring a quote.
        title=Markup(markup.attribute(markup.line(email.subject), NEUTRAL)),
        preview=_markup(email.preview),
        name=_markup((frame.name,)),
        greeting=_markup(email.greeting, _styles(light)),
        story=tuple(_story_parts(email.body, _styles(light))),
        sign_off=_markup(email.sign_off, _styles(light)),
        sources=_markup(frame.source_lines),
        why=_markup((frame.why,)),
        unsubscribe=frame.words.unsubscribe,
        imprint=tuple(_markup((line,)) for line in frame.imprint),
        stamp=frame.stamp,
        fonts=FONTS,
        light=light,
        dark=dark_palette(settings.colour),
    )
    return f"{mjml2html(made, fonts={}, disable_comments=True).strip()}\n"


@cache
def _layout() -> Template:
    environment = Environment(
        loader=PackageLoader("samestory"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("email.mjml")


def _markup(nodes: Iterable[Node], styles: Mapping[str, str] = MappingProxyType({})) -> Markup:
    return Markup(markup.html(nodes, NEUTRAL, styles))


def _story_parts(body: Nodes, styles: Mapping[str, str]) -> Iterator[StoryPart]:
    stretch: list[Node] = []
    for node in body:
        if isinstance(node, OfferLink) and node.is_button:
            yield from _stretch(stretch, styles)
            stretch = []
            address = Markup(markup.attribute(node.url, NEUTRAL))
            yield StoryPart(_markup((node.text,)), button=True, address=address)
        else:
            stretch.append(node)
    yield from _stretch(stretch, styles)


def _stretch(nodes: list[Node], styles: Mapping[str, str]) -> Iterator[StoryPart]:
    if nodes:
        yield StoryPart(_markup(nodes, styles))


@cache
def _styles(light: Palette) -> Mapping[str, str]:
    return MappingProxyType(
        {
            "p": "margin:0 0 16px",
            "ul": INDENTED,
            "ol": INDENTED,
            "li": "margin:0 0 6px",
            "blockquote": f"margin:0 0 16px;padding:0 0 0 14px;border-left:3px solid {light.rule}",
            "code": f"font-family:{MONOSPACE};font-size:14px;background:{light.shade};padding:1px 4px",
            "pre": f"margin:0 0 16px;padding:12px;background:{light.shade};white-space:pre-wrap;font-size:14px",
            "a": f"color:{light.link};text-decoration:underline",
        }
    )


# Plain text


def _text_part(email: Email, frame: Frame, spell: Spelling, unsubscribe: str) -> str:
    story = (_paragraph(email.greeting), *email.body, _paragraph(email.sign_off))
    return "\n\n".join((markup.text(story, spell), *_signature(frame, spell, unsubscribe))) + "\n"


def _paragraph(nodes: Nodes) -> Element:
    return Element("p", nodes)


def _signature(frame: Frame, spell: Spelling, unsubscribe: str) -> Iterator[str]:
    first, *rest = _signature_blocks(frame, spell, unsubscribe)
    yield f"{SIGNATURE}\n{first}"
    yield from rest


def _signature_blocks(frame: Frame, spell: Spelling, unsubscribe: str) -> Iterator[str]:
    if frame.sources:
        yield markup.text(frame.source_lines, spell)
    yield f"{markup.text((frame.why,), spell)}\n{frame.words.unsubscribe}: {unsubscribe}"
    yield "\n".join(markup.text((line,), spell) for line in (*frame.imprint, frame.stamp))
