"""Decisions, messages and explanations as people read them in a terminal."""

from __future__ import annotations

import click

from service.domain.decision import Decision, Receipt
from service.domain.explanation import Step, for_auditor
from service.domain.message import Message

_COLOURS = {
    "send": "green",
    "hold": "yellow",
    "suppress": "yellow",
    "escalate": "magenta",
    "blocked": "red",
}
_WIDTH = 26


def show_decision(decision: Decision) -> None:
    """The outcome, the message if there is one, and every step of the explanation."""
    click.echo(outcome_line(decision))
    for reason in decision.reasons:
        click.echo(f"  {reason.code}: {reason.detail}")
    if decision.hand_off is not None:
        hand_off = decision.hand_off
        click.echo(
            f"  hand-off: {hand_off.team}, within {hand_off.respond_within_minutes} minutes; "
            f"written {hand_off.written_at:%Y-%m-%d %H:%M %Z}"
        )
        if hand_off.unread:
            click.echo("  the words could not be read: a person must, and may find a call for help")
    if decision.opt_out_words:
        click.echo("  the inbound text asks to stop: record the opt-out")
    if decision.opt_out_unclear:
        click.echo("  a person must read what it asks to stop: all is stopped until then")
    if decision.opt_in_words:
        click.echo("  the inbound text asks to start again: nothing is lifted by that")
    if decision.help_words:
        click.echo("  the inbound text asks who writes: say so, how to reach a person and to stop")
    if decision.alert:
        click.echo(click.style(f"  alert: {decision.alert}", fg="red"))
    if decision.message is not None:
        click.echo()
        for line in message_lines(decision.message):
            click.echo(f"  {line}".rstrip())
    click.echo()
    show_receipt(decision.receipt)


def outcome_line(decision: Decision) -> str:
    """`send  email  visit-preparation`, in the outcome's colour on a terminal."""
    outcome = click.style(decision.outcome, fg=_COLOURS[decision.outcome], bold=True)
    trigger = decision.receipt.trigger_id or "-"
    wait = f"  not before {decision.not_before:%Y-%m-%d %H:%M %Z}" if decision.not_before else ""
    return f"{outcome}  {decision.channel}  {trigger}{wait}"


def show_receipt(receipt: Receipt) -> None:
    """The auditor's explanation, a step a line."""
    for step in for_auditor(receipt):
        click.echo(step_line(step))


def step_line(step: Step) -> str:
    """One step, its topic in a column of its own."""
    indent = "  " * (step.indent + 1)
    topic = f"{indent}{step.topic}".ljust(_WIDTH)
    return f"{click.style(topic, dim=True)}  {step.text}"


def message_lines(message: Message) -> list[str]:
    """A finished message in plain text, as its channel would show it."""
    match message.channel:
        case "email":
            heads = [
                f"From: {message.sender}",
                f"Subject: {message.subject}",
                f"Preheader: {message.preheader}",
                "",
            ]
            return [*heads, *(message.text or "").splitlines()]
        case "sms":
            parts = f"{message.segments} part" + ("s" if message.segments != 1 else "")
            return [message.sms or "", f"({parts}, {message.size} characters)"]
        case _:
            return message.visible_text.splitlines()
