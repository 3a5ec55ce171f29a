"""Builds an installation's store, and the service that stands on it, once a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from service.library.release import Release
from service.rewriters import reworder_of
from service.serving import Policy, Service
from service.settings import Settings, read_settings
from service.store.opening import file_of, look_into, open_store, place_of, revision_at
from service.store.store import Store
from service.wiring import release_from, the_clock, the_guard


@lru_cache(maxsize=1)
def the_store() -> Store:
    """The installation's store, its tables up to date. Raises `BedsideError`."""
    return _open(make=True)


def the_store_there() -> Store:
    """The store for a command that makes none: what it asks for cannot be in a new one.

    Raises `BedsideError`, saying which database was looked for.
    """
    if not the_store.cache_info().currsize:
        _open(make=False).close()
    return the_store()


def where_the_store_is() -> str:
    """The database that the settings lead to, as messages name it."""
    settings = read_settings()
    return place_of(_url(settings), settings.data)


def folder_of_the_store() -> Path | None:
    """The folder of an embedded database; None where a server has the store."""
    settings = read_settings()
    file = file_of(_url(settings), settings.data)
    return file.parent if file is not None else None


def revision_there() -> str:
    """The revision of the store's tables, which opening it would bring up to date.

    Raises `BedsideError` where there is none.
    """
    settings = read_settings()
    return revision_at(_url(settings), settings.data)


def the_store_as_it_is() -> Store:
    """The store to look at alone: nothing of it is made or changed. Raises `BedsideError`."""
    settings = read_settings()
    return look_into(_url(settings), settings.data, _secret(settings))


def _open(*, make: bool) -> Store:
    settings = read_settings()
    return open_store(_url(settings), settings.data, _secret(settings), the_clock(), make=make)


def _secret(settings: Settings) -> str | None:
    return settings.secret.get_secret_value() if settings.secret else None


def _url(settings: Settings) -> str | None:
    return settings.database_url.get_secret_value() if settings.database_url else None


@lru_cache(maxsize=1)
def the_service() -> Service:
    """The service of this process. Raises `BedsideError` when a part of it cannot be had."""
    settings = read_settings()
    return service_of(release_from(settings.release, settings.library, the_clock().date()))


def service_of(release: Release) -> Service:
    """The service that serves a release. Raises `BedsideError` when the rest cannot be had."""
    settings = read_settings()
    return Service(
        store=the_store(),
        release=release,
        guard=the_guard(),
        clock=the_clock,
        policy=Policy(
            keep_answers=settings.keep_answers,
            reservations_last=settings.reservations_last,
            sources=settings.sources,
        ),
        reworder=reworder_of(settings, release, the_guard()),
    )
