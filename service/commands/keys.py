"""`bedside keys`: who may call, and what each may do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from service.commands.common import echo_json, form_option, now, overlap_options
from service.errors import BedsideError

if TYPE_CHECKING:
    from service.store.overlapping import Ends


@click.group()
def keys() -> None:
    """Make, list, rotate and revoke the API keys of callers."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    help="decide, standing, read-log, edit, approve:ROLE or admin; may be given several times.",
)
@click.option("--sandbox", is_flag=True, help="For trying out: shares no row with real recipients.")
@click.option(
    "--reports-delivery",
    is_flag=True,
    help="The caller always says what became of a message; what it does not report on expires.",
)
def create(name: str, scopes: tuple[str, ...], sandbox: bool, reports_delivery: bool) -> int:
    """Make a key called NAME and print it. It is shown this once and kept as a hash only."""
    from service.hosting import the_store
    from service.store import api_keys

    try:
        token = api_keys.create(
            the_store(),
            name,
            frozenset(scopes),
            now(),
            sandbox=sandbox,
            reports_delivery=reports_delivery,
        )
    except api_keys.KeyRefused as refused:
        raise _refused(refused) from None
    click.echo(token)
    return 0


@keys.command("list")
@form_option
def list_(form: str) -> int:
    """List every key without its secret."""
    from service.hosting import the_store_there
    from service.store.api_keys import list_keys

    held = list_keys(the_store_there())
    if form == "json":
        echo_json(
            [
                {
                    "key_id": key.key_id,
                    "name": key.name,
                    "scopes": sorted(key.scopes),
                    "sandbox": key.sandbox,
                    "reports_delivery": key.reports_delivery,
                    "created_at": key.created_at.isoformat(),
                    "rotated_at": key.rotated_at.isoformat() if key.rotated_at else None,
                    "overlaps_until": key.overlaps_until.isoformat()
                    if key.overlaps_until
                    else None,
                    "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
                }
                for key in held
            ]
        )
        return 0
    for key in held:
        marks = [name for name in ("sandbox", "reports_delivery") if getattr(key, name)]
        if key.overlaps_until is not None and now() < key.overlaps_until:
            marks.append(f"old secret works until {key.overlaps_until:%Y-%m-%d %H:%M}")
        if key.revoked_at is not None:
            marks.append(f"revoked {key.revoked_at:%Y-%m-%d}")
        words = f"{key.name}  {key.key_id}  {' '.join(sorted(key.scopes))}"
        click.echo("  ".join((words, *marks)))
    if not held:
        click.echo("no keys yet; `bedside keys create NAME --scope decide` makes one")
    return 0


@keys.command()
@click.argument("key")
@overlap_options("How long the old secret still works.")
def rotate(key: str, overlap_hours: int, end: Ends | None) -> int:
    """Give KEY (a name or id) a new secret and print it."""
    from service.hosting import the_store_there
    from service.store import api_keys

    try:
        token = api_keys.rotate(the_store_there(), key, now(), timedelta(hours=overlap_hours), end)
    except api_keys.KeyRefused as refused:
        raise _refused(refused) from None
    click.echo(token)
    return 0


@keys.command()
@click.argument("key")
def revoke(key: str) -> int:
    """End KEY (a name or id) for good."""
    from service.hosting import the_store_there
    from service.store import api_keys

    try:
        api_keys.revoke(the_store_there(), key, now())
    except api_keys.KeyRefused as refused:
        raise _refused(refused) from None
    click.echo("revoked")
    return 0


def _refused(refused: Exception) -> BedsideError:
    from service.hosting import where_the_store_is
    from service.store.api_keys import KeyUnknown

    what = "the key cannot be had"
    if isinstance(refused, KeyUnknown):
        what += f" from {where_the_store_is()}"
    return BedsideError.at("keys", "D201", what, str(refused))
