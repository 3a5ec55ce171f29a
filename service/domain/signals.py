"""A signal: something that a recipient did or asked for, and what may be known of it.

`Signal` is the envelope as it arrives. `understand` holds its attributes against the registered
type and gives typed values; what is not registered and allow-listed does not get in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

from service.domain.content import Attribute, Directory, LibrarySettings, SignalType, Value
from service.domain.nearest import did_you_mean

D = TypeVar("D", bound=date)

#: So many registered types are all named to who sent another.
_MANY = 40

#: Signals from the future are refused beyond this: a caller's clock may be a little ahead.
CLOCK_SKEW = timedelta(minutes=5)

#: So much of a person's own words is read.
MOST_TEXT = 20_000

Opaque = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,120}$")]

#: A date outside of these is a slip, and arithmetic at the ends of the calendar overflows.
FIRST_YEAR, LAST_YEAR = 1900, 2199


def _in_the_calendar(value: datetime) -> datetime:
    return _of_these_years(value, "a time")


def _of_these_years(value: D, what: str) -> D:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"{what} in the years {FIRST_YEAR} to {LAST_YEAR}")
    return value


def _written_out(value: Any) -> Any:
    """A bare number is no time: nobody said whether it counts seconds, and from when."""
    if isinstance(value, datetime) or (isinstance(value, str) and _DATED.match(value)):
        return value
    raise ValueError("it must be a time with its zone, such as 2026-12-08T09:30:00-06:00")


_DATED = re.compile(r"\d{4}-")

#: An instant in somebody's clocks, written out; never a number, nor a time without a zone.
#: `_written_out` is what is strict about it: behind it, a strict type would refuse text in JSON.
Moment = Annotated[
    AwareDatetime,
    Field(strict=False),
    BeforeValidator(_written_out),
    AfterValidator(_in_the_calendar),
]


class Signal(Value):
    """One event. `id` is the caller's, unique for the event; `at` is when it happened.

    `subject` is an opaque key of the thing it was about (one booking), so that a cancellation
    stops messages about that booking alone. `text` is the person's own inbound words; it is read
    in memory for urgency and opt-out words, and is never stored, logged or shown.
    """

    id: Opaque = Field(description="Your own id of the event, unique for it.")
    type: Annotated[str, StringConstraints(max_length=80)] = Field(
        description="A registered signal type."
    )
    at: Moment = Field(description="When it happened, with its zone.")
    attributes: dict[str, Any] = Field(
        default_factory=dict, max_length=40, description="What the type allows, and nothing else."
    )
    subject: Opaque | None = Field(
        default=None,
        description="An opaque key of what it was about, such as one booking: a cancellation stops "
        "messages about that alone.",
    )
    text: Annotated[str, StringConstraints(max_length=MOST_TEXT)] | None = Field(
        default=None,
        repr=False,
        description="The person's own words, for types that take them. Read, then dropped.",
    )


@dataclass(frozen=True, slots=True)
class SignalFault:
    """One thing wrong with a signal: a code, the field it is about, what, and what would do."""

    code: str
    pointer: str
    what: str
    fix: str


class SignalRefused(ValueError):
    """A signal that Bedside cannot understand; `faults` holds everything wrong with it."""

    def __init__(self, faults: tuple[SignalFault, ...]) -> None:
        super().__init__("; ".join(fault.what for fault in faults))
        self.faults = faults


TypedValue = date | datetime | str | int


def understand(
    signal: Signal,
    types: Mapping[str, SignalType],
    directories: Mapping[str, Directory],
    settings: LibrarySettings,
    now: datetime,
) -> dict[str, TypedValue]:
    """The signal's typed attributes, or `SignalRefused` with every fault at once.

    A value of the wrong type is named by its field and never echoed: it may identify someone.
    """
    kind = types.get(signal.type)
    if kind is None:
        what, fix = "this signal type is not registered", which_type(signal.type, types)
        raise SignalRefused((SignalFault("S101", "/type", what, fix),))
    faults = list(_envelope_faults(signal, kind, now))
    values: dict[str, TypedValue] = {}
    for name, raw in signal.attributes.items():
        attribute = kind.attributes.get(name)
        if attribute is None:
            faults.append(_not_listed(name, kind))
            continue
        try:
            values[name] = _typed(raw, attribute, directories, settings)
        except ValueError as error:
            what = f"`{name}` has a wrong value"
            faults.append(SignalFault("S103", f"/attributes/{name}", what, str(error)))
    faults += [
        _missing(name, attribute)
        for name, attribute in kind.attributes.items()
        if attribute.required and name not in signal.attributes
    ]
    if faults:
        raise SignalRefused(tuple(faults))
    return values


def _not_listed(name: str, kind: SignalType) -> SignalFault:
    what = f"an attribute is not allow-listed for `{kind.type}`"
    allowed = f"allowed: {', '.join(sorted(kind.attributes)) or 'none'}"
    fix = did_you_mean(name, kind.attributes) or allowed
    return SignalFault("S102", "/attributes", what, fix)


def _missing(name: str, attribute: Attribute) -> SignalFault:
    fix = f"send {attribute.title[0].lower()}{attribute.title[1:]}"
    return SignalFault("S104", "/attributes", f"`{name}` is missing", fix)


def which_type(given: str, types: Iterable[str]) -> str:
    """What to do about a type that is not registered, for callers and for a library's editors."""
    known = sorted(types)
    near = did_you_mean(given, known)
    if near or not known:
        return near or "register it in `signals/` of the library"
    more = f" and {len(known) - _MANY} more" if len(known) > _MANY else ""
    named = f"use one of {', '.join(known[:_MANY])}{more}"
    return f"{named}; or have it registered in `signals/` of the library"


