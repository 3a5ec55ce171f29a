"""Measures rewording without a model: `python -m tests.bench.bench_rewording`.

The checks on a reworded text of 60 words, cheap ones and parser apart, and how long a call to the
service takes while the model hangs, beside the deadline that it was given. One run on one machine:
compare with the figures that stand beside, not with another day's.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

TEXT = {
    "s1": (
        "Please come [[amount1]] early, so that there is time to ask the front desk anything.",
        "Come [[amount1]] early please, so there is time to ask the reception desk anything.",
    ),
    "s2": (
        "Bring a photo ID, an insurance card if you have one, and a list of your medicines.",
        "Please bring a photo ID, an insurance card if you have one, and a list of your meds.",
    ),
    "s3": (
        "If the day no longer suits you, call [[phone1]] and we will find you another.",
        "If the day no longer works for you, please call [[phone1]] and we will find you another.",
    ),
    "s4": ("We would like to help you.", "We are happy to help you."),
}
CALLS, WAITING, DEADLINE = 120, 4, 0.3


def main() -> int:
    """Print every figure as it is measured."""
    for name, figure in checks():
        sys.stdout.write(f"{name:<46}{figure}\n")
    for name, figure in hung():
        sys.stdout.write(f"{name:<46}{figure}\n")
    return 0


def checks() -> list[tuple[str, str]]:
    from service.rewording.grammar import the_parser
    from service.rewording.judging import judge
    from service.rewording.pairs import Setting

    pieces: Any = SimpleNamespace(
        pieces=[SimpleNamespace(id=id_, text=before) for id_, (before, _) in TEXT.items()]
    )
    answers = {id_: after for id_, (_, after) in TEXT.items()}
    words = sum(len(after.split()) for after in answers.values())
    setting = Setting("email", dont_say=("journey", "!"))
    the_parser()
    assert len(judge(pieces, answers, setting).passed) == len(TEXT)
    cheap = _median(lambda: judge(pieces, answers, setting, parse=False), 200)
    whole = _median(lambda: judge(pieces, answers, setting), 40)
    lie = {**answers, "s1": "You have diabetes."}
    refused = _median(lambda: judge(pieces, lie, setting), 200)
    return [
        ("words in the reworded text", str(words)),
        ("checks without the parser", f"{cheap:.2f} ms"),
        ("the same with the parser", f"{whole:.2f} ms"),
        ("an answer that lies", f"{refused:.2f} ms"),
    ]


def _median(work: Callable[[], object], times: int) -> float:
    work()
    taken = []
    for _ in range(times):
        began = time.process_time()  # other work on the machine is not what is measured
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken) * 1000


def hung() -> list[tuple[str, str]]:
    """Calls of the service, some at a time, with a model that never answers, and without one."""
    from service.rewording.live.reworder import Limits
    from service.settings import STARTER_LIBRARY
    from service.wiring import release_of, the_guard
    from tests.rewording.lives import HangingProvider, live

    release = release_of(STARTER_LIBRARY, date(2026, 11, 24))
    limits = Limits(deadline=DEADLINE, patience=60, at_once=64)
    reworder = live(release, the_guard(), HangingProvider(), limits=limits)
    plain, hanging = _calls(release, None), _calls(release, reworder)
    return [
        ("a call without rewording, p50, p99", f"{_at(plain, 50)} and {_at(plain, 99)} ms"),
        (f"a hung model, deadline {DEADLINE * 1000:.0f} ms, p50, p99",
         f"{_at(hanging, 50)} and {_at(hanging, 99)} ms"),
        ("over the deadline at p99", f"{_at(hanging, 99) - DEADLINE * 1000:.0f} ms (asked: 50)"),
    ]  # fmt: skip


def _at(taken: list[float], share: int) -> int:
    return round(statistics.quantiles(taken, n=100)[share - 1] * 1000)


def _calls(release: Any, reworder: Any) -> list[float]:
    from service.domain.rewording import NO_REWORDING
    from service.serving import Addressee, Service
    from service.store.opening import open_store
    from tests.doubles import ScriptedGuard
    from tests.factories import NOW, make_consent
    from tests.stores import CALLER, SECRET, begin, make_request

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(None, Path(folder), SECRET, datetime.now(UTC))
        service = Service(
            store, release, ScriptedGuard(), lambda: NOW, reworder=reworder or NO_REWORDING
        )
        people = [f"patient-{number}" for number in range(CALLS)]
        for person in people:
            service.standings.record_consent(CALLER, Addressee(person), make_consent())
        taken: list[float] = []
        for at in range(0, CALLS, WAITING):
            began, futures = time.perf_counter(), []
            for person in people[at : at + WAITING]:
                future = begin(service, CALLER, make_request(recipient=person, channel="email"))
                future.add_done_callback(lambda _, t=began: taken.append(time.perf_counter() - t))
                futures.append(future)
            for future in futures:
                future.result(30)
        service.close()
    return taken


if __name__ == "__main__":
    sys.exit(main())
