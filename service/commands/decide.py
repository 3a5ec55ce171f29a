"""`bedside decide`: one signal, one channel, one standing, one time; one decision."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from service.commands.common import (
    Moment,
    chosen_library,
    echo_json,
    form_option,
    library_option,
    now,
    read_input,
)
from service.domain.vocabulary import Channel

_TRIAL = "a trial, as if the whole library were approved: not to be sent"


@click.command()
@click.argument("signal", default="-")
@click.option("--channel", required=True, type=click.Choice(get_args(Channel)))
@click.option(
    "--standing",
    "standing_file",
    required=True,
    help="JSON file with what is known of the recipient; `-` reads it from standard input.",
)
@click.option("--now", "moment", type=Moment(), help="Decide as at this time. Default: now.")
@library_option
@click.option(
    "--release",
    "release_file",
    type=click.Path(path_type=Path),
    help="Decide with this release file instead of what the library serves.",
)
@click.option(
    "--assume-approved",
    is_flag=True,
    help="A trial: take every item of the library as approved and in date. Not to be sent.",
)
@form_option
def decide(
    signal: str,
    channel: Channel,
    standing_file: str,
    moment: datetime | None,
    library_dir: Path | None,
    release_file: Path | None,
    assume_approved: bool,
    form: str,
) -> int:
    """Decide on the signal in SIGNAL (a JSON file, or `-` for standard input).

    Prints the outcome, the finished message if there is one, and the whole explanation. Exit code
    0 for every outcome; 2 when the signal, the standing or the library must be mended.

    No model is asked: under BEDSIDE_REWORDING=live the words are those that were approved.
    """
    from service.answers import answer, receipt_to_json
    from service.inputs import decide_on, read_signal, read_standing
    from service.settings import read_settings
    from service.wiring import approved_reworder, release_from, the_guard, trial_of

    if signal == standing_file == "-":
        raise click.UsageError("standard input can be the signal or the standing, not both")
    if assume_approved and release_file is not None:
        raise click.UsageError(
            "--assume-approved needs a library: a release is of what was approved"
        )
    at = moment or now()
    given = read_signal(read_input(signal), signal)
    standing = read_standing(read_input(standing_file), standing_file)
    settings = read_settings()
    library = chosen_library(library_dir)
    if assume_approved:
        release = trial_of(library, at.date())
    else:
        release = release_from(release_file or settings.release, library, at.date())
    reworder = approved_reworder(settings.rewording, release)
    decision = decide_on(release, given, standing, at, channel, the_guard(), signal, reworder)
    if form == "json":
        trial = {"trial": _TRIAL} if assume_approved else {}
        echo_json({**trial, **answer(decision), "receipt": receipt_to_json(decision.receipt)})
        return 0
    from service.commands.showing import show_decision

    if assume_approved:
        click.echo(_TRIAL)
    show_decision(decision)
    return 0
