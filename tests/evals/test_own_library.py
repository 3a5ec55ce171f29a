"""A library of one's own: approvals that begin on another day, and cases of one's own for it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from evals.commands.common import on_option
from evals.system import DAY
from service.commands.eval import eval_
from service.errors import BedsideError
from service.settings import STARTER_LIBRARY


def call(*args: str) -> Result:
    return CliRunner().invoke(eval_, args, standalone_mode=False)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter library as a customer has it who approved everything on 26 November."""
    library = tmp_path_factory.mktemp("own") / "our-library"
    shutil.copytree(STARTER_LIBRARY, library)
    approvals = library / "approvals.jsonl"
    text = approvals.read_text(encoding="utf-8")
    approvals.write_text(text.replace('"on":"2026-11-20"', '"on":"2026-11-26"'), encoding="utf-8")
    return library


def test_approvals_of_a_later_day_hold_where_the_day_is_said(later: Path, tmp_path: Path) -> None:
    args = ("decisions", "--tag", "leap-day", "--workers", "1", "--library", str(later))
    result = call(*args, "--on", "2026-11-27", "--runs", str(tmp_path))
    assert result.return_value == 0, result.output
    run = next(tmp_path.glob("*.jsonl"))
    lines = run.read_text(encoding="utf-8").splitlines(keepends=True)
    run.write_text("".join(lines[:2]), encoding="utf-8")
    shown = call("score", str(run), "--runs", str(tmp_path)).output
    again = f"bedside eval decisions --tag leap-day --library {later} --on 2026-11-27 --resume"
    assert again in shown


def test_a_library_that_is_approved_later_is_told_the_day_and_the_way_out(later: Path) -> None:
    result = call("decisions", "--no-log", "--library", str(later))
    assert isinstance(result.exception, BedsideError)
    assert str(result.exception.problems[0]) == (
        "library.yaml:1:1 L701 the library's settings are not approved on 2026-11-24, the day that "
        "counts here; give `--on` a later day; `--assume-approved` tries what nobody has "
        "approved yet"
    )


def test_an_item_that_is_left_out_is_told_with_the_way_to_try_it(tmp_path: Path) -> None:
    library = tmp_path / "our-library"
    shutil.copytree(STARTER_LIBRARY, library)
    file = library / "triggers/newsletter-welcome.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    args = ("decisions", "--tag", "leap-day", "--workers", "1", "--no-log")
    told = call(*args, "--library", str(library)).stderr
    assert "left out of the release as on 2026-11-24, 1 item:\n" in told
    assert "`--assume-approved` tries them)\n" in told


def test_the_help_names_the_day_that_counts() -> None:
    help_ = CliRunner().invoke(on_option(click.Command("x")), ["--help"]).output
    assert str(DAY) in " ".join(help_.split())


PEOPLE = """\
people:
  ana:
    about: a patient who agreed to messages about her own visits
    key: p_ana01
    consents: [{purpose: care_operations}]
"""
#: Its id is that of a shipped case, which the baseline names.
CASE = """\
about: visits
owner: quality
source: own
cases:
  - id: place-given-back
    reason: health information needs a yes of its own
    person: ana
    steps:
      - {at: 2026-11-24 11:00, signal: article.read, with: {topic: heart}, by: email,
         expect: {outcome: OUTCOME}}
"""
TEXTS = """\
about: words
owner: quality
source: own
cases:
  - {id: gone, reason: short, person: ana, signal: appointment.cancelled,
     with: {starts_at: 2026-12-03 09:30}, channels: [sms]}
"""


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    return write(tmp_path / "our-golden", "suppress")


