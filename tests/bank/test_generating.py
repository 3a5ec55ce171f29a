"""Filling the bank with a scripted proposer, and what is refused before it is asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from service.bank.filing import Made
from service.bank.generating import Order, generate
from service.domain.content import Rendition
from service.errors import BedsideError
from service.library.approving import approve
from service.library.building import build
from service.library.checks import cross_check
from service.library.loader import load_library
from service.library.served import Served
from service.library.voices import BrandVoice
from tests.data.sign import LIBRARY

TODAY = date(2026, 11, 24)
SECOND = "content/heart/walking/bank/small-clinic/en-US/email.2.md"
#: The approvals of the small library are from before this day.
NAME = "heart/walking/small-clinic/en-US/email.2"


@dataclass(frozen=True)
class Answer:
    source: str | None
    reasons: tuple[str, ...] = ()
    model: str = 'local/small "model": 1'


@dataclass
class Script:
    """Proposes what `change` makes of the words, and remembers what it was asked."""

    change: Callable[[str, int], str | None]
    checks: tuple[str, ...] = ("keeps facts",)
    asked: list[tuple[str, str, str, int]] = field(default_factory=list)

    def propose(
        self, served: Served, module_id: str, rendition: Rendition, voice: BrandVoice, sample: int
    ) -> Answer:
        self.asked.append((module_id, rendition.channel, voice.id, sample))
        source = self.change(rendition.source, sample)
        return Answer(source, () if source else ("RW-11 s1: a number is new",))


def other(words: str, sample: int) -> str:
    return words.replace("Pick a time", ("Find a time", "Take a time")[sample % 2])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "library"
    shutil.copytree(LIBRARY, copy)
    return copy


def run(folder: Path, script: Script, **order: object) -> list[Made]:
    wanted = {"modules": ("heart/walking",), "by": "jo.park", "on": TODAY, **order}
    return list(generate(folder, Order(**wanted), script))  # type: ignore[arg-type]


class TestWhatIsWritten:
    def test_a_proposal_lies_beside_its_module_and_is_served_once_approved(
        self, folder: Path
    ) -> None:
        (made,) = run(folder, Script(other))
        assert made.file == SECOND
        library = load_library(folder)
        assert library.problems == ()
        assert [(p.file, p.code) for p in cross_check(library, TODAY)] == [(SECOND, "L411")]
        approve(folder, [made.key], "medical", "rev.medical", TODAY, date(2028, 1, 1))
        release = build(load_library(folder), TODAY).release
        assert "Find a time" in release.rewordings[NAME].source

    def test_it_says_where_it_comes_from(self, folder: Path) -> None:
        run(folder, Script(other))
        library = load_library(folder)
        value = library.rewordings[NAME].item.value
        voice = build(library, TODAY).release.voice("small-clinic")
        assert voice is not None
        assert (value.brand_hash, value.prompt_hash) == (voice.brand_hash, voice.prompt_hash)
        assert value.model == 'local/small "model": 1'
        assert (value.written_by, value.made_on) == (("jo.park",), TODAY)
        assert value.checks == ("keeps facts",)

    def test_samples_are_filed_one_by_one_and_never_twice(self, folder: Path) -> None:
        made = run(folder, Script(other), samples=4)
        assert [one.file for one in made] == [SECOND, SECOND.replace(".2.", ".3."), "", ""]
        assert made[2].reasons == ("the same words are in the bank already",)
        assert [one.file for one in run(folder, Script(other), samples=2)] == ["", ""]

    def test_the_approved_words_are_not_filed_as_others(self, folder: Path) -> None:
        (made,) = run(folder, Script(lambda words, _: words))
        assert made.file == ""

    def test_what_is_refused_writes_nothing_and_says_why(self, folder: Path) -> None:
        before = sorted(folder.rglob("*"))
        (made,) = run(folder, Script(lambda words, _: None))
        assert (made.file, made.reasons) == ("", ("RW-11 s1: a number is new",))
        assert sorted(folder.rglob("*")) == before

    def test_filing_voids_no_approval(self, folder: Path) -> None:
        run(folder, Script(other))
        built = build(load_library(folder), TODAY)
        assert [one.key for one in built.left_out] == [f"rewording:{NAME}"]


class TestWhatIsAsked:
    def test_all_open_words_unless_told_otherwise(self, folder: Path) -> None:
        script = Script(lambda words, _: None)
        run(folder, script, modules=(), channels=("sms", "portal"))
        release = build(load_library(folder), TODAY).release
        assert [(module, channel) for module, channel, _, _ in script.asked] == [
            (module_id, rendition.channel)
            for module_id, module in release.modules.items()
            if module.rewording != "locked"
            for rendition in release.renditions[module_id]
            if rendition.channel in ("sms", "portal")
        ]
        assert {voice for _, _, voice, _ in script.asked} == {"small-clinic"}

    @pytest.mark.parametrize(
        ("order", "said"),
        [
            (
                {"modules": ("heart/walkin",)},
                "heart/walkin C161 no module is called so; did you mean `heart/walking`?",
            ),
            ({"modules": ("legal/why",)}, "legal/why C161 its words are locked; leave it out"),
            (
                {"brand": "small-clinik"},
                "--brand C160 no brand is called so; did you mean `small-clinic`?",
            ),
            ({"by": "Jo Park"}, "--by L104 it does not fit"),
        ],
    )
    def test_what_cannot_be_made_is_told_before_anybody_is_asked(
        self, folder: Path, order: dict[str, object], said: str
    ) -> None:
        script = Script(other)
        with pytest.raises(BedsideError) as error:
            run(folder, script, **order)
        assert said in str(error.value)
        assert script.asked == []

    @pytest.mark.parametrize(
        ("file", "said"),
        [
            ("content/heart/walking/en-US/email.md", "only approved words are reworded"),
            ("prompts/small-clinic/brand.yaml", "a model is shown approved brands only"),
            ("prompts/shared/system.j2", "a model is shown approved brands only"),
        ],
    )
    def test_a_model_is_shown_nothing_that_is_not_approved(
        self, folder: Path, file: str, said: str
    ) -> None:
        path = folder / file
        path.write_text(path.read_text() + "\n#more\n")
        script = Script(other)
        with pytest.raises(BedsideError, match=said):
            run(folder, script)
        assert script.asked == []
