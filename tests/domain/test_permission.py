"""Whether somebody may be written to: what passes each check, and each way to fail it."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from service.domain.decision import Check
from service.domain.permission import (
    check_channel,
    check_consent,
    check_locale,
    check_opt_out,
    check_suppression_list,
)
from service.domain.standing import (
    OptOut,
    Recipient,
    Suppression,
)
from service.domain.vocabulary import CHANNELS, Channel
from tests.domain.checks import DAY, SECOND, failed
from tests.factories import (
    NOW,
    make_case,
    make_consent,
    make_settings,
    make_standing,
    make_trigger,
)


class TestSuppressionList:
    def test_nobody_on_it_passes(self) -> None:
        assert check_suppression_list(make_case()) == Check("suppression list", True, "not on it")

    @pytest.mark.parametrize(
        "cause", get_args(Suppression.model_fields["cause"].annotation), ids=str
    )
    def test_every_cause_stops_the_channel(self, cause: str) -> None:
        entry = Suppression(channel="email", cause=cause)
        check = check_suppression_list(make_case(standing=make_standing(suppressions=(entry,))))
        assert failed(check) == "suppression_list"
        assert check.detail == f"on the list: {cause.replace('_', ' ')}"

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_entry_without_a_channel_stops_each(self, channel: Channel) -> None:
        standing = make_standing(suppressions=(Suppression(cause="do_not_contact"),))
        check = check_suppression_list(make_case(standing=standing, channel=channel))
        assert failed(check) == "suppression_list"

    def test_entry_for_another_channel_passes(self) -> None:
        standing = make_standing(suppressions=(Suppression(channel="sms", cause="invalid"),))
        assert check_suppression_list(make_case(standing=standing)).passed


class TestOptOut:
    def test_no_opt_out_passes(self) -> None:
        assert check_opt_out(make_case()) == Check("opt-out", True, "none for email")

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_opt_out_of_everything_holds_in_each_channel(self, channel: Channel) -> None:
        standing = make_standing(opt_outs=(OptOut(at=NOW - DAY),))
        check = check_opt_out(make_case(standing=standing, channel=channel))
        assert failed(check) == "opted_out"
        assert check.detail == "stopped on 2026-11-23"

    def test_opt_out_of_another_channel_passes(self) -> None:
        standing = make_standing(opt_outs=(OptOut(channel="sms", at=NOW - DAY),))
        assert check_opt_out(make_case(standing=standing)).passed

    def test_opt_out_of_a_purpose_holds_for_it_alone(self) -> None:
        standing = make_standing(opt_outs=(OptOut(purposes=("marketing",), at=NOW - DAY),))
        marketing = make_trigger(purpose="marketing")
        assert failed(check_opt_out(make_case(standing=standing, trigger=marketing))) == "opted_out"
        assert check_opt_out(make_case(standing=standing)).passed

    def test_opt_out_from_a_clock_ahead_holds_already(self) -> None:
        standing = make_standing(opt_outs=(OptOut(at=NOW + timedelta(hours=1)),))
        assert failed(check_opt_out(make_case(standing=standing))) == "opted_out"

    def test_consent_does_not_undo_an_opt_out(self) -> None:
        standing = make_standing(
            opt_outs=(OptOut(at=NOW - DAY),), consents=(make_consent(at=NOW - SECOND),)
        )
        assert failed(check_opt_out(make_case(standing=standing))) == "opted_out"


class TestConsent:
    def test_consent_that_stands_passes_and_is_named(self) -> None:
        detail = "care operations by email, given 2026-05-28 (portal)"
        assert check_consent(make_case()) == Check("consent", True, detail)

    def test_nothing_on_record_is_absent(self) -> None:
        case = make_case(standing=make_standing(consents=()))
        assert failed(check_consent(case)) == "consent_absent"

    def test_last_word_no_is_withdrawn(self) -> None:
        words = (make_consent(), make_consent(status="withdrawn", at=NOW - DAY))
        case = make_case(standing=make_standing(consents=words))
        assert failed(check_consent(case)) == "consent_withdrawn"

    def test_outreach_is_asked_at_the_signals_time(self) -> None:
        words = (make_consent("marketing", at=NOW - timedelta(minutes=4)),)
        case = make_case(
            trigger=make_trigger(purpose="marketing"), standing=make_standing(consents=words)
        )
        assert failed(check_consent(case)) == "consent_absent"


class TestChannel:
    def test_offered_and_not_declined_passes(self) -> None:
        assert check_channel(make_case()) == Check(
            "channel", True, "email is offered and not declined"
        )

    def test_trigger_without_the_channel_fails(self) -> None:
        check = check_channel(make_case(trigger=make_trigger(channels=("sms",))))
        assert failed(check) == "no_channel"
        assert check.detail == "this message is not written for email"

    def test_library_without_the_channel_fails(self) -> None:
        case = make_case(settings=make_settings(channels=("sms",)))
        assert failed(check_channel(case)) == "no_channel"

    def test_kind_of_recipient_that_is_not_meant_fails(self) -> None:
        visitor = Recipient(key="s_1", kind="anonymous")
        check = check_channel(make_case(standing=make_standing(recipient=visitor)))
        assert failed(check) == "no_channel"
        assert check.detail == "not meant for anonymous recipients"

    def test_channel_that_the_recipient_did_not_choose_fails(self) -> None:
        check = check_channel(make_case(standing=make_standing(channels=("sms",))))
        assert failed(check) == "no_channel"
        assert check.detail == "the recipient did not choose email"

    def test_recipient_who_chose_no_channel_at_all_gets_none(self) -> None:
        case = make_case(standing=make_standing(channels=()))
        assert failed(check_channel(case)) == "no_channel"

    def test_chosen_channel_passes(self) -> None:
        assert check_channel(make_case(standing=make_standing(channels=("sms", "email")))).passed


class TestLocale:
    def test_language_of_the_library_passes(self) -> None:
        assert check_locale(make_case()) == Check("locale", True, "en-US")

    def test_language_that_it_lacks_fails(self) -> None:
        check = check_locale(make_case(locale=None, standing=make_standing(locale="pl-PL")))
        assert failed(check) == "locale_unavailable"
        assert check.detail == "no words in pl-PL in this library"
