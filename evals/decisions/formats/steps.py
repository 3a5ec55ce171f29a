"""The steps of a history: what a recipient does, and what is asked of the service then."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from evals.decisions.formats.expecting import Expect
from evals.decisions.formats.people import Changes
from evals.decisions.formats.words import AnyChannel, Moment, Pause
from evals.strict import Strict
from service.domain.vocabulary import Channel, Purpose


class _Step(Strict):
    """When: at a time, or a while after the step before."""

    at: Moment | None = None
    after: Pause | None = None
    note: str = ""

    @model_validator(mode="after")
    def _has_a_time(self) -> _Step:
        if (self.at is None) == (self.after is None):
            raise ValueError("say either `at` or `after`")
        return self


class SignalStep(_Step):
    """Something that the recipient did, and the decision on it."""

    signal: str
    by: Channel
    attributes: dict[str, str | int | date | datetime] = Field(default={}, alias="with")
    text: str | None = Field(default=None, description="The person's own words.")
    subject: str | None = Field(default=None, description="An opaque key of what it is about.")
    happened: Moment | None = Field(default=None, description="When, if earlier than this step.")
    name: str | None = Field(default=None, description="What later steps call it.")
    expect: Expect


class AgainStep(_Step):
    """An earlier signal, asked about once more: later, or on another channel."""

    again: str
    by: Channel | None = None
    expect: Expect


class ConsentStep(_Step):
    """The recipient says yes."""

    consent: Purpose
    channel: AnyChannel = "any"
    topic: str | None = None
    source: str = "portal"


class WithdrawStep(_Step):
    """The recipient takes a yes back."""

    withdraw: Purpose
    channel: AnyChannel = "any"
    topic: str | None = None
    source: str = "portal"


class OptOutStep(_Step):
    """The recipient says stop, on a channel or on all, for some purposes or for all."""

    opt_out: AnyChannel
    purposes: tuple[Purpose, ...] = ()


class ListStep(_Step):
    """The recipient is put on the suppression list."""

    listed: Literal["bounced", "complained", "deceased", "do_not_contact", "invalid"]
    channel: AnyChannel = "any"


class EventStep(_Step):
    """Something happened that is no signal here, and may stop a trigger."""

    event: str
    subject: str | None = None


class FeedbackStep(_Step):
    """A channel tool reports what became of a message."""

    feedback: Literal["sent", "not_sent"]
    of: str = Field(description="The name of the signal that the message answered.")
    by: Channel | None = None


class PreferStep(_Step):
    """The recipient, or the system that keeps their settings, changes them."""

    prefer: Changes


_KEYS = {
    "signal": "<signal>",
    "again": "<again>",
    "consent": "<consent>",
    "withdraw": "<withdraw>",
    "opt_out": "<opt_out>",
    "listed": "<listed>",
    "event": "<event>",
    "feedback": "<feedback>",
    "prefer": "<prefer>",
}
#: What steps hold besides, so that `with` is not taken for a misspelt `withdraw`.
_OTHERS = ("at", "after", "note", "by", "with", "text", "subject", "happened", "name", "expect",
           "channel", "topic", "source", "purposes", "of")  # fmt: skip


def _which(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((branch for key, branch in _KEYS.items() if key in value), None)
    return next((branch for key, branch in _KEYS.items() if hasattr(value, key)), None)


Step = Annotated[
    Annotated[SignalStep, Tag("<signal>")]
    | Annotated[AgainStep, Tag("<again>")]
    | Annotated[ConsentStep, Tag("<consent>")]
    | Annotated[WithdrawStep, Tag("<withdraw>")]
    | Annotated[OptOutStep, Tag("<opt_out>")]
    | Annotated[ListStep, Tag("<listed>")]
    | Annotated[EventStep, Tag("<event>")]
    | Annotated[FeedbackStep, Tag("<feedback>")]
    | Annotated[PreferStep, Tag("<prefer>")],
    Discriminator(
        _which,
        custom_error_type="unknown_step",
        custom_error_message=f"a step has one of the keys {', '.join(_KEYS)}",
        custom_error_context={"kinds": ", ".join(_KEYS), "others": ", ".join(_OTHERS)},
    ),
]
