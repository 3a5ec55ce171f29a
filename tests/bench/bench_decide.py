"""How long a decision takes beside raw Jinja2 rendering of the same templates and values.

    python -m tests.bench.bench_decide

For each scenario of the demo that sends a message: `raw` renders the chosen modules' HTML and
text as ordinary Jinja2 templates, autoescaping on, over the same values; `decide` is the whole
pipeline without a model, guard on, verdicts known from the call before. `share` is raw / decide.
Best mean of five runs, one core. Last comes what bank mode adds, when all that may be reworded is.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from statistics import fmean
from typing import Any

from jinja2 import Environment, StrictUndefined

from service.channels.masks import in_words
from service.deciding.composing import GuardLike
from service.domain.content import BankedRewording
from service.domain.decision import Decision
from service.domain.rewording import NO_REWORDING, Reworder
from service.domain.variables import WHY, Shown, show_signal
from service.library.bank_files import place_of
from service.library.banked import BankReworder
from service.library.hashing import words_hash
from service.library.release import Release, Stamp
from service.library.served import serve
from service.pipeline import decide
from service.scenarios import Scenario, load_scenarios
from service.settings import STARTER_LIBRARY
from service.steady import SteadyGuard
from service.wiring import release_of, the_guard

ROUNDS, CALLS = 5, 200


def main() -> None:
    """Print a line a channel, the whole, and where the time of an e-mail goes."""
    release = release_of(STARTER_LIBRARY, date(2026, 11, 24))
    steady = SteadyGuard(the_guard())
    figures: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for scenario in load_scenarios():
        if scenario.tamper:
            continue

        def call(guard: GuardLike, scenario: Scenario = scenario) -> Decision:
            return decide(
                release,
                scenario.signal,
                scenario.standing,
                scenario.now,
                channel=scenario.channel,
                guard=guard,
            )

        decision = call(the_guard())
        if decision.outcome == "send":
            raw = raw_rendering(release, scenario, decision)
            whole = microseconds(lambda call=call: call(the_guard()))
            kept = microseconds(lambda call=call: call(steady))
            figures[scenario.channel].append((microseconds(raw), whole, kept))
    sys.stdout.write("decide() beside raw Jinja2, microseconds of the processor a message\n")
    sys.stdout.write("channel  messages     raw  decide  share  words kept\n")
    for channel, rows in figures.items():
        sys.stdout.write(_line(channel, rows))
    sys.stdout.write(_line("all", [row for rows in figures.values() for row in rows]))
    sys.stdout.write(where_it_goes(release))
    for words, guard in (("made anew", the_guard()), ("kept", steady)):
        sys.stdout.write(f"words {words}: {cost_of_the_bank(release, guard)}")


def _line(name: str, rows: list[tuple[float, float, float]]) -> str:
    raw, whole, kept = (fmean(column) for column in zip(*rows, strict=True))
    return f"{name:8} {len(rows):8} {raw:7.0f} {whole:7.0f}  {raw / whole:5.2f} {kept:11.0f}\n"


def microseconds(work: Callable[[], Any]) -> float:
    """The best mean of several rounds."""
    work()
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CALLS):
            work()
        best = min(best, (time.process_time() - start) / CALLS)
    return best * 1e6


def raw_rendering(
    release: Release, scenario: Scenario, decision: Decision
) -> Callable[[], list[str]]:
    """The chosen modules' words as ordinary Jinja2 templates over the same values."""
    served = serve(release)
    html = Environment(autoescape=True, undefined=StrictUndefined)
    text = Environment(autoescape=False, undefined=StrictUndefined)
    templates = []
    for choice in decision.receipt.choices:
        rendition = served.rendition(choice.module_id, scenario.channel, "en-US", choice.variant)
        assert rendition is not None
        plan = served.compiled(choice.module_id, rendition).plan
        if plan.html:
            templates.append(html.from_string(in_words(plan.html)))
        templates.append(text.from_string(in_words(plan.text)))
    values = _values(release, scenario, decision)
    return lambda: [template.render(values) for template in templates]


