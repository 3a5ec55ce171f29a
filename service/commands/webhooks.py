"""`bedside webhooks`: which systems are told of what happens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from service.commands.common import echo_json, form_option, now, overlap_options
from service.commands.webhook_calls import (
    deliveries,
    moment,
    resend,
    send,
    test,
    told,
)

if TYPE_CHECKING:
    from service.store.overlapping import Ends


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
    with told():
        chain = chain_of(sandbox)
        secret = registering.add(the_store(), name, url, types, chain, now(), networks)
    click.echo(show_secret(secret))
    return 0


@webhooks.command("list")
@form_option
def list_(form: str) -> int:
    """List every webhook without its secret."""
    from service.hosting import the_store_there
    from service.webhooks.deliveries import waiting
    from service.webhooks.events import EVENTS
    from service.webhooks.registering import all_webhooks

    with the_store_there().reading() as connection:
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
                    "created_at": moment(webhook.created_at),
                    "rotated_at": moment(webhook.rotated_at),
                    "failing_since": moment(webhook.failing_since),
                    "disabled_at": moment(webhook.disabled_at),
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
@overlap_options("How long calls are signed with the old secret too.")
def rotate(webhook: str, overlap_hours: int, end: Ends | None) -> int:
    """Give WEBHOOK (a name or id) a new secret and print it. One that is off stays off."""
    from service.hosting import the_store_there
    from service.webhooks import registering
    from service.webhooks.signing import show_secret

    with told():
        store = the_store_there()
        secret = registering.rotate(store, webhook, now(), timedelta(hours=overlap_hours), end)
        with store.reading() as connection:
            found = registering.find(connection, webhook)
    click.echo(show_secret(secret))
    if found.disabled_at is not None:
        # Not turned on by itself: the receiver must have the new secret first.
        line = f"{webhook} is off ({found.disabled_why}): give its receiver the new secret, then "
        click.echo(f"{line}`bedside webhooks enable {webhook}`", err=True)
    return 0


@webhooks.command()
@click.argument("webhook")
@click.argument("url")
def move(webhook: str, url: str) -> int:
    """Call WEBHOOK at URL from now on, with what waits for it and under the secret that it has.

    Deliveries that failed at the old address are not among them; `resend` sends those.
    """
    from service.hosting import the_store_there
    from service.settings import read_settings
    from service.webhooks import registering

    networks = read_settings().webhook_networks
    with told():
        store = the_store_there()
        registering.move(store, webhook, url, now(), networks)
        with store.reading() as connection:
            found = registering.find(connection, webhook)
    click.echo("moved")
    if found.disabled_at is not None:
        line = f"{webhook} is off ({found.disabled_why}): "
        click.echo(f"{line}nothing goes out until `bedside webhooks enable {webhook}`", err=True)
    return 0


@webhooks.command()
@click.argument("webhook")
def disable(webhook: str) -> int:
    """Call WEBHOOK no more until it is enabled; what happens meanwhile is kept for it."""
    from service.hosting import the_store_there
    from service.webhooks import registering

    with told():
        registering.disable(the_store_there(), webhook, now())
    click.echo("disabled")
    return 0


@webhooks.command()
@click.argument("webhook")
@click.option("--skip", is_flag=True, help="Leave out what happened while it was off.")
def enable(webhook: str, skip: bool) -> int:
    """Call WEBHOOK again, from where it was left."""
    from service.hosting import the_store_there
    from service.webhooks import registering

    with told():
        registering.enable(the_store_there(), webhook, now(), skip=skip)
    click.echo("enabled")
    return 0


@webhooks.command()
@click.argument("webhook")
def remove(webhook: str) -> int:
    """End WEBHOOK for good, with whatever waits for it."""
    from service.hosting import the_store_there
    from service.webhooks import registering

    with told():
        registering.remove(the_store_there(), webhook)
    click.echo("removed")
    return 0


for _command in (test, deliveries, resend, send):
    webhooks.add_command(_command)
