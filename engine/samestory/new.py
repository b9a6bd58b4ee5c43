"""New files for people to write in: a whole repository, or one file, with the sentences only a person can write marked.

The mark is `TODO:`. A draft that holds it is listed by `samestory check`; what is live may not hold it.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product
from pathlib import Path
from string import Template
from types import MappingProxyType
from typing import NoReturn

from samestory.model.library import Beat, Library, Stage, Storyline
from samestory.nearest import did_you_mean
from samestory.read import read_library, read_settings
from samestory.write import Refused

TEMPLATES = files("samestory") / "templates" / "new"
FIRST_STORY = "first-story"
FIRST_BEATS = (("why-change", "status-quo"), ("why-now", "priority"))


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be written: its path in the repository, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A thing to be made: its id, what is already there, and the day."""

    id: str
    library: Library
    day: date


def new_repository(folder: Path, day: date) -> tuple[str, ...]:
    """Make a content repository that checks and builds at once; the paths of its files.

    Raises:
        Refused: the folder holds something, its name gives no id, or there is no Git.
    """
    if folder.is_file() or (folder.exists() and any(folder.iterdir())):
        raise Refused(f"{folder} is not empty, and nothing in it was touched; name a new folder")
    id = "-".join(re.findall(r"[a-z0-9]+", folder.resolve().name.casefold()))
    if not id:
        raise Refused(f"{folder.name} gives no id; name the folder with letters or digits, like our-stories")
    is_in_git = _git("-C", str(_nearest(folder)), "rev-parse", "--is-inside-work-tree")
    made = [*_write(folder, _static_files(id))]
    library = _library(folder)
    first = [*_claim(Wanted("first-claim", library, day)), *_offer(Wanted("first-guide", library, day))]
    made += _write(folder, [*first, *_story(Wanted(FIRST_STORY, library, day))])
    for place, (beat, stage) in enumerate(FIRST_BEATS):
        storyline = _library(folder).storyline[FIRST_STORY]
        made += _write(folder, [_beat(beat, storyline, stage, place, "first-guide")])
    if not is_in_git and not _git("-C", str(folder), "init", "-q"):
        raise Refused(f"git could not make {folder} a repository; run `git init` in there to see why")
    return tuple(sorted(made))


def new_file(root: Path, kind: str, id: str, day: date) -> tuple[str, ...]:
    """Make one thing of a repository, e.g. kind `beat`, id `hidden-rework/hidden-cost`; the paths of its files.

    Raises:
        Refused: there is no such kind, the id is none, the file is there, or this is no repository of stories.
    """
    if kind not in KINDS:
        raise Refused(f"there is nothing called `{kind}` to make. {did_you_mean(kind, KINDS, 'kinds')}")
    _refuse_bad_id(kind, id)
    if not (root / "buyers").is_dir():
        raise Refused(f"there is no buyers/ in {root}; go to your stories, or make them with `samestory new DIR`")
    return _write(root, KINDS[kind](Wanted(id, _library(root), day)))


def _refuse_bad_id(kind: str, id: str) -> None:
    parts = id.split("/")
    if kind == "beat" and len(parts) != 2:
        raise Refused("a beat belongs to a storyline: write `samestory new beat STORY/ID`, like hidden-rework/why-now")
    for part in parts if kind == "beat" else [id]:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", part):
            raise Refused(f"`{part}` is no id; write small letters, digits and hyphens, like hidden-rework")


def _library(root: Path) -> Library:
    settings, frames = read_settings(root).value
    return read_library(root, settings, frames).value


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder.resolve(), *folder.resolve().parents) if path.exists())


def _git(*arguments: str) -> bool:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, check=False, timeout=30).returncode == 0
    except OSError:
        raise Refused("git is not to be found, and stories are kept in it; install git, then run this again") from None


def _write(root: Path, made: Iterable[NewFile]) -> tuple[str, ...]:
    made = tuple(made)
    for file in made:
        if (root / file.path).exists():
            _refuse_file(file.path)
    for file in made:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(file.text)
    return tuple(file.path for file in made)


def _refuse_taken(taken: Beat | Stage | None) -> None:
    """A beat or a stage with that id, under whatever number."""
    if taken:
        _refuse_file(taken.source.file)


def _refuse_file(path: str) -> NoReturn:
    raise Refused(f"{path} is there already, and was not touched; choose another id, or edit that file")


def _static_files(id: str) -> Iterator[NewFile]:
    """What is the same in every new repository but for its name."""
    for path, source in _templates_below(TEMPLATES / "repository", ""):
        name = ".gitignore" if path == "gitignore" else path
        text = source.read_text("utf-8")
        yield NewFile(name, Template(text).substitute(id=id, name=_title(id)))


