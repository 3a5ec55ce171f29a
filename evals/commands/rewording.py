"""`bedside eval reword`: brands, models and modules compared, on real answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evals.commands.common import ProgressLine, now, system_options, the_system

if TYPE_CHECKING:
    from evals.rewordings.matrix import Wanted
    from evals.rewordings.trials import Trial
    from evals.rewordings.trying import Script
    from evals.system import System


@click.command("reword")
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME[@URL]",
    help="A model as litellm calls it, and where it is served; `scripted` needs none. Repeatable.",
)
@click.option("--brand", "brands", multiple=True, help="Only these brands. Default: all.")
@click.option("--module", "modules", multiple=True, metavar="ID", help="Only these; heart/* too.")
@click.option("--channel", "channels", multiple=True, help="Only these channels.")
@click.option("--samples", type=click.IntRange(1, 50), default=1, show_default=True)
@click.option("--most", type=click.IntRange(1), help="At most so many renditions: a fair sample.")
@click.option("--seconds", type=click.FloatRange(0.1), default=60.0, show_default=True)
@click.option("--temperature", type=click.FloatRange(0, 2), default=0.5, show_default=True)
@click.option("--resume", is_flag=True, help="Go on with the last comparison.")
@click.option(
    "--from", "kept", type=click.Path(path_type=Path), help="Show a kept comparison; ask nothing."
)
@click.option(
    "--marks",
    "mark_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Marks that somebody saved on the page, to be counted. Repeatable.",
)
@click.option("--html", type=click.Path(path_type=Path), help="Default: beside the comparison.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("out/evals/rewordings"),
    show_default=True,
    help="Folder of comparisons.",
)
@system_options
def reword(
    models: tuple[str, ...],
    brands: tuple[str, ...],
    modules: tuple[str, ...],
    channels: tuple[str, ...],
    samples: int,
    most: int | None,
    seconds: float,
    temperature: float,
    resume: bool,
    kept: Path | None,
    mark_files: tuple[Path, ...],
    html: Path | None,
    form: str,
    folder: Path,
    library_dir: Path | None,
    on: date | None,
    assume_approved: bool,
) -> int:
    """Compare brands, models and modules: what is accepted, why not, and how it reads.

    Each model is asked for each rendition that reviewers left open, in each brand's voice, through
    every check that production has. The page shows the accepted texts side by side, to be marked.
    Exit code 1 when it was cut off; --resume goes on.
    """
    from evals.files import write_whole
    from evals.pages.rewording_page import rewording_page
    from evals.rewordings.keeping import latest, read_trials
    from evals.rewordings.marks import count_marks, read_marks
    from evals.rewordings.matrix import Wanted
    from evals.rewordings.telling import as_json, as_markdown, as_text
    from service.rewording.proposing import Options

    system = the_system(library_dir, assume_approved, on)
    if kept is not None:
        path, trials, ended = kept, read_trials(kept), True
    else:
        wanted = Wanted(_models(models), brands, modules, channels, samples, most)
        options = Options(seconds=seconds, temperature=temperature)
        file = latest(folder) if resume else folder / f"{now():%Y%m%dT%H%M%S}.jsonl"
        path, trials, ended = _compare(system, wanted, options, file)
    judged = count_marks([read_marks(file, trials) for file in mark_files], trials)
    tell = {"text": as_text, "json": as_json, "markdown": as_markdown}[form]
    click.echo(tell(trials, judged))
    page = html or path.with_suffix(".html")
    voices = {name: brand.voice for name, brand in system.release.brands.items()}
    write_whole(page, rewording_page(path.stem, trials, voices, judged))
    click.echo(f"kept as {path}\nopen {page}", err=True)
    return int(not ended)


def _models(named: Sequence[str]) -> tuple[str, ...]:
    """The models that were named. Raises `click.UsageError` where none was."""
    if not named:
        raise click.UsageError(
            "name a model with --model, such as openai/local@http://127.0.0.1:8080/v1; "
            "`scripted` replays the golden set's answers and needs no model"
        )
    return tuple(dict.fromkeys(named))


def _compare(
    system: System, wanted: Wanted, options: Any, path: Path
) -> tuple[Path, tuple[Trial, ...], bool]:
    """Try every cell that has no trial yet, keeping each as it comes; whether it came to an end."""
    from evals.alone import open_alone
    from evals.rewordings.keeping import read_trials, refuse_other
    from evals.rewordings.matrix import cells
    from evals.rewordings.trying import keep, left, providers_for, try_cells
    from service.library.served import serve

    served = serve(system.release)
    all_cells = cells(served, wanted)
    provider_for = providers_for(wanted.models, _script())
    done = list(read_trials(path)) if path.exists() else []
    refuse_other(path, done, system.release.hash)
    to_do = left(all_cells, done)
    ended = True
    line = ProgressLine("texts")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open_alone(path, anew=False) as file:
            trials = try_cells(to_do, served, system.guard, provider_for, options)
            for trial in keep(trials, file):
                done.append(trial)
                line(len(done), len(all_cells))
    except KeyboardInterrupt:
        ended = False
        click.echo("cut off; --resume goes on", err=True)
    finally:
        line.close()
    order = {cell: at for at, cell in enumerate(all_cells)}
    asked_for = (trial for trial in done if trial.cell in order)
    return path, tuple(sorted(asked_for, key=lambda trial: order[trial.cell])), ended


def _script() -> Script:
    """The golden set's written answers, by rendition."""
    from evals.suites.rewordings import RewordingSuite

    found: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for entry in RewordingSuite().entries():
        place = (entry.module, entry.channel, "")
        found.setdefault(place, []).extend(answer.say for answer in entry.answers)
    return found
