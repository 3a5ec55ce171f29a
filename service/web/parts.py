"""The parts of a message as a caller gets them, each channel's own, as strict formats."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.domain.content import Value


class ActionOut(Value):
    """The button of a portal card."""

    label: str
    url: str


class FooterOut(Value):
    """Small print of a portal card: why it came, the disclaimer and the like."""

    kind: str = Field(description="The kind of its content module, such as `disclaimer`.")
    html: str
    text: str


class PortalOut(Value):
    """A portal card."""

    title: str
    body_html: str
    body_text: str
    action: ActionOut | None
    footer: list[FooterOut]
    locale: str
    dir: Literal["ltr", "rtl"] = Field(description="Which way its language is written.")


class ScriptOut(Value):
    """A script for somebody who calls: lines for the places of an agent's screen."""

    title: str = Field(description="For the agent alone.")
    before: list[str] = Field(description="Before the agent begins.")
    say: list[str]
    must_say: list[str]
    must_not_say: list[str]
    stop: list[str] = Field(description="When to stop.")
    escalate: list[str] = Field(description="When to hand the call to somebody else, and to whom.")
    text: str = Field(description="All of it as one text.")
    locale: str


class PartsOut(Value):
    """What to send or show. A channel's own parts alone are there; none without a message."""

    sender: str | None = Field(default=None, description="E-mail: the name it comes from.")
    subject: str | None = Field(default=None, description="E-mail.")
    preheader: str | None = Field(
        default=None, description="E-mail: the line that an inbox shows beside the subject."
    )
    html: str | None = Field(default=None, description="E-mail: the whole document.")
    text: str | None = Field(default=None, description="E-mail: the same as plain text.")
    sms: str | None = Field(default=None, description="The text message.")
    portal: PortalOut | None = Field(default=None, description="The card of a portal or an app.")
    web: str | None = Field(default=None, description="A fragment of HTML.")
    script: ScriptOut | None = Field(default=None, description="For a call.")
