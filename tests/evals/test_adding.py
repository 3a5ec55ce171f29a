"""A case made from life: it loads, it comes out as the receipt says, nothing personal is in it."""

from __future__ import annotations

import json
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


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"receipt": 1}', '{"entry": "{}"}'])
def test_what_is_no_receipt_is_a_problem(text: str) -> None:
    result = add("--from-receipt", "-", given=text)
    assert isinstance(result.exception, BedsideError)
    assert "E170" in str(result.exception)
