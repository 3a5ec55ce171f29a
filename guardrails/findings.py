"""Turns a place that a rule hit into a finding: its gravity here, its words, its span.

It looks for nothing itself; `reader.py` says what was found where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from guardrails.build import Parts
from guardrails.detectors import Place
from guardrails.lexicon import Term
from guardrails.mapped import Mapped
from guardrails.matching import Hit
from guardrails.naming import Named, in_a_row, named, nearest
from guardrails.rules import RuleSpec
from guardrails.second import Claim
from guardrails.spans import Spans
from guardrails.tagger import Tagged
from guardrails.verdict import Context, Finding, Severity


@dataclass(frozen=True, slots=True)
class Page:
    """One text as one reading sees it: the source, what is readable of it, and where it says a
    registered claim."""

    parts: Parts
    source: str
    mapped: Mapped
    context: Context
    registered: Spans


def place_of(parts: Parts, tagged: Tagged, hit: Hit, term: Term | None) -> Place:
    """Where a word pattern hit, with the term that it is about and the words around that."""
    start, end = hit.start, hit.end
    while start < end - 1 and tagged.starts[start] == tagged.ends[start]:
        start += 1  # a sentence's beginning is no part of what is shown
    low, high = tagged.starts[start], tagged.ends[end - 1]
    place = next(
        (at for at in range(hit.end - 1, hit.start - 1, -1) if tagged.terms.get(at) is term), -1
    )
    trigger = tagged.text[low:high]
    if term is None or place < 0:
        return Place(low, high, in_a_row(trigger), term.name if term else "")
    first, last = tagged.starts[place], tagged.ends[place]
    trigger = f"{tagged.text[low:first]} {tagged.text[last:high]}"
    called = named(term, in_a_row(tagged.text[first:last]), parts.knows)
    return Place(low, high, in_a_row(trigger), term.name, named=called)


def own_severity(rule: RuleSpec, place: Place, hit: Hit | None) -> Severity:
    """What the place, the pattern or the rule says, before any policy."""
    return place.severity or (hit.pattern.severity if hit else None) or rule.severity


def finding_of(page: Page, rule: RuleSpec, place: Place, hit: Hit | None) -> Iterator[Finding]:
    """The finding of a place, on the source; none where the policy turns the rule off here."""
    spec, mapped = hit.pattern if hit else None, page.mapped
    severity = page.parts.policy.severity(rule.code, own_severity(rule, place, hit), page.context)
    if severity is None:
        return
    start, end = mapped.span(place.start, place.end)
    text = page.source[start:end]
    severity = _lowered(page, rule, place, text, severity)
    called = place.named or (
        Named(place.condition, place.condition) if place.condition else Named()
    )
    words = {
        "text": mapped.text[place.start : place.end][:200],
        "condition": called.said[:200],
        "trigger": place.trigger[:200],
        "detail": place.detail,
    }
    suggestion = spec.suggestion if spec and spec.suggestion is not None else rule.suggestion
    yield Finding(
        rule=rule.code,
        kind=rule.kind,
        severity=severity,
        start=start,
        end=end,
        text=text,
        message=_filled(rule.message, words),
        why=rule.why,
        link=rule.link,
        subject=(spec.subject if spec and spec.subject else rule.subject),
        condition=place.condition,
        trigger=place.trigger,
        suggestion=_filled(suggestion, words | {"condition": called.rewritten[:200]}),
    )


def weighed_finding(page: Page, tagged: Tagged, claim: Claim, asking: str) -> Iterator[Finding]:
    """What a reader of whole sentences found, as a finding of the kind that it named.

    A policy that lowers the asking rule lowers it whatever the kind, because the kind is a guess:
    "your refill" in a signed-in portal may look like DX-02.
    """
    own, rule = page.parts.rule(asking), page.parts.rule(claim.kind)
    if own is None or rule is None:
        return
    severity = page.parts.policy.severity(own.code, own.severity, page.context)
    if severity is None:
        return
    low, high = tagged.starts[claim.start], tagged.ends[claim.end - 1]
    within = range(claim.start, claim.end)
    called = nearest(tagged, claim.condition, within, page.parts.knows)
    place = Place(low, high, claim.trigger, claim.condition, severity=severity, named=called)
    for finding in finding_of(page, rule, place, None):
        message, suggestion = finding.message, finding.suggestion
        if not claim.condition:  # the kind's own words would name one
            message = _filled(own.message, {"text": finding.text[:200]})
            suggestion = own.suggestion
        why = f"{own.why} {rule.why}"
        yield replace(finding, why=why, message=message, suggestion=suggestion)


def _lowered(page: Page, rule: RuleSpec, place: Place, text: str, severity: Severity) -> Severity:
    """What people settled beforehand: a registered claim, or a review that somebody accepted."""
    if rule.id.startswith("CL-") and page.registered.hold(place.start, place.end):
        return "info"
    if severity == "review" and (rule.code, text) in page.context.accepted:
        return "info"
    return severity


def _filled(template: str, words: dict[str, str]) -> str:
    if "{" not in template:
        return template
    for name, value in words.items():
        template = template.replace("{" + name + "}", value)
    return template
