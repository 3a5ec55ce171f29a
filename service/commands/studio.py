"""`bedside studio`: the web pages for editors and reviewers, and the accounts that may use them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.commands.common import chosen_library, echo_json, form_option, library_option
from service.errors import BedsideError

if TYPE_CHECKING:
    from service.studio.accounts import Account, Accounts

_LOCAL = ("127.0.0.1", "::1", "localhost")
#: The account of whoever runs the studio on their own machine.
OWNER = "owner"


@click.group(invoke_without_command=True)
@library_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to bind.")
@click.option("--port", type=click.IntRange(0, 65535), help="Default: BEDSIDE_STUDIO_PORT or 8090.")
@click.option("--as", "name", default=OWNER, show_default=True, help="Whom the link signs in.")
@click.pass_context
def studio(
    ctx: click.Context, library_dir: Path | None, host: str, port: int | None, name: str
) -> int:
    """Serve the pages for editors and reviewers, and print a link that signs you in once.

    The first start makes the account `owner` with every role. Others sign in by password; see
    `bedside studio accounts`. Ctrl-C stops it.
    """
    if ctx.invoked_subcommand is not None:
        return 0
    from service.commands.serve import bind
    from service.settings import read_settings

    settings = read_settings()
    if host not in _LOCAL and settings.studio_origin is None:
        what = "pages and passwords would travel in the open"
        fix = "put a TLS proxy in front and set BEDSIDE_STUDIO_ORIGIN, or leave --host out"
        raise BedsideError.at("--host", "C136", what, fix)
    library = chosen_library(library_dir)
    bound = bind(host, settings.studio_port if port is None else port)
    at = bound.getsockname()[1]
    local = (f"http://127.0.0.1:{at}", f"http://localhost:{at}", f"http://[::1]:{at}")
    origins = (settings.studio_origin,) if settings.studio_origin else local

    from service.studio.hosting import the_studio

    made = the_studio(library, settings.data, origins)
    if name == OWNER and made.accounts.get(OWNER) is None:
        made.accounts.add(OWNER, _every_role(library), _known_roles(library))
    if made.accounts.get(name) is None:
        fix = f"bedside studio accounts add {OWNER if name == OWNER else 'NAME'}"
        raise BedsideError.at("--as", "C133", "no account has this name", fix)
    token = made.links.make(name, made.clock())
    click.echo(f"The studio works on {library}")
    click.echo(f"Open this once, within ten minutes: {origins[0]}/enter/{token}")

    import uvicorn

    from service.studio.app import create_studio

    config = uvicorn.Config(
        create_studio(made),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the setting says where browsers reach it; a header may be forged
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run(sockets=[bound])
    return 0


@studio.group()
def accounts() -> None:
    """Add, list, change and remove the accounts of the studio."""


@accounts.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, help="editor, compliance or a role of the library.")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help="Read the password from this file instead of asking for it.",
)
@library_option
def add(
    name: str, roles: tuple[str, ...], password_file: Path | None, library_dir: Path | None
) -> int:
    """Make an account called NAME, as approvals and `written_by` shall name its owner."""
    known = _known_roles(chosen_library(library_dir))
    click.echo(_line(_accounts().add(name, frozenset(roles), known, _asked(password_file))))
    return 0


@accounts.command("list")
@form_option
def list_(form: str) -> int:
    """List every account and its roles."""
    held = _accounts().all()
    if form == "json":
        echo_json(
            [
                {"name": a.name, "roles": sorted(a.roles), "has_password": bool(a.password)}
                for a in held
            ]
        )
        return 0
    for account in held:
        click.echo(_line(account))
    if not held:
        click.echo("no accounts yet; `bedside studio` makes one for you")
    return 0


@accounts.command("roles")
@click.argument("name")
@click.option("--role", "roles", multiple=True, help="A role to have; all others are taken away.")
@library_option
def roles_(name: str, roles: tuple[str, ...], library_dir: Path | None) -> int:
    """Give NAME these roles and no others, and end its sessions."""
    known = _known_roles(chosen_library(library_dir))
    click.echo(_line(_accounts().change(name, roles=frozenset(roles), known=known)))
    return 0


@accounts.command()
@click.argument("name")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help="Read the password from this file instead of asking for it.",
)
def password(name: str, password_file: Path | None) -> int:
    """Give NAME a new password, and end its sessions."""
    _accounts().change(name, password=_asked(password_file))
    click.echo(f"{name} has a new password")
    return 0


@accounts.command()
@click.argument("name")
def remove(name: str) -> int:
    """Take NAME's account away, and end its sessions. What they wrote and approved stays."""
    _accounts().remove(name)
    click.echo(f"{name} is removed")
    return 0


def _accounts() -> Accounts:
    from service.settings import read_settings
    from service.studio.hosting import accounts_in

    return accounts_in(read_settings().data)


def _known_roles(library: Path) -> frozenset[str]:
    from service.library.loader import load_library

    settings = load_library(library).settings
    return frozenset(settings.value.roles) if settings else frozenset()


def _every_role(library: Path) -> frozenset[str]:
    from service.studio.accounts import STUDIO_ROLES

    return _known_roles(library).union(STUDIO_ROLES)


def _asked(file: Path | None) -> str:
    from service.commands.common import read_input

    if file is not None:
        return read_input(str(file)).strip("\n")
    if not sys.stdin.isatty():
        fix = "name a file with --password-file"
        raise BedsideError.at("the password", "C135", "nobody can type it here", fix)
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _line(account: Account) -> str:
    return f"{account.name}  {' '.join(sorted(account.roles)) or 'looks only'}"
