"""Every number of a period in one book, with the sums that tie the tables of a report together.

Whatever two tables both say is one number here, by its coordinates: the messages sent by e-mail
are a cell of one table and the total of a course over time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, get_args

from service.domain.vocabulary import CHANNELS, Outcome, RecipientKind
from service.reporting.cells import Count, together
from service.reporting.hiding import Book, Key, at
from service.reporting.tally import MISMATCHES, Tally

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
KINDS: tuple[RecipientKind, ...] = get_args(RecipientKind)
SEVERITIES = ("block", "review", "warn", "info")

#: What the record said to a caller, agreement first.
ANSWERS = ("agreed", *MISMATCHES)

#: Upper edges of "how many messages did one recipient get", and their names.
_MANY = ((1, "1"), (2, "2"), (3, "3"), (4, "4"), (9, "5 to 9"))
MANY = (*(name for _, name in _MANY), "10 or more")

#: The longest a table of triggers or modules gets; the rest is added up.
LONGEST = 25

#: The parts of a period: the first day of each, and its days by number.
Parts = Sequence[tuple[date, range]]

_ALL, _SENT, _SILENT = at(), at(outcome="send"), at(silent="yes")


def book_of(now: Tally, parts: Parts = ()) -> Book:
    """All numbers of a period; those over time only where it has parts."""
    book = Book()
    _outcomes(book, now)
    _sent(book, now)
    _over_time(book, now, parts)
    _recipients(book, now)
    _silence(book, now)
    _findings(book, now)
    _callers(book, now)
    _modules(book, now)
    _proofs(book, now)
    return book


def listed_triggers(now: Tally) -> tuple[list[str], list[str]]:
    """The triggers of messages that have a row of their own, and the rest."""
    return _listed((trigger, count) for (trigger, _), count in now.by_both.items())


def listed_modules(now: Tally) -> tuple[list[str], list[str]]:
    """The modules that have a row of their own, and the rest."""
    return _listed(
        (str(module), count)
        for (group, modules), count in now.sets.items()
        if group[0] == "modules"
        for module in modules
    )


def more(rest: Sequence[str]) -> str:
    """What the row of those without one of their own is called."""
    return f"{len(rest)} more"


def _listed(counted: Iterable[tuple[str, Count]]) -> tuple[list[str], list[str]]:
    sizes: Counter[str] = Counter()
    for name, count in counted:
        sizes[name] += count.decisions
    ranked = sorted(sizes, key=lambda name: (-sizes[name], name))
    return ranked[:LONGEST], ranked[LONGEST:]


def _outcomes(book: Book, now: Tally) -> None:
    """Decisions by outcome: of each channel, trigger and kind, and of all."""
    book.put(_ALL, now.every)
    for outcome in OUTCOMES:
        of_all = together(now.by_channel.get((c, outcome), Count()) for c in CHANNELS)
        book.put(at(outcome=outcome), of_all)
    book.tie(_ALL, [at(outcome=outcome) for outcome in OUTCOMES])
    triggers = sorted({trigger for trigger, _ in now.by_trigger})
    for what, counts, rows in (
        ("channel", now.by_channel, CHANNELS),
        ("trigger", now.by_trigger, triggers),
        ("kind", now.by_kind, KINDS),
    ):
        for row in rows:
            cells = {o: counts.get((row, o), Count()) for o in OUTCOMES}
            for outcome, count in cells.items():
                book.put(at(**{what: row}, outcome=outcome), count)
            book.put(at(**{what: row}), together(cells.values()))
            book.tie(at(**{what: row}), [at(**{what: row}, outcome=o) for o in OUTCOMES])
        for outcome in OUTCOMES:
            book.tie(at(outcome=outcome), [at(**{what: row}, outcome=outcome) for row in rows])
        book.tie(_ALL, [at(**{what: row}) for row in rows])


def _sent(book: Book, now: Tally) -> None:
    """Messages by trigger and kind of recipient."""
    first, rest = listed_triggers(now)
    for trigger in (*first, *rest):
        for kind in KINDS:
            key = at(trigger=trigger, kind=kind, outcome="send")
            count = now.by_both.get((trigger, kind), Count())
            book.put(key, count) if trigger in first else book.know(key, count)
        cells = [at(trigger=trigger, kind=kind, outcome="send") for kind in KINDS]
        book.tie(at(trigger=trigger, outcome="send"), cells)
    for kind in KINDS:
        cells = [at(trigger=trigger, kind=kind, outcome="send") for trigger in (*first, *rest)]
        book.tie(at(kind=kind, outcome="send"), cells)
    for fixed in (*({"kind": kind} for kind in KINDS), {}):
        cells = [at(trigger=trigger, **fixed, outcome="send") for trigger in rest]
        _sum_up(book, at(trigger=more(rest), **fixed, outcome="send"), cells)


def _over_time(book: Book, now: Tally, parts: Parts) -> None:
    """Decisions by channel and outcome, and messages by trigger, in each part of the period."""
    triggers = sorted({trigger for trigger, _ in now.trigger_days})
    for first, days in parts:
        part = str(first)
        for channel in CHANNELS:
            for outcome in OUTCOMES:
                of_days = (now.by_day.get((channel, day, outcome), Count()) for day in days)
                book.put(at(channel=channel, outcome=outcome, part=part), together(of_days))
        for trigger in triggers:
            of_days = (now.trigger_days.get((trigger, day), Count()) for day in days)
            book.put(at(trigger=trigger, outcome="send", part=part), together(of_days))
        in_part = at(outcome="send", part=part)
        by_channel = [at(channel=c, outcome="send", part=part) for c in CHANNELS]
        book.know(in_part, together(book.counts[key] for key in by_channel))
        book.tie(in_part, by_channel)
        book.tie(in_part, [at(trigger=t, outcome="send", part=part) for t in triggers])
    if not parts:
        return
    for whole in (
        *(at(channel=channel, outcome=outcome) for channel in CHANNELS for outcome in OUTCOMES),
        *(at(trigger=trigger, outcome="send") for trigger in triggers),
    ):
        book.tie(whole, [whole | at(part=str(first)) for first, _ in parts])


def _recipients(book: Book, now: Tally) -> None:
    """Recipients by how many messages they got, each once, and those who got none."""
    cells: dict[tuple[str, str], Count] = {(k, name): Count() for k in KINDS for name in MANY}
    messages: dict[str, Count] = {kind: Count() for kind in KINDS}
    for (kind, who), many in now.sent_to.items():
        name = next((name for edge, name in _MANY if many <= edge), MANY[-1])
        cells[kind, name].add(who)
        if not name.isdigit():
            messages[kind] = together([messages[kind], Count(many, {who})])
    for (kind, name), count in cells.items():
        book.put(at(kind=kind, got=name), count)
    for kind in KINDS:
        _sum_up(book, at(kind=kind, got="any"), [at(kind=kind, got=name) for name in MANY])
        # Whoever knows how many messages went out can multiply.
        many_each = at(kind=kind, messages="5 and more")
        book.know(many_each, messages[kind])
        times = {at(kind=kind, got=name): int(name) for name in MANY if name.isdigit()}
        book.add_up({**times, many_each: 1, at(kind=kind, outcome="send"): -1})
    for name in (*MANY, "any"):
        _sum_up(book, at(got=name), [at(kind=kind, got=name) for kind in KINDS])
    book.tie(at(got="any"), [at(got=name) for name in MANY])
    everybody = now.every.people
    nothing = everybody.difference(who for _, who in now.sent_to)
    book.put(at(people="all"), Count(len(everybody), everybody))
    book.know(at(people="sent nothing"), Count(len(nothing), nothing))
    book.know(at(people="again"), now.again)
    book.tie(at(people="all"), [at(got="any"), at(people="sent nothing")])
    book.tie(_ALL, [at(people="all"), at(people="again")])


def _silence(book: Book, now: Tally) -> None:
    """Held and suppressed, by reason and channel. One decision can have several reasons."""
    for channel in CHANNELS:
        silent = at(channel=channel, silent="yes")
        _know_sum(book, silent, [at(channel=channel, outcome=o) for o in ("hold", "suppress")])
        sets = _sets(now, "silence", channel)
        _members(book, silent, sets, _named("reason", channel=channel))
    _know_sum(book, _SILENT, [at(outcome="hold"), at(outcome="suppress")])
    _know_sum(book, _SILENT, [at(channel=channel, silent="yes") for channel in CHANNELS])
    for reason in _members(book, _SILENT, _sets(now, "silence"), _named("reason")):
        cells = [at(reason=reason, channel=channel) for channel in CHANNELS]
        _sum_up(book, at(reason=reason), [key for key in cells if key in book.counts])


def _findings(book: Book, now: Tally) -> None:
    """Decisions with a finding, by rule and severity."""

    def key(finding: Any) -> Key:
        return at(rule=finding[0], severity=finding[1])

    found = _members(book, _ALL, _sets(now, "findings"), key)
    for rule in {rule for rule, _ in found}:
        _sum_up(book, at(rule=rule), [key(finding) for finding in found if finding[0] == rule])
    for stopping in (("block",), ("block", "review")):
        book.tie(at(outcome="blocked"), [key(one) for one in found if one[1] in stopping])


def _callers(book: Book, now: Tally) -> None:
    """What each caller asked for, by what the record said: agreed, or a mismatch."""
    callers = {group[1] for group, _ in now.sets if group[0] == "caller"}
    for caller in callers:
        sets = _sets(now, "caller", caller)
        asked = at(caller=caller, asked="yes")
        book.know(asked, together(sets.values()))
        found = _members(book, asked, sets, _named("answer", caller=caller))
        _sum_up(book, at(caller=caller), [at(caller=caller, answer=answer) for answer in found])
    book.tie(_ALL, [at(caller=caller, asked="yes") for caller in callers])
    for answer in MISMATCHES:
        cells = [at(caller=caller, answer=answer) for caller in callers]
        if at(reason=answer) in book.counts:
            book.tie(at(reason=answer), [key for key in cells if key in book.counts])


def _modules(book: Book, now: Tally) -> None:
    """Content modules that recipients of each kind were shown. One message holds several."""
    first, rest = listed_modules(now)
    triggers = sorted({trigger for trigger, _ in now.by_both})
    for kind in KINDS:
        sets = _sets(now, "modules", None, kind)
        whole = at(kind=kind, outcome="send")
        _members(book, whole, sets, _named("module", kind=kind), first)
        added = [count for modules, count in sets.items() for m in modules if m in rest]
        book.put(at(module=more(rest), kind=kind), together(added))
        for trigger in triggers:
            # Anybody who reads the library knows which modules belong to which trigger.
            sets = _sets(now, "modules", trigger, kind)
            whole = at(trigger=trigger, kind=kind, outcome="send")
            for module in first:
                _with_and_without(
                    book, whole, sets, module, at(module=module, trigger=trigger, kind=kind)
                )
        for module in first:
            cells = [at(module=module, trigger=trigger, kind=kind) for trigger in triggers]
            book.tie(at(module=module, kind=kind), cells)
    _members(book, _SENT, _sets(now, "modules"), _named("module"), first)
    for module in (*first, more(rest)):
        _sum_up(book, at(module=module), [at(module=module, kind=kind) for kind in KINDS])


def _proofs(book: Book, now: Tally) -> None:
    """What must be none, how many messages that was looked for in, and decisions that replace."""
    for what, whole in (
        ("without_consent", _SENT),
        ("after_stop", _SENT),
        ("checked", _SENT),
        ("repeat", _ALL),
    ):
        for was in (True, False):
            key = at(proof=what, was=str(was))
            count = now.proofs.get((what, was), Count())
            printed = was or what == "checked"
            book.put(key, count) if printed else book.know(key, count)
        book.tie(whole, [at(proof=what, was=str(was)) for was in (True, False)])
    checked = at(proof="checked", was="True")
    _members(book, checked, _sets(now, "missing"), _named("missing"))


_Sets = Mapping[frozenset[Any], Count]


def _sets(now: Tally, what: str, *group: str | None) -> _Sets:
    """Decisions of a group by all that each has of something; None stands for any."""
    found: dict[frozenset[Any], list[Count]] = {}
    for (of, members), count in now.sets.items():
        if of[0] == what and all(want in (None, has) for want, has in zip(group, of[1:])):  # noqa: B905
            found.setdefault(members, []).append(count)
    return {members: together(counts) for members, counts in found.items()}


def _named(what: str, **fixed: str) -> Callable[[Any], Key]:
    """The numbers of one coordinate's values, the others fixed."""
    return lambda value: at(**{what: value}, **fixed)


