"""Banked rewordings: items of their own, void with the words that they reword."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.domain.rewording import RewordingRequest
from service.errors import BedsideError, Problem
from service.library.approving import approve
from service.library.bank_files import place_of
from service.library.banked import BankReworder
from service.library.building import build
from service.library.checks import cross_check
from service.library.library import Library
from service.library.loader import load_library

TODAY = date(2026, 11, 24)
NAME = "heart/walking/small-clinic/en-US/email.1"
KEY = f"rewording:{NAME}"
FILE = "content/heart/walking/bank/small-clinic/en-US/email.1.md"
APPROVED = "content/heart/walking/en-US/email.md"


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def left_out(folder: Path) -> dict[str, str]:
    return {one.key: one.why for one in build(load_library(folder), TODAY).left_out}


def problems(folder: Path) -> list[Problem]:
    library = load_library(folder)
    found = [*library.problems, *cross_check(library, TODAY)]
    return [one for one in found if one.code[:2] == "L2"]


def request(library: Library, on: date = TODAY) -> RewordingRequest:
    release = build(library, TODAY).release
    (rendition,) = release.renditions["heart/walking"]
    stamp = release.stamps["module:heart/walking"]
    return RewordingRequest("heart/walking", stamp.hash, "small-clinic", rendition, on, live=False)


class TestItem:
    def test_it_knows_what_it_rewords_in_whose_voice(self, small: Library) -> None:
        value = small.rewordings[NAME].item.value
        assert (value.module, value.brand, value.channel, value.locale, value.variant) == (
            "heart/walking",
            "small-clinic",
            "email",
            "en-US",
            "",
        )
        assert (value.number, value.kind) == (1, "education")

    @pytest.mark.parametrize(
        ("channel", "variant", "file"),
        [
            ("email", "", "email.3.md"),
            ("email", "simple", "email.simple.3.md"),
            ("sms", "", "sms.3.txt"),
        ],
    )
    def test_its_place_names_it(self, channel: str, variant: str, file: str) -> None:
        key, path = place_of("a/b", "plain", "en-US", channel, variant, 3)  # type: ignore[arg-type]
        assert path == f"content/a/b/bank/plain/en-US/{file}"
        assert key == f"rewording:a/b/plain/en-US/{file.rpartition('.')[0]}"

    def test_filing_one_leaves_its_module_approved(self, folder: Path) -> None:
        before = load_library(folder).modules["heart/walking"].hash
        text = (folder / FILE).read_text()
        (folder / FILE.replace("email.1", "email.2")).write_text(text)
        library = load_library(folder)
        assert library.modules["heart/walking"].hash == before
        assert left_out(folder) == {
            KEY.replace("email.1", "email.2"): "approval lacking: medical (missing)"
        }

    def test_an_edit_by_one_character_makes_its_approval_void(self, folder: Path) -> None:
        edit(folder, FILE, "Choose a time", "Choose the time")
        assert left_out(folder) == {KEY: "approval lacking: medical (void)"}

    def test_it_needs_the_roles_of_its_module_and_not_its_maker(self, folder: Path) -> None:
        until = date(2027, 12, 31)
        with pytest.raises(BedsideError, match="needs no legal approval; it needs medical"):
            approve(folder, [KEY], "legal", "rev.legal", TODAY, until)
        with pytest.raises(BedsideError, match="nobody approves what they wrote"):
            approve(folder, [KEY], "medical", "jo.park", TODAY, until)
        assert approve(folder, [NAME], "medical", "rev.other", TODAY, until) == {KEY: until}


class TestVoid:
    def test_it_goes_with_the_words_that_it_rewords(self, folder: Path) -> None:
        edit(folder, APPROVED, "near home", "near your home")
        approve(folder, [], "medical", "rev.medical", TODAY, date(2028, 1, 1), everything=True)
        assert left_out(folder) == {KEY: "the approved words have changed since"}
        (warning,) = problems(folder)
        assert (warning.code, warning.level, warning.file) == ("L225", "warning", FILE)
        assert (
            BankReworder(build(load_library(folder), TODAY).release, "small-clinic").reword(
                request(load_library(folder))
            )
            is None
        )

    def test_a_change_of_the_header_alone_leaves_it(self, folder: Path) -> None:
        edit(folder, APPROVED, "subject: A short walk", "subject: One short walk")
        approve(folder, [], "medical", "rev.medical", TODAY, date(2028, 1, 1), everything=True)
        assert left_out(folder) == {}

    def test_it_goes_with_its_module(self, folder: Path) -> None:
        edit(folder, "content/heart/walking/module.yaml", "expires: 2028", "expires: 2027")
        assert left_out(folder)[KEY] == "needs `module:heart/walking`, which is left out"

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            (
                "[[lock: claim walking-mood]]Walking most",
                "[[lock: claim walking-mood]]Walking all",
                "L228",
            ),
            ("suits you", "suits {{ desk.phone }}", "L228"),
            ("[[/lock]]", "", "L3"),
        ],
    )
    def test_it_must_keep_locks_and_values(
        self, folder: Path, old: str, new: str, code: str
    ) -> None:
        edit(folder, FILE, old, new)
        library = load_library(folder)
        found = [one for one in cross_check(library, TODAY) if one.code.startswith(code)]
        assert [one.file for one in found] == [FILE] * len(found) != []
        with pytest.raises(BedsideError):
            build(library, TODAY, assume_approved=True)

    def test_an_edited_brand_is_a_warning_and_no_more(self, folder: Path) -> None:
        edit(folder, "prompts/small-clinic/brand.yaml", "come by", "drop by")
        assert [(one.code, one.level) for one in problems(folder)] == [("L227", "warning")]
        assert set(left_out(folder)) == {"brand:small-clinic"}

    def test_a_module_that_is_locked_now_has_no_rewordings(self, folder: Path) -> None:
        edit(folder, "content/heart/walking/module.yaml", "rewording: open", "rewording: locked")
        assert [one.code for one in problems(folder)] == ["L226"]

    def test_a_brand_that_is_gone_is_named(self, folder: Path) -> None:
        (folder / FILE).parent.parent.rename(folder / "content/heart/walking/bank/small-clinik")
        found = [one for one in problems(folder) if one.code == "L201"]
        assert [one.fix for one in found] == ["did you mean `small-clinic`?"]


class TestReworder:
    def test_it_gives_the_approved_words_and_says_whose_they_are(self, small: Library) -> None:
        release = build(small, TODAY).release
        answer = BankReworder(release, "small-clinic").reword(request(small))
        assert answer is not None
        assert answer.source == release.rewordings[NAME].source
        assert (answer.origin.mode, answer.origin.item) == ("banked", KEY)
        assert answer.origin.item_hash == small.rewordings[NAME].item.hash
        assert answer.origin.model == "scripted"

    def test_another_brand_has_none_of_them(self, small: Library) -> None:
        release = build(small, TODAY).release
        assert BankReworder(release, "northline").reword(request(small)) is None

    def test_after_its_last_day_the_next_one_is_given(self, folder: Path) -> None:
        second = FILE.replace("email.1", "email.2")
        text = (folder / FILE).read_text().replace("Choose a time", "Find a time")
        (folder / second).write_text(text)
        name = KEY.replace("email.1", "email.2")
        last = date(2028, 6, 30)
        approve(folder, [name], "medical", "rev.medical", TODAY, last)
        path = folder / "approvals.jsonl"
        lines = [
            line.replace('"until":"2028-12-31"', '"until":"2026-12-31"')
            if f'"{KEY}"' in line
            else line
            for line in path.read_text().splitlines()
        ]
        path.write_text("\n".join(lines) + "\n")
        library = load_library(folder)
        reworder = BankReworder(build(library, TODAY).release, "small-clinic")

        def given(on: date) -> str | None:
            answer = reworder.reword(request(library, on))
            return answer and answer.origin.item

        assert given(TODAY) == KEY
        assert given(date(2026, 12, 31)) == KEY
        assert given(date(2027, 1, 1)) == name
        assert given(date(2028, 7, 1)) is None
