"""From an eligible trigger to a finished, guarded message: choose, render, reword, guard, format.

The steps of the pipeline that deal in words. `compose` either gives a message or says which reason
keeps it from going out; it never gives a message that the guard has not passed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from guardrails import Context, Verdict
from guardrails.verdict import STOPPING, Urgency
from service.channels import (
    FORMATTERS,
    Frame,
    HeadlineMissing,
    PlacedModule,
    ValueRefused,
    VariableMissing,
    addressed,
    render,
)
from service.channels.syntax import refuse_foreign
from service.deciding.briefs import Brief
from service.deciding.other_words import Words, approved_words, other_words
from service.domain.decision import Choice, FindingNote, Reason, Reworded
from service.domain.message import Message, MessageTooLong, Readable
from service.domain.repeats import facts_hash, fingerprint
from service.domain.rewording import Reworder, in_words
from service.domain.variables import WHY, Shown
from service.domain.vocabulary import Purpose
from service.library.served import Served
from service.steady import SteadyGuard


class GuardLike(Protocol):
    """The guard as the pipeline sees it; `guardrails.Guard` is the real one."""

    @property
    def version(self) -> str:
        """A hash of its rules, lexicons and policies."""
        ...

    def check(self, text: str, context: Context) -> Verdict:
        """The verdict on one text in its context; a failure is a reject, never an exception."""
        ...

    def read_urgency(self, text: str) -> Urgency:
        """Whether inbound words ask for help that cannot wait."""
        ...


@dataclass(frozen=True, slots=True)
class Composed:
    """What came of a brief. Without a `message`, `failure` says why; `alert` that people must look.

    `used` are the signal's attributes that the chosen words show.
    """

    message: Message | None
    failure: Reason | None = None
    alert: str = ""
    choices: tuple[Choice, ...] = ()
    used: frozenset[str] = frozenset()
    findings: tuple[FindingNote, ...] = ()
    guarded_parts: int = 0
    reworded: tuple[Reworded, ...] = ()
    reword_refused: tuple[tuple[str, str], ...] = ()
    fingerprint: str = ""
    facts: str = ""
    text_hash: str = ""


@dataclass(frozen=True, slots=True)
class _Finished:
    """Words as they would leave, and what the guard said of them. `reading.passed` is its yes."""

    message: Message
    used: frozenset[str]
    reading: _Reading
    fingerprint: str
    facts: str
    text_hash: str


@dataclass(slots=True)
class _Reading:
    """What the guard said of every text of a message."""

    passed: bool = True
    notes: list[FindingNote] = field(default_factory=list)
    parts: int = 0


def compose(served: Served, brief: Brief, guard: GuardLike, reworder: Reworder) -> Composed:
    """A message that the guard passed, or the reason why there is none."""
    selection = served.select(brief.wish, brief.locale)
    if selection.failure is not None:
        alert = selection.failure.detail if selection.failure.code == "not_approved" else ""
        return Composed(None, selection.failure, alert)
    words = other_words(served, brief, selection.choices, reworder)
    composed = _try_words(served, brief, words, guard)
    if composed.message is None and words.reworded:
        by_guard = composed.failure is not None and composed.failure.code == "guardrail"
        refusal = in_words(["RW-50" if by_guard else "RW-53"])
        refused = (*words.refused, *((one.module_id, refusal) for one in words.reworded))
        approved = replace(approved_words(served, brief, selection.choices), refused=refused)
        composed = _try_words(served, brief, approved, guard)
    return composed


# --- rendering and the guard -------------------------------------------------------------------


def _try_words(served: Served, brief: Brief, words: Words, guard: GuardLike) -> Composed:
    """Render, format and guard one set of words."""
    try:
        finished = _finish(served, brief, words, guard)
    except VariableMissing as error:
        return _unfinished(words, Reason("variable_missing", str(error)))
    except MessageTooLong as error:
        return _unfinished(words, Reason("length_exceeded", str(error)))
    except HeadlineMissing as error:
        return _unfinished(words, Reason("no_content", str(error)))
    except ValueRefused as error:
        return _unfinished(words, Reason("guardrail", str(error)))
    reading = finished.reading
    failure, alert = None, ""
    if not reading.passed:
        rules = sorted({note.rule for note in reading.notes if note.severity in STOPPING})
        alert = f"the guard refused the words: {', '.join(rules)}"
        failure = Reason("guardrail", alert)
    return Composed(
        # It may have been finished for another receipt.
        addressed(finished.message, _frame(served, brief)) if reading.passed else None,
        failure,
        alert,
        choices=words.choices,
        used=finished.used,
        findings=tuple(reading.notes),
        guarded_parts=reading.parts,
        reworded=words.reworded,
        reword_refused=words.refused,
        fingerprint=finished.fingerprint,
        facts=finished.facts,
        text_hash=finished.text_hash,
    )


def _unfinished(words: Words, failure: Reason) -> Composed:
    return Composed(
        None,
        failure,
        alert=failure.detail,
        choices=words.choices,
        reworded=words.reworded,
        reword_refused=words.refused,
    )


def _finish(served: Served, brief: Brief, words: Words, guard: GuardLike) -> _Finished:
    """The words rendered, formatted and read; once only where the guard and the words stay."""
    if not isinstance(guard, SteadyGuard) or words.unread:
        return _finish_anew(served, brief, words, guard)
    key = _key(served, brief, words)
    kept = guard.passed(key)
    if kept is not None:
        earlier: _Finished = kept[0]
        return earlier
    finished = _finish_anew(served, brief, words, guard)
    if finished.reading.passed:
        # Beside it lie the words it was made of, so that the ids in its key stay theirs.
        guard.keep(key, (finished, words))
    return finished


def _key(served: Served, brief: Brief, words: Words) -> Hashable:
    """Everything that a finished message depends on, but for the receipt that it points to."""
    trigger = brief.wish.trigger
    return (
        served.release.hash,
        brief.wish.layout.id,
        brief.wish.layout.channel,
        brief.locale,
        brief.wish.audience,
        trigger.purpose,
        trigger.because,
        words.mark,
        tuple(brief.values.items()),
    )


def _finish_anew(served: Served, brief: Brief, words: Words, guard: GuardLike) -> _Finished:
    values = {**served.library_values, **brief.values, WHY: Shown(brief.wish.trigger.because)}
    message, used = _render(served, brief, words, values)
    return _Finished(
        message,
        used,
        _read(served, brief, words.choices, message, guard),
        fingerprint(_open_words(words)),
        facts_hash({name: brief.values[name] for name in sorted(used)}),
        text_hash(message),
    )


def _frame(served: Served, brief: Brief) -> Frame:
    return Frame(served.settings, brief.wish.layout, brief.locale, brief.receipt_id)


def _render(
    served: Served,
    brief: Brief,
    words: Words,
    values: Mapping[str, Shown],
) -> tuple[Message, frozenset[str]]:
    # The trigger's own sentence leaves as `why`, whether or not a module shows it.
    refuse_foreign(brief.wish.trigger.because, WHY)
    placed = []
    used: set[str] = set()
    for one in words.placed:
        used.update(path[0] for path in one.compiled.variables if path[0] in brief.values)
        placed.append(
            PlacedModule(
                slot=one.choice.slot,
                module_id=one.choice.module_id,
                kind=served.release.modules[one.choice.module_id].kind,
                rendered=render(one.compiled, values),
            )
        )
    return FORMATTERS[brief.wish.layout.channel](placed, _frame(served, brief)), frozenset(used)


def _open_words(words: Words) -> str:
    """The words that distinguish this message: all but its required modules.

    Always the approved ones, so that saying the same in other words is still a repeat.
    """
    return "\n".join(one.approved.source for one in words.placed if not one.choice.required)


def _read(
    served: Served,
    brief: Brief,
    choices: tuple[Choice, ...],
    message: Message,
    guard: GuardLike,
) -> _Reading:
    """Show the guard everything that can be read. A guard that raises has not passed anything."""
    accepted = frozenset(
        (finding.rule, finding.text)
        for choice in choices
        for finding in served.release.modules[choice.module_id].accepted_findings
    )
    purpose: Purpose = brief.wish.trigger.purpose
    reading = _Reading()
    # The answer carries the trigger's own sentence too, so it is read on every channel.
    for readable in (*message.readables, Readable("body", brief.wish.trigger.because)):
        context = served.context(
            brief.wish.layout.channel,
            brief.wish.audience,
            purpose,
            brief.locale,
            readable.part,
            readable.format,
            accepted,
        )
        passed, notes = _judge(guard, readable, context)
        reading.parts += 1
        reading.passed = reading.passed and passed
        reading.notes.extend(notes)
    if not message.readables:
        reading.passed = False
        reading.notes.append(FindingNote("GU-01", "block", "message"))
    reading.notes = sorted(set(reading.notes), key=lambda n: (n.rule, n.part, n.severity))
    return reading


def _judge(
    guard: GuardLike, readable: Readable, context: Context
) -> tuple[bool, list[FindingNote]]:
    """Whether the guard passed one text, and what it found. Anything but a clear yes is a no."""
    try:
        verdict = guard.check(readable.text, context)
        passed = verdict.passed is True and not verdict.stopping
        notes = [
            FindingNote(finding.rule, finding.severity, readable.part)
            for finding in verdict.findings
        ]
    except Exception:  # noqa: BLE001 - a guard that fails is a block, never a pass
        passed, notes = False, []
    if not passed and not any(note.severity in STOPPING for note in notes):
        notes.append(FindingNote("GU-01", "block", readable.part))
    return passed, notes


def text_hash(message: Message) -> str:
    """SHA-256 of everything in a message that can be read, as 64 hex digits."""
    # Control characters never stand in a finished text, so the parts cannot run into each other.
    pieces = (f"{r.part}\x1f{r.format}\x1f{r.text}" for r in message.readables)
    return hashlib.sha256("\x1e".join(pieces).encode("utf-8", "surrogatepass")).hexdigest()
