"""Brands and their templates: read, checked, approved and released like everything else."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from service.domain.vocabulary import CHANNELS, Channel
from service.library.building import build
from service.library.library import Library
from service.library.loader import load_library
from service.library.prompt_templates import PromptFailed, faults_of, fill
from service.library.prompts_folder import file_of, prompts_of
from service.library.release_files import read, to_json
from service.library.starting import start_library
from service.library.voices import BrandVoice
from service.settings import STARTER_LIBRARY

TODAY = date(2026, 11, 24)
BRANDS = ("cedar-valley", "elmwood", "northline")


@dataclass(frozen=True)
class Finding:
    piece: str
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Question:
    channel: Channel = "email"
    locale: str = "en-US"
    reading_grade: int = 5
    sentences: Mapping[str, str] = field(default_factory=lambda: {"s1": "Call [[phone1]]."})
    findings: Sequence[Finding] = ()
    tried: Mapping[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def starter() -> Library:
    return load_library(STARTER_LIBRARY)


def voice(library: Library, brand: str) -> BrandVoice:
    found = build(library, TODAY).release.voice(brand)
    assert found is not None
    return found


class TestWhereTheyLie:
    def test_the_starter_has_them_beside_it(self) -> None:
        assert prompts_of(STARTER_LIBRARY) == STARTER_LIBRARY.parent / "prompts"
        name = "prompts/cedar-valley/brand.yaml"
        assert file_of(STARTER_LIBRARY, name) == STARTER_LIBRARY.parent / name

    def test_a_new_library_has_them_inside(self, tmp_path: Path) -> None:
        new = tmp_path / "mine"
        start_library(STARTER_LIBRARY, new)
        assert prompts_of(new) == new / "prompts"
        mine = load_library(new)
        assert tuple(mine.brands) == BRANDS
        starter = load_library(STARTER_LIBRARY)
        assert build(mine, TODAY).release.hash == build(starter, TODAY).release.hash

    def test_a_new_library_without_approvals_has_none_of_brands_either(
        self, tmp_path: Path
    ) -> None:
        start_library(STARTER_LIBRARY, tmp_path / "mine", approvals=False)
        assert load_library(tmp_path / "mine").approvals == ()

    def test_a_folder_of_another_project_is_not_taken_for_ours(self, tmp_path: Path) -> None:
        (tmp_path / "prompts").mkdir()
        (tmp_path / "prompts" / "summary.txt").write_text("Summarise this.")
        shutil.copytree(STARTER_LIBRARY, tmp_path / "mine")
        assert prompts_of(tmp_path / "mine") is None
        assert load_library(tmp_path / "mine").brands == {}
        assert load_library(tmp_path / "mine").problems == ()


class TestRelease:
    def test_it_holds_brands_and_templates_with_their_hashes(self, starter: Library) -> None:
        release = build(starter, TODAY).release
        assert tuple(release.brands) == BRANDS
        assert tuple(release.prompts) == ("shared/repair", "shared/reword", "shared/system")
        for name, item in starter.brands.items():
            assert release.stamps[f"brand:{name}"].hash == item.hash

    def test_it_is_the_same_after_writing_and_reading(
        self, starter: Library, tmp_path: Path
    ) -> None:
        release = build(starter, TODAY).release
        (tmp_path / "release.json").write_text(to_json(release))
        assert read(tmp_path / "release.json") == release

    def test_an_edit_of_a_brand_leaves_it_out_and_nothing_else(self, folder: Path) -> None:
        path = folder / "prompts" / "small-clinic" / "brand.yaml"
        path.write_text(path.read_text().replace("front desk", "front door"))
        built = build(load_library(folder), TODAY)
        assert [(one.key, one.why) for one in built.left_out] == [
            ("brand:small-clinic", "approval lacking: legal (void)")
        ]

    def test_a_brand_goes_with_its_template(self, folder: Path) -> None:
        path = folder / "prompts" / "shared" / "reword.j2"
        path.write_text(path.read_text() + "Be kind.\n")
        built = build(load_library(folder), TODAY)
        assert {one.key for one in built.left_out} == {"prompt:shared/reword", "brand:small-clinic"}
        assert built.release.voice("small-clinic") is None

    def test_a_library_without_prompts_serves_all_the_same(self, folder: Path) -> None:
        shutil.rmtree(folder / "prompts")
        library = load_library(folder)
        assert library.problems == ()
        assert build(library, TODAY).left_out == ()


class TestVoice:
    @pytest.mark.parametrize("brand", BRANDS)
    @pytest.mark.parametrize("channel", CHANNELS)
    def test_a_model_is_told_the_voice_and_asked_for_the_sentences(
        self, starter: Library, brand: str, channel: Channel
    ) -> None:
        spoken = voice(starter, brand)
        question = Question(channel)
        system = spoken.system(question)
        told = spoken.brand
        wanted = [told.voice, *told.principles, *told.dont_say, told.channels.get(channel, "")]
        wanted += [pair.after for pair in told.examples]
        assert [words for words in wanted if words not in system] == []
        assert "s1: Call [[phone1]]." in spoken.prompt(question)

    def test_asking_again_says_what_was_wrong(self, starter: Library) -> None:
        spoken = voice(starter, "northline")
        question = Question(
            findings=(Finding("s1", "a number is new"), Finding("", "not in the right form")),
            tried={"s1": "Call 555-0199."},
        )
        assert spoken.prompt(question).endswith(
            "Wrong with the whole answer: not in the right form\n"
            "s1\n"
            "Approved: Call [[phone1]].\n"
            "Refused: Call 555-0199.\n"
            "Because: a number is new"
        )

    def test_what_it_does_not_say_includes_what_it_says_otherwise(self, folder: Path) -> None:
        spoken = voice(load_library(folder), "small-clinic")
        assert spoken.dont_say == ("valued patient", "commence")
        assert spoken.preferred == {"commence": "start"}
        assert spoken.reading_grade == 5

    def test_its_hash_follows_brand_and_templates(self, folder: Path) -> None:
        def hashes() -> tuple[str, str, str]:
            library = load_library(folder)
            spoken = build(library, TODAY, assume_approved=True).release.voice("small-clinic")
            assert spoken is not None
            return spoken.brand_hash, spoken.prompt_hash, spoken.hash

        first = hashes()
        template = folder / "prompts" / "shared" / "repair.j2"
        template.write_text(template.read_text() + "Again.\n")
        second = hashes()
        assert (first[0], first[1] == second[1], first[2] == second[2]) == (second[0], False, False)
        brand = folder / "prompts" / "small-clinic" / "brand.yaml"
        brand.write_text(brand.read_text().replace("come by", "drop in"))
        third = hashes()
        assert (third[1], third[0] == second[0], third[2] == second[2]) == (second[1], False, False)


class TestTemplates:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "L221"),
            ("{% if brand %}", "L221"),
            ("{{ brand.name", "L221"),
            ("x" * 20_001, "L221"),
            ("{{ signal.text }}", "L222"),
            ("{{ recipient }}", "L222"),
            ("{{ brand.__class__ }}", "L222"),
            ("{{ brand.model_dump }}", "L222"),
            ("{{ sentences.items }}", "L222"),
            ("{% for brand in sentences %}{% endfor %}", "L222"),
            ("{{ self }}", "L222"),
            ("{{ range(9) }}", "L223"),
            ("{{ brand.name.upper() }}", "L223"),
            ("{{ sentences[0] }}", "L223"),
            ("{% set x = 1 %}", "L223"),
            ("{% include 'a' %}", "L223"),
            ("{% import 'a' as b %}", "L223"),
            ("{% extends 'a' %}", "L223"),
            ("{% macro m() %}{% endmacro %}", "L223"),
            ("{{ 'a' * 999999999 }}", "L223"),
            ("{{ brand.name ~ 'x' }}", "L223"),
            ("{{ channel is defined }}", "L223"),
            ("{{ brand.say | map('upper') }}", "L223"),
            ("{{ brand.name | attr('x') }}", "L223"),
            ("{% raw %}{{ x }}{% endraw %}{{ secret }}", "L222"),
        ],
    )
    def test_what_a_template_may_not_do(self, text: str, code: str) -> None:
        assert code in [fault.code for fault in faults_of(text)]

    def test_faults_name_the_line(self) -> None:
        faults = faults_of("{{ brand.name }}\n\n{{ brnd.name }}\n{{ brand.nam }}\n")
        assert [(fault.line, fault.fix) for fault in faults] == [
            (3, "did you mean `brand`?"),
            (4, "did you mean `name`?"),
        ]

    def test_a_template_that_shows_what_is_not_there_fails_at_its_line(self) -> None:
        with pytest.raises(PromptFailed) as failed:
            fill("one\n{{ brand.text }}", {"brand": {}})
        assert failed.value.line == 2

    def test_values_are_shown_as_they_are_and_never_run(self) -> None:
        shown = fill("{{ channel_note }}", {"channel_note": "{{ 7 * 7 }} <b> & 'x'"})
        assert shown == "{{ 7 * 7 }} <b> & 'x'"
