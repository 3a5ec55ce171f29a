"""The readings of one text: markup off, typography even, rules run, and what they find together.

Reads twice only where odd characters or broken words could hide something. What the second reading
alone reveals is evasion.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from guardrails import normalise
from guardrails.addresses import followed, led_to
from guardrails.build import Parts
from guardrails.detectors import Place, Reading
from guardrails.detectors.leak import asked_of
from guardrails.doubting import doubted
from guardrails.encoder.asking import MOST_READ, Asking
from guardrails.failures import failed
from guardrails.findings import Page, finding_of, own_severity, place_of, weighed_finding
from guardrails.lexicon import Term
from guardrails.mapped import Mapped
from guardrails.matching import Hit
from guardrails.promises import PROMISE_KINDS, PROMISE_RULE, promises
from guardrails.registered import said
from guardrails.rules import RuleSpec
from guardrails.second import SECOND_RULE, Claim, Rest, Weighed, outweighed
from guardrails.spans import Spans
from guardrails.tagger import Tagged
from guardrails.verdict import PROFESSIONALS, STOPPING, Context, Finding
from guardrails.visible import views

#: How much more a sentence must weigh where only decoding made it readable: honest odd characters
#: leave odd words behind, and those must not look like a hidden claim.
_DECODED = 1.0
_GRAVITY = {"block": 0, "review": 1, "warn": 2, "info": 3}
_BLANKS = re.compile(r"\s{2,}")
_NOWHERE = Spans()
#: The rule on what bystanders can read, and the parts whose addresses it looks into.
LEAK_RULE, _BODIES = "LK-01", frozenset({"body", "message"})


def read(
    parts: Parts, text: str, context: Context, check_time: Callable[[], None]
) -> tuple[Finding, ...]:
    """Every finding, ordered by start and rule."""
    findings = [
        finding
        for shown in views(text, context.format)
        for finding in _of_view(parts, text, shown, context, check_time)
    ]
    findings += _of_addresses(parts, text, context, check_time)
    # a rule and its milder sibling may hit the same words: the graver finding is the one to show
    weakest_first = sorted(findings, key=lambda f: -_GRAVITY[f.severity])
    unique = {(f.start, f.end, f.rule): f for f in weakest_first}
    return tuple(unique[key] for key in sorted(unique, key=lambda key: (key[0], key[2], key[1])))


def _of_addresses(
    parts: Parts, text: str, context: Context, check_time: Callable[[], None]
) -> Iterator[Finding]:
    """What the addresses behind links and pictures say of whoever follows them: no view of markup
    shows them, and a browser's history or a proxy's log does."""
    rule, find = parts.rule(LEAK_RULE), parts.finders.get(LEAK_RULE)
    if context.format == "text" or context.part not in _BODIES or rule is None or find is None:
        return
    nothing, lookup = parts.tagger.tag(""), lookup_of(parts)
    written = Mapped(followed(text, context.format))
    asking = [asked for address in led_to(text, context.format) if (asked := asked_of(address))]
    alone = replace(context, part="link_url", authenticated=False)
    for mapped, at in [(written, context), *((asked, alone) for asked in asking)]:
        check_time()
        page = Page(parts, text, mapped, context, _NOWHERE)
        for place in find(Reading(mapped.text, nothing, at, lookup)):
            yield from finding_of(page, rule, place, None)


def _of_view(
    parts: Parts, text: str, shown: Mapped, context: Context, check_time: Callable[[], None]
) -> list[Finding]:
    """What is found in one of the ways in which a text is shown."""
    even = Mapped(normalise.plain(shown.text), shown.starts, shown.ends)
    findings = list(_findings(parts, text, even, context, check_time))
    clear = normalise.decoded(even.text, parts.knows, parts.ordinary)
    if clear is not None:
        again = even.then(clear)
        second = list(_findings(parts, text, again, context, check_time, _DECODED))
        findings = _merged(parts, text, even, findings, second, context)
    return findings


def _findings(
    parts: Parts,
    source: str,
    mapped: Mapped,
    context: Context,
    check_time: Callable[[], None],
    more: float = 0.0,
) -> Iterator[Finding]:
    registered = said(context.claims, mapped, source, blank=context.format == "html")
    page = Page(parts, source, mapped, context, registered)
    tagged = parts.tagger.tag(mapped.text)
    check_time()
    weighed = parts.second.weigh(tagged, check_time)
    asking = Asking(parts.encoder, check_time)
    reading = Reading(mapped.text, tagged, context, lookup_of(parts))
    detected = list(_detected(parts, reading, check_time))
    stopped = [
        _signs(tagged, found)
        for rule, found in detected
        if rule.id.startswith("DX-") and own_severity(rule, found, None) in STOPPING
    ]
    judged: list[tuple[int, int]] = []

    def settled(rule: RuleSpec, found: Place, hit: Hit) -> Place:
        stops = own_severity(rule, found, hit) in STOPPING
        if stops and doubted(parts, rule, hit, tagged, weighed, asking):
            return replace(found, severity="info")
        return found

    for rule, place, hit in _best(_word_places(parts, tagged, check_time), settled):
        if rule.id.startswith("DX-") and own_severity(rule, place, hit) in STOPPING:
            stopped.append((hit.start, hit.end))
        if rule.id.startswith(PROMISE_KINDS):
            judged.append((hit.start, hit.end))
        yield from finding_of(page, rule, place, hit)
    # what it learned from speaks to patients; to a clinician "your patients with asthma" is fine
    asked = weighed if context.audience not in PROFESSIONALS else ()
    rest = rest_of(parts, SECOND_RULE, tagged)
    claims = list(parts.second.claims(tagged, asked, asking, stopped, more, rest))
    promised = _promised(page, tagged, weighed, [*judged, *stopped], asking)
    for rule_id, own, others in (
        (SECOND_RULE, claims, promised),
        (PROMISE_RULE, promised, claims),
    ):
        yielding = outweighed(own, others)
        for at, claim in enumerate(own):
            if at not in yielding:
                yield from weighed_finding(page, tagged, claim, rule_id)
    for rule, found in detected:
        yield from finding_of(page, rule, found, None)
    if asking.left_out:
        yield failed("GU-05", len(source), f"it would take more than {MOST_READ} readings")


def _detected(
    parts: Parts, reading: Reading, check_time: Callable[[], None]
) -> Iterator[tuple[RuleSpec, Place]]:
    """What the rules find that are code: a link, a number, a placeholder in the wrong place."""
    for rule_id, find in parts.finders.items():
        for found in find(reading):
            yield parts.by_id[rule_id], found
        check_time()


def _signs(tagged: Tagged, place: Place) -> tuple[int, int]:
    """The signs that a place in the text reaches into."""
    return bisect_right(tagged.ends, place.start), bisect_left(tagged.starts, place.end)


def _promised(
    page: Page,
    tagged: Tagged,
    weighed: list[Weighed],
    judged: list[tuple[int, int]],
    asking: Asking,
) -> list[Claim]:
    parts = page.parts
    rule = parts.rule(PROMISE_RULE)
    if rule is None:
        return []
    rest = rest_of(parts, PROMISE_RULE, tagged)
    readers = (parts.second, parts.promising, asking)
    return list(promises(*readers, rule, tagged, weighed, judged, page.registered, rest))


def rest_of(parts: Parts, rule: str, tagged: Tagged) -> Rest:
    """What is left of a sentence without the words that a rule's exceptions match.

    An exception that names a beginning may start in the sentence before: "MenB vaccine. Protects
    against meningitis."
    """

    def rest(first: int, end: int) -> str | None:
        before, _ = parts.scopes.sentence(tagged, max(first - 2, 0))
        spans = parts.words.excepted(rule, tagged, before, first, end)
        if not spans:
            return None
        kept, after = [], first
        for low, high in [*spans, (end, end)]:
            kept.append(tagged.words(after, low))
            after = high
        return " ".join(part for part in kept if part)

    return rest


_Found = tuple[RuleSpec, Place, Hit]


def _word_places(parts: Parts, tagged: Tagged, check_time: Callable[[], None]) -> Iterator[_Found]:
    for hit in parts.words.run(tagged, check_time):
        term = parts.scopes.term(tagged, hit.start, hit.end)
        yield hit.rule, place_of(parts, tagged, hit, term), hit


def _best(
    found: Iterator[_Found], settled: Callable[[RuleSpec, Place, Hit], Place]
) -> list[_Found]:
    """Of one rule's overlapping places the first and longest that stands; `settled` lowers what is
    doubted. A wide pattern's hit that only notes hides no narrow one within its words."""
    ordered = sorted(found, key=lambda f: (f[0].id, f[1].start, -f[1].end))
    kept: list[_Found] = []
    for rule, place, hit in ordered:
        last = kept[-1] if kept else None
        over = last is not None and last[0].id == rule.id and place.start < last[1].end
        if over and last is not None and last[1].severity != "info":
            continue
        entry = (rule, settled(rule, place, hit), hit)
        if not over:
            kept.append(entry)
        elif entry[1].severity != "info":
            kept[-1] = entry
    return kept