def _templates_below(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _templates_below(entry, f"{path}{entry.name}/")
        else:
            yield f"{path}{entry.name}", entry


def _filled(template: str, path: str, **names: str) -> NewFile:
    return NewFile(path, Template((TEMPLATES / template).read_text("utf-8")).substitute(names))


def _claim(wanted: Wanted) -> Iterator[NewFile]:
    yield _filled("claim.md", f"stories/_claims/{wanted.id}.md", id=wanted.id, day=wanted.day.isoformat())
    if wanted.id not in wanted.library.proof:  # a claim is nothing without its proof
        yield from _proof(wanted)


def _proof(wanted: Wanted) -> Iterator[NewFile]:
    yield _filled("proof.md", f"stories/_proofs/{wanted.id}.md")


def _offer(wanted: Wanted) -> Iterator[NewFile]:
    yield _filled("offer.md", f"stories/_offers/{wanted.id}.md", stages=", ".join(_email_stages(wanted.library)))


def _story(wanted: Wanted) -> Iterator[NewFile]:
    stories = wanted.library.storylines
    ranks = [int(story.fields.priority) for story in stories if story.fields.priority.isdigit()]
    roles = [role.id for role in wanted.library.roles if role.fields.nurture]
    if not roles:
        raise Refused("nobody gets emails yet; make a role with `samestory new role ID`, then the storyline")
    yield _filled(
        "story.md",
        f"stories/{wanted.id}/story.md",
        id=wanted.id,
        code=_free_code(wanted.id, [story.fields.code for story in stories]),
        roles=", ".join(roles),
        stages=", ".join(_email_stages(wanted.library)),
        priority=str(max(ranks, default=0) + 1),
    )


def _beats(wanted: Wanted) -> Iterator[NewFile]:
    name, _, id = wanted.id.partition("/")
    storyline = wanted.library.storyline.get(name)
    if storyline is None:
        known = did_you_mean(name, wanted.library.storyline, "storylines") if wanted.library.storylines else ""
        raise Refused(f"there is no storyline `{name}`; make it with `samestory new story {name}`. {known}".strip())
    _refuse_taken(storyline.beat(id))
    stage = storyline.beats[-1].fields.stage if storyline.beats else next(iter(storyline.fields.stages), "")
    fitting = [offer.id for offer in wanted.library.offers if stage in offer.fields.stages]
    yield _beat(id, storyline, stage, len(storyline.beats), next(iter(fitting), ""))


def _beat(id: str, storyline: Storyline, stage: str, place: int, offer: str) -> NewFile:
    number = max((beat.number for beat in storyline.beats), default=0) // 10 * 10 + 10
    roles = [role.replace("-", " ") for role in storyline.fields.roles]
    openings = [f"### For the {role}\n\nTODO: what this means for them, in a sentence\n" for role in roles]
    return _filled(
        "beat.md",
        f"stories/{storyline.id}/{number}-{id}.md",
        stage=stage,
        idea=storyline.ideas[place % len(storyline.ideas)].key if storyline.ideas else "",
        wait="7 days" if storyline.beats else "0 days",
        offer=f"offer: {offer}\n" if offer else "",
        openings="\n".join(openings),
    )


def _role(wanted: Wanted) -> Iterator[NewFile]:
    code = _free_code(wanted.id, [role.fields.code for role in wanted.library.roles])
    yield _filled("role.md", f"buyers/roles/{wanted.id}.md", code=code, name=_title(wanted.id))


def _stage(wanted: Wanted) -> Iterator[NewFile]:
    stages = wanted.library.stages
    _refuse_taken(wanted.library.stage.get(wanted.id))
    number = max((stage.number for stage in stages), default=0) // 10 * 10 + 10
    side = stages[-1].fields.side if stages else "buyer"
    yield _filled("stage.md", f"buyers/stages/{number}-{wanted.id}.md", side=side, name=_title(wanted.id))


def _email_stages(library: Library) -> tuple[str, ...]:
    stages = tuple(stage.id for stage in library.stages if stage.fields.email and stage.fields.side == "buyer")
    if not stages:
        raise Refused("there is no stage with email yet; make one with `samestory new stage ID`, then run this again")
    return stages


def _title(id: str) -> str:
    return id.replace("-", " ").capitalize()


def _free_code(id: str, taken: Iterable[str]) -> str:
    """Two to four letters that nothing else has: initials, else letters of the id."""
    letters = re.sub(r"[^a-z]", "", id) or "x"
    initials = "".join(word[0] for word in id.split("-") if word[0].isalpha())
    pairs = (a + b for a, b in product(letters, letters))
    others = ("".join(three) for three in product("abcdefghijklmnopqrstuvwxyz", repeat=3))
    known = set(taken)
    wanted = (code for code in (initials[:4], letters[:2], *pairs, *others) if len(code) >= 2)
    return next(code for code in wanted if code not in known)


KINDS: Mapping[str, Callable[[Wanted], Iterator[NewFile]]] = MappingProxyType(
    {"story": _story, "beat": _beats, "claim": _claim, "proof": _proof, "offer": _offer, "role": _role, "stage": _stage}
)