def write(folder: Path, outcome: str) -> Path:
    (folder / "decisions").mkdir(parents=True, exist_ok=True)
    (folder / "decisions" / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    text = CASE.replace("OUTCOME", outcome)
    (folder / "decisions" / "visits.yaml").write_text(text, encoding="utf-8")
    return folder


def own(golden: Path, *args: str) -> Result:
    return call("--golden", str(golden), "--runs", str(golden.parent / "runs"), *args)


def test_cases_of_ones_own_run_alone_and_against_nothing_shipped(golden: Path) -> None:
    result = own(golden)
    assert result.return_value == 0, result.output
    assert "  1 case in " in result.output
    assert "cases of your own: no baseline is held against them" in result.output
    assert "accepted on" not in result.output
    assert not json.loads(own(golden, "--format", "json", "--no-log").stdout)["baseline"]


def test_without_a_bar_of_its_own_every_case_must_be_right(golden: Path) -> None:
    write(golden, "send")
    result = own(golden)
    assert result.return_value == 1
    assert "below the bar: decisions: cases right: 0 of 1 (0.0%), wanted at least 100%" in (
        result.output
    )
    told = own(golden, "--format", "github", "--no-log").output
    assert "::error title=decisions is below its bar::cases right: 0 of 1" in told
    bar = "right_at_least: 0\nmissed_at_most: 1\nover_blocked_at_most: 1\n"
    (golden / "decisions" / "thresholds.yaml").write_text(bar, encoding="utf-8")
    assert own(golden).return_value == 0
    place = f"::error file={golden.as_posix()}/decisions/visits.yaml,line=5"
    told = own(golden, "--format", "github", "--no-log").output
    assert place in told
    assert "is below its bar" not in told
    assert " 0 / 1 " in told


def test_a_kept_run_is_judged_by_the_folders_own_cases_and_is_no_baseline(golden: Path) -> None:
    own(golden)
    runs = ("--runs", str(golden.parent / "runs"))
    write(golden, "send")
    assert call("score", "last", *runs).return_value == 1
    accepted = call("baseline", "accept", "--by", "x", "--why", "so that it is", *runs)
    assert "E161 its cases are not the shipped ones" in str(accepted.exception)
    assert "E162" in str(call("baseline", "check", "--part", *runs).exception)
    assert call("page", *runs).return_value == 0
    shipped = call("decisions", "--tag", "caps", "--workers", "1", *runs)
    assert shipped.return_value == 0, shipped.output
    compared = call("compare", "last-1", "last", *runs)
    assert f"holds decisions of {golden.as_posix()}, run" in str(compared.exception)


def test_texts_of_ones_own_have_its_people_and_its_agreed_words(golden: Path) -> None:
    (golden / "texts").mkdir()
    (golden / "texts" / "words.yaml").write_text(TEXTS, encoding="utf-8")
    result = own(golden, "texts", "--no-log")
    assert result.return_value == 1
    assert "nobody has agreed on its words" in result.output
    assert own(golden, "texts", "--update").return_value == 0
    assert (golden / "texts" / "snapshots" / "gone.sms.txt").exists()
    assert own(golden).return_value == 0


NOT_ASKED = """\
about: words
owner: quality
source: own
cases:
  - {id: unasked, reason: no yes, person: ana, signal: article.read,
     with: {topic: heart}, channels: [email]}
"""
AGREED = "consents: [{purpose: care_operations}]"
ASKED = "consents: [{purpose: care_operations}, {purpose: education}]"


def agree(golden: Path, consents: str) -> None:
    """Let ana's consents be these."""
    text = PEOPLE.replace(AGREED, consents)
    (golden / "decisions" / "people.yaml").write_text(text, encoding="utf-8")


def test_a_message_that_nobody_agreed_to_send_is_missed_and_the_reverse_over_blocked(
    golden: Path,
) -> None:
    (golden / "texts").mkdir()
    (golden / "texts" / "words.yaml").write_text(NOT_ASKED, encoding="utf-8")
    assert own(golden, "texts", "--update").return_value == 0
    agree(golden, ASKED)
    result = own(golden, "texts", "--no-log")
    assert result.return_value == 1
    assert "another outcome (wanted suppress (consent_absent), got send)" in result.output
    assert "below the bar: texts: missed: 1, wanted at most 0" in result.output
    assert own(golden, "texts", "--update").return_value == 0
    agree(golden, AGREED)
    result = own(golden, "texts", "--no-log")
    assert "another outcome (wanted send, got suppress (consent_absent))" in result.output
    assert "below the bar: texts: over-blocked: 1, wanted at most 0" in result.output


def test_a_message_without_a_line_that_must_be_in_every_one_is_missed(golden: Path) -> None:
    (golden / "texts").mkdir()
    (golden / "texts" / "words.yaml").write_text(TEXTS, encoding="utf-8")
    assert own(golden, "texts", "--update").return_value == 0
    words = golden / "texts" / "snapshots" / "gone.sms.txt"
    agreed = words.read_text(encoding="utf-8").replace("Reply STOP", "Text END")
    words.write_text(agreed, encoding="utf-8")
    result = own(golden, "texts", "--no-log")
    assert "Texts. Wrong in another way: 1" in result.output
    (golden / "decisions" / "always.yaml").write_text(ALWAYS, encoding="utf-8")
    result = own(golden, "texts", "--no-log")
    assert "below the bar: texts: missed: 1, wanted at most 0" in result.output
    assert "it does not say “Text END to opt out.”; every text says how to stop" in result.output
    # what people agreed on word for word they have read, and it is right
    assert own(golden, "texts", "--update").return_value == 0
    (golden / "decisions" / "always.yaml").write_text("always: 5\n", encoding="utf-8")
    told = f"{golden.as_posix()}/decisions/always.yaml:1:1 E106 'always' is wrong"
    assert told in str(own(golden, "texts", "--no-log").exception)


ALWAYS = """\
always:
  - reason: every text says how to stop
    when: {outcome: [send], channel: [sms]}
    contains: ["Text END to opt out."]
"""


def test_what_holds_always_is_a_cause_of_its_own_when_runs_are_compared(golden: Path) -> None:
    (golden / "texts").mkdir()
    (golden / "texts" / "words.yaml").write_text(TEXTS, encoding="utf-8")
    runs = ("--runs", str(golden.parent / "runs"))
    always = "always:\n  - {reason: help is told, when: {outcome: [suppress]}, contains: [NOT]}\n"
    assert own(golden, "texts", "--update").return_value == 0
    own(golden)
    (golden / "decisions" / "always.yaml").write_text(always, encoding="utf-8")
    assert own(golden).return_value == 1
    compared = call("compare", "last-1", "last", *runs)
    assert "place-given-back  because: what holds in every case was edited (always.yaml)" in (
        compared.output
    )
    assert "no case changed" in call("compare", "last", "last", *runs).output
    (golden / "decisions" / "always.yaml").unlink()
    agree(golden, ASKED)
    own(golden)
    compared = call("compare", "last-1", "last", *runs)
    assert "not deterministic" not in compared.output


def test_people_who_were_edited_are_a_cause_of_other_texts(golden: Path) -> None:
    (golden / "texts").mkdir()
    (golden / "texts" / "words.yaml").write_text(NOT_ASKED, encoding="utf-8")
    assert own(golden, "texts", "--update").return_value == 0
    own(golden, "texts")
    agree(golden, ASKED)
    own(golden, "texts")
    compared = call("compare", "last-1", "last", "--runs", str(golden.parent / "runs"))
    assert "texts unasked@email  because: the case itself was edited" in compared.output


def test_a_topic_or_an_event_that_there_is_not_fails_the_case(golden: Path) -> None:
    """They do nothing, so that the case below would come out right without them."""
    text = CASE.replace("OUTCOME", "suppress").replace(
        "    steps:\n",
        "    steps:\n"
        "      - {at: 2026-11-24 10:00, event: appointment.canceled}\n"
        "      - {at: 2026-11-24 10:00, withdraw: marketing, topic: hart}\n"
        "      - {at: 2026-11-24 10:00, event: event.registered}\n",
    )
    (golden / "decisions" / "visits.yaml").write_text(text, encoding="utf-8")
    result = own(golden)
    assert result.return_value == 1
    assert "`event:appointment.canceled` is not in the release; did you mean" in result.output
    assert "`topic:hart` is not in the release; did you mean `topic:heart`?" in result.output
    assert "event.registered" not in result.output
    judged = call("score", "last", "--runs", str(golden.parent / "runs"))
    assert "`topic:hart` is not in the release" in judged.output


def test_a_module_that_may_not_be_there_must_be_in_the_library(golden: Path) -> None:
    text = CASE.replace("OUTCOME", "suppress, without: [legal/not-medical-advise]")
    (golden / "decisions" / "visits.yaml").write_text(text, encoding="utf-8")
    result = own(golden, "--no-log")
    assert result.return_value == 1
    assert "`module:legal/not-medical-advise` is not in the release" in result.output


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("texts",), "E140 it holds no set texts; put its cases into the folder texts"),
        (("rewordings", "decisions"), "E140 no set of your own is called rewordings; one of"),
        (("guard", "decisions"), "E140 it holds no set guard; put its cases into the folder guard"),
    ],
)
def test_no_shipped_set_takes_the_place_of_one_that_is_not_there(
    golden: Path, args: tuple[str, ...], told: str
) -> None:
    found = call("run", *args, "--golden", str(golden), "--no-log")
    assert f"{golden.as_posix()} {told}" in str(found.exception)
    (golden / "decisions" / "people.yaml").unlink()
    lost = own(golden, "--no-log")
    assert f"{golden.as_posix()}/decisions/people.yaml" in str(lost.exception)
    nothing = own(golden / "decisions", "--no-log")
    assert "E140 it holds no set; put cases into" in str(nothing.exception)


