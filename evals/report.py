"""Prints what a run found, as text for a terminal, as Markdown for the docs, as JSON for tools.

It shows a `Score`; it computes nothing. The same score gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evals.education import EducationScore
from evals.golden import GuardCase, UrgencyCase
from evals.kinds import KINDS
from evals.scoring import Outcome, Rate, Score, total
from evals.tables import Row, markdown_table, plain_table, rate_rows

HEAD: Final[Row] = ("", "share", "95% interval", "count")
_SHORT: Final = 300


@dataclass(frozen=True, slots=True)
class Section:
    """The result of one run over one part of the golden set.

    short: what falls short of the bar. unsure: how many texts were left out as such.
    texts: which texts may be shown: `none` (numbers only), `open`, or `all`; with their `places`,
        where ids say little.
    """

    title: str
    score: Score
    short: Sequence[object]
    education: EducationScore | None = None
    texts: str = "open"
    education_texts: bool = False
    unsure: int = 0
    places: bool = False

    @property
    def fails(self) -> bool:
        """Whether the run ends with exit code 1."""
        return bool(self.short or self.score.unknown_rules)


def text_report(section: Section) -> str:
    """The report for a terminal."""
    lines = [section.title, ""]
    for title, head, rows in _tables(section.score, section.education):
        lines += [title, *plain_table(head, rows), ""]
    lines += [*_misses(section), *_flags(section), *_ending(section)]
    return "\n".join(lines) + "\n"


def markdown_report(sections: Sequence[Section]) -> str:
    """The page for the docs: one chapter for each section."""
    lines = [
        "# How good the guard is",
        "",
        "Made by `bedside eval guard --write`; do not edit. What each number means stands in",
        "[evaluation](../evaluation.md#the-guards-report). Claims must be stopped; look-alikes",
        "must pass. The guard learns from the open set, so only the held-back set says what to",
        "expect of new text.",
    ]
    for section in sections:
        lines += ["", f"## {section.title}"]
        for title, head, rows in _tables(section.score, section.education):
            lines += ["", f"### {title}", "", *markdown_table((head[0] or "what", *head[1:]), rows)]
        lines += ["", *_fenced(_misses(section))]
        lines += [f"- {line}" for line in _ending(section)]
    return "\n".join(lines).rstrip() + "\n"


def json_report(sections: Sequence[Section]) -> str:
    """Everything for tools, one object a section."""
    return json.dumps([_json(section) for section in sections], indent=2, ensure_ascii=False) + "\n"


def _tables(score: Score, education: EducationScore | None) -> Iterator[tuple[str, Row, list[Row]]]:
    yield "Overall", HEAD, rate_rows(_headline(score))
    if score.recall_by_kind:
        yield "Claims found, by kind", HEAD, rate_rows(score.recall_by_kind, KINDS)
    if score.recall_by_style:
        yield "Claims found, by style", HEAD, rate_rows(score.recall_by_style)
    if score.recall_by_source:
        yield "Claims found, by source", HEAD, rate_rows(score.recall_by_source)
    if score.flagged_by_kind:
        yield "Look-alikes flagged, by kind", HEAD, rate_rows(score.flagged_by_kind, KINDS)
    if score.flagged_by_style:
        yield "Look-alikes flagged, by style", HEAD, rate_rows(score.flagged_by_style)
    if score.flagged_by_source:
        yield "Look-alikes flagged, by source", HEAD, rate_rows(score.flagged_by_source)
    if score.urgent_by_kind:
        yield "Urgent texts found, by kind", HEAD, rate_rows(score.urgent_by_kind)
        yield "Urgent texts found, by source", HEAD, rate_rows(score.urgent_by_source)
    if score.calm_by_source:
        yield "Calm texts read as urgent, by source", HEAD, rate_rows(score.calm_by_source)
    if education is not None:
        rates = {**education.by_source, **education.by_address, "all": education.overall}
        yield "Education sentences flagged", HEAD, rate_rows(rates)
        counts: list[Row] = [
            (f"{rule} {KINDS.get(rule, '')}", str(n)) for rule, n in education.by_rule.items()
        ]
        yield "Education sentences flagged, by rule", ("", "sentences"), counts
        if education.claims:
            found = Rate(len(education.claims) - len(education.missed), len(education.claims))
            yield "Claims found among them", HEAD, rate_rows({**education.found, "all": found})


def _headline(score: Score) -> dict[str, Rate]:
    return {
        "claims found": total(score.recall),
        **{f"  {tier}": rate for tier, rate in score.recall.items()},
        "  with the expected kind": score.named,
        "  touching the marked words": score.spans,
        "look-alikes flagged": total(score.flagged),
        **{f"  {tier} look-alikes": rate for tier, rate in score.flagged.items()},
        "  noted as expected": score.noted,
        "minimal pairs right": score.pairs,
        "urgent texts found": score.urgent_found,
        "  with the right kind": score.urgent_named,
        "calm texts read as urgent": score.urgent_false,
    }


def _misses(section: Section) -> list[str]:
    """Every wrong case, what was missed before what was over-blocked."""
    score = section.score
    lines = _cases("Missed: a claim that passes", score.missed, section, _found)
    lines += _cases("Over-blocked: good text that is stopped", score.over_blocked, section, _found)
    missed = [
        (u.case, f"wanted {u.case.kind}, read {u.kind or 'calm'}") for u in score.urgent_missed
    ]
    over = [(u.case, f"read {u.kind}") for u in score.urgent_over]
    for title, found in (("Urgent, missed or misread", missed), ("Calm, read as urgent", over)):
        shown = [
            f"  {_name(case, section)}  {_one_line(case.text)}  ({note})"
            for case, note in found
            if _visible(case.split, section)
        ]
        lines += [f"{title}: {len(found)}", *shown, ""] if found else []
    return lines


def _cases(
    title: str, outcomes: Sequence[Outcome], section: Section, note: Callable[[Outcome], str]
) -> list[str]:
    if not outcomes:
        return []
    shown = [
        f"  {_name(o.case, section)} {_where(o.case)}  {_one_line(o.case.text)}{note(o)}"
        for o in outcomes
        if _visible(o.case.split, section)
    ]
    return [f"{title}: {len(outcomes)}", *shown, ""]


def _visible(split: str, section: Section) -> bool:
    return section.texts == "all" or (section.texts == "open" and split == "open")


def _name(case: GuardCase | UrgencyCase, section: Section) -> str:
    folder = "guard" if isinstance(case, GuardCase) else "urgency"
    return f"{folder}/{case.where} {case.id}" if section.places else case.id


def _where(case: GuardCase) -> str:
    pair = f" pair {case.pair}" if case.pair else ""
    kind = f"{case.kind} " if case.kind else ""
    return f"[{kind}{case.tier} {case.style}{pair}]"


def _found(outcome: Outcome) -> str:
    rules = sorted({hit.rule for hit in outcome.stopping})
    return f"  ({', '.join(rules)})" if rules else ""


def _one_line(text: str) -> str:
    """The text on one line, with characters that nobody could see spelled out."""
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text.replace("\n", " / "))
    return shown if len(shown) <= _SHORT else shown[:_SHORT] + "..."


def _flags(section: Section) -> list[str]:
    if section.education is None or not section.education_texts:
        return []
    return [
        "Education sentences that went wrong"
        if section.education.missed
        else "Flagged education sentences",
        *(
            f"  {', '.join(r.rules)}  [{r.sentence.source}, {r.sentence.focus}]  "
            f"{_one_line(r.sentence.text)}"
            for r in section.education.flagged
        ),
        *(
            f"  missed  [{r.sentence.source}, {r.sentence.focus}]  {_one_line(r.sentence.text)}"
            for r in section.education.missed
        ),
        "",
    ]


def _ending(section: Section) -> list[str]:
    lines = [f"below the bar: {short}" for short in section.short]
    if section.score.unknown_rules:
        lines.append(f"findings that no kind knows: {', '.join(section.score.unknown_rules)}")
    lines = lines or ["all thresholds reached"]
    if section.unsure:
        texts = "1 text" if section.unsure == 1 else f"{section.unsure} texts"
        lines.insert(0, f"left out, for they are labelled unsure: {texts}")
    return lines


def _fenced(lines: list[str]) -> list[str]:
    return ["```text", *lines[:-1], "```", ""] if lines else []


def _json(section: Section) -> dict[str, Any]:
    score = section.score
    return {
        "title": section.title,
        "passed": not section.fails,
        "rates": _json_rates(_headline(score)),
        "claims_by_kind": _json_rates(score.recall_by_kind),
        "claims_by_style": _json_rates(score.recall_by_style),
        "claims_by_source": _json_rates(score.recall_by_source),
        "look_alikes_by_kind": _json_rates(score.flagged_by_kind),
        "look_alikes_by_style": _json_rates(score.flagged_by_style),
        "look_alikes_by_source": _json_rates(score.flagged_by_source),
        "urgent_by_kind": _json_rates(score.urgent_by_kind),
        "urgent_by_source": _json_rates(score.urgent_by_source),
        "calm_by_source": _json_rates(score.calm_by_source),
        "unsure": section.unsure,
        "missed": [_json_case(o, section) for o in score.missed],
        "over_blocked": [_json_case(o, section) for o in score.over_blocked],
        "broken_pairs": list(score.broken_pairs),
        "urgent_missed": [u.case.id for u in score.urgent_missed],
        "urgent_over": [u.case.id for u in score.urgent_over],
        "below": [str(short) for short in section.short],
        "unknown_rules": list(score.unknown_rules),
        **({} if section.education is None else {"education": _json_education(section.education)}),
    }


def _json_rates(rates: Mapping[str, Rate]) -> dict[str, Any]:
    return {
        name.strip(): {
            "count": rate.count,
            "total": rate.total,
            "share": round(rate.share, 4),
            "interval": [round(bound, 4) for bound in rate.interval],
        }
        for name, rate in rates.items()
    }


def _json_case(outcome: Outcome, section: Section) -> dict[str, Any]:
    case = outcome.case
    text = {"text": case.text} if _visible(case.split, section) else {}
    rules = sorted({hit.rule for hit in outcome.stopping})
    place = {"where": case.where} if section.places else {}
    return {"id": case.id, **place, "kind": case.kind, "tier": case.tier, "rules": rules, **text}


def _json_education(education: EducationScore) -> dict[str, Any]:
    return {
        "overall": _json_rates({"all": education.overall})["all"],
        "by_source": _json_rates(education.by_source),
        "by_rule": dict(education.by_rule),
        **({"claims_found": _json_rates(education.found)} if education.claims else {}),
    }
