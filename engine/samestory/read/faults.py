"""What the reader can say about a file: one function per code, which words the message and the next step."""

from __future__ import annotations

from collections.abc import Iterable

from samestory.diagnostics import fault
from samestory.nearest import did_you_mean

# ---- the file -------------------------------------------------------------------------------------------------


@fault("not-a-plain-file")
def not_a_plain_file(what: str) -> tuple[str, str]:
    """Something in the content folders is a link, a device or unreadable, not a plain file.

    Why: a link can lead out of the repository, and a device can block a build for ever.
    Fix: put the file itself there, or take it away.
    """
    return f"this is {what}, not a plain file", "Put the file itself here, or remove it."


@fault("not-utf-eight")
def not_utf8(where: str) -> tuple[str, str]:
    """A file is not text in UTF-8.

    Why: read with a guessed encoding, umlauts and quotes would arrive broken in emails.
    Fix: save the file as UTF-8; every editor offers it under "Save with encoding".
    """
    return f"this file is not UTF-8 text ({where})", "Save it again as UTF-8."


@fault("control-character")
def control_character(name: str) -> tuple[str, str]:
    """A text holds an invisible control character, or one the engine keeps for itself.

    Why: mail servers, browsers and libraries give such characters meanings of their own.
    Fix: delete the character; retyping the line removes it.
    """
    return f"an invisible character {name} stands in this line", "Delete it: type the line again."


@fault("conflict-mark")
def conflict_mark(mark: str) -> tuple[str, str]:
    """A merge left its marks in a file.

    Why: both versions of the text would be published, with the marks between them.
    Fix: keep the version that is right, and delete the lines with `<<<<<<<`, `=======` and `>>>>>>>`.
    """
    return f"a merge was not finished here (`{mark}`)", "Keep the right version and delete the three marks."


@fault("too-large")
def too_large(what: str, limit: str) -> tuple[str, str]:
    """A file, a line or a block is larger than any story needs.

    Why: the parsers under the engine become slow or stop on such sizes; the limits stand before them.
    Fix: split the text. Limits: a file 200 kB, front matter 8 kB, a line 5,000 characters, a paragraph 20,000.
    """
    return f"{what} is larger than {limit}", "Split it, or remove what does not belong to it."


@fault("too-deep")
def too_deep(what: str) -> tuple[str, str]:
    """Lists, quotations or brackets are nested deeper than anybody reads, or marks are heaped up.

    Why: the Markdown and YAML parsers need exponential time, or stop, on such nesting.
    Fix: write the text flat. Limits: six levels, 200 marks of one kind in a paragraph.
    """
    return f"{what}", "Write it flat: paragraphs and simple lists."


@fault("misnamed-file")
def misnamed_file(expected: str) -> tuple[str, str]:
    """A file lies where the engine reads, and its name does not say what it is.

    Why: the name carries the order and the id, so such a file would be left out silently.
    Fix: rename it as the hint says, or move it out of the folder.
    """
    return "this name does not say what the file is", f"Name it {expected}, or move it elsewhere."


@fault("translated-file")
def translated_file(language: str) -> tuple[str, str]:
    """A file name ends in a language, such as `20-hidden-cost.de.md`.

    Why: such names are reserved for translations, which the engine does not have yet.
    Fix: name the file without the language; the storyline's `language` says which one it is.
    """
    return f"names with a language (`.{language}.md`) are reserved for translations", "Take the language out of it."


@fault("missing-story")
def missing_story() -> tuple[str, str]:
    """A folder of `stories/` has beats and no `story.md`.

    Why: without it nobody knows whom the beats are for, or what they promise.
    Fix: write `story.md` beside the beats.
    """
    return "this storyline has no `story.md`", "Write `story.md`: its promise, roles, stages and ideas."


# ---- front matter ---------------------------------------------------------------------------------------------


@fault("missing-front-matter")
def missing_front_matter(keys: Iterable[str]) -> tuple[str, str]:
    """A file does not begin with a block of keys between two `---` lines.

    Why: the keys say what the file is; without them it cannot be placed.
    Fix: begin the file with `---`, the keys, and `---`.
    """
    return "front matter is missing", f"Begin the file with `---`, the keys ({', '.join(keys)}), and `---`."


@fault("unclosed-front-matter")
def unclosed_front_matter() -> tuple[str, str]:
    """Front matter begins with `---` and never ends.

    Why: the keys would be taken for text and sent to buyers.
    Fix: write `---` on a line of its own under the last key.
    """
    return "the front matter that begins here is never closed", "Write `---` on a line of its own under the last key."


@fault("bad-front-matter")
def bad_front_matter(problem: str, hint: str) -> tuple[str, str]:
    """Front matter is not a plain list of keys and values.

    Why: YAML has shorthands (anchors, tags, nesting) that change or hide what was typed; none of them is needed here.
    Fix: write `key: value`, one a line; a list is `a, b`. Put a value with `: ` or ` #` in quotes.
    """
    return problem, hint


