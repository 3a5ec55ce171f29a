"""Whether somebody may be written to at all, here, about this, and in words that they read."""

from __future__ import annotations

from service.domain.case import Case, failed, passed
from service.domain.decision import Check


def check_consent(case: Case) -> Check:
    """Absent or unknown consent is no consent; outreach needs it at the signal's time too."""
    finding = case.consent
    if finding.reason is None:
        return passed("consent", finding.detail)
    return failed("consent", finding.reason, finding.detail)


def check_opt_out(case: Case) -> Check:
    """An opt-out holds in every channel and for every purpose that it names."""
    for opt_out in case.standing.opt_outs:
        names_channel = opt_out.channel in (case.channel, "any")
        if names_channel and (not opt_out.purposes or case.trigger.purpose in opt_out.purposes):
            return failed("opt-out", "opted_out", f"stopped on {opt_out.at:%Y-%m-%d}")
    return passed("opt-out", f"none for {case.channel}")


def check_suppression_list(case: Case) -> Check:
    """The recipient, or this channel of theirs, must not be written to at all."""
    for entry in case.standing.suppressions:
        if entry.channel in (case.channel, "any"):
            return failed(
                "suppression list", "suppression_list", f"on the list: {_words(entry.cause)}"
            )
    return passed("suppression list", "not on it")


def check_channel(case: Case) -> Check:
    """The trigger offers this channel, to this kind of recipient, who chose it or chose none."""
    standing, trigger = case.standing, case.trigger
    if case.channel not in trigger.channels or case.channel not in case.settings.channels:
        return failed("channel", "no_channel", f"this message is not written for {case.channel}")
    if standing.recipient.kind not in trigger.recipients:
        return failed(
            "channel", "no_channel", f"not meant for {standing.recipient.kind} recipients"
        )
    if standing.channels is not None and case.channel not in standing.channels:
        return failed("channel", "no_channel", f"the recipient did not choose {case.channel}")
    return passed("channel", f"{case.channel} is offered and not declined")


def check_locale(case: Case) -> Check:
    """The library has the recipient's language."""
    if case.locale is None:
        return failed(
            "locale", "locale_unavailable", f"no words in {case.standing.locale} in this library"
        )
    return passed("locale", case.locale)


def _words(name: str) -> str:
    return name.replace("_", " ")
