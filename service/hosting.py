"""Builds an installation's store, and the service that stands on it, once a process."""

from __future__ import annotations

from functools import lru_cache

from service.rewriters import reworder_of
from service.serving import Policy, Service
from service.settings import read_settings
from service.store.opening import open_store
from service.store.store import Store
from service.wiring import release_from, the_clock, the_guard


@lru_cache(maxsize=1)
def the_store() -> Store:
    """The installation's store, its tables up to date. Raises `BedsideError`."""
    settings = read_settings()
    secret = settings.secret.get_secret_value() if settings.secret else None
    url = settings.database_url.get_secret_value() if settings.database_url else None
    return open_store(url, settings.data, secret, the_clock())


@lru_cache(maxsize=1)
def the_service() -> Service:
    """The service of this process. Raises `BedsideError` when a part of it cannot be had."""
    settings = read_settings()
    release = release_from(settings.release, settings.library, the_clock().date())
    return Service(
        store=the_store(),
        release=release,
        guard=the_guard(),
        clock=the_clock,
        policy=Policy(
            keep_answers=settings.keep_answers,
            reservations_last=settings.reservations_last,
            deadline=settings.deadline,
            sources=settings.sources,
        ),
        reworder=reworder_of(settings, release, the_guard()),
    )