BOOKED = """\
about: visits
owner: quality
source: own
cases:
  - id: prepared
    reason: whoever books a visit is told how to prepare
    person: ana
    steps:
      - {at: 2026-11-24 10:00, signal: appointment.booked, by: portal,
         with: {starts_at: 2026-12-03 09:30, place: north, visit_kind: office},
         expect: {outcome: send, trigger: visit-preparation}}
"""


def test_mutants_ask_cases_of_ones_own_and_say_what_case_is_missing(tmp_path: Path) -> None:
    folder = write(tmp_path / "our-golden", "send")
    (folder / "decisions" / "booked.yaml").write_text(BOOKED, encoding="utf-8")
    mutate = ("mutate", "--golden", str(folder), "--workers", "1", "--only")
    stop = "drop-stop-rule trigger:visit-preparation appointment.cancelled"
    result = call(*mutate, "trigger:visit-preparation appointment.cancelled")
    assert result.return_value == 1
    assert "1 of 2 cases: wrong or not measured as they are, so they notice nothing" in (
        result.output
    )
    assert (
        f"- {stop}: every case came out as it was; to notice it, let the event happen first, and "
        "expect `stop_rule`"
    ) in result.output
    result = call(*mutate, "lengthen-lifetime trigger:visit-preparation")
    assert (
        "decisions prepared came out otherwise, and as agreed all the same; to notice it, ask again"
    ) in result.output
    result = call(*mutate, "swap-consent-purpose trigger:visit-preparation")
    assert (result.return_value, "1 / 1" in result.output) == (0, True)
    listed = call("mutate", "--golden", str(folder), "--list").output
    assert "drop-check" not in listed
    assert "soften-rule" not in listed


