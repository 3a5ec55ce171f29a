"""`bedside store`: the database itself."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from service.commands.common import now
from service.errors import BedsideError


@click.group()
def store() -> None:
    """Bring the store's tables up to date, look it over, copy it, apply the retention policy."""


@store.command()
def migrate() -> int:
    """Bring the tables to this version's schema. Every start does this too."""
    from service.hosting import the_store
    from service.store.schema import REVISION

    the_store()
    click.echo(f"at revision {REVISION}")
    return 0


@store.command()
def check() -> int:
    """Hold the tables, the file and what they say of each other against the schema."""
    from service.hosting import the_store_there
    from service.store.checking import check_store
    from service.store.rotation import older_secrets

    opened = the_store_there()
    faults = check_store(opened)
    for fault in faults:
        click.echo(f"NO  {fault}")
    if faults:
        return 1
    click.echo("ok")
    with opened.reading(whole=True) as connection:
        older = older_secrets(connection, opened.secret)
    if older:
        click.echo(f"    {older}")
    return 0


@store.command("copy")
@click.argument("address")
def copy_store(address: str) -> int:
    """Copy all that the store holds to the empty database at ADDRESS, from SQLite to PostgreSQL or
    back. Stop the service first: what it writes meanwhile stays behind.

    ADDRESS may be `-`: then it is read from standard input, where no list of processes shows it.
    """
    from service.hosting import the_store_there
    from service.store.checking import check_store
    from service.store.copying import copy_to, target_at
    from service.store.engines import address_of
    from service.store.opening import place_of
    from service.store.store import Store

    url = sys.stdin.readline().strip() if address == "-" else address
    source = the_store_there()
    place = "ADDRESS" if address_of(url) is None else place_of(url, Path())
    with target_at(url, place) as target:
        rows = copy_to(source, target, place)
    with target_at(url, place) as target:  # by itself, so that a doubt takes no copy away
        faults = check_store(Store(target, source.secret))
    click.echo(f"{rows} rows copied to {place}")
    for fault in faults:
        click.echo(f"NO  {fault}")
    click.echo(
        "set BEDSIDE_DATABASE_URL to it, and BEDSIDE_SECRET to the secret of the store that was "
        "copied, then run `bedside store check` and `bedside log verify`"
    )
    return 1 if faults else 0


@store.command()
def tidy() -> int:
    """Delete what is older than the settings say; run it daily. It may be stopped at any time."""
    from service.hosting import the_store_there
    from service.settings import read_settings
    from service.store.tidying import Retention, tidy

    settings = read_settings()
    kept = Retention(
        settings.keep_log,
        settings.keep_anonymous,
        settings.keep_events,
        settings.keep_deliveries,
        settings.keep_answers,
    )
    done = tidy(the_store_there(), kept, now())
    click.echo(
        f"went: {done.answers} kept answers, {done.events} events, {done.places} places, "
        f"{done.anonymous} anonymous recipients, {done.log} log entries, {done.imports} imports, "
        f"{done.deliveries} deliveries"
    )
    return 0


@store.command("rotate-secret")
def rotate_secret() -> int:
    """Put a new secret in front of the one beside the embedded store; restart the service then.

    With BEDSIDE_SECRET set, write the new one before the old in it yourself.
    """
    from service.hosting import the_store_there
    from service.settings import read_settings
    from service.store.opening import SECRET_FILE
    from service.store.secret import rotate

    settings = read_settings()
    if settings.secret is not None:
        what, fix = "the secret is in BEDSIDE_SECRET", "write a new one before it there"
        raise BedsideError.at("BEDSIDE_SECRET", "D107", what, fix)
    the_store_there()  # a secret beside no database would be nobody's; it refuses PostgreSQL too
    rotate(settings.data / SECRET_FILE)
    click.echo("a new secret is in use from the next start on; the older ones stay recognised")
    click.echo("restart the service now; `bedside store check` says when an older one may go")
    return 0
