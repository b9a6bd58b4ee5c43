"""The site's style and scripts. Addresses are plain; only `release.js` and `sw.js` change with every build."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files

from samestory.contrast import accent_of
from samestory.model.files import OutFile
from samestory.model.library import Storyline
from samestory.model.settings import OWN_COLOUR
from samestory.render.pages.call_prep import (
    HEARD_PRINTED,
    HEARD_SHOWN,
    PROOF_SHOWN,
    UNHEARD_PRINTED,
    UNHEARD_SHOWN,
    prep_path,
)
from samestory.render.pages.kinds import site_file
from samestory.render.pages.site import Site
from samestory.render.pages.stops import legs_of, stops_of

MINISEARCH = "vendor/minisearch-7.2.0.js"  # verbatim from npm; a test knows its checksum


@site_file
def assets(site: Site) -> Iterator[OutFile]:
    """Style sheet and scripts of the theme; the style sheet grows rules for as many stops as there are."""
    colour = site.settings.colour
    yield OutFile("assets/icon.svg", _source("icon.svg").replace(OWN_COLOUR, accent_of(colour).light).encode())
    yield OutFile("assets/site.js", _site_script().encode())
    yield OutFile("assets/find.js", _find_script().encode())
    yield OutFile("assets/site.css", _small(_source("site.css") + _brand(colour) + _rules_for_stops(site)).encode())
    release = json.dumps({"stamp": site.stamp, "day": site.day.isoformat()}, sort_keys=True)
    yield OutFile("assets/release.js", f"window.SAMESTORY_RELEASE = {release};\n".encode())


@site_file
def worker(site: Site) -> Iterator[OutFile]:
    """`sw.js`, which keeps the site for when there is no network; another release is another stamp."""
    first = ["index.html", *(f"assets/{name}" for name in ("icon.svg", "site.css", "site.js", "release.js"))]
    first += [site.settings.logo_on_site] if site.settings.logo else []
    then = [
        *(prep_path(*pair) for pair in sorted(site.sequence)),
        *("assets/find.js", "assets/records.js", "proof.html"),
        *(f"{folder}/{storyline.id}.html" for folder in ("stories", "committee") for storyline in site.storylines),
    ]
    release = json.dumps({"stamp": site.stamp, "first": first, "then": then}, separators=(",", ":"))
    yield OutFile("sw.js", f"const RELEASE={release};\n{_light(_source('worker/sw.js'))}".encode())


def _brand(colour: str) -> str:
    """The tokens that the colour of the settings changes; for the one the theme was drawn for none."""
    if colour == OWN_COLOUR:
        return ""
    made = accent_of(colour)
    wash = f"--accent-wash:light-dark({made.light_wash},{made.dark_wash})"
    return f":root{{--accent:light-dark({made.light},{made.dark});{wash}}}\n"


def _source(name: str) -> str:
    return (files("samestory") / "theme" / "assets" / name).read_text(encoding="utf-8")


def _site_script() -> str:
    """The parts of `theme/assets/scripts` by name, as one script that leaves nothing behind in the page."""
    folder = files("samestory") / "theme" / "assets" / "scripts"
    names = sorted(part.name for part in folder.iterdir() if part.name.endswith(".js"))
    text = "".join(_light(_source(f"scripts/{name}")) for name in names)
    return f'(function () {{\n"use strict";\n{text}}})();\n'


def _find_script() -> str:
    """MiniSearch as it was published, without its comments but with its licence, and what Find makes of it."""
    licence = _source("vendor/minisearch-LICENSE.txt").strip()
    return f"/* MiniSearch 7.2.0\n{licence}\n*/\n{_light(_source(MINISEARCH))}{_light(_source('find/find.js'))}"


def _light(script: str) -> str:
    """A script without indentation and without comments that begin a line."""
    lines = (line.strip() for line in re.sub(r"^\s*/\*.*?\*/", "", script, flags=re.DOTALL | re.MULTILINE).split("\n"))
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def _small(css: str) -> str:
    """A style sheet without comments, and without the blanks that only a reader needs; strings stay as they are."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    parts = re.split(r'("[^"\n]*")', re.sub(r"\n\s*", "\n", plain).lstrip())
    return "".join(part if place % 2 else _tight(part) for place, part in enumerate(parts))


