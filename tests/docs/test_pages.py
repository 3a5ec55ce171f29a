"""The pages are complete, current and lead where they say.

What code declares (commands, settings, codes, fields, dependencies) has to be on its page; adding
one without a word about it fails here.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from service.domain import standing as standings
from service.domain.content import Value
from service.domain.decision import Decision
from service.domain.message import PARTS
from service.domain.signals import Signal
from service.domain.standing import Standing
from service.domain.vocabulary import REASON_CODES, Outcome
from service.library.json_schemas import json_schemas
from service.settings import OTHERS, PREFIX, STARTER_LIBRARY, Settings
from tests.docs import tables
from tests.docs.generate import DOCS, pages
from tests.docs.reasons import REASONS
from tests.docs.transcripts import EXAMPLES, ROOT, follow

PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

#: Pages with outputs; the README and the how-to pages have tests of their own.
FOLLOWED = [
    page for page in pages() if page.parent != DOCS / "how-to" and page != ROOT / "README.md"
]

_LINK = re.compile(r"\]\(([^()\s]+(?:\([^()]*\))?[^()\s]*)\)")


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _prose(page: Path) -> str:
    """A page without its fenced blocks and code, in which `](` is no link."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]+`", lambda code: re.sub(r"[\[\]()]", "", code[0]), text)


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# --- tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_row_stands_in_a_table(page: Path) -> None:
    """A row behind an empty line is shown as it is written."""
    found = re.findall(r"(?:^\|.*\n)+", _prose(page), re.MULTILINE)
    assert [table for table in found if not re.match(r"\|.*\n\|[ :|-]+\|\n", table)] == []


