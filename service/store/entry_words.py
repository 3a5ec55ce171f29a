"""What an entry of the log says, in one line for people; docs/decision-log.md has the kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any


def in_words(kind: str, body: Mapping[str, Any]) -> str:
    """What the body of an entry says, in one line."""
    match kind:
        case "decision":
            receipt = body["receipt"]
            why = [reason["code"].replace("_", " ") for reason in receipt["reasons"]]
            about = receipt["trigger_id"] or ""
            told = f"{receipt['outcome']} by {receipt['channel']}"
            stop = "; their own words asked to stop" if receipt["opt_out_words"] else ""
            return ": ".join(filter(None, (told, about, ", ".join(why)))) + stop
        case "consent":
            topic = ", to a topic" if body.get("names_a_topic") else ""
            what = f"{_name(body['purpose'])} by {body['channel']}{topic}"
            return f"consent {body['status']}: {what} ({body['source']})"
        case "opt_out":
            return f"stop: {_stop(body)} ({body['source']})"
        case "opt_in":
            left = "; ".join(_stop(stop) for stop in body.get("left", ()))
            return f"stop lifted: {_stop(body)} ({body['source']}); left: {left or 'none'}"
        case "suppression" | "unsuppression":
            which = "on" if kind == "suppression" else "off"
            said = f"{body['channel']}, {_name(body['cause'])} ({body['source']})"
            return f"{which} the suppression list: {said}"
        case "preferences":
            return f"chose: {', '.join(map(_name, body['set']))}"
        case "event":
            return f"event: {body['type']}"
        case "delivery":
            listed = ", channel suppressed" if body["suppressed"] else ""
            return f"delivery: {_name(body['report'])}{listed}"
    return _name(kind)


def said_before(at: datetime, body: Mapping[str, Any]) -> str:
    """When it was said, where that is not when it was written down; else nothing."""
    if not isinstance(body.get("at"), str):
        return ""
    said = datetime.fromisoformat(body["at"])
    return f", said {said:%Y-%m-%d %H:%M} UTC" if at - said > timedelta(minutes=1) else ""


def _stop(body: Mapping[str, Any]) -> str:
    purposes: Iterable[str] = body.get("purposes", ())
    return f"{body['channel']}, {' and '.join(map(_name, purposes)) or 'all purposes'}"


def _name(word: str) -> str:
    return word.replace("_", " ")
