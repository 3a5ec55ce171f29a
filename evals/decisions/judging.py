"""Compares what a history came to with what people agreed is right.

Pure: expectations and notes in, faults out. *Missed* is kept apart from *over-blocked*: a message
that went although it should not have, or that lacks what it must say, is worse than one kept back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import chain
from typing import Any, Final
from zoneinfo import ZoneInfo

from evals.decisions.cases import Ask, DecisionCase, Seen, Turn
from evals.decisions.clock import written
from evals.decisions.formats.always import Always, When
from evals.decisions.formats.expecting import Expect
from evals.faults import Fault, FaultKind
from guardrails.detectors.reading import flesch_kincaid
from service.domain.nearest import did_you_mean
from service.domain.standing import Consent, PastEvent

#: How far a message gets: the order says which way a wrong outcome is wrong.
_OUT: Final = frozenset({"send", "escalate"})


def judge(
    case: DecisionCase, seen: list[Seen], always: tuple[Always, ...], known: Collection[str]
) -> tuple[Fault, ...]:
    """Everything wrong with a history. `known` are the keys of the items of the release."""
    faults = list(_gone(case, known))
    for number, (ask, got) in enumerate(zip(case.asks, seen, strict=True), 1):
        faults.extend(_step(ask, got, number, case.clock))
        faults.extend(broken_always(got, always, number))
    return tuple(faults)


def _gone(case: DecisionCase, known: Collection[str]) -> Iterator[Fault]:
    """What the case names and the release does not have: it could be neither right nor wrong."""
    for name in dict.fromkeys((*_named_in_message(case), *_named_in_life(case, known))):
        if name not in known:
            near = did_you_mean(name, _of_its_sort(name, known))
            fix = near or "mend the case or the library"
            yield Fault("gone", f"`{name}` is not in the release; {fix}")


def _of_its_sort(name: str, known: Collection[str]) -> list[str]:
    sort = name.partition(":")[0]
    found = {key for key in known if key.startswith(f"{sort}:")}
    if sort == "event":  # every signal is one
        found |= {key.replace("signal", sort, 1) for key in known if key.startswith("signal:")}
    return sorted(found)


def _named_in_life(case: DecisionCase, known: Collection[str]) -> Iterator[str]:
    """Topics of its consents, and events that no signal and no trigger knows.

    They do nothing, so that a case with a misspelt one may be right for another reason.
    """
    if not any(name.startswith("topic:") for name in known):  # a run from before they were kept
        return
    turns = [step.change for step in case.steps if isinstance(step, Turn)]
    said = [change for change in turns if isinstance(change, Consent)]
    for consent in (*case.standing.consents, *said):
        if consent.topic is not None:
            yield f"topic:{consent.topic}"
    for change in turns:
        if isinstance(change, PastEvent) and f"signal:{change.type}" not in known:
            yield f"event:{change.type}"


def _named_in_message(case: DecisionCase) -> Iterator[str]:
    """Modules, triggers, layouts and signals."""
    names: dict[str, None] = {}
    for ask in case.asks:
        expect = ask.expect
        named = (expect.modules or (), expect.pinned or (), expect.holds, expect.variants)
        # A module that may not be in a message is never in one where it does not exist.
        for module in (*chain(*named), *expect.without):
            names[f"module:{module}"] = None
        for trigger in (expect.trigger, *(expect.considered or {})):
            if trigger and not trigger.startswith("escalation-"):
                names[f"trigger:{trigger}"] = None
        if expect.layout:
            names[f"layout:{expect.layout}"] = None
        if expect.refused is None:
            names[f"signal:{ask.signal.type}"] = None
    yield from names


def _step(ask: Ask, got: Seen, number: int, clock: ZoneInfo) -> Iterator[Fault]:
    expect = ask.expect
    if expect.refused is not None or "refused" in got:
        yield from _refused(expect, got, number)
        return
    if expect.outcome != got["outcome"]:
        kind = way(expect.outcome or "", got["outcome"])
        reasons = ", ".join(got["reasons"])
        came = f"{got['outcome']} ({reasons})" if reasons else got["outcome"]
        yield Fault(kind, "another outcome", str(expect.outcome), came, number)
    yield from words_left(got, number)
    for what, wanted, came in _exact(ask, got):
        if wanted is not None and wanted != came:
            yield Fault("other", what, _shown(wanted), _shown(came), number)
    for what, time, got_time in _times(ask, got):
        if time is not None and time != got_time:
            told = written(got_time, clock) if got_time else "none"
            yield Fault("other", what, written(time, clock), told, number)
    yield from _words(expect.contains, expect.lacks, got["text"], number)
    yield from _parts(expect, got, number)


def _refused(expect: Expect, got: Seen, number: int) -> Iterator[Fault]:
    wanted, came = list(expect.refused or ()), got.get("refused")
    if came is None:
        yield Fault("missed", "a broken signal was taken", _shown(wanted), got["outcome"], number)
    elif wanted != came:
        kind: FaultKind = "other" if wanted else way(expect.outcome or "", "refused")
        yield Fault(kind, "signal refused", _shown(wanted or expect.outcome), _shown(came), number)


def way(wanted: str, got: str) -> FaultKind:
    """Which way another outcome is wrong; `refused` stands for that of a broken signal.

    Where no outcome was agreed (`""`), whatever left is missed.
    """
    if wanted in ("escalate", "refused"):
        return "missed"
    if got in ("escalate", "refused"):
        return "over_blocked"
    if wanted in _OUT and got not in _OUT:
        return "over_blocked"
    return "missed" if got in _OUT else "other"


def words_left(got: Seen, number: int = 0) -> Iterator[Fault]:
    """A fault where a decision not to send has words all the same."""
    if got["text"] and got["outcome"] not in _OUT:
        yield Fault("missed", "words left with a decision not to send", step=number)


def _exact(ask: Ask, got: Seen) -> Iterator[tuple[str, Any, Any]]:
    """Each field that must be equal: its name, what was wanted (None: anything), what came."""
    expect = ask.expect
    yield "other reasons", _listed(expect.reasons), got["reasons"]
    yield "another trigger", expect.trigger, got["trigger"]
    tried = [list(pair) for pair in expect.considered.items()] if expect.considered else None
    yield "other triggers tried", tried, got["considered"]
    yield "another stage", expect.stage, got["stage"]
    yield "another purpose", expect.purpose, got["purpose"]
    yield "another layout", expect.layout, got["layout"]
    yield "other modules", _listed(expect.modules), got["modules"]
    yield "other required modules", _listed(expect.pinned), got["pinned"]
    yield "another experiment arm", expect.experiments, got["experiments"]
    wanted = expect.hand_off.model_dump() if expect.hand_off else None
    yield "another hand-off", wanted, got["hand_off"]
    yield "opt-out words", expect.opt_out_words, got["opt_out_words"]
    yield "another line for the recipient", expect.why, got["why"]
    if expect.consent is not None:
        consent = got["consent"] or {}
        for name in expect.consent.model_fields_set:
            yield f"another consent ({name})", getattr(expect.consent, name), consent.get(name)
    for name, value in expect.receipt.items():
        yield f"receipt.{name}", _listed(value), got["receipt"].get(name)
    for module, variant in expect.variants.items():
        yield f"variant of `{module}`", variant, got["variants"].get(module, "")


def _times(ask: Ask, got: Seen) -> Iterator[tuple[str, datetime | None, datetime | None]]:
    """The same of the times, which are told by the clock of the case."""
    yield "another time to wait for", ask.not_before, _time(got["not_before"])
    yield "another end of validity", ask.valid_until, _time(got["valid_until"])


def _parts(expect: Expect, got: Seen, number: int) -> Iterator[Fault]:
    """What must be among several, or must not be."""
    present = {*got["modules"], *got["pinned"]}
    for module in expect.holds:
        if module not in present:
            yield Fault("other", f"`{module}` is not in the message", step=number)
    for module in expect.without:
        if module in present:
            yield Fault("missed", f"`{module}` is in the message", step=number)
    for field, wanted in (("used", expect.used), ("unused", expect.unused)):
        for name in wanted:
            if name not in got["receipt"][field]:
                yield Fault("other", f"the receipt does not name `{name}` as {field}", step=number)


def _words(
    contains: tuple[str, ...], lacks: tuple[str, ...], text: str, number: int
) -> Iterator[Fault]:
    for words in contains:
        if words not in text:
            yield Fault("missed", f"it does not say “{words}”", step=number)
    for words in lacks:
        if words in text:
            yield Fault("missed", f"it says “{words}”", step=number)


# --- what holds always -------------------------------------------------------------------------


def broken_always(got: Seen, always: tuple[Always, ...], number: int = 0) -> Iterator[Fault]:
    """Each thing that must hold of every such decision, and does not of this one."""
    if "refused" in got:
        return
    for rule in always:
        if not _meets(rule.when, got):
            continue
        for fault in _breaks(rule, got, number):
            yield Fault(fault.kind, f"{fault.what}; {rule.reason}", fault.wanted, fault.got, number)


def _meets(when: When, got: Seen) -> bool:
    return all(
        not wanted or got[name] in wanted
        for name, wanted in (
            ("outcome", when.outcome),
            ("channel", when.channel),
            ("purpose", when.purpose),
            ("audience", when.audience),
        )
    )


def _breaks(rule: Always, got: Seen, number: int) -> Iterator[Fault]:
    if rule.pinned is not None and list(rule.pinned) != got["pinned"]:
        wanted, came = _shown(list(rule.pinned)), _shown(got["pinned"])
        yield Fault("missed", "other required modules", wanted, came, number)
    yield from _words(rule.contains, rule.lacks, got["text"], number)
    if rule.segments_at_most is not None and got["segments"] > rule.segments_at_most:
        came = str(got["segments"])
        yield Fault("other", "too many parts", str(rule.segments_at_most), came, number)
    if rule.reads_at_most is not None:
        reads = flesch_kincaid(got["text"])
        if reads is not None and reads > rule.reads_at_most:
            yield Fault(
                "other", "too hard to read", f"grade {rule.reads_at_most}", f"{reads:.1f}", number
            )


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_shown(item) for item in value) + "]"
    return str(value)
