"""`bedside eval reword`: which cells, what is kept and counted, and the page that is judged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals.pages.rewording_page import rewording_page
from evals.rewordings.keeping import read_trials
from evals.rewordings.marks import count_marks, read_marks
from evals.rewordings.matrix import Wanted, cells
from evals.rewordings.tallies import by_brand_and_model, tally
from evals.rewordings.trials import Cell, Trial, to_line
from evals.rewordings.trying import left
from evals.scoring import Rate
from service.commands.eval import eval_
from service.errors import BedsideError
from service.library.release import Release
from service.library.served import serve
from tests.browser import running_browser

PLACE = ("--module", "heart/salt-on-labels", "--channel", "portal")


def reword(*args: str) -> Result:
    return CliRunner().invoke(eval_, ["reword", *args], standalone_mode=False)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small comparison with the golden set's answers: one module, three brands, five samples."""
    folder = tmp_path_factory.mktemp("reword")
    result = reword("--model", "scripted", *PLACE, "--samples", "5", "--out", str(folder))
    assert result.exception is None, result.output
    (file,) = folder.glob("*.jsonl")
    return file


@pytest.fixture
def trials(kept: Path) -> tuple[Trial, ...]:
    return read_trials(kept)


class TestMatrix:
    def test_cells_are_brands_by_models_by_renditions_by_samples(self, release: Release) -> None:
        wanted = Wanted(("a", "b"), modules=("heart/*",), channels=("portal",), samples=2)
        found = cells(serve(release), wanted)
        places = {cell.place for cell in found}
        assert len(found) == len(set(found)) == len(release.brands) * 2 * 2 * len(places)
        assert {cell.channel for cell in found} == {"portal"}

    def test_the_first_few_are_of_many_modules(self, release: Release) -> None:
        few = cells(serve(release), Wanted(("a",), brands=("elmwood",), most=12))
        assert len(few) == 12
        assert len({cell.module.partition("/")[0] for cell in few}) > 4

    def test_everything_unknown_is_told_at_once(self, release: Release) -> None:
        wanted = Wanted(("a",), ("elmwod",), ("heart/walking-basic",), ("emial",))
        with pytest.raises(BedsideError) as caught:
            cells(serve(release), wanted)
        assert [problem.code for problem in caught.value.problems] == ["E190", "E190", "E191"]
        assert "did you mean `elmwood`" in str(caught.value)

    def test_nothing_open_is_a_problem(self, release: Release) -> None:
        with pytest.raises(BedsideError, match="E192"):
            cells(serve(release), Wanted(("a",), modules=("legal/*",)))


class TestKept:
    def test_a_trial_comes_back_as_it_was(self, trials: tuple[Trial, ...]) -> None:
        assert len(trials) == 15
        taken = [trial for trial in trials if trial.accepted]
        assert {trial.cell.sample for trial in taken} == {1, 5}
        assert all("At the store" in (trial.source or "") for trial in taken[:1])

    def test_only_what_is_missing_is_asked_again(
        self, trials: tuple[Trial, ...], kept: Path, tmp_path: Path
    ) -> None:
        lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
        cut = tmp_path / "cut.jsonl"
        cut.write_text("".join(lines[:4]) + lines[4][:50], encoding="utf-8")
        assert len(read_trials(cut)) == 4
        assert len(left([trial.cell for trial in trials], read_trials(cut))) == 11
        args = ("--model", "scripted", *PLACE, "--samples", "5", "--out", str(tmp_path))
        assert reword(*args, "--resume").exception is None
        again = read_trials(cut)
        assert [t.cell for t in again] == [t.cell for t in trials]
        assert [t.source for t in again] == [t.source for t in trials]

    def test_it_does_not_go_on_with_another_library(
        self, trials: tuple[Trial, ...], tmp_path: Path
    ) -> None:
        """Answers of two libraries side by side would look like answers of one."""
        file = tmp_path / "old.jsonl"
        file.write_text(to_line(replace(trials[0], release="0" * 16)) + "\n", encoding="utf-8")
        made = reword("--model", "scripted", *PLACE, "--out", str(tmp_path), "--resume")
        assert isinstance(made.exception, BedsideError)
        assert "E153 it cannot go on: the library changed" in str(made.exception)
        assert len(read_trials(file)) == 1

    def test_a_model_may_write_what_is_no_end_of_a_line(
        self, trials: tuple[Trial, ...], tmp_path: Path
    ) -> None:
        odd = replace(trials[0], source="At the store\u2028read labels.")
        file = tmp_path / "odd.jsonl"
        file.write_text(f"{to_line(odd)}\n{to_line(trials[1])}\n", encoding="utf-8")
        assert read_trials(file) == (odd, trials[1])

    def test_broken_lines_are_told_together(self, kept: Path, tmp_path: Path) -> None:
        lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
        bad = tmp_path / "bad.jsonl"
        bad.write_text("{}\n" + lines[0] + "no\n", encoding="utf-8")
        with pytest.raises(BedsideError) as caught:
            read_trials(bad)
        assert [(p.code, p.line) for p in caught.value.problems] == [("E193", 1), ("E193", 3)]