def lookup_of(parts: Parts) -> Callable[[str], list[tuple[int, int, Term]]]:
    """Finds the terms in any text: first and last letter of each, and the term."""

    def lookup(text: str) -> list[tuple[int, int, Term]]:
        tagged = parts.tagger.tag(_BLANKS.sub(lambda m: " " * len(m.group()), text))
        return [(tagged.starts[at], tagged.ends[at], term) for at, term in tagged.terms.items()]

    return lookup


def _merged(
    parts: Parts,
    source: str,
    even: Mapped,
    first: list[Finding],
    second: list[Finding],
    context: Context,
) -> list[Finding]:
    """Both readings' findings, and what the difference between them means.

    The second reader often sees through a disguise by itself. What a rule finds behind it was
    hidden all the same.
    """
    asking = (parts.rule(SECOND_RULE), parts.rule(PROMISE_RULE))
    guessed = tuple(rule.why for rule in asking if rule is not None)
    ruled, any_way = (
        _by_rule(seen for seen in first if every or not seen.why.startswith(guessed))
        for every in (False, True)
    )
    revealed = [
        finding
        for finding in second
        if finding.stops
        and not (any_way if finding.why.startswith(guessed) else ruled)
        .get(finding.rule, _NOWHERE)
        .overlap(finding.start, finding.end)
    ]
    evasion, odd = parts.rule("EV-01"), parts.rule("EV-02")
    out = [*first, *revealed]
    page = Page(parts, source, Mapped(source), context, _NOWHERE)
    for finding in revealed:
        if evasion is not None:
            place = Place(finding.start, finding.end, finding.trigger, finding.condition)
            out += finding_of(page, evasion, place, None)
    if not revealed and odd is not None:
        for at in normalise.odd_characters(even.text)[:1]:
            start, end = even.span(at, at + 1)
            place = Place(start, end, f"U+{ord(even.text[at]):04X}")
            out += finding_of(page, odd, place, None)
    return out


def _by_rule(findings: Iterable[Finding]) -> dict[str, Spans]:
    """Where each rule has found something."""
    places: dict[str, list[tuple[int, int]]] = {}
    for finding in findings:
        places.setdefault(finding.rule, []).append((finding.start, finding.end))
    return {rule: Spans(spans) for rule, spans in places.items()}
