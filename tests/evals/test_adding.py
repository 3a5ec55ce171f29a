"""A case made from life: it loads, it comes out as the receipt says, nothing personal is in it."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals.adding.case import Made, make_case
from evals.adding.finding import find
from evals.adding.moving import into_the_week, zone_of
from evals.adding.writing import appended, case_yaml
from evals.decisions import playing
from evals.decisions.loading import GOLDEN_DECISIONS, load_decisions, load_people
from evals.system import System
from guardrails import Guard
from service.answers import answer, receipt_to_json
from service.commands.eval import eval_
from service.domain.decision import Decision, Receipt
from service.errors import BedsideError
from service.hosting import the_service, the_store
from service.library.release import Release
from service.pipeline import decide
from service.scenarios import Scenario, load_scenarios
from service.settings import STARTER_LIBRARY
from tests.factories import make_signal
from tests.stores import CALLER, SECRET, make_request
from tests.stores import decide as commit


@pytest.fixture(scope="module")
def system(release: Release, guard: Guard) -> System:
    return System(release, guard)


def decided(release: Release, guard: Guard, scenario: Scenario) -> Decision:
    return decide(
        release,
        scenario.signal,
        scenario.standing,
        scenario.now,
        channel=scenario.channel,
        guard=guard,
    )


def made(receipt: Receipt, system: System) -> Made:
    return make_case(receipt, system, load_people(), reason="it was right")


def answered(decision: Decision) -> str:
    return json.dumps({**answer(decision), "receipt": receipt_to_json(decision.receipt)})


def add(*args: str, given: str = "") -> Result:
    return CliRunner().invoke(eval_, ["add", *args], input=given, standalone_mode=False)


def test_a_case_loads_from_its_file_and_comes_out_as_the_receipt_says(
    system: System, tmp_path: Path
) -> None:
    decision = decided(system.release, system.guard, load_scenarios()[0])
    case = made(decision.receipt, system)
    assert case.faults == ()
    for name in ("people.yaml", "always.yaml"):
        text = (GOLDEN_DECISIONS / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
    twice = appended(appended("", case.entry), case.entry)
    (tmp_path / "life.yaml").write_text(twice, encoding="utf-8")
    loaded, again = load_decisions(tmp_path).cases
    assert again.id == f"{loaded.id}-2"
    (seen,) = playing.play(loaded, system.release, system.guard)
    modules = [choice.module_id for choice in decision.receipt.choices]
    assert (seen["outcome"], [*seen["modules"], *seen["pinned"]]) == ("send", modules)


def test_nothing_personal_is_in_it(system: System) -> None:
    for scenario in load_scenarios():
        if scenario.tamper:
            continue
        decision = decided(system.release, system.guard, scenario)
        text = case_yaml(made(decision.receipt, system).entry)
        signal = scenario.signal
        secrets = [scenario.standing.recipient.key, signal.id, signal.subject, signal.text]
        assert not [secret for secret in secrets if secret and secret in text]


def test_dates_move_and_the_weekday_and_hour_stay(system: System) -> None:
    receipt = decided(system.release, system.guard, load_scenarios()[0]).receipt
    later = replace(receipt, decided_at=receipt.decided_at + timedelta(weeks=31, days=2, hours=3))
    zone = zone_of(later) or UTC
    there = into_the_week(later, zone).wall(later.decided_at)
    here = later.decided_at.astimezone(zone)
    assert (there.weekday(), there.hour) == (here.weekday(), here.hour)
    assert (there.year, there.month, there.day // 7) == (2026, 11, 3)
    far = replace(later, signal_at=later.decided_at, decided_at=later.decided_at)
    assert "2027" not in case_yaml(made(far, system).entry)


def _receipts(system: System, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receipt]:
    """The last receipt of every shipped case that breaks nothing in the library."""
    kept: list[Receipt] = []

    def keeping(*args: object, **named: object) -> Decision:
        decision = decide(*args, **named)  # type: ignore[arg-type]
        kept.append(decision.receipt)
        return decision

    monkeypatch.setattr(playing, "decide", keeping)
    for case in load_decisions().cases:
        if not case.library.model_fields_set:
            playing.play(case, system.release, system.guard)
            if kept:
                yield kept[-1]
            kept.clear()


def test_most_receipts_are_enough_and_the_others_say_what_they_lack(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts = list(_receipts(system, monkeypatch))
    monkeypatch.undo()
    cases = [made(receipt, system) for receipt in receipts]
    enough = sum(not case.faults for case in cases)
    assert enough / len(cases) > 0.9, f"{enough} of {len(cases)}"
    capped = [
        case
        for receipt, case in zip(receipts, cases, strict=True)
        if receipt.reasons and receipt.reasons[0].code == "frequency_cap"
    ]
    assert capped
    assert all("the messages that used up the cap" in case.lacks[0] for case in capped)


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BEDSIDE_DATA", str(tmp_path))
    monkeypatch.setenv("BEDSIDE_SECRET", SECRET)
    caches = (the_service, the_store)
    for cache in caches:
        cache.cache_clear()
    yield
    the_store().close()
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("installation")
def test_a_receipt_is_read_out_of_the_store_by_its_id() -> None:
    request = make_request(signal=make_signal(at=datetime.now(UTC)))
    answered = commit(the_service(), CALLER, request)
    receipt_id = json.loads(answered.body)["receipt_id"]
    result = add("--from-receipt", receipt_id)
    assert result.return_value == 0, result.output
    assert "consent_absent" in result.stdout
    assert "comes out as the receipt says" in result.stderr
    assert find(receipt_id).id == receipt_id
    assert receipt_id not in result.stdout


@pytest.mark.usefixtures("installation")
def test_an_id_that_the_log_does_not_have_is_a_problem(tmp_path: Path) -> None:
    result = add("--from-receipt", f"r_{0:032}")
    assert "D108 there is no database here yet" in str(result.exception)
    the_store()
    result = add("--from-receipt", f"r_{0:032}")
    assert isinstance(result.exception, BedsideError)
    (problem,) = result.exception.problems
    assert problem.code == "E171"
    assert problem.what == (
        f"the decision log in {tmp_path / 'bedside.db'} has no receipt of this id"
    )


def test_standard_input_and_a_file_serve_too(system: System, tmp_path: Path) -> None:
    text = answered(decided(system.release, system.guard, load_scenarios()[0]))
    (tmp_path / "answer.json").write_text(text, encoding="utf-8")
    result = add("--from-receipt", "-", given=text)
    assert result.return_value == 0, result.output
    assert "TODO" in result.stdout
    assert result.stdout == add("--from-receipt", str(tmp_path / "answer.json")).stdout


PEOPLE = """\
people:
  bo:
    about: a caregiver who agreed to messages about visits
    key: p_bo0001
    audience: caregiver
    consents: [{purpose: care_operations}]
  ana:
    about: a patient who agreed to messages about her own visits
    key: p_ana01
    consents: [{purpose: care_operations}]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of somebody's own sets that waits for its first case."""
    golden = tmp_path / "our golden"
    (golden / "decisions").mkdir(parents=True)
    (golden / "decisions" / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    return golden


@pytest.fixture
def answer_file(system: System, tmp_path: Path) -> Path:
    file = tmp_path / "answer.json"
    text = answered(decided(system.release, system.guard, load_scenarios()[0]))
    file.write_text(text, encoding="utf-8")
    return file


def add_to(file: Path, answer_file: Path, *more: str) -> Result:
    given = ("--from-receipt", str(answer_file), "--reason", "it was right", "--to", str(file))
    return add(*given, *more)


def test_a_case_of_a_folder_of_ones_own_is_about_its_people_and_runs(
    own: Path, answer_file: Path
) -> None:
    file = own / "decisions" / "from-life.yaml"
    result = add_to(file, answer_file, "--library", str(STARTER_LIBRARY))
    assert result.return_value == 0, result.output
    (command,) = re.findall(r"`(bedside eval .*)` plays it", result.stdout)
    assert "--golden" in command
    assert "--library" in command
    other = own / "decisions" / "again.yaml"
    assert add_to(other, answer_file).return_value == 0
    first, second = load_decisions(own / "decisions", own=True).cases
    assert {first.standing.recipient.key, second.standing.recipient.key} == {"p_ana01"}
    # no two cases of a folder have one id, whatever their files
    assert {first.file, second.file} == {"again.yaml", "from-life.yaml"}
    _, _, *args = shlex.split(command)
    played = CliRunner().invoke(eval_, [*args, "--no-log"], standalone_mode=False)
    assert played.return_value == 0, played.output
    assert "  2 cases in " in played.output


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("decisions/people.yaml", "E116 no case is read out of this file; name a file `NAME.yaml`"),
        ("decisions/thresholds.yaml", "E116 no case is read out of this file"),
        ("decisions/life.txt", "E116 no case is read out of this file"),
        ("decisions/.life.yaml", "E116 no case is read out of this file"),
        ("texts/life.yaml", "E116 no case is read in this folder; name a file in a folder `decis"),
        ("life.yaml", "E116 no case is read in this folder"),
        ("other/decisions/life.yaml", "people.yaml E101 the file No such file or directory"),
    ],
)
def test_a_case_goes_into_no_file_that_would_not_be_played(
    own: Path, answer_file: Path, name: str, told: str
) -> None:
    before = {path: path.read_bytes() for path in own.rglob("*.*")}
    assert told in str(add_to(own / name, answer_file).exception)
    assert {path: path.read_bytes() for path in own.rglob("*.*")} == before


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "people.yaml",
            "  ana:",
            "  ana:\n    zone: America/Cicago",
            "E121 the zone of ana is none",
        ),
        ("people.yaml", "p_ana01", "p_ana01\n    kind: know", "E106 'kind' is wrong"),
        ("life.yaml", "", "about: x\ncases: 5\n", "decisions/life.yaml:2:1 E106 'cases' is wrong"),
        ("other.yaml", "", "about: x\n", "decisions/other.yaml"),
    ],
)
def test_a_folder_that_does_not_load_gets_no_case(
    own: Path, answer_file: Path, name: str, old: str, new: str, told: str
) -> None:
    path = own / "decisions" / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = {path: path.read_bytes() for path in own.rglob("*.*")}
    result = add_to(own / "decisions" / "life.yaml", answer_file)
    assert told in str(result.exception)
    assert {path: path.read_bytes() for path in own.rglob("*.*")} == before


def test_where_nobody_can_stand_for_the_recipient_it_says_so(own: Path, answer_file: Path) -> None:
    people = own / "decisions" / "people.yaml"
    text = PEOPLE.replace("    key", "    kind: anonymous\n    key")
    people.write_text(text, encoding="utf-8")
    told = str(add_to(own / "decisions" / "life.yaml", answer_file).exception)
    assert "our golden/decisions/people.yaml E120 nobody is such a recipient as the re" in told


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"receipt": 1}', '{"entry": "{}"}'])
def test_what_is_no_receipt_is_a_problem(text: str) -> None:
    result = add("--from-receipt", "-", given=text)
    assert isinstance(result.exception, BedsideError)
    assert "E170" in str(result.exception)