# --- links -------------------------------------------------------------------------------------


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in _LINK.findall(_prose(page)):
        if link.startswith(("https://", "http://", "mailto:", "tel:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def test_the_index_lists_every_page() -> None:
    """A page counts as listed where its folder is, or its folder's own index."""
    text = _text("README.md")
    links = {(DOCS / link.partition("#")[0]).resolve() for link in _LINK.findall(text)}
    silent = [
        _name(page)
        for page in DOCS.rglob("*.md")
        if page.parent != EXAMPLES
        and page != DOCS / "README.md"
        and links.isdisjoint({page, page.parent, page.parent / "README.md"})
    ]
    assert sorted(silent) == []


def test_every_decision_is_listed() -> None:
    links = set(_LINK.findall(_text("decisions/README.md")))
    assert links == {page.name for page in (DOCS / "decisions").glob("[0-9]*.md")}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_page_is_about_one_thing(page: Path) -> None:
    """A longer one is split by its readers' tasks; lists that code writes may be longer.

    What the changelog has under *Latest* grows by a line a change, until a release sorts it.
    """
    if page.parent.name != "reports" and page.name not in {"commands.md", "errors.md"}:
        text = page.read_text(encoding="utf-8")
        if page.name == "CHANGELOG.md":
            text = re.sub(r"(?ms)^### Latest$.*?(?=^### )", "", text)
        assert len(text.split()) < 4000


# --- outputs -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("page", FOLLOWED, ids=_name)
def test_outputs_and_tables_are_current(page: Path) -> None:
    """Run `make docs` when this fails, and look at the difference."""
    followed = follow(page)
    assert followed.problems == []
    assert followed.text == page.read_text(encoding="utf-8")


def test_help_on_a_page_does_not_depend_on_what_ran_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that a test ran by itself has `--help` alone, and keeps that."""
    command = tables.commands()["bedside guard"]
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(command, "_help_option", None)
    alone = CliRunner().invoke(command, ["--help"])
    assert "-h, --help" not in alone.output
    assert "\n".join(tables.table("commands")) in _text("commands.md")


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_no_machine_is_named(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"/(?:home|root|work|tmp|Users)/\S*", text) == []


def test_phone_numbers_are_fictional() -> None:
    for page in PAGES:
        numbers = re.findall(r"\b\d{3}-(\d{3}-\d{4})\b", page.read_text(encoding="utf-8"))
        if page.relative_to(ROOT).parts[:2] not in {("docs", "rules"), ("docs", "reports")}:
            assert [number for number in numbers if not number.startswith("555-01")] == [], page


# --- what code declares ------------------------------------------------------------------------


def test_every_setting_is_documented() -> None:
    named = set(re.findall(r"^\| `BEDSIDE_(\w+)`", _text("settings.md"), re.MULTILINE))
    others = {name.removeprefix(PREFIX) for name in OTHERS}
    assert named - others == {name.upper() for name in Settings.model_fields}
    assert others <= named
    assert all(info.description for info in Settings.model_fields.values())


def test_every_environment_variable_that_code_reads_is_documented() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "service").rglob("*.py"))
    read = set(re.findall(r"environ(?:\.get\(|\[)\"(\w+)\"", code))
    assert {name for name in read if f"`{name}`" not in _text("settings.md")} == set()


def test_every_reason_code_is_documented_once() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\w ]+) \|", _text("reason-codes.md"), re.MULTILINE)
    assert sorted(code for code, _ in rows) == sorted(REASON_CODES)
    assert {word for _, outcomes in rows for word in outcomes.split(" or ")} < set(
        get_args(Outcome)
    )


def test_every_exit_code_is_documented() -> None:
    listed = set(re.findall(r"^\| (\d+) \|", _text("exit-codes.md"), re.MULTILINE))
    shells = [ROOT / "service/cli.py", *(ROOT / "service/commands").glob("*.py")]
    returned = {
        code
        for path in shells
        for line in re.findall(r"^ +return (\d.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for code in re.findall(r"\b\d+\b", line.partition(" if ")[0] + line.partition("else")[2])
    }
    assert returned <= listed
    assert {"0", "1", "2", "70", "130", "143"} == listed


@pytest.mark.parametrize("title", tables.FORMATS)
def test_every_field_of_a_file_format_says_what_it_holds(title: str) -> None:
    format_, _ = tables.FORMATS[title]
    for part in (format_, *tables.inner_formats(format_)):
        silent = [name for name, info in part.model_fields.items() if not info.description]
        assert silent == [], part.__name__


def test_every_file_format_is_documented() -> None:
    shown = {format_ for format_, _ in tables.FORMATS.values()}
    inner = {part for format_ in shown for part in tables.inner_formats(format_)}
    from service.domain import content

    declared = {
        kind
        for kind in vars(content).values()
        if isinstance(kind, type) and issubclass(kind, Value) and kind is not Value
    }
    without_file = {"Rendition", "PromptTemplate", "BankedRewording"}
    assert sorted(title for group in tables.GROUPS.values() for title in group) == sorted(
        tables.FORMATS
    )
    assert {kind.__name__ for kind in declared - shown - inner} == without_file


def _section(text: str, heading: str) -> str:
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_every_field_of_a_signal_and_a_standing_is_documented() -> None:
    text = _section(_text("answers.md"), "What goes in")
    parts: list[type[BaseModel]] = [
        Signal,
        *(
            kind
            for kind in vars(standings).values()
            if isinstance(kind, type) and issubclass(kind, Value) and kind is not Value
        ),
    ]
    assert Standing in parts
    missing = [
        f"{kind.__name__}.{name}"
        for kind in parts
        for name in kind.model_fields
        if f"`{name}`" not in text
    ]
    assert missing == []


def test_every_field_of_an_answer_is_documented() -> None:
    text = _section(_text("answers.md"), "What comes out")
    names = {*Decision.__dataclass_fields__, *PARTS, "receipt_id", "release"}
    renamed = {"message"}  # an answer calls it `parts`
    assert {name for name in names - renamed if f"`{name}`" not in text} == set()


def test_every_outcome_has_an_example() -> None:
    examples = re.findall(r"^### (\w+)$", _text("answers.md"), re.MULTILINE)
    assert examples == list(get_args(Outcome))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_examples_fit_their_format(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    format_ = Standing if '"recipient"' in text else Signal
    format_.model_validate_json(text)


def test_error_codes_that_pages_name_exist() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "service").rglob("*.py"))
    for page in PAGES:
        named = set(re.findall(r"\b[LSC]\d{3}\b", _prose(page)))
        # Families of three digits are put together in code, such as `S1` and `22`.
        missing = {n for n in named if n not in code and f'{{family}}{n[2:]}"' not in code}
        assert missing == set(), page.name


def test_the_schemas_of_the_starter_library_are_current() -> None:
    """Editors' tools read them; `make docs` writes them."""
    folder = STARTER_LIBRARY / ".schemas"
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert written == json_schemas()


# --- dependencies ------------------------------------------------------------------------------


def test_every_dependency_has_a_reason_and_no_other_has() -> None:
    declared = {name for names in tables.dependencies().values() for name in names}
    assert declared - REASONS.keys() == set()
    shown = set(re.findall(r"^\| `([\w.-]+)` \|", _text("dependencies.md"), re.MULTILINE))
    assert shown == declared


@pytest.mark.parametrize("name", sorted(REASONS))
def test_licences_are_those_that_the_packages_state(name: str) -> None:
    """Compared by family: packages write `BSD`, `BSD License` and `BSD-3-Clause` for the same."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        pytest.skip("not installed here")
    words = " ".join(
        [
            *(stated.get_all("License-Expression") or []),
            *(licence[:80] for licence in stated.get_all("License") or []),
            *(c for c in stated.get_all("Classifier") or [] if "License" in c),
        ]
    )
    for licence in re.split(" or | and ", REASONS[name][1]):
        assert licence.split("-")[0].lower() in words.lower(), f"{name} states {words!r}"


# --- words -------------------------------------------------------------------------------------


def test_the_glossary_has_each_word_once_in_order() -> None:
    words = re.findall(r"^\| ([\w ,-]+) \| ", _text("glossary.md"), re.MULTILINE)[2:]
    words = [word.split(",")[0] for word in words]
    assert words == sorted(set(words))
    assert len(words) > 30


def test_nobody_is_sent_to_a_registry_for_bedside() -> None:
    """It is not published: whoever takes its name there would be installed in its place."""
    texts = [
        *PAGES,
        *(path for name in ("service", "evals") for path in (ROOT / name).rglob("*.py")),
    ]
    wrong = [
        _name(path)
        for path in texts
        if re.search(r"pip install [\"']?bedside\b", path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
