"""A receipt's message is read again out of the library, with blanks where values stood."""

from __future__ import annotations

from dataclasses import replace

from service.domain.decision import Decision, Reworded
from service.library.banked import BankReworder
from service.library.release import Release
from service.pipeline import decide
from service.rebuilding import rebuild
from tests.banks import GOOD, LEAD, NAME, banked
from tests.doubles import ScriptedGuard, call
from tests.factories import NOW, make_signal, make_standing


def decided(release: Release, channel: str = "sms") -> Decision:
    made = decide(
        release,
        make_signal(),
        make_standing(),
        NOW,
        channel=channel,  # type: ignore[arg-type]
        guard=ScriptedGuard(),
    )
    assert made.outcome == "send"
    return made


def test_a_text_message_comes_back_with_blanks_for_what_was_not_kept(release: Release) -> None:
    made = decided(release)
    rebuilt = rebuild(release, made.receipt)
    assert made.message is not None
    assert rebuilt.message is not None
    assert made.message.sms == (
        "Cedar Valley: You booked a visit: Tue, Dec 8, 9:30 AM, Riverbend Campus. Come 15 min "
        "early. To change: 319-555-0112. Reply STOP to opt out."
    )
    assert rebuilt.message.sms == (
        "Cedar Valley: You booked a visit: [starts_at.short_with_weekday], [place.name]. Come "
        "15 min early. To change: [place.phone]. Reply STOP to opt out."
    )
    assert rebuilt.blanks == ("place", "starts_at")


def test_an_email_comes_back_in_the_same_order_of_modules(release: Release) -> None:
    made = decided(release, "email")
    rebuilt = rebuild(release, made.receipt)
    assert made.message is not None
    assert rebuilt.message is not None
    assert rebuilt.message.subject == made.message.subject
    assert (rebuilt.message.text or "").count("\n") == (made.message.text or "").count("\n")
    assert "Tuesday, December 8" not in (rebuilt.message.text or "")


def test_a_module_that_was_changed_since_is_named_and_not_shown(release: Release) -> None:
    receipt = decided(release).receipt
    changed = replace(receipt.choices[0], module_hash="0" * 64)
    rebuilt = rebuild(release, replace(receipt, choices=(changed, *receipt.choices[1:])))
    assert rebuilt.message is None
    assert (rebuilt.pieces[0].gone, rebuilt.pieces[0].words) == ("it was changed since", "")
    assert all(piece.words and not piece.gone for piece in rebuilt.pieces[1:])


def test_a_module_that_is_gone_or_was_reworded_is_named_and_not_shown(release: Release) -> None:
    receipt = decided(release).receipt
    gone = replace(receipt.choices[0], module_id="visit/no-more")
    rebuilt = rebuild(release, replace(receipt, choices=(gone, *receipt.choices[1:])))
    assert rebuilt.pieces[0].gone == "it is not in the library any more"
    live = Reworded(receipt.choices[1].module_id, "live", "", "", "", "")
    rebuilt = rebuild(release, replace(receipt, reworded=(live,)))
    assert rebuilt.message is None
    assert rebuilt.pieces[1].gone == "it went out in other words, which are not kept"


def test_banked_words_are_read_again_as_long_as_they_are_those(release: Release) -> None:
    served = banked(release)
    signal = make_signal(type="article.read", attributes={"topic": "heart"}, subject=None)
    bank = BankReworder(served, "cedar-valley")
    decision = call(served, signal=signal, reworder=bank)
    rebuilt = rebuild(served, decision.receipt)
    assert rebuilt.message is not None
    assert GOOD in (rebuilt.message.text or "")
    (piece,) = [one for one in rebuilt.pieces if one.choice.module_id == LEAD]
    assert piece.words == served.rewordings[NAME].source
    other = rebuild(release, decision.receipt)
    (piece,) = [one for one in other.pieces if one.choice.module_id == LEAD]
    assert piece.gone == "it went out in other words, which are not kept"


def test_silence_has_no_message(release: Release) -> None:
    silent = decide(
        release,
        make_signal(),
        make_standing(consents=()),
        NOW,
        channel="sms",
        guard=ScriptedGuard(),
    )
    assert rebuild(release, silent.receipt).message is None


def test_an_address_that_was_not_kept_is_named_and_not_invented(release: Release) -> None:
    signal = make_signal(
        type="event.registered",
        attributes={"event": "cooking_class", "starts_at": "2026-12-10T18:00:00-06:00"},
        subject=None,
    )
    made = call(release, signal=signal, channel="email")
    assert made.outcome == "send"
    message = rebuild(release, made.receipt).message
    assert message is not None
    assert "Open the class page: [event.page]" in (message.text or "")
    assert "[event.page]" in (message.html or "")
    assert "not-kept" not in repr(message)
