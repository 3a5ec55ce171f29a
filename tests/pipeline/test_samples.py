"""Every locale of a library is tried, and not its first alone."""

from __future__ import annotations

from guardrails import Verdict
from guardrails.verdict import NOT_URGENT, Urgency
from service.assemblies import samples, try_all
from service.checking import is_sound
from service.library.release import Release
from tests.doubles import in_two_languages


class _PassesAll:
    """A guard without rules, for what is asked is which words there are."""

    version = "none"

    def check(self, text: str, context: object) -> Verdict:
        del text, context
        return Verdict(passed=True)

    def read_urgency(self, text: str) -> Urgency:
        del text
        return NOT_URGENT


def test_each_call_is_tried_in_each_locale(release: Release) -> None:
    one = list(samples(release))
    both = list(samples(in_two_languages(release)))
    assert {sample.locale for sample in one} == {None}
    assert [sample for sample in both if sample.locale is None] == one
    assert len([sample for sample in both if sample.locale == "es-US"]) == len(one)
    assert all("es-US" in sample.label for sample in both if sample.locale)


def test_call_is_told_in_words(release: Release) -> None:
    """`form=callback, topic=primary_care` stood beside the title of a message."""
    labels = [sample.label for sample in samples(release)]
    assert not [label for label in labels if set("=_") & set(label)]
    assert any(label.endswith("topic primary care") for label in labels)


def test_words_that_are_missing_in_the_second_locale_are_found(release: Release) -> None:
    lacking = in_two_languages(release, "visit/prepare-office", "safety/crisis")
    tried = try_all(lacking.only("visit-preparation"), _PassesAll())
    silent = [sample for sample, decision in tried.decisions if not is_sound(decision)]
    assert silent
    assert {sample.locale for sample in silent} == {"es-US"}
    told = {kind for kind, _, decision in tried.escalations if decision.alert}
    assert told == {"crisis"}
    assert all(decision.message is not None for _, _, decision in tried.escalations)
