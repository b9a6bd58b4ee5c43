"""The beats of a generated storyline."""

from __future__ import annotations

from collections.abc import Iterator

from beat import Beat
from buyers import FINANCE, ROLES, Role
from plan import SENTENCES, Story, filled

SHARED_WORDS = 97  # an email has 125 at most, with a role's opening and the words of its button


def beats_of(story: Story) -> Iterator[tuple[str, str]]:
    """Path and text of every beat of a storyline."""
    for place in range(story.beats):
        beat = Beat(story, place)
        yield f"stories/{story.id}/{(place + 1) * 10}-{beat.id}.md", _beat_text(beat)


def _beat_text(beat: Beat) -> str:
    keys = [f"stage: {beat.stage}", f"idea: {beat.story.ideas[beat.place % len(beat.story.ideas)][0]}"]
    keys += [] if beat.is_card else [f"wait: {beat.story.waits[beat.place]} days"]
    keys += [f"offer: {beat.claim}"] if beat.is_email else []
    keys += ["job: consensus"] if _is_for_all(beat) else []
    keys += ["shows: path"] if _shows_path(beat) else []
    sections = [_email(beat)] if beat.is_email else []
    sections += [_say(beat), _ask(beat), _if_they_say(beat)]
    if beat.is_email and beat.place % 5 == 4:
        sections.append(f"## Recap\n\n{SENTENCES['recap']['text']}")
    if beat.is_email and beat.place % 4 == 1:
        sections.append(_forward(beat))
    sections += ["## Note\n\nThe count is repeated once a year."] if beat.place % 6 == 0 else []
    head = "\n".join(keys)
    body = "\n\n".join(sections)
    return f"---\n{head}\n---\n\n# {beat.headline[0]}\n\n{body}\n"


def _is_for_all(beat: Beat) -> bool:
    return beat.is_email and beat.place % 20 == 1


def _shows_path(beat: Beat) -> bool:
    return beat.is_email and beat.place % 12 == 3


def _email(beat: Beat) -> str:
    _, subject, preview = beat.headline
    openings = [f"### For the {_name(role)}\n\n{beat.draw(SENTENCES['openings'][role.id])}" for role in ROLES]
    head = f"## Email\n\nSubject: {subject}\n\nPreview: {preview}"
    return "\n\n".join([head, "{role opening}", *_shared(beat), "{offer}", *openings])


def _shared(beat: Beat) -> list[str]:
    """What all roles read: with each part that there is room for."""
    claim, message = f"{{claim: {beat.claim}.sentence}}.", "{message}."
    scene = beat.draw(SENTENCES["scenes"])
    evidence, consequence = beat.draw(SENTENCES["evidence"]), beat.draw(SENTENCES["consequences"])
    bridge, action = beat.draw(SENTENCES["bridges"]), beat.draw(SENTENCES["actions"])
    path = [beat.fill(SENTENCES["path"])] if _shows_path(beat) else []
    has_bridge = beat.before is not None and beat.before.is_email and beat.place % 2 == 0
    parts = [[scene, claim, *path, message]]
    if has_bridge:
        parts.append([scene, claim, bridge, *path, message])
    parts.append([*parts[-1][:-1], f"{message}\n{consequence}"])
    parts.append([scene, f"{claim}\n{evidence}", *parts[-1][2:]])
    parts.append([*parts[-1], action])
    return next((part for part in reversed(parts) if _words(beat, part) <= SHARED_WORDS), parts[0])


def _words(beat: Beat, parts: list[str]) -> int:
    """How many words some parts have when their tokens are resolved."""
    text = " ".join(parts).replace(f"{{claim: {beat.claim}.sentence}}", beat.sentence)
    text = text.replace("{message}", beat.headline[0])
    if beat.before:
        text = text.replace(f"{{beat: {beat.before.id}}}", beat.before.headline[0])
    return len(text.split())


def _name(role: Role) -> str:
    return role.id.replace("-", " ")


def _say(beat: Beat) -> str:
    say = SENTENCES["say"]
    labels = [f"- Open: {beat.draw(say['open'] if beat.is_email else say['open_call'])}"]
    labels.append(f"- Check: {_check(beat)}")
    labels.append(f"- Further: {_further(beat)}")
    labels.append(f"- Leave with: {beat.draw(say['leave'])}")
    labels += [f"- Again: {beat.draw(say['again'])}"] if beat.place % 3 == 2 else []
    labels += [f"- Hold back: {beat.draw(say['hold'])}"] if beat.is_held_back else []
    own = ""
    if beat.is_email and beat.place % 3 == 0:
        role = ROLES[beat.place % len(ROLES)]
        opening, check = beat.draw(say["open_for"]), beat.draw(say["check_for"])
        own = f"\n\n### For the {_name(role)}\n\n- Open: {opening}\n- Check: {check}"
    return "## Say\n\n" + "\n".join(labels) + own


def _check(beat: Beat) -> str:
    if beat.is_card:
        return beat.draw(SENTENCES["say"]["check_plain"])
    # A call tells nothing: its check goes back to the email before it, in the same stage.
    cited = beat if beat.is_email or beat.before is None else beat.before
    return filled(beat.dice.choice(SENTENCES["say"]["check"]), claim=cited.claim)


def _further(beat: Beat) -> str:
    return beat.draw(SENTENCES["say"]["further_beat" if beat.looks_ahead else "further"])


def _ask(beat: Beat) -> str:
    first, *others = SENTENCES["ask"]["questions"]
    asked = [first, *beat.dice.sample(others, 1 + beat.place % 2)]
    lines = [
        f"{number}. {beat.fill(question)}\n   Listen for: {beat.fill(listen)}"
        for number, (question, listen) in enumerate(asked, start=1)
    ]
    return "## Ask\n\n" + "\n".join(lines)


def _if_they_say(beat: Beat) -> str:
    said = beat.dice.sample(SENTENCES["objections"]["all"], 1 + beat.place % 2)
    said += [SENTENCES["objections"]["hub"]] if beat.place % 6 == 5 else []
    parts = []
    for place, (quote, answer) in enumerate(said):
        roles = f"From: the {_name(ROLES[beat.place % 4])}, the {_name(ROLES[(beat.place + 1) % 4])}\n\n"
        parts.append(f'### "{quote}"\n\n{roles if place == 1 else ""}{beat.fill(answer)}')
    return "## If they say\n\n" + "\n\n".join(parts)


def _forward(beat: Beat) -> str:
    text = SENTENCES["forward"]
    roles = ROLES if _is_for_all(beat) else (ROLES[beat.place % len(ROLES)],)
    parts = [f"### To {FINANCE.id}\n\n{beat.fill(text['finance'])}"]
    parts += [f"### To the {_name(role)}\n\n{beat.fill(text['other'])}" for role in roles]
    return "## Forward\n\n" + "\n\n".join(parts)