@fault("duplicate-key")
def duplicate_key(key: str, first: int) -> tuple[str, str]:
    """A key stands twice in the front matter.

    Why: YAML keeps the last one in silence, and the first one is lost.
    Fix: keep one of the two.
    """
    return f"`{key}` stands twice, first in line {first}", "Keep one of them."


@fault("unknown-key")
def unknown_key(key: str, known: Iterable[str]) -> tuple[str, str]:
    """Front matter has a key that nobody reads.

    Why: what it says would be lost without a word.
    Fix: correct the spelling, or delete the line.
    """
    return f"there is no key `{key}`", did_you_mean(key, known, "keys")


@fault("missing-key")
def missing_key(key: str, says: str) -> tuple[str, str]:
    """Front matter lacks a key that every file of this kind needs.

    Why: without it the file cannot be used.
    Fix: add the line; the hint says what it means.
    """
    return f"`{key}` is missing", f"Add `{key}:` ({says})."


@fault("wrong-value")
def wrong_value(message: str, hint: str) -> tuple[str, str]:
    """The value of a key is not one that it can have.

    Why: a wrong date, duration or word would change whom a story reaches.
    Fix: type one of the values the hint names.
    """
    return message, hint


# ---- headings and labels --------------------------------------------------------------------------------------


@fault("missing-title")
def missing_title(what: str) -> tuple[str, str]:
    """A file has no H1, a line that begins with one `#`.

    Why: the H1 is what the file says: a beat's message, a claim's sentence, a role's name.
    Fix: write `# ` and the sentence under the front matter.
    """
    return "the H1 is missing", f"Write a line that begins with `# ` under the front matter: {what}."


@fault("second-title")
def second_title(first: int) -> tuple[str, str]:
    """A file has two H1.

    Why: a beat leaves one message; the second one would belong to nothing.
    Fix: keep one; a section begins with `##`.
    """
    return f"a second H1; the first is in line {first}", "Keep one. Sections begin with `##`."


@fault("unknown-section")
def unknown_section(name: str, known: Iterable[str]) -> tuple[str, str]:
    """A file has a section (`##`) that nobody reads.

    Why: its text would be lost without a word.
    Fix: correct the heading, or move the text to `## Note`, which is for writers only.
    """
    return f"there is no section `## {name}` in this kind of file", did_you_mean(name, known, "sections")


@fault("duplicate-section")
def duplicate_section(name: str, first: int) -> tuple[str, str]:
    """A heading stands twice in one place, or a role has two.

    Why: one of the two texts would be lost.
    Fix: join them under one heading.
    """
    return f"`{name}` stands twice, first in line {first}", "Join the two under one heading."


@fault("unknown-subsection")
def unknown_subsection(name: str, expected: str) -> tuple[str, str]:
    """A heading with `###` stands where none, or another one, belongs.

    Why: the text under it would be lost.
    Fix: write the heading as the hint says, or delete it.
    """
    return f"`### {name}` does not belong here", expected


@fault("unknown-role-heading")
def unknown_role_heading(name: str, known: Iterable[str]) -> tuple[str, str]:
    """A heading names a role that no file in `buyers/roles/` describes.

    Why: the text under it would reach nobody.
    Fix: write the role's name or id as its file has it.
    """
    return f"there is no role `{name}`", did_you_mean(name, known, "roles")


@fault("unknown-label")
def unknown_label(label: str, nearest: str) -> tuple[str, str]:
    """A line looks like a label, and is spelled differently.

    Why: what follows it would be taken for text, and its label be missing.
    Fix: spell the label as the hint says; if it is meant as text, begin the line with another word.
    """
    return f"`{label}:` is nearly a label", f"Did you mean `{nearest}:`? If it is text, begin the line differently."


@fault("duplicate-label")
def duplicate_label(label: str, first: int) -> tuple[str, str]:
    """A label stands twice in one section.

    Why: one of the two values would be lost.
    Fix: keep one.
    """
    return f"`{label}:` stands twice, first in line {first}", "Keep one of them."


@fault("stray-text")
def stray_text(where: str) -> tuple[str, str]:
    """A text stands where nobody reads it.

    Why: it would be lost without a word.
    Fix: move it under a heading, or to `## Note` if it is for writers only.
    """
    return f"nobody reads the text {where}", "Move it under a heading that is read, or delete it."


@fault("bad-row")
def bad_row(problem: str, hint: str) -> tuple[str, str]:
    """A row of a table or list cannot be read.

    Why: the hand-off, or a claim's history, would have a hole.
    Fix: write the row as the hint says.
    """
    return problem, hint


# ---- text -----------------------------------------------------------------------------------------------------


@fault("raw-html")
def raw_html(what: str) -> tuple[str, str]:
    """A text holds HTML.

    Why: it would do different things in emails, plain text and pages, or run there.
    Fix: write it as Markdown; a literal `<` is `\\<`; a special character is typed as itself.
    """
    return f"`{what}` is HTML", "Write plain Markdown; a literal `<` before a letter is written `\\<`."


@fault("foreign-tag")
def foreign_tag(tag: str) -> tuple[str, str]:
    """A text holds a tag of an email tool or a template language.

    Why: stories are compiled for every tool; another tool would send the tag to buyers as it stands.
    Fix: write a contact field as `{first name}`; the engine spells it for each tool.
    """
    return (
        f"`{tag}` is another tool's tag",
        "Write contact fields like `{first name}`; the engine spells them per tool.",
    )