def _tight(css: str) -> str:
    """Of `:` only what follows: `a :target` is something within a link. Around `+` and `-` a sum needs its blanks."""
    css = re.sub(r"[ \n]*([{},;>~])[ \n]*", r"\1", css)
    return re.sub(r";?}", "}\n", re.sub(r": +", ":", css).replace(";}", "}")).replace("}\n}", "}}")


def _rules_for_stops(site: Site) -> str:
    """The rules that need a number: CSS can see which stop is chosen, but not count to it.

    `--at` is the number of the chosen stop, `--n` that of a stop; what belongs to the chosen stage comes forward.
    """
    most = [site.again(_most_of, site.of_story(story), story) for story in site.storylines]
    stops, stages = max((of for of, _ in most), default=0), max((of for _, of in most), default=0)
    roles = range(1, len(site.library.roles) + 1)
    rules = [f'[data-n="{n}"]{{--n:{n}}}.w{n}{{flex-grow:{n}}}{_chosen("n", n)}{{--at:{n}}}' for n in _to(stops)]
    rules += [_stage_chosen(n) for n in _to(stages)]
    rules += [f".mail-page:has(.mail:nth-child({n}):target) .roles a:nth-child({n}){{{CURRENT}}}" for n in roles]
    rules.append(f"@media screen{{{_rows_folded(HEARD_SHOWN, UNHEARD_SHOWN)}}}")
    rules.append(f"@media print{{{_rows_folded(HEARD_PRINTED, UNHEARD_PRINTED)}}}")
    phone = [f".where:has(.who label:nth-child({n}) :checked) tbody tr:nth-child({n}){{display:block}}" for n in roles]
    return "\n".join([*rules, "@media screen and (max-width: 899px) {", *phone, "}", ""])


def _most_of(site: Site, story: Storyline) -> tuple[int, int]:
    """The most stops, or others' touches, that a role has in a storyline, and the most stages."""
    ways = [legs_of(site, story, sequence) for sequence in site.sequences_of(story)]
    stops = max((max(len(stops_of(legs)), sum(len(leg.others) for leg in legs)) for legs in ways), default=0)
    return stops, max((len(legs) for legs in ways), default=0)


CURRENT = "background:var(--surface);color:var(--ink);box-shadow:0 0 0 1px var(--line)"


def _stage_chosen(stage: int) -> str:
    """What belongs to the chosen stage; of the proof what it uses, or all where it uses none, a few to begin with.

    `used` are entries with such a claim: the claim itself, or the group that it stands in.
    """
    used = f':is([data-s~="{stage}"],:has([data-s~="{stage}"]))'
    none = f'&:not(:has([data-s~="{stage}"][data-claim])) .proof'
    rest = ((":not(:has(:checked)) li:nth-child", PROOF_SHOWN + 1), (":not(:has(:checked)) li li:nth-child", 2))
    folded = (f".proof{one}(n+{at} of {used}:not(.over-age)),{none}{one}(n+{at})" for one, at in rest)
    return (
        f'{_chosen("s", stage)}{{[data-s="{stage}"]{{&.of{{display:block}}'
        "&.band>p{border-color:var(--s);color:var(--ink)}}"
        f".proof li{used},{none} li{{display:block}}@media screen{{{','.join(folded)}{{display:none}}}}}}"
    )


def _rows_folded(heard: int, unheard: int) -> str:
    """Without a script: the newest rows of what was told, the next ones of what follows; a box unfolds the rest."""
    step, here = "~.touch:not(.stage)", ":is(:target,:has(:target))"
    ways = ((heard - 1, ".touch.m"), (heard, ".touch:not(.m)"))
    told = ",".join(f"{step * rows}~{stop}{at}:target" for rows, stop in ways for at in ("", " "))
    past, to_come = (f".prep:not(.shown):not(:has(.{name}-fold :checked)) .touch" for name in ("heard", "unheard"))
    return (
        f"{past}:has({told})>.row,{to_come}.s{here}{step * unheard}>.row,"
        f"{to_come}:not(.s){here}{step * (unheard + 1)}>.row{{display:none}}"
    )


def _to(last: int) -> range:
    return range(1, last + 1)


def _chosen(name: str, number: int) -> str:
    touch = f'.touch[data-{name}="{number}"]'
    return f".prep:has({touch}:target,{touch} :target,{touch}.now)"