class TestTallies:
    def test_each_brand_and_model_has_its_numbers(self, trials: tuple[Trial, ...]) -> None:
        groups = by_brand_and_model(trials)
        assert set(groups) == {(b, "scripted") for b in ("cedar-valley", "elmwood", "northline")}
        for group in groups.values():
            assert group.accepted == Rate(2, 5, cases=1)
            assert group.reasons["RW-23"] == 1
            assert (group.cost, group.unanswered) == (0.0, 0)
            assert group.spread is not None
            assert (group.spread.samples, group.spread.lowest) == (5, 0.4)
            assert group.spread.deviation == pytest.approx(0.4899, abs=1e-4)

    def test_one_sample_has_no_spread_and_an_unknown_price_is_unknown(
        self, trials: tuple[Trial, ...]
    ) -> None:
        one = [replace(trial, cost=None) for trial in trials if trial.cell.sample == 1]
        found = tally(one)
        assert (found.spread, found.cost) == (None, None)

    def test_a_reason_against_a_whole_answer_counts_once(self, trials: tuple[Trial, ...]) -> None:
        told = next(trial for trial in trials if trial.cell.sample == 2)
        assert len(told.sentences) > 1
        assert tally([told]).reasons["RW-14"] == 1


class TestCommand:
    def test_a_model_must_be_named(self) -> None:
        assert "--model" in str(reword().exception)

    @pytest.mark.parametrize("form", ["text", "json", "markdown"])
    def test_a_kept_comparison_is_shown_without_asking(
        self, form: str, kept: Path, tmp_path: Path
    ) -> None:
        page = tmp_path / "page.html"
        result = reword("--from", str(kept), "--html", str(page), "--format", form)
        assert result.exception is None, result.output
        assert page.exists()
        if form == "json":
            data = json.loads(result.stdout)
            assert data["all"]["accepted"]["count"] == 6
        else:
            assert "RW-23" in result.stdout
            assert "5 samples a rendition" in result.stdout


def marks_file(path: Path, comparison: str, cells_marked: dict[Cell, str]) -> Path:
    marks = {cell.key: {"mark": mark, "note": ""} for cell, mark in cells_marked.items()}
    data = {"comparison": comparison, "by": "Bea", "at": "2026-11-24T10:00:00Z", "marks": marks}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


class TestMarks:
    def test_marks_are_counted_by_brand_and_model(
        self, trials: tuple[Trial, ...], kept: Path, tmp_path: Path
    ) -> None:
        one, two = [t.cell for t in trials if t.accepted and t.cell.brand == "elmwood"]
        file = marks_file(tmp_path / "m.json", kept.stem, {one: "ours", two: "wrong"})
        marks = read_marks(file, trials)
        (judged,) = count_marks([marks], trials)
        assert (judged.brand, judged.ours, judged.wrong) == ("elmwood", Rate(1, 2, cases=2), 1)
        assert count_marks([marks, read_marks(file, trials)], trials) == [judged]
        shown = reword(
            "--from", str(kept), "--marks", str(file), "--html", str(tmp_path / "p.html")
        )
        assert "Judged by people" in shown.stdout

    def test_marks_of_another_comparison_are_refused(
        self, trials: tuple[Trial, ...], tmp_path: Path
    ) -> None:
        stranger = replace(trials[0].cell, module="heart/lost")
        file = marks_file(tmp_path / "m.json", "other", {stranger: "ours"})
        with pytest.raises(BedsideError, match="E194"):
            read_marks(file, trials)

    @pytest.mark.parametrize("text", ["", "[]", '{"marks": {"a": {"mark": "fine"}}}'])
    def test_what_holds_no_marks_is_a_problem(self, text: str, tmp_path: Path) -> None:
        file = tmp_path / "m.json"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BedsideError, match="E194"):
            read_marks(file, ())


def test_the_page_loads_nothing_and_lets_no_markup_through(trials: tuple[Trial, ...]) -> None:
    refused = next(trial for trial in trials if not trial.accepted)
    said = replace(refused.sentences[0], after="<script>alert(1)</script>", reasons=("bad",))
    nasty = replace(refused, sentences=(said, *refused.sentences[1:]))
    all_trials = [nasty if trial is refused else trial for trial in trials]
    page = rewording_page("run", all_trials, {"elmwood": "calm"})
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page
    assert 'src="' not in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert page.count("<mark title=") == 6


@pytest.mark.browser
def test_a_brand_manager_marks_texts_and_saves_them(
    trials: tuple[Trial, ...], kept: Path, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(rewording_page(kept.stem, trials, {}), encoding="utf-8")
    with running_browser() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 900})
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        shown = page.locator(".trial:visible")
        assert shown.count() == 6
        shown.nth(0).locator("input[value=ours]").check()
        shown.nth(1).locator("input[value=wrong]").check()
        shown.nth(1).locator(".note input").fill("it says more")
        page.fill("#by", "Bea Brand")
        page.select_option("#kind", "open")
        assert page.inner_text("#shown") == "4 shown; 2 of 6 judged"
        with page.expect_download() as saved:
            page.click("#save")
        saved.value.save_as(tmp_path / "marks.json")
        for _ in range(5):  # a busy browser may hand over what a page stored a moment later
            page.reload()
            if page.input_value("#by"):
                break
            page.wait_for_timeout(200)
        assert page.input_value("#by") == "Bea Brand"
    found = read_marks(tmp_path / "marks.json", trials)
    assert found.by == "Bea Brand"
    assert sorted(mark.mark for mark in found.marks.values()) == ["ours", "wrong"]
    assert "it says more" in {mark.note for mark in found.marks.values()}