def _envelope_faults(signal: Signal, kind: SignalType, now: datetime) -> Iterator[SignalFault]:
    if signal.at - now > CLOCK_SKEW:
        fix = "check the sender's clock"
        yield SignalFault("S105", "/at", "it happened in the future", fix)
    if signal.text is not None and not kind.inbound_text:
        what = f"`{kind.type}` does not take a person's own words"
        fix = "leave `text` out, or set `inbound_text: true` for the type"
        yield SignalFault("S106", "/text", what, fix)


def _typed(
    raw: Any,
    attribute: Attribute,
    directories: Mapping[str, Directory],
    settings: LibrarySettings,
) -> TypedValue:
    """One value in its attribute's type; a ValueError says what would be right."""
    match attribute.type:
        case "date":
            return _parse_date(raw)
        case "datetime":
            return _parse_datetime(raw)
        case "integer":
            low, high = attribute.minimum, attribute.maximum
            if low is None or high is None or type(raw) is not int or not low <= raw <= high:
                raise ValueError(f"a whole number from {low} to {high}")
            return raw
        case "choice":
            allowed: Mapping[str, object] = attribute.choices
        case "topic":
            allowed = settings.topics
        case "entry":
            allowed = directories[attribute.directory or ""].entries
    if not isinstance(raw, str) or raw not in allowed:
        raise ValueError(f"one of {', '.join(sorted(allowed))}")
    return raw


def _parse_date(raw: Any) -> date:
    try:
        value = date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueError("a date such as 2026-12-08") from None
    return _of_these_years(value, "a date")


def instant_in(raw: Any) -> datetime | None:
    """The instant that a value is, in UTC; None for what is no time with its zone."""
    try:
        return _parse_datetime(raw).astimezone(UTC)
    except ValueError:
        return None


def _parse_datetime(raw: Any) -> datetime:
    try:
        value = datetime.fromisoformat(raw.upper())  # RFC 3339 allows "t" and "z"
    except (AttributeError, ValueError):
        value = None
    if value is None or value.tzinfo is None:
        raise ValueError("a time with its zone, such as 2026-12-08T09:30:00-06:00")
    return _of_these_years(value, "a time")