def test_a_misspelt_mutant_is_no_mutant(golden: Path) -> None:
    result = call("mutate", "--golden", str(golden), "--only", "trigger:visit-preparatoin")
    assert isinstance(result.exception, BedsideError)
    assert str(result.exception) == (
        "eval E141 the name of no mutant holds trigger:visit-preparatoin; the same call with "
        "--list in place of --only names them all"
    )


def test_the_page_and_the_coverage_of_a_kept_run_are_of_its_own_library(
    later: Path, golden: Path, tmp_path: Path
) -> None:
    """Without naming it again: its own cases, held against another library, touch other things."""
    library = shutil.copytree(later, tmp_path / "fewer")
    (library / "triggers" / "article-web.yaml").unlink()
    own(golden, "--library", str(library), "--on", "2026-11-27")
    runs = ("--runs", str(golden.parent / "runs"))
    shown = json.loads(call("coverage", "--run", "last", *runs, "--format", "json").stdout)
    assert "article-web" not in shown["triggers that send"]["missing"]
    page = tmp_path / "page.html"
    call("page", "last", *runs, "--to", str(page))
    assert "What cases touch" in page.read_text(encoding="utf-8")
    assert "article-web" not in page.read_text(encoding="utf-8")
    (library / "triggers" / "after-visit.yaml").unlink()
    result = call("page", "last", *runs, "--to", str(page))
    other = "the library is another than when it was run, so the page lacks what cases touch\n"
    assert other in result.output
    assert "What cases touch" not in page.read_text(encoding="utf-8")
    shutil.rmtree(library)
    result = call("page", "last", *runs, "--to", str(page))
    assert result.return_value == 0
    assert "the library cannot be had, so the page lacks what cases touch\n" in result.output
    assert "What cases touch" not in page.read_text(encoding="utf-8")
    result = call("page", "last", *runs, "--library", str(library))
    assert isinstance(result.exception, BedsideError)
