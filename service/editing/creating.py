"""New items from a template: a file that reads, says what to fill in, and lacks only its words.

Pure. What is made is a draft: nothing is in the library before it is saved.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from service.domain.channels import TRAITS, named
from service.domain.vocabulary import CHANNELS, Channel
from service.editing.form_faults import misnamed, unknown, wrong
from service.editing.saving import sign
from service.errors import BedsideError, Problem
from service.library.filler import IN_A_CALL, IN_A_TEXT, IN_WORDS, OF_A_TRIGGER
from service.library.library import Library
from service.library.naming import words_name
from service.library.places import place_of

_ID_LINE = re.compile(r"^id:[^\n]*", re.MULTILINE)
_TITLE_LINE = re.compile(r"^title:[^\n]*", re.MULTILINE)
_SCHEMA_PATH = re.compile(r"\$schema=(?:\.\./)+\.schemas")
#: Content is looked at again after so long, unless its writer says otherwise.
_LASTS = timedelta(days=365)


def new_module(
    library: Library, module_id: str, kind: str, channel: str, editor: str, on: date
) -> dict[str, str]:
    """The files of a new module with words for one channel. Raises `BedsideError`."""
    if library.settings is None:
        raise BedsideError(library.problems)
    settings = library.settings.value
    problems = [*misnamed("module", module_id, library.names("module"))]
    if kind not in settings.kinds:
        what, fix = "the library has no such kind", f"use one of {', '.join(settings.kinds)}"
        problems.append(unknown("kind", what, kind, settings.kinds, fix))
    known = named(channel)
    if known is None:
        problems.append(_no_such_channel())
    if problems or known is None:
        raise BedsideError(problems)
    folder = module_id.partition("/")[0]
    topic = folder if folder in settings.topics else "general"
    sensitivity = settings.topics[topic].sensitivity if topic in settings.topics else "general"
    title = _title(module_id)
    schema = f"# yaml-language-server: $schema={_up(module_id)}.schemas/module.json\n"
    module = (
        f"{schema}id: {module_id}\nkind: {kind}\ntitle: {title}\ntopics: [{topic}]\n"
        f"audience: [patient, caregiver]\nsensitivity: {sensitivity}\npurposes: [education]\n"
        f"reading_grade: 7\nrewording: {'locked' if settings.kinds[kind].locked else 'open'}\n"
        f"owner: {settings.organisation.email}\nwritten_by: [{editor}]\nexpires: {on + _LASTS}\n"
    )
    file = words_file(module_id, known, settings.locales[0])
    return {f"content/{module_id}/module.yaml": module, file: words(known, title)}


def copied_module(
    library: Library,
    source: str,
    module_id: str,
    editor: str,
    text_of: Callable[[str], str | None],
) -> dict[str, str]:
    """The files of a module that begins with another's, words first. Raises `BedsideError`.

    Whoever wrote the words stays a writer of them, so none of them approves the copy. Banked
    rewordings are not copied: they were approved with the words that they were made of.
    """
    problems = [*misnamed("module", module_id, library.names("module"))]
    if source not in library.modules:
        problems.append(_no_such_module("copy", source, library))
    if problems:
        raise BedsideError(problems)
    old, new = f"content/{source}/", f"content/{module_id}/"
    files = [file.file for file in library.renditions[source]]
    texts = {f"{new}{file.removeprefix(old)}": text_of(file) or "" for file in files}
    main = sign(text_of(f"{old}module.yaml") or "", editor)
    for line, words in (
        (_ID_LINE, f"id: {module_id}"),
        (_TITLE_LINE, f"title: {_title(module_id)}"),
        (_SCHEMA_PATH, f"$schema={_up(module_id)}.schemas"),
    ):
        main = line.sub(words, main, count=1)
    return {**texts, f"{new}module.yaml": main}


def _no_such_module(field: str, name: str, library: Library) -> Problem:
    fix = "choose a module of the library"
    return unknown(field, "there is no such module", name, library.modules, fix)


def _title(module_id: str) -> str:
    return module_id.rpartition("/")[2].replace("-", " ").replace("_", " ").capitalize()


def _up(module_id: str) -> str:
    """The way from a module's folder to the library's."""
    return "../" * (module_id.count("/") + 2)


def words_file(module_id: str, channel: Channel, locale: str, variant: str = "") -> str:
    """The file of a module's words in a channel and locale."""
    return f"content/{module_id}/{locale}/{words_name(channel, variant)}"


def words(channel: Channel, title: str) -> str:
    """The words that a new rendition begins with."""
    if TRAITS[channel].written == "text":
        return f"{title}: {IN_A_TEXT}\n"
    if channel == "call":
        return f"## Say\n\n- {IN_A_CALL}\n"
    return f"## {title}\n\n{IN_WORDS}\n"


def new_rendition(
    library: Library, module_id: str, channel: str, locale: str, variant: str = ""
) -> dict[str, str]:
    """The file of words for one more channel, locale or variant. Raises `BedsideError`."""
    module = library.modules.get(module_id)
    if module is None:
        raise BedsideError([_no_such_module("name", module_id, library)])
    known = named(channel)
    if known is None:
        raise BedsideError([_no_such_channel()])
    file = words_file(module_id, known, locale, variant)
    if place_of(file) is None:
        raise BedsideError([_misnamed_words(module_id, known, locale)])
    if any(existing.file == file for existing in library.renditions[module_id]):
        raise BedsideError([wrong("channel", "these words are there", "open their file")])
    return {file: words(known, module.value.title)}


def _no_such_channel() -> Problem:
    fix = f"use one of {', '.join(CHANNELS)}"
    return wrong("channel", "there is no such channel", fix)


def _misnamed_words(module_id: str, channel: Channel, locale: str) -> Problem:
    """Which part of its name words cannot have; of a module that is there, the variant is left."""
    if place_of(words_file(module_id, channel, locale)) is None:
        fix = "use a language and a country, such as `en-GB`"
        return wrong("locale", "this cannot be a locale's name", fix)
    fix = "use lower-case words joined by `-`, such as `easy-read`"
    return wrong("variant", "this cannot be a variant's name", fix)


def new_trigger(
    library: Library, name: str, signal: str, purpose: str, editor: str
) -> dict[str, str]:
    """The file of a new trigger on a signal. Raises `BedsideError`."""
    if library.settings is None:
        raise BedsideError(library.problems)
    problems = [*misnamed("trigger", name, library.names("trigger"))]
    if signal not in library.signals:
        what, fix = "the library has no such signal", "choose a signal of the library"
        problems.append(unknown("signal", what, signal, library.signals, fix))
    if problems:
        raise BedsideError(problems)
    kind = next(iter(library.settings.value.kinds))
    text = (
        "# yaml-language-server: $schema=../.schemas/trigger.json\n"
        f"id: {name}\ntitle: {name.replace('-', ' ').capitalize()}\non: {signal}\n"
        f"because: {OF_A_TRIGGER['because']}\nreason: {OF_A_TRIGGER['reason']}\n"
        f"owner: {library.settings.value.organisation.email}\nwritten_by: [{editor}]\n"
        f"source: {OF_A_TRIGGER['source']}\n"
        f"purpose: {purpose}\nstage: inquiry\naudience: [patient]\nrecipients: [known]\n"
        "channels: [email]\ntopics: [general]\nwithin: 2 days\nstop_when: []\npriority: 10\n"
        f"uses: []\nslots:\n  lead: {{kinds: [{kind}]}}\n"
    )
    return {f"triggers/{name}.yaml": text}
