"""`bedside serve`: the HTTP API, in one process or several, until it is told to stop."""

from __future__ import annotations

import os
import socket
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from service.commands.common import now
from service.errors import BedsideError

if TYPE_CHECKING:
    from service.library.release import Release
    from service.settings import Settings
    from service.store.store import Store

#: Seconds that calls under way have when the service is told to stop.
DRAIN = 15
BACKLOG = 2048
#: Seconds in which a worker must say that it lives. While it starts on a busy machine it may be
#: silent for more than uvicorn's five, and would be ended and begun again without end.
PATIENCE = 60

_LOCAL = ("127.0.0.1", "::1", "localhost")
_DEV_SCOPES = frozenset({"decide", "standing", "read-log"})


@click.command()
@click.option("--host", help="Address to bind. Default: BEDSIDE_HOST, or 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="Default: BEDSIDE_PORT, or 8080.")
@click.option("--workers", type=click.IntRange(1, 64), help="Default: BEDSIDE_WORKERS, or 1.")
@click.option("--dev-key", is_flag=True, help="Make a sandbox key and print it; for laptops.")
def serve(host: str | None, port: int | None, workers: int | None, dev_key: bool) -> int:
    """Answer calls over HTTP. Ctrl-C, or SIGTERM, lets calls under way finish first.

    Prints one line with the address; logs go to standard error as JSON. `/docs` documents the API,
    `/readyz` says when it can answer, `/metrics` has its figures.
    """
    # Workers are processes of their own: they learn of options through the environment.
    for name, value in (("HOST", host), ("PORT", port), ("WORKERS", workers)):
        if value is not None:
            os.environ[f"BEDSIDE_{name}"] = str(value)
    from service.hosting import the_service, the_store
    from service.settings import read_settings
    from service.wiring import release_from

    settings = read_settings()
    if dev_key and settings.host not in _LOCAL:
        what, fix = "--dev-key is for this machine alone", "leave --host out, or make a key"
        raise BedsideError.at("--dev-key", "C121", what, fix)
    store = the_store()
    bound = bind(settings.host, settings.port)
    if settings.workers > 1:
        # Built once, here: what must be mended is told before any worker starts, and all of them
        # serve the same, also one that takes another's place after the library was edited.
        release = release_from(settings.release, settings.library, now().date())
        _keep(release, settings)
        _announce(bound, store, dev_key=dev_key)
        store.close()
        _run_many(settings, bound, release)
    else:
        _keep(the_service().release, settings)
        _announce(bound, store, dev_key=dev_key)
        _run_one(bound)
    return 0


def _keep(release: Release, settings: Settings) -> None:
    """A copy for `bedside report`, which checks messages against the release that they name. No
    copy is no reason not to serve: it is told, with the command that makes one.
    """
    from service.library.kept import keep, spoiled

    try:
        if spoiled(release.hash, settings.data):
            what = f"The kept copy of the release {release.hash[:12]} was altered or damaged"
            click.echo(f"{what}: it is written anew.", err=True)
        keep(release, settings.data)
    except BedsideError as error:
        click.echo(f"The release that is served could not be kept for reports: {error}", err=True)
        click.echo("Keep one yourself: bedside release build -o FILE", err=True)


def _run_one(bound: socket.socket) -> None:
    import uvicorn

    from service.web.factory import make_app

    uvicorn.Server(uvicorn.Config(make_app(), **_options())).run(sockets=[bound])


def _run_many(settings: Settings, bound: socket.socket, release: Release) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from service.web import logs
    from service.web.factory import make_app
    from service.web.handing import HandedRelease
    from service.web.sharing import SHARED, shared_figures

    logs.set_up()  # this process speaks too, of workers that end and of their successors
    with shared_figures() as folder:
        os.environ[SHARED] = str(folder)
        config = uvicorn.Config(
            partial(make_app, HandedRelease(release)),
            factory=True,
            workers=settings.workers,
            timeout_worker_healthcheck=PATIENCE,
            **_options(),
        )
        Multiprocess(config, sockets=[bound]).run()


def _options() -> dict[str, Any]:
    """What the server is told: our own log, no banner of its name, a bounded stop.

    No forwarded header is believed: nothing here asks who called from where or under which
    scheme, and what is not read cannot be forged. An upgrade to a WebSocket is passed over: nothing
    here speaks it, and the server's line about one would hold the whole path, and with it a ticket.
    """
    return {
        "log_config": None,
        "access_log": False,
        "ws": "none",
        "server_header": False,
        "proxy_headers": False,
        "timeout_graceful_shutdown": DRAIN,
        "timeout_keep_alive": 75,
        "backlog": BACKLOG,
    }


def bind(host: str, port: int) -> socket.socket:
    """The listening socket. Raises `BedsideError` when the address cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        what = f"the address cannot be used ({error.strerror})"
        fix = "stop what uses it, or choose another --host or --port"
        raise BedsideError.at(f"{host}:{port}", "C120", what, fix) from None
    bound.listen(BACKLOG)  # calls that come while the workers still start are kept waiting
    bound.set_inheritable(True)
    return bound


def _announce(bound: socket.socket, store: Store, *, dev_key: bool) -> None:
    """Where it listens, and how to get in. A key gets its new secret only now that nothing can
    keep this start from happening: until then another process may be working with the old one.
    """
    from service.store.api_keys import list_keys

    key = _dev_key(store) if dev_key else None
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Bedside listens on http://{shown}:{port} (its documentation is at /docs)")
    if key is not None:
        click.echo(f"A sandbox key for this machine: {key}")
    elif not any(listed.revoked_at is None for listed in list_keys(store)):
        click.echo(
            "There is no API key yet. Make one with: "
            "bedside keys create my-tool --scope decide --scope standing"
        )


def _dev_key(store: Store) -> str:
    """A sandbox key called `dev`, made now or given a new secret. Raises `BedsideError`."""
    from datetime import timedelta

    from service.store import api_keys

    try:
        if any(key.name == "dev" and key.revoked_at is None for key in api_keys.list_keys(store)):
            return api_keys.rotate(store, "dev", now(), timedelta(0))
        return api_keys.create(store, "dev", _DEV_SCOPES, now(), sandbox=True)
    except api_keys.KeyRefused as refused:
        raise BedsideError.at("--dev-key", "C122", str(refused), "") from None