def _values(release: Release, scenario: Scenario, decision: Decision) -> dict[str, Shown]:
    from service.domain.signals import understand

    signal = scenario.signal
    typed = understand(signal, release.signals, release.directories, release.settings, scenario.now)
    shown = show_signal(
        typed,
        release.signals[signal.type].attributes,
        release.directories,
        release.settings,
        "en-US",
        scenario.now.date(),
    )
    return {**serve(release).library_values, **shown, WHY: Shown(decision.receipt.because)}


def cost_of_the_bank(release: Release, guard: GuardLike) -> str:
    """What banked words add to a decision: every open module of every message is reworded.

    With and without them take turns, in processor time, so that other work slows neither.
    """
    full = with_full_bank(release)
    bank = BankReworder(full, full.settings.brand)
    ratios, reworded = [], 0
    for scenario in load_scenarios():
        if scenario.tamper:
            continue

        def call(reworder: Reworder, scenario: Scenario = scenario) -> Decision:
            return decide(
                full,
                scenario.signal,
                scenario.standing,
                scenario.now,
                channel=scenario.channel,
                guard=guard,
                reworder=reworder,
            )

        decision = call(bank)
        if decision.outcome != "send" or not decision.receipt.reworded:
            continue
        reworded += len(decision.receipt.reworded)
        plain, other = float("inf"), float("inf")
        for _ in range(3 * ROUNDS):
            plain = min(plain, _mean(lambda: call(NO_REWORDING)))
            other = min(other, _mean(lambda: call(bank)))
        ratios.append(other / plain)
    return (
        f"bank mode: {len(ratios)} messages with {reworded} reworded modules take "
        f"{fmean(ratios) - 1:+.1%} (from {min(ratios) - 1:+.1%} to {max(ratios) - 1:+.1%})\n"
    )


def _mean(work: Callable[[], Any]) -> float:
    start = time.process_time()
    for _ in range(CALLS // 2):
        work()
    return (time.process_time() - start) / (CALLS // 2)


def with_full_bank(release: Release) -> Release:
    """The release as it would be with an approved rewording of all that may be reworded."""
    rewordings, stamps = {}, dict(release.stamps)
    for module_id, module in release.modules.items():
        for rendition in release.renditions[module_id]:
            if module.rewording == "locked":
                continue
            key, _ = place_of(
                module_id,
                release.settings.brand,
                rendition.locale,
                rendition.channel,
                rendition.variant,
                1,
            )
            name = key.partition(":")[2]
            rewordings[name] = BankedRewording(
                rewords=words_hash(rendition.source),
                model="bench",
                brand_hash="0" * 64,
                prompt_hash="0" * 64,
                checks=("none",),
                made_on=date(2026, 11, 1),
                written_by=("bench.mark",),
                module=module_id,
                kind=module.kind,
                brand=release.settings.brand,
                channel=rendition.channel,
                locale=rendition.locale,
                variant=rendition.variant,
                number=1,
                source=rendition.source,  # the same words, so that only the way is measured
            )
            stamps[key] = Stamp(hash=words_hash(key), until=date(2029, 1, 1))
    full = release.model_copy(update={"rewordings": rewordings, "stamps": stamps})
    full.__dict__.pop("hash", None)
    return full


def where_it_goes(release: Release) -> str:
    """The share of an e-mail's decision that each part of the pipeline takes, by a profile."""
    import cProfile
    import pstats

    scenario = load_scenarios()[0]
    guard = the_guard()
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(CALLS):
        decide(
            release,
            scenario.signal,
            scenario.standing,
            scenario.now,
            channel=scenario.channel,
            guard=guard,
        )
    profile.disable()
    stats: Any = pstats.Stats(profile)
    total = stats.total_tt
    rows = []
    for (_, _, name), (_, _, _, cumulative, _) in stats.stats.items():
        if name in _STEPS:
            rows.append((cumulative / total, _STEPS[name]))
    lines = [f"  {share:4.0%}  {words}\n" for share, words in sorted(rows, reverse=True)]
    return "where the time of one e-mail goes (profiled)\n" + "".join(lines)


_STEPS = {
    "understand": "understand the signal",
    "check_all": "eligibility checks",
    "select": "choose modules (remembered)",
    "_render": "render and format",
    "_read": "guard: look up verdicts of every part",
    "_receipt": "write the receipt, hash the text",
}

if __name__ == "__main__":
    main()
