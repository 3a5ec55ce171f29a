"""`bedside doctor`: whether an installation is well, part by part; it changes nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.commands.common import echo_json, form_option, now, today
from service.errors import BedsideError

if TYPE_CHECKING:
    from service.examining import Found

#: Problems of one part that are shown.
_MOST = 5
_MARKS = {"well": "ok", "look": "LOOK", "no": "NO"}


@click.command()
@form_option
def doctor(form: str) -> int:
    """Look whether this installation is well: its release, how long it keeps things, drafts with a
    fault, guard, room, kept releases, tables, store, secrets, clock, keys and webhooks. Nothing is
    made, migrated or sent. Exit code 1 where something does not work.

    Run it before an upgrade with the new version, and after one; as the account of the service.
    """
    found = list(_found())
    if form == "json":
        echo_json([asdict(one) for one in found])
    else:
        for one in found:
            click.echo(f"{_MARKS[one.state]:<5} {one.part:<9} {one.said}")
            if one.do:
                click.echo(f"{'':<15} do: {one.do}")
    return 1 if any(one.state == "no" for one in found) else 0


def _found() -> Iterator[Found]:
    from service.examining import (
        account_found,
        drafts_found,
        forgetting_found,
        guard_found,
        kept_found,
        release_found,
        room_found,
    )
    from service.hosting import folder_of_the_store
    from service.library.kept import all_spoiled
    from service.settings import read_settings
    from service.wiring import release_from, the_guard

    settings = read_settings()
    faulty: list[str] = []

    def of_the_release() -> Iterator[Found]:
        release = release_from(settings.release, settings.library, today(), faulty.append)
        yield release_found(release, release.settings.day(now()))
        kept = max(settings.keep_events, settings.keep_answers)
        yield from forgetting_found(release, kept, settings.keep_log)

    yield from _tried("release", of_the_release)
    if faulty:
        yield drafts_found(faulty)
    yield from _tried("guard", lambda: [guard_found(the_guard())])
    own = folder_of_the_store()
    folder = own or settings.data
    if _is_folder(folder):
        yield room_found(shutil.disk_usage(folder).free)
        if own is not None:
            account = account_found(folder.stat().st_uid, os.geteuid())
            yield account
            if account.state == "no":
                return
        yield kept_found(all_spoiled(settings.data))
    yield from _of_the_store()


def _is_folder(folder: Path) -> bool:
    """Whether it is there to be looked at; where an account may not, the tables' line says so."""
    try:
        return folder.is_dir()
    except OSError:
        return False


def _of_the_store() -> Iterator[Found]:
    from service.examining import Found, store_found, tables_found
    from service.hosting import revision_there, the_store_as_it_is
    from service.store.errors import StoreUnavailable

    tables = list(_tried("tables", lambda: [tables_found(revision_there())]))
    yield from tables
    if tables[0].state != "well":
        return  # what is asked below is asked of this version's tables
    try:
        store = the_store_as_it_is()
    except BedsideError as error:
        yield from _unusable("store", error)
        return
    try:
        yield from store_found(store, now())
    except StoreUnavailable as error:
        yield Found("store", "no", error.what, "see docs/errors.md, W503")
    finally:
        store.close()


def _tried(part: str, look: Callable[[], Iterable[Found]]) -> Iterator[Found]:
    """What was found of a part, or why it cannot be had."""
    try:
        yield from look()
    except BedsideError as error:
        yield from _unusable(part, error)


def _unusable(part: str, error: BedsideError) -> Iterator[Found]:
    from service.examining import Found

    for problem in error.problems[:_MOST]:
        yield Found(part, "no", f"{problem.where} {problem.code} {problem.what}", problem.fix)
    if (more := len(error.problems) - _MOST) > 0:
        yield Found(
            part, "no", f"{more} more of the kind", "`bedside check` lists all of a library"
        )