def _members(
    book: Book,
    whole: Key,
    sets: _Sets,
    key: Callable[[Any], Key],
    names: Sequence[str] | None = None,
) -> list[Any]:
    """Print how many of a whole have each member. Without names it is all members, and then they
    add up to the whole, but for decisions that have none, or more than one. Returns the members.
    """
    found = list(names) if names is not None else sorted({m for members in sets for m in members})
    for name in found:
        having = together(count for members, count in sets.items() if name in members)
        book.put(key(name), having)
        _with_and_without(book, whole, sets, name, key(name))
    if names is None:
        none, again = whole | at(members="none"), whole | at(members="again")
        book.know(none, sets.get(frozenset(), Count()))
        book.know(again, together(_each_again(sets)))
        book.add_up({**dict.fromkeys(map(key, found), 1), none: 1, again: -1, whole: -1})
    return found


def _each_again(sets: _Sets) -> Iterable[Count]:
    return (
        Count((len(members) - 1) * count.decisions, count.people)
        for members, count in sets.items()
        if len(members) > 1
    )


def _with_and_without(book: Book, whole: Key, sets: _Sets, name: Any, key: Key) -> None:
    """Those of a whole that have a member, and the rest of it, which a reader can subtract."""
    without = key | at(without="it")
    book.know(key, together(count for members, count in sets.items() if name in members))
    book.know(without, together(count for members, count in sets.items() if name not in members))
    book.tie(whole, [key, without])


def _sum_up(book: Book, whole: Key, parts: Sequence[Key]) -> None:
    """Print the sum of some numbers."""
    book.put(whole, together(book.counts[part] for part in parts))
    book.tie(whole, parts)


def _know_sum(book: Book, whole: Key, parts: Sequence[Key]) -> None:
    book.know(whole, together(book.counts[part] for part in parts))
    book.tie(whole, parts)
