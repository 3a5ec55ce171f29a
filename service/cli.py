"""The command line: which commands there are, and how every one of them ends.

Each command lives in `service/commands/` and is imported when it is called, so that `--help`
answers at once. Exit codes: 0 done; 1 the answer is no (a rejected text, an evaluation under its
threshold); 2 something in the input must be mended; 70 a fault of Bedside's own; 130 and 143 it was
stopped.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TextIO

import click

from service import __version__

#: Command, where it lives, and the line that `bedside --help` shows.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("service.commands.demo:demo", "Show every outcome once, and write a gallery."),
    "decide": ("service.commands.decide:decide", "Decide on one signal."),
    "explain": ("service.commands.explain:explain", "Explain a receipt in words."),
    "check": ("service.commands.check:check", "Report every problem of a library."),
    "library": ("service.commands.library:library", "Look around in a library, and approve."),
    "reword": ("service.commands.reword:reword", "Say approved things in a brand's voice."),
    "release": ("service.commands.release:release", "Build and show releases."),
    "guard": ("service.commands.guard:guard", "Read a text for claims about the reader's health."),
    "eval": ("service.commands.eval:eval_", "Measure the system on its golden sets."),
    "serve": ("service.commands.serve:serve", "Answer calls over HTTP."),
    "studio": ("service.commands.studio:studio", "Show, edit and approve content in a browser."),
    "keys": ("service.commands.keys:keys", "Make and end the API keys of callers."),
    "webhooks": ("service.commands.webhooks:webhooks", "Tell other systems what happens."),
    "standing": ("service.commands.standing:standing", "Take in consents and stops; erase."),
    "log": ("service.commands.log:log", "Prove, export and read the decision log."),
    "report": ("service.commands.report:report", "Show what was decided in a period."),
    "store": ("service.commands.store:store", "Look after the database."),
    "doctor": ("service.commands.doctor:doctor", "Look whether an installation is well."),
    "init": ("service.commands.init:init", "Make a new library from the starter."),
}


class _Commands(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order in which a newcomer meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, imported now."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        from service.identity import verify_identity

        verify_identity()
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command to run, with the nearest name for a mistyped one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from service.domain.nearest import did_you_mean

            near = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"there is no such command; {near or 'see `bedside --help`'}")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bedside")
def cli() -> None:
    """Turn what a person just did into one helpful, approved message, or say nothing.

    Everything runs without a setting, on the starter library. Each command has a --help.
    """


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    from service.errors import BedsideError
    from service.store.errors import StoreUnavailable

    _print_anything()
    color = False if os.environ.get("NO_COLOR") else None
    try:
        code = cli.main(
            args=list(argv) if argv is not None else None,
            prog_name="bedside",
            standalone_mode=False,
            color=color,
        )
        sys.stdout.flush()
    except BedsideError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        return 2
    except StoreUnavailable as error:
        click.echo(f"store D102 {error.what}; nothing half written remains, so try again", err=True)
        return 2
    except click.ClickException as error:
        error.show()
        return 2
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        return 130
    except BrokenPipeError:
        _silence(sys.stdout)  # the reader of a pipe has seen enough
        return 0
    except OSError as error:
        _silence(sys.stdout)
        click.echo(f"C114 the output cannot be written ({error.strerror})", err=True)
        return 2
    except Exception as error:
        if os.environ.get("BEDSIDE_DEBUG"):
            raise
        click.echo(
            f"C199 a fault of Bedside's own ({type(error).__name__}); "
            "set BEDSIDE_DEBUG=1 to see where, and report it",
            err=True,
        )
        return 70
    return code if isinstance(code, int) else 0


def _silence(stream: TextIO) -> None:
    """Keep Python from complaining at exit about words that nobody can take."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _print_anything() -> None:
    """Let a terminal that lacks a letter show an escape for it rather than end the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
