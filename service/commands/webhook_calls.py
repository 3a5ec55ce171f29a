"""Calls to webhooks at a terminal: one to try, what became of others, once more, or all of them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click

from service.commands.common import echo_json, form_option, now
from service.errors import BedsideError


@click.command()
@click.argument("webhook")
def test(webhook: str) -> int:
    """Make one signed call to WEBHOOK now, of type webhook.test. Exit code 1 when it fails."""
    from service.hosting import the_store_there
    from service.settings import read_settings
    from service.webhooks.registering import find
    from service.webhooks.sender import send_test

    store = the_store_there()
    with told(), store.reading() as connection:
        row = find(connection, webhook)
    answer = send_test(row, store.secret, now(), read_settings().webhook_networks)
    said = f" with status {answer.status}" if answer.status is not None else ""
    took = f" in {answer.seconds * 1000:.0f} ms"
    if answer.result == "delivered":
        click.echo(f"delivered{said}{took}")
        return 0
    click.echo(f"failed{said}{took}: {_MEANS[answer.result]}")
    return 1


#: What to look at when a call ends so.
_MEANS = {
    "status": "the receiver has to answer 200 to 299; a redirect is not followed",
    "late": "the receiver did not answer in 15 seconds; it should answer first and work later",
    "refused": "the name leads to an address that is not public; see BEDSIDE_WEBHOOK_NETWORKS",
    "unreachable": "nobody takes the connection, or it was cut",
    "tls": "its certificate is not one that this machine trusts, or not for this name",
    "no address": "the name leads nowhere",
    "not http": "what came back is not an HTTP answer",
    "no secret": "its secret cannot be opened any more; `bedside webhooks rotate` makes a new one",
    "fault": "Bedside itself failed at it; the service's log has the kind of the fault",
}


@click.command()
@click.argument("webhook", required=False)
@click.option(
    "--status",
    "statuses",
    type=click.Choice(["waiting", "delivered", "failed"]),
    multiple=True,
    help="Only these; may be given several times.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@form_option
def deliveries(webhook: str | None, statuses: tuple[str, ...], limit: int, form: str) -> int:
    """Show the newest deliveries, of all webhooks or of WEBHOOK, and what became of them."""
    from service.hosting import the_store_there
    from service.webhooks.deliveries import listed

    with told(), the_store_there().reading() as connection:
        rows = listed(connection, webhook, statuses, limit)
    if form == "json":
        echo_json([_delivery(row) for row in rows])
        return 0
    for row in rows:
        tries = f"{row.attempts} attempt{'s' if row.attempts != 1 else ''}"
        words = [f"{row.at:%Y-%m-%d %H:%M:%S}", row.name, row.type, row.status, tries]
        if row.result not in (None, "delivered"):
            words.append(f"last: {row.result}{f' {row.http_status}' if row.http_status else ''}")
        if row.status == "waiting":
            words.append(f"next {row.due_at:%Y-%m-%d %H:%M:%S}")
        click.echo("  ".join((*words, row.message_id)))
    if not rows:
        click.echo("no deliveries")
    return 0


@click.command()
@click.argument("webhook")
@click.argument("message_id", required=False)
def resend(webhook: str, message_id: str | None) -> int:
    """Send WEBHOOK its failed deliveries again, and at once what waits for a later attempt; or the
    one with MESSAGE_ID whatever its status.

    The message id stays the same, so that a receiver can tell that it had one before.
    """
    from service.hosting import the_store_there
    from service.webhooks.deliveries import resend as again
    from service.webhooks.registering import find

    store = the_store_there()
    with told():
        count = again(store, webhook, message_id, now())
        with store.reading() as connection:
            off = find(connection, webhook).disabled_at is not None
    click.echo(f"{count} to be sent again")
    if off and count:
        click.echo(f"{webhook} is off: nothing goes out until `bedside webhooks enable {webhook}`")
    return 0


@click.command()
def send() -> int:
    """Make the calls here, without the service, until Ctrl-C or SIGTERM.

    `bedside serve` does it by itself; this is for calls from another machine or network.
    """
    from service.hosting import the_store_there
    from service.settings import read_settings
    from service.web.logs import set_up
    from service.web.sending import sender_on

    settings, store = read_settings(), the_store_there()
    set_up()
    sender = sender_on(store, now, settings)
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    sender.start()
    click.echo("sending; Ctrl-C stops it")
    ended.wait()
    sender.stop()
    return 0


def moment(at: datetime | None) -> str | None:
    """A time in JSON."""
    return at.isoformat() if at is not None else None


def _delivery(row: Any) -> dict[str, Any]:
    return {
        "message_id": row.message_id,
        "webhook": row.name,
        "type": row.type,
        "at": moment(row.at),
        "status": row.status,
        "attempts": row.attempts,
        "next_at": moment(row.due_at) if row.status == "waiting" else None,
        "ended_at": moment(row.ended_at),
        "result": row.result,
        "http_status": row.http_status,
        "body": row.body,
    }


@contextmanager
def told() -> Iterator[None]:
    """Refusals as a command tells them."""
    from service.hosting import where_the_store_is
    from service.webhooks.addresses import AddressRefused
    from service.webhooks.registering import DeliveryUnknown, WebhookRefused, WebhookUnknown

    try:
        yield
    except DeliveryUnknown as unknown:
        what = "there is no such delivery"
        raise BedsideError.at("webhooks", "D403", what, str(unknown)) from None
    except AddressRefused as refused:
        what = "calls may not go to this address"
        raise BedsideError.at("webhooks", "D402", what, str(refused)) from None
    except WebhookRefused as refused:
        what = "the webhook cannot be had"
        if isinstance(refused, WebhookUnknown):
            what += f" from {where_the_store_is()}"
        raise BedsideError.at("webhooks", "D401", what, str(refused)) from None
