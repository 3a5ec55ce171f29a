"""`bedside log`: prove, export and read the decision log."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from service.commands.common import (
    Day,
    chain_option,
    echo_json,
    form_option,
    library_option,
    progress,
    read_lines,
    today,
)
from service.commands.showing_words import show_words, words_json
from service.domain.vocabulary import RecipientKind
from service.errors import BedsideError

if TYPE_CHECKING:
    from service.domain.decision import Receipt
    from service.evidence import Evidence


@click.group()
def log() -> None:
    """The decision log: append-only, hash-chained, with nothing in it that identifies anyone."""


@log.command()
@chain_option
@click.option("--head", help="A head that was written down earlier; it must be in the log still.")
@click.option("--file", "file", help="Prove an exported file instead; `-` is standard input.")
def verify(chain: str, head: str | None, file: str | None) -> int:
    """Prove that no entry was changed, taken out, put in or moved. Exit code 1 when one was."""
    from service.hosting import the_store_there
    from service.store.proving import length_of, verify_export
    from service.store.proving import verify as prove

    if file is not None:
        proof = verify_export(read_lines(file))
    else:
        with progress("verifying") as report:
            proof = prove(the_store_there(), chain, report, head)
    for fault in proof.faults:
        click.echo(f"NO  {proof.chain or 'no'} chain: {fault}")
    if proof.more_faults:
        click.echo(f"NO  and {proof.more_faults} more")
    if not proof.valid:
        return 1
    start = f" from entry {proof.base_seq + 1}" if proof.base_seq else ""
    click.echo(f"ok  {proof.chain} chain: {_entries(proof.entries)}{start}, head {proof.head}")
    other = "sandbox" if chain == "live" else "live"
    if file is None and (count := length_of(the_store_there(), other)):
        click.echo(
            f"    the {other} chain has {_entries(count)}; `bedside log verify --chain {other}` "
            "proves it"
        )
    return 0


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"


@log.command()
@chain_option
@click.option("--from", "first", type=Day(), help="Only from this day on, in UTC.")
@click.option("--to", "last", type=Day(), help="Only up to this day.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: standard output.")
def export(chain: str, first: date | None, last: date | None, output: Path | None) -> int:
    """Write the log as JSON lines, which `bedside log verify --file` can prove anywhere.

    A part of it, for one period, is proved the same way; that it is of this log shows `bedside log
    verify --head`, with the head that its last line names.
    """
    from service.hosting import the_store_there
    from service.store.proving import export as export_lines

    within = None
    if first is not None or last is not None:
        within = _days(first or date.min, last or date.max)
    lines = export_lines(the_store_there(), chain, within)
    if output is None:
        for line in lines:
            click.echo(line)
        return 0
    draft = output.with_name(f".{output.name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{line}\n" for line in lines)
        draft.replace(output)
    except OSError as error:
        draft.unlink(missing_ok=True)
        what = f"cannot be written ({error.strerror})"
        raise BedsideError.at(str(output), "C112", what, "choose another place") from None
    click.echo(f"written to {output}")
    return 0


def _days(first: date, last: date) -> tuple[datetime, datetime]:
    """Whole days in UTC, as the first instant of them and the first after. Raises a usage error."""
    if first > last:
        raise click.UsageError(f"--from {first} is after --to {last}; give the earlier day first")
    after = last + timedelta(days=1) if last < date.max else last
    return datetime.combine(first, time(), UTC), datetime.combine(after, time(), UTC)


@log.command()
@click.argument("receipt_id")
@click.option(
    "--words",
    is_flag=True,
    help="Also what it said, out of the release that it names, and who had approved that.",
)
@click.option(
    "--release",
    "releases",
    type=click.Path(path_type=Path),
    multiple=True,
    help="With --words: a release that you kept; may be repeated. Those that `bedside serve` kept "
    "are known.",
)
@library_option
@form_option
def show(
    receipt_id: str,
    words: bool,
    releases: tuple[Path, ...],
    library_dir: Path | None,
    form: str,
) -> int:
    """Explain the decision behind RECEIPT_ID, step by step, and what came after it."""
    from service.commands.showing import show_receipt, step_line
    from service.domain.explanation import Step
    from service.hosting import the_store_there, where_the_store_is
    from service.store.receipts import find_receipt, history

    with the_store_there().reading() as connection:
        held = find_receipt(connection, receipt_id)
        since = history(connection, held) if held is not None else []
    if held is None:
        what = f"the log in {where_the_store_is()} has no such receipt"
        fix = "it may have been tidied away, mistyped, or be in another database: see BEDSIDE_DATA"
        raise BedsideError.at("log", "D202", what, fix)
    behind = _behind(held.receipt, releases, library_dir) if words else None
    if form == "json":
        told: dict[str, Any] = {"hash": held.hash, "entry": json.loads(held.entry)}
        if behind is not None:
            told["words"] = words_json(behind)
        echo_json(told)
        return 0
    show_receipt(held.receipt)
    steps = [Step("log", f"{held.chain} {held.seq}, {held.hash[:12]}, key {held.caller}")]
    if held.repeats is not None:
        steps.append(Step("in place of", held.repeats))
    steps.extend(Step("since", f"{at:%Y-%m-%d %H:%M} UTC  {what}") for at, what in since)
    for step in steps:
        click.echo(step_line(step))
    if behind is not None:
        show_words(held.receipt, behind)
    return 0


@log.command()
@click.option("--kind", type=click.Choice(get_args(RecipientKind)), default="known")
@click.option("--sandbox", is_flag=True, help="Somebody whom sandbox keys know.")
@form_option
def recipient(kind: RecipientKind, sandbox: bool, form: str) -> int:
    """List all that the log holds about one recipient, the oldest first: what was decided, what
    they allowed and stopped.

    The caller's id is read from standard input, so that it gets into no shell history. Who was
    erased is found no more. Exit code 1 when nobody is known by that id.
    """
    from service.hosting import the_store_there, where_the_store_is
    from service.store.pseudonyms import Person, chain_of
    from service.store.timeline import timeline

    store = the_store_there()
    given = str(click.prompt("The caller's id for the recipient", err=True))
    found = timeline(store, Person(chain_of(sandbox), kind, given))
    if found is None:
        click.echo(f"nobody is known by that id in {where_the_store_is()}")
        return 1
    if form == "json":
        told = [{**asdict(one), "at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}"} for one in found]
        echo_json({"entries": told})
        return 0
    for one in found:
        receipt_id = f"  {one.receipt_id}" if one.receipt_id else ""
        click.echo(f"{one.at:%Y-%m-%d %H:%M} UTC  {one.what}{receipt_id}")
    click.echo(_entries(len(found)))
    return 0


def _behind(receipt: Receipt, files: tuple[Path, ...], library_dir: Path | None) -> Evidence:
    """What is left of its words. Raises `BedsideError` for a named file that is no release, and for
    a named folder that is no library."""
    from service.evidence import evidence, release_behind
    from service.library.building import build
    from service.library.loader import load_library
    from service.library.release_files import read
    from service.settings import read_settings

    settings = read_settings()
    for file in files:
        read(file)
    library = load_library(library_dir) if library_dir is not None else None
    served = [settings.release] if settings.release else []
    release = release_behind(receipt, settings.data, *files, *served)
    try:
        library = library or load_library(settings.library)
        release = release or build(library, today(), assume_approved=True).release
    except BedsideError:
        pass  # what there is of it without a library is shown, and that there is none is said
    return evidence(receipt, release, library, settings.data)
