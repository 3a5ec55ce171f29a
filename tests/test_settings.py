"""Settings as people write them: what is taken, and what is refused with the place and the form."""

from __future__ import annotations

import ast
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from service.errors import BedsideError
from service.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused() -> list[str]:
    with pytest.raises(BedsideError) as error:
        read_settings()
    return [str(problem) for problem in error.value.problems]


def test_a_file_of_settings_is_read() -> None:
    Path(".env").write_text("# ours\n\nexport BEDSIDE_DATA=/srv/data\nOTHER\n")
    assert read_settings().data == Path("/srv/data")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("BEDSIDE_DATA: /srv/data\n", 1),
        ("BEDSIDE_PORT=8081\n\n\nBEDSIDE_DATA: /srv/data\n", 4),
        ("BEDSIDE_PORT=8081\nBEDSIDE_DATA\n", 2),
        ('BEDSIDE_DATA="/srv/data\n', 1),
    ],
)
def test_a_line_that_is_no_setting_is_not_passed_over(
    text: str, line: int, caplog: pytest.LogCaptureFixture
) -> None:
    Path(".env").write_text(text)
    with caplog.at_level(logging.DEBUG):
        assert refused() == [
            f".env:{line}:1 C103 the line is no setting; write NAME=value, or # before a remark"
        ]
    assert caplog.text == ""


@pytest.mark.parametrize(("mode", "taken"), [(0o600, True), (0o640, True), (0o644, False)])
def test_a_secret_that_everybody_can_read_is_refused(mode: int, taken: bool) -> None:
    """As in its own file; settings that are no secret may be read by all."""
    file = Path(".env")
    file.write_text("BEDSIDE_DATA=/srv/data\n")
    file.chmod(mode)
    assert read_settings().data == Path("/srv/data")
    file.write_text(f"BEDSIDE_DATA=/srv/data\nBEDSIDE_SECRET={'s3' * 20}\n")
    if taken:
        assert read_settings().secret is not None
    else:
        assert refused() == [
            ".env:2:1 D104 it holds the secret, and others can read it; chmod 640 .env"
        ]


def test_a_folder_in_the_place_of_the_file_is_not_passed_over() -> None:
    Path(".env").mkdir()
    assert refused() == [
        ".env C103 it is a folder, not a file of settings; take it away, or make it a file"
    ]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1.5 seconds", 1.5), ("1 second", 1), ("PT1.5S", 1.5), ("0.25 minutes", 15)],
)
def test_a_period_may_be_written_as_the_page_shows_it(
    text: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEDSIDE_DEADLINE", text)
    assert read_settings().deadline == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["1.5", "a while", "9999999999 seconds"])
def test_a_period_of_another_form_is_refused_with_one_that_fits(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEDSIDE_DEADLINE", text)
    assert refused() == [
        "BEDSIDE_DEADLINE C104 the setting does not fit; it must be a period such as `30 days`, "
        "`1.5 seconds` or `PT1.5S`"
    ]


@pytest.mark.parametrize("name", ["LOG", "ANONYMOUS", "EVENTS", "DELIVERIES"])
def test_nothing_is_kept_longer_than_days_can_be_counted(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"BEDSIDE_KEEP_{name}", "P3000Y")
    (problem,) = refused()
    assert problem.startswith(
        f"BEDSIDE_KEEP_{name} C104 the setting does not fit; it must be at most"
    )


def test_an_entry_of_a_list_is_named_by_its_setting_and_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BEDSIDE_SOURCES", '["clinic", "Front Desk"]')
    assert refused() == [
        "BEDSIDE_SOURCES C104 entry 2 of the list does not fit; use lower-case words joined by "
        "`_`, such as `front_desk`"
    ]


def test_every_setting_is_read_by_something() -> None:
    """A setting is handed on by name; one that nobody reads would be taken and do nothing."""
    read = {
        node.attr
        for path in (Path(__file__).resolve().parents[1] / "service").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value).endswith(("settings", "settings()"))
    }
    assert Settings.model_fields.keys() - read == set()
