"""Turns the people of a case into standings, and a file's values into what callers would send."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from evals.decisions.clock import is_wall_clock, moment
from evals.decisions.formats.people import Changes, ConsentWord, Person
from service.domain.standing import Consent, Recipient, Standing
from service.domain.wording import what_would_be_right


def changed(person: Person, changes: Changes) -> Person:
    """A person with what one case says is different."""
    update = {name: getattr(changes, name) for name in changes.model_fields_set}
    if update.get("zone") is False:
        update["zone"] = None
    return person.model_copy(update=update)


def standing_of(person: Person, changes: Changes, zone: ZoneInfo) -> Standing:
    """What is known of a person before a history begins."""
    person = changed(person, changes)
    return Standing(
        recipient=Recipient(key=person.key, kind=person.kind, audience=person.audience),
        locale=person.locale,
        zone=person.zone,
        reading_level=person.reading_level,
        channels=person.channels,
        consents=tuple(_consent(word, zone) for word in person.consents),
    )


def _consent(word: ConsentWord, zone: ZoneInfo) -> Consent:
    return Consent(
        purpose=word.purpose,
        channel=word.channel,
        topic=word.topic,
        status="given",
        at=moment(word.at, zone),
        source=word.source,
    )


def plain_attribute(value: Any, zone: ZoneInfo) -> Any:
    """An attribute as a caller would send it: times with an offset, dates as text."""
    if is_wall_clock(value):
        return moment(value, zone).astimezone(zone).isoformat()
    return value.isoformat() if isinstance(value, date | datetime) else value


def first_words(error: ValueError) -> str:
    """What is wrong, in the words of the first error."""
    if isinstance(error, ValidationError):
        detail = error.errors(include_url=False)[0]
        name = ".".join(map(str, detail["loc"]))
        fix = what_would_be_right(detail, detail["input"])
        return f"'{name}' does not fit: {fix}" if name else fix
    return str(error)
