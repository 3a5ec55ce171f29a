"""A call for help beats everything: one safety reply, and a hand-off that carries no word of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrails import Guard
from guardrails.verdict import Urgency
from service.answers import answer, receipt_to_json
from service.domain.decision import HandOff
from service.domain.signals import SignalRefused
from service.domain.standing import (
    HandledSignal,
    OptOut,
    Recipient,
    SentMessage,
    Standing,
    Suppression,
)
from service.domain.vocabulary import CHANNELS, Audience, Channel, UrgencyKind
from service.library.release import Release
from tests.doubles import (
    BrokenGuard,
    ScriptedGuard,
    call,
    in_two_languages,
    without,
    words_of,
)
from tests.factories import NOW, make_signal, make_standing

DAY = timedelta(days=1)
NIGHT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
WORDS = "my chest hurts really bad and I cant catch my breath"


def cry(text: str = WORDS, **changes: Any) -> Any:
    """Inbound words of half a minute ago."""
    values = {"type": "message.received", "attributes": {}, "subject": None}
    return make_signal(text=text, at=NOW - timedelta(seconds=30), **{**values, **changes})


def urgent(kind: UrgencyKind = "emergency") -> ScriptedGuard:
    """A guard that reads any inbound words as a call for help."""
    return ScriptedGuard(urgency=Urgency(urgent=True, kind=kind, trigger="chest hurts"))


class TestReply:
    @pytest.mark.parametrize("channel", CHANNELS)
    def test_real_words_get_the_real_reply(
        self, channel: Channel, release: Release, guard: Guard
    ) -> None:
        decision = call(release, signal=cry(), channel=channel, guard=guard)
        assert decision.outcome == "escalate"
        assert [reason.code for reason in decision.reasons] == ["urgent"]
        assert any("911" in text for text in words_of(decision))
        assert decision.why == "You wrote to us, and what you wrote may need help right away."
        assert decision.alert == ""

    @pytest.mark.parametrize("kind", ["emergency", "crisis", "poison"])
    def test_each_kind_has_its_own_reply_and_team(
        self, kind: UrgencyKind, release: Release
    ) -> None:
        decision = call(release, signal=cry(), guard=urgent(kind))
        path = release.settings.escalation[kind]
        assert decision.receipt.choices[0].module_id == path.module
        assert decision.hand_off is not None
        assert decision.hand_off.team == path.team
        assert decision.why == path.because

    @pytest.mark.parametrize("audience", ["patient", "caregiver", "clinician", "care_team"])
    def test_everybody_who_calls_for_help_gets_it(
        self, audience: Audience, release: Release
    ) -> None:
        for kind in ("known", "anonymous"):
            recipient = Recipient(key="p_1", kind=kind, audience=audience)
            standing = make_standing(recipient=recipient, consents=())
            decision = call(release, signal=cry(), standing=standing, guard=urgent())
            assert decision.message is not None

    def test_reply_is_shown_to_the_guard(self, release: Release) -> None:
        guard = urgent()
        decision = call(release, signal=cry(), guard=guard)
        assert decision.message is not None
        shown = {text for text, _ in guard.shown}
        assert {readable.text for readable in decision.message.readables} <= shown
        assert {context.purpose for _, context in guard.shown} == {"safety"}

    def test_reply_is_for_safety_and_rests_on_no_trigger_or_consent(self, release: Release) -> None:
        """So no cap for outreach or care ever counts it."""
        receipt = call(release, signal=cry(), guard=urgent()).receipt
        assert receipt.purpose == "safety"
        assert receipt.trigger_id is None
        assert receipt.consent is None
        assert receipt.checks == ()
        assert all("safety" not in cap.purposes for cap in release.settings.caps)


class TestBeatsEverything:
    @pytest.mark.parametrize(
        "changes",
        [
            {"opt_outs": (OptOut(at=NOW),)},
            {"suppressions": (Suppression(cause="do_not_contact"),)},
            {"suppressions": (Suppression(cause="deceased"),)},
            {"consents": ()},
            {"channels": ()},
            {"locale": "pl-PL"},
            {"zone": None},
            {"zone": "Nowhere/Nothing"},
            {"handled": (HandledSignal(id="sig-1", channel="sms"),)},
            {
                "recent": tuple(
                    SentMessage(
                        at=NOW, channel="sms", trigger="message-received", purpose="care_operations"
                    )
                    for _ in range(9)
                )
            },
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_nothing_in_a_standing_keeps_help_away(
        self, changes: dict[str, Any], release: Release
    ) -> None:
        standing = make_standing(**changes)
        decision = call(release, signal=cry(), standing=standing, guard=urgent(), channel="sms")
        assert decision.outcome == "escalate"
        assert decision.message is not None
        assert decision.hand_off is not None

    def test_night_does_not_keep_help_away(self, release: Release) -> None:
        decision = call(release, signal=cry(), guard=urgent(), channel="sms", now=NIGHT)
        assert decision.message is not None
        assert decision.not_before is None

    def test_old_words_still_get_help_and_say_when_they_were_written(
        self, release: Release
    ) -> None:
        decision = call(release, signal=cry(), guard=urgent(), now=NOW + 30 * DAY)
        assert decision.message is not None
        assert decision.hand_off is not None
        assert decision.hand_off.written_at == NOW - timedelta(seconds=30)

    def test_clock_ahead_does_not_keep_help_away(self, release: Release) -> None:
        decision = call(release, signal=cry(), guard=urgent(), now=NOW - DAY)
        assert decision.outcome == "escalate"

    @pytest.mark.parametrize(
        "signal",
        [
            cry(type="form.submitted"),
            cry(type="form.submitted", attributes={"form": "nonsense", "diagnosis": "asthma"}),
            cry(type="appointment.booked"),
        ],
        ids=["missing attributes", "wrong attributes", "type that takes no words"],
    )
    def test_fault_in_the_signal_does_not_keep_help_away(
        self, signal: Any, release: Release
    ) -> None:
        assert call(release, signal=signal, guard=urgent()).outcome == "escalate"
        with pytest.raises(SignalRefused):
            call(release, signal=signal)

    def test_form_with_a_question_escalates_too(self, release: Release, guard: Guard) -> None:
        attributes = {"form": "question", "topic": "heart"}
        signal = cry(type="form.submitted", attributes=attributes)
        assert call(release, signal=signal, guard=guard).outcome == "escalate"


_many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_STOPS = st.builds(
    lambda lead, stop, tails: " ".join([*lead, stop, *tails]),
    st.lists(st.sampled_from(["please", "just", "ok", "can you"]), max_size=2),
    st.sampled_from(
        [
            "stop",
            "stop it",
            "STOP TEXTING ME",
            "stop sending me this crap",
            "stop texting my husband",
            "dont text me anymore",
            "dont contact me",
            "leave me alone",
            "i do not want these messages",
            "unsubscribe me",
        ]
    ),
    st.lists(st.sampled_from(["please", "now", "thanks", "you idiots", "ffs", "ok"]), max_size=3),
)
_CALLS = (
    "I want to die",
    "I took all my pills",
    "my chest hurts really bad and I cant catch my breath",
    "my mom's face is drooping and she can't talk",
    "my toddler drank bleach",
    "he hits me",
    "I want to kill myself",
    "she can't breathe",
)


class TestOptOutWords:
    def test_opt_out_in_the_same_words_is_honoured_too(self, release: Release) -> None:
        decision = call(release, signal=cry(f"{WORDS}. STOP"), guard=urgent())
        assert decision.outcome == "escalate"
        assert decision.opt_out_words
        assert decision.receipt.opt_out_words
        assert answer(decision)["opt_out_words"] is True

    @pytest.mark.parametrize("text", ["QUIT", "Revoke.", "END"])
    def test_stop_word_alone_is_no_call_for_help(self, release: Release, text: str) -> None:
        decision = call(release, signal=cry(text), guard=urgent())
        assert [reason.code for reason in decision.reasons] == ["opted_out"]

    def test_opt_out_alone_sends_nothing(self, release: Release, guard: Guard) -> None:
        decision = call(release, signal=cry("Please stop texting me."), guard=guard)
        assert decision.outcome == "suppress"
        assert [reason.code for reason in decision.reasons] == ["opted_out"]
        assert decision.opt_out_words
        assert decision.receipt.considered == ()

    def test_words_that_ask_for_nothing_are_answered_as_usual(
        self, release: Release, guard: Guard
    ) -> None:
        decision = call(release, signal=cry("When are you open?"), guard=guard)
        assert decision.outcome == "send"
        assert not decision.opt_out_words
        assert decision.hand_off is None

    @_many
    @given(words=_STOPS)
    def test_request_to_stop_with_courtesy_is_never_a_call(
        self, words: str, release: Release
    ) -> None:
        """Not even to a guard that takes all words for one."""
        decision = call(release, signal=cry(words), guard=urgent("crisis"), channel="sms")
        assert [reason.code for reason in decision.reasons] == ["opted_out"]
        assert decision.message is None
        assert decision.opt_out_words

    @_many
    @given(
        stop=_STOPS,
        help_=st.sampled_from(_CALLS),
        joint=st.sampled_from([". ", ", ", "! ", "\n", " - ", " "]),
        first=st.booleans(),
    )
    def test_call_for_help_beside_a_request_to_stop_is_always_heard(
        self, *, stop: str, help_: str, joint: str, first: bool, release: Release, guard: Guard
    ) -> None:
        words = f"{stop}{joint}{help_}" if first else f"{help_}{joint}{stop}"
        decision = call(release, signal=cry(words), guard=guard, channel="sms")
        assert decision.outcome == "escalate"
        if joint != " ":
            assert decision.opt_out_words

    @pytest.mark.parametrize(
        "text", ["stop texting me, I want to die", "leave me alone I took all my pills"]
    )
    def test_call_after_a_request_is_heard(self, text: str, release: Release, guard: Guard) -> None:
        assert call(release, signal=cry(text), guard=guard, channel="sms").outcome == "escalate"

    def test_sign_for_sos_is_a_call(self, release: Release, guard: Guard) -> None:
        assert call(release, signal=cry("\U0001f198"), guard=guard).outcome == "escalate"

    @pytest.mark.parametrize("text", ["don't stop", "dont text me before 9"])
    def test_wish_for_messages_is_no_call(self, text: str, release: Release, guard: Guard) -> None:
        decision = call(release, signal=cry(text), guard=guard)
        assert decision.outcome == "send"
        assert not decision.opt_out_words


class TestUnreadableWords:
    def test_guard_that_cannot_read_asks_for_a_person(self, release: Release) -> None:
        decision = call(release, signal=cry("hello"), guard=BrokenGuard())
        assert decision.outcome == "escalate"
        assert decision.message is None
        assert decision.why == ""
        assert decision.hand_off is not None
        assert decision.hand_off.kind == "emergency"
        assert decision.alert

    @pytest.mark.parametrize(
        "nonsense",
        [
            None,
            "no",
            True,
            {"urgent": False},
            Urgency(urgent=True, kind=""),
            Urgency(urgent=True, kind="fire"),
            Urgency(urgent="no", kind=""),
        ],
        ids=str,
    )
    def test_answer_that_makes_no_sense_asks_for_a_person(
        self, nonsense: Any, release: Release
    ) -> None:
        guard = ScriptedGuard(urgency=nonsense)
        decision = call(release, signal=cry("hello"), guard=guard)
        assert decision.outcome == "escalate"
        assert decision.message is not None
        assert decision.hand_off is not None
        assert decision.hand_off.kind == "emergency"


class TestWordsInAnotherLanguage:
    """The guard reads English. What it finds in other words says nothing of what they ask."""

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("no puedo respirar", "emergency"),
            ("Me duele el pecho", "emergency"),
            ("Ya no quiero vivir", "crisis"),
            ("mi hijo tomó cloro", "poison"),
            ("¿Puede venir alguien a la casa?", "emergency"),
        ],
    )
    @pytest.mark.parametrize("locale", ["es-US", "es-MX", "fr-CA"])
    def test_words_that_cannot_be_read_get_a_person(
        self, text: str, kind: str, locale: str, release: Release, guard: Guard
    ) -> None:
        standing = make_standing(locale=locale)
        decision = call(
            release, signal=cry(text), standing=standing, guard=guard, channel="sms", now=NIGHT
        )
        assert decision.outcome == "escalate"
        assert decision.message is not None
        assert decision.hand_off is not None
        assert decision.hand_off.kind == kind

    def test_call_that_can_be_read_keeps_its_kind(self, release: Release, guard: Guard) -> None:
        standing = make_standing(locale="es-US")
        decision = call(release, signal=cry("I want to die"), standing=standing, guard=guard)
        assert decision.hand_off is not None
        assert decision.hand_off.kind == "crisis"

    @pytest.mark.parametrize(
        "text",
        ["STOP", "ALTO", "Pare.", "PARAR", "Alto por favor", "CANCELAR", "Baja", "no más mensajes"],
    )
    @pytest.mark.parametrize("locale", ["es-US", "en-US"])
    def test_stop_word_is_an_opt_out_and_no_call(
        self, text: str, locale: str, release: Release
    ) -> None:
        standing = make_standing(locale=locale)
        decision = call(release, signal=cry(text), standing=standing, guard=urgent())
        assert [reason.code for reason in decision.reasons] == ["opted_out"]
        assert decision.opt_out_words

    def test_stop_and_unread_words_are_both_heard(self, release: Release, guard: Guard) -> None:
        standing = make_standing(locale="es-US")
        words = cry("ALTO. Ya no quiero vivir")
        decision = call(release, signal=words, standing=standing, guard=guard)
        assert decision.outcome == "escalate"
        assert decision.opt_out_words

    @pytest.mark.parametrize(
        ("text", "locale"),
        [
            ("no me manden más mensajes", "es-US"),
            ("dejen de escribirme", "es-US"),
            ("Cancelar suscripción", "en-US"),
            ("BAJA", "fr-CA"),
        ],
    )
    def test_stop_in_spanish_is_heard_and_gets_no_answer(
        self, text: str, locale: str, release: Release, guard: Guard
    ) -> None:
        standing = make_standing(locale=locale)
        decision = call(release, signal=cry(text), standing=standing, guard=guard, channel="sms")
        assert [reason.code for reason in decision.reasons] == ["opted_out"]
        assert decision.message is None
        assert decision.opt_out_words

    def test_wish_for_messages_in_spanish_is_neither_a_stop_nor_a_call(
        self, release: Release, guard: Guard
    ) -> None:
        standing = make_standing(locale="es-US")
        words = cry("No quiero dejar de recibir sus mensajes")
        decision = call(release, signal=words, standing=standing, guard=guard, channel="sms")
        assert [reason.code for reason in decision.reasons] == ["locale_unavailable"]
        assert not decision.opt_out_words

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("Me duele el pecho", "emergency"),
            ("mi hijo tomó cloro", "poison"),
            ("me quiero morir", "crisis"),
            ("¿Puede venir alguien a la casa?", "emergency"),
        ],
    )
    def test_plain_spanish_gets_a_person_whatever_language_is_stored(
        self, text: str, kind: str, release: Release, guard: Guard
    ) -> None:
        """A stored language may be a default. What an English reader makes of it says nothing."""
        decision = call(release, signal=cry(text), guard=guard, channel="sms")
        assert decision.outcome == "escalate"
        assert decision.hand_off is not None
        assert decision.hand_off.kind == kind

    @pytest.mark.parametrize(
        ("text", "locale", "unread"),
        [
            ("gracias, nos vemos el martes, muy bien", "en-US", True),
            ("gracias, nos vemos el martes, muy bien", "es-US", True),
            ("merci beaucoup", "fr-CA", True),
            ("me quiero morir", "en-US", False),
            ("no puedo respirar", "es-US", False),
            ("I want to die", "es-US", False),
        ],
    )
    def test_hand_off_says_whether_the_words_were_read(
        self, text: str, locale: str, unread: bool, release: Release, guard: Guard
    ) -> None:
        """To say that calm words ask for help is wrong, and to leave them unanswered worse."""
        standing = make_standing(locale=locale)
        decision = call(release, signal=cry(text), standing=standing, guard=guard, channel="sms")
        assert decision.outcome == "escalate"
        assert decision.message is not None
        assert decision.hand_off is not None
        assert decision.hand_off.unread is unread
        (reason,) = decision.receipt.reasons
        assert reason.detail.startswith(
            "the person's own words could not be read, and may ask for help (emergency)"
            if unread
            else "the person's own words ask for help ("
        )

    @pytest.mark.parametrize(
        "text",
        [
            "Спасибо, до вторника",
            "धन्यवाद, मंगलवार को मिलते हैं",
            "ممنون، سه شنبه می بینمتان",
            "我想自杀",
            "胸口很痛不能呼吸 help",
            "가슴이 너무 아파요",
            "Tôi muốn chết",
            "Obrigado, até terça",
            "Ich will nicht mehr leben",
        ],
    )
    @pytest.mark.parametrize("locale", ["en-US", "ru-RU", "pt-BR"])
    def test_plainly_other_words_go_to_people_as_unread_whatever_is_stored(
        self, text: str, locale: str, release: Release, guard: Guard
    ) -> None:
        """What a reader of English makes of them is a guess: thanks are no wish to die."""
        standing = make_standing(locale=locale)
        decision = call(release, signal=cry(text), standing=standing, guard=guard, channel="sms")
        assert decision.hand_off is not None
        assert decision.hand_off.unread
        assert decision.hand_off.kind == "emergency"

    @pytest.mark.parametrize(
        ("text", "unread"),
        [
            ("Kiitos, tiistaihin", True),  # no list has Finnish, the stored language tells
            ("my heart is going to explode and the room spins", False),
            ("I want to die", False),
            ("Помогите I want to die пожалуйста", False),
        ],
    )
    def test_a_guess_counts_in_plain_english_alone(
        self, text: str, unread: bool, release: Release, guard: Guard
    ) -> None:
        standing = make_standing(locale="fi-FI")
        decision = call(release, signal=cry(text), standing=standing, guard=guard, channel="sms")
        assert decision.hand_off is not None
        assert decision.hand_off.unread is unread

    @pytest.mark.parametrize("text", ["1", "\U0001f44d", "..."])
    def test_what_is_of_no_language_is_no_call(
        self, text: str, release: Release, guard: Guard
    ) -> None:
        standing = make_standing(locale="es-US")
        decision = call(release, signal=cry(text), standing=standing, guard=guard)
        assert [reason.code for reason in decision.reasons] == ["locale_unavailable"]

    @pytest.mark.parametrize("text", ["la presión está muy alto", "mi azúcar baja mucho", "para"])
    def test_stop_word_among_others_is_no_opt_out(self, text: str, release: Release) -> None:
        assert not call(release, signal=cry(text)).opt_out_words

    def test_other_country_of_the_language_is_read(self, release: Release, guard: Guard) -> None:
        standing = make_standing(locale="en-GB")
        decision = call(release, signal=cry("thanks"), standing=standing, guard=guard)
        assert decision.outcome == "send"


class TestLanguageOfTheReply:
    @pytest.mark.parametrize(
        ("stored", "got"),
        [("es-US", "es-US"), ("es-MX", "es-US"), ("en-US", "en-US"), ("pl-PL", "en-US")],
    )
    def test_reply_is_in_the_language_of_the_recipient_where_the_library_has_it(
        self, release: Release, stored: str, got: str
    ) -> None:
        both = in_two_languages(release)
        decision = call(both, signal=cry(), standing=make_standing(locale=stored), guard=urgent())
        assert decision.message is not None
        assert decision.message.locale == got
        assert decision.alert == ""

    def test_reply_in_another_language_beats_none_and_alerts(self, release: Release) -> None:
        lacking = in_two_languages(release, "safety/emergency")
        standing = make_standing(locale="es-US")
        decision = call(lacking, signal=cry(), standing=standing, guard=urgent())
        assert decision.message is not None
        assert decision.message.locale == "en-US"
        assert decision.alert.startswith("no safety reply in es-US, one in en-US goes: ")

    def test_words_that_the_guard_does_not_read_leave_the_other_language(
        self, release: Release, guard: Guard
    ) -> None:
        both = in_two_languages(release)
        standing = make_standing(locale="es-US")
        decision = call(both, signal=cry("me duele"), standing=standing, guard=guard)
        assert decision.message is not None
        assert decision.message.locale == "en-US"
        assert "GU-04" in decision.alert


class TestNoReply:
    def test_channel_without_a_safety_layout_still_hands_off(self, release: Release) -> None:
        decision = call(
            without(release, layouts="sms-safety"), signal=cry(), guard=urgent(), channel="sms"
        )
        assert decision.outcome == "escalate"
        assert decision.message is None
        assert decision.hand_off is not None
        assert decision.alert == "no safety reply: no safety layout for this channel"

    def test_reply_that_is_not_in_date_still_hands_off(self, release: Release) -> None:
        decision = call(without(release, modules="safety/emergency"), signal=cry(), guard=urgent())
        assert decision.message is None
        assert decision.hand_off is not None
        assert decision.alert

    def test_reply_that_the_guard_refuses_does_not_go(self, release: Release) -> None:
        guard = urgent()
        guard.refuses = lambda text, context: context.part == "body"
        decision = call(release, signal=cry(), guard=guard)
        assert decision.outcome == "escalate"
        assert list(words_of(decision)) == []
        assert decision.hand_off is not None
        assert decision.receipt.findings
        assert decision.alert == "no safety reply: the guard refused the words: XX-01"


class TestHandOff:
    def test_hand_off_says_who_how_fast_and_when_it_was_written(self, release: Release) -> None:
        decision = call(release, signal=cry(), guard=urgent("crisis"), channel="sms")
        assert decision.hand_off == HandOff(
            kind="crisis",
            team="crisis response",
            respond_within_minutes=5,
            written_at=NOW - timedelta(seconds=30),
            signal_id="sig-1",
            recipient_key="p_1",
            channel="sms",
        )

    @pytest.mark.parametrize("broken", [False, True])
    def test_no_word_of_the_text_is_carried_anywhere(
        self, *, broken: bool, release: Release
    ) -> None:
        words = "Jane Doe here, jane@example.org, 319-555-0199: my asthma is very bad. STOP"
        guard = BrokenGuard() if broken else urgent()
        decision = call(release, signal=cry(words), guard=guard)
        carried = " ".join(
            [
                repr(decision),
                json.dumps(answer(decision)),
                json.dumps(receipt_to_json(decision.receipt)),
            ]
        )
        for canary in ("Jane", "jane@", "0199", "asthma"):
            assert canary not in carried

    def test_guard_reads_the_words_once_and_the_reply_does_not_hold_them(
        self, release: Release
    ) -> None:
        guard = urgent()
        call(release, signal=cry(), guard=guard)
        assert guard.inbound == [WORDS]
        assert all(WORDS not in text for text, _ in guard.shown)

    def test_nothing_but_a_call_for_help_is_handed_off(self, release: Release) -> None:
        assert call(release).hand_off is None
        assert "hand_off" not in answer(call(release))


def test_standing_that_knows_nothing_gets_help(release: Release) -> None:
    standing = Standing(recipient=Recipient(key="s_1", kind="anonymous"))
    assert call(release, signal=cry(), standing=standing, guard=urgent()).message is not None
