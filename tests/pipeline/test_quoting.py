"""Replies quote what they answer, tapbacks what they react to: none of it is the person's own."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import fill

import pytest

from guardrails import Guard
from service.domain.decision import Decision
from service.domain.message import Message
from service.domain.vocabulary import UrgencyKind
from service.library.release import Release
from tests.doubles import ScriptedGuard, call
from tests.factories import NOW, make_signal
from tests.pipeline.test_escalation import cry, urgent


def hear(release: Release, guard: Guard, text: str, channel: str = "email") -> Decision:
    return call(release, signal=cry(text), guard=guard, channel=channel)  # type: ignore[arg-type]


def letter(release: Release, kind: str = "booked") -> str:
    """The text of an e-mail of ours: of a booking, an article, or an answer to a call for help."""
    signals = {
        "booked": make_signal(),
        "article": make_signal(type="article.read", attributes={"topic": "heart"}, subject=None),
    }
    message = (
        call(release, signal=signals[kind]).message
        if kind in signals
        else call(release, signal=cry(), guard=urgent(kind)).message  # type: ignore[arg-type]
    )
    assert message is not None
    assert message.text
    return message.text


def sms(release: Release, kind: UrgencyKind | None = None) -> str:
    signal = make_signal() if kind is None else cry()
    guard = ScriptedGuard() if kind is None else urgent(kind)
    message: Message | None = call(release, signal=signal, guard=guard, channel="sms").message
    assert message is not None
    assert message.sms
    return message.sms


def gmail(quote: str, own: str) -> str:
    quoted = "\n".join(f"> {line}" for line in quote.splitlines())
    return (
        f"{own}\n\nOn Tue, Nov 24, 2026 at 9:00\u202fAM Cedar Valley Health <\n"
        f"messages@cedarvalley.example.org> wrote:\n\n{quoted}\n"
    )


def gmail_wrapped(quote: str, own: str) -> str:
    """Some clients break quoted lines again, and set no sign before what they broke off."""
    lines = "\n".join(fill(line, 70) for line in quote.splitlines())
    return gmail("", own) + "\n" + "\n".join(f"> {line}" for line in lines.splitlines()[::2])


def iphone(quote: str, own: str) -> str:
    quoted = "\n".join(f"> {line}" for line in quote.splitlines())
    return (
        f"{own}\n\nSent from my iPhone\n\n> On Nov 24, 2026, at 9:00 AM, Cedar Valley Health "
        f"<messages@cedarvalley.example.org> wrote:\n> \n{quoted}"
    )


def iphone_bare(quote: str, own: str) -> str:
    return (
        f"{own}\n\nOn Nov 24, 2026, at 9:00\u202fAM, Cedar Valley Health "
        f"<messages@cedarvalley.example.org> wrote:\n\n\ufeff\n{quote}"
    )


def outlook(quote: str, own: str) -> str:
    return (
        f"{own}\n\n-----Original Message-----\nFrom: Cedar Valley Health "
        "<messages@cedarvalley.example.org>\nSent: Tuesday, November 24, 2026 9:00 AM\n"
        f"To: Sam <sam@example.org>\nSubject: Your visit\n\n{quote}\n"
    )


def outlook_mobile(quote: str, own: str) -> str:
    return (
        f"{own}\n\nGet Outlook for iOS<https://aka.example.org/o>\n"
        "________________________________\nFrom: Cedar Valley Health "
        "<messages@cedarvalley.example.org>\nSent: Tuesday, November 24, 2026 9:00:00 AM\n"
        f"To: Sam <sam@example.org>\nSubject: Your visit\n\n{quote}\n"
    )


def spanish(quote: str, own: str) -> str:
    quoted = "\n".join(f"> {line}" for line in quote.splitlines())
    return (
        f"{own}\n\nEl mar, 24 nov 2026 a las 9:00, Cedar Valley Health "
        f"(<messages@cedarvalley.example.org>) escribi\u00f3:\n\n{quoted}"
    )


FORMS = (gmail, gmail_wrapped, iphone, iphone_bare, outlook, outlook_mobile, spanish)
KINDS = ("booked", "article", "emergency", "crisis", "poison")
Form = Callable[[str, str], str]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
class TestHistory:
    def test_of_ours_is_no_call(
        self, form: Form, kind: str, release: Release, guard: Guard
    ) -> None:
        decision = hear(release, guard, form(letter(release, kind), "Thanks, see you then!"))
        assert decision.outcome == "send"
        assert not decision.opt_out_words

    def test_hides_no_call_above_it(
        self, form: Form, kind: str, release: Release, guard: Guard
    ) -> None:
        decision = hear(release, guard, form(letter(release, kind), "I want to die"))
        assert decision.hand_off is not None
        assert decision.hand_off.kind == "crisis"

    def test_hides_no_call_below_it(
        self, form: Form, kind: str, release: Release, guard: Guard
    ) -> None:
        text = form(letter(release, kind), "") + "\n\nmy chest hurts and I cant breathe"
        assert hear(release, guard, text).outcome == "escalate"

    def test_hides_no_stop(self, form: Form, kind: str, release: Release, guard: Guard) -> None:
        above = hear(release, guard, form(letter(release, kind), "STOP"))
        below = hear(release, guard, form(letter(release, kind), "") + "\n\nSTOP\n")
        assert above.opt_out_words
        assert below.opt_out_words
        assert above.outcome == below.outcome == "suppress"


class TestInsideTheQuote:
    def test_words_between_quoted_lines_are_heard(self, release: Release, guard: Guard) -> None:
        text = gmail("How are you?", "").rstrip() + "\nI took all my pills\n> Call us any time.\n"
        decision = hear(release, guard, text)
        assert decision.hand_off is not None
        assert decision.hand_off.kind == "poison"

    @pytest.mark.parametrize("own", ["dad collapsed", "baby not breathing", "chest pain"])
    def test_a_quoted_line_that_names_nobody_is_heard(
        self, own: str, release: Release, guard: Guard
    ) -> None:
        ours = letter(release)
        at = ours.index("\n\n") + 1
        text = gmail(f"{ours[:at]}{own}\n{ours[at:]}", "see below")
        assert hear(release, guard, text).outcome == "escalate"

    def test_words_on_a_quoted_line_are_heard_where_there_are_no_others(
        self, release: Release, guard: Guard
    ) -> None:
        text = gmail(f"{letter(release)}\nI want to die", "")
        assert hear(release, guard, text).outcome == "escalate"

    def test_words_among_ours_are_heard(self, release: Release, guard: Guard) -> None:
        ours = letter(release)
        text = outlook(f"{ours[:300]}\nI want to die\n{ours[300:]}", "see below")
        assert hear(release, guard, text).outcome == "escalate"

    @pytest.mark.parametrize("signed", ["Sent from my iPhone", "Get Outlook for iOS<https://a.b>"])
    def test_what_a_program_signs_is_no_word_of_their_own(
        self, signed: str, release: Release, guard: Guard
    ) -> None:
        call_for_help = hear(release, guard, gmail("Hello Sam\nI can't breathe", signed))
        stop = hear(release, guard, gmail("Hello Sam\nSTOP", signed))
        assert call_for_help.outcome == "escalate"
        assert stop.opt_out_words

    @pytest.mark.parametrize(
        "text",
        [
            "see below\n\nBegin forwarded message:\n\n> From: Ana <ana@a.org>\n>\n> I want to die",
            "On Nov 3 my son texted me and wrote:\n> I want to die\nPlease advise",
            "On 11/24 he wrote:\n> I will kill myself\nwhat do I do",
        ],
    )
    def test_what_somebody_hands_on_is_heard(
        self, text: str, release: Release, guard: Guard
    ) -> None:
        decision = hear(release, guard, text)
        assert decision.hand_off is not None
        assert decision.hand_off.kind == "crisis"

    @pytest.mark.parametrize(
        "text",
        [
            ">3 days of chest pain and I cant breathe",
            "> I want to die",
            "On Tuesday I wrote: I want to die",
            "From: Sam\nI want to die",
            "Liked I want to die",
            'Emphasized "I have crushing chest pain"',
            'Liked "See you Tuesday" I want to die',
            'Liked "See you" I want to "die"',
        ],
    )
    def test_signs_of_a_quote_alone_hide_nothing(
        self, text: str, release: Release, guard: Guard
    ) -> None:
        assert hear(release, guard, text, "sms").outcome == "escalate"


TAPBACKS = (
    "Liked \u201c{}\u201d",
    'Loved "{}"',
    "Emphasized \u201c{}\u201d",
    "Questioned \u201c{}\u201d",
    "Laughed at \u201c{}\u201d",
    "Disliked \u201c{}\u201d",
    "Removed a heart from \u201c{}\u201d",
    "Reacted \U0001f44d to \u201c{}\u201d",
    "\u200b\U0001f44d\u200b to \u201c{}\u201d",
    "Le gust\u00f3 \u201c{}\u201d",
)


class TestTapbacks:
    @pytest.mark.parametrize("form", TAPBACKS)
    @pytest.mark.parametrize("kind", [None, "emergency", "crisis", "poison"])
    def test_on_our_texts_say_nothing(
        self, form: str, kind: UrgencyKind | None, release: Release, guard: Guard
    ) -> None:
        ours = sms(release, kind)
        cut = ours[: len(ours) * 2 // 3] + "\u2026"
        for quoted in (ours, cut):
            decision = hear(release, guard, form.format(quoted), "sms")
            assert decision.hand_off is None, quoted
            assert not decision.opt_out_words

    def test_hide_nothing_behind_them(self, release: Release, guard: Guard) -> None:
        for text in ('Liked "{}" I want to die', 'Liked "{} I want to die"'):
            decision = hear(release, guard, text.format(sms(release, "crisis")), "sms")
            assert decision.hand_off is not None
            assert decision.hand_off.kind == "crisis"

    @pytest.mark.parametrize(
        "quoted",
        [
            "Reply STOP to opt out",
            "Reply STOP to opt out.",
            "Your order is on its way. Text STOP to end",
            "STOP to end",
            "Txt STOP 2 quit",
            "Responda ALTO para cancelar",
        ],
    )
    @pytest.mark.parametrize("form", TAPBACKS)
    def test_on_the_way_to_stop_are_no_stop(
        self, form: str, quoted: str, release: Release, guard: Guard
    ) -> None:
        assert not hear(release, guard, form.format(quoted), "sms").opt_out_words


@pytest.mark.parametrize("text", ["YES", "START", "HELP"])
def test_a_keyword_above_history_is_one(text: str, release: Release, guard: Guard) -> None:
    reply = call(release, signal=cry(gmail(letter(release), text)), guard=guard, now=NOW)
    assert reply.help_words is (text == "HELP")


def test_what_quotes_nothing_is_read_as_it_is(release: Release) -> None:
    guard = ScriptedGuard()
    text = "Can you call me?\n\n-- \nSam <sam@example.org>"
    call(release, signal=cry(text), guard=guard)
    assert guard.inbound == [text]
