"""`bedside webhooks`: which systems are told of what happens, and what became of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import click

from service.commands.common import echo_json, now
from service.errors import BedsideError, Problem

_FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")


@click.group()
def webhooks() -> None:
    """Tell other systems what happens: signed calls, made again until they are taken.

    `bedside serve` makes the calls. docs/integrations/webhooks.md shows how to receive them.
    """


@webhooks.command()
@click.argument("name")
@click.argument("url")
@click.option(
    "--type",
    "types",
    multiple=True,
    help="An event to be told of; may be given several times. Default: every one.",
)
@click.option("--sandbox", is_flag=True, help="Tell of what sandbox keys do, and of nothing else.")
def add(name: str, url: str, types: tuple[str, ...], sandbox: bool) -> int:
    """Tell the receiver at URL of what happens from now on, and print its secret.

    The secret is shown this once. URL is https; http is for this machine alone.
    """
    from service.hosting import the_store
    from service.settings import read_settings
    from service.store.pseudonyms import chain_of
    from service.webhooks import registering
    from service.webhooks.signing import show_secret

    networks = read_settings().webhook_networks
    with _told():
        chain = chain_of(sandbox)
        secret = registering.add(the_store(), name, url, types, chain, now(), networks)
    click.echo(show_secret(secret))
    return 0


@webhooks.command("list")
@_FORM
def list_(form: str) -> int:
    """List every webhook without its secret."""
    from service.hosting import the_store
    from service.webhooks.deliveries import waiting
    from service.webhooks.events import EVENTS
    from service.webhooks.registering import all_webhooks

    with the_store().reading() as connection:
        held, counts = all_webhooks(connection), waiting(connection)
    if form == "json":
        echo_json(
            [
                {
                    "webhook_id": webhook.webhook_id,
                    "name": webhook.name,
                    "url": webhook.url,
                    "sandbox": webhook.chain == "sandbox",
                    "types": sorted(webhook.types),
                    "waiting": counts[webhook.name],
                    "created_at": _moment(webhook.created_at),
                    "rotated_at": _moment(webhook.rotated_at),
                    "failing_since": _moment(webhook.failing_since),
                    "disabled_at": _moment(webhook.disabled_at),
                    "disabled_why": webhook.disabled_why,
                }
                for webhook in held
            ]
        )
        return 0
    for webhook in held:
        every = webhook.types == EVENTS.keys()
        marks = ["every event" if every else " ".join(sorted(webhook.types))]
        marks += ["sandbox"] if webhook.chain == "sandbox" else []
        marks.append(f"{counts[webhook.name]} waiting")
        if webhook.disabled_at is not None:
            marks.append(f"off since {webhook.disabled_at:%Y-%m-%d %H:%M}: {webhook.disabled_why}")
        elif webhook.failing_since is not None:
            marks.append(f"failing since {webhook.failing_since:%Y-%m-%d %H:%M}")
        click.echo("  ".join((webhook.name, webhook.url, *marks)))
    if not held:
        click.echo("no webhooks yet; `bedside webhooks add NAME https://...` makes one")
    return 0


@webhooks.command()
def types() -> int:
    """List the events that a webhook can be told of."""
    from service.webhooks.events import EVENTS

    longest = max(map(len, EVENTS))
    for type_, when in EVENTS.items():
        click.echo(f"{type_:<{longest}}  {when}")
    return 0


@webhooks.command()
@click.argument("webhook")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, 24 * 30),
    default=24,
    show_default=True,
    help="How long calls are signed with the old secret too.",
)
def rotate(webhook: str, overlap_hours: int) -> int:
    """Give WEBHOOK (a name or id) a new secret and print it."""
    from service.hosting import the_store
    from service.webhooks import registering
    from service.webhooks.signing import show_secret

    with _told():
        secret = registering.rotate(the_store(), webhook, now(), timedelta(hours=overlap_hours))
    click.echo(show_secret(secret))
    return 0


@webhooks.command()
@click.argument("webhook")
def disable(webhook: str) -> int:
    """Call WEBHOOK no more until it is enabled; what happens meanwhile is kept for it."""
    from service.hosting import the_store
    from service.webhooks import registering

    with _told():
        registering.disable(the_store(), webhook, now())
    click.echo("disabled")
    return 0


@webhooks.command()
@click.argument("webhook")
@click.option("--skip", is_flag=True, help="Leave out what happened while it was off.")
def enable(webhook: str, skip: bool) -> int:
    """Call WEBHOOK again, from where it was left."""
    from service.hosting import the_store
    from service.webhooks import registering

    with _told():
        registering.enable(the_store(), webhook, now(), skip=skip)
    click.echo("enabled")
    return 0


@webhooks.command()
@click.argument("webhook")
def remove(webhook: str) -> int:
    """End WEBHOOK for good, with whatever waits for it."""
    from service.hosting import the_store
    from service.webhooks import registering

    with _told():
        registering.remove(the_store(), webhook)
    click.echo("removed")
    return 0


@webhooks.command()
@click.argument("webhook")
def test(webhook: str) -> int:
    """Make one signed call to WEBHOOK now, of type webhook.test. Exit code 1 when it fails."""
    from service.hosting import the_store
    from service.settings import read_settings
    from service.webhooks.registering import find
    from service.webhooks.sender import send_test

    store = the_store()
    with _told(), store.reading() as connection:
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
}


@webhooks.command()
@click.argument("webhook", required=False)
@click.option(
    "--status",
    "statuses",
    type=click.Choice(["waiting", "delivered", "failed"]),
    multiple=True,
    help="Only these; may be given several times.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@_FORM
def deliveries(webhook: str | None, statuses: tuple[str, ...], limit: int, form: str) -> int:
    """Show the newest deliveries, of all webhooks or of WEBHOOK, and what became of them."""
    from service.hosting import the_store
    from service.webhooks.deliveries import listed

    with _told(), the_store().reading() as connection:
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


@webhooks.command()
@click.argument("webhook")
@click.argument("message_id", required=False)
def resend(webhook: str, message_id: str | None) -> int:
    """Send WEBHOOK its failed deliveries again, or the one with MESSAGE_ID whatever its status.

    The message id stays the same, so that a receiver can tell that it had one before.
    """
    from service.hosting import the_store
    from service.webhooks.deliveries import resend as again

    with _told():
        count = again(the_store(), webhook, message_id, now())
    click.echo(f"{count} to be sent again")
    return 0 if count or message_id is None else 1


@webhooks.command()
def send() -> int:
    """Make the calls here, without the service, until Ctrl-C or SIGTERM.

    `bedside serve` does it by itself; this is for calls from another machine or network.
    """
    from service.hosting import the_store
    from service.settings import read_settings
    from service.web.logs import set_up
    from service.web.sending import sender_on

    settings, store = read_settings(), the_store()
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


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _delivery(row: Any) -> dict[str, Any]:
    return {
        "message_id": row.message_id,
        "webhook": row.name,
        "type": row.type,
        "at": _moment(row.at),
        "status": row.status,
        "attempts": row.attempts,
        "next_at": _moment(row.due_at) if row.status == "waiting" else None,
        "ended_at": _moment(row.ended_at),
        "result": row.result,
        "http_status": row.http_status,
        "body": row.body,
    }


@contextmanager
def _told() -> Iterator[None]:
    """Refusals as a command tells them."""
    from service.webhooks.addresses import AddressRefused
    from service.webhooks.registering import WebhookRefused

    try:
        yield
    except AddressRefused as refused:
        what = "calls may not go to this address"
        raise BedsideError([Problem("webhooks", 0, 0, "D402", what, str(refused))]) from None
    except WebhookRefused as refused:
        what = "the webhook cannot be had"
        raise BedsideError([Problem("webhooks", 0, 0, "D401", what, str(refused))]) from None
