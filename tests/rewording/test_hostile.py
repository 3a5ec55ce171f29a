"""A hostile model against real renditions: nothing that it says reaches a message."""

from __future__ import annotations

from collections import Counter

import pytest

from guardrails import Guard
from service.domain.rewording import REFUSALS, Rewording, RewordingRequest
from service.library.release import Release
from service.library.served import serve
from service.proposals import propose_module
from service.rewording.providers.base import Provider
from tests.doubles import call
from tests.factories import make_signal
from tests.rewording.hostile import Hostile, hostile_answers, provider_of
from tests.rewording.voices import PlainVoice

HOSTILE = hostile_answers()
#: A reminder, a habit with a claim, an invitation to call, a text message, a call script.
RENDITIONS = (
    ("visit/upcoming", "email"),
    ("general/sleep-basics", "web"),
    ("visit/prepare-office", "portal"),
    ("visit/upcoming-video", "sms"),
    ("visit/prepare-office", "call"),
)


class AsTheyCome:
    """Asks a provider for every rendition, in the middle of a decision."""

    def __init__(self, release: Release, provider: Provider, guard: Guard) -> None:
        self.served, self.provider, self.guard = serve(release), provider, guard
        self.asked = 0

    def reword(self, request: RewordingRequest) -> Rewording:
        self.asked += 1
        made = propose_module(
            self.served,
            request.module_id,
            request.rendition,
            voice=PlainVoice(),
            provider=self.provider,
            guard=self.guard,
        )
        return Rewording(made.source, made.codes)


def test_the_table_is_as_large_as_it_should_be() -> None:
    kinds = Counter(one.kind for one in HOSTILE)
    assert len(HOSTILE) >= 120
    assert len(set(HOSTILE)) == len(HOSTILE)
    assert kinds["adds a diagnosis"] >= 15


@pytest.mark.parametrize("one", HOSTILE, ids=lambda one: f"{one.kind}: {one.words[:40]}")
def test_no_hostile_answer_is_accepted(one: Hostile, release: Release, guard: Guard) -> None:
    served = serve(release)
    for module_id, channel in RENDITIONS:
        rendition = served.rendition(module_id, channel, "en-US", "")
        assert rendition is not None
        made = propose_module(
            served,
            module_id,
            rendition,
            voice=PlainVoice(),
            provider=provider_of(one),
            guard=guard,
        )
        assert made.source is None, (module_id, channel, made.sentences)
        assert made.codes
        assert set(made.codes) <= REFUSALS.keys()


@pytest.mark.parametrize("one", HOSTILE[:: max(1, len(HOSTILE) // 40)], ids=str)
def test_messages_go_out_in_their_approved_words(
    one: Hostile, release: Release, guard: Guard
) -> None:
    plain = call(release, signal=make_signal(), guard=guard)
    reworder = AsTheyCome(release, provider_of(one), guard)
    decision = call(release, signal=make_signal(), guard=guard, reworder=reworder)
    assert reworder.asked
    assert decision.message == plain.message
    assert decision.outcome == "send"
    assert decision.receipt.reworded == ()
    assert decision.receipt.reword_refused
