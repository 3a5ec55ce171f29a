"""Mutants: there are many, they are made in memory, and the cases notice the ones tried here."""

from __future__ import annotations

from datetime import time

import pytest

from evals.mutation.hints import HINTS
from evals.mutation.hunting import Hunt, all_mutants, hunt, library_mutants, sets_for
from evals.mutation.mutant import Mutant
from evals.mutation.same import why_same
from evals.patching import changed, with_module
from evals.runs.running import run_cases
from evals.suites.base import Result
from evals.suites.decisions import DecisionSuite
from evals.system import System
from guardrails import Guard
from service.domain import eligibility
from service.library.release import Release


@pytest.fixture(scope="module")
def system(release: Release, guard: Guard) -> System:
    return System(release, guard)


@pytest.fixture(scope="module")
def mutants(system: System) -> dict[str, Mutant]:
    return {mutant.id: mutant for mutant in all_mutants(system)}


@pytest.fixture(scope="module")
def suite() -> DecisionSuite:
    return DecisionSuite()


@pytest.fixture(scope="module")
def results(suite: DecisionSuite, system: System) -> list[Result]:
    return list(run_cases([suite], suite.items(), system))


def tried(mutant: Mutant, system: System, suite: DecisionSuite, results: list[Result]) -> Hunt:
    return hunt([mutant], system, [suite], results)


def test_there_are_enough_and_each_has_a_name(system: System) -> None:
    names = [mutant.id for mutant in all_mutants(system)]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "name",
    [
        "drop-required layout:email-care legal/not-medical-advice",
        "soften-words module:legal/opt-out-sms @sms",
        "widen-trigger trigger:visit-preparation drop `when`",
        "lengthen-lifetime trigger:article-web to 2 hours",
        "raise-cap trigger:missed-visit to 3",
        "drop-stop-rule trigger:visit-preparation appointment.cancelled",
        "open-quiet-hours settings not for sms",
        "drop-check code opt_out",
        "swap-consent-purpose trigger:newsletter-welcome to marketing",
        "swap-safety-reply settings crisis",
        "guard-passes-all guard",
        "drop-requires module:behavioral-health/talking-with-someone"
        " behavioral-health/support-lines",
    ],
)
def test_is_noticed(
    name: str,
    mutants: dict[str, Mutant],
    system: System,
    suite: DecisionSuite,
    results: list[Result],
) -> None:
    found = tried(mutants[name], system, suite, results)
    assert found.rate.share == 1, found.survivors


def test_every_step_can_be_broken(mutants: dict[str, Mutant], system: System) -> None:
    """What raises is noticed: a break of something that is not there would count as found."""
    steps = [mutant for mutant in mutants.values() if mutant.operator.startswith("drop-")]
    assert {"drop-check", "drop-opt-out-words"} <= {mutant.operator for mutant in steps}
    for mutant in steps:
        with mutant.breaking(system) as broken:
            assert broken.release.hash


def test_the_unbroken_system_is_whole_again(
    mutants: dict[str, Mutant], system: System, suite: DecisionSuite, results: list[Result]
) -> None:
    checks, hash_ = eligibility.CHECKS, system.release.hash
    tried(mutants["drop-check code opt_out"], system, suite, results)
    tried(mutants["open-quiet-hours settings all night"], system, suite, results)
    assert eligibility.CHECKS is checks
    assert system.release.hash == hash_


def test_the_same_library_is_proved_to_be_the_same(release: Release) -> None:
    module = release.modules["visit/cancelled"]
    other = with_module(release, module.model_copy(update={"excludes": ()}))
    assert other.hash != release.hash
    assert "none of the" in why_same(release, other)


def test_every_way_of_breaking_a_library_says_what_case_would_notice_it(
    system: System, release: Release
) -> None:
    assert {mutant.operator for mutant in library_mutants(release)} <= HINTS.keys()
    assert HINTS.keys().isdisjoint(m.operator for m in all_mutants(system)[-30:])


def test_only_the_sets_that_the_mutants_concern_are_asked(mutants: dict[str, Mutant]) -> None:
    margins = [mutant for mutant in mutants.values() if mutant.operator == "drop-margin"]
    assert sets_for(margins) == {"decisions", "texts"}
    assert sets_for(mutants.values()) == {"decisions", "texts", "guard", "urgency"}


def test_a_library_with_names_of_its_own_can_be_broken(system: System, release: Release) -> None:
    """Its numbers may be called otherwise, it may answer one kind of call for help alone, and its
    quiet hours may be short."""
    settings = release.settings
    short = {"opens": time(0, 0), "closes": time(23, 30)}
    own = settings.model_copy(
        update={
            "values": {name: v for name, v in settings.values.items() if name != "poison_line"},
            "escalation": dict(list(settings.escalation.items())[:1]),
            "quiet_hours": settings.quiet_hours.model_copy(update=short),
        }
    )
    renditions = {
        name: tuple(r for r in files if r.channel != "web")
        for name, files in release.renditions.items()
    }
    names = [m.id for m in library_mutants(changed(release, settings=own, renditions=renditions))]
    assert "wrong-number settings poison_line.phone" not in names
    assert "wrong-number settings emergency.number" in names
    assert [name for name in names if name.startswith("swap-safety-reply")] == []
    assert "open-quiet-hours settings an hour later" in names
    assert "open-quiet-hours settings an hour earlier" not in names
    assert not any(name.startswith("soften-words") and name.endswith("@web") for name in names)