@fault("bad-link")
def bad_link(address: str) -> tuple[str, str]:
    """A link has an address of a kind that is not allowed.

    Why: only https, mailto and tel are safe in emails and on the site.
    Fix: write the whole address with `https://`.
    """
    return f"a link leads to `{address}`", "Write the whole address: https://, mailto: or tel:."


@fault("not-a-text-form")
def not_a_text_form(what: str) -> tuple[str, str]:
    """A text has a form that emails and talk tracks do not have: a heading, a picture, a rule, a table.

    Why: texts are paragraphs, lists, emphasis, links, quotations and code, so that they read the same everywhere.
    Fix: write it as a paragraph or a list. Headings are `##` and `###` only where the format has them.
    """
    return f"{what} cannot stand in a text", "Write paragraphs, lists, emphasis, links, quotations or code."


@fault("unknown-token")
def unknown_token(token: str, known: Iterable[str]) -> tuple[str, str]:
    """Something in braces is neither a token nor a contact field of the settings.

    Why: it would be sent to buyers as it stands.
    Fix: correct the spelling, declare the field in the settings, or write `\\{` for a literal brace.
    """
    return f"`{{{token}}}` is no token", did_you_mean(token, known, "tokens")


@fault("misplaced-token")
def misplaced_token(token: str, where: str) -> tuple[str, str]:
    """A token stands where it has no meaning.

    Why: nothing could be put there in its place.
    Fix: take it out, or move it to a text that may hold it.
    """
    return f"`{{{token}}}` cannot stand {where}", "Take it out, or move it."


@fault("unclosed-token")
def unclosed_token() -> tuple[str, str]:
    """A brace is opened and not closed in the same line.

    Why: it may be a token with a typing mistake, which would be sent to buyers.
    Fix: close it, or write `\\{` for a literal brace.
    """
    return "a brace is opened and not closed", "Close it in the same line, or write `\\{` for a literal brace."


@fault("field-without-fallback")
def field_without_fallback(name: str) -> tuple[str, str]:
    """A contact field has no fallback, neither in the text nor in the settings.

    Why: several email tools fail the send, or print nothing, for a contact without it.
    Fix: write `{first name | colleague}`, or set the fallback in the settings.
    """
    return f"`{{{name}}}` has no fallback", f"Write `{{{name} | colleague}}`, or set `fallback` in the settings."


# ---- settings -------------------------------------------------------------------------------------------------


@fault("no-settings")
def no_settings() -> tuple[str, str]:
    """There are no settings.

    Why: without a sender, a postal address and the project's id no email may be made.
    Fix: write `[tool.samestory]` in pyproject.toml, or samestory.toml.
    """
    return "there are no settings", "Write `[tool.samestory]` in pyproject.toml, or a samestory.toml."


@fault("two-settings")
def two_settings() -> tuple[str, str]:
    """There are settings in pyproject.toml and in samestory.toml.

    Why: nobody could tell which of them holds.
    Fix: keep one of the two.
    """
    return "there are settings in pyproject.toml too", "Keep one: `[tool.samestory]` there, or this file."


@fault("bad-settings")
def bad_settings(problem: str) -> tuple[str, str]:
    """The file with the settings is not TOML.

    Why: nothing in it can be read.
    Fix: mend the line; texts stand in double quotes.
    """
    return f"this is not TOML: {problem}", "Mend the line. Texts stand in double quotes."


@fault("unknown-setting")
def unknown_setting(name: str, known: Iterable[str]) -> tuple[str, str]:
    """The settings have a key that nobody reads.

    Why: what it says would have no effect, without a word.
    Fix: correct the spelling, or delete the line.
    """
    return f"there is no setting `{name}`", did_you_mean(name, known, "settings")


@fault("missing-setting")
def missing_setting(name: str) -> tuple[str, str]:
    """A setting that has no sensible default is missing.

    Why: an email without it would be unlawful, or could not be told from another project's.
    Fix: add it to the settings.
    """
    return f"the setting `{name}` is missing", f"Add `{name} = …` to the settings."


@fault("wrong-setting")
def wrong_setting(name: str, message: str, hint: str) -> tuple[str, str]:
    """A setting has a value that it cannot have.

    Why: it would spoil every email or page.
    Fix: type a value as the hint says.
    """
    return f"`{name}`: {message}", hint


@fault("bad-logo")
def bad_logo(logo: str, wrong: str) -> tuple[str, str]:
    """The logo of the settings is no picture that can stand on every page of the site.

    Why: it is loaded first on each page, from the same folder; a picture that is missing, large, or asks other hosts
    would spoil all of them.
    Fix: put an SVG, PNG, JPEG or WebP of at most 16 kB under `site/`, without scripts or links in it, and name it.
    """
    return (
        f"`logo`: `{logo}` {wrong}",
        "Name an SVG, PNG, JPEG or WebP of at most 16 kB under `site/`, like `site/logo.svg`.",
    )
