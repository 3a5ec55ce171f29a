"""Makes a decision case from a receipt or an answer, with nothing personal in it.

A receipt holds no name, contact, free text or value of a variable, and neither does the case: its
person is one of the golden people, its key and ids are dropped, its signal's values are left as
holes for a person to fill with made-up ones. What the receipt says came of it is what is expected.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from service.answers import receipt_from_json
from service.domain.decision import Receipt
from service.errors import BedsideError, Problem
from service.library.release import Release

_ID: Final = re.compile(r"[^a-z0-9]+")
#: Who stands for a recipient of this kind in the golden sets.
_PEOPLE: Final = {
    ("known", "patient"): "maya",
    ("known", "caregiver"): "carl",
    ("known", "clinician"): "dana",
    ("known", "care_team"): "team",
    ("anonymous", "patient"): "visitor",
}


def case_from_receipt(text: str, name: str, release: Release, zone: str) -> str:
    """The case as YAML, ready to be pasted into a file of cases and filled in."""
    try:
        receipt = receipt_from_json(text)
    except ValueError as error:
        fix = "give what `bedside decide --format json` prints"
        raise BedsideError([Problem(name, 0, 0, "E170", str(error), fix)]) from None
    return "\n".join(_lines(receipt, release, ZoneInfo(zone))) + "\n"


def _lines(receipt: Receipt, release: Release, zone: ZoneInfo) -> list[str]:
    trigger = release.triggers.get(receipt.trigger_id or "")
    audience = _audience(receipt, release)
    person = _PEOPLE.get((receipt.recipient_kind, audience), "maya")
    kind = release.signals.get(receipt.signal_type)
    holes = {
        attribute: _hole(attribute, release, receipt.signal_type)
        for attribute in (kind.attributes if kind else ())
    }
    at, happened = _wall(receipt.decided_at, zone), _wall(receipt.signal_at, zone)
    lines = [
        f"  - id: {_case_id(receipt)}",
        "    reason: TODO say why people agree that this is right",
        f"    source: a decision of {receipt.decided_at:%Y-%m}, release {receipt.release[:12]}",
        f"    tags: [from-life, {receipt.outcome}]",
        f"    person: {person}",
        f"    clock: {zone.key}",
        "    steps:",
        f"      - at: {at}",
    ]
    if happened != at:
        lines.append(f"        happened: {happened}")
    lines += [f"        signal: {receipt.signal_type}", f"        by: {receipt.channel}"]
    if holes:
        shown = ", ".join(f"{key}: {value}" for key, value in holes.items())
        lines.append(f"        with: {{{shown}}} # made up; choose values that fit")
    lines += ["        expect:", f"          outcome: {receipt.outcome}"]
    lines += [f"          {key}: {value}" for key, value in _expected(receipt, zone).items()]
    if trigger is None and receipt.trigger_id:
        lines.append(
            f"          # the trigger {receipt.trigger_id} is not in this library any more"
        )
    return lines


def _expected(receipt: Receipt, zone: ZoneInfo) -> dict[str, str]:
    expected: dict[str, str] = {}
    if receipt.reasons:
        expected["reasons"] = _list([reason.code for reason in receipt.reasons])
    if receipt.trigger_id:
        expected["trigger"] = receipt.trigger_id
    if receipt.considered:
        pairs = ", ".join(f"{c.trigger_id}: {c.outcome}" for c in receipt.considered)
        expected["considered"] = f"{{{pairs}}}"
    if receipt.layout_id and receipt.outcome in ("send", "escalate"):
        expected["layout"] = receipt.layout_id
        expected["modules"] = _list([c.module_id for c in receipt.choices if not c.required])
        expected["pinned"] = _list([c.module_id for c in receipt.choices if c.required])
    if receipt.not_before is not None:
        expected["not_before"] = _wall(receipt.not_before, zone)
    if receipt.experiments:
        arms = ", ".join(f"{name}: {arm}" for name, arm in receipt.experiments)
        expected["experiments"] = f"{{{arms}}} # set `but: {{key: ...}}` to be in this arm"
    return expected


def _audience(receipt: Receipt, release: Release) -> str:
    """Whom it was for, as far as the layout or the trigger says; a receipt does not name it."""
    layout = release.layouts.get(receipt.layout_id or "")
    trigger = release.triggers.get(receipt.trigger_id or "")
    audiences: Any = trigger.audience if trigger else layout.audience if layout else ("patient",)
    return str(audiences[0])


def _hole(attribute: str, release: Release, signal_type: str) -> str:
    kind = release.signals[signal_type].attributes[attribute]
    match kind.type:
        case "date":
            return "2026-12-03"
        case "datetime":
            return "2026-12-03 09:30"
        case "choice":
            return next(iter(kind.choices))
        case "topic":
            return "general"
        case "entry":
            return next(iter(release.directories[kind.directory or ""].entries))
        case _:
            return str(kind.minimum)


def _case_id(receipt: Receipt) -> str:
    words = f"{receipt.signal_type} {receipt.channel} {receipt.outcome}"
    if receipt.reasons:
        words += f" {receipt.reasons[0].code}"
    return _ID.sub("-", words.lower()).strip("-")


def _wall(at: datetime, zone: ZoneInfo) -> str:
    """The wall clock to the minute: enough for a case, and less than what would find a person."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _list(names: list[str]) -> str:
    return f"[{', '.join(names)}]"
