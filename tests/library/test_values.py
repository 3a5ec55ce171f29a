"""A value that no message may show is told where it is written, before a message is tried."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.channels import ValueRefused, compile_rendition, render
from service.channels.links import leads_somewhere
from service.channels.templating import Show
from service.domain.content import Rendition
from service.domain.variables import Shown
from service.errors import BedsideError
from service.library.building import build
from service.library.checks.valuing import check_values
from service.library.loader import load_library
from tests.conftest import STARTER, TODAY
from tests.library.conftest import LIBRARY

EVENTS, SETTINGS = "directories/events.yaml", "library.yaml"


def told(folder: Path) -> list[tuple[str, int, int, str]]:
    found = check_values(load_library(folder), TODAY)
    return [(problem.file, problem.line, problem.column, problem.code) for problem in found]


def starter(tmp_path: Path, file: str, old: str, new: str) -> Path:
    folder = tmp_path / "library"
    shutil.copytree(STARTER, folder)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    return folder


@pytest.mark.parametrize("library", [STARTER, LIBRARY])
def test_sound_values_are_not_told(library: Path) -> None:
    assert told(library) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        (EVENTS, "Saturday walking", "Satur\u00adday walking", (14, 16, "L375")),
        (EVENTS, "Saturday walking group", '"Walk\\u200B group"', (14, 11, "L375")),
        (EVENTS, "Saturday walking group", '"Walk\tgroup"', (14, 16, "L375")),
        (
            EVENTS,
            "Saturday walking group",
            ">-\n      Walking\n      gro\u2060up",
            (16, 10, "L375"),
        ),
        (EVENTS, "Saturday walking", "Saturday ((walking", (14, 5, "L376")),
        (EVENTS, "page: https://", "page: ", (18, 5, "L377")),
    ],
)
def test_fault_of_a_directory_is_told_at_its_line(
    tmp_path: Path, file: str, old: str, new: str, where: tuple[int, int, str]
) -> None:
    folder = starter(tmp_path, file, old, new)
    assert told(folder) == [(file, *where)]
    with pytest.raises(BedsideError) as refused:
        build(load_library(folder), TODAY, assume_approved=True)
    assert [problem.code for problem in refused.value.problems] == [where[2]]


def test_each_of_many_faults_is_told_once_at_its_own_line(tmp_path: Path) -> None:
    entry = "    name: Wal\u00adk\n    place: here\n    length: long\n    bring: A ha\u00adt.\n"
    entry += "    page: https://x.example.org/walk\n"
    added = "".join(f"  e{number}:\n{entry}" for number in range(150))
    folder = starter(tmp_path, EVENTS, "entries:\n", f"entries:\n{added}")
    lines = (folder / EVENTS).read_text().splitlines()
    expected = [number for number, line in enumerate(lines, 1) if "\u00ad" in line]
    assert [(file, line) for file, line, _, code in told(folder) if code == "L375"] == [
        (EVENTS, line) for line in expected
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (
            SETTINGS,
            'portal: {name: MyCedar, url: "https://',
            'portal: {name: MyCedar, url: "',
            "L377",
        ),
        (SETTINGS, "phone: 319-555-0188", "phone: ask us", "L377"),
        (SETTINGS, "unsubscribe_url: https:", "unsubscribe_url: http:", "L377"),
        (SETTINGS, "sender_name: ", "sender_name: A\u200e", "L375"),
        ("triggers/event-registered.yaml", "because: ", "because: A\u00ad", "L375"),
        ("signals/appointment.booked.yaml", "office: ", "office: A\u200b", "L375"),
    ],
)
def test_values_of_settings_signals_and_triggers_are_told(
    tmp_path: Path, file: str, old: str, new: str, code: str
) -> None:
    assert [(name, found) for name, _, _, found in told(starter(tmp_path, file, old, new))] == [
        (file, code)
    ]


def test_what_no_message_shows_is_nobodys_fault(tmp_path: Path) -> None:
    folder = starter(tmp_path, EVENTS, "title: Classes and talks", "title: Classes\u00ad and talks")
    assert told(folder) == []


_ADDRESSES = ("{{ a.b }}", "{{ a.b }}/visits", "https://x.example.org/{{ a.b }}", "tel:{{ a.b }}")
_PIECES = st.sampled_from(
    [
        *(
            "https://",
            "http:/",
            "x.example.org",
            "/a?b=c&d",
            "319-555-0100",
            "+1 (319) ",
            "mailto:",
        ),
        *("@", "\u00ad", "((", "%%", "%", "[", " ", "é", "<", "\\", "#", "a"),
    ]
)


@given(
    st.sampled_from((*_ADDRESSES, "mailto:{{ a.b }}")), st.lists(_PIECES, min_size=1, max_size=5)
)
@example("{{ a.b }}", ["x.example.org"])
@example("tel:{{ a.b }}", ["a"])
def test_address_is_refused_before_if_it_is_refused_in_a_message(
    address: str, parts: list[str]
) -> None:
    text = "".join(parts)
    if not text.strip():
        return
    words = Rendition(channel="web", locale="en-US", title="T", source=f"[More]({address})")
    compiled = compile_rendition(words)
    [(_, settled)] = compiled.plan.links
    assert any(isinstance(part, Show) for part in settled)
    try:
        render(compiled, {"a": Shown("", {"b": text})})
        goes = True
    except ValueRefused:
        goes = False
    assert leads_somewhere(settled, ("a", "b"), text) == goes
