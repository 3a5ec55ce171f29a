"""A message that was kept is the message that would have been made."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers import answer_in_pieces, receipt_text, receipt_to_json
from service.domain.decision import Decision
from service.domain.rewording import UNREAD
from service.domain.standing import Recipient
from service.domain.vocabulary import CHANNELS, Channel
from service.library.banked import BankReworder
from service.library.release import Release
from service.pipeline import decide
from service.steady import SteadyGuard
from service.store.canonical import canonical
from tests.banks import GOOD, LEAD, banked
from tests.doubles import ScriptedGuard, altered, call
from tests.factories import BOOKING, NOW, make_signal, make_standing
from tests.pipeline.strategies import calls
from tests.pipeline.test_other_words import ARTICLE, Offering, said

#: Outlives the examples of a property, as the service's outlives its calls.
STEADY = SteadyGuard(ScriptedGuard(), most=50)


def asked(guard: ScriptedGuard, steady: SteadyGuard, release: Release, **more: object) -> int:
    """How many texts the guard was shown for one more message."""
    before = len(guard.shown)
    assert call(release, guard=steady, **more).outcome == "send"  # type: ignore[arg-type]
    return len(guard.shown) - before


@given(data=st.data())
def test_every_decision_is_as_it_would_be_with_a_guard_that_is_asked(
    data: st.DataObject, release: Release
) -> None:
    one = data.draw(calls(release))

    def decided(guard: object) -> Decision:
        return decide(
            release,
            one.signal,
            one.standing,
            one.now,
            channel=one.channel,
            guard=guard,  # type: ignore[arg-type]
        )

    anew = decided(ScriptedGuard())
    assert decided(STEADY) == anew
    assert decided(STEADY) == anew  # the second time it is kept, if it is a message
    assert receipt_text(anew.receipt) == canonical(receipt_to_json(anew.receipt))


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_same_words_are_read_once(channel: Channel, release: Release) -> None:
    guard = ScriptedGuard()
    steady = SteadyGuard(guard)
    signal = ARTICLE if channel == "web" else make_signal()
    assert asked(guard, steady, release, signal=signal, channel=channel) > 0
    other = make_standing(recipient=Recipient(key="p_2", kind="known", audience="patient"))
    later = NOW + timedelta(minutes=1)
    more = {"signal": signal, "channel": channel, "standing": other, "now": later}
    assert asked(guard, steady, release, **more) == 0
    assert call(release, guard=steady, **more) == call(release, guard=ScriptedGuard(), **more)  # type: ignore[arg-type]


def test_a_kept_message_names_its_own_receipt(release: Release) -> None:
    steady = SteadyGuard(ScriptedGuard())
    answers = []
    for minute in (0, 1):
        now = NOW + timedelta(minutes=minute)
        decision = call(release, signal=ARTICLE, now=now, guard=steady)
        assert decision.message is not None
        link = dict(decision.message.headers)["List-Unsubscribe"]
        assert link.endswith(f"/{decision.receipt.id}>")
        answers.append(answer_in_pieces(decision))
    assert answers[0][1] == answers[1][1]
    assert answers[0][2] != answers[1][2]


def test_another_value_is_read(release: Release) -> None:
    guard = ScriptedGuard()
    steady = SteadyGuard(guard)
    asked(guard, steady, release)
    booking = {**BOOKING, "starts_at": "2026-12-09T09:30:00-06:00"}
    assert asked(guard, steady, release, signal=make_signal(attributes=booking)) > 0


def test_another_release_is_read(release: Release) -> None:
    guard = ScriptedGuard()
    steady = SteadyGuard(guard)
    asked(guard, steady, release)
    trigger = release.triggers["visit-preparation"].model_copy(update={"owner": "x@example.org"})
    other = altered(release, triggers={**release.triggers, trigger.id: trigger})
    assert asked(guard, steady, other) > 0


def test_what_was_refused_is_never_kept(release: Release) -> None:
    guard = ScriptedGuard(refuses=lambda text, context: context.part == "subject")
    steady = SteadyGuard(guard)
    for _ in range(2):
        before = len(guard.shown)
        assert call(release, guard=steady).outcome == "blocked"
        assert len(guard.shown) > before
    guard.refuses = lambda text, context: False
    assert call(release, guard=steady).outcome == "send"


def test_words_that_nobody_approved_are_read_every_time(release: Release) -> None:
    guard = ScriptedGuard()
    steady = SteadyGuard(guard)
    reworder = Offering(origin=UNREAD)
    for _ in range(2):
        before = len(guard.shown)
        decision = call(release, signal=ARTICLE, guard=steady, reworder=reworder)
        assert decision.receipt.reworded[0].module_id == LEAD
        assert len(guard.shown) > before


def test_banked_words_and_approved_ones_do_not_take_each_others_place(release: Release) -> None:
    served = banked(release)
    steady = SteadyGuard(ScriptedGuard())
    bank = BankReworder(served, "cedar-valley")
    for _ in range(2):
        approved = call(served, signal=ARTICLE, guard=steady)
        assert GOOD not in said(approved)
        other = call(served, signal=ARTICLE, guard=steady, reworder=bank)
        assert GOOD in said(other)
        assert other.receipt.reworded
        assert not approved.receipt.reworded


def test_the_oldest_makes_room() -> None:
    steady = SteadyGuard(ScriptedGuard(), most=2)
    for key in ("a", "b", "c"):
        steady.keep(key, key)
    assert [steady.passed(key) for key in ("a", "b", "c")] == [None, "b", "c"]
